"""Clock times: reading them, and finding the instant a local wall time stands for."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.text import Span, t

from .facts import Clock
from .typed import quoted
from .values import Objection

LAST_MINUTE = time(23, 59)


def resolve(day: date, clock: time, zone: ZoneInfo) -> datetime | None:
    """Find the instant of a local wall time: the first of a double one, None for one the clocks skip."""
    return _instant(day, clock, zone)


def first_valid(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Find the instant of a local wall time, or the first that a clock shows after it where the clocks skip it."""
    wall = datetime.combine(day, clock)
    while (instant := _instant(wall.date(), wall.time(), zone)) is None:
        wall += timedelta(minutes=1)
    return instant


def _instant(day: date, clock: time, zone: tzinfo) -> datetime | None:
    local = datetime.combine(day, clock.replace(fold=0), zone)
    back = local.astimezone(UTC).astimezone(zone)
    return local if back.replace(tzinfo=None, fold=0) == local.replace(tzinfo=None) else None


def upcoming(day: date, clock: time, now: datetime) -> datetime:
    """Find an instant still to come, or object to one that is skipped or gone."""
    instant = _instant(day, clock, now.tzinfo or UTC)
    if instant is None:
        raise Objection(t("dates.skipped_time", when=Span(day, clock)))
    if instant.astimezone(UTC) < now.astimezone(UTC):
        raise Objection(t("dates.past", when=Span(day, clock)))
    return instant


def clock_times(typed: str, clock: Clock) -> tuple[time, time | None]:
    """Read a start and perhaps an end; object to a time no clock shows and to an end not after its start."""
    starts = _clock_time(clock.starts)
    if clock.ends is None:
        return starts, None
    ends = _clock_time(clock.ends)
    if ends <= starts:
        raise Objection(t("dates.end_first", typed=quoted(typed)))
    return starts, ends


def _clock_time(typed: str) -> time:
    hour, _, minute = typed.replace(":", ".").partition(".")
    if (int(hour), int(minute or 0)) == (24, 0):
        raise Objection(t("dates.midnight"))
    if len(hour) > 2 or len(minute) == 1 or int(hour) > 23 or int(minute or 0) > 59:
        raise Objection(t("dates.no_such_time", typed=typed))
    return time(int(hour), int(minute or 0))
