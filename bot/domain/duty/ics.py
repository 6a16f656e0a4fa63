"""The plan as a calendar feed (RFC 5545): one event per period, the same event however often its holder changes.

The UID is the rota and the period's key; the caller raises SEQUENCE. Words come rendered, and with control characters
taken out nothing in a name can end a line of the feed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vDuration

from bot.text import Text, clean, t

from .plan import Turn
from .values import called

BACK, AHEAD = timedelta(days=90), timedelta(days=550)  #: what a feed shows: a season back, a year and a half on
REFRESH = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event of the feed, in the words of its readers."""

    key: date
    starts: datetime
    ends: datetime
    summary: str
    sequence: int
    changed_at: datetime
    description: str = ""
    cancelled: bool = False  #: the period is gone, or nobody has it


def summary(turn: Turn, names: Mapping[str, str]) -> Text:
    """Name a turn in the public feed: the organisation only, never a person."""
    if turn.organisation is None:
        return t("duty.ics_nobody")
    return t("duty.ics_summary", organisation=called(turn.organisation, names))


def entry(
    turn: Turn, names: Mapping[str, str], *, sequence: int, changed_at: datetime, render: Callable[[Text], str]
) -> Entry:
    """Make the event of a turn, its words said by ``render``."""
    return Entry(
        key=turn.period.key, starts=turn.period.starts, ends=turn.period.ends, summary=render(summary(turn, names)),
        sequence=sequence, changed_at=changed_at, cancelled=turn.organisation is None,
    )  # fmt: skip


def feed(entries: Iterable[Entry], *, rota: str, title: str) -> str:
    """Write the calendar; the same entries give the same text to the byte."""
    calendar = Calendar()
    calendar.add("prodid", "-//Kuppi//Kuppi//FI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _plain(title))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for one in sorted(entries, key=lambda one: one.key):
        calendar.add_component(_event(one, rota))
    return str(calendar.to_ical(), "utf-8")


def uid(rota: str, key: date) -> str:
    """Name a period for ever."""
    return f"{_plain(rota)}-{key.isoformat()}@kuppi"


def _event(one: Entry, rota: str) -> Event:
    event = Event()
    event.add("uid", uid(rota, one.key))
    event.add("summary", _plain(one.summary))
    event.add("dtstart", one.starts)
    event.add("dtend", one.ends)
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    event.add("sequence", one.sequence)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    if one.description:
        event.add("description", _plain(one.description))
    return event


def _plain(words: str) -> str:
    """Keep what shows, on one line."""
    return " ".join(clean(words).split())
