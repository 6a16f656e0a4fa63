"""What goes out: messages of words that wait, buttons, forms, and the answer to whoever spoke."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time

from bot.chat.events import Address
from bot.text import Text

WIRE = re.compile(r"[A-Za-z0-9_-]{1,64}")  #: what a button may carry on every platform


@dataclass(frozen=True)
class Button:
    """Offer a choice: an action on the wire, or a link.

    ``private`` moves the person to the private chat: a ``t.me`` link on Telegram, an answer in the DM on Slack.
    """

    label: Text
    action: str = ""
    arg: str = ""
    private: bool = False
    url: str | None = None

    def __post_init__(self) -> None:
        """Hold the wire format; a wrong button is a bug of ours."""
        if self.url is None and not WIRE.fullmatch(self.data):
            raise ValueError(f"not fit for the wire: {self.data!r}")

    @property
    def data(self) -> str:
        """Give what the platform carries for us: ``action`` or ``action-arg``."""
        return f"{self.action}-{self.arg}" if self.arg else self.action


def press_of(data: str) -> tuple[str, str] | None:
    """Read a button's data back into action and arg; None when it is not ours."""
    if not WIRE.fullmatch(data):
        return None
    action, _, arg = data.partition("-")
    return action, arg


@dataclass(frozen=True)
class Message:
    """Say something: lines of words that wait, and rows of buttons."""

    lines: tuple[Text, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False
    reply_to: str = ""  #: the platform's id of a message in the same chat that this one belongs to


@dataclass(frozen=True)
class File:
    """Hand over a file of text; like all that is one's own it goes to the private chat."""

    name: str
    kind: str  #: its media type
    text: str = field(repr=False)
    caption: Text


@dataclass(frozen=True)
class Choice:
    """Offer one value of a question."""

    value: str
    label: Text


@dataclass(frozen=True)
class Dated:
    """Let a day and times be picked where the platform can; what is picked comes back as if it had been typed."""

    ends_too: bool = True  #: a time it ends too; else a moment
    day: date | None = None
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True)
class Field:
    """Ask for one thing in a modal."""

    key: str
    label: Text
    value: str = ""
    help: Text | None = None
    required: bool = True
    multiline: bool = False
    choices: tuple[Choice, ...] = ()
    several: int | None = None  #: so many of the choices, in the order they are chosen; None: one of them
    dated: Dated | None = None


@dataclass(frozen=True)
class Form:
    """Ask for several things at once where the platform can (a Slack modal)."""

    name: str
    draft: str
    title: Text  #: at most 24 characters in every language
    submit: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Headcount:
    """Say how many are in a chat, in a plural line whose count is not known before its platform is asked."""

    where: Address
    line: Text


@dataclass(frozen=True)
class Answer:
    """Say what whoever spoke gets back.

    ``private`` sends the messages to the private chat even when asked in a group; ``line`` is then the one line the
    group hears. ``fresh`` answers hold other people's details: they are not stored, and are worked out again when the
    platform delivers the event again. ``alert`` asks for a toast that waits to be read.
    """

    messages: tuple[Message, ...] = ()
    toast: Text | None = None
    alert: bool = False
    form: Form | None = None
    errors: Mapping[str, Text] = field(default_factory=dict)
    private: bool = False
    fresh: bool = False
    line: Message | None = None
    files: tuple[File, ...] = ()  #: for the private chat, after the messages
    headcount: Headcount | None = None  #: a line for the first message, where the platform can tell
    locale: str = ""  #: the reader's; set by dispatch unless a handler knows better
    room: str = ""  #: the language of the chat it was asked in; set by dispatch

    def to(self, person: str, room: str) -> "Answer":
        """Address the answer to a reader's language and the room's."""
        return replace(self, locale=self.locale or person, room=room)


SILENCE = Answer()
