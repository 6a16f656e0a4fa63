"""What the places engine works on: groups, those who seek a place, and the offers made to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from bot.domain.calls.group import Group
from bot.domain.calls.states import MOVES, Outcome, State, Verdict

Key = TypeVar("Key")
Kept = TypeVar("Kept")


@dataclass(frozen=True, kw_only=True)
class Seeker:
    """An application as places see it: no words of anybody's, only wishes, state and order."""

    id: str
    wishes: tuple[str, ...]  #: groups, the dearest first
    state: State = State.SENT
    turn: int = 0  #: place in the order of choosing; the lower comes first
    verdict: Verdict | None = None
    group: str | None = None  #: the group offered or confirmed; before that, the one meant for them by a matching

    def moved(self, state: State, group: str | None = None) -> "Seeker":
        """Go on to another state; raises ValueError for a move that is not in the diagram."""
        if state not in MOVES[self.state]:
            raise ValueError(f"{self.state} does not lead to {state}")
        return replace(self, state=state, group=group)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A place offered, with its own deadline; open while it has no outcome."""

    seeker: str
    number: int  #: the how-manieth offer to this seeker
    group: str
    sent_at: datetime
    expires_at: datetime
    reminded: bool = False
    outcome: Outcome | None = None

    @property
    def half_time(self) -> datetime:
        """Give the middle of its life, when it is reminded of."""
        return self.sent_at + (self.expires_at - self.sent_at) / 2


@dataclass(frozen=True, kw_only=True)
class Board:
    """All that decides who gets a place."""

    groups: Mapping[str, Group]
    zone: str
    confirm: timedelta
    placing: bool  #: places are given: the results are out, or order of arrival decides
    seekers: Mapping[str, Seeker] = field(default_factory=lambda: MappingProxyType({}))
    offers: Mapping[tuple[str, int], Offer] = field(default_factory=lambda: MappingProxyType({}))

    def free(self, group: str) -> int:
        """Count free seats: capacity, less the confirmed, less the open offers."""
        taken = sum(s.group == group for s in self.seekers.values() if s.state in {State.CONFIRMED, State.OFFERED})
        return self.groups[group].capacity - taken

    def filled(self, group: str) -> int:
        """Count those who have a place or an open offer of one."""
        return self.groups[group].capacity - self.free(group)

    def waiting(self) -> list[Seeker]:
        """List those who wait, in their order."""
        return sorted((s for s in self.seekers.values() if s.state is State.WAITING), key=lambda s: s.turn)

    def position(self, id_: str) -> int:
        """Say which number somebody has among those who wait for a place they would take; 0 when they do not wait."""
        mine = self.seekers[id_]
        if mine.state is not State.WAITING:
            return 0
        return 1 + sum(s.turn < mine.turn and not set(mine.wishes).isdisjoint(s.wishes) for s in self.waiting())

    def open_offer(self, id_: str) -> Offer | None:
        """Give a seeker's open offer."""
        return next((o for o in self.offers.values() if o.seeker == id_ and o.outcome is None), None)

    def last_turn(self) -> int:
        """Give the highest place in the order so far."""
        return max((s.turn for s in self.seekers.values()), default=0)

    # -- changing --

    def with_seeker(self, *changed: Seeker) -> "Board":
        """Give the board with some seekers as they are now."""
        return replace(self, seekers={**self.seekers, **{one.id: one for one in changed}})

    def with_offer(self, *changed: Offer) -> "Board":
        """Give the board with some offers as they are now."""
        return replace(self, offers={**self.offers, **{(one.seeker, one.number): one for one in changed}})

    def without(self, id_: str) -> "Board":
        """Give the board as if somebody had never applied."""
        seekers = {key: one for key, one in self.seekers.items() if key != id_}
        return replace(self, seekers=seekers, offers={k: o for k, o in self.offers.items() if o.seeker != id_})


class What(StrEnum):
    """What there is to tell somebody."""

    OFFERED = "offered"
    REMINDED = "reminded"
    EXPIRED = "expired"
    SEATED = "seated"
    QUEUED = "queued"
    NOT_SELECTED = "not_selected"
    LAPSED = "lapsed"
    CALLED_OFF = "called_off"


@dataclass(frozen=True)
class News:
    """Tell somebody something; ``due`` is when, for nobody is told at night."""

    seeker: str
    what: What
    due: datetime
    offer: Offer | None = None
    position: int = 0


class Why(StrEnum):
    """Why a free seat is not offered to anybody."""

    NOT_PLACING = "not_placing"
    BEGUN = "begun"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Step:
    """A board after something happened, and what there is to tell."""

    board: Board
    news: tuple[News, ...] = ()

    def then(self, other: "Step") -> "Step":
        """Go on with what happened next."""
        return Step(other.board, (*self.news, *other.news))


def changes(before: Board, after: Board) -> tuple[list[Seeker], list[Offer]]:
    """List the seekers and offers that are not as they were."""
    return _changed(before.seekers, after.seekers), _changed(before.offers, after.offers)


def _changed(before: Mapping[Key, Kept], after: Mapping[Key, Kept]) -> list[Kept]:
    return [one for key, one in after.items() if before.get(key) != one]


def seekers_of(seekers: Iterable[Seeker]) -> Mapping[str, Seeker]:
    """Key seekers by their ids."""
    return {one.id: one for one in seekers}
