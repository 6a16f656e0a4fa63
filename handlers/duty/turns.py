"""The command /vuoro: bare it says who has the duty, with a word it does what the word says."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from bot.chat import Answer, Command, Refusal
from bot.router import Router, Scope, fold
from bot.text import t
from handlers.duty import (
    areas,
    asking,
    contacts,
    feeds,
    history,
    ordering,
    receiving,
    showing,
    signs,
    statistics,
    swapping,
)
from storage import Transaction

Deed: TypeAlias = "Callable[[Command, str, Transaction], Answer]"


def _words(*rows: tuple[str, Deed]) -> Mapping[str, Deed]:
    return MappingProxyType({word: deed for words, deed in rows for word in words.split()})


DEEDS = _words(
    ("kutsu bjudin invite", contacts.invite),
    ("liity anslut join", contacts.join),
    ("poissa franvaro away", contacts.away),
    ("varalla reserv reserve", contacts.reserve),
    ("alue omrade area", areas.area),
    ("vaihda byt swap", swapping.swap),
    ("tuuraaja ersattare cover", receiving.cover),
    ("ohita hoppaover skip", ordering.ordering("pass")),
    ("lykkaa skjutupp postpone", ordering.ordering("hold")),
    ("peru stallin cancel", ordering.ordering("cancel")),
    ("kumoa angra undo", ordering.undo),
    ("tilastot statistik stats", statistics.show),
    ("historia historik history", history.show),
    ("kuittaa kvittera ack", receiving.acknowledge),
    ("muistio anteckning note", receiving.note),
    ("kysymykset fragor questions", asking.waiting),
    ("nakyvyys synlighet visibility", signs.visibility),
)
_JOIN = frozenset(word for word, deed in DEEDS.items() if deed is contacts.join)


def _scope(text: str) -> Scope:
    """Tell that a contact's code says itself of which network it is."""
    return Scope.NOTHING if fold(text.partition(" ")[0]) in _JOIN else Scope.NETWORK


def turns(public_url: str) -> Router:
    """Make the router of the command; calendars are told of where the world reaches Kuppi."""
    router, deeds = Router(), {**DEEDS, "ics": feeds.addresses(public_url)}

    @router.command("vuoro", "tur", "duty", scope=_scope, help=t("help.vuoro"))
    def duty(command: Command, tx: Transaction) -> Answer:
        """Say who has the duty, or do what the word says."""
        word, _, matter = command.text.strip().partition(" ")
        if not word:
            return showing.now(command, tx)
        deed = deeds.get(fold(word))
        if deed is None:
            raise Refusal(t("duty.words"))
        return deed(command, matter.strip(), tx)

    return router
