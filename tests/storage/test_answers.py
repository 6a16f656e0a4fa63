"""Answers and seats: the database gives what the simple telling gives, whoever asks, leaves or brings others."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update

from bot.domain.meetups import Change, Meetup, Moves
from bot.domain.seating import Hold, Reply, Standing, Tally
from storage import Database, Transaction
from storage.ids import new_id
from storage.tables import answers, meetups
from tests.storage.making import MINUTE, NOW, drafted, meet, network, publish
from tests.storage.seats import Model

BEGINS = datetime(2026, 12, 2, 6, 30, tzinfo=UTC)
CROWD = ("Aino", "Bo", "Cem", "Disa", "Elias", "Fanni")


# -- answering, against the simple telling -------------------------------------------------------------------


class RolledBack(Exception):
    """End a savepoint without keeping it."""


people = st.integers(0, len(CROWD) - 1)
replies = st.sampled_from((Reply.YES, Reply.YES, Reply.NO, Reply.MAYBE))
guests = st.none() | st.integers(0, 2)
several = st.lists(st.tuples(people, replies, guests), min_size=1, max_size=4)
capacities = st.none() | st.integers(1, 5)


class Answering(RuleBasedStateMachine):
    """Let people answer, in transactions that are kept or not, with savepoints that are kept or not."""

    def __init__(self, database: Database, crowd: Sequence[str], meetup: Meetup) -> None:
        super().__init__()
        self.database, self.crowd, self.pattern = database, crowd, meetup
        self.open = ExitStack()
        self.tx: Transaction | None = None

    @initialize(capacity=capacities, ahead=st.sampled_from((300, 24.1, 23.9, 17, 14.6, 12)))
    def publish(self, capacity: int | None, ahead: float) -> None:
        now = BEGINS - timedelta(hours=ahead)
        self.meetup = replace(self.pattern, id=new_id(), capacity=capacity, most_guests=2)
        with self.database.begin() as tx:
            tx.meetups.create(self.meetup, by="nobody", at=NOW)
        self.kept, self.now = Model(capacity, now), Model(capacity, now)
        self.kept_meetup = self.meetup

    def _begun(self) -> Transaction:
        if self.tx is None:
            self.tx = self.open.enter_context(self.database.begin())
        return self.tx

    def _locked(self) -> Meetup:
        meetup = self._begun().meetups.lock(self.meetup.id)
        assert meetup == self.meetup
        return meetup

    def _answer(self, person: int, reply: Reply, guests: int | None) -> None:
        who, locked = self.crowd[person], self._locked()
        brought = guests if reply is Reply.YES else None
        change = self._begun().meetups.answer(locked, who, reply, at=self.now.now, guests=brought)
        assert change == self.now.answer(who, reply, brought)

    @rule(speakers=st.sets(people))
    def some_are_expected(self, speakers: set[int]) -> None:
        self._begun().meetups.expect([self.crowd[one] for one in sorted(speakers)])

    @rule(person=people, reply=replies, guests=guests)
    def somebody_answers(self, person: int, reply: Reply, guests: int | None) -> None:
        self._answer(person, reply, guests)

    @rule(person=people, reply=replies, times=st.integers(2, 3))
    def somebody_repeats_themselves(self, person: int, reply: Reply, times: int) -> None:
        for _ in range(times):
            self._answer(person, reply, None)

    @rule(seconds=st.sampled_from((1, 60, 119, 120, 300, 3_600, 3 * 3_600, 6 * 3_600)))
    def time_passes(self, seconds: int) -> None:
        self.now.now += timedelta(seconds=seconds)
        self.kept.now = self.now.now

    @rule()
    def what_is_due_happens(self) -> None:
        tx = self._begun()
        due = self.meetup.id in tx.meetups.unsettled(self.now.now)
        assert due == self.now.due
        assert tx.meetups.settle(self._locked(), at=self.now.now) == self.now.settle()

    @rule(person=people)
    def somebody_is_taken_out(self, person: int) -> None:
        who = self.crowd[person]
        assert self._begun().meetups.remove(self._locked(), who, at=self.now.now) == self.now.remove(who)

    @rule(capacity=capacities)
    def the_seats_are_changed(self, capacity: int | None) -> None:
        tx, meetup = self._begun(), replace(self._locked(), capacity=capacity)
        would = self.now.copy()
        would.settle()
        tx.meetups.settle(self._locked(), at=self.now.now)
        foretold = tx.meetups.would_push_back(self._locked(), capacity)
        assert [one.person for one in foretold] == list(would.resize(capacity).pushed_back)
        tx._connection.execute(update(meetups).where(meetups.c.id == meetup.id).values(capacity=capacity))
        self.now.settle()
        moves = tx.meetups.refit(meetup, at=self.now.now)
        assert moves == self.now.resize(capacity)
        self.meetup = meetup

    @precondition(lambda self: self.tx is not None)
    @rule(answers=several)
    def several_answer_in_a_savepoint(self, answers: list[tuple[int, Reply, int | None]]) -> None:
        with self._begun().savepoint():
            for answer in answers:
                self._answer(*answer)

    @precondition(lambda self: self.tx is not None)
    @rule(answers=several)
    def several_answer_in_a_savepoint_that_is_rolled_back(self, answers: list[tuple[int, Reply, int | None]]) -> None:
        before = self.now.copy()
        try:
            with self._begun().savepoint():
                for answer in answers:
                    self._answer(*answer)
                raise RolledBack
        except RolledBack:
            self.now = before

    @precondition(lambda self: self.tx is not None)
    @rule()
    def the_transaction_is_kept(self) -> None:
        self.open.close()
        self.tx, self.kept, self.kept_meetup = None, self.now.copy(), self.meetup

    @precondition(lambda self: self.tx is not None)
    @rule()
    def the_transaction_is_rolled_back(self) -> None:
        try:
            with self.open:
                raise RolledBack
        except RolledBack:
            self.tx, self.now, self.meetup = None, self.kept.copy(), self.kept_meetup

    @invariant()
    def the_database_tells_what_the_simple_telling_tells(self) -> None:
        if self.tx is not None:
            self._compare(self.tx)
            return
        with self.database.begin() as tx:
            self._compare(tx)

    def _compare(self, tx: Transaction) -> None:
        model = self.now
        assert tx.meetups.tally(self.meetup) == model.tally
        assert list(tx.meetups.seated(self.meetup)) == model.seated
        assert model.free >= 0
        standings = {who: tx.meetups.standing(self.meetup, who) for who in self.crowd}
        assert standings == {who: model.standing(who) for who in self.crowd}
        listed = [(one.person, one.standing) for one in tx.meetups.sign_ups(self.meetup)]
        assert listed == [(one.person, model.standing(one.person)) for one in model.order]

    def teardown(self) -> None:
        self.open.close()


def run_answering(database: Database, *, examples: int) -> None:
    with database.begin() as tx:
        crowd = [person.id for person in meet(tx, *CROWD)]
        pattern = drafted(network(tx))

    class Here(Answering):
        def __init__(self) -> None:
            super().__init__(database, crowd, pattern)

    given = settings(max_examples=examples, stateful_step_count=25, deadline=None, database=None)
    run_state_machine_as_test(Here, settings=given)


def test_the_database_seats_people_as_the_simple_telling_does(database: Database) -> None:
    run_answering(database, examples=60 if database.sqlite else 12)


def test_who_is_expected_later_is_known_too(database: Database) -> None:
    with database.begin() as tx:
        aino, bo = (person.id for person in meet(tx, "Aino", "Bo"))
        published = publish(tx, network(tx), capacity=1)
        tx.meetups.lock(published.id)
        tx.meetups.answer(published, bo, Reply.YES, at=NOW)
    with database.begin() as tx:
        meetup = tx.meetups.lock(published.id)
        assert meetup is not None
        tx.meetups.expect([aino])
        tx.meetups.answer(meetup, aino, Reply.YES, at=NOW)
        tx.meetups.expect([aino, bo])
        again = tx.meetups.answer(meetup, bo, Reply.YES, at=NOW)
    assert again == Change(Standing(Reply.YES), Standing(Reply.YES), Tally(1, coming=1, waiting=1, queue=1))


def test_a_seat_that_is_left_is_kept_two_minutes_and_then_goes_on(database: Database) -> None:
    with database.begin() as tx:
        aino, bo = (person.id for person in meet(tx, "Aino", "Bo"))
        published = publish(tx, network(tx), capacity=1)
        meetup = tx.meetups.lock(published.id)
        assert meetup == published
        tx.meetups.answer(meetup, aino, Reply.YES, at=NOW)
        tx.meetups.answer(meetup, bo, Reply.YES, at=NOW)
        left = tx.meetups.answer(meetup, aino, Reply.NO, at=NOW)
        back = tx.meetups.answer(meetup, aino, Reply.YES, at=NOW + MINUTE)
        tx.meetups.answer(meetup, aino, Reply.NO, at=NOW + MINUTE)
        later = tx.meetups.answer(meetup, aino, Reply.YES, at=NOW + 3 * MINUTE)
    waits = {"waiting": 1, "queue": 1}
    assert left == Change(Standing(Reply.YES), Standing(Reply.NO), Tally(1, leaving=1, waiting=1, queue=1))
    assert back == Change(Standing(Reply.NO), Standing(Reply.YES), Tally(1, coming=1, waiting=1, queue=1))
    assert later == Change(
        Standing(Reply.NO), Standing(Reply.YES, 1), Tally(1, coming=1, **waits), Moves(promoted=(bo,))
    )  # fmt: skip


def test_nobody_moves_up_once_the_meetup_has_begun(database: Database) -> None:
    with database.begin() as tx:
        aino, bo = (person.id for person in meet(tx, "Aino", "Bo"))
        meetup = publish(tx, network(tx), capacity=1)
        tx.meetups.lock(meetup.id)
        begins = meetup.starts_at
        assert begins is not None
        tx.meetups.answer(meetup, aino, Reply.YES, at=NOW)
        tx.meetups.answer(meetup, bo, Reply.YES, at=NOW)
        tx.meetups.answer(meetup, aino, Reply.NO, at=begins - MINUTE)
        assert tx.meetups.settle(meetup, at=begins + MINUTE) == Moves()
        assert tx.meetups.holds(meetup, bo) is Hold.QUEUE


# -- many at once --------------------------------------------------------------------------------------------


def press(tx: Transaction, *, meetup: str, person: str, reply: Reply, at: datetime = NOW) -> Change:
    locked = tx.meetups.lock(meetup)
    assert locked is not None
    return tx.meetups.answer(locked, person, reply, at=at)


async def test_of_240_who_press_at_once_exactly_ten_get_the_ten_seats(database: Database) -> None:
    with database.begin() as tx:
        crowd = [person.id for person in meet(tx, *(f"P{n}" for n in range(240)))]
        meetup = publish(tx, network(tx), capacity=10)
    presses = (partial(press, meetup=meetup.id, person=person, reply=Reply.YES) for person in crowd)
    changes = await asyncio.gather(*(database.write(one) for one in presses))
    asked = dict(zip(crowd, changes, strict=True))
    in_order = sorted(crowd, key=lambda person: asked[person].tally.coming + asked[person].tally.waiting)
    assert [asked[person].mine.waiting for person in in_order] == [max(0, n - 10) for n in range(1, 241)]
    with database.begin() as tx:
        assert list(tx.meetups.seated(meetup)) == in_order[:10]
        assert tx.meetups.tally(meetup) == Tally(10, coming=10, waiting=230, queue=230)


async def test_however_presses_mix_whoever_is_seated_was_told_so(database: Database) -> None:
    with database.begin() as tx:
        crowd = [person.id for person in meet(tx, *(f"P{n}" for n in range(40)))]
        meetup = publish(tx, network(tx), capacity=10)
    chance = Random(20_261_202)  # noqa: S311 -- a seed, so that a failure can be seen again
    said = [(chance.choice(crowd), chance.choice(list(Reply))) for _ in range(300)]
    presses = (
        partial(press, meetup=meetup.id, person=person, reply=reply, at=NOW + n * 3 * MINUTE)
        for n, (person, reply) in enumerate(said)
    )
    changes = await asyncio.gather(*(database.write(one) for one in presses))
    with database.begin() as tx:
        locked = tx.meetups.lock(meetup.id)
        assert locked is not None
        last = tx.meetups.settle(locked, at=NOW + 901 * MINUTE)
        seats = set(tx.meetups.seated(meetup))
        tally = tx.meetups.tally(meetup)
        standings = {person: tx.meetups.standing(meetup, person) for person in crowd}
    told = dict.fromkeys(crowd, 0)
    for (person, _), change in zip(said, changes, strict=True):
        told[person] += change.mine.seated - bool(change.before and change.before.seated)
    for other in [one for moves in (*(change.moves for change in changes), last) for one in moves.promoted]:
        told[other] += 1
    assert told == {person: int(person in seats) for person in crowd}
    assert len(seats) == min(10, tally.coming + tally.waiting)
    assert {person for person, mine in standings.items() if mine and mine.seated} == seats


async def test_no_two_answers_ever_share_a_place_in_the_order(database: Database) -> None:
    with database.begin() as tx:
        crowd = [person.id for person in meet(tx, *(f"P{n}" for n in range(60)))]
        meetup = publish(tx, network(tx))
    presses = (partial(press, meetup=meetup.id, person=person, reply=Reply.MAYBE) for person in crowd)
    await asyncio.gather(*(database.write(one) for one in presses))
    with database.begin() as tx:
        rows = tx._connection.execute(select(answers.c.ordinal).order_by(answers.c.ordinal)).scalars().all()
    assert rows == list(range(1, 61))


def test_on_the_last_evening_everyone_who_waits_hears_once_of_a_free_seat_until_it_is_taken(database: Database) -> None:
    evening = BEGINS - timedelta(hours=12)
    with database.begin() as tx:
        aino, bo, cem = (person.id for person in meet(tx, "Aino", "Bo", "Cem"))
        meetup = publish(tx, network(tx), capacity=1)
        tx.meetups.lock(meetup.id)
        for person in (aino, bo, cem):
            tx.meetups.answer(meetup, person, Reply.YES, at=NOW)
        tx.meetups.answer(meetup, aino, Reply.NO, at=evening)
        first = tx.meetups.settle(meetup, at=evening + 2 * MINUTE)
        again = tx.meetups.settle(meetup, at=evening + 3 * MINUTE)
        taken = tx.meetups.answer(meetup, cem, Reply.YES, at=evening + 4 * MINUTE)
        tx.meetups.answer(meetup, cem, Reply.NO, at=evening + 5 * MINUTE)
        later = tx.meetups.settle(meetup, at=evening + 7 * MINUTE)
    assert (first, again, later) == (Moves(invited=(bo, cem)), Moves(), Moves(invited=(bo,)))
    assert (taken.mine, taken.moves) == (Standing(Reply.YES), Moves())
