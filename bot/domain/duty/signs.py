"""Signs: where else than on the card the duty may be shown, and what is read when one is asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from bot.text import clean, fold

from .plan import Duty


class Kind(StrEnum):
    """What can show the duty."""

    TOPIC = "topic"  #: a part of a Slack channel's topic: the organisation
    GROUP = "group"  #: a Slack user group: the organisation's contacts
    TAG = "tag"  #: a word beside a contact's name in a Telegram group


PLATFORM: Mapping[Kind, str] = MappingProxyType({Kind.TOPIC: "slack", Kind.GROUP: "slack", Kind.TAG: "telegram"})


@dataclass(frozen=True)
class Asked:
    """Say what was asked for: a sign to be put up, or taken down."""

    kind: Kind
    shown: bool
    handle: str = ""


_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        word: kind
        for kind, words in (
            (Kind.TOPIC, "aihe aiheen amne amnet topic"),
            (Kind.GROUP, "ryhma kayttajaryhma grupp anvandargrupp group usergroup"),
            (Kind.TAG, "merkki tunniste marke tagg tag"),
        )
        for word in words.split()
    }
)
_OFF = frozenset({"ei", "pois", "nej", "av", "bort", "no", "off"})
_ON = frozenset({"", "kylla", "joo", "paalle", "kayttoon", "ja", "pa", "yes", "on"})
_HANDLE = re.compile(r"@?([a-z0-9][a-z0-9._-]{0,79})")


def asked_for(typed: str) -> Asked | None:
    """Read "aihe", "ryhmä @vuorossa" or "merkki pois"; None when it is none of them."""
    word, _, rest = clean(typed).strip().partition(" ")
    kind, rest = _KINDS.get(fold(word)), rest.strip()
    if kind is None:
        return None
    if fold(rest) in _OFF:
        return Asked(kind, shown=False)
    if kind is not Kind.GROUP:
        return Asked(kind, shown=True) if fold(rest) in _ON else None
    handle = _HANDLE.fullmatch(rest.lower())
    return Asked(kind, shown=True, handle=handle[1]) if handle else None


def held_since(duty: Duty, at: datetime) -> datetime | None:
    """Say when whoever has the duty got it; None before the first turn."""
    if duty.turn is None:
        return None
    edges = (edge for cover in duty.turn.covers for edge in (cover.starts, cover.ends))
    return max((edge for edge in edges if edge <= at), default=duty.turn.period.starts)


def reason(why: str) -> str:
    """Name why a sign failed on one word, as it is kept."""
    return "_".join(why.removeprefix("refused: ").split())[:40]
