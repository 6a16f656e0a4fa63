"""People who press without end, and a bot that is killed and started again among them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from random import Random

from bot.domain.seating import Asked, Hold, Reply, Room, Standing, Tally, answered
from tests.bench.crowds import ANSWERS
from tests.bench.process import Process
from tests.bench.telegram import Scene
from tests.fakes.telegram import Person, Press

REPLIES: Mapping[str, Reply] = dict(zip(ANSWERS, (Reply.YES, Reply.MAYBE, Reply.NO), strict=True))
PAUSE = 0.4  #: seconds between gusts, on average
GUST = 40  #: presses that come at once, at most
PATIENCE = 120  #: presses that wait for an answer before people let a killed bot catch up: an answer has its time
AGAIN = 0.1  #: how often it is a phone that sends an earlier press once more
EARLY = 0.2  #: how often the bot is killed at any moment after its start, ready or not
UP = 1.5  #: seconds: the latest moment of such an early end
LIVE = 0.8  #: seconds that a bot lives at most once it polls; mostly less, for then it has its hands full
READY = 60.0  #: seconds that a start may take
STILL = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  #: any instant: the model's clock stands still, as the bot's does


@dataclass
class Model:
    """Take presses in their order; say who stands where. The clock stands still, so what is left is kept."""

    seats: int
    answers: dict[str, Asked] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)

    def press(self, name: str, reply: Reply) -> None:
        mine = self.answers.get(name, Asked())
        after = answered(mine, reply, None, Room(self._tally().free, self._tally().queue), at=STILL)
        if name not in self.order or (mine.hold is None and after.hold):
            self.order[name] = max(self.order.values(), default=0) + 1
        self.answers[name] = after

    def _tally(self) -> Tally:
        return reduce(lambda tally, asked: tally.changed(Asked(), asked), self.answers.values(), Tally(self.seats))

    def standings(self) -> Sequence[tuple[str, Standing]]:
        found, queue = [], 0
        for name in sorted(self.answers, key=lambda name: self.order[name]):
            asked = self.answers[name]
            queue += asked.hold is Hold.QUEUE
            waits = asked.reply is Reply.YES and asked.hold is Hold.QUEUE
            found.append((name, Standing(asked.reply or Reply.NO, queue if waits else 0)))
        return found

    def counts(self) -> Mapping[str, int]:
        """Say what the card must count; what is none is left out."""
        tally = self._tally()
        counts = {"tulossa": tally.coming, "ehkä": tally.maybe, "varasijalla": tally.waiting}
        return {word: count for word, count in counts.items() if count}


async def until(true: Callable[[], bool], within: float) -> bool:
    """Wait for something that has no event of its own; False when it did not come."""
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            while not true():  # noqa: ASYNC110 -- see above
                await asyncio.sleep(0.005)
            return True
    return False


@dataclass
class TelegramStorm:
    """A storm over a group on Telegram."""

    scene: Scene
    bot: Process
    people: Sequence[Person]
    rng: Random

    async def rage(self, kills: int) -> None:
        """Kill the bot so many times while people press; it lives when this ends."""
        pressing = asyncio.create_task(self._press())
        try:
            for _ in range(kills):
                await asyncio.sleep(LIVE * self.rng.random() ** 2)
                self.bot.kill()
                await self._restart()
        finally:
            pressing.cancel()
            await asyncio.gather(pressing, return_exceptions=True)

    async def _press(self) -> None:
        while True:
            for _ in range(self.rng.randint(1, GUST) if len(self.unanswered) < PATIENCE else 0):
                self._press_once()
            await asyncio.sleep(self.rng.expovariate(1 / PAUSE))

    def _press_once(self) -> None:
        earlier = [press.update for press in self.presses[-GUST:] if press.update]
        if earlier and self.rng.random() < AGAIN:
            self.scene.fake.repeat(self.rng.choice(earlier))
        else:
            self.rng.choice(self.people).presses(self.scene.card, self.rng.choice(ANSWERS))

    async def _restart(self) -> None:
        """Start the bot, and mostly let it come so far that it polls."""
        calls = self.scene.fake.history.calls
        begun = len(calls)
        self.bot.start()
        if self.rng.random() < EARLY:
            await asyncio.sleep(self.rng.uniform(0, UP))
            return
        polls = await until(lambda: any(call.method == "getUpdates" for call in calls[begun:]), READY)
        assert polls, f"the bot does not come up:\n{self.bot.words}"

    @property
    def presses(self) -> Sequence[Press]:
        """All presses on the card, in the order of their updates."""
        return [press for press in self.scene.fake.presses if press.post is self.scene.card]

    @property
    def unanswered(self) -> Sequence[Press]:
        """Presses that nobody answered, though the bot may have told Telegram that it has them."""
        return [press for press in self.presses if not press.answers]

    @property
    def redelivered(self) -> int:
        """How many presses were handed out more than once: at them the bot was killed."""
        return sum(len(press.update.handed_out) > 1 for press in self.presses if press.update)

    @property
    def cards(self) -> int:
        """How many cards stand in the group."""
        posts, buttons = self.scene.group.messages, self.scene.card.labels[:1]
        return sum(not post.deleted and post.labels[:1] == buttons for post in posts)

    def model(self) -> Model:
        """Say what must come of it all."""
        model = Model(self.scene.seats)
        labels = {button.data: button.label for row in self.scene.card.buttons for button in row if button.data}
        for press in self.presses:
            model.press(press.person.user["first_name"], REPLIES[labels[press.data or ""]])
        return model
