"""Nominal dates: counted from the anchor, never from the date before."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duty import Months, Rule, Season, Seasons, Unit, Weeks, rule_of
from bot.text import Moment, Text, t

from .almanac import day
from .making import LENGTHS, RULES, anchors, good, numbers, refused, relaxed, units

ANCHOR = date(2027, 1, 1)
THIRDS = Seasons((Season(1, 1, "kevät"), Season(6, 1, "kesä"), Season(8, 1, "syksy")))


@pytest.mark.parametrize(
    ("unit", "anchor", "dates"),
    [
        (Months(), "31.1.2026", "31.1.2026 28.2.2026 31.3.2026 30.4.2026 31.5.2026"),
        (Months(), "29.2.2028", "29.2.2028 29.3.2028 29.4.2028"),
        (Months(12), "29.2.2028", "29.2.2028 28.2.2029 28.2.2030 28.2.2031 29.2.2032"),
        (Months(), "30.12.2027", "30.12.2027 30.1.2028 29.2.2028 30.3.2028"),
        (Months(3), "31.1.2027", "31.1.2027 30.4.2027 31.7.2027 31.10.2027 31.1.2028"),
        (Months(5), "31.10.2026", "31.10.2026 31.3.2027 31.8.2027 31.1.2028 30.6.2028"),
        (Weeks(2), "22.3.2027", "22.3.2027 5.4.2027 19.4.2027"),
        (THIRDS, "1.1.2027", "1.1.2027 1.6.2027 1.8.2027 1.1.2028"),
        (THIRDS, "2.1.2027", "1.6.2027 1.8.2027 1.1.2028 1.6.2028"),
        (THIRDS, "24.12.2027", "1.1.2028 1.6.2028"),
        (Rule("FREQ=MONTHLY;BYMONTHDAY=-1"), "1.1.2027", "31.1.2027 28.2.2027 31.3.2027 30.4.2027"),
        (Rule("FREQ=MONTHLY;BYDAY=1MO"), "1.1.2027", "4.1.2027 1.2.2027 1.3.2027 5.4.2027 3.5.2027"),
        (Rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"), "1.1.2027", "1.1.2027 15.1.2027 29.1.2027"),
    ],
)
def test_turns_begin_on_these_dates(unit: Unit, anchor: str, dates: str) -> None:
    expected = [day(one) for one in dates.split()]
    assert [unit.nominal(day(anchor), k) for k in range(len(expected))] == expected


@relaxed
@given(st.data(), anchors, st.integers(0, 400))
def test_a_date_is_in_the_last_period_not_after_it(data: st.DataObject, anchor: date, after: int) -> None:
    unit = data.draw(units(anchor))
    first = unit.nominal(anchor, 0)
    one = first + timedelta(after)
    k = unit.number(anchor, one)
    assert first >= anchor
    assert unit.nominal(anchor, k) <= one < unit.nominal(anchor, k + 1)
    assert unit.number(anchor, first - timedelta(1)) == -1


@relaxed
@given(st.data(), anchors, numbers)
def test_no_period_is_shorter_than_its_unit_promises(data: st.DataObject, anchor: date, k: int) -> None:
    unit = data.draw(units(anchor))
    gaps = [(later - sooner).days for sooner, later in pairwise(unit.nominal(anchor, n) for n in range(k, k + 4))]
    assert min(gaps) >= unit.shortest >= 7


@pytest.mark.parametrize(
    ("unit", "count"),
    [(Weeks(), None), (Months(), 12), (Months(3), 4), (Months(5), None), (THIRDS, 3)]
    + [(Rule(text), count) for text, count in zip(RULES, (12, 12, 3, None), strict=True)],
)
def test_a_year_has_so_many_periods(unit: Unit, count: int | None) -> None:
    assert unit.per_year(ANCHOR) == count


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        (Months(), t("duty.turn_of_month", month=Moment(ANCHOR, "month_of"), year="2027")),
        (Weeks(), t("duty.turn_of_week", week="53", year="2026")),
        (THIRDS, t("duty.turn_of_season", season="kevät", year="2027")),
        (Seasons((Season(1, 1), Season(6, 1))), t("duty.turn_from", day=Moment(ANCHOR, "day"))),
        (Weeks(2), t("duty.turn_from", day=Moment(ANCHOR, "day"))),
        (Months(3), t("duty.turn_from", day=Moment(ANCHOR, "day"))),
        (Rule(RULES[0]), t("duty.turn_from", day=Moment(ANCHOR, "day"))),
    ],
)
def test_a_turn_is_named_by_its_nominal_date(unit: Unit, name: Text) -> None:
    assert unit.named(ANCHOR) == name


# -- rules ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("FREQ=DAILY", "duty.rule_parts"),
        ("FREQ=HOURLY;INTERVAL=2000", "duty.rule_parts"),
        ("FREQ=MONTHLY;BYHOUR=1,2,3", "duty.rule_parts"),
        ("FREQ=MONTHLY;COUNT=3", "duty.rule_ends"),
        ("FREQ=MONTHLY;UNTIL=20300101", "duty.rule_ends"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "duty.rule_month_end"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,29", "duty.rule_month_end"),
        ("FREQ=MONTHLY;BYMONTHDAY=-30", "duty.rule_month_end"),
        ("FREQ=WEEKLY;BYDAY=MO,TU", "duty.rule_dense"),
        ("FREQ=MONTHLY;BYDAY=2MO,3WE", "duty.rule_dense"),  # 9 days apart, but 2 when the month begins on a Tuesday
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "duty.rule_dense"),
        ("FREQ=YEARLY;INTERVAL=5", "duty.rule_sparse"),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTH=2", "duty.rule_sparse"),  # never, from January
        ("FREQ=WEEKLY;BYSETPOS=300", "duty.rule_sparse"),
        ("FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20", "duty.rule_sparse"),
        ("FREQ=MONTHLY;INTERVAL=0", "duty.rule_unread"),
        ("FREQ=MONTHLY;INTERVAL=-1", "duty.rule_unread"),
        ("FREQ=MONTHLY;INTERVAL=1e9", "duty.rule_unread"),
        ("FREQ=MONTHLY;BYDAY=XX", "duty.rule_unread"),
        ("FREQ=MONTHLY;BYMONTHDAY=a", "duty.rule_unread"),
        ("FREQ=MONTHLY;FREQ=WEEKLY", "duty.rule_unread"),
        ("FREQ=", "duty.rule_unread"),
        ("", "duty.rule_unread"),
        ("FREQ=MONTHLY;BYDAY=" + "MO," * 80 + "MO", "duty.rule_unread"),
    ],
)
def test_a_rule_is_refused(typed: str, reason: str) -> None:
    assert refused(rule_of(typed, ANCHOR)) == reason


def test_a_rule_from_the_last_days_of_a_month_is_refused_when_it_follows_that_day() -> None:
    assert refused(rule_of("FREQ=MONTHLY", date(2027, 1, 31))) == "duty.rule_month_end"
    assert refused(rule_of("FREQ=YEARLY", date(2028, 2, 29))) == "duty.rule_month_end"
    assert good(rule_of("FREQ=WEEKLY", date(2027, 1, 31))).nominal(date(2027, 1, 31), 1) == date(2027, 2, 7)


def test_a_rule_is_taken_however_it_is_typed() -> None:
    assert rule_of(" rrule:freq=monthly; byday=1mo; ", ANCHOR) == Rule("FREQ=MONTHLY;BYDAY=1MO")


def test_a_rule_goes_on_for_as_long_as_anybody_asks() -> None:
    assert Rule("FREQ=WEEKLY").nominal(ANCHOR, 5000) == ANCHOR + timedelta(weeks=5000)
    assert Rule("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1").number(ANCHOR, date(2300, 6, 1)) == 273


def test_every_length_drawn_in_these_tests_is_one_of_its_kind() -> None:
    assert len(set(LENGTHS)) == len(LENGTHS)
