"""People, the networks they belong to and the chats where those meet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from bot.text import LOCALES, fold

LONGEST_NAME = 64  #: letters of what a person is called
NO_CHAT = "door"  #: stands for the platform of those who have none: coordinators added them by name


class Role(StrEnum):
    """What a person may do in a network; an admin may do everything everywhere."""

    MEMBER = "member"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone Kuppi knows; roles are ours alone, by network id."""

    id: str
    name: str
    locale: str
    reachable: bool = False  #: can be written to in private where they last spoke
    name_visible: bool | None = None  #: None until asked
    reminded: bool = True  #: wants reminders
    name_chosen: bool = False  #: goes by a name of their own choice
    admin: bool = False
    roles: Mapping[str, Role] = field(default_factory=dict)

    NOBODY: ClassVar["Person"]

    def coordinates(self, network: str) -> bool:
        """Tell whether the person may act for a network."""
        return self.admin or self.roles.get(network) is Role.COORDINATOR


Person.NOBODY = Person(id="", name="", locale="fi")


@dataclass(frozen=True, kw_only=True)
class Network:
    """A producers' network: its names and words are data."""

    id: str
    name: str
    brand: str  #: what its meetups are called: Kulttuurikuppi, Tuottajakahvit
    locale: str
    zone: str
    words: tuple[str, ...] = ()  #: what else people there say for them, folded

    @property
    def vocabulary(self) -> frozenset[str]:
        """Give every word that asks for this network's meetups."""
        return frozenset({as_one_word(self.brand), *self.words})


def as_one_word(typed: str) -> str:
    """Take all that was typed for one word, folded: ”Kulttuuri kuppi” is kulttuurikuppi."""
    return "".join(filter(str.isalnum, fold(typed)))


@dataclass(frozen=True, kw_only=True)
class Chat:
    """A group or channel joined to a network."""

    id: str
    network: str
    platform: str
    address: str
    thread: str | None
    title: str
    locale: str
    coordinators: bool = False  #: the coordinators' room


def first_locale(platform_guess: str | None, chat: str | None) -> str:
    """Choose a first language: the platform's if we speak it, else the chat's, else Finnish."""
    guess = (platform_guess or "").replace("_", "-").partition("-")[0].lower()
    return guess if guess in LOCALES else chat or "fi"
