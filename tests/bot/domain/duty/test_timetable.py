"""When turns begin and end: golden dates by hand, and what holds of every timetable (P1-P7)."""

import time as clocks
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.duty import Cadence, Calendar, Months, Moved, Roll, Season, Seasons, Timetable, Weeks
from bot.domain.duty.timetable import flaw_of, recadenced
from bot.text import Moment, t

from .almanac import MONTH_STARTS, OFF, day, days
from .making import CLOCKS, ZONES, at, good, moments, numbers, refused, relaxed, timetables

INSTANT = timedelta(microseconds=1)
MONTHLY = Timetable(cadences=(Cadence(anchor=date(2026, 1, 1), unit=Months()),))


def weekly(anchor: str, roll: Roll = Roll.FOLLOWING) -> Timetable:
    return Timetable(cadences=(Cadence(anchor=day(anchor), unit=Weeks(), roll=roll),))


def hours(timetable: Timetable, k: int) -> float:
    return (timetable.start(k + 1) - timetable.start(k)) / timedelta(hours=1)


# -- by hand ---------------------------------------------------------------------------------------------------


def test_four_years_of_months_begin_as_in_the_printed_calendar() -> None:
    starts = [MONTHLY.period(k).local_start for k in range(48)]
    assert [start.date() for start in starts] == days(MONTH_STARTS)
    assert {start.time() for start in starts} == {time(9)}


def test_quarters_begin_as_in_the_printed_calendar() -> None:
    quarters = replace(MONTHLY, cadences=(replace(MONTHLY.cadences[0], unit=Months(3)),))
    assert [quarters.day(k) for k in range(16)] == days(MONTH_STARTS)[::3]


def test_seasons_begin_as_in_the_printed_calendar() -> None:
    seasons = Seasons((Season(1, 6, "kevät"), Season(6, 25, "kesä"), Season(12, 24, "joulu")))
    timetable = Timetable(cadences=(Cadence(anchor=day("1.1.2026"), unit=seasons),))
    expected = "7.1.2026 25.6.2026 28.12.2026 7.1.2027 28.6.2027 27.12.2027 7.1.2028 26.6.2028 27.12.2028 8.1.2029"
    assert [timetable.day(k) for k in range(10)] == [day(one) for one in expected.split()]


@pytest.mark.parametrize(
    ("anchor", "moved"),
    [
        (
            "4.1.2027",  # Mondays
            {
                "29.3.2027": "30.3.2027", "6.12.2027": "7.12.2027", "17.4.2028": "18.4.2028", "1.5.2028": "2.5.2028",
                "25.12.2028": "27.12.2028", "1.1.2029": "2.1.2029", "2.4.2029": "3.4.2029", "24.12.2029": "27.12.2029",
            },
        ),
        (
            "2.1.2026",  # Fridays
            {
                "3.4.2026": "7.4.2026", "1.5.2026": "4.5.2026", "19.6.2026": "22.6.2026", "25.12.2026": "28.12.2026",
                "1.1.2027": "4.1.2027", "26.3.2027": "30.3.2027", "25.6.2027": "28.6.2027", "24.12.2027": "27.12.2027",
                "14.4.2028": "18.4.2028", "23.6.2028": "26.6.2028", "30.3.2029": "3.4.2029", "22.6.2029": "25.6.2029",
            },
        ),
    ],
)  # fmt: skip
def test_these_weeks_and_no_others_begin_on_another_day(anchor: str, moved: dict[str, str]) -> None:
    timetable = weekly(anchor)
    through = timetable.onward(date(2029, 12, 31))
    found = {timetable.nominal(k): timetable.day(k) for k in range(through) if timetable.nominal(k) != timetable.day(k)}
    assert found == {day(nominal): day(actual) for nominal, actual in moved.items()}


@pytest.mark.parametrize(
    ("week", "lasts"),
    [
        ("23.3.2026", 167), ("30.3.2026", 168), ("19.10.2026", 169), ("22.3.2027", 167), ("29.3.2027", 168),
        ("25.10.2027", 169), ("1.11.2027", 168), ("20.3.2028", 167), ("23.10.2028", 169), ("19.3.2029", 167),
        ("22.10.2029", 169),
    ],
)  # fmt: skip
def test_a_week_in_which_the_clocks_change_is_an_hour_shorter_or_longer(week: str, lasts: int) -> None:
    assert hours(weekly(week, Roll.NONE), 0) == lasts


def test_the_easter_week_of_2027_has_both_a_holiday_and_a_change_of_clocks() -> None:
    timetable = weekly("22.3.2027")
    starts = [timetable.start(k) for k in range(4)]
    assert starts == [at("2027-03-22 09:00"), at("2027-03-30 09:00"), at("2027-04-05 09:00"), at("2027-04-12 09:00")]
    assert [hours(timetable, k) for k in range(3)] == [8 * 24 - 1, 6 * 24, 168]


def test_a_moved_start_says_why() -> None:
    may = replace(MONTHLY).period(16)
    assert may.key == date(2027, 5, 1)
    assert (may.starts, may.ends) == (at("2027-05-03 09:00"), at("2027-06-01 09:00"))
    why = t("duty.day_is", day=Moment(date(2027, 5, 1), "date"), what=t("duty.may_day"))
    assert may.begins() == t("duty.begins_moved", start=Moment(may.local_start, "deadline"), why=why)
    june = MONTHLY.period(17)
    assert (june.moved, june.begins()) == (None, t("duty.begins", start=Moment(june.local_start, "deadline")))


def test_the_stroke_of_nine_belongs_to_the_new_turn() -> None:
    strokes = ("2026-05-04 08:59", "2026-05-04 09:00", "2026-05-04 09:01")
    assert [MONTHLY.index(at(stroke)) for stroke in strokes] == [3, 4, 4]


def test_moving_backwards_may_reach_the_year_before_but_the_key_stays() -> None:
    timetable = Timetable(cadences=(Cadence(anchor=date(2027, 1, 1), unit=Months(), roll=Roll.PRECEDING),))
    january = timetable.period(0)
    assert (january.key, january.local_start.date()) == (date(2027, 1, 1), date(2026, 12, 31))


# -- of every timetable ------------------------------------------------------------------------------------------


@relaxed
@given(timetables(), numbers)
def test_starts_only_ever_come_later(timetable: Timetable, k: int) -> None:
    assert timetable.start(k) < timetable.start(k + 1)


@relaxed
@given(st.data(), timetables())
def test_every_instant_is_in_one_period(data: st.DataObject, timetable: Timetable) -> None:
    moment = data.draw(moments(timetable))
    k = timetable.index(moment)
    if k < 0:
        assert moment < timetable.start(0)
    else:
        assert timetable.start(k) <= moment < timetable.start(k + 1)


@relaxed
@given(timetables(), numbers)
def test_the_first_instant_belongs_to_the_new_period_and_the_one_before_to_the_old(
    timetable: Timetable, k: int
) -> None:
    assert timetable.index(timetable.start(k)) == k
    assert timetable.index(timetable.start(k) - INSTANT) == k - 1
    assert timetable.period(k).ends == timetable.start(k + 1)


@relaxed
@given(timetables(), numbers)
def test_the_hour_is_the_same_on_every_side_of_a_clock_change(timetable: Timetable, k: int) -> None:
    cadence = timetable.cadences[0]
    assert timetable.period(k).local_start.time() == cadence.clock
    assert str(timetable.period(k).local_start.tzinfo) == cadence.zone


@relaxed
@given(timetables(), numbers)
def test_a_handover_is_on_a_business_day_near_its_date(timetable: Timetable, k: int) -> None:
    moved = timetable.day(k) - timetable.nominal(k)
    assert abs(moved.days) <= 5
    if timetable.cadences[0].roll is not Roll.NONE and 2026 <= timetable.day(k).year <= 2029:
        assert timetable.day(k).weekday() < 5
        assert timetable.day(k) not in OFF


@relaxed
@given(timetables(), st.sampled_from(CLOCKS), st.sampled_from(ZONES), st.sampled_from(Roll), st.sets(st.dates()))
def test_neither_hour_nor_zone_nor_holidays_change_the_keys(
    timetable: Timetable, clock: time, zone: str, roll: Roll, quiet: set[date]
) -> None:
    cadence = replace(timetable.cadences[0], clock=clock, zone=zone, roll=roll)
    other = Timetable(cadences=(cadence,), calendar=Calendar(frozenset(quiet)))
    assert [other.nominal(k) for k in range(40)] == [timetable.nominal(k) for k in range(40)]


@relaxed
@given(timetables(), numbers, st.integers(-5, 40))
def test_periods_are_found_by_key_and_by_any_day(timetable: Timetable, k: int, after: int) -> None:
    key = timetable.nominal(k)
    one = key + timedelta(after)
    assert timetable.number(key) == k
    assert timetable.nominal(timetable.onward(one)) >= one
    assert timetable.reached(one) in {timetable.onward(one), timetable.onward(one) - 1}
    assert timetable.number(one) == (timetable.onward(one) if timetable.nominal(timetable.onward(one)) == one else None)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Helsinki"])
def test_the_process_zone_does_not_matter(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [MONTHLY.period(k) for k in range(24)], MONTHLY.index(at("2027-05-03 09:00"))
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        clocks.tzset()
        found = [MONTHLY.period(k) for k in range(24)], MONTHLY.index(at("2027-05-03 09:00"))
    clocks.tzset()
    assert found == expected


def test_a_rota_begins_with_period_nought() -> None:
    assert MONTHLY.index(at("2026-01-02 08:59")) == -1
    with pytest.raises(ValueError, match="period 0"):
        MONTHLY.period(-1)


# -- published dates and changed cadences --------------------------------------------------------------------------


def test_a_published_day_stays_when_the_holidays_change() -> None:
    told = MONTHLY.publish(range(16, 18))
    news = replace(told, calendar=Calendar(frozenset({date(2027, 5, 3), date(2027, 6, 1), date(2027, 7, 1)})))
    assert [news.day(k) for k in (16, 17, 18)] == [date(2027, 5, 3), date(2027, 6, 1), date(2027, 7, 2)]
    assert news.review() == (
        Moved(date(2027, 5, 1), published=date(2027, 5, 3), computed=date(2027, 5, 4)),
        Moved(date(2027, 6, 1), published=date(2027, 6, 1), computed=date(2027, 6, 2)),
    )
    assert told.review() == ()
    assert news.publish(range(16, 19)).day(16) == date(2027, 5, 3)


def test_a_new_cadence_begins_at_its_anchor_and_stretches_the_turn_before() -> None:
    weekly_ = Cadence(anchor=date(2026, 5, 4), unit=Weeks(), clock=time(12))
    timetable = good(recadenced(MONTHLY, weekly_, at=at("2026-03-10 12:00")))
    assert [timetable.nominal(k) for k in range(7)] == [
        date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1),
        date(2026, 5, 4), date(2026, 5, 11), date(2026, 5, 18),
    ]  # fmt: skip
    assert timetable.period(3).ends == at("2026-05-04 12:00")
    assert timetable.number(date(2026, 5, 1)) is None  # three days of May would not have been a turn
    assert [timetable.index(timetable.start(k)) for k in range(7)] == list(range(7))


@relaxed
@given(timetables(("Europe/Helsinki",)), timetables(("Europe/Helsinki",)), numbers)
def test_a_changed_cadence_leaves_no_gap(one: Timetable, other: Timetable, k: int) -> None:
    assume(other.nominal(0) > one.nominal(0))
    both = recadenced(one, other.cadences[0], at=one.start(0) - timedelta(days=400))
    if not isinstance(both, Timetable):
        return
    joint = both.joints[-1]
    for number in {0, max(joint - 1, 0), joint, k}:
        assert both.start(number) < both.start(number + 1)
        assert both.index(both.start(number)) == number
        assert both.number(both.nominal(number)) == number
    assert both.nominal(joint) == other.nominal(0)
    assert all((later - sooner).days >= 7 for sooner, later in pairwise(map(both.nominal, range(joint + 3))))
    assert [both.nominal(n) for n in range(joint)] == [one.nominal(n) for n in range(joint)]


def test_a_cadence_that_had_not_begun_is_replaced() -> None:
    later = Cadence(anchor=date(2026, 1, 1), unit=Weeks(2))
    timetable = good(recadenced(MONTHLY, later, at=at("2025-12-01 12:00")))
    assert timetable == replace(MONTHLY, cadences=(later,))


def test_a_cadence_cannot_begin_in_the_past() -> None:
    past = Cadence(anchor=date(2026, 3, 2), unit=Weeks())
    assert refused(recadenced(MONTHLY, past, at=at("2026-03-02 09:00"))) == "duty.cadence_past"


@pytest.mark.parametrize(
    ("cadence", "quiet", "flaw"),
    [
        (Cadence(anchor=date(2027, 1, 1), unit=Months(), clock=time(3, 30)), [], "duty.clock_odd"),
        (Cadence(anchor=date(2027, 1, 4), unit=Weeks()), [f"{n}.7.2027" for n in range(12, 17)], "duty.quiet_long"),
        (Cadence(anchor=date(2027, 1, 4), unit=Weeks()), ["7.5.2027"], None),
        (Cadence(anchor=date(2027, 1, 4), unit=Weeks(), roll=Roll.NONE), [f"{n}.7.2027" for n in range(1, 32)], None),
        (Cadence(anchor=date(2027, 1, 1), unit=Months()), [f"{n}.7.2027" for n in range(1, 32)], "duty.quiet_long"),
        (Cadence(anchor=date(2027, 1, 1), unit=Months()), [f"{n}.7.2027" for n in range(1, 17)], None),
    ],
)  # fmt: skip
def test_a_rota_in_which_a_turn_could_vanish_is_refused(cadence: Cadence, quiet: list[str], flaw: str | None) -> None:
    found = flaw_of(Timetable(cadences=(cadence,), calendar=Calendar(frozenset(map(day, quiet)))))
    assert (found.id if found else None) == flaw


def test_published_days_that_would_cross_are_refused() -> None:
    crossed = replace(weekly("4.1.2027"), published={date(2027, 1, 4): date(2027, 1, 11)})
    assert flaw_of(crossed) == t("duty.starts_cross")


def test_the_index_answers_far_ahead() -> None:
    assert MONTHLY.index(datetime(2126, 1, 15, tzinfo=UTC)) == 1200
