"""What a quiet night does to a message: it waits for the morning, unless it tells of what is near."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.hours import waking

_SOON = timedelta(hours=18)  #: what starts within this cannot wait
_EARLY = time(10, 0)  #: a start before this wakes people: they would set out


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
