"""Which meetup is meant: one button for each."""

from collections.abc import Sequence

from bot.chat import Button, Message
from bot.domain.meetups import Meetup
from bot.domain.whens import told
from bot.text import Moment, Place, Text, t

_MOST = 8  #: meetups on buttons

Rows = tuple[tuple[Button, ...], ...]


def which(action: str, meetups: Sequence[Meetup], rest: str = "", *, question: Text = t("meetups.which")) -> Message:  # noqa: B008 -- a text is a value
    """Ask which meetup is meant; ``rest`` goes with each button."""
    return Message((question,), choices(action, meetups, rest))


def choices(action: str, meetups: Sequence[Meetup], rest: str = "") -> Rows:
    """Give a row for each meetup."""
    return tuple((Button(chosen(one), action, f"{one.id}-{rest}" if rest else one.id),) for one in meetups[:_MOST])


def chosen(meetup: Meetup) -> Text:
    """Name a meetup on a button: ke 2.12. Alajärvi."""
    place = Place(meetup.municipality, "name")
    when = t("plain", text=Moment(meetup.day, "short_day")) if meetup.exact else told(meetup.when)
    return t("list.button", when=when, place=place)
