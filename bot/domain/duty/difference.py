"""Before and after: which turns a deed would move, and who must be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.text import Moment, Text, t

from .changes import Change
from .plan import Plan, Turn
from .values import called


@dataclass(frozen=True)
class Step:
    """One period that changes; None on a side where the period is not there."""

    key: date
    before: Turn | None
    after: Turn | None

    @property
    def organisations(self) -> frozenset[str]:
        """List whose turn comes, goes or moves by it."""
        sides = (side.organisation for side in (self.before, self.after) if side)
        return frozenset(one for one in sides if one is not None)

    def told(self, names: Mapping[str, str]) -> Text:
        """Say it on one line."""
        before, after = (side and called(side.organisation, names) for side in (self.before, self.after))
        if self.before and self.after and self.before.organisation == self.after.organisation:
            start = Moment(self.after.period.local_start, "until")
            return t("duty.step_moved", turn=self.after.period.name, organisation=after or "", start=start)
        if before is None and self.after:
            return t("duty.step_new", turn=self.after.period.name, organisation=after or "")
        if after is None and self.before:
            return t("duty.step_gone", turn=self.before.period.name, organisation=before or "")
        turn = self.after.period.name if self.after else ""
        return t("duty.step", turn=turn, before=before or "", after=after or "")


@dataclass(frozen=True)
class Difference:
    """Everything two plans disagree on over a window."""

    steps: tuple[Step, ...]
    disturbed: tuple[Change, ...] = ()  #: agreements that stand, but under which the order has moved

    @property
    def affected(self) -> frozenset[str]:
        """List the organisations whose turns moved: they are told."""
        moved = frozenset(one for step in self.steps for one in step.organisations)
        return moved | {one for change in self.disturbed for one in (change.organisation, change.instead_of) if one}


def difference(before: Plan, after: Plan, *, since: datetime, until: datetime) -> Difference:
    """Compare two plans turn by turn."""
    was, will = (_by_key(plan, since, until) for plan in (before, after))
    steps = (Step(key, was.get(key), will.get(key)) for key in sorted({*was, *will}))
    disturbed = tuple(one for one in after.disturbed if one not in before.disturbed)
    return Difference(tuple(step for step in steps if _seen(step.before) != _seen(step.after)), disturbed)


def _by_key(plan: Plan, since: datetime, until: datetime) -> Mapping[date, Turn]:
    return {turn.period.key: turn for turn in plan.window(since, until)}


def _seen(turn: Turn | None) -> tuple[object, ...] | None:
    """Give what people see of a turn: whose it is, when, and which parts others cover."""
    return (turn.organisation, turn.period.starts, turn.covers) if turn else None
