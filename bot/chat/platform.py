"""What a platform does for us: three verbs, and what only some can do, a protocol each."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.chat.events import Address, Event, Ref
from bot.chat.messages import Answer, File, Message
from bot.text import Text

Receive = Callable[[Sequence[Event]], Awaitable[list[Answer]]]


class Platform(Protocol):
    """Bring events in and messages out."""

    name: str

    async def run(self, receive: Receive) -> None:
        """Bring events until cancelled; confirm each only after its answer is in hand."""

    async def send(self, to: Address, message: Message, locale: str, *, key: str | None = None) -> Ref:
        """Post a message; ``key`` names it for platforms that can find a lost post again.

        Raises SlowDown, Gone or Uncertain.
        """

    async def edit(self, ref: Ref, message: Message, locale: str) -> None:
        """Redraw a message; one that is already so is a success. Raises SlowDown, Gone or Uncertain."""


@runtime_checkable
class FindsPosts(Protocol):
    """Tell whether a post in doubt arrived."""

    async def find(self, to: Address, key: str, since: datetime) -> Ref | None:
        """Look for the message posted with this key."""


@dataclass(frozen=True)
class MenuEntry:
    """Offer a command in a menu: its word and a line of help."""

    word: str
    help: Text


@dataclass(frozen=True)
class Menu:
    """List the commands of a scope: ``everyone``, ``groups`` or ``coordinators``, in one language."""

    scope: str
    locale: str
    entries: tuple[MenuEntry, ...]


@runtime_checkable
class PublishesMenu(Protocol):
    """Show our commands in the platform's own menu."""

    async def publish(self, menus: Sequence[Menu]) -> None:
        """Publish the menus that stand where everybody sees them. Raises SlowDown, Gone or Uncertain."""

    async def publish_for(self, to: Address, menus: Sequence[Menu]) -> None:
        """Give one chat its own menu; without menus it sees everyone's again. Raises SlowDown, Gone or Uncertain."""


@runtime_checkable
class SendsFiles(Protocol):
    """Hand over files."""

    async def send_file(self, to: Address, file: File, locale: str) -> Ref:
        """Send a file to a chat; raises SlowDown, Gone or Uncertain."""


@runtime_checkable
class LetsGo(Protocol):
    """Hold connections that must be let go of at the end."""

    async def close(self) -> None:
        """Let what is under way come to its end, then let go."""
