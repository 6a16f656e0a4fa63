"""Seats, told of the whole road: whatever people, coordinators, the clock and restarts do, it is as simply told.

Everyone presses through dispatch; what they are told is read from the outbox. ``tests.storage.seats`` tells it simply.
"""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select, update

from bot.chat import Address, Event, Message, Sender, Tick
from bot.chat.codec import load
from bot.domain.hours import quiet
from bot.domain.meetups import Meetup, Moves
from bot.domain.seating import Hold, Reply
from bot.runtime.dispatch import Dispatch
from storage import Database
from storage.ids import new_id
from storage.migrate import migrate
from storage.tables import meetups, outbox
from tests.bot.runtime.stage import Someone, dispatching
from tests.storage.making import drafted, meet, network
from tests.storage.quick import open_
from tests.storage.seats import Model

BEGINS = datetime(2026, 12, 2, 6, 30, tzinfo=UTC)
CROWD = [Someone.named(name) for name in ("Aino", "Bo", "Cem", "Disa", "Elias")]
HEADS = {
    "promoted": "promotion.head", "pushed_back": "pushed_back.head", "offered": "offer.head",
    "lapsed": "offer.lapsed", "invited": "offer.open",
}  # fmt: skip
Told = list[tuple[str, str]]

people = st.integers(0, len(CROWD) - 1)
choices = st.sampled_from(("yes", "yes", "yes0", "yes1", "yes2", "maybe", "no", "no"))
steps = st.sampled_from((1, 60, 119, 120, 300, 3_600, 3 * 3_600, 8 * 3_600))


class Road(RuleBasedStateMachine):
    """Let everybody do what they do, and compare what is kept and what is told."""

    def __init__(self, url: str, ids: Sequence[str], pattern: Meetup) -> None:
        super().__init__()
        self.url, self.ids, self.pattern = url, ids, pattern
        self.loop = asyncio.new_event_loop()
        self.open = ExitStack()
        self.last: Event | None = None

    @initialize(capacity=st.integers(1, 4), ahead=st.sampled_from((300, 36, 24.1, 23.9, 17, 14.6)))
    def publish(self, capacity: int, ahead: float) -> None:
        self.meetup = replace(self.pattern, id=new_id(), capacity=capacity, most_guests=2)
        self.model = Model(capacity, BEGINS - timedelta(hours=ahead))
        self.starts()
        with self.database.begin() as tx:
            tx.meetups.create(self.meetup, by="nobody", at=self.model.now)
        self.seen = self._newest()

    def starts(self) -> None:
        self.database: Database = open_(self.url)
        self.open.callback(self.database.close)
        self.dispatch: Dispatch = dispatching(self.database)

    # -- what is told ----------------------------------------------------------------------------------------

    def _newest(self) -> int:
        with self.database.begin() as tx:
            return max(tx._connection.execute(select(outbox.c.id)).scalars(), default=0)

    def _told(self) -> Told:
        """Give who has been told what since this was last asked; nobody is woken."""
        mine = outbox.c.id > self.seen, outbox.c.dedupe.startswith(f"seat:{self.meetup.id}:")
        found: Told = []
        with self.database.begin() as tx:
            for row in tx._connection.execute(select(outbox).where(*mine)):
                message: Message = load(tx.seals.open(row.payload, "outbox", "payload", row.seal))
                assert message.silent or not quiet(row.due, self.meetup.zone)
                found.append((row.person_id, message.lines[0].id))
        self.seen = self._newest()
        return sorted(found)

    def _due_to_be_told(self, moves: Moves, aware: str = "") -> Told:
        pairs = ((person, head) for what, head in HEADS.items() for person in getattr(moves, what))
        return sorted((person, head) for person, head in pairs if person != aware)

    def _does(self, event: Event) -> None:
        self.last = event
        self.loop.run_until_complete(self.dispatch.receive([event]))

    # -- what happens ----------------------------------------------------------------------------------------

    @rule(person=people, choice=choices)
    def somebody_answers(self, person: int, choice: str) -> None:
        reply, guests = Reply(choice.rstrip("012")), choice[3:] if choice.startswith("yes") else ""
        pressed = CROWD[person].presses(f"rsvp-{self.meetup.id}-{choice}", at=self.model.now)
        self._does(pressed)
        moves = Moves()
        if self.model.now < self.model.begins:
            moves = self.model.answer(self.ids[person], reply, int(guests) if guests else None).moves
        assert self._told() == self._due_to_be_told(moves, aware=self.ids[person])

    @rule()
    def what_was_done_last_is_delivered_again(self) -> None:
        if self.last is not None:
            self._does(self.last)
            assert self._told() == []

    @rule(seconds=steps)
    def time_passes_and_the_clock_ticks(self, seconds: int) -> None:
        self.model.now += timedelta(seconds=seconds)
        clock = Sender("clock", "clock", "clock", bot=True)
        where = Address("clock", "clock")
        self._does(Tick(key=f"tick {new_id()}", at=self.model.now, who=clock, where=where, private=True))
        moves = self.model.settle()
        if self.model.now >= self.model.begins:
            moves = replace(moves, lapsed=())  # it is too late to tell them
        assert self._told() == self._due_to_be_told(moves)

    @rule(capacity=st.none() | st.integers(1, 5))
    def the_seats_are_changed(self, capacity: int | None) -> None:
        with self.database.begin() as tx:
            locked = tx.meetups.lock(self.meetup.id)
            assert locked is not None
            due = tx.meetups.settle(locked, at=self.model.now)
            self.meetup = replace(locked, capacity=capacity)
            tx._connection.execute(update(meetups).where(meetups.c.id == locked.id).values(capacity=capacity))
            moves = tx.meetups.refit(self.meetup, at=self.model.now)
            for number, one in enumerate((due, moves)):
                tx.notices.moved(self.meetup, one, cause=f"edit {new_id()} {number}", at=self.model.now)
        expected = self.model.settle()
        if self.model.now >= self.model.begins:
            expected = replace(expected, lapsed=())
        expected += self.model.resize(capacity)
        assert self._told() == self._due_to_be_told(expected)

    @rule(person=people)
    def somebody_goes_for_good(self, person: int) -> None:
        with self.database.begin() as tx:
            locked = tx.meetups.lock(self.meetup.id)
            assert locked is not None
            moves = tx.meetups.remove(locked, self.ids[person], at=self.model.now)
            tx.notices.moved(locked, moves, cause=new_id(), at=self.model.now, aware=self.ids[person])
        expected = self.model.remove(self.ids[person])
        if self.model.now >= self.model.begins:
            expected = replace(expected, lapsed=())
        assert self._told() == self._due_to_be_told(expected, aware=self.ids[person])

    @rule()
    def kuppi_starts_again(self) -> None:
        self.open.close()
        self.starts()

    # -- what holds --------------------------------------------------------------------------------------------

    @invariant()
    def it_is_as_simply_told(self) -> None:
        with self.database.begin() as tx:
            standings = [tx.meetups.standing(self.meetup, person) for person in self.ids]
            listed = [(one.person, one.standing) for one in tx.meetups.sign_ups(self.meetup)]
            tally = tx.meetups.tally(self.meetup)
        assert standings == [self.model.standing(person) for person in self.ids]
        assert listed == [(one.person, self.model.standing(one.person)) for one in self.model.order]
        assert tally == self.model.tally
        taken = sum(one.size for one in self.model.holding(Hold.SEAT, Hold.OFFER))
        assert self.meetup.capacity is None or taken <= self.meetup.capacity

    def teardown(self) -> None:
        self.open.close()
        self.loop.close()


def run_road(url: str, *, examples: int) -> None:
    database = open_(url)
    migrate(database.engine)
    with database.begin() as tx:
        ids = [person.id for person in meet(tx, *(one.who.name for one in CROWD))]
        mine = network(tx)
        for person in ids:
            tx.people.enrol(person, mine.id)
        pattern = drafted(mine)
    database.close()

    class Here(Road):
        def __init__(self) -> None:
            super().__init__(url, ids, pattern)

    given = settings(max_examples=examples, stateful_step_count=20, deadline=None, database=None)
    run_state_machine_as_test(Here, settings=given)


def test_whoever_is_moved_is_told_once_and_nobody_else(database_url: str) -> None:
    run_road(database_url, examples=25 if database_url.startswith("sqlite") else 5)
