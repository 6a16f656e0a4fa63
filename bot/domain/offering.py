"""How a seat that came free is passed on: given, offered with a deadline, or left to the first who presses."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from bot.domain.hours import after, on, quiet
from bot.domain.meetups import Meetup, State

LATE = timedelta(hours=24)  #: before the start, from which seats are offered, not given
TO_ANSWER = timedelta(hours=3)
NOON = time(12, 0)  #: where a deadline goes that would fall in the night
EVENING_BEFORE = time(18, 0)  #: the day before; from then on the first to press gets the seat


class Way(StrEnum):
    """What becomes of a free seat."""

    GIVEN = "given"
    OFFERED = "offered"
    FIRST = "first"  #: everyone who waits hears of it, and the first to press gets it
    KEPT = "kept"  #: the meetup has begun or is cancelled: nothing


def way(meetup: Meetup, *, at: datetime) -> Way:
    """Say how seats are passed on now."""
    starts = meetup.starts_at
    if meetup.state is State.CANCELLED or (starts is not None and at >= starts):
        return Way.KEPT
    if starts is None or at < starts.astimezone(UTC) - LATE:  # hours, not what clocks show
        return Way.GIVEN
    return Way.OFFERED if at < first_come_from(meetup) else Way.FIRST


def first_come_from(meetup: Meetup) -> datetime:
    """Say from when there are no single offers; only for a meetup whose day is known."""
    return on(meetup.day - timedelta(days=1), EVENING_BEFORE, meetup.zone)


def offer_until(meetup: Meetup, *, at: datetime) -> datetime:
    """Say until when a seat offered now is kept: three hours, not into the night, and not past the start."""
    until = at + TO_ANSWER
    if quiet(until, meetup.zone):
        until = after(until, NOON, meetup.zone)
    return min(until, meetup.starts_at or until)
