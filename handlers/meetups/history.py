"""What was changed in a meetup, and by whom: shown to coordinators."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.chat import Answer, Press
from bot.domain.people import Person
from bot.rights import theirs
from bot.router import Router
from bot.wording.changes import Entry
from bot.wording.changes import history as listed
from storage import Transaction
from storage.changes import Noted

router = Router()


@router.press("history")
def history(press: Press, tx: Transaction) -> Answer:
    """Show coordinators what was changed in a meetup, and by whom."""
    meetup = theirs(press, tx.meetups.get(press.subject))
    noted = tx.changes.of(meetup.id)
    people = tx.people.get([one.person for one in noted if one.person])
    entries = [_entry(one, people, ZoneInfo(meetup.zone)) for one in noted]
    return Answer(messages=(listed(meetup, entries),), private=True, fresh=True)


def _entry(noted: Noted, people: Mapping[str, Person], zone: ZoneInfo) -> Entry:
    who = people[noted.person].name if noted.person and noted.person in people else ""
    return Entry(noted.at.astimezone(zone), who, noted.what, noted.before, noted.after)
