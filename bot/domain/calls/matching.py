"""Pairs of aktorit and mentors: stable, true to capacities, and explainable.

Applicant-proposing deferred acceptance (Gale and Shapley): nobody can do better by wishing otherwise, and no aktori and
mentor would both rather have each other than what they got.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_WISHES = 5


class Missed(StrEnum):
    """Why somebody did not get a mentor they wished for more."""

    TAKEN = "taken"  #: others stood before them
    EXCLUDED = "excluded"  #: the two may not be a pair


@dataclass(frozen=True)
class Match:
    """What somebody got: the mentor, which of their wishes it was (from 1), and why not each dearer one."""

    mentor: str | None
    wish: int = 0
    missed: tuple[tuple[str, Missed], ...] = ()


def match(
    wishes: Mapping[str, Sequence[str]],
    capacities: Mapping[str, int],
    standing: Mapping[str, Sequence[str]],
    excluded: Collection[tuple[str, str]] = (),
) -> dict[str, Match]:
    """Match aktorit to mentors.

    ``standing`` is each mentor's order of aktorit, the first first; somebody it lacks stands after all in it, in the
    order of ids. ``excluded`` are (aktori, mentor) pairs that may not be.
    """
    ranks = {mentor: {one: n for n, one in enumerate(standing.get(mentor, ()))} for mentor in capacities}
    open_wishes = {one: _possible(one, wished, capacities, excluded) for one, wished in wishes.items()}
    held: dict[str, list[str]] = {mentor: [] for mentor in capacities}
    asking, tried = sorted(wishes, reverse=True), dict.fromkeys(wishes, 0)
    while asking:
        one = asking.pop()
        if tried[one] == len(open_wishes[one]):
            continue
        mentor = open_wishes[one][tried[one]]
        tried[one] += 1
        rank = ranks[mentor]
        held[mentor] = sorted([*held[mentor], one], key=lambda who: (rank.get(who, len(rank)), who))
        asking += held[mentor][capacities[mentor] :]
        del held[mentor][capacities[mentor] :]
    got = {one: mentor for mentor, those in held.items() for one in those}
    return {one: _explained(one, wished, got.get(one), excluded) for one, wished in wishes.items()}


def _possible(
    one: str, wished: Sequence[str], capacities: Mapping[str, int], excluded: Collection[tuple[str, str]]
) -> list[str]:
    known = list(dict.fromkeys(mentor for mentor in wished[:MOST_WISHES] if mentor in capacities))
    return [mentor for mentor in known if (one, mentor) not in excluded]


def _explained(one: str, wished: Sequence[str], got: str | None, excluded: Collection[tuple[str, str]]) -> Match:
    dearer = list(wished[:MOST_WISHES])
    wish = dearer.index(got) + 1 if got in dearer else 0
    missed = dearer[: wish - 1] if wish else dearer
    why = [(m, Missed.EXCLUDED if (one, m) in excluded else Missed.TAKEN) for m in missed]
    return Match(got, wish, tuple(why))
