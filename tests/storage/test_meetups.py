"""Meetups: kept, given back, listed; and the lists of who answered."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy.exc import StatementError

from bot.domain.dates import Part, Precision, When
from bot.domain.meetups import SignUp, State
from bot.domain.seating import Reply, Standing
from storage import Database
from tests.storage.making import DAY, NOW, drafted, meet, network, publish

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
