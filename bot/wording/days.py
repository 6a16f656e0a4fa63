"""What is said of a day that is not known yet: how to hear of it, and that one will."""

from datetime import datetime

from bot.chat import Button, Message
from bot.domain.meetups import Meetup
from bot.domain.whens import told
from bot.text import Place, t
from bot.wording.meetups import buttons


def will_tell(meetup: Meetup) -> Message:
    """Promise to tell when the day is known."""
    place = Place(meetup.municipality, "name")
    promise = t("day.promised", name=meetup.name, when=told(meetup.when), place=place)
    return Message((promise,), ((Button(t("button.tell_me_not"), "tellmenot", meetup.id),),))


def wont_tell(meetup: Meetup, at: datetime) -> Message:
    """Say that nothing will be told."""
    return Message((t("day.not_promised", name=meetup.name),), buttons(meetup, at))
