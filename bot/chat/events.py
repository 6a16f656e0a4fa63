"""What comes in: who spoke, where, and what happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.people import Chat, Network, Person


@dataclass(frozen=True)
class Address:
    """Name a chat on a platform: a group, a channel, or a person's private chat.

    ``id`` is the platform's own: Telegram ``-100500``, Slack ``T0TEAM/C0KAHVI``, local ``kahvit``.
    A private chat is addressed by its person (Telegram ``1001``, Slack ``T0TEAM/U0ANNA``).
    """

    platform: str
    id: str
    thread: str | None = None

    @classmethod
    def of(cls, chat: Chat) -> "Address":
        """Name a joined chat."""
        return cls(chat.platform, chat.address, chat.thread)


@dataclass(frozen=True)
class Ref:
    """Name a message that Kuppi sent."""

    to: Address
    message: str


@dataclass(frozen=True)
class Sender:
    """Say who spoke, as the platform tells it; nothing here grants a right."""

    platform: str
    id: str
    name: str
    locale: str | None = None  #: the platform's guess, for a first language
    bot: bool = False
    reachable: bool = False  #: the platform lets us write to them first
    unsure: bool = False  #: the name is only something to call them by until the platform tells the real one

    @property
    def address(self) -> Address:
        """Give the person's private chat."""
        return Address(self.platform, self.id)


@dataclass(frozen=True, kw_only=True)
class Event:
    """Carry one thing that happened; ``key`` is the same each time the platform delivers it.

    ``person``, ``chat`` and ``network`` are filled in by dispatch from our own tables.
    """

    key: str
    at: datetime
    who: Sender
    where: Address
    private: bool  #: True when said where only Kuppi listens
    title: str = ""  #: the chat's title, where the platform tells it
    opens_forms: bool = False  #: a modal can be shown as the answer
    person: Person = field(default=Person.NOBODY, repr=False)
    chat: Chat | None = None
    network: Network | None = None  #: what a command with that scope is about


@dataclass(frozen=True, kw_only=True)
class Command(Event):
    """A first word and the rest: ``/kieli svenska``. ``word`` is folded, ``text`` keeps its lines."""

    word: str
    text: str = ""
    addressed: bool = True  #: False for a slash word in a group that may be meant for another bot


@dataclass(frozen=True, kw_only=True)
class Press(Event):
    """A button: ``action`` finds the handler, ``arg`` is ``subject`` or ``subject-choice``."""

    action: str
    arg: str = ""
    on: Ref | None = None  #: the message the button stands on, when the platform says
    by_link: bool = False  #: came by a link that anybody may write

    @property
    def subject(self) -> str:
        """Give the id that the button is about."""
        return self.arg.partition("-")[0]

    @property
    def choice(self) -> str:
        """Give what the button chose."""
        return self.arg.partition("-")[2]


def pressing(event: Event, action: str, arg: str) -> Press:
    """Take an event for the press of a button, by whoever caused it."""
    return Press(
        key=event.key, at=event.at, who=event.who, where=event.where, private=event.private, title=event.title,
        opens_forms=event.opens_forms, person=event.person, chat=event.chat, action=action, arg=arg,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Said(Event):
    """Bare words in private: the answer to an open question, or a command without its slash."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Unheard(Event):
    """Words in private that mean nothing: no answer, no command, no code."""


def unheard(event: Event) -> Unheard:
    """Take an event for words that mean nothing."""
    return Unheard(
        key=event.key, at=event.at, who=event.who, where=event.where, private=event.private, title=event.title,
        opens_forms=event.opens_forms, person=event.person, chat=event.chat,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Joined(Event):
    """Kuppi was added to a chat by ``who``."""

    reads_all: bool = False  #: as an admin, who is shown all that is said there


@dataclass(frozen=True, kw_only=True)
class Elevated(Event):
    """Kuppi was made an admin of a group: it is shown all that is said there from now on."""


@dataclass(frozen=True, kw_only=True)
class Left(Event):
    """Kuppi was removed from a chat, or the chat was closed."""


@dataclass(frozen=True, kw_only=True)
class Uninstalled(Event):
    """A whole workspace, ``where``, took our access away: every chat and person whose address begins with it."""


@dataclass(frozen=True, kw_only=True)
class Renamed(Event):
    """A chat has a new title."""


@dataclass(frozen=True, kw_only=True)
class Moved(Event):
    """A chat goes on under another address."""

    to: Address


@dataclass(frozen=True, kw_only=True)
class Reached(Event):
    """A person opened (or blocked) the private chat."""

    reachable: bool


@dataclass(frozen=True, kw_only=True)
class Met(Event):
    """The platform told more of a person (name, language) after they first spoke."""


@dataclass(frozen=True, kw_only=True)
class Visited(Event):
    """A person looks at Kuppi's own page; the answer's messages are what it shows."""


@dataclass(frozen=True, kw_only=True)
class Filled(Event):
    """A modal was sent: the answers by question key, as typed."""

    form: str
    draft: str
    answers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Tick(Event):
    """The clock moved; ``who`` and ``where`` are the clock's own."""


@dataclass(frozen=True, kw_only=True)
class Unreadable(Event):
    """Something came that no parser understands; ``raw`` is parked, sealed."""

    raw: str
