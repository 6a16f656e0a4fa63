"""People's real names and languages, asked of Slack after they have spoken, gently and at most daily."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.adapters.slack.names import clean
from bot.adapters.slack.payloads import Profile
from bot.adapters.slack.wire import Wire
from bot.chat import Gone, Met, Receive, Sender, SlowDown, Uncertain

_DAILY = timedelta(hours=24)
_EVERY = 0.7  #: seconds between calls: users.info takes about 100 a minute
_AT_ONCE = 20  #: of which so many may come at once
_REMEMBERED = 10_000
log = logging.getLogger(__name__)


class Profiles:
    """Remember people, and look up those who have spoken."""

    def __init__(self, wire: Wire, now: Callable[[], datetime]) -> None:
        self._wire = wire
        self._now = now
        self._known: dict[str, Profile] = {}
        self._asked: dict[str, datetime] = {}
        self._wanted: asyncio.Queue[str] = asyncio.Queue()
        self._even = 0.0  # when the next call would come, if calls came evenly

    @property
    def known(self) -> Mapping[str, Profile]:
        """Give what is remembered, by T/U."""
        return self._known

    def wonder(self, who: Sender) -> None:
        """Note that a person spoke."""
        last = self._asked.get(who.id)
        if who.bot or (last is not None and self._now() - last < _DAILY):
            return
        if len(self._asked) >= _REMEMBERED:
            self._asked.clear()
            self._known.clear()
        self._asked[who.id] = self._now()
        self._wanted.put_nowait(who.id)

    async def run(self, receive: Receive) -> None:
        """Look people up until cancelled."""
        while True:
            id_ = await self._wanted.get()
            try:
                await self._look_up(id_, receive)
            except SlowDown as slow:
                self._wanted.put_nowait(id_)
                await asyncio.sleep(slow.retry_after)
            except (Gone, Uncertain) as trouble:
                log.info("a profile was not told: %s", trouble)
            except Exception as error:  # noqa: BLE001 -- the next one may go well
                log.warning("a profile was not taken: %s", type(error).__name__)
            await self._breathe()

    async def _breathe(self) -> None:
        """Keep the pace: a few at once, then evenly."""
        now = time.monotonic()
        self._even = max(self._even, now - _EVERY * _AT_ONCE) + _EVERY
        await asyncio.sleep(max(0.0, self._even - now))

    async def _look_up(self, id_: str, receive: Receive) -> None:
        user = (await self._wire.call("users.info", user=id_.partition("/")[2], include_locale=True))["user"]
        shown = user.get("profile", {}).get("display_name") or user.get("real_name") or user.get("name", "")
        profile = Profile(clean(shown), user.get("locale"))
        self._known[id_] = profile
        if user.get("is_bot"):
            return
        who = Sender("slack", id_, profile.name, profile.locale, reachable=True)
        at = self._now()
        key = f"sl:met:{id_}:{at:%Y-%m-%dT%H:%M}"
        await receive([Met(key=key, at=at, who=who, where=who.address, private=True)])
