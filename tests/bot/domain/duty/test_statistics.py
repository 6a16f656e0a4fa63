"""How duty has been shared, in numbers anybody can check."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duty import Cadence, Cover, Months, Plan, Weeks
from bot.domain.duty.editing import edited, joined, recadence
from bot.domain.duty.operations import cover, hold, substitute, swap
from bot.domain.duty.statistics import Fact, Record, covered, heavy, owed, records

from .making import EARLY, HUMAK, LIITTO, RANA, a_plan, at, good, plans, relaxed

FEB, MAR, APR = (date(2027, month, 1) for month in (2, 3, 4))


def facts(plan: Plan, count: int) -> list[Fact]:
    """Record turns as they were planned, covers and all."""
    found: list[Fact] = []
    for k in range(count):
        turn = plan.turn(k)
        edges = [
            turn.period.starts,
            *(edge for one in turn.covers for edge in (one.starts, one.ends)),
            turn.period.ends,
        ]
        found += _parts(plan, turn.period.key, sorted(set(edges)))
    return found


def _parts(plan: Plan, key: date, edges: Sequence[datetime]) -> list[Fact]:
    return [
        Fact(period=key, organisation=plan.duty(starts).organisation, starts=starts, ends=ends)
        for starts, ends in pairwise(edges)
    ]


def test_a_year_of_three_in_turn_comes_out_even() -> None:
    found = records(a_plan(), facts(a_plan(), 12))
    assert {one: (record.periods, record.days, record.planned_days) for one, record in found.items()} == {
        HUMAK: (4, 28 + 32 + 32 + 31, 123),  # 4.1.-1.2., 1.4.-3.5., 1.7.-2.8., 1.10.-1.11.
        LIITTO: (4, 28 + 29 + 30 + 30, 117),  # 1.2.-1.3., 3.5.-1.6., 2.8.-1.9., 1.11.-1.12.
        RANA: (4, 31 + 30 + 30 + 33, 124),  # 1.3.-1.4., 1.6.-1.7., 1.9.-1.10., 1.12.-3.1.
    }
    assert sum(record.days for record in found.values()) == 364
    assert all(record.judged and record.even for record in found.values())


def test_being_ahead_is_counted_in_turns() -> None:
    plan = good(substitute(a_plan(), FEB, RANA, act="1", at=EARLY))
    found = records(plan, facts(plan, 3))
    total, turn = 28 + 28 + 31, Fraction(28 + 28 + 31, 3)
    assert found[RANA].ahead == (28 + 31 - Fraction(total, 3)) / turn
    assert found[LIITTO].ahead == -1
    assert sum(record.ahead for record in found.values()) == 0
    assert (found[RANA].gave, found[LIITTO].received, found[HUMAK].gave) == (1, 1, 0)
    assert (found[LIITTO].planned_periods, found[LIITTO].periods) == (1, 0)


def test_nobody_is_judged_before_a_whole_round() -> None:
    assert {one.judged for one in records(a_plan(), facts(a_plan(), 2)).values()} == {False}
    five = records(a_plan(*"abcde"), facts(a_plan(*"abcde"), 12))  # judged over the last ten
    assert {one.judged for one in five.values()} == {True}
    assert max(abs(one.ahead) for one in five.values()) < Fraction(1, 5)


def test_a_turn_nobody_had_is_nobodys_fault() -> None:
    plan = good(hold(a_plan(), FEB, act="1", at=EARLY))
    found = records(plan, facts(plan, 4))
    assert {one: record.planned_periods for one, record in found.items()} == {HUMAK: 1, LIITTO: 1, RANA: 1}
    assert sum(record.ahead for record in found.values()) == 0


def test_a_part_of_a_turn_counts_by_its_days() -> None:
    taking = Cover(act="c", period=FEB, organisation=RANA, starts=at("2027-02-10 12:00"), ends=at("2027-02-20 12:00"))
    plan = good(cover(a_plan(), taking, at=EARLY))
    found = records(plan, facts(plan, 3))
    assert (found[LIITTO].days, found[LIITTO].periods, found[LIITTO].received_days) == (18, 1, 10)
    assert (found[RANA].days, found[RANA].periods, found[RANA].gave_days) == (10 + 31, 1, 10)
    assert covered(plan) == {(LIITTO, RANA): 10}


def test_a_newcomer_is_measured_from_when_it_joined() -> None:
    plan = good(edited(a_plan(), joined(a_plan(), "uusi", date(2027, 7, 1), act="e"), at=EARLY))
    found = records(plan, facts(plan, 12))
    assert found["uusi"].periods == 1
    assert abs(found["uusi"].ahead) < 1


@pytest.mark.parametrize(
    ("day", "weighs"),
    [
        (date(2027, 7, 1), True), (date(2027, 6, 30), False), (date(2027, 8, 1), False), (date(2027, 12, 14), False),
        (date(2027, 12, 15), True), (date(2027, 1, 6), True), (date(2027, 1, 7), False), (date(2027, 6, 23), True),
        (date(2027, 3, 24), True), (date(2027, 3, 30), False), (date(2027, 5, 5), False), (date(2028, 5, 2), False),
    ],
)  # fmt: skip
def test_these_days_weigh_more(day: date, weighs: bool) -> None:
    assert heavy(day) is weighs


def test_a_july_is_heavy_to_whoever_has_it() -> None:
    found = records(a_plan(), facts(a_plan(), 8)[6:])
    assert (found[HUMAK].heavy_days, found[LIITTO].heavy_days) == (31, 0)  # 1.7.-2.8., of which 1.8. is not


def test_substitutes_are_owed_and_swaps_are_not() -> None:
    plan = good(substitute(a_plan(), FEB, RANA, act="1", at=EARLY))
    plan = good(substitute(plan, date(2027, 5, 1), RANA, act="2", at=EARLY))
    plan = good(swap(plan, MAR, APR, act="3", at=EARLY))
    assert owed(plan) == {(LIITTO, RANA): 2}


def test_facts_of_turns_that_are_no_more_are_left_out() -> None:
    plan = good(recadence(a_plan(), Cadence(anchor=date(2027, 5, 3), unit=Weeks(2)), at=EARLY))
    stray = facts(a_plan(), 5)[4:]
    assert records(plan, stray) == {}
    assert records(plan, []) == {}
    assert Record().even


@relaxed
@given(plans(), st.integers(1, 20))
def test_nothing_is_lost_or_counted_twice(plan: Plan, count: int) -> None:
    found = records(plan, facts(plan, count))
    zone = plan.timetable.zone(0)
    edges = [plan.timetable.start(k).astimezone(zone).date() for k in (0, count)]
    assert sum(record.days for record in found.values()) == (edges[1] - edges[0]).days
    assert sum(record.periods for record in found.values()) == count
    assert sum(record.ahead for record in found.values()) == 0
    if isinstance(plan.timetable.cadences[0].unit, Weeks | Months):  # turns of about a length
        steady = replace(plan, lineups=(replace(plan.lineups[0], yearly_step=0),))
        assert all(one.even for one in records(steady, facts(steady, count)).values())
