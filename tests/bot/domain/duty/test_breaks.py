"""Quiet days: how they are read, and that no turn begins on one of them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duty import Cadence, Months, Refused, Timetable
from bot.domain.duty.breaks import Break, breaks_of, read_breaks, written
from bot.domain.duty.editing import published, with_quiet
from bot.domain.duty.handover import timeline
from bot.domain.forms import Accepted, Context, Wrong
from tests.bot.domain.duty.making import HELSINKI, a_plan, at, good

CHRISTMAS, JULY = Break((12, 24), (1, 6)), Break((7, 1), (7, 31))
NOW = Context(datetime(2026, 11, 20, 11, tzinfo=HELSINKI), {})


@pytest.mark.parametrize(
    ("typed", "breaks"),
    [
        ("24.12.–6.1.", [CHRISTMAS]),
        ("24.12 - 6.1", [CHRISTMAS]),
        ("1.–31.7.", [JULY]),
        ("heinäkuu", [JULY]),
        ("juli", [JULY]),
        ("7.5.2027", [Break((5, 7), (5, 7), 2027)]),
        ("24.12.2027–6.1.2028", [Break((12, 24), (1, 6), 2027)]),
        ("24.12.–6.1.2028", [Break((12, 24), (1, 6), 2027)]),
        ("7.5. ja 24.12.–6.1.", [CHRISTMAS, Break((5, 7), (5, 7))]),
        ("29.2.", [Break((2, 29), (2, 29))]),
        ("ei", []),
        ("Inga.", []),
    ],
)
def test_quiet_days_are_read_as_people_write_them(typed: str, breaks: list[Break]) -> None:
    reading = read_breaks(typed, NOW)
    assert isinstance(reading, Accepted)
    assert sorted(breaks_of(reading.value), key=repr) == sorted(breaks, key=repr)
    assert written(breaks_of(reading.value)) == reading.value


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "duty.quiet_unread"),
        ("juhannus", "duty.quiet_unread"),
        ("31.2.", "duty.quiet_unread"),
        ("29.2.2027", "duty.quiet_unread"),
        ("6.1.2027–24.12.2026", "duty.quiet_unread"),
        ("1.1.2027–5.1.2029", "duty.quiet_unread"),
        ("1.1.–31.12.", "duty.quiet_long"),
        ("1.1., " * 13, "duty.quiet_unread"),
    ],
)
def test_what_is_no_quiet_time_is_refused(typed: str, reason: str) -> None:
    reading = read_breaks(typed, NOW)
    assert isinstance(reading, Wrong)
    assert reading.reason.id == reason


def test_a_handover_moves_over_christmas() -> None:
    plan = good(with_quiet(a_plan(), (CHRISTMAS,)))
    assert [plan.timetable.day(k) for k in (0, 12, 24)] == [date(2027, 1, 7), date(2028, 1, 7), date(2029, 1, 8)]
    assert plan.timetable.period(12).key == date(2028, 1, 1)
    assert plan.turn(1) == a_plan().turn(1)


def test_quiet_days_in_which_a_turn_would_vanish_are_refused() -> None:
    refused = with_quiet(a_plan(), (JULY,))
    assert isinstance(refused, Refused)
    assert refused.reason.id == "duty.quiet_long"
    quarterly = replace(a_plan(), timetable=Timetable(cadences=(Cadence(anchor=date(2027, 1, 1), unit=Months(3)),)))
    assert good(with_quiet(quarterly, (JULY,))).timetable.day(2) == date(2027, 8, 2)


def test_what_was_told_stays_and_is_brought_up_for_review() -> None:
    told = published(a_plan(), at=at("2026-11-20 11:00"))
    plan = good(with_quiet(told, (CHRISTMAS,)))
    assert plan.timetable.day(0) == date(2027, 1, 4)
    assert [one.computed for one in plan.timetable.review()] == [date(2027, 1, 7)]


@given(
    first=st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    length=st.integers(0, 20),
    unit=st.sampled_from([Months(), Months(3)]),
)
def test_with_any_quiet_days_turns_still_follow_each_other_and_every_step_is_looked_for(
    first: date, length: int, unit: Months
) -> None:
    last = first + timedelta(length)
    quiet = Break((first.month, first.day), (last.month, last.day))
    plan = replace(a_plan(), timetable=Timetable(cadences=(Cadence(anchor=date(2027, 1, 1), unit=unit),)))
    calmer = with_quiet(plan, (quiet,))
    assert not isinstance(calmer, Refused)
    starts = [calmer.timetable.start(k) for k in range(40)]
    assert all(sooner < later for sooner, later in pairwise(starts))
    for k in range(1, 26):
        assert not quiet.covers(calmer.timetable.day(k))
        assert calmer.timetable.index(starts[k]) == k
        assert calmer.timetable.index(starts[k] - timedelta(microseconds=1)) == k - 1
        assert all(abs(one.at - starts[k]) < timedelta(days=60) for one in timeline(calmer, k))
