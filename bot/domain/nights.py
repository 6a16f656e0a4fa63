"""Humane hours: nights from 21 to 8 are quiet, unless what is told cannot wait for the morning."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_EVENING, _MORNING = time(21, 0), time(8, 0)
_SOON = timedelta(hours=18)  #: what starts within this cannot wait
_EARLY = time(10, 0)  #: a start before this wakes people: they would set out


@dataclass(frozen=True)
class Hour:
    """Say when something goes out, and whether without a sound."""

    due: datetime
    silent: bool = False


def morning(at: datetime, zone: str) -> datetime:
    """Give the moment itself, or in a quiet night the next morning."""
    local = at.astimezone(ZoneInfo(zone))
    if _MORNING <= local.time() < _EVENING:
        return at
    day = local.date() + timedelta(days=local.time() >= _EVENING)
    return datetime.combine(day, _MORNING, ZoneInfo(zone))


def hour(at: datetime, zone: str, starts_at: datetime | None) -> Hour:
    """Say when a change of time or place, or a cancellation, is told: what is near is told at once."""
    later = morning(at, zone)
    if starts_at is None or starts_at - at > _SOON or later == at:
        return Hour(later)
    return Hour(at, silent=starts_at.astimezone(ZoneInfo(zone)).time() >= _EARLY)
