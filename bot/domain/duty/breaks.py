"""Quiet days of a rota's own, when no turn begins and nobody is disturbed: "24.12.–6.1., 7.5.2027, heinäkuu"."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from bot.domain.forms import Accepted, Context, Reading, Wrong
from bot.text import clean, fold, t

_MOST = 12  # breaks of a rota
LONGEST = 45  #: days of quiet in a year, July and Christmas; longer is a pause of the turns


@dataclass(frozen=True, order=True)
class Break:
    """Be quiet from one day to another, both in: every year, or in the one it begins in."""

    first: tuple[int, int]  #: month and day
    last: tuple[int, int]
    year: int | None = None

    def covers(self, day: date) -> bool:
        """Tell whether a day is one of them."""
        if self.year is not None:
            return self.begins(self.year) <= day <= self.ends(self.year)
        said = day.month, day.day
        if self.first <= self.last:
            return self.first <= said <= self.last
        return said >= self.first or said <= self.last

    def begins(self, year: int) -> date:
        """Give the first day of the break that begins in a year."""
        return _day(year, self.first)

    def ends(self, year: int) -> date:
        """Give its last day, in the next year where it goes over the New Year."""
        return _day(year + (self.last < self.first), self.last)

    @property
    def days(self) -> int:
        """Count its days."""
        year = self.year or 2024
        return (self.ends(year) - self.begins(year)) // timedelta(1) + 1


def _day(year: int, month_and_day: tuple[int, int]) -> date:
    """Give a day of a year; 29 February is the last of that month in others."""
    month, day = month_and_day
    return date(year, month, min(day, monthrange(year, month)[1]))


# -- reading -------------------------------------------------------------------------------------------------

_DAY = r"(\d{1,2})\.\s*(\d{1,2})\.?(?:\s*(\d{4}))?"
_RANGE = re.compile(rf"(?:(\d{{1,2}})\.?|{_DAY})\s*[-–—]\s*{_DAY}")
_ONE = re.compile(_DAY)
_MONTH_WORDS = (
    "tammi januari january jan", "helmi februari february feb", "maalis mars march mar", "huhti april apr",
    "touko maj may", "kesa juni june jun", "heina juli july jul", "elo augusti august aug",
    "syys september sep sept", "loka oktober october okt oct", "marras november nov", "joulu december dec",
)  # fmt: skip
_MONTHS: Mapping[str, int] = MappingProxyType(
    {word: n for n, words in enumerate(_MONTH_WORDS, 1) for word in (words.split()[0] + "kuu", *words.split()[1:])}
)
_NONE = frozenset({"ei", "ei ole", "ei mitaan", "inga", "nej", "inget", "none", "no", "-"})


def read_breaks(typed: str, _: Context) -> Reading:
    """Read quiet days with commas between; "ei" means there are none."""
    said = clean(typed).strip()
    if fold(said).rstrip(".") in _NONE:
        return Accepted("")
    parts = [part.strip() for part in re.split(r"[,;\n]|\b(?:ja|och|and)\b", said) if part.strip()]
    found = [one for part in parts if (one := _break(part))]
    if not parts or len(found) < len(parts) or len(found) > _MOST:
        return Wrong(t("duty.quiet_unread"))
    if sum(one.days for one in found) > LONGEST:
        return Wrong(t("duty.quiet_long"))
    return Accepted(written(tuple(sorted(set(found), key=repr))))


def _break(part: str) -> Break | None:
    month = _MONTHS.get(fold(part).rstrip("."))
    if month:
        return Break((month, 1), (month, 29 if month == 2 else monthrange(2025, month)[1]))
    several, one = _RANGE.fullmatch(part), _ONE.fullmatch(part)
    if several:
        bare, day, month_, year, *last = several.groups()
        first = (bare, last[1], last[2]) if bare else (day, month_, year)
        return _made(first, (last[0], last[1], last[2]))
    return _made(one.groups(), one.groups()) if one else None


def _made(first: tuple[str | None, ...], last: tuple[str | None, ...]) -> Break | None:
    """Make a break of two days that are; a year may stand at either, but must then be the one it is."""
    (day, month, year), (day2, month2, year2) = (
        tuple(int(one) if one else 0 for one in side) for side in (first, last)
    )
    begins, ends = (month, day), (month2, day2)
    try:
        date(year or 2024, *begins), date(year2 or 2024, *ends)
    except ValueError:
        return None
    over = ends < begins
    starts = year or (year2 - over if year2 else 0)
    if starts and year2 and year2 - starts != over:
        return None
    return Break(begins, ends, starts or None)


# -- kept as text ------------------------------------------------------------------------------------------------


def written(breaks: tuple[Break, ...]) -> str:
    """Write breaks as one text, for a form."""
    return ";".join(
        f"{one.first[0]:02}{one.first[1]:02}-{one.last[0]:02}{one.last[1]:02}" + (f"-{one.year}" if one.year else "")
        for one in breaks
    )


def breaks_of(kept: str) -> tuple[Break, ...]:
    """Read back what ``written`` wrote."""
    return tuple(map(_read, kept.split(";"))) if kept else ()


def _read(one: str) -> Break:
    first, last, *year = one.split("-")
    begins, ends = ((int(side[:2]), int(side[2:])) for side in (first, last))
    return Break(begins, ends, int(year[0]) if year else None)
