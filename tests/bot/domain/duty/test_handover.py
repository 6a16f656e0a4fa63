"""What is due when, in business hours, and what is told after a standstill (P19, P20)."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duty import Cover, Mode, Pause, Plan, Roll, Weeks, Why
from bot.domain.duty.calendar import CLOSES, OPENS
from bot.domain.duty.handover import (
    LADDER,
    Announcement,
    Due,
    Step,
    announced_at,
    announcement,
    due,
    next_due,
    still_useful,
    timeline,
)
from bot.domain.duty.operations import cover, hold, pause

from .almanac import OFF
from .making import EARLY, HELSINKI, HUMAK, LIITTO, RANA, a_plan, at, good, numbers, plans, relaxed

JAN, FEB, MAR, APR, MAY = (date(2027, month, 1) for month in range(1, 6))


def course(plan: Plan, k: int) -> list[tuple[str, str]]:
    """Write a handover's course down: step and local time."""
    return [(one.step.value, f"{one.at.astimezone(HELSINKI):%Y-%m-%d %H:%M}") for one in timeline(plan, k)]


def test_the_handover_of_may_takes_this_course() -> None:
    assert course(a_plan(), 4) == [
        ("coming", "2027-04-05 09:00"),
        ("note", "2027-04-26 09:00"),
        ("ready", "2027-04-30 09:00"),
        ("begins", "2027-05-03 09:00"),
        ("deputy", "2027-05-04 09:00"),
        ("everyone", "2027-05-05 09:00"),
        ("coordinators", "2027-05-07 09:00"),  # to 6.5. on helatorstai
    ]


def test_the_first_handover_of_the_year_takes_this_course() -> None:
    assert course(a_plan(), 0) == [
        ("coming", "2026-12-07 09:00"),
        ("note", "2026-12-28 09:00"),
        ("ready", "2026-12-31 09:00"),
        ("begins", "2027-01-04 09:00"),
        ("deputy", "2027-01-05 09:00"),
        ("everyone", "2027-01-07 09:00"),  # ke 6.1. on loppiainen
        ("coordinators", "2027-01-08 09:00"),
    ]


def test_weekly_turns_are_not_told_four_turns_early() -> None:
    assert course(a_plan(unit=Weeks(), anchor=date(2027, 3, 15)), 2) == [
        ("note", "2027-03-23 09:00"),
        ("ready", "2027-03-25 09:00"),
        ("begins", "2027-03-30 09:00"),  # after Easter, and after the clocks have changed
        ("deputy", "2027-03-31 09:00"),
        ("everyone", "2027-04-01 09:00"),
        ("coordinators", "2027-04-02 09:00"),
    ]


def test_a_weekly_turn_is_not_asked_for_its_note_as_it_begins() -> None:
    plan = a_plan(unit=Weeks(), anchor=date(2027, 8, 2))
    assert course(plan, 3)[:3] == [
        ("note", "2027-08-18 09:00"), ("ready", "2027-08-20 09:00"), ("begins", "2027-08-23 09:00"),
    ]  # fmt: skip


def test_a_ladder_ends_with_its_turn() -> None:
    weeks = a_plan(unit=Weeks(), anchor=date(2025, 12, 22))
    assert [step for step, _ in course(weeks, 0)][-2:] == ["begins", "deputy"]  # 24.-28.12. are off, then 29.12.


def test_a_handover_at_midnight_is_told_in_the_daytime() -> None:
    late = a_plan(clock=time(23, 59), roll=Roll.NONE)
    assert course(late, 4)[:5] == [
        ("coming", "2027-04-05 16:00"),
        ("note", "2027-04-26 16:00"),
        ("ready", "2027-04-30 16:00"),
        ("begins", "2027-05-01 23:59"),
        ("deputy", "2027-05-03 16:00"),
    ]
    assert announced_at(late, 4) == at("2027-05-03 09:00")


def test_nobodys_turn_has_no_reminders_and_an_open_pause_is_asked_about() -> None:
    held = good(hold(a_plan(), FEB, act="1", at=EARLY))
    assert course(held, 1) == [("begins", "2027-02-01 09:00")]
    open_ = good(pause(a_plan(), Pause(act="1", mode=Mode.HOLD, first=FEB), at=EARLY))
    assert course(open_, 3) == [("paused", "2027-03-25 09:00"), ("begins", "2027-04-01 09:00")]


@relaxed
@given(plans(), numbers)
def test_every_message_has_its_hour_and_its_order(plan: Plan, k: int) -> None:
    steps = timeline(plan, k)
    told = [one for one in steps if one.step is not Step.BEGINS]
    for one in told:
        local = one.at.astimezone(HELSINKI)
        assert OPENS <= local.time() <= CLOSES
        assert local.weekday() < 5
        assert local.year not in range(2026, 2030) or local.date() not in OFF
    assert [one.at for one in steps] == sorted(one.at for one in steps)
    assert [one.step for one in steps if one.step in LADDER] == list(LADDER[: sum(s.step in LADDER for s in steps)])
    period = plan.timetable.period(k)
    assert all(period.starts < one.at < period.ends for one in steps if one.step in LADDER)
    assert Due(period.starts, period.key, Step.BEGINS) in steps


# -- acknowledging -----------------------------------------------------------------------------------------------


def test_an_acknowledgement_stops_the_ladder_and_nothing_else() -> None:
    plan, since, until = a_plan(), at("2027-04-30 08:00"), at("2027-05-10 12:00")
    everything = due(plan, since=since, until=until)
    assert [one.step for one in everything if one.period == MAY] == [Step.READY, Step.BEGINS, *LADDER]
    quiet = due(plan, since=since, until=until, acknowledged={MAY})
    assert [one for one in everything if one.step not in LADDER] == list(quiet)
    other = due(plan, since=since, until=until, acknowledged={APR})
    assert other == everything


@relaxed
@given(plans(), st.lists(st.integers(0, 900), min_size=2, max_size=8))
def test_however_often_one_looks_every_step_comes_once(plan: Plan, hours: list[int]) -> None:
    start = plan.timetable.start(2)
    looks = sorted(start + timedelta(hours=hour) for hour in hours)
    seen = [one for since, until in pairwise(looks) for one in due(plan, since=since, until=until)]
    assert seen == list(due(plan, since=looks[0], until=looks[-1]))
    assert len(set(seen)) == len(seen)


@relaxed
@given(plans(), numbers, st.integers(0, 800))
def test_the_next_step_is_the_first_that_comes(plan: Plan, k: int, hours: int) -> None:
    now = plan.timetable.start(k) + timedelta(hours=hours)
    coming = next_due(plan, at=now)
    if coming:
        assert coming.at > now
        assert due(plan, since=now, until=coming.at)[0] == coming
    else:
        assert due(plan, since=now, until=now + timedelta(days=40)) == ()


# -- after a standstill ------------------------------------------------------------------------------------------


def test_of_what_was_missed_the_last_step_of_each_living_turn_is_sent() -> None:
    plan = a_plan()
    missed = due(plan, since=at("2027-01-01 12:00"), until=at("2027-04-07 12:00"))
    assert [(one.period, one.step) for one in still_useful(missed, plan, at=at("2027-04-07 12:00"))] == [
        (APR, Step.COORDINATORS), (MAY, Step.COMING),
    ]  # fmt: skip
    before = due(plan, since=at("2027-03-20 12:00"), until=at("2027-03-31 12:00"))
    assert [one.step for one in still_useful(before, plan, at=at("2027-04-01 09:30"))] == []


def test_a_reminder_that_could_only_be_told_as_the_turn_begins_is_left_out() -> None:
    plan = a_plan()
    missed = due(plan, since=at("2027-07-20 12:00"), until=at("2027-07-31 12:00"))  # a Saturday; the turn begins 2.8.
    assert Step.READY in {one.step for one in missed}
    assert still_useful(missed, plan, at=at("2027-07-31 12:00")) == ()
    assert [one.step for one in still_useful(missed, plan, at=at("2027-07-30 12:00"))] == [Step.READY]


def test_the_announcement_thanks_the_one_before() -> None:
    told = announcement(a_plan(), recorded=FEB, at=at("2027-03-01 09:00"))
    assert told.tell
    assert [turn.period.key for turn in told.record] == [MAR]
    assert (told.tell.organisation, told.before, told.late, told.continues) == (RANA, LIITTO, False, False)


def test_the_first_turn_of_all_follows_the_fallback_contact() -> None:
    assert announcement(a_plan(), recorded=None, at=at("2027-01-04 08:59")) == Announcement(())
    told = announcement(a_plan(), recorded=None, at=at("2027-01-04 09:01"))
    assert told.tell
    assert (told.tell.organisation, told.before) == (HUMAK, None)


def test_after_a_standstill_everything_is_recorded_and_the_latest_told_as_late() -> None:
    told = announcement(a_plan(), recorded=JAN, at=at("2027-04-20 12:00"))
    assert told.tell
    assert [turn.period.key for turn in told.record] == [FEB, MAR, APR]
    assert (told.tell.period.key, told.before, told.late) == (APR, RANA, True)


def test_one_who_covered_the_end_of_a_turn_is_the_one_thanked() -> None:
    taking = Cover(act="c", period=FEB, organisation=HUMAK, starts=at("2027-02-20 12:00"), ends=at("2027-03-01 09:00"))
    told = announcement(good(cover(a_plan(), taking, at=EARLY)), recorded=FEB, at=at("2027-03-01 09:00"))
    assert told.before == HUMAK


def test_one_organisation_alone_continues() -> None:
    told = announcement(a_plan(HUMAK), recorded=FEB, at=at("2027-03-01 09:00"))
    assert told.continues
    held = good(hold(a_plan(), MAR, act="1", at=EARLY))
    ended = announcement(held, recorded=FEB, at=at("2027-03-01 09:00"))
    assert ended.tell
    assert (ended.tell.why, ended.before, ended.continues) == (Why.HELD, LIITTO, False)


@pytest.mark.parametrize(
    ("now", "late"),
    [("2027-03-01 09:00", False), ("2027-03-01 10:00", False), ("2027-03-01 10:01", True)],
)
def test_an_hour_is_not_late(now: str, late: bool) -> None:
    assert announcement(a_plan(), recorded=FEB, at=at(now)).late is late


@relaxed
@given(plans(), st.lists(st.integers(-30, 60), min_size=1, max_size=30))
def test_a_clock_that_jumps_and_stops_records_every_turn_once(plan: Plan, jumps: list[int]) -> None:
    now, recorded, record, told = plan.timetable.start(0) - timedelta(days=1), None, [], []
    for days in jumps:
        now += timedelta(days=days)
        found = announcement(plan, recorded=recorded, at=now)
        record += [turn.period.number for turn in found.record]
        told += [found.tell.period.number] if found.tell else []
        recorded = found.tell.period.key if found.tell else recorded
    assert record == list(range(len(record)))
    assert told == sorted(set(told))
    assert (not record) or told[-1] == record[-1]
