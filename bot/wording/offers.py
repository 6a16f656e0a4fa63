"""What is said to those who wait when a seat comes free, and when there are fewer than there were."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat import Button, Message
from bot.domain.meetups import Meetup
from bot.domain.seating import Reply
from bot.text import Moment, Text, t, tn
from bot.wording.meetups import calendar, facts, no, yes


def promotion(meetup: Meetup) -> Message:
    """Tell someone that a seat has become theirs."""
    return Message(
        (t("promotion.head", name=meetup.name), *facts(meetup), t("promotion.hint")), ((no(meetup), calendar(meetup)),)
    )


def pushed_back(meetup: Meetup, number: int) -> Message:
    """Tell someone that there are fewer seats than there were, and theirs is gone."""
    lines = (t("pushed_back.head", name=meetup.name), *facts(meetup), t("pushed_back.number", number=number))
    return Message(lines, ((no(meetup),),))


def offer(meetup: Meetup, until: datetime) -> Message:
    """Offer someone a seat until an hour of the meetup's own zone."""
    deadline = Moment(until.astimezone(ZoneInfo(meetup.zone)), "short")
    lines = (t("offer.head", name=meetup.name), *facts(meetup), t("offer.until", deadline=deadline))
    return Message(lines, (choices(meetup),))


def offer_by_hand(meetup: Meetup, person: str, until: datetime, name: str) -> Message:
    """Ask coordinators to offer a seat to somebody who has no chat, and to answer for them."""
    deadline = Moment(until.astimezone(ZoneInfo(meetup.zone)), "short")
    lines = (t("by_hand.offer", name=name), *_which(meetup), t("by_hand.until", deadline=deadline))
    return Message(lines, (for_them(meetup, person),))


def invitation_by_hand(meetup: Meetup, person: str, name: str) -> Message:
    """Tell coordinators that somebody who waits and has no chat may come, if they are the first."""
    lines = (t("by_hand.open", name=name), *_which(meetup), t("by_hand.first"))
    return Message(lines, (for_them(meetup, person),), silent=True)


def _which(meetup: Meetup) -> tuple[Text, ...]:
    return (t("plain", text=meetup.name), *facts(meetup))


def for_them(meetup: Meetup, person: str, name: str = "") -> tuple[Button, ...]:
    """Offer to answer for somebody who has no chat; with a name where several are listed."""
    comes = t("button.name_comes", name=name) if name else t("button.comes")
    stays = t("button.name_stays_away", name=name) if name else t("button.stays_away")
    about = f"{meetup.id}-{person}"
    return Button(comes, "behalf", f"{about}1"), Button(stays, "behalf", f"{about}0")


def choices(meetup: Meetup) -> tuple[Button, ...]:
    """Offer to take an offered seat, or not."""
    return (_take(meetup), Button(t("button.decline"), "rsvp", f"{meetup.id}-{Reply.NO}"))


def _take(meetup: Meetup) -> Button:
    return Button(t("button.take"), "rsvp", f"{meetup.id}-{Reply.YES}")


def lapsed(meetup: Meetup) -> Message:
    """Tell someone that an offer has run out, and how to wait again."""
    lines = (t("offer.lapsed", name=meetup.name), *facts(meetup), t("offer.again"))
    return Message(lines, ((yes(meetup),),), silent=True)


def invitation(meetup: Meetup, free: int | None) -> Message:
    """Tell one of those who wait that the first to press gets the seat; without a sound, for many hear it."""
    first = tn("offer.first", free) if free else t("offer.first_of_all")
    return Message((t("offer.open", name=meetup.name), *facts(meetup), first), ((_take(meetup),),), silent=True)
