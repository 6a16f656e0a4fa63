"""What people do to a rota, each tied to a period by its key, so that it follows the period wherever that moves.

Five things are not the same, though all are called skipping: a substitute takes one turn; two organisations swap
turns; a pass loses a turn; a hold postpones everybody; a cancelled turn is used up by nobody. Undone acts are not here.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """What was done to a period."""

    SUBSTITUTE = "substitute"
    SWAP = "swap"
    PASS = "pass"  # noqa: S105 -- a lost turn, not a password
    HOLD = "hold"
    CANCEL = "cancel"


TAKING = frozenset({Kind.SUBSTITUTE, Kind.SWAP})  #: somebody else has the period, the order stays


@dataclass(frozen=True, kw_only=True)
class Change:
    """Change one period; the two sides of a swap share their act."""

    act: str  #: the id of the deed, by which it is undone
    kind: Kind
    period: date
    organisation: str | None = None  #: who takes the period
    instead_of: str | None = None  #: who had it then


@dataclass(frozen=True, kw_only=True)
class Cover:
    """Give part of a period to another organisation, or to the fallback contact."""

    act: str
    period: date
    organisation: str | None
    starts: datetime
    ends: datetime


class Mode(StrEnum):
    """What a pause does with the turns it covers."""

    HOLD = "hold"  #: everybody comes later: a summer holiday
    CANCEL = "cancel"  #: the turns are used up: a strike, a closed house


@dataclass(frozen=True, kw_only=True)
class Pause:
    """Hold or cancel every period from one key to another; without a last one it goes on and is asked about."""

    act: str
    mode: Mode
    first: date
    last: date | None = None
    fallback: str | None = None  #: who answers meanwhile, if not the rota's own fallback contact


@dataclass(frozen=True)
class Marks:
    """Count marked periods fast: ranges of numbers, both ends in, the last one open or not."""

    ranges: tuple[tuple[int, int | None], ...]

    @cached_property
    def _merged(self) -> tuple[tuple[int, ...], tuple[float, ...], tuple[float, ...]]:
        """Give the starts and ends of the disjoint ranges, in order, and how many are marked before each start."""
        starts: list[int] = []
        ends: list[float] = []
        for first, last in sorted((first, float("inf") if last is None else last) for first, last in self.ranges):
            if ends and first <= ends[-1] + 1:
                ends[-1] = max(ends[-1], last)
            else:
                starts.append(first)
                ends.append(last)
        lengths = [end - start + 1 for start, end in zip(starts, ends, strict=True)]
        return tuple(starts), tuple(ends), tuple(sum(lengths[:n]) for n in range(len(lengths)))

    def before(self, k: int) -> int:
        """Count the marked periods before period ``k``."""
        starts, ends, counts = self._merged
        place = bisect_left(starts, k) - 1
        return 0 if place < 0 else int(counts[place] + min(ends[place] + 1, k) - starts[place])

    def between(self, first: int, end: int) -> int:
        """Count the marked periods from ``first`` up to but not with ``end``."""
        return self.before(max(first, end)) - self.before(first)

    def __contains__(self, k: int) -> bool:
        starts, ends, _ = self._merged
        place = bisect_right(starts, k) - 1
        return place >= 0 and k <= ends[place]


def marks(numbers: Iterable[int | None], ranges: Iterable[tuple[int, int | None]] = ()) -> Marks:
    """Mark single periods, leaving out those that are no more, and ranges of them."""
    return Marks((*((k, k) for k in numbers if k is not None), *ranges))
