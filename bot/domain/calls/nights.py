"""Quiet hours: between 21 and 8 nothing is sent to people and no deadline falls."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

EVENING, MORNING, NOON = time(21), time(8), time(12)
_LAST_OF_DAY = time(20)


def quiet(at: datetime, zone: ZoneInfo) -> bool:
    """Tell whether it is night where the call is."""
    clock = at.astimezone(zone).time()
    return clock >= EVENING or clock < MORNING


def awake(at: datetime, zone: ZoneInfo) -> datetime:
    """Give the instant itself, or the end of the night it falls in."""
    return _next(at, MORNING, zone) if quiet(at, zone) else at


def by_day(at: datetime, zone: ZoneInfo) -> datetime:
    """Give the instant itself, or the noon after the night it falls in."""
    return _next(at, NOON, zone) if quiet(at, zone) else at


def evening_before(at: datetime, zone: ZoneInfo) -> datetime:
    """Give the instant itself, or eight o'clock before the night it falls in."""
    if not quiet(at, zone):
        return at
    local = at.astimezone(zone)
    day = local.date() if local.time() >= EVENING else local.date() - timedelta(days=1)
    return datetime.combine(day, _LAST_OF_DAY, zone).astimezone(at.tzinfo)


def _next(at: datetime, clock: time, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, clock, zone).astimezone(at.tzinfo)
