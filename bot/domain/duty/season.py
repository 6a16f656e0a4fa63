"""The same-season trap: when the organisations divide the year evenly, one of them has July every year.

A yearly step of ``d`` places, with gcd(periods a year + d, organisations) = 1, gives everybody every season in turn.
It is proposed with what it would do, and does nothing until it is accepted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from math import gcd

from bot.text import Moment, Text, t, tn

from .plan import Plan
from .values import called


@dataclass(frozen=True)
class Slot:
    """One place in the year, by the nominal date it begins on, and everyone who ever has it."""

    begins: date
    organisations: tuple[str, ...]


@dataclass(frozen=True)
class Passed:
    """Who is passed over when the order steps on at a New Year: everybody after them comes sooner."""

    year: int
    organisations: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """A yearly step with its effect; over as many years as there are organisations all come out even."""

    step: int
    slots: tuple[Slot, ...]  #: as it is without the step
    passed: tuple[Passed, ...]  #: with it, over that many years
    twice: bool  #: with two organisations the same one has the last turn of a year and the first of the next


def step_for(per_year: int | None, organisations: int) -> int:
    """Choose the smallest yearly step that breaks the trap; 0 when there is none to break."""
    if per_year is None or organisations < 2:
        return 0
    return next(d for d in count() if gcd(per_year + d, organisations) == 1)


def proposal(plan: Plan, k: int = 0) -> Proposal | None:
    """Propose a yearly step from period ``k`` on; None when the line-up has one or needs none."""
    version, per_year = plan.version(k), plan.timetable.unit_periods(k)
    order = version.lineup.organisations if version else ()
    step = step_for(per_year, len(order))
    if version is None or per_year is None or step == 0 or version.lineup.yearly_step:
        return None
    plain = replace(plan, lineups=(version.lineup,), changes=(), pauses=(), covers=())
    stepping = replace(plain, lineups=(replace(version.lineup, yearly_step=step),))
    slots = tuple(_slot(plain, version.k0 + slot, per_year, len(order)) for slot in range(per_year))
    return Proposal(step, slots, _passed(stepping, step, len(order)), twice=len(order) == 2)


def _slot(plan: Plan, k: int, per_year: int, years: int) -> Slot:
    had = (plan.planned(k + per_year * year) for year in range(years))
    return Slot(plan.timetable.nominal(k), tuple(dict.fromkeys(one for one in had if one is not None)))


def _passed(plan: Plan, step: int, years: int) -> tuple[Passed, ...]:
    """Find who is passed over at each New Year: those right after the one with the year's last turn."""
    order = plan.lineups[0].organisations
    first = plan.timetable.nominal(plan.timetable.onward(plan.lineups[0].since)).year + 1
    lasts = [(year, plan.place(plan.timetable.onward(date(year, 1, 1)) - 1)) for year in range(first, first + years)]
    return tuple(Passed(year, tuple(order[(last + n + 1) % len(order)] for n in range(step))) for year, last in lasts)


def why(proposed: Proposal, names: Mapping[str, str]) -> tuple[Text, ...]:
    """Say what happens without the step and what it would do."""
    slot = next((one for one in proposed.slots if one.begins.month == 7), proposed.slots[0])
    month, first = Moment(slot.begins, "month_in"), proposed.passed[0]
    if len(slot.organisations) == 1:
        trap = t("duty.season_always", organisation=called(slot.organisations[0], names), month=month)
    else:
        trap = tn("duty.season_few", len(slot.organisations), month=month)
    passed = ", ".join(names.get(one, one) for one in first.organisations)
    effect = t("duty.season_step", year=str(first.year), organisations=passed)
    return (trap, effect, *([t("duty.season_twice")] if proposed.twice else []))
