"""Finland's business days against a calendar read by hand."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duty import Calendar, Roll
from bot.domain.duty.calendar import CLOSES, OPENS, instant, is_odd, public_holidays
from bot.text import Moment, t

from .almanac import FEASTS, MONTH_STARTS, OFF, day, days
from .making import HELSINKI, at, relaxed

FINLAND = Calendar()
moments = st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 20), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds
any_day = st.dates(date(2024, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize("year", FEASTS)
def test_the_days_off_are_those_of_the_printed_calendar(year: int) -> None:
    every = [date(year, 1, 1) + timedelta(n) for n in range(366 if year == 2028 else 365)]
    assert [one for one in every if not FINLAND.is_business(one)] == [
        one for one in every if one.weekday() > 4 or one in OFF
    ]


@pytest.mark.parametrize("year", MONTH_STARTS)
def test_a_month_begins_on_the_first_business_day(year: int) -> None:
    starts = [FINLAND.roll(date(year, month, 1), Roll.FOLLOWING) for month in range(1, 13)]
    assert starts == days({year: MONTH_STARTS[year]})


@pytest.mark.parametrize(
    ("off", "following", "preceding"),
    [
        ("1.1.2026", "2.1.2026", "31.12.2025"),
        ("3.4.2026", "7.4.2026", "2.4.2026"),
        ("6.4.2026", "7.4.2026", "2.4.2026"),
        ("1.5.2026", "4.5.2026", "30.4.2026"),
        ("19.6.2026", "22.6.2026", "18.6.2026"),
        ("31.10.2026", "2.11.2026", "30.10.2026"),
        ("24.12.2026", "28.12.2026", "23.12.2026"),
        ("26.3.2027", "30.3.2027", "25.3.2027"),
        ("1.5.2027", "3.5.2027", "30.4.2027"),
        ("6.5.2027", "7.5.2027", "5.5.2027"),
        ("25.6.2027", "28.6.2027", "24.6.2027"),
        ("1.8.2027", "2.8.2027", "30.7.2027"),
        ("6.12.2027", "7.12.2027", "3.12.2027"),
        ("24.12.2027", "27.12.2027", "23.12.2027"),
        ("6.1.2028", "7.1.2028", "5.1.2028"),
        ("14.4.2028", "18.4.2028", "13.4.2028"),
        ("1.5.2028", "2.5.2028", "28.4.2028"),
        ("26.12.2028", "27.12.2028", "22.12.2028"),
        ("1.1.2029", "2.1.2029", "29.12.2028"),
        ("1.4.2029", "3.4.2029", "29.3.2029"),
        ("10.5.2029", "11.5.2029", "9.5.2029"),
        ("22.6.2029", "25.6.2029", "21.6.2029"),
        ("24.12.2029", "27.12.2029", "21.12.2029"),
        ("24.12.2025", "29.12.2025", "23.12.2025"),  # five days: the longest there is
    ],
)
def test_a_day_off_moves_to_the_business_day_beside_it(off: str, following: str, preceding: str) -> None:
    rolls = [FINLAND.roll(day(off), how) for how in (Roll.FOLLOWING, Roll.PRECEDING, Roll.NONE)]
    assert rolls == [day(following), day(preceding), day(off)]


@relaxed
@given(any_day, st.sampled_from(Roll))
def test_moving_a_day_settles_it_within_five_days(one: date, how: Roll) -> None:
    moved = FINLAND.roll(one, how)
    assert FINLAND.roll(moved, how) == moved
    assert abs((moved - one).days) <= 5
    assert how is Roll.NONE or FINLAND.is_business(moved)


def test_why_a_day_is_off() -> None:
    quiet = Calendar(frozenset({date(2027, 5, 7)}))
    assert [quiet.why_off(date(2027, 5, number)) for number in (1, 2, 3, 6, 7)] == [
        t("duty.day_is", day=Moment(date(2027, 5, 1), "date"), what=t("duty.may_day")),
        t("duty.day_is_weekday", day=Moment(date(2027, 5, 2), "date"), weekday=Moment(date(2027, 5, 2), "weekday")),
        None,
        t("duty.day_is", day=Moment(date(2027, 5, 6), "date"), what=t("duty.ascension_day")),
        t("duty.day_is", day=Moment(date(2027, 5, 7), "date"), what=t("duty.quiet_day")),
    ]


def test_every_holiday_the_library_knows_has_our_words() -> None:
    told = {one: FINLAND.why_off(one) for year in range(2026, 2060) for one in public_holidays(year)}
    assert not [one for one, why in told.items() if why is None or why.values["what"] == t("duty.public_holiday")]


def test_quiet_dates_lengthen_a_run() -> None:
    bridge = Calendar(frozenset({date(2027, 5, 7)}))  # between helatorstai and the weekend
    assert bridge.longest_quiet() == 4
    assert bridge.roll(date(2027, 5, 6), Roll.FOLLOWING) == date(2027, 5, 10)
    assert FINLAND.longest_quiet() == 0


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("3.5.2027", -1, "30.4.2027"),
        ("3.5.2027", 1, "4.5.2027"),
        ("3.5.2027", 3, "7.5.2027"),  # helatorstai between
        ("4.1.2027", -1, "31.12.2026"),
        ("4.1.2027", 2, "7.1.2027"),
        ("30.3.2027", -3, "23.3.2027"),
        ("27.12.2028", -1, "22.12.2028"),
    ],
)
def test_business_days_are_counted_on_and_back(start: str, count: int, end: str) -> None:
    assert FINLAND.shift(day(start), count) == day(end)


# -- humane hours --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "humane"),
    [
        ("2027-05-03 10:15", "2027-05-03 10:15"),
        ("2027-05-03 16:00", "2027-05-03 16:00"),
        ("2027-05-03 16:01", "2027-05-04 09:00"),
        ("2027-05-03 03:00", "2027-05-03 09:00"),
        ("2027-05-05 20:00", "2027-05-07 09:00"),
        ("2027-03-25 17:00", "2027-03-30 09:00"),  # the whole of Easter, and the clocks change within it
        ("2027-10-29 17:00", "2027-11-01 09:00"),
        ("2026-12-23 16:30", "2026-12-28 09:00"),
    ],
)
def test_nobody_is_disturbed_out_of_hours(moment: str, humane: str) -> None:
    assert FINLAND.daytime(at(moment), HELSINKI) == at(humane)


@relaxed
@given(moments)
def test_the_humane_moment_is_the_first_there_is(moment: datetime) -> None:
    found = FINLAND.daytime(moment, HELSINKI)
    local = found.astimezone(HELSINKI)
    assert found >= moment
    assert OPENS <= local.time() <= CLOSES
    assert local.weekday() < 5
    assert local.date() not in OFF
    assert FINLAND.daytime(found, HELSINKI) == found
    between = found - timedelta(minutes=1)
    assert found == moment or between < moment or FINLAND.daytime(between, HELSINKI) == found


# -- hours that do not exist -------------------------------------------------------------------------------


def test_the_hours_that_clocks_skip_or_double_are_known() -> None:
    odd = [hour for hour in range(24) if is_odd(time(hour, 30), HELSINKI)]
    assert odd == [3]
    assert is_odd(time(3), HELSINKI)
    assert not is_odd(time(4), HELSINKI)
    assert not is_odd(time(2, 59), HELSINKI)
    assert [minute for minute in range(0, 60, 15) if is_odd(time(2, minute), ZoneInfo("Australia/Lord_Howe"))] == [
        0,
        15,
    ]
    assert not any(is_odd(time(hour, 30), ZoneInfo("UTC")) for hour in range(24))


@pytest.mark.parametrize(
    ("one", "clock", "zone", "found"),
    [
        (date(2027, 3, 28), time(3, 30), "Europe/Helsinki", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (date(2027, 10, 31), time(3, 30), "Europe/Helsinki", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (date(2027, 3, 28), time(9), "Europe/Helsinki", datetime(2027, 3, 28, 6, 0, tzinfo=UTC)),
        (date(2011, 12, 30), time(12), "Pacific/Apia", datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),  # a day that was not
    ],
)
def test_a_skipped_time_is_the_first_after_it_and_a_doubled_one_the_first(
    one: date, clock: time, zone: str, found: datetime
) -> None:
    assert instant(one, clock, ZoneInfo(zone)) == found
