"""Telegram: polls the Bot API or is visited by it, speaks through python-telegram-bot, knows nothing of meetups."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from telegram import Bot
from telegram.error import TelegramError

from bot.adapters.telegram.answers import Answers
from bot.adapters.telegram.giving import Giving
from bot.adapters.telegram.menus import Menus
from bot.adapters.telegram.poll import FIRST_PAUSE, LONGEST_PAUSE, Polling
from bot.adapters.telegram.tags import tag_in
from bot.adapters.telegram.transport import STAND_IN, Wire
from bot.adapters.telegram.updates import Account
from bot.adapters.telegram.voice import Voice
from bot.adapters.telegram.webhook import PATH, Visits, Webhook
from bot.chat import Address, File, Menu, Message, Pause, Receive, Ref, SlowDown
from bot.chat.doors import Door, Knock, Reply
from bot.chat.signs import Tag

log = logging.getLogger(__name__)
__all__ = ["Telegram", "Visits"]


@dataclass(frozen=True)
class _Self:
    """Hold what can be done once Telegram has told who we are."""

    voice: Voice
    giving: Giving
    way_in: Polling | Webhook


class Telegram:
    """Bring what happens on Telegram, and say there what is to be said.

    ``now`` is the edge's clock; ``pause`` waits for a number of seconds; without ``visits`` we poll.
    """

    name = "telegram"

    def __init__(
        self, token: str, api_url: str,
        *, now: Callable[[], datetime], pause: Pause = asyncio.sleep, visits: Visits | None = None,
    ) -> None:  # fmt: skip
        # at DEBUG python-telegram-bot writes down every call and its result: what people say, and their names
        logging.getLogger("telegram").setLevel(logging.INFO)
        root = api_url.rstrip("/")
        self._wire = Wire(token)
        self._bot = Bot(STAND_IN, f"{root}/bot", f"{root}/file/bot", request=self._wire, get_updates_request=self._wire)
        self._menus = Menus(self._bot, pause)
        self._now = now
        self._pause = pause
        self._visits = visits
        self.by_web = visits is not None
        self._asking = asyncio.Lock()
        self._closed = False
        self._self: _Self | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Learn who we are, however long Telegram takes to say it; ``run`` does it too."""
        await self._started()

    async def close(self) -> None:
        """Let the answers under way end, for a moment, and close the connections."""
        self._closed = True
        ours, self._self = self._self, None
        if ours is not None:
            await ours.giving.close()
        await self._wire.shutdown()

    async def run(self, receive: Receive) -> None:
        """Bring events until cancelled; each is confirmed only after its answer was given."""
        ours = await self._started()
        await ours.way_in.run(receive)

    def doors(self) -> Sequence[Door]:
        """List where Telegram comes to us."""
        return [Door("POST", PATH, self._visited)] if self._visits else []

    async def _visited(self, knock: Knock) -> Reply:
        if self._self is None or not isinstance(self._self.way_in, Webhook):
            return Reply(503)
        return await self._self.way_in.take(knock)

    async def send(self, to: Address, message: Message, locale: str, *, key: str | None = None) -> Ref:  # noqa: ARG002
        """Post a message; Telegram has no way to find it again by a key. Raises SlowDown, Gone or Uncertain."""
        return await (await self._introduced()).voice.say(to, message, locale)

    async def send_file(self, to: Address, file: File, locale: str) -> Ref:
        """Send a file to a chat; raises SlowDown, Gone or Uncertain."""
        return await (await self._introduced()).voice.hand(to, file, locale)

    async def edit(self, ref: Ref, message: Message, locale: str) -> None:
        """Redraw a message; one that is already so is a success. Raises SlowDown, Gone or Uncertain."""
        await (await self._introduced()).voice.redraw(ref, message, locale)

    async def publish(self, menus: Sequence[Menu]) -> None:
        """Publish the menus of every scope and language. Raises SlowDown, Gone or Uncertain."""
        await self._wire.initialize()
        await self._menus.publish(menus)

    async def publish_for(self, to: Address, menus: Sequence[Menu]) -> None:
        """Give one chat its own menu; without menus it sees everyone's again. Raises SlowDown, Gone or Uncertain."""
        await self._wire.initialize()
        await self._menus.publish_for(to, menus)

    async def tag_member(self, to: Address, tag: Tag, locale: str) -> None:
        """Show our words beside a member's name, or take them away. Raises SlowDown, Gone or Uncertain."""
        await self._wire.initialize()
        await tag_in(self._bot, to, tag, locale)

    # -- who we are -----------------------------------------------------------------------------------------

    async def _started(self) -> _Self:
        wait = FIRST_PAUSE
        while True:
            try:
                return await self._introduced()
            except SlowDown:
                await self._pause(wait)
            wait = min(2 * wait, LONGEST_PAUSE)

    async def _introduced(self) -> _Self:
        """Know who we are, asking Telegram once if need be: a replica that never polls must send too.

        Buttons that lead to us need our name; raises SlowDown while Telegram does not tell it.
        """
        async with self._asking:
            if self._self is None and not self._closed:
                await self._wire.initialize()
                await self._ask()
            if self._self is None:
                raise SlowDown(FIRST_PAUSE)
            return self._self

    async def _ask(self) -> None:
        try:
            me = await self._bot.get_me()
        except TelegramError as error:
            log.warning("Telegram does not say who we are: %s", error)
            return
        if me.can_read_all_group_messages:
            log.warning("privacy mode is off: Telegram shows us all that groups say (BotFather: /setprivacy)")
        account = Account(me.id, me.username or "")
        voice = Voice(self._bot, account.username, self._pause)
        answers = Answers(voice, self._pause)
        giving = Giving(answers)
        self._self = _Self(voice, giving, self._way_in(account, answers, giving))

    def _way_in(self, account: Account, answers: Answers, giving: Giving) -> Polling | Webhook:
        if self._visits is None:
            return Polling(self._bot, self._wire, account, giving, now=self._now, pause=self._pause)
        return Webhook(
            self._bot, account, answers, giving, self._visits, now=self._now, pause=self._pause
        )  # fmt: skip
