"""A stage for the Slack adapter: the fake on the wire at one end, a scripted core at the other."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.adapters.slack import Slack
from bot.chat import SILENCE, Address, Answer, Event, Message, Met
from bot.text import Text, t
from tests.fakes.slack import Channel, Person, SlackFake
from tests.serving import free_port, serving

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
ROOM = Address("slack", "T0TEAM/C0KAHVI")
ANNA = Address("slack", "T0TEAM/U0ANNA")
Script = Callable[[Event], Answer]


@dataclass
class Stage:
    """Hold both ends, what the core heard, and how long the adapter meant to pause."""

    fake: SlackFake
    adapter: Slack
    script: Script
    pauses: list[float]
    now: datetime = NOW
    everything: list[Event] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)  #: what the core raises next, first one first
    open: asyncio.Event = field(default_factory=asyncio.Event)  #: cleared, the core is busy

    @property
    def heard(self) -> list[Event]:
        """What the core heard, besides who people are."""
        return [event for event in self.everything if not isinstance(event, Met)]

    @property
    def met(self) -> list[Event]:
        return [event for event in self.everything if isinstance(event, Met)]

    async def receive(self, events: Sequence[Event]) -> list[Answer]:
        self.everything += events
        await self.open.wait()
        if self.troubles and not isinstance(events[0], Met):
            raise self.troubles.pop(0)
        return [in_finnish(self.script(event)) for event in events]

    async def hears(self, count: int = 1) -> list[Event]:
        """Wait until the core has heard so many events."""
        await until(lambda: len(self.heard) >= count)
        return self.heard

    async def rests(self) -> None:
        """Wait until everything has been answered."""
        await self.fake.quiet(0.1)
        await until(lambda: not self.adapter._tasks)

    # -- the cast --

    def anna(self) -> Person:
        return self.fake.people.get("U0ANNA") or self.fake.person("U0ANNA", "Anna Ähtäri")

    def room(self) -> Channel:
        """Give a channel where the bot and Anna are, and of which the bot was never told."""
        channel = self.fake.channels.get("C0KAHVI") or self.fake.channel("C0KAHVI", "kahvit")
        channel.members |= {self.anna().id: None, self.fake.bot_user_id: None}
        return channel


def in_finnish(answer: Answer) -> Answer:
    """Address an answer as dispatch does, where the test did not."""
    return replace(answer, locale=answer.locale or "fi", room=answer.room or "fi")


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 -- what is waited for has no event of its own
            await asyncio.sleep(0.005)


@asynccontextmanager
async def stage(script: Script | Answer = SILENCE, *, runs: bool = True, by_http: bool = False) -> AsyncIterator[Stage]:
    """Open the stage; at the end no rule of Slack's may have been broken."""
    async with SlackFake() as fake, AsyncExitStack() as rest:
        pauses: list[float] = []

        async def pause(seconds: float) -> None:
            pauses.append(seconds)
            await asyncio.sleep(min(seconds, 0.01))

        play: Stage
        adapter = Slack(
            fake.bot_token, None if by_http else fake.app_token, fake.url,
            signing_secret=fake.signing_secret, now=lambda: play.now, pause=pause,
        )  # fmt: skip
        play = Stage(fake, adapter, script if callable(script) else lambda _: script, pauses)
        play.open.set()
        fake.clock = lambda: play.now
        if by_http:
            base = await rest.enter_async_context(serving(adapter.doors(), free_port()))
            fake.deliver_over_http(f"{base}/slack/events")
        running = asyncio.create_task(adapter.run(play.receive)) if runs else None
        if runs:
            await (until(lambda: adapter.listens) if by_http else fake.connected(2))
        try:
            yield play
        finally:
            play.open.set()
            if running is not None:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
            await adapter.close()
        assert fake.violations == []


def says(text: str) -> Text:
    """Say anything, the same in every language."""
    return t("plain", text=text)


def message(*lines: str) -> Message:
    return Message(tuple(says(line) for line in lines))
