"""Reminders: to those coming, those undecided and those who asked, at noon the day before."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.chat import Event
from bot.domain.meetups import Meetup, reminder_at
from bot.router import Router
from bot.wording.meetups import reminder
from storage import Transaction

router = Router()

AT_ONCE = 25  #: people a tick: presses wait for the same database
_AHEAD = timedelta(hours=40)  # noon the day before is never earlier than this before a start


@router.tick("reminders")
def remind(tick: Event, tx: Transaction) -> None:
    """Send the reminders that are due; a late one still goes out while it is useful."""
    for id_ in tx.reminders.ahead(tick.at, tick.at + _AHEAD):
        meetup = tx.meetups.get(id_)
        due = reminder_at(meetup) if meetup else None
        if meetup and due and tick.at >= due:
            _remind_all(meetup, due, tick, tx)


def _remind_all(meetup: Meetup, due: datetime, tick: Event, tx: Transaction) -> None:
    waiting = tx.meetups.tally(meetup).waiting
    today = tick.at.astimezone(ZoneInfo(meetup.zone)).date() == meetup.day
    for person in tx.reminders.due(meetup.id, asked_before=due)[:AT_ONCE]:
        mine = tx.meetups.standing(meetup, person)
        if tx.reminders.take(meetup.id, person, "sent"):
            message = reminder(meetup, mine, waiting, today=today)
            once = f"reminder:{meetup.id}:{meetup.day:%m%d}:{person}"
            tx.post.tell_person(person, meetup.network, "reminder", message, dedupe=once, at=tick.at, point=False)
