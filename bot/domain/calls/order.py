"""In which order people are chosen, and the key that explains it afterwards."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.domain.calls.board import Board
from bot.domain.calls.states import State, Verdict


@dataclass(frozen=True)
class Candidate:
    """An application as those who choose see it: when it came, and the mean of each reviewer's scores."""

    id: str
    ordinal: int  #: which one it was to be sent
    scores: tuple[Fraction, ...] = ()

    @property
    def mean(self) -> Fraction | None:
        """Give the mean of the reviewers; None when nobody has reviewed it."""
        return sum(self.scores, Fraction()) / len(self.scores) if self.scores else None

    @property
    def spread(self) -> Fraction:
        """Give how far apart the reviewers are."""
        return max(self.scores) - min(self.scores) if self.scores else Fraction()


@dataclass(frozen=True)
class Ranked:
    """An application's place in the order; ``key`` says how it came to it."""

    id: str
    turn: int
    key: str


_KEYS = (
    re.compile(r"score (?P<mean>[\d.]+|-), sent (?P<sent>\d+)(?:, wish (?P<wish>\d+))?"),
    re.compile(r"lot (?P<lot>\w+), seed (?P<seed>\w+)(?:, wish (?P<wish>\d+))?"),
)


def explained(key: str) -> Mapping[str, str]:
    """Take the key of an order apart: ``mean``, ``sent``, ``lot``, ``seed``, ``wish``, as far as it has them."""
    found = next((match for one in _KEYS if (match := one.fullmatch(key))), None)
    return {name: value for name, value in found.groupdict().items() if value} if found else {}


def by_score(candidates: Sequence[Candidate]) -> list[Ranked]:
    """Order by mean score; equals by who sent first, those nobody has reviewed last."""
    best = sorted(candidates, key=lambda c: (-(c.mean if c.mean is not None else Fraction(-1)), c.ordinal))
    return [Ranked(one.id, n, _scored(one)) for n, one in enumerate(best, 1)]


def _scored(one: Candidate) -> str:
    mean = "-" if one.mean is None else f"{float(one.mean):.2f}"
    return f"score {mean}, sent {one.ordinal}"


def by_lot(candidates: Sequence[Candidate], seed: str) -> list[Ranked]:
    """Draw lots that anybody with the seed can draw again: in the order of SHA-256 of seed and number."""
    drawn = sorted((_lot(seed, one.ordinal), one.id) for one in candidates)
    return [Ranked(id_, n, f"lot {lot[:12]}, seed {seed}") for n, (lot, id_) in enumerate(drawn, 1)]


def _lot(seed: str, ordinal: int) -> str:
    return hashlib.sha256(f"{seed}:{ordinal}".encode()).hexdigest()


def proposed(board: Board, ranked: Sequence[Ranked]) -> Mapping[str, Verdict]:
    """Propose a place for those whom the free seats reach in this order, and the waiting list for the rest."""
    free = {group: board.free(group) for group in board.groups}
    found: dict[str, Verdict] = {}
    for one in sorted(ranked, key=lambda one: one.turn):
        seeker = board.seekers[one.id]
        if seeker.state is not State.SENT:
            continue
        wish = next((group for group in seeker.wishes if free[group] > 0), None)
        found[one.id] = Verdict.PLACE if wish else Verdict.WAIT
        free |= {wish: free[wish] - 1} if wish else {}
    return found
