"""Answers to meetups: the database gives what the pure rule gives, whoever asks and however often."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

import pytest
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
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from bot.domain.dates import Part, Precision, When
from bot.domain.meetups import Change, Meetup, SignUp, State
from bot.domain.seating import Reply, Standing, Tally, place, promoted, seated
from storage import Database, Transaction
from storage.ids import new_id
from storage.tables import answers
from tests.storage.making import DAY, NOW, drafted, meet, network, publish

CROWD = ("Aino", "Bo", "Cem", "Disa", "Elias", "Fanni")


# -- answering, against the rule -----------------------------------------------------------------------------


@dataclass
class Model:
    """Hold what everyone said, and everyone who said yes in asking order."""

    capacity: int | None
    order: list[str] = field(default_factory=list)
    replies: dict[str, Reply] = field(default_factory=dict)

    def copy(self) -> "Model":
        return Model(self.capacity, list(self.order), dict(self.replies))

    @property
    def tally(self) -> Tally:
        said = list(self.replies.values())
        return Tally(self.capacity, said.count(Reply.YES), said.count(Reply.MAYBE))

    def standing(self, person: str) -> Standing | None:
        reply = self.replies.get(person)
        if reply is Reply.YES:
            return place(self.order.index(person) + 1, self.capacity)
        return Standing(reply) if reply else None

    def answer(self, person: str, reply: Reply) -> Change:
        before, order = self.standing(person), list(self.order)
        if self.replies.get(person) is not reply:
            self.order = [one for one in order if one != person] + ([person] if reply is Reply.YES else [])
            self.replies[person] = reply
        mine = self.standing(person)
        assert mine is not None
        return Change(before, mine, self.tally, tuple(promoted(order, self.order, self.capacity)))


class RolledBack(Exception):
    """End a savepoint without keeping it."""


people = st.integers(0, len(CROWD) - 1)
several = st.lists(st.tuples(people, st.sampled_from(Reply)), min_size=1, max_size=4)


class Answering(RuleBasedStateMachine):
    """Let people answer, in transactions that are kept or not, with savepoints that are kept or not."""

    def __init__(self, database: Database, crowd: Sequence[str], meetup: Meetup) -> None:
        super().__init__()
        self.database, self.crowd, self.pattern = database, crowd, meetup
        self.open = ExitStack()
        self.tx: Transaction | None = None

    @initialize(capacity=st.none() | st.integers(1, 4))
    def publish(self, capacity: int | None) -> None:
        self.meetup = replace(self.pattern, id=new_id(), capacity=capacity)
        with self.database.begin() as tx:
            tx.meetups.create(self.meetup, by="nobody", at=NOW)
        self.kept, self.now = Model(capacity), Model(capacity)

    def _answer(self, person: int, reply: Reply) -> None:
        who = self.crowd[person]
        if self.tx is None:
            self.tx = self.open.enter_context(self.database.begin())
        locked = self.tx.meetups.lock(self.meetup.id)
        assert locked == self.meetup
        assert self.tx.meetups.answer(locked, who, reply, at=NOW) == self.now.answer(who, reply)

    @rule(speakers=st.sets(people))
    def some_are_expected(self, speakers: set[int]) -> None:
        if self.tx is None:
            self.tx = self.open.enter_context(self.database.begin())
        self.tx.meetups.expect([self.crowd[one] for one in sorted(speakers)])

    @rule(person=people, reply=st.sampled_from(Reply))
    def somebody_answers(self, person: int, reply: Reply) -> None:
        self._answer(person, reply)

    @rule(person=people, reply=st.sampled_from(Reply), times=st.integers(2, 3))
    def somebody_repeats_themselves(self, person: int, reply: Reply, times: int) -> None:
        for _ in range(times):
            self._answer(person, reply)

    @precondition(lambda self: self.tx is not None)
    @rule(answers=several)
    def several_answer_in_a_savepoint(self, answers: list[tuple[int, Reply]]) -> None:
        assert self.tx is not None
        with self.tx.savepoint():
            for person, reply in answers:
                self._answer(person, reply)

    @precondition(lambda self: self.tx is not None)
    @rule(answers=several)
    def several_answer_in_a_savepoint_that_is_rolled_back(self, answers: list[tuple[int, Reply]]) -> None:
        assert self.tx is not None
        before = self.now.copy()
        try:
            with self.tx.savepoint():
                for person, reply in answers:
                    self._answer(person, reply)
                raise RolledBack
        except RolledBack:
            self.now = before

    @precondition(lambda self: self.tx is not None)
    @rule()
    def the_transaction_is_kept(self) -> None:
        self.open.close()
        self.tx, self.kept = None, self.now.copy()

    @precondition(lambda self: self.tx is not None)
    @rule()
    def the_transaction_is_rolled_back(self) -> None:
        try:
            with self.open:
                raise RolledBack
        except RolledBack:
            self.tx, self.now = None, self.kept.copy()

    @invariant()
    def the_database_tells_what_the_rule_tells(self) -> None:
        if self.tx is not None:
            self._compare(self.tx)
            return
        with self.database.begin() as tx:
            self._compare(tx)

    def _compare(self, tx: Transaction) -> None:
        model = self.now
        with_a_seat = tuple(seated(model.order, model.capacity))
        assert tx.meetups.tally(self.meetup) == model.tally
        assert tuple(tx.meetups.seated(self.meetup)) == with_a_seat
        assert len(with_a_seat) == model.tally.coming
        assert model.capacity is None or len(with_a_seat) <= model.capacity
        standings = {who: tx.meetups.standing(self.meetup, who) for who in self.crowd}
        assert standings == {who: model.standing(who) for who in self.crowd}
        listed = {one.person: one.standing for one in tx.meetups.sign_ups(self.meetup)}
        assert listed == {who: model.standing(who) for who in model.replies}

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


def test_the_database_seats_people_as_the_rule_does(database: Database) -> None:
    run_answering(database, examples=40 if database.sqlite else 12)


def test_who_is_expected_later_is_known_too(database: Database) -> None:
    with database.begin() as tx:
        aino, bo = (person.id for person in meet(tx, "Aino", "Bo"))
        published = publish(tx, network(tx), capacity=1)
        tx.meetups.answer(published, bo, Reply.YES, at=NOW)
    with database.begin() as tx:
        meetup = tx.meetups.lock(published.id)
        assert meetup is not None
        tx.meetups.expect([aino])
        tx.meetups.answer(meetup, aino, Reply.YES, at=NOW)
        tx.meetups.expect([aino, bo])
        again = tx.meetups.answer(meetup, bo, Reply.YES, at=NOW)
    assert again == Change(Standing(Reply.YES), Standing(Reply.YES), Tally(1, asked=2))


def test_asking_again_after_leaving_is_asking_last(database: Database) -> None:
    with database.begin() as tx:
        aino, bo = (person.id for person in meet(tx, "Aino", "Bo"))
        published = publish(tx, network(tx), capacity=1)
        meetup = tx.meetups.lock(published.id)
        assert meetup == published
        tx.meetups.answer(meetup, aino, Reply.YES, at=NOW)
        tx.meetups.answer(meetup, bo, Reply.YES, at=NOW)
        left = tx.meetups.answer(meetup, aino, Reply.NO, at=NOW)
        back = tx.meetups.answer(meetup, aino, Reply.YES, at=NOW)
    assert left == Change(Standing(Reply.YES), Standing(Reply.NO), Tally(1, asked=1), (bo,))
    assert back == Change(Standing(Reply.NO), Standing(Reply.YES, 1), Tally(1, asked=2))


# -- many at once --------------------------------------------------------------------------------------------


def press(tx: Transaction, *, meetup: str, person: str, reply: Reply) -> Change:
    locked = tx.meetups.lock(meetup)
    assert locked is not None
    return tx.meetups.answer(locked, person, reply, at=NOW)


async def test_of_240_who_press_at_once_exactly_ten_get_the_ten_seats(database: Database) -> None:
    with database.begin() as tx:
        crowd = [person.id for person in meet(tx, *(f"P{n}" for n in range(240)))]
        meetup = publish(tx, network(tx), capacity=10)
    presses = (partial(press, meetup=meetup.id, person=person, reply=Reply.YES) for person in crowd)
    changes = await asyncio.gather(*(database.write(one) for one in presses))
    asked = dict(zip(crowd, changes, strict=True))
    in_order = sorted(crowd, key=lambda person: (asked[person].tally.asked, asked[person].mine.waiting))
    assert [asked[person].mine for person in in_order] == [place(n, 10) for n in range(1, 241)]
    with database.begin() as tx:
        assert list(tx.meetups.seated(meetup)) == in_order[:10]
        assert tx.meetups.tally(meetup) == Tally(10, asked=240)


async def test_however_presses_mix_whoever_is_seated_was_told_so(database: Database) -> None:
    with database.begin() as tx:
        crowd = [person.id for person in meet(tx, *(f"P{n}" for n in range(40)))]
        meetup = publish(tx, network(tx), capacity=10)
    chance = Random(20_261_202)  # noqa: S311 -- a seed, so that a failure can be seen again
    said = [(chance.choice(crowd), chance.choice(list(Reply))) for _ in range(300)]
    presses = (partial(press, meetup=meetup.id, person=person, reply=reply) for person, reply in said)
    changes = await asyncio.gather(*(database.write(one) for one in presses))
    with database.begin() as tx:
        seats = set(tx.meetups.seated(meetup))
        tally = tx.meetups.tally(meetup)
        standings = {person: tx.meetups.standing(meetup, person) for person in crowd}
    told = dict.fromkeys(crowd, 0)
    for (person, _), change in zip(said, changes, strict=True):
        told[person] += change.mine.seated - bool(change.before and change.before.seated)
        for other in change.promoted:
            told[other] += 1
    assert told == {person: int(person in seats) for person in crowd}
    assert len(seats) == min(10, tally.asked)
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


# -- keeping and listing -------------------------------------------------------------------------------------

WHENS = [
    When(precision=Precision.DAY, day=date(2026, 12, 2), starts=time(8, 30), ends=time(10, 0)),
    When(precision=Precision.DAY, day=date(2026, 12, 2), starts=time(18, 0)),
    When(precision=Precision.WEEK, day=date(2026, 11, 30)),
    When(precision=Precision.PART_OF_MONTH, day=date(2026, 12, 1), part=Part.BEGINNING),
    When(precision=Precision.MONTH, day=date(2026, 12, 1)),
    When(precision=Precision.OPEN, day=None),
]


@pytest.mark.parametrize("when", WHENS, ids=str)
def test_a_meetup_is_given_back_as_it_was_kept(database: Database, when: When) -> None:
    with database.begin() as tx:
        meetup = replace(
            drafted(network(tx), capacity=25), when=when, signup_by=NOW + DAY,
            details={"accessibility": "Esteetön", "price": "5 €"},
        )  # fmt: skip
        tx.meetups.create(meetup, by="nobody", at=NOW)
    with database.begin() as tx:
        assert tx.meetups.get(meetup.id) == meetup
        assert tx.meetups.lock(meetup.id) == meetup


def test_what_was_never_kept_is_none(database: Database) -> None:
    with database.begin() as tx:
        assert (tx.meetups.get("none"), tx.meetups.lock("none")) == (None, None)


def test_coming_meetups_are_listed_nearest_first_and_those_without_a_day_last(database: Database) -> None:
    with database.begin() as tx:
        mine, other = network(tx), network(tx, "Pirkanmaan tuottajat")
        later, sooner = publish(tx, mine, day=date(2026, 12, 9)), publish(tx, mine, day=date(2026, 12, 2))
        open_ = replace(drafted(mine), when=When(precision=Precision.OPEN, day=None))
        tx.meetups.create(open_, by="nobody", at=NOW)
        theirs = publish(tx, other)
        cancelled = publish(tx, mine)
        tx.meetups.change(replace(cancelled, state=State.CANCELLED))
        assert list(tx.meetups.coming([mine.id], at=NOW)) == [sooner, later, open_]
        assert list(tx.meetups.coming([other.id], at=NOW)) == [theirs]
        assert list(tx.meetups.coming([], at=NOW)) == []


def test_a_meetup_that_has_begun_is_coming_no_more(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        meetup = publish(tx, mine)
        begins = meetup.starts_at
        assert begins is not None
        assert list(tx.meetups.coming([mine.id], at=begins - timedelta(seconds=1))) == [meetup]
        assert list(tx.meetups.coming([mine.id], at=begins)) == []


def test_a_cancelled_meetup_is_cancelled_for_whoever_has_it_locked(database: Database) -> None:
    with database.begin() as tx:
        meetup = publish(tx, network(tx))
        assert tx.meetups.lock(meetup.id) == meetup
        tx.meetups.change(replace(meetup, state=State.CANCELLED))
        assert tx.meetups.lock(meetup.id) == replace(meetup, state=State.CANCELLED)


def test_ones_own_answers_are_listed_nearest_first_with_where_one_stands(database: Database) -> None:
    with database.begin() as tx:
        mine = network(tx)
        aino, bo = (person.id for person in meet(tx, "Aino", "Bo"))
        later, sooner = publish(tx, mine, day=date(2026, 12, 9), capacity=1), publish(tx, mine)
        past = publish(tx, mine, day=date(2026, 11, 1))
        for meetup, person, reply in (
            (later, bo, Reply.YES), (later, aino, Reply.YES), (sooner, aino, Reply.MAYBE), (past, aino, Reply.YES),
        ):  # fmt: skip
            tx.meetups.answer(meetup, person, reply, at=NOW)
        assert list(tx.meetups.answered_by(aino, at=NOW)) == [
            (sooner, Standing(Reply.MAYBE)),
            (later, Standing(Reply.YES, 1)),
        ]


def test_sign_ups_are_listed_in_asking_order_by_the_name_last_met(database: Database) -> None:
    with database.begin() as tx:
        aino, bo, cem = (person.id for person in meet(tx, "Aino", "Bo", "Cem"))
        meetup = publish(tx, network(tx), capacity=1)
        for person, reply in ((cem, Reply.MAYBE), (bo, Reply.YES), (aino, Reply.YES)):
            tx.meetups.answer(meetup, person, reply, at=NOW)
        assert list(tx.meetups.sign_ups(meetup)) == [
            SignUp(cem, "Cem", Standing(Reply.MAYBE)),
            SignUp(bo, "Bo", Standing(Reply.YES)),
            SignUp(aino, "Aino", Standing(Reply.YES, 1)),
        ]


def test_only_the_seated_who_said_yes_to_it_are_named(database: Database) -> None:
    with database.begin() as tx:
        aino, bo, cem, disa = (person.id for person in meet(tx, "Aino", "Bo", "Cem", "Disa"))
        meetup = publish(tx, network(tx), capacity=3)
        for person in (cem, bo, aino, disa):
            tx.meetups.answer(meetup, person, Reply.YES, at=NOW)
        for person, visible in ((aino, True), (bo, False), (cem, True), (disa, True)):
            tx.people.show_name(person, visible=visible)
        assert list(tx.meetups.visible_names(meetup)) == ["Cem", "Aino"]
        assert list(tx.meetups.visible_names(meetup, most=1)) == ["Cem"]


def test_a_naive_instant_is_refused(database: Database) -> None:
    naive = datetime(2026, 12, 2, 8, 30)  # noqa: DTZ001 -- the point of the test
    with database.begin() as tx:
        meetup = replace(drafted(network(tx)), signup_by=naive)
        with pytest.raises(StatementError, match="naive instant"):
            tx.meetups.create(meetup, by="nobody", at=NOW)
