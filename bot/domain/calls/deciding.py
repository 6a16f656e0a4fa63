"""What reviewers see of each other, and the proposal that follows from what they gave."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.calls.application import Application, Review
from bot.domain.calls.board import Board
from bot.domain.calls.call import Call, Kind, Selection
from bot.domain.calls.matching import match
from bot.domain.calls.order import Candidate, Ranked, by_lot, by_score, proposed
from bot.domain.calls.states import State, Verdict


@dataclass(frozen=True)
class Decided:
    """What is proposed for an application: the verdict, its place in the order and why, and a mentor if matched."""

    id: str
    verdict: Verdict
    turn: int
    key: str
    group: str | None = None


def of_one(reviews: Sequence[Review], application: str) -> dict[str, Review]:
    """Give the reviews of an application by reviewer."""
    return {one.reviewer: one for one in reviews if one.application == application}


def recused(reviews: Sequence[Review], application: str, reviewer: str) -> bool:
    """Tell whether a reviewer has nothing to do with an application."""
    mine = of_one(reviews, application).get(reviewer)
    return mine is not None and mine.recused


def visible(applications: Sequence[Application], reviews: Sequence[Review], reviewer: str) -> list[Application]:
    """List the applications a reviewer may see at all."""
    return [one for one in applications if not recused(reviews, one.id, reviewer)]


def unreviewed(applications: Sequence[Application], reviews: Sequence[Review], reviewer: str) -> list[Application]:
    """List what a reviewer has still to review: what is published is not asked about any more."""
    mine = {one.application for one in reviews if one.reviewer == reviewer and one.whole}
    seen = visible(applications, reviews, reviewer)
    return [one for one in seen if one.state is State.SENT and one.id not in mine]


def sees_others(reviews: Sequence[Review], application: str, reviewer: str, *, chair: bool) -> bool:
    """Tell whether somebody may see what others gave: once their own is given, or as the chair; never when recused."""
    if recused(reviews, application, reviewer):
        return False
    mine = of_one(reviews, application).get(reviewer)
    return chair or (mine is not None and mine.whole)


def candidate(one: Application, reviews: Sequence[Review]) -> Candidate:
    """Give an application as those who choose see it."""
    given = [review.mean for review in of_one(reviews, one.id).values() if review.whole]
    return Candidate(one.id, one.ordinal, tuple(mean for mean in given if mean is not None))


def proposal(
    call: Call,
    board: Board,
    applications: Sequence[Application],
    reviews: Sequence[Review],
    *,
    seed: str,
    refused: Collection[tuple[str, str]] = (),
) -> list[Decided]:
    """Propose a decision for everyone who waits for one: in order of scores, or of the lot; mentors by matching."""
    sent = [one for one in applications if one.state is State.SENT]
    candidates = [candidate(one, reviews) for one in sent]
    ranked = by_lot(candidates, seed) if call.selection is Selection.LOT else by_score(candidates)
    if call.kind is Kind.MENTEES:
        return _matched(board, ranked, refused)
    verdicts = proposed(board, ranked)
    return [Decided(one.id, verdicts[one.id], one.turn, one.key) for one in ranked if one.id in verdicts]


def unagreed(call: Call, applications: Sequence[Application], pairs: Mapping[tuple[str, str], bool | None]) -> int:
    """Count the pairs that their mentors have not agreed to: aktorit hear of none before."""
    if call.kind is not Kind.MENTEES:
        return 0
    meant = [one for one in applications if one.state is State.SENT and one.verdict is Verdict.PLACE]
    return sum(pairs.get((one.id, one.group or "")) is not True for one in meant)


def _matched(board: Board, ranked: Sequence[Ranked], refused: Collection[tuple[str, str]]) -> list[Decided]:
    """Match aktorit to mentors; the reviewers' order is every mentor's order, and a pair once refused stays so."""
    wishes: Mapping[str, Sequence[str]] = {one.id: board.seekers[one.id].wishes for one in ranked}
    order = [one.id for one in ranked]
    free = {mentor: max(0, board.free(mentor)) for mentor in board.groups}
    found = match(wishes, free, dict.fromkeys(free, order), refused)
    return [
        Decided(
            one.id, Verdict.PLACE if found[one.id].mentor else Verdict.WAIT, one.turn,
            f"{one.key}, wish {found[one.id].wish}", found[one.id].mentor,
        )
        for one in ranked
    ]  # fmt: skip
