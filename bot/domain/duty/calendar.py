"""Finland's business days: which days are off and why, where a day off moves to, and the hours one may disturb.

The holidays are the library's ``public`` ones, which count juhannusaatto and jouluaatto in: offices are shut.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from holidays.countries.finland import Finland

from bot.domain.dates import resolve
from bot.text import Moment, Text, t

from .breaks import Break

OPENS, CLOSES = time(9), time(16)
_DAY = timedelta(1)
_CYCLE = range(2024, 2052)  # years after which weekdays and leap years repeat


class Roll(StrEnum):
    """Where a handover goes that would fall on a day off."""

    FOLLOWING = "following"
    PRECEDING = "preceding"
    NONE = "none"


_STEPS: Mapping[Roll, int] = MappingProxyType({Roll.FOLLOWING: 1, Roll.PRECEDING: -1, Roll.NONE: 0})


@dataclass(frozen=True)
class Calendar:
    """Know the days nobody works: weekends, public holidays and a rota's own quiet dates."""

    quiet: frozenset[date] = frozenset()
    breaks: tuple[Break, ...] = ()

    def is_business(self, day: date) -> bool:
        """Tell whether people are at work on a day."""
        return day.weekday() < 5 and day not in public_holidays(day.year) and not self._is_quiet(day)

    def _is_quiet(self, day: date) -> bool:
        return day in self.quiet or any(one.covers(day) for one in self.breaks)

    def roll(self, day: date, how: Roll) -> date:
        """Move a day off to the business day after or before it."""
        step = _STEPS[how] * _DAY
        while step and not self.is_business(day):
            day += step
        return day

    def shift(self, day: date, count: int) -> date:
        """Count business days on from a day, or back from it when the count is negative."""
        how = Roll.FOLLOWING if count > 0 else Roll.PRECEDING
        for _ in range(abs(count)):
            day = self.roll(day + _STEPS[how] * _DAY, how)
        return day

    def why_off(self, day: date) -> Text | None:
        """Say why nobody works on a day, as in "1.5. on vapunpäivä"; None on a business day."""
        if self.is_business(day):
            return None
        feast = public_holidays(day.year).get(day)
        if feast is None and day.weekday() > 4:
            return t("duty.day_is_weekday", day=Moment(day, "date"), weekday=Moment(day, "weekday"))
        what = _FEASTS.get(feast, t("duty.public_holiday")) if feast else t("duty.quiet_day")
        return t("duty.day_is", day=Moment(day, "date"), what=what)

    def longest_quiet(self) -> int:
        """Measure, in days, the longest run of days off that the quiet dates make or lengthen."""
        firsts = {one.begins(year) for one in self.breaks for year in ([one.year] if one.year else _CYCLE)}
        return max(map(self._run, self.quiet | firsts), default=0)

    def _run(self, day: date) -> int:
        return (self.roll(day, Roll.FOLLOWING) - self.roll(day, Roll.PRECEDING)).days - 1

    def humane(self, day: date, clock: time, zone: ZoneInfo) -> datetime:
        """Find the instant for a message meant for a day and hour: a business day, between nine and four."""
        return instant(self.roll(day, Roll.FOLLOWING), min(max(clock, OPENS), CLOSES), zone)

    def daytime(self, at: datetime, zone: ZoneInfo) -> datetime:
        """Find the first instant from ``at`` on when one may disturb: ``at`` itself in business hours."""
        local = at.astimezone(zone)
        if self.is_business(local.date()) and local.time() <= CLOSES:
            return self.humane(local.date(), local.time(), zone)
        late = local.time() > CLOSES
        return self.humane(local.date() + late * _DAY, OPENS, zone)


@lru_cache(maxsize=256)
def public_holidays(year: int) -> Mapping[date, str]:
    """Give a year's public holidays in Finland with the library's Finnish names."""
    found = Finland(years=year, categories=("public",), language="fi")  # type: ignore[no-untyped-call]  # it has no types
    return MappingProxyType({day: name.split("; ")[0] for day, name in found.items()})


# The library's Finnish names, in our words: lower case within a sentence, Finland's Swedish.
_FEASTS: Mapping[str, Text] = MappingProxyType(
    {
        "Uudenvuodenpäivä": t("duty.new_years_day"),
        "Loppiainen": t("duty.epiphany"),
        "Pitkäperjantai": t("duty.good_friday"),
        "Pääsiäispäivä": t("duty.easter_sunday"),
        "Toinen pääsiäispäivä": t("duty.easter_monday"),
        "Vappu": t("duty.may_day"),
        "Helatorstai": t("duty.ascension_day"),
        "Helluntaipäivä": t("duty.whit_sunday"),
        "Juhannusaatto": t("duty.midsummer_eve"),
        "Juhannuspäivä": t("duty.midsummer_day"),
        "Pyhäinpäivä": t("duty.all_saints_day"),
        "Itsenäisyyspäivä": t("duty.independence_day"),
        "Jouluaatto": t("duty.christmas_eve"),
        "Joulupäivä": t("duty.christmas_day"),
        "Tapaninpäivä": t("duty.boxing_day"),
    }
)


# -- instants --------------------------------------------------------------------------------------------


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Find the instant of a local wall time, in UTC: the first of a double one, the first after a skipped one."""
    found = resolve(day, clock, zone)
    return found.astimezone(UTC) if found else _after_gap(datetime.combine(day, clock, zone))


def _after_gap(local: datetime) -> datetime:
    """Find the instant at which the clocks jump over a local time."""
    early, late = local.replace(fold=1).astimezone(UTC), local.replace(fold=0).astimezone(UTC)
    after, seconds = _offset(late, local), int((late - early).total_seconds())
    jump = bisect_left(range(seconds), 1, key=lambda n: _offset(early + timedelta(seconds=n), local) == after)
    return early + timedelta(seconds=jump)


def _offset(at: datetime, local: datetime) -> timedelta | None:
    return at.astimezone(local.tzinfo).utcoffset()


@lru_cache(maxsize=256)
def is_odd(clock: time, zone: ZoneInfo) -> bool:
    """Tell whether an hour is skipped or doubled when the zone's clocks are moved: 3.00–3.59 in Finland."""
    days = (date(2024, 1, 1) + timedelta(n) for n in range(14 * 366))
    local = (datetime.combine(day, clock.replace(fold=0), zone) for day in days)
    return any(at.utcoffset() != at.replace(fold=1).utcoffset() for at in local)
