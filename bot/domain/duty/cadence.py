"""How long a turn is: nominal dates by weeks, months, named seasons or a recurrence rule.

Every nominal date is computed from the anchor and its number alone, never from the date before it: 31 January is
followed by 28 February and then by 31 March again.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.text import Moment, Text, t

from .calendar import Roll
from .rules import Rule


@dataclass(frozen=True)
class Weeks:
    """Change every so many weeks, on the anchor's weekday."""

    every: int = 1

    def nominal(self, anchor: date, k: int) -> date:
        """Give the date of period ``k``."""
        return anchor + timedelta(weeks=self.every * k)

    def number(self, anchor: date, day: date) -> int:
        """Give the last period whose date is not after ``day``."""
        return (day - anchor).days // (7 * self.every)

    def per_year(self, anchor: date) -> int | None:  # noqa: ARG002 -- the units share one shape
        """Count the periods of a year; None, because years of 52 and 53 weeks shift the turns by themselves."""
        return None

    @property
    def shortest(self) -> int:
        """Give the days of the shortest period."""
        return 7 * self.every

    def named(self, key: date) -> Text:
        """Name a turn by its nominal date."""
        if self.every > 1:
            return t("duty.turn_from", day=Moment(key, "day"))
        return t("duty.turn_of_week", week=str(key.isocalendar().week), year=str(key.isocalendar().year))


@dataclass(frozen=True)
class Months:
    """Change every so many months, on the anchor's day or the last of a shorter month."""

    every: int = 1

    def nominal(self, anchor: date, k: int) -> date:
        """Give the date of period ``k``."""
        year, month = divmod(_months(anchor) + self.every * k, 12)
        return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))

    def number(self, anchor: date, day: date) -> int:
        """Give the last period whose date is not after ``day``."""
        k = (_months(day) - _months(anchor)) // self.every
        return k - (self.nominal(anchor, k) > day)

    def per_year(self, anchor: date) -> int | None:  # noqa: ARG002 -- the units share one shape
        """Count the periods of a year; None when they do not divide it."""
        return None if 12 % self.every else 12 // self.every

    @property
    def shortest(self) -> int:
        """Give the days of the shortest period, from below."""
        return 28 * self.every

    def named(self, key: date) -> Text:
        """Name a turn by its nominal date."""
        if self.every > 1:
            return t("duty.turn_from", day=Moment(key, "day"))
        return t("duty.turn_of_month", month=Moment(key, "month_of"), year=str(key.year))


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


@dataclass(frozen=True, order=True)
class Season:
    """Begin a season of the year on a date that every year has."""

    month: int
    day: int
    label: str = ""


@dataclass(frozen=True)
class Seasons:
    """Change on the same named dates every year, kept in the order of the calendar."""

    dates: tuple[Season, ...]

    def nominal(self, anchor: date, k: int) -> date:
        """Give the date of period ``k``; period 0 begins on the first named date from the anchor on."""
        year, place = divmod(self._count(anchor - timedelta(1)) + k, len(self.dates))
        return date(year, self.dates[place].month, self.dates[place].day)

    def number(self, anchor: date, day: date) -> int:
        """Give the last period whose date is not after ``day``."""
        return self._count(day) - self._count(anchor - timedelta(1)) - 1

    def _count(self, day: date) -> int:
        """Count the named dates up to and with a day."""
        return day.year * len(self.dates) + sum((one.month, one.day) <= (day.month, day.day) for one in self.dates)

    def per_year(self, anchor: date) -> int | None:  # noqa: ARG002 -- the units share one shape
        """Count the periods of a year."""
        return len(self.dates)

    @cached_property
    def shortest(self) -> int:
        """Give the days of the shortest period."""
        starts = [date(2025 + year, one.month, one.day) for year in (0, 1) for one in self.dates]
        return min((later - sooner).days for sooner, later in pairwise(starts))

    def named(self, key: date) -> Text:
        """Name a turn by its season's label."""
        label = next((one.label for one in self.dates if (one.month, one.day) == (key.month, key.day)), "")
        if not label:
            return t("duty.turn_from", day=Moment(key, "day"))
        return t("duty.turn_of_season", season=label, year=str(key.year))


Unit: TypeAlias = Weeks | Months | Seasons | Rule


@dataclass(frozen=True, kw_only=True)
class Cadence:
    """Say how turns follow each other from an anchor on; the wall time and zone are local truth."""

    anchor: date
    unit: Unit
    clock: time = time(9)
    zone: str = "Europe/Helsinki"
    roll: Roll = Roll.FOLLOWING

    def nominal(self, k: int) -> date:
        """Give the nominal date of the cadence's own period ``k``, from 0."""
        return self.unit.nominal(self.anchor, k)

    def number(self, day: date) -> int:
        """Give the last period of the cadence whose nominal date is not after ``day``; negative before the first."""
        return self.unit.number(self.anchor, day)

    @cached_property
    def zone_info(self) -> ZoneInfo:
        """Give the zone whose clocks the handover follows."""
        return ZoneInfo(self.zone)
