"""Which handler takes what. Each handler module owns a router; ``__main__`` merges them all."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from bot import text
from bot.chat import Answer, Event, Message, Press
from bot.domain.forms import Question
from bot.text import LOCALES, Text
from storage import Transaction
from storage.cards import Card
from storage.drafts import Draft

Handler: TypeAlias = "Callable[[Any, Transaction], Answer | Press]"  # a press: it is handled in its stead
Renderer: TypeAlias = "Callable[[Card, Transaction, datetime], Message | None]"
Sweep: TypeAlias = "Callable[[Event, Transaction], None]"
Hearer: TypeAlias = "Callable[[Any, Transaction], Answer | Press | None]"
Some = TypeVar("Some")


class Audience(StrEnum):
    """Who a command is for, and so in whose menu it stands. Handlers check rights; a menu grants none."""

    ANYONE = "anyone"
    COORDINATORS = "coordinators"
    ADMINS = "admins"


class Scope(StrEnum):
    """What a command needs to know before it starts."""

    NOTHING = "nothing"
    NETWORK = "network"  #: a network: the chat's, the person's only one, or asked by buttons


@dataclass(frozen=True, kw_only=True)
class CommandRoute:
    """A command: its word in each language, older words, and how it is listed."""

    words: Mapping[str, str]  #: by locale
    aliases: tuple[str, ...]
    handler: Handler
    audience: Audience
    scope: Callable[[str], Scope]  #: by what follows the word
    help: Text | None  #: the line that help and menus show; none: not listed
    bare: Mapping[str, str]  #: words that mean another command when no lines follow, or from others: by that command

    @property
    def every_word(self) -> frozenset[str]:
        """List all that may be typed."""
        return frozenset((*self.words.values(), *self.aliases))


@dataclass(frozen=True, kw_only=True)
class FormRoute:
    """A form: its command, its questions as data, and the echo that ends it. A new question is one entry of data.

    A form without words is begun by a button of its capability: ``begin-form-subject``.
    """

    name: str
    words: tuple[str, ...] = ()  #: in the three languages; two words stand as one; none: begun by a button alone
    bare: Mapping[str, str] = field(default_factory=dict)
    audience: Audience = Audience.ANYONE
    help: Text | None = None
    again: Text  #: how the command is typed, for whoever pauses
    title: Text  #: at most 24 characters in every language
    submit: Text
    questions: tuple[Question, ...] | Callable[[Draft, Transaction], tuple[Question, ...]]
    guided: bool = False  #: for those who fill it in once, over days: back, pages, a warning; it is never dropped
    foot: Callable[[Question], tuple[Text, ...]] = lambda _: ()  #: what stands under a question
    begin: Callable[[Event, Transaction], Mapping[str, str]] = lambda _event, _tx: {}
    """Give the first values; raises Refusal where one may not begin."""
    echo: Callable[[Draft, Transaction, datetime], Message]
    about: Callable[[Draft, Transaction], Message] | None = None  #: what stands around "what do you want to change?"
    fresh: bool = False  #: the echo holds other people's details

    def asked(self, draft: Draft, tx: Transaction) -> tuple[Question, ...]:
        """Give the questions of a draft."""
        return self.questions(draft, tx) if callable(self.questions) else self.questions


class Router:
    """Hold routes; merged routers raise on a duplicate."""

    def __init__(self, *routers: "Router") -> None:
        self.commands: dict[str, CommandRoute] = {}
        self.presses: dict[str, Handler] = {}
        self.cards: dict[str, Renderer] = {}
        self.forms: dict[str, FormRoute] = {}
        self.ticks: dict[str, Sweep] = {}
        self.events: dict[str, Hearer] = {}
        for router in routers:
            self._merge(router)

    def _merge(self, other: "Router") -> None:
        for mine, theirs in zip(self.tables(), other.tables(), strict=True):
            for name, route in theirs.items():
                _add(mine, name, route)

    def tables(self) -> tuple[dict[str, Any], ...]:
        """Give every table of routes."""
        return self.commands, self.presses, self.cards, self.forms, self.ticks, self.events

    # -- registering --

    def command(
        self,
        *words: str,
        aliases: tuple[str, ...] = (),
        audience: Audience = Audience.ANYONE,
        scope: Scope | Callable[[str], Scope] = Scope.NOTHING,
        help: Text | None = None,  # noqa: A002 -- what it is
        bare: Mapping[str, str] = MappingProxyType({}),
    ) -> Callable[[Handler], Handler]:
        """Take a command by its Finnish, Swedish and English word, folded."""

        def register(handler: Handler) -> Handler:
            route = CommandRoute(
                words=MappingProxyType(dict(zip(LOCALES, words, strict=True))),
                aliases=(*aliases, *bare),
                handler=handler,
                audience=audience,
                scope=scope if callable(scope) else lambda _: scope,
                help=help,
                bare=bare,
            )
            for word in route.every_word:
                _add(self.commands, word, route)
            return handler

        return register

    def press(self, action: str) -> Callable[[Handler], Handler]:
        """Take the presses of a button."""
        return _register(self.presses, action)

    def card(self, kind: str) -> Callable[[Renderer], Renderer]:
        """Draw a kind of card."""
        return _register(self.cards, kind)

    def form(self, route: "FormRoute") -> None:
        """Offer a form; ``handlers.questions`` runs it, by questions or as a modal."""
        _add(self.forms, route.name, route)

    def tick(self, name: str) -> Callable[[Sweep], Sweep]:
        """Do something when the clock moves."""
        return _register(self.ticks, name)

    def on(self, kind: type[Event]) -> Callable[[Hearer], Hearer]:
        """Take an event that is neither a command nor a press; None leaves it to whoever is next."""
        return _register(self.events, kind.__name__)

    # -- finding --

    def find_command(self, word: str) -> CommandRoute | None:
        """Find a command by any of its words, folded here."""
        return self.commands.get(fold(word))

    def routes(self) -> Iterator[CommandRoute]:
        """List the commands, each once, in the order they were registered."""
        yield from {id(route): route for route in self.commands.values()}.values()


def fold(word: str) -> str:
    """Fold a first word as any other, without its slash and without @bot."""
    return text.fold(word.strip().removeprefix("/").partition("@")[0])


def _register(table: dict[str, Some], name: str) -> Callable[[Some], Some]:
    def register(handler: Some) -> Some:
        _add(table, name, handler)
        return handler

    return register


def _add(table: dict[str, Any], name: str, route: Any) -> None:
    if name in table:
        raise ValueError(f"registered twice: {name}")
    table[name] = route
