"""The deeds that change a plan, each refused with its reason where it would break a promise; undo takes one back.

``act`` is the deed's id, the caller's to choose; ``at`` is now. What has begun stays as it is: a running turn can only
be covered in part.
"""

from dataclasses import replace
from datetime import date, datetime

from bot.text import Moment, Text, t

from .changes import Change, Cover, Kind, Pause
from .plan import Plan
from .values import Refused


def open_period(plan: Plan, key: date, *, at: datetime) -> int | Refused:
    """Find the number of a period that has not begun."""
    k = plan.timetable.number(key)
    if k is None:
        return Refused(t("duty.no_such_period", day=Moment(key, "day")))
    if plan.timetable.start(k) <= at:
        return Refused(t("duty.period_begun", turn=plan.timetable.period(k).name))
    return k


# -- somebody else takes a turn ----------------------------------------------------------------------------


def substitute(plan: Plan, key: date, organisation: str, *, act: str, at: datetime) -> Plan | Refused:
    """Give one turn to another organisation; nobody's later turns move, and the one replaced owes a turn."""
    k = open_period(plan, key, at=at)
    if isinstance(k, Refused):
        return k
    had = plan.effective(k)
    if had == organisation:
        return Refused(t("duty.already_theirs", turn=plan.timetable.period(k).name))
    taken = Change(act=act, kind=Kind.SUBSTITUTE, period=key, organisation=organisation, instead_of=had)
    return replace(plan, changes=(*plan.changes, taken))


def swap(plan: Plan, first: date, second: date, *, act: str, at: datetime) -> Plan | Refused:
    """Exchange two turns between the organisations that have them now; nothing else moves."""
    numbers = open_period(plan, first, at=at), open_period(plan, second, at=at)
    for k in numbers:
        if isinstance(k, Refused):
            return k
        if plan.effective(k) is None:
            return Refused(t("duty.nobody_there", turn=plan.timetable.period(k).name))
    sides = exchanged(plan, first, second, act=act)
    if sides[0].organisation == sides[0].instead_of:
        return Refused(t("duty.swap_with_itself"))
    return replace(plan, changes=(*plan.changes, *sides))


def exchanged(plan: Plan, first: date, second: date, *, act: str) -> tuple[Change, ...]:
    """Write down both sides of a swap."""
    one, other = (plan.effective(plan.timetable.onward(key)) for key in (first, second))
    return (
        Change(act=act, kind=Kind.SWAP, period=first, organisation=other, instead_of=one),
        Change(act=act, kind=Kind.SWAP, period=second, organisation=one, instead_of=other),
    )


def cover(plan: Plan, taking: Cover, *, at: datetime) -> Plan | Refused:
    """Give the rest or a part of a turn to another organisation, or to the fallback contact when it names none."""
    k = plan.timetable.number(taking.period)
    if k is None:
        return Refused(t("duty.no_such_period", day=Moment(taking.period, "day")))
    period = plan.timetable.period(k)
    if not max(period.starts, at) <= taking.starts < taking.ends <= period.ends:
        end = Moment(period.local_end, "until")
        return Refused(t("duty.cover_outside", start=Moment(period.local_start, "until"), end=end))
    if any(one.starts < taking.ends and taking.starts < one.ends for one in plan.covers_of(period)):
        return Refused(t("duty.cover_overlaps"))
    if taking.organisation == plan.effective(k):
        return Refused(t("duty.already_theirs", turn=period.name))
    return replace(plan, covers=(*plan.covers, taking))


# -- the order moves ---------------------------------------------------------------------------------------


def pass_turn(plan: Plan, key: date, *, act: str, at: datetime) -> Plan | Refused:
    """Lose a turn: the next in order has the period, and everybody after comes one period earlier."""
    k = _orderly(plan, key, at=at)
    if isinstance(k, Refused):
        return k
    version = plan.version(k)
    if version is None or len(version.lineup.organisations) < 2:
        return Refused(t("duty.nobody_next"))
    return replace(plan, changes=(*plan.changes, Change(act=act, kind=Kind.PASS, period=key)))


def hold(plan: Plan, key: date, *, act: str, at: datetime) -> Plan | Refused:
    """Postpone every turn from a period on by one; nobody has the period, and nobody loses a turn."""
    k = _orderly(plan, key, at=at)
    held = Change(act=act, kind=Kind.HOLD, period=key)
    return k if isinstance(k, Refused) else replace(plan, changes=(*plan.changes, held))


def cancel(plan: Plan, key: date, *, act: str, at: datetime) -> Plan | Refused:
    """Use up one turn without anybody on duty; nobody's later turns move."""
    k = _orderly(plan, key, at=at)
    cancelled = Change(act=act, kind=Kind.CANCEL, period=key)
    return k if isinstance(k, Refused) else replace(plan, changes=(*plan.changes, cancelled))


def _orderly(plan: Plan, key: date, *, at: datetime) -> int | Refused:
    """Find the number of a period to which nothing has been done yet."""
    k = open_period(plan, key, at=at)
    if isinstance(k, Refused):
        return k
    name = plan.timetable.period(k).name
    if plan.taken(k):
        return Refused(t("duty.agreed_there", turn=name))
    return Refused(t("duty.changed_there", turn=name)) if plan.ordered(k) or plan.idle(k) else k


def pause(plan: Plan, stopping: Pause, *, at: datetime) -> Plan | Refused:
    """Hold or cancel a range of turns, if nobody has agreed to take one of them."""
    first = open_period(plan, stopping.first, at=at)
    if isinstance(first, Refused):
        return first
    begins, ends = plan.span(stopping)
    if ends is not None and ends < begins:
        return Refused(t("duty.pause_backwards"))
    if any(_meet((begins, ends), plan.span(one)) for one in plan.pauses):
        return Refused(t("duty.pause_overlaps"))
    agreed = _agreed_within(plan, begins, ends)
    return Refused(agreed) if agreed else replace(plan, pauses=(*plan.pauses, stopping))


def _meet(one: tuple[int, int | None], other: tuple[int, int | None]) -> bool:
    return (one[1] is None or other[0] <= one[1]) and (other[1] is None or one[0] <= other[1])


def _agreed_within(plan: Plan, begins: int, ends: int | None) -> Text | None:
    numbers = sorted(k for one in plan.changes if (k := plan.timetable.number(one.period)) is not None)
    within = (k for k in numbers if begins <= k and (ends is None or k <= ends) and plan.taken(k))
    agreed = next(within, None)
    return None if agreed is None else t("duty.agreed_there", turn=plan.timetable.period(agreed).name)


def resume(plan: Plan, act: str, last: date, *, at: datetime) -> Plan | Refused:
    """End a pause sooner than it was to end: after the period with key ``last``, which may be the running one."""
    found = next((one for one in plan.pauses if one.act == act), None)
    if found is None:
        return Refused(t("duty.nothing_to_undo"))
    begins, ends = plan.span(found)
    until = plan.timetable.number(last)
    if until is None or until < max(begins, plan.timetable.index(at)) or (ends is not None and until > ends):
        return Refused(t("duty.resume_outside"))
    shorter = tuple(replace(one, last=last) if one is found else one for one in plan.pauses)
    return replace(plan, pauses=shorter)


# -- back again --------------------------------------------------------------------------------------------


def undo(plan: Plan, act: str, *, at: datetime) -> Plan | Refused:
    """Take a deed back, both sides of a swap at once, until the first period it touches begins."""
    begins = _begins(plan, act)
    if not begins:
        return Refused(t("duty.nothing_to_undo"))
    if min(begins) <= at:
        return Refused(t("duty.undo_late"))
    resting = _resting(plan, act)
    if resting is not None:
        return Refused(t("duty.undo_resting", turn=plan.timetable.period(resting).name))
    return replace(
        plan,
        changes=tuple(one for one in plan.changes if one.act != act),
        covers=tuple(one for one in plan.covers if one.act != act),
        pauses=tuple(one for one in plan.pauses if one.act != act),
        lineups=tuple(one for one in plan.lineups if one.act != act),
    )


def _begins(plan: Plan, act: str) -> list[datetime]:
    """List the instants from which a deed has effect."""
    keys = [one.period for one in plan.changes if one.act == act]
    keys += [one.first for one in plan.pauses if one.act == act]
    keys += [one.since for one in plan.lineups[1:] if one.act == act]
    starts = [plan.timetable.start(plan.timetable.onward(key)) for key in keys]
    return starts + [one.starts for one in plan.covers if one.act == act]


def _resting(plan: Plan, act: str) -> int | None:
    """Find a period in which a later agreement builds on this deed."""
    mine = [place for place, one in enumerate(plan.changes) if one.act == act]
    touched = {plan.changes[place].period for place in mine}
    after = plan.changes[mine[-1] + 1 :] if mine else ()
    later = sorted(one.period for one in after if one.period in touched and one.act != act)
    paused = [pause for pause in plan.pauses if pause.act == act]
    for change in plan.changes:
        k = plan.timetable.number(change.period)
        if k is not None and plan.taken(k) and any(_meet((k, k), plan.span(one)) for one in paused):
            return k
    return plan.timetable.onward(later[0]) if later else None
