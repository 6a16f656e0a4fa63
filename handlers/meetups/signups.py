"""Signing up: Tulen, Ehkä, En pääse, by button and by word; and who is coming."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.chat import Answer, Button, Command, Event, File, Message, Press, Refusal
from bot.domain.meetups import Change, Closed, Meetup, closed, read_choice, reminder_at
from bot.domain.seating import Reply
from bot.rights import meetup_here, network_meant
from bot.router import Handler, Router, Scope, fold
from bot.text import Text, t
from bot.wording import applications, standings
from bot.wording import meetups as wording
from bot.wording.calendars import calendar_file
from bot.wording.choosing import choices, which
from bot.wording.networks import coming_line
from storage import Transaction
from storage.apart import apart

router = Router()


@router.press("rsvp")
def answer_invitation(press: Press, tx: Transaction) -> Answer:
    """Answer an invitation; tell whoever gets a seat by it."""
    chosen = read_choice(press.choice)
    if chosen is None:
        raise Refusal(t("button.unknown"))
    meetup = meetup_here(press, press.subject, tx)
    return _answer(press, meetup, *chosen, tx)


def _answer(event: Event, meetup: Meetup, reply: Reply, guests: int | None, tx: Transaction) -> Answer:
    me = event.person
    _require_open(event, meetup, reply, tx)
    if (guests or 0) > meetup.most_guests:
        raise Refusal(standings.too_many_guests(meetup))
    change = tx.meetups.answer(meetup, me.id, reply, at=event.at, guests=guests)
    tx.people.belong(me, meetup.network)
    if change.before != change.mine:
        tx.cards.changed("meetup", meetup.id)
        if change.before and change.before.reply is Reply.YES:
            tx.outbox.withdraw(me.id, f"seat:{meetup.id}:")  # the answer tells all there is to tell
    tx.notices.moved(meetup, change.moves, cause=event.key, at=event.at, aware=me.id)
    if change.refused:
        return Answer(toast=standings.no_room_for_guests(), alert=True)
    return _toast(event, meetup, change)


def _require_open(event: Event, meetup: Meetup, reply: Reply, tx: Transaction) -> None:
    """Refuse answers that come too late; a place can be given back until the start, and taken back while it is kept."""
    over = closed(meetup, at=event.at)
    if over is None:
        return
    if over is Closed.LATE and (reply is Reply.NO or tx.meetups.holds(meetup, event.person.id)):
        return
    raise Refusal(standings.why_closed(meetup, over))


def _toast(event: Event, meetup: Meetup, change: Change) -> Answer:
    due, before, mine = reminder_at(meetup), change.before, change.mine
    reminded = event.person.reachable and event.person.reminded and due is not None and event.at < due
    goes_on = mine.reply is Reply.NO and before is not None and before.seated and change.tally.waiting > 0
    told = standings.standing(
        meetup, mine, reachable=event.person.reachable, reminded=reminded, goes_on=goes_on
    )  # fmt: skip
    if before and before.offered and mine.reply is Reply.NO:
        return Answer(toast=standings.declined())
    waits = mine.waiting > 0 or (mine.seated and not event.person.reachable) or goes_on
    return Answer(
        toast=told,
        alert=(waits and before != mine) or mine.offered is not None,
        files=_for_calendar(event, meetup, change),
    )


def _for_calendar(event: Event, meetup: Meetup, change: Change) -> tuple[File, ...]:
    """Hand whoever takes a place in their private chat the meetup for their calendar, once."""
    taken = change.mine.seated and not (change.before and change.before.seated)
    comes = taken and event.private and event.where.platform == "telegram"
    return (calendar_file(meetup, event.person.locale, at=event.at),) if comes else ()


@router.press("ics")
def to_calendar(press: Press, tx: Transaction) -> Answer:
    """Hand over a meetup for one's calendar."""
    meetup = meetup_here(press, press.subject, tx)
    over = closed(meetup, at=press.at)
    if over is not None and over is not Closed.LATE:
        raise Refusal(standings.why_closed(meetup, over))
    return Answer(files=(calendar_file(meetup, press.person.locale, at=press.at),), private=True)


@router.press("remind")
def remind(press: Press, tx: Transaction) -> Answer:
    """Remind a person of a meetup, now that they can be written to."""
    meetup = meetup_here(press, press.subject, tx)
    over = closed(meetup, at=press.at)
    due = reminder_at(meetup)
    if over:
        raise Refusal(standings.why_closed(meetup, over))
    tx.people.belong(press.person, meetup.network)
    mine = tx.meetups.standing(meetup, press.person.id)
    if due is None or press.at >= due:
        return Answer(messages=(wording.too_late_to_remind(meetup, mine, at=press.at),), private=True)
    tx.reminders.want(meetup.id, press.person.id)
    return Answer(messages=(wording.will_remind(meetup, mine, due),), private=True)


# -- by word -----------------------------------------------------------------------------------------------


#: "Tulen, tuon yhden" typed as one word.
_WITH_ONE = ("tulentuonyhden", "jagtarmeden", "meplusone")
_ALONE = frozenset({"yksin", "ensam", "alone", "0"})


def _guests_typed(command: Command) -> int | None:
    """Read how many one brings: ``/tulen 2``; None leaves it as it is."""
    typed = command.text.strip().casefold().removeprefix("+")
    if fold(command.word) in _WITH_ONE:
        return 1
    if typed in _ALONE:
        return 0
    return int(typed) if typed.isdecimal() and typed.isascii() and len(typed) <= 2 else None


def _by_word(reply: Reply) -> Handler:
    def handler(command: Command, tx: Transaction) -> Answer:
        guests = _guests_typed(command) if reply is Reply.YES else None
        known = tx.meetups.coming([network_meant(command).id], at=command.at)
        coming = [meetup for meetup in known if meetup.exact]
        if not known:
            raise Refusal(t("meetups.none"))
        if not coming:  # each tells when one can sign up, and offers to say so
            return _show(command, known, tx)
        if guests is None and any(map(str.isalnum, command.text)):
            return _show(command, coming, tx, t("rsvp.unsure"))
        if len(coming) == 1:
            return _answer(command, meetup_here(command, coming[0].id, tx), reply, guests, tx)
        chosen = f"{reply}{'' if guests is None else guests}"
        return Answer(messages=(which("rsvp", coming, chosen),), private=True)

    return handler


def _show(command: Command, meetups: Sequence[Meetup], tx: Transaction, *said: Text) -> Answer:
    """Show the meetups instead of answering: ”Tulen ehkä” is no yes, and a day not known takes none."""
    if len(meetups) > 1:
        return Answer(messages=(Message((*said, t("meetups.which")), choices("meetup", meetups)),), private=True)
    mine = tx.meetups.standing(meetups[0], command.person.id)
    shown = wording.shown(meetups[0], tx.meetups.tally(meetups[0]), mine, at=command.at)
    return Answer(messages=(replace(shown, lines=(*said, *shown.lines)),), private=True)


#: The aliases are the buttons' labels, for those who type what they see.
router.command(
    "tulen", "kommer", "coming", aliases=("jagkommer", "imcoming", *_WITH_ONE), scope=Scope.NETWORK
)(_by_word(Reply.YES))  # fmt: skip
router.command("ehka", "kanske", "maybe", scope=Scope.NETWORK)(_by_word(Reply.MAYBE))
router.command(
    "enpaase", "kommerinte", "cantcome", aliases=("kanintekomma", "cantmakeit"), scope=Scope.NETWORK
)(_by_word(Reply.NO))  # fmt: skip


# -- what time brings --------------------------------------------------------------------------------------


@router.tick("seats")
def settle(tick: Event, tx: Transaction) -> None:
    """Pass on the places that were left for good, to those who wait."""
    apart(tx, "settling seats", tx.meetups.unsettled(tick.at), partial(_settle, tick, tx))


def _settle(tick: Event, tx: Transaction, id_: str) -> None:
    meetup = tx.meetups.lock(id_)
    if meetup is None:
        return
    before = tx.meetups.tally(meetup)
    tx.notices.moved(meetup, tx.meetups.settle(meetup, at=tick.at), cause=tick.key, at=tick.at)
    if tx.meetups.tally(meetup) != before:
        tx.cards.changed("meetup", id_)


# -- lists -------------------------------------------------------------------------------------------------


@router.command(
    "tapaamiset", "traffar", "meetups",
    aliases=("kahvit",),
    scope=Scope.NETWORK, help=t("help.tapaamiset"),
)  # fmt: skip
def list_meetups(command: Command, tx: Transaction) -> Answer:
    """List what is coming, in private with buttons to answer; a group hears one line."""
    network = network_meant(command).id
    coming = tx.meetups.coming([network], at=command.at)
    if not coming:
        return Answer(messages=(Message((t("meetups.none"),)),))
    lines = tuple(wording.listed(m, tx.meetups.tally(m)) for m in coming[:8])
    listed = Message((t("meetups.coming"), *lines), choices("meetup", coming))
    return Answer(messages=(listed,), private=True, line=coming_line(len(coming), network))


@router.press("meetup")
def show(press: Press, tx: Transaction) -> Answer:
    """Show one meetup in private, with where one stands and the answers."""
    meetup = meetup_here(press, press.subject, tx)
    mine = tx.meetups.standing(meetup, press.person.id)
    return Answer(messages=(wording.shown(meetup, tx.meetups.tally(meetup), mine, at=press.at),), private=True)


@router.command("omat", "mina", "my", aliases=("mine",), help=t("help.omat"))
def own(command: Command, tx: Transaction) -> Answer:
    """Show a person their own answers and applications, with a way to change each."""
    mine = tx.meetups.answered_by(command.person.id, at=command.at)
    applied = _applied(command, tx)
    if not mine and not applied:
        return Answer(messages=(Message((t("own.none"),)),), private=True, fresh=True)
    head = t("own.head") if mine else t("own.head_applications")
    lines = (*(wording.own(meetup, standing) for meetup, standing in mine), *(line for line, _ in applied))
    rows = choices("meetup", [meetup for meetup, _ in mine if meetup.exact])
    rows += tuple((button,) for _, button in applied[:8])
    return Answer(messages=(Message((head, *lines), rows),), private=True, fresh=True)


def _applied(event: Event, tx: Transaction) -> list[tuple[Text, Button]]:
    """List one's own applications and those begun, each with the way to it."""
    locale, mine = event.person.locale, tx.drafts.about(event.person.id, "apply")
    begun = [call for draft in mine if (call := tx.calls.get(draft.subject or ""))]
    sent = [(one, tx.calls.get(one.call)) for one in tx.applications.by_person(event.person.id)]
    return [applications.begun(call, locale) for call in begun] + [
        applications.listed(call, tx.applications.board(call), one, locale) for one, call in sent if call
    ]
