"""The storm over Slack: presses are not handed out again there, but what was acked must have been kept."""

import asyncio
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from bot.domain.seating import Reply
from tests.bench.crowds import ANSWERS
from tests.bench.process import Process
from tests.bench.slack import Scene
from tests.bench.storm import EARLY, LIVE, PAUSE, READY, REPLIES, UP, until
from tests.fakes.slack import Deed, Person


@dataclass
class SlackStorm:
    """A storm over a channel on Slack: each person presses again once Slack has told how the last press ended."""

    scene: Scene
    bot: Process
    rng: Random
    deeds: dict[str, list[tuple[Reply, Deed]]] = field(default_factory=lambda: defaultdict(list))  #: by person's id

    async def rage(self, kills: int) -> None:
        """Kill the bot so many times while people press; it lives when this ends, and nothing is under way."""
        going = asyncio.Event()
        pressing = [asyncio.create_task(self._press(person, going)) for person in self.scene.crowd]
        for _ in range(kills):
            await asyncio.sleep(LIVE * self.rng.random())
            self.bot.kill()
            await self._restart()
        going.set()
        await asyncio.gather(*pressing)

    async def _press(self, person: Person, over: asyncio.Event) -> None:
        while not over.is_set():
            await asyncio.sleep(self.rng.expovariate(1 / PAUSE))
            if not self.scene.fake.sockets:
                continue  # nobody would be told
            label = self.rng.choice(ANSWERS)
            deed = person.presses(self.scene.card, label)
            self.deeds[person.id].append((REPLIES[label], deed))
            with suppress(AssertionError):  # it failed: the person is shown so, and may press again
                await deed.acked()

    async def _restart(self) -> None:
        await until(lambda: not self.scene.fake.sockets, READY)
        self.bot.start()
        if self.rng.random() < EARLY:
            await asyncio.sleep(self.rng.uniform(0, UP))
        else:
            assert await until(lambda: bool(self.scene.fake.sockets), READY), self.bot.words

    @property
    def presses(self) -> int:
        return sum(map(len, self.deeds.values()))

    @property
    def acked(self) -> int:
        return sum(deed.acked_at is not None for deeds in self.deeds.values() for _, deed in deeds)

    @property
    def cards(self) -> int:
        """How many cards stand in the channel."""
        return sum(post.labels[:3] == self.scene.card.labels[:3] for post in self.scene.channel.posts)

    def allowed(self, person: str) -> set[Reply | None]:
        """Say what may be kept of a person: the last press that was acked, or one after it that was not."""
        kept: set[Reply | None] = {None}
        for reply, deed in self.deeds[person]:
            kept = {reply} if deed.acked_at else kept | {reply}
        return kept
