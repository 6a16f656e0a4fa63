"""The fake as tests hold it: Telegram on a loopback port, with people in it."""

import asyncio
import time
from typing import Self

from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.faults import Choice, Fault, Ordered
from tests.fakes.telegram.flood import Flood
from tests.fakes.telegram.groups import Group
from tests.fakes.telegram.methods.profile import menu
from tests.fakes.telegram.people import Person
from tests.fakes.telegram.polling import Polling
from tests.fakes.telegram.presses import Press
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.webhook import Webhook
from tests.fakes.telegram.world import World

TOKEN = "1001:test"


class TelegramFake(World):
    """`async with TelegramFake() as telegram:` listens until the end of the block.

    `telegram.url` goes into TELEGRAM_API_URL; people come from `telegram.person(…)` and groups from
    `telegram.group(…)`. `strict=False` leaves out the deep check of every call by aiogram's schema.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        username: str = "kuppi_bot",
        name: str = "Kuppi",
        strict: bool = True,
    ) -> None:
        super().__init__(token, username=username, name=name, strict=strict)
        self._server = Server(self)

    async def __aenter__(self) -> Self:
        await self.comes_up()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.webhook.close()
        await self.goes_down()

    async def comes_up(self) -> None:
        await self._server.open()

    async def goes_down(self) -> None:
        """Refuse connections until it comes up again, at the same address and knowing what it knew."""
        await self._server.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def latency(self) -> float:
        """Seconds added to every call."""
        return self._server.latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self._server.latency = seconds

    @property
    def polling(self) -> Polling:
        return self._server.polling

    @property
    def webhook(self) -> Webhook:
        return self._server.webhook

    def fail(
        self,
        method: str = "*",
        *,
        how: Fault | Choice,
        chat: Chat | Person | int | None = None,
        times: int | None = 1,
    ) -> Ordered:
        """Let a fault befall the next calls of a method ("*": of any), for ever when `times` is None.

        `how` is a fault, or a function that chooses one (or none) for each call.
        """
        chat_id = chat if isinstance(chat, int) else chat.id if chat else None
        return self.faults.order(Ordered(method, chat_id, times, how))

    def flood(
        self,
        *,
        per_group_minute: int = 20,
        per_second: float = 1.0,
        burst: int = 3,
        overall_per_second: int = 30,
    ) -> Flood:
        """Turn flood control on; `calm()` turns it off."""
        self.limits = Flood(per_group_minute, per_second, burst, overall_per_second)
        return self.limits

    def calm(self) -> None:
        self.limits = None

    async def quiet(self, seconds: float = 0.2, *, timeout: float = 30.0) -> None:  # noqa: ASYNC109 -- a test's own patience
        """Wait until the bot has neither been given anything nor said anything for so long."""
        begun = time.perf_counter()
        async with asyncio.timeout(timeout):
            while True:
                left = max(begun, self._server.last_moved, self._last_handed_out()) + seconds - time.perf_counter()
                if left <= 0 and not self._server.busy:
                    return
                await asyncio.sleep(max(left, 0.005))

    def _last_handed_out(self) -> float:
        handed_out = (update.handed_out[-1] for update in reversed(self.history.updates) if update.handed_out)
        return next(handed_out, 0.0)

    @property
    def unanswered(self) -> list[Press]:
        """Presses that were handed out and have no answer."""
        return [press for press in self.queries.values() if press.handed_out_at and not press.answers]

    def menu(self, person: Person, in_: Group | None = None) -> list[tuple[str, str]]:
        """Give the commands, with descriptions, that Telegram offers this person there."""
        return menu(self, person, in_)
