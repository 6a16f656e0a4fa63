"""When people are reminded: wall-clock rules in a meetup's zone, at humane hours, and what a late one is worth.

* Those coming or undecided: at noon the day before. A late one is still of use until the meetup begins.
* The group: at ten a week before, unless the card was published under ten days before that. A late one is still of
  use until three days before.
* Whoever coordinates a network in which nothing is planned: on a working day, at most every four weeks.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.hours import on, quiet, waking
from bot.domain.meetups import Meetup, reminder_at

WEEK_TIME = time(10, 0)
FRESH = timedelta(days=10)  #: a card published so short a time before has been seen

QUIET_FOR = timedelta(days=14)  #: since the last meetup, before anybody is asked about the next
ASKED_EVERY = timedelta(days=28)

#: Nothing that starts later than this from now can be due yet: noon the day before, ten o'clock a week before.
DAY_AHEAD = timedelta(hours=40)
WEEK_AHEAD = timedelta(days=7, hours=16)


class Timely(StrEnum):
    """Say what is to be done about a reminder now."""

    EARLY = "early"
    NOW = "now"
    SILENTLY = "silently"  #: at night, for what begins before people are up
    LATE = "late"


@dataclass(frozen=True)
class Slot:
    """Say when a reminder is due, and until when it is of use."""

    due: datetime
    until: datetime
    zone: str

    def timely(self, at: datetime) -> Timely:
        """Say what to do at an instant: what is late waits for the morning, if morning comes in time."""
        if at >= self.until:
            return Timely.LATE
        if at < self.due:
            return Timely.EARLY
        if not quiet(at, self.zone):
            return Timely.NOW
        return Timely.EARLY if waking(at, self.zone) < self.until else Timely.SILENTLY


def day_before(meetup: Meetup) -> Slot | None:
    """Give the slot of the reminder to people; None while the day is not known."""
    due, starts_at = reminder_at(meetup), meetup.starts_at
    return Slot(due, starts_at, meetup.zone) if due and starts_at else None


def week_before(meetup: Meetup) -> Slot | None:
    """Give the slot of the reminder to groups; None while the day is not known."""
    if not meetup.exact:
        return None
    due, until = (on(meetup.day - timedelta(days=days), WEEK_TIME, meetup.zone) for days in (7, 3))
    return Slot(due, until, meetup.zone)


def fresh(published_at: datetime, slot: Slot) -> bool:
    """Tell whether a group has seen the card so lately that it needs no reminder."""
    return slot.due - published_at < FRESH


def working_hours(at: datetime, zone: str) -> bool:
    """Tell whether it is a time to ask somebody to do something."""
    return not quiet(at, zone) and at.astimezone(ZoneInfo(zone)).weekday() < 5
