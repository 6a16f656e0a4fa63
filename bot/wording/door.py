"""What coordinators see of those who come: the list, and what can be done at the door."""

from collections.abc import Collection, Sequence

from bot.chat import Button, File, Message
from bot.domain.meetups import Meetup, SignUp
from bot.domain.roster import csv
from bot.domain.seating import Reply, Standing, Tally
from bot.domain.whens import exactly
from bot.i18n import render
from bot.text import Text, t, tn
from bot.wording.offers import for_them

_ABREAST = 2  #: names on a row of buttons


def sign_up_list(meetup: Meetup, sign_ups: Sequence[SignUp], tally: Tally) -> tuple[Text, ...]:
    """List everyone who answered, for coordinators."""
    seated = [one for one in sign_ups if one.standing.seated]
    waiting = [one for one in sign_ups if one.standing.waiting or one.standing.offered]
    maybe = [one for one in sign_ups if one.standing.reply is Reply.MAYBE]
    groups = (
        (tn("signups.coming", tally.coming), seated),
        (tn("signups.waiting", tally.waiting), waiting),
        (tn("signups.maybe", tally.maybe), maybe),
    )
    lines = [t("signups.head", name=meetup.name, when=exactly(meetup.when))]
    if not (seated or waiting or maybe):
        return (*lines, t("signups.none"))
    for head, people in groups:
        lines += [head, *(_signed_up(n, one) for n, one in enumerate(people, 1))] if people else []
    return tuple(lines)


def _signed_up(number: int, one: SignUp) -> Text:
    if one.standing.offered:
        return t("signups.row_offered", number=number, name=one.name)
    if one.standing.guests:
        return tn("signups.row_guests", one.standing.guests, number=number, name=one.name)
    return t("signups.row", number=number, name=one.name)


def roster(meetup: Meetup, sign_ups: Sequence[SignUp], tally: Tally, by_hand: Sequence[SignUp]) -> Message:
    """List everyone who answered, with what a coordinator can do; ``by_hand`` are those they can answer for."""
    lines = sign_up_list(meetup, sign_ups, tally)
    add, present = _deed("add", meetup, t("button.add")), _deed("present", meetup, t("button.present"))
    table, out = _deed("roster", meetup, t("button.roster")), _deed("out", meetup, t("button.take_out"))
    answers = (for_them(meetup, one.person, one.name) for one in by_hand)
    return Message(lines, (*answers, (add, present), (table, out)) if sign_ups else ((add,),))


def _deed(action: str, meetup: Meetup, label: Text) -> Button:
    return Button(label, action, meetup.id)


def added(meetup: Meetup, name: str, mine: Standing, *, came: bool) -> Message:
    """Say where somebody stands whom a coordinator added."""
    what = t("signups.head", name=meetup.name, when=exactly(meetup.when))
    if came:
        return Message((t("add.came", name=name, meetup=what),))
    if mine.waiting:
        return Message((t("add.waits", name=name, number=mine.waiting, meetup=what),))
    return Message((t("add.in", name=name, meetup=what),))


def full(meetup: Meetup, name: str, held: str, seats: int) -> Message:
    """Say that somebody who walked in does not fit, and what can be done: the one who is there decides."""
    wider = Button(t("button.widen", seats=seats), "widen", f"{meetup.id}-{held}_{seats}")
    lines = (tn("add.full", meetup.capacity or 0, name=name), t("add.full_ways"))
    return Message(lines, ((wider, _deed("out", meetup, t("button.take_out"))),))


def stays_away(name: str) -> Text:
    """Say that somebody will not come, as they told by other means."""
    return t("by_hand.stays_away", name=name)


def names(action: str, meetup: Meetup, people: Sequence[SignUp], came: Collection[str]) -> Message:
    """Offer everybody by name: to mark who came, or to take somebody out."""
    head = t("present.head", name=meetup.name) if action == "came" else t("out.head", name=meetup.name)
    buttons = [Button(_named(action, one, came), action, f"{meetup.id}-{one.person}{_mark(action, one, came)}")
               for one in people]  # fmt: skip
    rows = tuple(tuple(buttons[i : i + _ABREAST]) for i in range(0, len(buttons), _ABREAST))
    return Message((head,), rows)


def _named(action: str, one: SignUp, came: Collection[str]) -> Text:
    if action == "came" and one.person in came:
        return t("button.not_here", name=one.name)
    return t("plain", text=one.name)


def _mark(action: str, one: SignUp, came: Collection[str]) -> str:
    """Say what a press makes of it: a state, not its opposite, for phones press again."""
    return "" if action != "came" else "0" if one.person in came else "1"


def marked(name: str, *, came: bool, there: int) -> Text:
    """Say that somebody is marked, and how many are there."""
    return tn("present.here", there, name=name) if came else tn("present.not_here", there, name=name)


def really_out(meetup: Meetup, one: SignUp) -> Message:
    """Ask before somebody is taken out of a meetup."""
    sure = Button(t("button.take_out_sure"), "gone", f"{meetup.id}-{one.person}")
    what = t("signups.head", name=meetup.name, when=exactly(meetup.when))
    return Message((t("out.sure", name=one.name, meetup=what),), ((sure,),))


def taken_out(meetup: Meetup) -> Message:
    """Tell somebody that a coordinator took them out of a meetup."""
    return Message((t("out.told", name=meetup.name, when=exactly(meetup.when)),))


def table(meetup: Meetup, sign_ups: Sequence[SignUp], came: Collection[str], locale: str) -> File:
    """Write the list as a table, in the language of whoever asked."""
    heads = (t("roster.name"), t("roster.standing"), t("roster.guests"), t("roster.came"))
    rows = [(one.name, *(render(text, locale) for text in _cells(one, came))) for one in sign_ups]
    name = render(t("roster.file", day=meetup.day.isoformat()), locale)
    body = csv([[render(head, locale) for head in heads], *rows])
    return File(name, "text/csv", body, t("roster.sent", name=meetup.name))


def _cells(one: SignUp, came: Collection[str]) -> tuple[Text, Text, Text]:
    guests = t("plain", text=str(one.standing.guests))
    return _standing(one.standing), guests, t("roster.yes") if one.person in came else t("roster.no")


def _standing(mine: Standing) -> Text:
    if mine.reply is Reply.MAYBE:
        return t("roster.maybe")
    if mine.reply is Reply.NO:
        return t("roster.stays_away")
    if mine.waiting:
        return t("roster.waiting", number=mine.waiting)
    return t("roster.offered") if mine.offered else t("roster.coming")
