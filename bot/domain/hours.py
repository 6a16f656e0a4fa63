"""Quiet hours: from 21 to 8 in the meetup's own zone nobody is woken."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.dates import first_valid

EVENING = time(21, 0)  #: quiet from here
MORNING = time(8, 0)  #: until here


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
