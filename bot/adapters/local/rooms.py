"""What has been said in a room or a private chat, as people see it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from bot.chat import Address, Button, Message, Ref
from bot.i18n import render
from bot.text import fold


class Kind(Enum):
    """Say what sort of chat an address has turned out to be."""

    ROOM = "room"
    PRIVATE = "private"
    UNSEEN = "unseen"  #: Kuppi remembers it from an earlier run, nobody has spoken there in this one


@dataclass(frozen=True)
class Offer:
    """Show a button under the label its readers see."""

    label: str
    button: Button

    @property
    def shown(self) -> str:
        """Give the button as a line of text, with its address when it is a link."""
        return f"[{self.label}: {self.button.url}]" if self.button.url else f"[{self.label}]"


@dataclass(frozen=True)
class Face:
    """Hold how a message looks in one language."""

    lines: tuple[str, ...]
    rows: tuple[tuple[Offer, ...], ...]
    locale: str

    @classmethod
    def of(cls, message: Message, locale: str) -> "Face":
        """Render a message for its readers."""
        lines = tuple(line for text in message.lines for line in render(text, locale).split("\n"))
        rows = tuple(tuple(Offer(render(b.label, locale), b) for b in row) for row in message.buttons)
        return cls(lines, rows, locale)


@dataclass(eq=False)
class Post:
    """Keep one message of Kuppi's: what it shows now and what it showed before."""

    ref: Ref
    room: "Room" = field(repr=False)
    face: Face
    silent: bool = False
    key: str | None = None
    edits: list[Face] = field(default_factory=list)  #: earlier faces, oldest first
    deleted: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """Give the words it shows now."""
        return self.face.lines

    @property
    def buttons(self) -> tuple[tuple[str, ...], ...]:
        """Give the labels it shows now, row by row."""
        return tuple(tuple(offer.label for offer in row) for row in self.face.rows)

    def turns(self, face: Face) -> bool:
        """Show another face; False when it already does."""
        if face == self.face:
            return False
        self.edits.append(self.face)
        self.face = face
        return True

    def offer(self, label: str) -> Offer | None:
        """Find a button by its label, exact before folded."""
        offers = [] if self.deleted else [offer for row in self.face.rows for offer in row]
        exact = (offer for offer in offers if offer.label == label)
        folded = (offer for offer in offers if fold(offer.label) == fold(label))
        return next(exact, None) or next(folded, None)


@dataclass(eq=False)
class Room:
    """Keep Kuppi's messages of one chat, oldest first."""

    address: Address
    title: str
    kind: Kind = Kind.UNSEEN
    joined: bool = True  #: Kuppi is in it
    messages: list[Post] = field(default_factory=list)

    @property
    def private(self) -> bool:
        """Tell whether only one person reads it."""
        return self.kind is Kind.PRIVATE

    def post(self, message: str) -> Post | None:
        """Find a message by its id."""
        return next((post for post in self.messages if post.ref.message == message), None)

    def newest(self, label: str) -> Post | None:
        """Find the newest message that shows a button with this label."""
        return next((post for post in reversed(self.messages) if post.offer(label)), None)

    def labels(self) -> Iterator[str]:
        """Name every button in sight once, newest message first."""
        posts = (post for post in reversed(self.messages) if not post.deleted)
        yield from dict.fromkeys(label for post in posts for row in post.buttons for label in row)
