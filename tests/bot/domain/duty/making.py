"""Rotas to test with: those of the issue, and any that Hypothesis can think of."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from hypothesis import assume, settings
from hypothesis import strategies as st

from bot.domain.duty import (
    Cadence,
    Calendar,
    LineUp,
    Months,
    Plan,
    Refused,
    Roll,
    Season,
    Seasons,
    Timetable,
    Unit,
    Weeks,
    rule_of,
)
from bot.domain.duty.calendar import is_odd

HELSINKI = ZoneInfo("Europe/Helsinki")
HUMAK, LIITTO, RANA = "humak", "liitto", "rana"
THREE = (HUMAK, LIITTO, RANA)
NAMES = {HUMAK: "Humak", LIITTO: "Keski-Suomen liitto", RANA: "Villa Rana"}
FALLBACK = "aino"
EARLY = datetime(2020, 1, 1, tzinfo=UTC)  # before every rota drawn here has begun

relaxed = settings(max_examples=50, deadline=None, database=None)

Good = TypeVar("Good")


def at(typed: str) -> datetime:
    """Read a local moment, "2027-05-03 09:00"."""
    return datetime.fromisoformat(typed).replace(tzinfo=HELSINKI).astimezone(UTC)


def good(result: Good | Refused) -> Good:
    """Take what was not refused."""
    assert not isinstance(result, Refused), result.reason
    return result


def refused(result: object) -> str:
    """Take the reason's id of what was refused."""
    assert isinstance(result, Refused), result
    return result.reason.id


def a_plan(
    *organisations: str, unit: Unit | None = None, anchor: date = date(2027, 1, 1), roll: Roll = Roll.FOLLOWING,
    step: int = 0, clock: time = time(9), quiet: Sequence[date] = (),
) -> Plan:  # fmt: skip
    """Make the rota of the issue, monthly from 1.1.2027, or what differs from it."""
    cadence = Cadence(anchor=anchor, unit=unit or Months(), roll=roll, clock=clock)
    timetable = Timetable(cadences=(cadence,), calendar=Calendar(frozenset(quiet)))
    lineup = LineUp(since=timetable.nominal(0), organisations=organisations or THREE, yearly_step=step)
    return Plan(timetable=timetable, lineups=(lineup,), fallback=FALLBACK)


def key(plan: Plan, k: int) -> date:
    return plan.timetable.nominal(k)


def order(plan: Plan, count: int, first: int = 0) -> list[str | None]:
    return [plan.planned(k) for k in range(first, first + count)]


def holders(plan: Plan, count: int, first: int = 0) -> list[str | None]:
    return [plan.effective(k) for k in range(first, first + count)]


# -- any rota ------------------------------------------------------------------------------------------------

LENGTHS: tuple[Unit, ...] = (
    *map(Weeks, range(1, 7)),
    *map(Months, (1, 2, 3, 4, 5, 6, 12)),
    Seasons((Season(1, 1, "kevät"), Season(6, 1, "kesä"), Season(8, 1, "syksy"))),
    Seasons((Season(2, 28), Season(7, 31), Season(12, 24))),
    Seasons((Season(1, 1), Season(12, 25))),
)
RULES = (
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=1MO",
    "FREQ=YEARLY;BYMONTH=1,4,9;BYMONTHDAY=24",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
)
ZONES = ("Europe/Helsinki", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
CLOCKS = (time(0), time(1, 45), time(2, 59), time(4), time(9), time(12, 30), time(23, 59))

anchors = st.dates(date(2024, 1, 1), date(2027, 12, 31))
numbers = st.integers(0, 150)
instants = st.datetimes(datetime(2023, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds of UTC


@st.composite
def units(draw: st.DrawFn, anchor: date) -> Unit:
    if draw(st.integers(0, 4)):
        return draw(st.sampled_from(LENGTHS))
    rule = rule_of(draw(st.sampled_from(RULES)), anchor)
    assert not isinstance(rule, Refused)
    return rule


@st.composite
def timetables(draw: st.DrawFn, zones: Sequence[str] = ZONES) -> Timetable:
    anchor, clock, zone = draw(anchors), draw(st.sampled_from(CLOCKS)), draw(st.sampled_from(zones))
    assume(not is_odd(clock, ZoneInfo(zone)))
    unit, roll = draw(units(anchor)), draw(st.sampled_from(Roll))
    return Timetable(cadences=(Cadence(anchor=anchor, unit=unit, clock=clock, zone=zone, roll=roll),))


@st.composite
def plans(draw: st.DrawFn, least: int = 1, most: int = 7, zones: Sequence[str] = ("Europe/Helsinki",)) -> Plan:
    timetable = draw(timetables(zones))
    organisations = tuple("abcdefgh"[: draw(st.integers(least, most))])
    lineup = LineUp(since=timetable.nominal(0), organisations=organisations, yearly_step=draw(st.integers(0, 2)))
    return Plan(timetable=timetable, lineups=(lineup,), fallback=FALLBACK)


def moments(timetable: Timetable) -> st.SearchStrategy[datetime]:
    """Draw instants of any kind, those at the very edge of a turn more often than chance would."""
    steps = st.sampled_from((timedelta(0), timedelta(microseconds=1), timedelta(hours=1)))
    edges = st.builds(lambda k, step, sign: timetable.start(k) + sign * step, numbers, steps, st.sampled_from((-1, 1)))
    return st.one_of(instants, edges)
