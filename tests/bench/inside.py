"""Experiments without a network: what a press asks of the database, and what it costs as a meetup grows."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from statistics import median

from sqlalchemy import event, func, select

from bot.chat import Address, Answer, Command, Press, Ref, Sender, Tick
from bot.routes import routes
from bot.runtime.dispatch import PAGE, Dispatch
from storage import Database, Transaction
from storage.cards import Card
from storage.migrate import migrate
from storage.seals import Seals
from storage.tables_seats import seat_offers
from tests.bench.crowds import MAYBE, NETWORK, NO, YES, YES_WITH_ONE, bringing, choices, lines
from tests.bench.process import KEY

GROUP = Address("telegram", "-100500")
ADMIN = Sender("telegram", "1001", "Aino Admin", "fi")
REPLIES = {YES: "yes", YES_WITH_ONE: "yes1", MAYBE: "maybe", NO: "no"}
REDRAWN = 3  #: times a card may be redrawn in a burst: its drawing is part of what presses cost
_ROUNDS = 5


@dataclass
class Core:
    """Everything between the adapters and the database, with a published meetup."""

    database: Database
    dispatch: Dispatch
    meetup: str = ""
    later: timedelta = timedelta()  #: how much later it is than it is

    def __post_init__(self) -> None:
        self._numbers, self._people = count(1), count(10_001)
        self._cards = routes().cards

    async def announce(self, seats: int, guests: int = 0) -> None:
        """Found a network and announce a meetup, by the real commands."""
        await self._types("verkosto", f"uusi {NETWORK}", GROUP)
        answer = await self._types("uusitapaaminen", lines(seats, guests), ADMIN.address)
        publish = answer.messages[0].buttons[0][0]
        await self.dispatch.receive([self._press(ADMIN, ADMIN.address, publish.action, publish.arg)])
        self.meetup = publish.arg

    async def _types(self, word: str, text: str, where: Address) -> Answer:
        private = where != GROUP
        told = Command(
            key=self._key(), at=self._now(), who=ADMIN, where=where, private=private, word=word, text=text
        )  # fmt: skip
        return (await self.dispatch.receive([told]))[0]

    def _press(self, who: Sender, where: Address, action: str, arg: str) -> Press:
        private = where != GROUP
        on = Ref(where, "7")
        return Press(
            key=self._key(), at=self._now(), who=who, where=where, private=private, action=action, arg=arg, on=on
        )  # fmt: skip

    def _key(self) -> str:
        return f"tg:1:{next(self._numbers)}"

    def strangers(self, number: int) -> Sequence[Sender]:
        """Bring people who have never pressed anything."""
        ids = [str(next(self._people)) for _ in range(number)]
        return [Sender("telegram", id_, f"Henkilö {id_}", "fi") for id_ in ids]

    async def press(self, people: Sequence[Sender], chosen: Sequence[str]) -> None:
        """Let people press, a page at a time as the adapters bring them."""
        presses = [
            self._press(who, GROUP, "rsvp", f"{self.meetup}-{REPLIES[label]}")
            for who, label in zip(people, chosen, strict=True)
        ]
        for start in range(0, len(presses), PAGE):
            await self.dispatch.receive(presses[start : start + PAGE])

    async def draw(self) -> None:
        """Draw the card, as delivery does before it sends."""
        await self.database.read(self._drawn)

    def _drawn(self, tx: Transaction) -> None:
        shown = Card(
            id="", kind="meetup", subject=self.meetup, network="", to=GROUP, locale="fi", message=None, wanted=0,
            attempts=0,
        )  # fmt: skip
        self._cards["meetup"](shown, tx, self._now())

    def _now(self) -> datetime:
        return datetime.now(UTC) + self.later

    async def waits(self, **time_: float) -> None:
        """Let time pass and the clock tick."""
        self.later += timedelta(**time_)
        clock, where = Sender("clock", "clock", "clock", bot=True), Address("clock", "clock")
        await self.dispatch.receive([Tick(key=self._key(), at=self._now(), who=clock, where=where, private=True)])

    def offered(self, tx: Transaction) -> int:
        """Count the seats that have been offered, however it ended."""
        query = select(func.count()).where(seat_offers.c.meetup_id == self.meetup)
        return tx._connection.execute(query).scalar_one()

    async def comes_near(self) -> None:
        """Let it be the day before, at the hour when seats are offered, not given."""
        found = await self.database.read(lambda tx: tx.meetups.get(self.meetup))
        assert found is not None
        assert found.starts_at is not None
        await self.waits(seconds=(found.starts_at - timedelta(hours=23.9) - self._now()).total_seconds())


@contextmanager
def core(url: str) -> Iterator[Core]:
    """Open an empty database and everything above it."""
    database = Database(url, Seals(KEY))
    migrate(database.engine)
    try:
        yield Core(database, Dispatch(database, routes(), admins=frozenset({("telegram", "1001")})))
    finally:
        database.close()


@dataclass
class Asked:
    """What presses asked of the database."""

    presses: int
    statements: int = 0
    commits: int = 0


async def asked(url: str, number: int, rng: Random) -> Asked:
    """Count the statements and commits of presses by new people (one executemany is one statement)."""
    counted = Asked(number)

    def statement(*_: object) -> None:
        counted.statements += 1

    def commit(_: object) -> None:
        counted.commits += 1

    with core(url) as inside:
        await inside.announce(number * 6 // 10)
        engine = inside.database.engine
        event.listen(engine, "before_cursor_execute", statement)
        event.listen(engine, "commit", commit)
        await inside.press(inside.strangers(number), choices(number, rng))
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)
    return counted


@dataclass(frozen=True)
class Spent:
    """Seconds a press took: by the clock, and of our processor, which the machine's other work cannot stretch."""

    clock: float
    processor: float


@dataclass(frozen=True)
class Cost:
    """What a press costs with so many already signed up, its share of the card's redrawing included."""

    signed_up: int
    by_new: Spent  #: when new people press
    by_known: Spent  #: when those already signed up change their answer


async def cost(url: str, signed_up: int, presses: int, rng: Random) -> Cost:
    """Let people press in a meetup that so many have already answered with yes."""
    with core(url) as inside:
        await inside.announce(signed_up * 6 // 10)
        there = inside.strangers(signed_up)
        await inside.press(there, ["Tulen"] * signed_up)
        new = [await _timed(inside, inside.strangers(presses), choices(presses, rng)) for _ in range(_ROUNDS)]
        crowds = [rng.choices(there, k=presses) for _ in range(_ROUNDS)]
        known = [await _timed(inside, people, choices(presses, rng)) for people in crowds]
        return Cost(signed_up, _median(new), _median(known))


async def coming_and_going(url: str, number: int, rng: Random, *, guests: bool = False, offers: bool = False) -> Spent:
    """Let people come until many wait, some of the first leave, and those who get their seats press again."""
    third = number // 3
    with core(url) as inside:
        await inside.announce(number * 6 // 10, guests=int(guests))
        people, chosen = inside.strangers(number), choices(number, rng)
        if offers:
            await inside.comes_near()
        clock, processor = time.perf_counter(), time.process_time()
        await inside.press(people, bringing(chosen, rng) if guests else chosen)
        await inside.press(people[:third], [NO] * third)
        await inside.waits(minutes=3)
        await inside.press(people[-third:], [YES] * third)
        for _ in range(REDRAWN):
            await inside.draw()
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
        offered = await inside.database.read(inside.offered)
    if bool(offered) is not offers:
        raise RuntimeError(f"{offered} seats were offered")
    presses = number + 2 * third
    return Spent(clock / presses, processor / presses)


async def _timed(inside: Core, people: Sequence[Sender], chosen: Sequence[str]) -> Spent:
    clock, processor = time.perf_counter(), time.process_time()
    await inside.press(people, chosen)
    for _ in range(REDRAWN):
        await inside.draw()
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    return Spent(clock / len(people), processor / len(people))


def _median(rounds: Sequence[Spent]) -> Spent:
    return Spent(median(one.clock for one in rounds), median(one.processor for one in rounds))
