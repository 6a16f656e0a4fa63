"""What an answer is answered with: where one stands, to the letter, within a toast's 200 characters."""

from zoneinfo import ZoneInfo

from bot.domain.meetups import Closed, Meetup
from bot.domain.seating import Reply, Standing
from bot.domain.whens import short
from bot.text import Moment, Place, Text, t, tn

_BRIEF = 22  #: letters of a name on a toast


def standing(meetup: Meetup, mine: Standing, *, reachable: bool, reminded: bool, goes_on: bool = False) -> Text:
    """Say exactly where one stands after answering; nothing is promised to someone who cannot be told.

    ``goes_on`` says that somebody waits for the place they left.
    """
    if mine.reply is Reply.MAYBE:
        return t("toast.maybe")
    if mine.reply is Reply.NO:
        return t("toast.no_goes_on") if goes_on else t("toast.no")
    if mine.offered:
        return t("toast.offered", deadline=Moment(mine.offered.astimezone(ZoneInfo(meetup.zone)), "short"))
    if mine.waiting:
        return _in_queue(mine, reachable=reachable)
    return _in(meetup, mine.guests, reachable=reachable, reminded=reminded)


def _in(meetup: Meetup, guests: int, *, reachable: bool, reminded: bool) -> Text:
    name, place = _brief(meetup.name), Place(meetup.municipality, "name")
    if guests:
        return _in_with(guests, name, place, meetup, reachable=reachable, reminded=reminded)
    if not reachable:
        return t("toast.in_unreachable", name=name, when=short(meetup.when))
    if reminded:
        return t("toast.in_reminded", name=name, when=short(meetup.when), place=place)
    return t("toast.in", name=name, when=short(meetup.when), place=place)


def _in_with(guests: int, name: str, place: Place, meetup: Meetup, *, reachable: bool, reminded: bool) -> Text:
    if not reachable:
        return tn("toast.in_guests_unreachable", guests, name=name, when=short(meetup.when))
    if reminded:
        return tn("toast.in_guests_reminded", guests, name=name, when=short(meetup.when), place=place)
    return tn("toast.in_guests", guests, name=name, when=short(meetup.when), place=place)


def _brief(name: str) -> str:
    """Cut a long name, so that a toast's 200 characters keep what it has to say."""
    return name if len(name) <= _BRIEF else name[: _BRIEF - 1].rstrip() + "…"


def _in_queue(mine: Standing, *, reachable: bool) -> Text:
    number, size = mine.waiting, 1 + mine.guests
    if mine.guests:
        party = t("toast.party_waits", number=number, size=size)
        return party if reachable else t("toast.party_waits_unreachable", number=number, size=size)
    return t("toast.waiting", number=number) if reachable else t("toast.waiting_unreachable", number=number)


def declined() -> Text:
    """Say that an offered seat goes on."""
    return t("toast.declined")


def too_many_guests(meetup: Meetup) -> Text:
    """Say how many one may bring."""
    return tn("guests.most", meetup.most_guests) if meetup.most_guests else t("guests.none")


def no_room_for_guests() -> Text:
    """Say that more guests do not fit, and that nothing was lost by asking."""
    return t("guests.no_room")


def why_closed(meetup: Meetup, over: Closed) -> Text:
    """Say why an answer cannot be taken, and what to do."""
    name, deadline = _brief(meetup.name), meetup.local_deadline
    if over is Closed.CANCELLED:
        return t("closed.cancelled", name=name, when=short(meetup.when))
    if over is Closed.LATE and deadline is not None:
        return t("closed.late", name=name, deadline=Moment(deadline, "deadline"))
    if over is Closed.DAY_UNKNOWN:
        return t("closed.day_unknown", name=name)
    if over is Closed.UNPUBLISHED:
        return t("button.unknown")
    return t("closed.begun", name=name, when=short(meetup.when))
