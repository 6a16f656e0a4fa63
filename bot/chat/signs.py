"""Signs: what a platform can show beside its messages. Each is asked of a platform by a protocol of one method.

A sign says all that is to be shown, never a step from what was: putting it up twice is the same as once.
"""

from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from bot.chat.errors import Gone
from bot.chat.events import Address
from bot.text import Text


@dataclass(frozen=True)
class Topic:
    """Show words in a channel's topic, beside what people wrote there; ``shown`` false takes ours out again."""

    about: str  #: what it tells of: whose coordinators hear when it cannot be put up
    words: Text
    shown: bool = True


@dataclass(frozen=True)
class Group:
    """Make people, by their ids on the platform, the only members of a user group."""

    about: str
    handle: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Tag:
    """Show words beside a member's name, unless others stand there; ``shown`` false takes ours away."""

    about: str
    person: str
    words: Text
    shown: bool = True


Sign: TypeAlias = Topic | Group | Tag


@runtime_checkable
class SetsTopics(Protocol):
    """Show something in a channel's topic."""

    async def set_topic(self, to: Address, topic: Topic, locale: str) -> None:
        """Put our part into a channel's topic, or take it out. Raises SlowDown, Gone or Uncertain."""


@runtime_checkable
class FillsGroups(Protocol):
    """Say who is in a user group."""

    async def fill_group(self, to: Address, group: Group) -> None:
        """Fill a user group of the workspace that a chat is in. Raises SlowDown, Gone or Uncertain."""


@runtime_checkable
class TagsMembers(Protocol):
    """Show something beside the name of a chat's member."""

    async def tag_member(self, to: Address, tag: Tag, locale: str) -> None:
        """Show our words beside a member's name, or take them away. Raises SlowDown, Gone or Uncertain."""


async def put_up(platform: object, to: Address, sign: Sign, locale: str) -> None:
    """Put a sign up where the platform can. Raises SlowDown, Gone or Uncertain."""
    match sign:
        case Topic() if isinstance(platform, SetsTopics):
            await platform.set_topic(to, sign, locale)
        case Group() if isinstance(platform, FillsGroups):
            await platform.fill_group(to, sign)
        case Tag() if isinstance(platform, TagsMembers):
            await platform.tag_member(to, sign, locale)
        case _:
            raise Gone("unable")
