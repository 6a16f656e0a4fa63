"""A meetup, or a group's meetings, as a file for one's own calendar (RFC 5545), in the reader's language."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from bot.chat import File
from bot.domain.calls.call import Call
from bot.domain.dates import resolve
from bot.domain.meetups import Meetup
from bot.i18n import render
from bot.text import Place, Text, one_line, t
from bot.wording.calls import title

_LONGEST = 300  #: letters of a line of the file


def calendar_file(meetup: Meetup, locale: str, *, at: datetime) -> File:
    """Make the file of a meetup whose day and time are known."""
    calendar = _calendar()
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


def group_file(call: Call, group: str, locale: str, *, at: datetime) -> File:
    """Make the file of a call's group whose dates are known: an event for each meeting."""
    found, name = call.group(group), title(call, locale)
    calendar = _calendar()
    for number, meets in enumerate(found.meets, 1):
        event = Event()
        event.add("uid", f"{call.id}-{group}-{number}@kuppi")
        event.add("dtstamp", at)
        event.add("sequence", int(at.timestamp()))
        event.add("summary", one_line(f"{_said(name, locale)}: {found.name}", _LONGEST))
        event.add("dtstart", meets.astimezone(UTC))
        calendar.add_component(event)
    first = call.local(found.meets[0]).date().isoformat()
    text = str(calendar.to_ical(), "utf-8")
    return File(f"kuppi-{first}.ics", "text/calendar", text, t("calendar.file", name=found.name))


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Kuppi//Kuppi//FI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _said(text: Text, locale: str) -> str:
    return one_line(render(text, locale), _LONGEST)
