"""Where a deadline goes that would fall into a quiet night."""

from datetime import datetime, time, timedelta

from bot.domain.hours import EVENING, after, local_day, on, quiet

NOON = time(12)
_LAST_OF_DAY = time(20)


def by_day(at: datetime, zone: str) -> datetime:
    """Give the instant itself, or the noon after the night it falls in."""
    return after(at, NOON, zone) if quiet(at, zone) else at


def evening_before(at: datetime, zone: str) -> datetime:
    """Give the instant itself, or eight o'clock before the night it falls in."""
    if not quiet(at, zone):
        return at
    day = local_day(at, zone)
    late = at >= on(day, EVENING, zone)
    return on(day if late else day - timedelta(days=1), _LAST_OF_DAY, zone)
