"""How duty has been shared: what was planned and what was done, per organisation, never as a ranking.

Days are local calendar days between handovers, so the parts of a turn add up to the whole. An organisation is judged
over whole rounds only: twelve months of five organisations look unfair without being so.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from .calendar import public_holidays
from .changes import Cover, Kind
from .plan import Plan

Debts: TypeAlias = Mapping[tuple[str, str], int]  #: (who was replaced, who did it) → turns or days


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Record who had the duty, for a whole turn or a part of it; never changed once its time is over."""

    period: date
    organisation: str | None
    starts: datetime
    ends: datetime


@dataclass(frozen=True, kw_only=True)
class Record:
    """Sum an organisation's part; ``ahead`` is in turns, negative when it has done less than its share."""

    planned_periods: int = 0
    planned_days: int = 0
    periods: int = 0  #: turns of which it did the most days
    days: int = 0
    heavy_days: int = 0
    ahead: Fraction = Fraction(0)
    judged: bool = False  #: False until a whole round has been seen
    gave: int = 0  #: turns it does for others
    received: int = 0  #: turns others do for it
    gave_days: int = 0  #: days it covers within others' turns
    received_days: int = 0

    @property
    def even(self) -> bool:
        """Tell whether it is within a turn of its share."""
        return abs(self.ahead) <= 1


def records(plan: Plan, facts: Sequence[Fact]) -> Mapping[str, Record]:
    """Sum up closed turns for every organisation that was in the line-up or had duty in them."""
    closed = _closed(plan, facts)
    found: dict[str, Record] = {}
    for k, parts in closed.items():
        _count(plan, k, parts, found)
    ahead, judged = _ahead(plan, closed)
    turns, days = owed(plan), covered(plan)
    return {
        one: replace(
            record, ahead=ahead.get(one, Fraction(0)), judged=judged,
            gave=_sum(turns, creditor=one), received=_sum(turns, debtor=one),
            gave_days=_sum(days, creditor=one), received_days=_sum(days, debtor=one),
        )
        for one, record in found.items()
    }  # fmt: skip


def _sum(debts: Debts, *, debtor: str | None = None, creditor: str | None = None) -> int:
    return sum(worth for (owes, did), worth in debts.items() if owes == debtor or did == creditor)


def _closed(plan: Plan, facts: Sequence[Fact]) -> dict[int, list[Fact]]:
    """Group facts by period, leaving out periods that a change of cadence has done away with."""
    grouped: dict[int, list[Fact]] = {}
    for fact in sorted(facts, key=lambda one: one.starts):
        k = plan.timetable.number(fact.period)
        if k is not None:
            grouped.setdefault(k, []).append(fact)
    return dict(sorted(grouped.items()))


def _count(plan: Plan, k: int, parts: Sequence[Fact], found: dict[str, Record]) -> None:
    zone = plan.timetable.zone(k)
    for one in _members(plan, k):
        found.setdefault(one, Record())
    planned = None if plan.idle(k) else plan.planned(k)
    days = sum(len(_days(part, zone)) for part in parts)
    if planned:
        was = found.setdefault(planned, Record())
        found[planned] = replace(was, planned_periods=was.planned_periods + 1, planned_days=was.planned_days + days)
    mine = _per_organisation(parts, zone)
    most = max(mine, key=lambda one: len(mine[one]), default=None)
    for one, own in mine.items():
        was = found.setdefault(one, Record())
        found[one] = replace(
            was, periods=was.periods + (one == most), days=was.days + len(own),
            heavy_days=was.heavy_days + sum(map(heavy, own)),
        )  # fmt: skip


def _members(plan: Plan, k: int) -> tuple[str, ...]:
    version = plan.version(k)
    return version.lineup.organisations if version else ()


def _per_organisation(parts: Sequence[Fact], zone: ZoneInfo) -> dict[str, list[date]]:
    mine: dict[str, list[date]] = {}
    for part in parts:
        if part.organisation is not None:
            mine.setdefault(part.organisation, []).extend(_days(part, zone))
    return mine


def _days(fact: Fact | Cover, zone: ZoneInfo) -> list[date]:
    first, end = (at.astimezone(zone).date() for at in (fact.starts, fact.ends))
    return [first + timedelta(number) for number in range((end - first).days)]


def heavy(day: date) -> bool:
    """Tell a day on which duty weighs more: July, 15 December to 6 January, a week with two public holidays."""
    if day.month == 7 or (day.month, day.day) >= (12, 15) or (day.month, day.day) <= (1, 6):
        return True
    return day - timedelta(day.weekday()) in _holiday_weeks(day.year)


@lru_cache(maxsize=64)
def _holiday_weeks(year: int) -> frozenset[date]:
    """Give the Mondays of a year's weeks with two holidays; those about New Year weigh more as it is."""
    weeks = Counter(day - timedelta(day.weekday()) for day in public_holidays(year))
    return frozenset(monday for monday, holidays in weeks.items() if holidays > 1)


# -- fairness --------------------------------------------------------------------------------------------------


def _ahead(plan: Plan, closed: Mapping[int, Sequence[Fact]]) -> tuple[Mapping[str, Fraction], bool]:
    """Compare days done with the share of those in the line-up, over the last whole rounds, in turns."""
    done = [k for k, parts in closed.items() if any(part.organisation for part in parts)]
    size = len(_members(plan, done[-1])) if done else 0
    rounds = len(done) // size * size if size else 0
    counted, total = done[len(done) - rounds :], 0
    ahead: dict[str, Fraction] = {}
    for k in counted:
        mine = _per_organisation(closed[k], plan.timetable.zone(k))
        days, members = sum(map(len, mine.values())), _members(plan, k)
        total += days
        for one in {*mine, *members}:
            share = Fraction(days, len(members)) if one in members else Fraction(0)
            ahead[one] = ahead.get(one, Fraction(0)) + len(mine.get(one, ())) - share
    turn = Fraction(total, rounds) if total else Fraction(1)
    return {one: days / turn for one, days in ahead.items()}, rounds > 0


def owed(plan: Plan) -> Debts:
    """Count the turns substitutes do for others; a swap leaves no debt."""
    taken = (one for one in plan.changes if one.kind is Kind.SUBSTITUTE)
    return Counter((one.instead_of, one.organisation) for one in taken if one.instead_of and one.organisation)


def covered(plan: Plan) -> Debts:
    """Count the days organisations cover within each other's turns."""
    found: Counter[tuple[str, str]] = Counter()
    for one in plan.covers:
        k = plan.timetable.number(one.period)
        holder = None if k is None else plan.effective(k)
        if k is not None and holder and one.organisation:
            found[holder, one.organisation] += len(_days(one, plan.timetable.zone(k)))
    return found
