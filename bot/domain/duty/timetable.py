"""When turns begin and end: nominal dates moved to business days, at a local hour, each end being the next start.

A period's key is its nominal date. Neither the handover's hour, nor the holidays, nor how days off are moved can change
it. Nothing here knows whose turn it is.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.text import Moment, Text, t

from .breaks import LONGEST, Break
from .cadence import Cadence
from .calendar import Calendar, Roll, instant, is_odd
from .values import Refused

_WEEK = timedelta(7)


@dataclass(frozen=True, kw_only=True)
class Period:
    """One turn's time, half-open: its first instant belongs to it, its last to the next period."""

    number: int  #: from 0, the first of the rota
    key: date
    starts: datetime  #: UTC
    ends: datetime  #: UTC
    zone: str
    name: Text
    moved: Text | None = None  #: why it does not begin on its nominal date

    @property
    def local_start(self) -> datetime:
        """Give the start in the rota's wall time."""
        return self.starts.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime:
        """Give the end in the rota's wall time."""
        return self.ends.astimezone(ZoneInfo(self.zone))

    def begins(self) -> Text:
        """Say when it begins, and why not on its nominal date."""
        start = Moment(self.local_start, "deadline")
        return t("duty.begins_moved", start=start, why=self.moved) if self.moved else t("duty.begins", start=start)


@dataclass(frozen=True)
class Moved:
    """A published handover would fall on another day by today's holidays: people decide, it does not move."""

    key: date
    published: date
    computed: date


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """Number every period of a rota through all its cadences, and find the one an instant is in."""

    cadences: tuple[Cadence, ...]  #: the first, and each that came into force at its own anchor
    calendar: Calendar = field(default_factory=Calendar)
    published: Mapping[date, date] = field(default_factory=lambda: MappingProxyType({}))  #: key → day told to people

    @cached_property
    def _firsts(self) -> tuple[int, ...]:
        """Number each cadence's first period; the one before it lasts at least a week."""
        firsts = [0]
        for before, after in pairwise(self.cadences):
            firsts.append(firsts[-1] + max(0, before.number(after.nominal(0) - _WEEK) + 1))
        return tuple(firsts)

    @cached_property
    def _anchors(self) -> tuple[date, ...]:
        return tuple(cadence.nominal(0) for cadence in self.cadences)

    def _at(self, k: int) -> tuple[Cadence, int]:
        """Find the cadence of period ``k`` and the number the period has in it."""
        place = bisect_right(self._firsts, max(k, 0)) - 1
        return self.cadences[place], k - self._firsts[place]

    @property
    def joints(self) -> tuple[int, ...]:
        """List the periods with which a later cadence came into force."""
        return self._firsts[1:]

    # -- periods -----------------------------------------------------------------------------------------

    def nominal(self, k: int) -> date:
        """Give the key of period ``k``."""
        cadence, own = self._at(k)
        return cadence.nominal(own)

    def computed(self, k: int) -> date:
        """Give the day period ``k`` begins by the calendar as it is now known."""
        cadence, own = self._at(k)
        return self.calendar.roll(cadence.nominal(own), cadence.roll)

    def day(self, k: int) -> date:
        """Give the local day period ``k`` begins: as published, otherwise as computed."""
        return (self.published and self.published.get(self.nominal(k))) or self.computed(k)

    def start(self, k: int) -> datetime:
        """Give the instant period ``k`` begins, in UTC."""
        cadence = self._at(k)[0]
        return instant(self.day(k), cadence.clock, cadence.zone_info)

    def period(self, k: int) -> Period:
        """Give period ``k``."""
        if k < 0:
            raise ValueError("a rota begins with period 0")
        cadence, own = self._at(k)
        key, starts = cadence.nominal(own), self.start(k)
        moved = starts.astimezone(cadence.zone_info).date() != key
        return Period(
            number=k, key=key, starts=starts, ends=self.start(k + 1), zone=cadence.zone,
            name=cadence.unit.named(key), moved=self.calendar.why_off(key) if moved else None,
        )  # fmt: skip

    def unit_periods(self, k: int) -> int | None:
        """Count the periods of a year under the cadence of period ``k``; None when years differ."""
        cadence = self._at(k)[0]
        return cadence.unit.per_year(cadence.anchor)

    def zone(self, k: int) -> ZoneInfo:
        """Give the zone whose clocks period ``k`` follows."""
        return self._at(k)[0].zone_info

    # -- finding -----------------------------------------------------------------------------------------

    def reached(self, day: date) -> int:
        """Find the last period whose nominal date is not after a day; -1 before the first."""
        place = max(bisect_right(self._anchors, day) - 1, 0)
        k = self._firsts[place] + max(self.cadences[place].number(day), -1)
        return min(k, self._firsts[place + 1] - 1) if place + 1 < len(self._firsts) else k

    def number(self, key: date) -> int | None:
        """Find the period of a key; None when no period has it."""
        k = self.reached(key)
        return k if k >= 0 and self.nominal(k) == key else None

    def onward(self, day: date) -> int:
        """Find the first period whose nominal date is not before a day."""
        k = self.reached(day)
        return k if k >= 0 and self.nominal(k) == day else k + 1

    def index(self, at: datetime) -> int:
        """Find the period an instant is in; -1 before the first."""
        k = max(self.reached(at.astimezone(self.cadences[0].zone_info).date()), 0)
        while k >= 0 and self.start(k) > at:
            k -= 1
        while self.start(k + 1) <= at:
            k += 1
        return k

    # -- keeping people's dates -----------------------------------------------------------------------------

    def publish(self, numbers: Iterable[int]) -> "Timetable":
        """Freeze the days of periods that people have been told of."""
        told = {self.nominal(k): self.day(k) for k in numbers}
        return replace(self, published=MappingProxyType({**told, **self.published}))

    def review(self) -> tuple[Moved, ...]:
        """List published handovers that the calendar would now put on another day."""
        known = ((key, day, self.number(key)) for key, day in sorted(self.published.items()))
        found = (Moved(key, day, self.computed(k)) for key, day, k in known if k is not None)
        return tuple(moved for moved in found if moved.published != moved.computed)


# -- changing ----------------------------------------------------------------------------------------------


def recadenced(timetable: Timetable, cadence: Cadence, *, at: datetime) -> Timetable | Refused:
    """Change the cadence from its anchor on; a cadence that had not begun by then is dropped."""
    first = cadence.nominal(0)
    kept = tuple(one for one in timetable.cadences if one.nominal(0) < first)
    changed = replace(timetable, cadences=(*kept, cadence))
    if changed.start(changed.onward(first)) <= at:
        return Refused(t("duty.cadence_past", day=Moment(first, "day")))
    flaw = flaw_of(changed)
    return Refused(flaw) if flaw else changed


def quieted(timetable: Timetable, breaks: tuple[Break, ...]) -> Timetable | Refused:
    """Give a rota other quiet days; what people have been told stays."""
    changed = replace(timetable, calendar=replace(timetable.calendar, breaks=breaks))
    flaw = flaw_of(changed)
    return Refused(flaw) if flaw else changed


def flaw_of(timetable: Timetable) -> Text | None:
    """Say what would make a turn vanish or begin at an hour that does not exist; None when all is well."""
    odd = next((one for one in timetable.cadences if is_odd(one.clock, one.zone_info)), None)
    if odd:
        return t("duty.clock_odd", clock=f"{odd.clock.hour}.{odd.clock.minute:02}")
    if sum(one.days for one in timetable.calendar.breaks) > LONGEST:
        return t("duty.quiet_long")
    rolled = [one.unit.shortest for one in timetable.cadences if one.roll is not Roll.NONE]
    if rolled and timetable.calendar.longest_quiet() >= min(rolled):
        return t("duty.quiet_long")
    return None if _in_order(timetable) else t("duty.starts_cross")


def _in_order(timetable: Timetable) -> bool:
    """Check the only places where starts could meet: where a cadence changes and where days were published."""
    frozen = (k for key in timetable.published if (k := timetable.number(key)) is not None)
    around = {k + step for k in (*timetable.joints, *frozen) for step in (0, 1) if k + step > 0}
    return all(timetable.start(k - 1) < timetable.start(k) for k in around)
