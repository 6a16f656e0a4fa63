"""Editing the line-up and the cadence: a new version from a coming handover on, after the turns already told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.text import Moment, t

from .breaks import Break
from .cadence import Cadence
from .lineup import LineUp, flaw_of, with_newcomer
from .operations import open_period
from .plan import Plan
from .timetable import quieted, recadenced
from .values import Refused

#: Turns that begin within this have been told to people; an edit leaves them alone unless a coordinator insists.
HORIZON = timedelta(weeks=8)


def first_free(plan: Plan, *, at: datetime) -> date:
    """Give the key of the first period an edit may begin from without touching what is published."""
    return plan.timetable.nominal(plan.timetable.index(at + HORIZON) + 1)


def published(plan: Plan, *, at: datetime) -> Plan:
    """Freeze the days of the handovers within the horizon."""
    numbers = range(max(plan.timetable.index(at), 0), plan.timetable.onward(first_free(plan, at=at)))
    return replace(plan, timetable=plan.timetable.publish(numbers))


def edited(plan: Plan, lineup: LineUp, *, at: datetime, now: bool = False) -> Plan | Refused:
    """Put a line-up into force; ``now`` lets a coordinator reach into the published turns."""
    k = open_period(plan, lineup.since, at=at)
    if isinstance(k, Refused):
        return k
    flaw = flaw_of(lineup.organisations)
    if flaw:
        return Refused(flaw)
    if not now and lineup.since < first_free(plan, at=at):
        return Refused(t("duty.lineup_published", day=Moment(first_free(plan, at=at), "day")))
    later = [one.since for one in plan.lineups if plan.timetable.onward(one.since) > k]
    if later:
        return Refused(t("duty.lineup_later", day=Moment(min(later), "day")))
    return replace(plan, lineups=(*plan.lineups, lineup))


def joined(plan: Plan, organisation: str, since: date, *, act: str, place: int | None = None) -> LineUp:
    """Make the line-up with a newcomer: last, counted from the turn at which it joins, or at a place asked for."""
    k = plan.timetable.onward(since)
    order, turn = _order(plan, k), plan.place(k)
    return _like(plan, k, since, with_newcomer(order, turn, organisation, place), act)


def departed(plan: Plan, organisation: str, since: date, *, act: str) -> LineUp:
    """Make the line-up without an organisation; the others keep their order."""
    k = plan.timetable.onward(since)
    return _like(plan, k, since, [one for one in _order(plan, k) if one != organisation], act)


def reordered(plan: Plan, organisations: Sequence[str], since: date, *, act: str, first: int | None = None) -> LineUp:
    """Make the line-up in an order asked for; the one whose turn it would be begins, unless ``first`` says who."""
    return replace(_like(plan, plan.timetable.onward(since), since, organisations, act), first=first)


def stepped(plan: Plan, step: int, since: date, *, act: str) -> LineUp:
    """Make the same line-up with another yearly step."""
    k = plan.timetable.onward(since)
    return replace(_like(plan, k, since, _order(plan, k), act), yearly_step=step)


def _order(plan: Plan, k: int) -> tuple[str, ...]:
    version = plan.version(k)
    return version.lineup.organisations if version else ()


def _like(plan: Plan, k: int, since: date, organisations: Sequence[str], act: str) -> LineUp:
    version = plan.version(k)
    step = version.lineup.yearly_step if version else 0
    return LineUp(since=since, organisations=tuple(organisations), yearly_step=step, act=act)


def recadence(plan: Plan, cadence: Cadence, *, at: datetime, now: bool = False) -> Plan | Refused:
    """Change how turns follow each other from a date on; the order goes on where it was."""
    first = cadence.nominal(0)
    if not now and first < first_free(plan, at=at):
        return Refused(t("duty.lineup_published", day=Moment(first_free(plan, at=at), "day")))
    timetable = recadenced(plan.timetable, cadence, at=at)
    return timetable if isinstance(timetable, Refused) else replace(plan, timetable=timetable)


def with_quiet(plan: Plan, breaks: tuple[Break, ...]) -> Plan | Refused:
    """Change the days when no turn begins; handovers told already stay where they are."""
    timetable = quieted(plan.timetable, breaks)
    return timetable if isinstance(timetable, Refused) else replace(plan, timetable=timetable)
