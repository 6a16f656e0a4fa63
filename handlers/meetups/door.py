"""People at the door: who is coming, those without a chat, who came, and the list as a table."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.chat import Answer, Command, Event, Message, Press, Refusal
from bot.domain.announcing import MOST_PEOPLE
from bot.domain.changing import facts
from bot.domain.hours import quiet
from bot.domain.meetups import Closed, Meetup, SignUp, State
from bot.domain.offering import Way, way
from bot.domain.people import LONGEST_NAME
from bot.domain.seating import Reply
from bot.rights import own_network, theirs
from bot.router import Audience, Router, Scope
from bot.text import clean, t
from bot.wording import door as wording
from bot.wording.choosing import which
from bot.wording.standings import why_closed
from storage import Transaction
from storage.outbox import TOLD_OF

router = Router()

DOORS = timedelta(hours=24)  #: so long after its start people are added to a meetup and marked in it
_LISTED = 8


@router.command(
    "ilmoittautuneet", "anmalda", "signups",
    aliases=("osallistujat", "tulijat", "deltagare", "attendees"),
    audience=Audience.COORDINATORS, scope=Scope.NETWORK, help=t("help.ilmoittautuneet"),
)  # fmt: skip
def sign_ups(command: Command, tx: Transaction) -> Answer:
    """List who is coming, in private, for coordinators."""
    near = _near(command, tx)
    return _roster(command, near[0], tx) if len(near) == 1 else _private(which("signups", near))


@router.press("signups")
def sign_ups_of(press: Press, tx: Transaction) -> Answer:
    """List who is coming to one meetup."""
    return _roster(press, _mine(press, press.subject, tx), tx)


def _roster(event: Event, meetup: Meetup, tx: Transaction) -> Answer:
    listed = tx.meetups.sign_ups(meetup)
    by_hand = _to_answer_for(meetup, listed, event, tx)
    return _private(wording.roster(meetup, listed, tx.meetups.tally(meetup), by_hand))


# -- answering for those without a chat ------------------------------------------------------------------------


def _to_answer_for(meetup: Meetup, listed: Sequence[SignUp], event: Event, tx: Transaction) -> Sequence[SignUp]:
    """List those who can take a seat now and have no chat to say so in."""
    first = way(meetup, at=event.at) is Way.FIRST
    asked = [one for one in listed if one.standing.offered or (first and one.standing.waiting)]
    chatless = tx.people.chatless([one.person for one in asked]) if asked else ()
    return [one for one in asked if one.person in chatless]


@router.press("behalf")
def answer_for(press: Press, tx: Transaction) -> Answer:
    """Answer an offer for somebody who has no chat, as they told by other means."""
    meetup = _mine(press, press.subject, tx)
    locked = tx.meetups.lock(meetup.id) or meetup
    one, comes = _person(locked, press.choice[:-1], tx), press.choice[-1:] == "1"
    if one.person not in tx.people.chatless([one.person]) or not _still_asked(locked, one, press):
        raise Refusal(t("by_hand.settled", name=one.name))
    change = tx.meetups.answer(locked, one.person, Reply.YES if comes else Reply.NO, at=press.at)
    tx.cards.changed("meetup", locked.id)
    tx.notices.moved(locked, change.moves, cause=press.key, at=press.at, aware=one.person)
    told = wording.added(locked, one.name, change.mine, came=False).lines[0] if comes else wording.stays_away(one.name)
    return Answer(toast=told, alert=True, fresh=True)


def _still_asked(meetup: Meetup, one: SignUp, event: Event) -> bool:
    """Tell whether there is something to answer: a place once taken is given back by taking out its holder."""
    return way(meetup, at=event.at) is not Way.KEPT and not one.standing.seated


# -- adding --------------------------------------------------------------------------------------------------


@router.command(
    "lisaa", "laggtill", "add", audience=Audience.COORDINATORS, scope=Scope.NETWORK, help=t("help.lisaa")
)  # fmt: skip
def add(command: Command, tx: Transaction) -> Answer:
    """Add somebody without a chat: who signed up by e-mail, or walked in."""
    near = _near(command, tx)
    if not _who(command.text)[0]:
        return _private(Message((t("add.how"),)))
    if len(near) == 1:
        return _add(command, near[0], command.text, tx)
    held = tx.drafts.keep(command.person.id, command.word, command.text, command.at)
    return _private(which("added", near, held))


@router.press("add")
def ask_who(press: Press, tx: Transaction) -> Answer:
    """Say how somebody is added."""
    _mine(press, press.subject, tx)
    return _private(Message((t("add.how"),)))


@router.press("added")
def add_to(press: Press, tx: Transaction) -> Answer:
    """Add the one who was named to the meetup that was chosen."""
    meetup = _mine(press, press.subject, tx)
    typed = tx.drafts.kept(press.choice, press.person.id)
    if not typed:
        raise Refusal(t("button.unknown"))
    return _add(press, meetup, typed, tx)


def _add(event: Event, meetup: Meetup, text: str, tx: Transaction) -> Answer:
    locked = tx.meetups.lock(meetup.id) or meetup
    name, guests = _who(text)
    walked_in = locked.starts_at is not None and event.at >= locked.starts_at
    if walked_in and (needed := _too_few(locked, 1 + guests, event, tx)):
        held = tx.drafts.keep(event.person.id, "lisaa", text, event.at)
        return _private(wording.full(locked, name, held, needed))
    person = tx.door.welcome(name, locale=event.person.locale, at=event.at)
    change = tx.meetups.answer(locked, person, Reply.YES, at=event.at, guests=guests, here=walked_in)
    if walked_in:
        tx.door.mark(locked.id, person, came=True, by=event.person.id, at=event.at)
    tx.cards.changed("meetup", locked.id)
    tx.notices.moved(locked, change.moves, cause=event.key, at=event.at)
    return _private(wording.added(locked, name, change.mine, came=walked_in))


def _too_few(meetup: Meetup, party: int, event: Event, tx: Transaction) -> int:
    """Say how many seats there would have to be for a party that has walked in; 0 when it fits."""
    tx.meetups.settle(meetup, at=event.at)
    tally = tx.meetups.tally(meetup)
    return tally.taken + party if tally.free is not None and tally.free < party else 0


@router.press("widen")
def widen(press: Press, tx: Transaction) -> Answer:
    """Make room for somebody who has walked in, by as many seats as it takes."""
    locked = _mine(press, press.subject, tx, lock=True)
    held, _, seats = press.choice.partition("_")
    typed = tx.drafts.kept(held, press.person.id)
    if not typed or not seats.isdecimal():
        raise Refusal(t("button.unknown"))
    if locked.capacity is not None and locked.capacity < int(seats) <= MOST_PEOPLE:
        wider = locked.evolve(capacity=int(seats))
        tx.meetups.change(wider)
        by, before, after = press.person.id, facts(locked), facts(wider)
        tx.changes.note(locked.network, locked.id, "edited", by=by, at=press.at, before=before, after=after)
    return _add(press, locked, typed, tx)


def _who(text: str) -> tuple[str, int]:
    """Read a name, and a number after it: how many come along."""
    found = re.fullmatch(r"(.*?)(?:(?:\s*\+\s*|\s+)([0-9]))?", " ".join(clean(text).split()))
    return (found[1][:LONGEST_NAME].strip(), int(found[2] or 0)) if found else ("", 0)


# -- taking out ------------------------------------------------------------------------------------------------


@router.press("out")
def whom_to_take_out(press: Press, tx: Transaction) -> Answer:
    """Offer everybody who holds or waits for a place."""
    meetup = _mine(press, press.subject, tx)
    people = [one for one in tx.meetups.sign_ups(meetup) if one.standing.reply is not Reply.NO]
    return _private(wording.names("outs", meetup, people, ()))


@router.press("outs")
def take_out(press: Press, tx: Transaction) -> Answer:
    """Ask before taking somebody out."""
    meetup = _mine(press, press.subject, tx)
    return _private(wording.really_out(meetup, _person(meetup, press.choice, tx)))


@router.press("gone")
def taken_out(press: Press, tx: Transaction) -> Answer:
    """Take somebody out; they are told, and so is whoever gets their place."""
    locked = _mine(press, press.subject, tx, lock=True)
    one = _person(locked, press.choice, tx)
    moves = tx.meetups.remove(locked, one.person, at=press.at)
    tx.door.forget(locked.id, one.person)
    for kind in TOLD_OF:
        tx.outbox.withdraw(one.person, f"{kind}:{locked.id}:")
    once = f"out:{locked.id}:{one.person}:{press.key}"
    message = replace(wording.taken_out(locked), silent=quiet(press.at, locked.zone))
    tx.post.tell_person(one.person, locked.network, "promotion", message, dedupe=once, at=press.at)
    tx.cards.changed("meetup", locked.id)
    tx.notices.moved(locked, moves, cause=press.key, at=press.at, aware=one.person)
    return Answer(toast=t("out.done", name=one.name), fresh=True)


# -- who came --------------------------------------------------------------------------------------------------


@router.command(
    "lasna", "narvaro", "present", audience=Audience.COORDINATORS, scope=Scope.NETWORK, help=t("help.lasna")
)  # fmt: skip
def present(command: Command, tx: Transaction) -> Answer:
    """Mark who came, by their names."""
    near = _near(command, tx)
    return _names(near[0], tx) if len(near) == 1 else _private(which("present", near))


@router.press("present")
def present_at(press: Press, tx: Transaction) -> Answer:
    """Offer the names of one meetup."""
    return _names(_mine(press, press.subject, tx), tx)


def _names(meetup: Meetup, tx: Transaction) -> Answer:
    people = [one for one in tx.meetups.sign_ups(meetup) if one.standing.reply is not Reply.NO]
    if not people:
        raise Refusal(t("signups.none"))
    return _private(wording.names("came", meetup, people, tx.door.came(meetup.id)))


@router.press("came")
def mark(press: Press, tx: Transaction) -> Answer:
    """Mark whether one came."""
    meetup = _mine(press, press.subject, tx)
    one, came = _person(meetup, press.choice[:-1], tx), press.choice[-1:] == "1"
    tx.door.mark(meetup.id, one.person, came=came, by=press.person.id, at=press.at)
    there = len(tx.door.came(meetup.id))
    return Answer(toast=wording.marked(one.name, came=came, there=there), fresh=True)


# -- the table -------------------------------------------------------------------------------------------------


@router.press("roster")
def send_table(press: Press, tx: Transaction) -> Answer:
    """Send the list as a table, in private."""
    meetup = _mine(press, press.subject, tx)
    file = wording.table(meetup, tx.meetups.sign_ups(meetup), tx.door.came(meetup.id), press.person.locale)
    return Answer(files=(file,), private=True, fresh=True)


# -- which meetup, and who may -----------------------------------------------------------------------------------


def _near(command: Command, tx: Transaction) -> Sequence[Meetup]:
    """List the meetups that are coming or at hand; refuse whoever does not coordinate."""
    near = tx.meetups.coming([own_network(command).id], at=command.at - DOORS)
    found = [one for one in near if one.exact]
    if not found:
        raise Refusal(why_closed(near[0], Closed.DAY_UNKNOWN) if near else t("meetups.none"))
    return found[:_LISTED]


def _mine(press: Press, id_: str, tx: Transaction, *, lock: bool = False) -> Meetup:
    """Give a meetup that the one who presses coordinates, as long as it is not cancelled."""
    meetup = theirs(press, tx.meetups.lock(id_) if lock else tx.meetups.get(id_))
    if meetup.state is State.CANCELLED:
        raise Refusal(t("button.unknown"))
    return meetup


def _person(meetup: Meetup, id_: str, tx: Transaction) -> SignUp:
    found = next((one for one in tx.meetups.sign_ups(meetup) if one.person == id_), None)
    if found is None:
        raise Refusal(t("out.no_more"))
    return found


def _private(message: Message) -> Answer:
    return Answer(messages=(message,), private=True, fresh=True)
