"""What is handed over with the duty: what waits, and what to do first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.text import Moment, Text, t, tn

from .plan import Plan, Turn
from .statistics import Fact


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Count what waits for whoever comes on duty."""

    meetups: int = 0  #: that are coming
    within: int = 0  #: of those, the ones within the turn
    calls: int = 0  #: that take applications
    questions: int = 0
    offers: int = 0  #: swaps and covers that wait for an answer

    @property
    def things(self) -> tuple[Text, ...]:
        """Say each kind that there is any of."""
        counted = (
            (self.meetups, tn("duty.waits_meetups", self.meetups)),
            (self.calls, tn("duty.waits_calls", self.calls)),
            (self.questions, tn("duty.waits_questions", self.questions)),
            (self.offers, tn("duty.waits_offers", self.offers)),
        )
        return tuple(text for count, text in counted if count)


def first_things(waiting: Waiting, turn: Turn) -> tuple[Text, ...]:
    """Choose what to do first, three things at most."""
    publish = t("duty.first_publish", month=Moment(turn.period.local_start.date(), "month_of"))
    wanted = (
        (not waiting.within, publish),
        (waiting.questions > 0, tn("duty.first_answer", waiting.questions)),
        (waiting.offers > 0, t("duty.first_offers")),
        (waiting.within > 0, t("duty.first_look")),
    )
    return tuple(text for needed, text in wanted if needed)[:3]


def parts_of(turn: Turn) -> Sequence[Fact]:
    """Write down who had a turn, part by part where others covered some of it."""
    edges = {turn.period.starts, turn.period.ends}
    edges |= {edge for cover in turn.covers for edge in (cover.starts, cover.ends)}
    within = sorted(edge for edge in edges if turn.period.starts <= edge <= turn.period.ends)
    return [
        Fact(period=turn.period.key, organisation=_had(turn, starts), starts=starts, ends=ends)
        for starts, ends in pairwise(within)
    ]


def _had(turn: Turn, at: datetime) -> str | None:
    cover = next((one for one in turn.covers if one.starts <= at < one.ends), None)
    return cover.organisation if cover else turn.organisation


def over(plan: Plan, after: int, until: int) -> Sequence[Fact]:
    """Write down who had the turns from one number up to but not with another."""
    return [fact for k in range(max(after, 0), until) for fact in parts_of(plan.turn(k))]
