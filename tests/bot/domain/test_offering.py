"""How free seats are passed on as the start draws near, in the meetup's own zone and over its changes of clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dates import Precision, When
from bot.domain.hours import quiet, waking
from bot.domain.meetups import Meetup, State
from bot.domain.offering import Way, offer_until, way

ZONES = ("Europe/Helsinki", "Europe/Stockholm", "America/New_York", "Australia/Lord_Howe")
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
relaxed = settings(max_examples=150, deadline=None, database=None)


def meetup(day: date = date(2026, 12, 2), starts: time = time(8, 30), zone: str = "Europe/Helsinki") -> Meetup:
    return Meetup(
        id="m", network="n", name="Kulttuurikuppi", theme="Teema",
        when=When(precision=Precision.DAY, day=day, starts=starts), zone=zone, venue="Nelikko",
        municipality="Alajärvi", capacity=1, signup_by=None,
    )  # fmt: skip


def at(text: str, zone: str = "Europe/Helsinki") -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H.%M").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "how"),
    [
        ("2026-12-01 08.29", Way.GIVEN), ("2026-12-01 08.30", Way.OFFERED), ("2026-12-01 17.59", Way.OFFERED),
        ("2026-12-01 18.00", Way.FIRST), ("2026-12-02 08.29", Way.FIRST), ("2026-12-02 08.30", Way.KEPT),
    ],
)  # fmt: skip
def test_seats_are_given_then_offered_then_left_to_the_first_and_at_last_to_nobody(now: str, how: Way) -> None:
    assert way(meetup(), at=at(now)) is how


def test_an_evening_meetup_has_no_single_offers_but_gives_seats_until_a_day_before() -> None:
    evening = meetup(starts=time(20, 0))
    assert [way(evening, at=at(f"2026-12-01 {clock}")) for clock in ("19.59", "20.00")] == [Way.GIVEN, Way.FIRST]


def test_a_cancelled_meetup_passes_nothing_on_and_one_without_a_day_gives() -> None:
    unknown = replace(meetup(), when=When(precision=Precision.OPEN, day=None))
    assert way(replace(meetup(), state=State.CANCELLED), at=at("2026-11-01 12.00")) is Way.KEPT
    assert way(unknown, at=at("2026-11-01 12.00")) is Way.GIVEN


@pytest.mark.parametrize(
    ("starts", "now", "until"),
    [
        (time(8, 30), "2026-12-01 08.30", "2026-12-01 11.30"),
        (time(8, 30), "2026-12-01 17.59", "2026-12-01 20.59"),
        (time(4, 0), "2026-12-01 04.30", "2026-12-01 12.00"),  # 7.30 is night
        (time(4, 0), "2026-12-01 05.00", "2026-12-01 08.00"),
        (time(22, 0), "2026-12-01 18.00", "2026-12-02 12.00"),  # 21.00 is night
        (time(10, 0), "2026-12-02 08.00", "2026-12-02 10.00"),  # never past the start
        (time(10, 0), "2026-12-01 20.00", "2026-12-02 10.00"),
    ],
)
def test_an_offer_has_three_hours_but_not_at_night_and_not_past_the_start(starts: time, now: str, until: str) -> None:
    assert offer_until(meetup(starts=starts), at=at(now)) == at(until)


def test_three_hours_are_three_hours_when_the_clocks_change() -> None:
    autumn = meetup(day=date(2026, 10, 25), starts=time(16, 0))
    assert offer_until(autumn, at=at("2026-10-25 02.30")) == at("2026-10-25 12.00")
    spring = meetup(day=date(2027, 3, 28), starts=time(12, 0))
    assert way(spring, at=at("2027-03-27 11.00")) is Way.OFFERED, "24 hours, though the day has 23"


@relaxed
@given(days, clocks, st.integers(1, 3 * 24 * 60), st.sampled_from(ZONES))
def test_a_deadline_is_ahead_by_day_and_not_past_the_start(day: date, clock: time, before: int, zone: str) -> None:
    one = meetup(day, clock, zone)
    starts = one.starts_at
    if starts is None:
        return  # a time that clocks skip
    now = starts.astimezone(UTC) - timedelta(minutes=before)
    until = offer_until(one, at=now)
    assert now < until <= starts
    assert until == starts or (not quiet(until, zone) and until - now >= timedelta(hours=3))


@relaxed
@given(days, clocks, st.sampled_from(ZONES))
def test_nobody_is_woken_and_nobody_waits_longer_than_the_night(day: date, clock: time, zone: str) -> None:
    now = datetime.combine(day, clock, UTC)
    told = waking(now, zone)
    assert not quiet(told, zone)
    assert told == now if not quiet(now, zone) else timedelta() < told - now <= timedelta(hours=12)
