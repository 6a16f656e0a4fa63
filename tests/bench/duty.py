"""How long a plan takes: twelve organisations over ten years, with what people have done to it."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median

from bot.domain.duty import Cadence, Change, Kind, LineUp, Months, Pause, Plan, Timetable
from bot.domain.duty.changes import Mode

ORGANISATIONS, MONTHS = 12, 120
_ROUNDS = 15
_START = datetime(2027, 1, 1, tzinfo=UTC)


def planned() -> float:
    """Give the seconds of processor that the plan of ten years takes from nothing, the median of several."""
    return median(_timed(round_) for round_ in range(_ROUNDS))


def _timed(round_: int) -> float:
    plan = _plan(round_)
    began = time.process_time()
    turns = plan.window(_START, _START + timedelta(days=3653))
    spent = time.process_time() - began
    if len(turns) < MONTHS:
        raise ValueError(f"only {len(turns)} turns in ten years")
    return spent


def _plan(round_: int) -> Plan:
    """Make a plan that no cache has seen: a line-up a year, a change every fourth month, a pause each summer."""
    names = tuple(f"organisation{number}" for number in range(ORGANISATIONS))
    timetable = Timetable(cadences=(Cadence(anchor=date(2027, 1, 1), unit=Months()),))
    keys = [timetable.nominal(k) for k in range(MONTHS)]
    years = range(MONTHS // 12)
    lineups = [
        LineUp(since=keys[year * 12], organisations=names[year:] + names[:year], yearly_step=1) for year in years
    ]
    changes = [
        Change(act=str(k), kind=Kind.SUBSTITUTE, period=keys[k], organisation=names[(k + round_) % 12])
        for k in range(2, MONTHS, 4)
    ]
    summers = [keys[year * 12 + 6] for year in years]
    pauses = [Pause(act=f"p{key}", mode=Mode.HOLD, first=key, last=key) for key in summers]
    plan = Plan(timetable=timetable, lineups=tuple(lineups), fallback="aino")
    return replace(plan, changes=tuple(changes), pauses=tuple(pauses))
