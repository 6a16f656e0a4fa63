"""Two selves of one person: what of each stays when they become one."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.meetups import Meetup, Moves
from bot.domain.people import Person, Role
from bot.domain.seating import Asked, Hold, Reply

_REPLIES = (Reply.YES, Reply.MAYBE, Reply.NO)
_HOLDS = (Hold.SEAT, Hold.OFFER, Hold.QUEUE, None)


@dataclass(frozen=True)
class Clash:
    """Both selves had answered a meetup: the better place stays, the other went on to whoever waited."""

    meetup: Meetup
    stays: Asked
    moves: Moves


@dataclass(frozen=True)
class Merged:
    """Two have become one."""

    id: str
    kept: str
    gone: str
    clashes: Sequence[Clash] = ()


@dataclass(frozen=True)
class Parted:
    """One has become two again: where somebody's place was given to another, they wait."""

    kept: str
    gone: str
    moves: Sequence[tuple[Meetup, Moves]] = ()
    waiting: Sequence[Meetup] = ()


def stays(mine: tuple[Asked, int], theirs: tuple[Asked, int]) -> bool:
    """Tell whether mine stays: a yes before a maybe, a seat before a place in the queue, and of two alike the earlier.

    Each is an answer with its place in the asking order.
    """
    return _rank(*mine) < _rank(*theirs)


def _rank(asked: Asked, ordinal: int) -> tuple[int, int, int]:
    return _REPLIES.index(asked.reply or Reply.NO), _HOLDS.index(asked.hold), ordinal


def united(one: Role | None, other: Role | None) -> Role:
    """Give the role of two selves together."""
    return Role.COORDINATOR if Role.COORDINATOR in {one, other} else Role.MEMBER


def agreed(kept: Person, gone: Person) -> bool | None:
    """Say whether the name may show: no self's no is overruled, and who has not been asked yet is asked."""
    if False in {kept.name_visible, gone.name_visible}:
        return False
    return kept.name_visible if kept.name_visible is not None else gone.name_visible
