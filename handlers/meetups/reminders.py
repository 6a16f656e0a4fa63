"""Reminders by the clock: to people the day before, to groups a week before, to coordinators when all is quiet."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from bot.chat import Answer, Event, Message, Press, Refusal
from bot.domain.duty.contacts import asked
from bot.domain.meetups import Meetup
from bot.domain.people import Chat, Network, Person
from bot.domain.reminding import (
    ASKED_EVERY,
    DAY_AHEAD,
    QUIET_FOR,
    WEEK_AHEAD,
    Slot,
    Timely,
    day_before,
    fresh,
    week_before,
    working_hours,
)
from bot.router import Router
from bot.text import t
from bot.wording import reminders as wording
from bot.wording.meetups import reminder
from storage import Transaction
from storage.apart import apart
from storage.reminders import Near

router = Router()

MEETUPS_AT_ONCE = 10
PEOPLE_AT_ONCE = 100  #: of one meetup in a tick: presses wait for the same database


# -- the day before, to people -----------------------------------------------------------------------------


@router.tick("reminders")
def remind_people(tick: Event, tx: Transaction) -> None:
    """Remind those coming, those undecided and those who asked; what is too late is recorded and dropped."""
    near = tx.reminders.near("day", at=tick.at, ahead=DAY_AHEAD, most=MEETUPS_AT_ONCE)
    apart(tx, "reminding people", near, partial(_remind_of, tick, tx))


def _remind_of(tick: Event, tx: Transaction, near: Near) -> None:
    meetup = tx.meetups.get(near.meetup)
    slot = day_before(meetup) if meetup else None
    if meetup is None or slot is None:
        return
    match slot.timely(tick.at):
        case Timely.EARLY:
            return
        case Timely.LATE:
            tx.reminders.drop(meetup.id, asked_before=slot.due)
        case timely:
            _remind_some(meetup, slot, tick, tx, silently=timely is Timely.SILENTLY)


def _remind_some(meetup: Meetup, slot: Slot, tick: Event, tx: Transaction, *, silently: bool) -> None:
    tx.meetups.lock(meetup.id)  # and so their answers are read together
    people = tx.reminders.due(meetup.id, asked_before=slot.due, most=PEOPLE_AT_ONCE)
    messages = _messages(meetup, people, tick, tx)
    told = {person: replace(message, silent=silently) for person, message in messages.items()}
    reached = tx.post.tell_people(told, meetup.network, "reminder", about=f"day:{meetup.id}:{meetup.day}", at=tick.at)
    states = {person: "sent" if person in reached else "unreached" for person in people}
    tx.reminders.note(meetup.id, "day", states)
    if len(people) < PEOPLE_AT_ONCE:
        tx.reminders.close(meetup.id, "day", "sent")


def _messages(meetup: Meetup, people: Sequence[str], tick: Event, tx: Transaction) -> dict[str, Message]:
    tx.meetups.expect(people)
    waiting = tx.meetups.tally(meetup).waiting
    today = tick.at.astimezone(ZoneInfo(meetup.zone)).date() == meetup.day
    return {one: reminder(meetup, tx.meetups.standing(meetup, one), waiting, today=today) for one in people}


# -- a week before, to groups ------------------------------------------------------------------------------


@router.tick("week")
def remind_groups(tick: Event, tx: Transaction) -> None:
    """Remind each group where the card stands, unless it is new to them; too late is recorded and dropped."""
    near = tx.reminders.near("week", at=tick.at, ahead=WEEK_AHEAD, most=MEETUPS_AT_ONCE)
    apart(tx, "reminding groups", near, partial(_remind_groups_of, tick, tx))


def _remind_groups_of(tick: Event, tx: Transaction, near: Near) -> None:
    meetup = tx.meetups.get(near.meetup)
    slot = week_before(meetup) if meetup else None
    timely = slot.timely(tick.at) if slot else Timely.EARLY
    if meetup is None or slot is None or timely is Timely.EARLY:
        return
    if timely is Timely.LATE or fresh(near.published_at, slot):
        tx.reminders.close(meetup.id, "week", "dropped" if timely is Timely.LATE else "skipped")
        return
    posted = tx.cards.posted("meetup", meetup.id)
    for chat in tx.networks.groups(meetup.network):
        if chat.id in posted:
            _remind_group(meetup, chat, posted[chat.id], tick, tx)
    tx.reminders.close(meetup.id, "week", "sent")


def _remind_group(meetup: Meetup, chat: Chat, card: str, tick: Event, tx: Transaction) -> None:
    if tx.reminders.note(meetup.id, "week", {chat.id: "sent"}):
        message = replace(wording.in_a_week(meetup, at=tick.at), reply_to=card)
        once = f"week:{meetup.id}:{chat.id}:{meetup.day}"
        tx.post.tell_chat(chat, "reminder", message, dedupe=once, at=tick.at)


# -- nothing planned, to coordinators ----------------------------------------------------------------------


@router.tick("quiet")
def ask_coordinators(tick: Event, tx: Transaction) -> None:
    """Tell whoever coordinates, once in four weeks, that nothing is planned."""
    quiet = tx.reminders.quiet(
        at=tick.at, since=tick.at - QUIET_FOR, told_before=tick.at - ASKED_EVERY, most=MEETUPS_AT_ONCE
    )  # fmt: skip
    apart(tx, "asking coordinators", quiet, partial(_ask_coordinators_of, tick, tx))


def _ask_coordinators_of(tick: Event, tx: Transaction, quiet: str) -> None:
    network = tx.networks.get(quiet)
    if not working_hours(tick.at, network.zone):
        return
    today = tick.at.astimezone(ZoneInfo(network.zone)).date().isoformat()
    told = {
        person.id: wording.nothing_planned(network, may_plan=person.coordinates(quiet))
        for person in _coordinating(network, tick, tx)
        if person.reminded
    }
    tx.post.tell_people(told, quiet, "reminder", about=f"quiet:{quiet}:{today}", at=tick.at)
    tx.reminders.note(quiet, "quiet", {today: "sent"})


def _coordinating(network: Network, tick: Event, tx: Transaction) -> Sequence[Person]:
    """List who coordinates now: the people of the organisation on duty, or else who is in reserve; with no rota all."""
    rota = tx.duty.of(network.id)
    if rota is None:
        return tx.people.coordinators(network.id)
    duty, day = rota.plan.duty(tick.at), tick.at.astimezone(ZoneInfo(network.zone)).date()
    there = asked(tx.organisations.contacts(network.id), duty.organisation, day)
    known = tx.people.get([one.person for one in there] or [duty.fallback])
    return list(known.values()) or tx.people.coordinators(network.id)


# -- one's own choice --------------------------------------------------------------------------------------


@router.press("reminders")
def choose(press: Press, tx: Transaction) -> Answer:
    """Turn one's reminders off or on."""
    if press.arg not in {"on", "off"}:
        raise Refusal(t("button.unknown"))
    wanted = press.arg == "on"
    tx.people.remind(press.person.id, wanted=wanted)
    return Answer(messages=(wording.turned(wanted=wanted),), private=True)
