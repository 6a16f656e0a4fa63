"""A stage for the Telegram adapter: the fake on the wire at one end, a scripted core at the other."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.adapters.telegram import Telegram, Visits
from bot.chat import SILENCE, Answer, Event, Message, Receive
from bot.text import Text, t
from tests.fakes.telegram import TelegramFake
from tests.serving import free_port, serving

TOKEN = "7000000123:AAcanary_canary_canary"
SECRET = "secret-of-the-webhook_1"
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
Script = Callable[[Event], Answer]


@dataclass
class Stage:
    """Hold both ends, what the core heard, and how long the adapter meant to pause."""

    fake: TelegramFake
    adapter: Telegram
    script: Script
    pauses: list[float]
    pages: list[list[Event]] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)  #: what the core raises next, first one first

    @property
    def heard(self) -> list[Event]:
        return [event for page in self.pages for event in page]

    async def receive(self, events: Sequence[Event]) -> list[Answer]:
        self.pages.append(list(events))
        if self.troubles:
            raise self.troubles.pop(0)
        return [in_finnish(self.script(event)) for event in events]

    async def hears(self, count: int = 1) -> list[Event]:
        """Wait until the core has heard so many events."""
        await until(lambda: len(self.heard) >= count)
        return self.heard

    async def rests(self) -> None:
        """Wait until everything has been answered and confirmed."""
        await self.fake.quiet(0.1)
        await until(lambda: not self.fake.history.unconfirmed)


def in_finnish(answer: Answer) -> Answer:
    """Address an answer as dispatch does, where the test did not."""
    return replace(answer, locale=answer.locale or "fi", room=answer.room or "fi")


async def run_until(play: Stage, receive: Receive, done: Callable[[], bool]) -> None:
    """Run an adapter that was not started to run, with a core of the test's own."""
    running = asyncio.create_task(play.adapter.run(receive))
    try:
        await until(done)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.005)


@asynccontextmanager
async def stage(
    script: Script | Answer = SILENCE, *, runs: bool = True, starts: bool = True, by_webhook: bool = False
) -> AsyncIterator[Stage]:
    """Open the stage; at the end no rule of Telegram may have been broken."""
    async with TelegramFake(TOKEN) as fake, AsyncExitStack() as rest:
        fake.polling.conflict_delay = 0.05
        pauses: list[float] = []

        async def pause(seconds: float) -> None:
            pauses.append(seconds)
            await asyncio.sleep(min(seconds, 0.01))

        port = free_port()
        visits = Visits(f"http://127.0.0.1:{port}", SECRET) if by_webhook else None
        adapter = Telegram(TOKEN, fake.url, now=lambda: NOW, pause=pause, visits=visits)
        play = Stage(fake, adapter, script if callable(script) else lambda _: script, pauses)
        if starts:
            await adapter.start()
        if by_webhook:
            await rest.enter_async_context(serving(adapter.doors(), port))
        running = asyncio.create_task(adapter.run(play.receive)) if runs else None
        if by_webhook and runs:
            await until(lambda: bool(fake.history.calls_to("getWebhookInfo")))
        try:
            yield play
        finally:
            if running is not None:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
            await adapter.close()
        assert fake.violations == []


def says(text: str) -> Text:
    """Say anything, the same in every language."""
    return t("plain", text=text)


def message(*lines: str, silent: bool = False) -> Message:
    return Message(tuple(says(line) for line in lines), silent=silent)
