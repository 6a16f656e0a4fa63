"""Who people are, as Slack tells: a handle at first, their real name and language once it has been asked."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bot.adapters.slack.draw import Json
from bot.adapters.slack.words import clean
from bot.chat import Gone, Met, Pause, Receive, Sender, SlowDown, Uncertain

log = logging.getLogger(__name__)

FRESH = timedelta(hours=24)
EVERY = 0.8  #: seconds between questions: users.info allows 100 a minute
AT_ONCE = 20  #: of which so many may come together
_BOTS = frozenset({"USLACKBOT"})


@dataclass(frozen=True)
class Known:
    """Hold what Slack told of a person, and when."""

    at: datetime
    name: str
    locale: str | None
    bot: bool


class People:
    """Remember who people are, and ask Slack about newcomers one at a time, after they have been answered."""

    def __init__(
        self, team: str, ask: Callable[[str], Awaitable[Json]], now: Callable[[], datetime], pause: Pause
    ) -> None:
        self._team = team
        self._ask = ask
        self._now = now
        self._pause = pause
        self._known: dict[str, Known] = {}
        self._wanted: OrderedDict[str, None] = OrderedDict()
        self._woken = asyncio.Event()
        self._even = 0.0  # when the next question would come, if they came evenly

    def sender(self, user: str, name: str = "") -> Sender:
        """Say who a person is: the payload's name serves until the real one is known."""
        known = self._known.get(user)
        id_ = f"{self._team}/{user}"
        if known is None:
            person = user not in _BOTS
            return Sender("slack", id_, clean(name) or user, bot=not person, reachable=person, unsure=True)
        return Sender(
            "slack", id_, known.name or clean(name) or user, known.locale, bot=known.bot, reachable=not known.bot,
            unsure=not known.name,
        )  # fmt: skip

    def name(self, user: str) -> str:
        """Give a person's name, empty while Slack has not told it."""
        known = self._known.get(user)
        return known.name if known else ""

    def met(self, sender: Sender) -> None:
        """Ask about a person later, unless Slack has told lately."""
        user = sender.id.rpartition("/")[2]
        if not sender.bot and not self._fresh(user):
            self._wanted[user] = None
            self._woken.set()

    async def run(self, receive: Receive) -> None:
        """Ask about everybody wanted, gently, until cancelled."""
        while True:
            await self._woken.wait()
            while self._wanted:
                user, _ = self._wanted.popitem(last=False)
                await self._learn(user, receive)
                await self._breathe()
            self._woken.clear()

    async def _breathe(self) -> None:
        """Keep the pace: a few at once, then evenly."""
        now = time.monotonic()
        self._even = max(self._even, now - EVERY * AT_ONCE) + EVERY
        await self._pause(max(0.0, self._even - now))

    def _fresh(self, user: str) -> bool:
        known = self._known.get(user)
        return known is not None and self._now() - known.at < FRESH

    async def _learn(self, user: str, receive: Receive) -> None:
        if self._fresh(user):
            return
        try:
            self._known[user] = known = _told(await self._ask(user), self._now())
            if not known.bot:
                await receive([self._event(user, known)])
        except SlowDown as slow:
            self._wanted[user] = None
            await self._pause(slow.retry_after)
        except (Gone, Uncertain) as trouble:
            log.info("a name was not told: %s", trouble)  # the next time they speak asks again
        except Exception as error:  # noqa: BLE001 -- the next one may go well; its text may hold names
            self._known.pop(user, None)
            log.error("a name could not be kept: %s", type(error).__name__)

    def _event(self, user: str, known: Known) -> Met:
        who = self.sender(user)
        # the instant, not the day: after a restart handles overwrite names, and a key met before would be passed over
        told = f"{who.id} {known.at.isoformat(timespec='seconds')}"
        key = f"sl:met:{sha256(told.encode()).hexdigest()[:32]}"  # keys are kept for a while: they name nobody
        return Met(key=key, at=known.at, who=who, where=who.address, private=True)


def _told(user: Json, at: datetime) -> Known:
    """Read Slack's answer: the real name before the one chosen for show, as lists are read by others."""
    profile = user.get("profile") or {}
    names = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), user.get("name"))
    name = next((name for name in names if name), "")
    return Known(at, clean(name), user.get("locale"), bool(user.get("is_bot")))
