"""A meetup as a file for one's own calendar (RFC 5545), in the reader's language."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from bot.chat import File
from bot.domain.dates import resolve
from bot.domain.meetups import Meetup
from bot.i18n import render
from bot.text import Place, Text, one_line, t

_LONGEST = 300  #: letters of a line of the file


def calendar_file(meetup: Meetup, locale: str, *, at: datetime) -> File:
    """Make the file of a meetup whose day and time are known."""
    calendar = Calendar()
    calendar.add("prodid", "-//Kuppi//Kuppi//FI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(meetup, locale, at))
    text = str(calendar.to_ical(), "utf-8")
    return File(f"kuppi-{meetup.day.isoformat()}.ics", "text/calendar", text, t("calendar.file", name=meetup.name))


def _event(meetup: Meetup, locale: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{meetup.id}@kuppi")  # the same whenever it is fetched: a newer one takes the older one's place
    event.add("dtstamp", at)
    event.add("sequence", int(at.timestamp()))
    event.add("summary", one_line(meetup.name, _LONGEST))
    for name, wall in (("dtstart", meetup.starts), ("dtend", meetup.when.ends)):
        instant = resolve(meetup.day, wall, ZoneInfo(meetup.zone)) if wall else None
        if instant:
            event.add(name, instant.astimezone(UTC))
    municipality = _said(t("plain", text=Place(meetup.municipality, "name")), locale)
    event.add("location", f"{one_line(meetup.venue, _LONGEST)}, {municipality}")
    event.add("description", _said(t("card.theme", theme=meetup.words("theme")), locale))
    return event


def _said(text: Text, locale: str) -> str:
    return one_line(render(text, locale), _LONGEST)
