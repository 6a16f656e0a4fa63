"""When people are reminded: wall-clock rules that hold over every change of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dates import Precision, When, first_valid, resolve
from bot.domain.hours import quiet, waking
from bot.domain.meetups import Meetup
from bot.domain.reminding import (
    DAY_AHEAD,
    WEEK_AHEAD,
    Slot,
    Timely,
    day_before,
    fresh,
    week_before,
    working_hours,
)

#: Clocks that change by an hour, by half an hour, at midnight, not at all, and one that left out a whole day.
ZONES = (
    "Europe/Helsinki", "Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Beirut",
    "Africa/Casablanca", "Asia/Kolkata", "Pacific/Apia", "America/St_Johns", "Asia/Tehran", "Atlantic/Azores",
)  # fmt: skip
unhurried = settings(deadline=None)  # the machine may be busy
zones = st.sampled_from(ZONES)
days = st.dates(date(2011, 1, 1), date(2030, 12, 31))
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
instants = st.datetimes(datetime(2011, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- Hypothesis wants them so


def meetup(day: date, starts: time = time(8, 30), zone: str = "Europe/Helsinki", **more: object) -> Meetup:
    when = When(precision=Precision.DAY, day=day, starts=starts, ends=None)
    return Meetup(
        id="m1", network="n1", name="Kulttuurikuppi", theme="Teema", when=when, zone=zone, venue="Nelikko",
        municipality="Alajärvi", capacity=None, signup_by=None, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def helsinki(day: int, clock: str, month: int = 12) -> datetime:
    return datetime.combine(date(2026, month, day), time.fromisoformat(clock), ZoneInfo("Europe/Helsinki"))


# -- instants of the wall clock --------------------------------------------------------------------------------


@unhurried
@given(days, clocks, zones)
def test_a_wall_time_that_a_clock_shows_is_taken_as_it_stands_the_first_of_two(
    day: date, clock: time, zone: str
) -> None:
    exact = resolve(day, clock, ZoneInfo(zone))
    assert exact is None or first_valid(day, clock, ZoneInfo(zone)) == exact


@unhurried
@given(days, clocks, zones)
def test_a_wall_time_that_is_skipped_gives_the_first_instant_after_it(day: date, clock: time, zone: str) -> None:
    found = first_valid(day, clock, ZoneInfo(zone))
    wanted, shown = datetime.combine(day, clock), found.replace(tzinfo=None)
    assert shown >= wanted
    a_minute_before = (found.astimezone(UTC) - timedelta(minutes=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert shown == wanted or a_minute_before < wanted


@pytest.mark.parametrize(
    ("day", "clock", "zone", "expected"),
    [
        (date(2026, 3, 29), time(3, 30), "Europe/Helsinki", "2026-03-29T04:00:00+03:00"),
        (date(2026, 10, 25), time(3, 30), "Europe/Helsinki", "2026-10-25T03:30:00+03:00"),
        (date(2011, 12, 30), time(12), "Pacific/Apia", "2011-12-31T00:00:00+14:00"),
    ],
)
def test_skipped_and_doubled_times(day: date, clock: time, zone: str, expected: str) -> None:
    assert first_valid(day, clock, ZoneInfo(zone)).isoformat() == expected


# -- slots -----------------------------------------------------------------------------------------------------


@unhurried
@given(days, clocks, zones)
def test_people_are_reminded_at_noon_on_their_clocks_whatever_the_clocks_have_done(
    day: date, starts: time, zone: str
) -> None:
    slot = day_before(meetup(day, starts, zone))
    before = day - timedelta(days=1)
    if slot is not None and resolve(before, time(12), ZoneInfo(zone)):
        assert slot.due.replace(tzinfo=None) == datetime.combine(before, time(12))


@unhurried
@given(days, clocks, zones)
def test_no_sweep_looks_too_short_a_time_ahead(day: date, starts: time, zone: str) -> None:
    of = meetup(day, starts, zone)
    people, group = day_before(of), week_before(of)
    if of.starts_at is not None and people and group:
        assert of.starts_at - DAY_AHEAD <= people.due < people.until
        assert of.starts_at - WEEK_AHEAD <= group.due < group.until < of.starts_at


@unhurried
@given(days, clocks, zones, instants, st.booleans())
def test_nobody_is_disturbed_at_night_but_silently_by_what_begins_before_morning(
    day: date, starts: time, zone: str, at: datetime, week: bool
) -> None:
    slot = (week_before if week else day_before)(meetup(day, starts, zone))
    if slot is None:
        return
    match slot.timely(at):
        case Timely.NOW:
            assert slot.due <= at < slot.until
            assert not quiet(at, zone)
        case Timely.SILENTLY:
            assert not week
            assert quiet(at, zone)
            assert waking(at, zone) >= slot.until
        case Timely.LATE:
            assert at >= slot.until


@unhurried
@given(days, clocks, zones)
def test_every_reminder_has_a_moment_at_which_it_may_go(day: date, starts: time, zone: str) -> None:
    slot = day_before(meetup(day, starts, zone))
    if slot is not None:
        hours = [slot.due + timedelta(hours=n) for n in range(int((slot.until - slot.due) / timedelta(hours=1)) + 1)]
        assert {slot.timely(at) for at in hours if at < slot.until} & {Timely.NOW, Timely.SILENTLY}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (helsinki(1, "11:59"), Timely.EARLY),
        (helsinki(1, "12:00"), Timely.NOW),
        (helsinki(1, "20:59"), Timely.NOW),
        (helsinki(1, "21:00"), Timely.EARLY),
        (helsinki(2, "07:59"), Timely.EARLY),
        (helsinki(2, "08:00"), Timely.NOW),
        (helsinki(2, "08:30"), Timely.LATE),
    ],
)
def test_a_late_reminder_waits_for_the_morning_and_is_late_once_the_meetup_has_begun(
    at: datetime, expected: Timely
) -> None:
    slot = day_before(meetup(date(2026, 12, 2)))
    assert slot is not None
    assert slot.timely(at) is expected


def test_what_begins_before_morning_is_told_silently_at_night() -> None:
    slot = day_before(meetup(date(2026, 12, 2), time(7, 30)))
    assert slot is not None
    assert slot.timely(helsinki(1, "23:00")) is Timely.SILENTLY


def test_the_group_is_reminded_at_ten_a_week_before_and_not_later_than_three_days_before() -> None:
    slot = week_before(meetup(date(2026, 12, 9)))
    assert slot == Slot(helsinki(2, "10:00"), helsinki(6, "10:00"), "Europe/Helsinki")


def test_a_card_published_under_ten_days_before_needs_no_reminder() -> None:
    slot = Slot(helsinki(12, "10:00"), helsinki(16, "10:00"), "Europe/Helsinki")
    assert (fresh(helsinki(2, "10:01"), slot), fresh(helsinki(2, "10:00"), slot)) == (True, False)


def test_without_a_day_there_is_nothing_to_remind_of() -> None:
    when = When(precision=Precision.MONTH, day=date(2026, 12, 1), starts=None, ends=None)
    undated = Meetup(
        id="m1", network="n1", name="Kulttuurikuppi", theme="Teema", when=when, zone="Europe/Helsinki", venue="",
        municipality="Alajärvi", capacity=None, signup_by=None,
    )  # fmt: skip
    assert (day_before(undated), week_before(undated)) == (None, None)


def test_work_is_asked_for_on_working_days_by_day() -> None:
    asked = {day: working_hours(helsinki(day, "12:00"), "Europe/Helsinki") for day in range(4, 8)}  # Friday to Monday
    assert asked == {4: True, 5: False, 6: False, 7: True}
    assert not working_hours(helsinki(4, "22:00"), "Europe/Helsinki")
