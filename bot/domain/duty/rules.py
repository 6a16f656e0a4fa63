"""Recurrence rules (RFC 5545) that may set the turns: checked first, expanded on naive dates, never on instants."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise

from dateutil.rrule import rrule, rrulestr

from bot.text import Moment, Text, t

from .values import Refused

_LONGEST = 200  # characters
_CYCLE = 28  # years after which weekdays and leap years repeat: a rule that holds that long holds on
_FEWEST = 24  # occurrences to be seen within the cycle
_EXAMPLE, _LAST_DAY = "FREQ=MONTHLY;BYDAY=1MO", "BYMONTHDAY=-1"
_PARTS = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
_FREQUENCIES = frozenset({"WEEKLY", "MONTHLY", "YEARLY"})
SHORTEST, _SPARSEST = 7, 400  # days between two handovers


@dataclass(frozen=True)
class Rule:
    """Change when a recurrence rule says; ``rule_of`` makes only rules that are safe to expand."""

    text: str

    def nominal(self, anchor: date, k: int) -> date:
        """Give the date of period ``k``, the first occurrence from the anchor on being 0."""
        years = _CYCLE
        while len(_occurrences(self.text, anchor, years)) <= k:
            years *= 2
        return _occurrences(self.text, anchor, years)[k]

    def number(self, anchor: date, day: date) -> int:
        """Give the last period whose date is not after ``day``; -1 before the first."""
        years = _CYCLE
        while _occurrences(self.text, anchor, years)[-1] <= day:
            years *= 2
        return bisect_right(_occurrences(self.text, anchor, years), day) - 1

    def per_year(self, anchor: date) -> int | None:
        """Count the periods of a year; None when it differs from year to year."""
        years = [day.year for day in _occurrences(self.text, anchor, _CYCLE)]
        counts = {years.count(year) for year in range(anchor.year + 1, anchor.year + _CYCLE)}
        return counts.pop() if len(counts) == 1 else None

    @property
    def shortest(self) -> int:
        """Give the days of the shortest period, from below."""
        return SHORTEST

    def named(self, key: date) -> Text:
        """Name a turn by its nominal date."""
        return t("duty.turn_from", day=Moment(key, "day"))


def rule_of(typed: str, anchor: date) -> Rule | Refused:
    """Take a typed rule if it gives a turn of a week or more, for ever and at a bounded cost."""
    text = re.sub(r"\s", "", typed).upper().removeprefix("RRULE:").strip(";")
    refusal = _shape(text, anchor)
    if refusal is None:
        try:
            refusal = _spacing(_occurrences(text, anchor, _CYCLE), anchor)
        except (ValueError, TypeError, KeyError, IndexError):  # what dateutil raises for a part it cannot read
            refusal = t("duty.rule_unread", example=_EXAMPLE)
    return Rule(text) if refusal is None else Refused(refusal)


def _shape(text: str, anchor: date) -> Text | None:
    """Refuse what is not ours to expand, before anything is expanded."""
    pairs = [part.partition("=") for part in text.split(";")]
    parts = {name: value for name, _, value in pairs}
    if len(text) > _LONGEST or not all(name and value for name, _, value in pairs) or len(parts) < len(pairs):
        return t("duty.rule_unread", example=_EXAMPLE)
    if {"COUNT", "UNTIL"} & set(parts):
        return t("duty.rule_ends")
    if parts.get("FREQ") not in _FREQUENCIES or not set(parts) <= _PARTS:
        return t("duty.rule_parts")
    if not re.fullmatch(r"[1-9][0-9]?", parts.get("INTERVAL", "1")):
        return t("duty.rule_unread", example=_EXAMPLE)
    return _month_end(parts, anchor)


def _month_end(parts: Mapping[str, str], anchor: date) -> Text | None:
    """Refuse days that some months lack: a rule leaves those months out, and somebody's turn with them."""
    days = [int(day) for day in re.findall(r"[+-]?[0-9]{1,2}", parts.get("BYMONTHDAY", ""))]
    by_anchor = parts["FREQ"] != "WEEKLY" and not {"BYDAY", "BYMONTHDAY"} & set(parts)
    if any(abs(day) > 28 for day in days) or (by_anchor and anchor.day > 28):
        return t("duty.rule_month_end", example=_LAST_DAY)
    return None


def _spacing(days: tuple[date, ...], anchor: date) -> Text | None:
    gaps = [(later - sooner).days for sooner, later in pairwise(days)]
    if gaps and min(gaps) < SHORTEST:
        return t("duty.rule_dense")
    if len(days) < _FEWEST or max(gaps) > _SPARSEST or (days[0] - anchor).days > _SPARSEST:
        return t("duty.rule_sparse")
    return None


@lru_cache(maxsize=64)
def _occurrences(text: str, anchor: date, years: int) -> tuple[date, ...]:
    """Expand a rule over some years.

    The calendar repeats every 400 years, weekdays and all. dateutil looks for a rule that never occurs until the year
    9999, so it is asked about our dates as far towards that year as they go: the search is then short.
    """
    shift = (9998 - years - anchor.year) // 400 * 400
    starts = datetime.combine(anchor.replace(year=anchor.year + shift), time())
    rule = rrulestr(text, dtstart=starts)
    if not isinstance(rule, rrule):
        raise TypeError("one rule is wanted, not a set")
    found = rule.replace(until=starts.replace(year=starts.year + years, day=min(starts.day, 28)))
    return tuple(one.date().replace(year=one.year - shift) for one in found)
