"""The course of a handover: what is due when, who is asked to acknowledge, and what is told after a standstill.

Duty itself moves by the clock. Everything here only tells people of it, in business hours.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from .plan import Plan, Turn

_LONG_ENOUGH = timedelta(days=21)  # in weekly turns a notice four weeks ahead would be four turns early
_SHORT = timedelta(days=13)  # a turn of a week is not asked for its note as it begins
_LATE = timedelta(hours=1)
_REACH = timedelta(days=60)  # no step lies further from its handover than this, over quiet days too


class Step(StrEnum):
    """What a handover asks for, in its order."""

    COMING = "coming"  #: four weeks before: the next organisation hears, and can find cover or a swap
    NOTE = "note"  #: a week before, in weekly turns three business days: a note is asked for, and who the contacts are
    PAUSED = "paused"  #: a week before each turn of an open pause: does it go on?
    READY = "ready"  #: the business day before: the packet is final, the rooms are reminded
    BEGINS = "begins"  #: the duty moves, and is announced
    DEPUTY = "deputy"  #: a business day later, unacknowledged: the deputy contact
    EVERYONE = "everyone"  #: the next: every contact of the organisation
    COORDINATORS = "coordinators"  #: the third: coordinators and the outgoing organisation


BEFORE = frozenset({Step.COMING, Step.NOTE, Step.PAUSED, Step.READY})
LADDER = (Step.DEPUTY, Step.EVERYONE, Step.COORDINATORS)


@dataclass(frozen=True, order=True)
class Due:
    """One step of one handover, due at an instant."""

    at: datetime
    period: date
    step: Step


def timeline(plan: Plan, k: int) -> tuple[Due, ...]:
    """List the steps of the handover to period ``k``, as if nobody acknowledged it."""
    turn = plan.turn(k)
    if turn.organisation is None:
        return _paused(plan, turn)
    start, key = turn.period.starts, turn.period.key
    steps = [
        *([Due(_days(plan, k, -28), key, Step.COMING)] if _lasts(plan, k - 1, _LONG_ENOUGH) else []),
        Due(_days(plan, k, -7) if _lasts(plan, k - 1, _SHORT) else _business(plan, k, -3), key, Step.NOTE),
        Due(_business(plan, k, -1), key, Step.READY),
        Due(start, key, Step.BEGINS),
        *(Due(_business(plan, k, number), key, step) for number, step in enumerate(LADDER, 1)),
    ]
    return tuple(due for due in steps if due.at < turn.period.ends and (due.step not in BEFORE or due.at < start))


def _paused(plan: Plan, turn: Turn) -> tuple[Due, ...]:
    """Ask about an open pause each turn; the first handover to nobody is still announced."""
    begins = Due(turn.period.starts, turn.period.key, Step.BEGINS)
    if turn.pause is None or turn.pause.last is not None:
        return (begins,)
    return Due(_days(plan, turn.period.number, -7), turn.period.key, Step.PAUSED), begins


def _lasts(plan: Plan, k: int, days: timedelta) -> bool:
    """Tell whether a turn is as long; what is before the first is."""
    return k < 0 or plan.timetable.start(k + 1) - plan.timetable.start(k) >= days


def _days(plan: Plan, k: int, days: int) -> datetime:
    local = plan.timetable.period(k).local_start
    return plan.timetable.calendar.humane(local.date() + timedelta(days), local.time(), plan.timetable.zone(k))


def _business(plan: Plan, k: int, count: int) -> datetime:
    calendar, local = plan.timetable.calendar, plan.timetable.period(k).local_start
    return calendar.humane(calendar.shift(local.date(), count), local.time(), plan.timetable.zone(k))


# -- what is due -----------------------------------------------------------------------------------------------


def due(
    plan: Plan, *, since: datetime, until: datetime, acknowledged: Container[date] = frozenset()
) -> tuple[Due, ...]:
    """List the steps that came due after ``since`` and by ``until``; an acknowledged turn has no ladder."""
    first = max(plan.timetable.index(since - _REACH), 0)
    last = plan.timetable.index(until + _REACH)
    steps = (one for k in range(first, last + 1) for one in timeline(plan, k))
    return tuple(sorted(one for one in steps if since < one.at <= until and _wanted(one, acknowledged)))


def _wanted(one: Due, acknowledged: Container[date]) -> bool:
    return one.step not in LADDER or one.period not in acknowledged


def next_due(plan: Plan, *, at: datetime, acknowledged: Container[date] = frozenset()) -> Due | None:
    """Find the step that comes due next, if one does within the coming weeks."""
    return next(iter(due(plan, since=at, until=at + _REACH, acknowledged=acknowledged)), None)


def still_useful(steps: Iterable[Due], plan: Plan, *, at: datetime) -> tuple[Due, ...]:
    """Keep, of what came due during a standstill, the last step of each turn that is coming or running.

    What would be told only when the turn begins has been overtaken by it.
    """
    last = {one.period: one for one in sorted(steps)}
    now, told = plan.timetable.index(at), plan.timetable.calendar.daytime(at, plan.timetable.zone(0))
    numbers = ((one, plan.timetable.number(one.period)) for one in last.values())
    return tuple(one for one, k in numbers if k is not None and _useful(one, k, now, told < plan.timetable.start(k)))


def _useful(one: Due, k: int, now: int, before: bool) -> bool:
    return before if one.step in BEFORE else k >= now


# -- what is told ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Announcement:
    """Say what is to be recorded, all of it, and which one change is told."""

    record: tuple[Turn, ...]  #: every turn that has begun since the last one recorded, in order
    tell: Turn | None = None  #: the latest of them
    before: str | None = None  #: who had the duty until then; None: the fallback contact
    late: bool = False

    @property
    def continues(self) -> bool:
        """Tell that the same organisation goes on: nobody is thanked for the previous turn."""
        return self.tell is not None and self.tell.organisation == self.before


def announcement(plan: Plan, *, recorded: date | None, at: datetime) -> Announcement:
    """Say what has happened since the last turn recorded, by its key (None: none yet)."""
    last = -1 if recorded is None else plan.timetable.reached(recorded)
    now = plan.timetable.index(at)
    if now <= last:
        return Announcement(())
    turns = tuple(map(plan.turn, range(last + 1, now + 1)))
    start = turns[-1].period.starts
    before = plan.duty(start - timedelta(microseconds=1)).organisation
    return Announcement(turns, turns[-1], before, late=at - announced_at(plan, now) > _LATE)


def announced_at(plan: Plan, k: int) -> datetime:
    """Say when the handover to period ``k`` is announced: at once, or when the day begins."""
    return plan.timetable.calendar.daytime(plan.timetable.start(k), plan.timetable.zone(k))
