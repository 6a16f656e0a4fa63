"""Quiet hours: from 21 to 8 in the meetup's own zone nobody is woken, and what that does to messages and deadlines."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.dates import first_valid

EVENING = time(21, 0)  #: quiet from here
MORNING = time(8, 0)  #: until here
_NOON = time(12)
_LAST_OF_DAY = time(20)
_SOON = timedelta(hours=18)  #: what starts within this cannot wait
_EARLY = time(10, 0)  #: a start before this wakes people: they would set out


def quiet(at: datetime, zone: str) -> bool:
    """Tell whether it is night in a zone."""
    clock = at.astimezone(ZoneInfo(zone)).time()
    return clock >= EVENING or clock < MORNING


def waking(at: datetime, zone: str) -> datetime:
    """Give an instant when people may be told: this one, or the morning that ends its night."""
    return after(at, MORNING, zone) if quiet(at, zone) else at


def after(at: datetime, clock: time, zone: str) -> datetime:
    """Give the first instant after this one when clocks show a time."""
    day = local_day(at, zone)
    found = on(day, clock, zone)
    return found if found > at else on(day + timedelta(days=1), clock, zone)


def local_day(at: datetime, zone: str) -> date:
    """Give the day it is in a zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def on(day: date, clock: time, zone: str) -> datetime:
    """Give the instant of a wall time: the first of a double one, and the next there is after one that clocks skip."""
    return first_valid(day, clock, ZoneInfo(zone)).astimezone(UTC)


# -- messages ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hour:
    """Say when something goes out, and whether without a sound."""

    due: datetime
    silent: bool = False


def hour(at: datetime, zone: str, starts_at: datetime | None) -> Hour:
    """Say when a change of time or place, or a cancellation, is told: what is near is told at once."""
    later = waking(at, zone)
    if starts_at is None or starts_at - at > _SOON or later == at:
        return Hour(later)
    return Hour(at, silent=starts_at.astimezone(ZoneInfo(zone)).time() >= _EARLY)


# -- deadlines ---------------------------------------------------------------------------------------------


def by_day(at: datetime, zone: str) -> datetime:
    """Give the instant itself, or the noon after the night it falls in."""
    return after(at, _NOON, zone) if quiet(at, zone) else at


def evening_before(at: datetime, zone: str) -> datetime:
    """Give the instant itself, or eight o'clock before the night it falls in."""
    if not quiet(at, zone):
        return at
    day = local_day(at, zone)
    late = at >= on(day, EVENING, zone)
    return on(day if late else day - timedelta(days=1), _LAST_OF_DAY, zone)
