"""A network's rota as it is kept: the plan, and what it is known by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from .breaks import Break
from .cadence import Cadence
from .changes import Change, Cover, Pause
from .lineup import LineUp
from .plan import Plan

Part: TypeAlias = Cadence | Break | LineUp | Change | Cover | Pause  #: what a plan is made of


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """Take turns; its people are its contacts."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """Hold a network's rota."""

    id: str
    network: str
    plan: Plan
    made_at: datetime
    swept_at: datetime  #: what came due until then has been seen to

    def with_plan(self, plan: Plan) -> "Rotation":
        """Give the same rota with another plan."""
        return replace(self, plan=plan)


@dataclass(frozen=True, kw_only=True)
class Handover:
    """Record that a turn has begun; acknowledging it changes nothing of whose it is."""

    period: date
    organisation: str | None
    starts: datetime
    recorded_at: datetime
    acknowledged_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Tell of something that was done to a plan: by whom, why, and whether it was taken back."""

    act: str
    parts: tuple[Part, ...]
    by: str
    at: datetime
    undone_at: datetime | None = None
    why: str = ""


def parts(plan: Plan) -> tuple[Part, ...]:
    """List what a plan is made of, in the order it counts."""
    timetable = plan.timetable
    breaks = timetable.calendar.breaks
    return (*timetable.cadences, *breaks, *plan.lineups, *plan.changes, *plan.covers, *plan.pauses)


def split(before: Sequence[Part], after: Sequence[Part]) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Say what a change of plan takes back, and what it adds."""
    gone = tuple(one for one in before if one not in after)
    return gone, tuple(one for one in after if one not in before)


Names: TypeAlias = Mapping[str, str]  #: organisations' names by id


@dataclass(frozen=True, kw_only=True)
class Feed:
    """Hold what a calendar of the turns is made of; ``organisation`` when it is that one's own."""

    rota: Rotation
    names: Names
    changes: Mapping[date, tuple[int, datetime]]  #: how often a turn has changed since it was first shown, and when
    locale: str
    organisation: str | None = None
