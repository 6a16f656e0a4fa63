"""The calendar: which days a fact can mean, seen from today."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce

from bot.text import Moment, t

from .facts import Away, Calendar, Month, NextMonth, Piece, WeekAway, Weekday, WeekNumber, WeeksHence
from .typed import quoted
from .values import Objection, Part, Precision

_YEARS_AHEAD = 10  # a year further off than this is a slip of the finger: 2062


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Hold the days a message can mean, first to last; ``rolled`` is the coming year when that was ours to find."""

    first: date
    last: date
    precision: Precision = Precision.DAY
    part: Part | None = None
    rolled: int | None = None
    typed: str = ""


def stretches(said: Sequence[Piece], today: date) -> tuple[Stretch, ...]:
    """Give every honest reading of the pieces that speak of days, in the order of the calendar."""
    weekday = _the_weekday(said)
    fixed = [piece for piece in said if not _plain_weekday(piece)]
    if not fixed:
        return tuple(_coming(piece, today) for piece in said[:1])
    readings = reduce(_common, (_readings(piece, weekday, today) for piece in fixed))
    if not readings:
        raise Objection(t("dates.two_days", first=quoted(fixed[0].typed), second=quoted(fixed[-1].typed)))
    return tuple(dict.fromkeys(_on(reading, weekday) for reading in readings))


def _plain_weekday(piece: Piece) -> bool:
    return isinstance(piece.fact, Weekday) and not piece.fact.following


def _the_weekday(said: Iterable[Piece]) -> Piece | None:
    weekdays = [piece for piece in said if isinstance(piece.fact, Weekday)]
    numbers = {piece.fact.number for piece in weekdays if isinstance(piece.fact, Weekday)}
    if len(numbers) > 1:
        raise Objection(t("dates.two_days", first=quoted(weekdays[0].typed), second=quoted(weekdays[1].typed)))
    return weekdays[0] if weekdays else None


def _number(weekday: Piece) -> int:
    return weekday.fact.number if isinstance(weekday.fact, Weekday) else 0


def _coming(weekday: Piece, today: date) -> Stretch:
    """Find the coming weekday; on the day itself the next week's, as one says tänään of today."""
    return _day(today + timedelta((_number(weekday) - today.weekday() - 1) % 7 + 1))


def _day(day: date, *, rolled: int | None = None) -> Stretch:
    return Stretch(first=day, last=day, rolled=rolled)


def _common(ones: tuple[Stretch, ...], others: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """Keep what two pieces agree on: the same days, or a day and its week. A month beside a day says nothing more."""
    pairs = ((one, other) for one in ones for other in others)
    return tuple(inner for one, other in pairs if (inner := _within(one, other) or _within(other, one)))


def _within(inner: Stretch, outer: Stretch) -> Stretch | None:
    same = (inner.first, inner.last) == (outer.first, outer.last)
    week = outer.precision is Precision.WEEK and outer.first <= inner.first and inner.last <= outer.last
    return inner if same or week else None


def _on(stretch: Stretch, weekday: Piece | None) -> Stretch:
    """Narrow a week to its weekday, hold a day against the weekday it was given, refuse one of a whole month's."""
    if weekday is None:
        return stretch
    number = _number(weekday)
    if stretch.precision is Precision.WEEK:
        return replace(_day(stretch.first + timedelta(number)), rolled=stretch.rolled)
    if stretch.precision is not Precision.DAY:
        raise Objection(t("dates.leftover", leftover=quoted(weekday.typed)))
    day = stretch.first
    if day.weekday() != number:
        shown, actual = f"{day.day}.{day.month}.{day.year}", Moment(day, "weekday")
        raise Objection(t("dates.wrong_weekday", date=shown, actual=actual, typed=quoted(weekday.typed)))
    return stretch


def _readings(piece: Piece, weekday: Piece | None, today: date) -> tuple[Stretch, ...]:
    """Give the days one piece can mean: two for an ensi tiistai, one for everything a calendar settles."""
    match piece.fact:
        case Calendar() as fact:
            readings: tuple[Stretch, ...] = (_calendar_day(fact, piece.typed, today),)
        case Away(days):
            readings = (_day(today + timedelta(days)),)
        case WeeksHence(weeks):
            readings = _weeks_hence(weeks, weekday, today)
        case WeekAway(weeks):
            readings = (_week(_monday(today) + timedelta(weeks=weeks)),)
        case WeekNumber() as fact:
            readings = (_numbered_week(fact, piece.typed, today),)
        case Weekday():
            readings = (_coming(piece, today), _day(_monday(today) + timedelta(7 + _number(piece))))
        case Month() as fact:
            readings = (_month(fact, piece.typed, today),)
        case NextMonth():
            following = today.replace(day=1) + timedelta(31)
            readings = (_month(Month(following.month, following.year), piece.typed, today),)
        case _:
            readings = ()
    return tuple(replace(reading, typed=piece.typed) for reading in dict.fromkeys(readings))


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def _week(monday: date, *, rolled: int | None = None) -> Stretch:
    return Stretch(first=monday, last=monday + timedelta(6), precision=Precision.WEEK, rolled=rolled)


def _weeks_hence(weeks: int, weekday: Piece | None, today: date) -> tuple[Stretch, ...]:
    """Count weeks from today; with a weekday, from this calendar week or from the coming such day, which may differ."""
    if weekday is None:
        return (_day(today + timedelta(weeks=weeks)),)
    number = _number(weekday)
    by_calendar = _monday(today) + timedelta(number, weeks=weeks)
    by_coming = today + timedelta((number - today.weekday()) % 7, weeks=weeks)
    return _day(by_calendar), _day(by_coming)


def _near(year: int, typed: str, today: date) -> int:
    if year > today.year + _YEARS_AHEAD:
        raise Objection(t("dates.too_far", typed=quoted(typed)))
    return year


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Objection(t("dates.no_such_day", date=f"{day}.{month}.{year}")) from None


def _calendar_day(fact: Calendar, typed: str, today: date) -> Stretch:
    """Find a day of a month: in the year given, otherwise the next time it comes round."""
    if fact.year is not None:
        return _day(_date(_near(fact.year, typed, today), fact.month, fact.day))
    later = (fact.month, fact.day) < (today.month, today.day)
    year = today.year + later
    return _day(_date(year, fact.month, fact.day), rolled=year if later else None)


def _month(fact: Month, typed: str, today: date) -> Stretch:
    if fact.year is not None:
        return _month_of(_near(fact.year, typed, today), fact)
    this = _month_of(today.year, fact)
    return this if this.last >= today else replace(_month_of(today.year + 1, fact), rolled=today.year + 1)


def _month_of(year: int, fact: Month) -> Stretch:
    first = _date(year, fact.month, 1)
    last = first.replace(day=monthrange(year, fact.month)[1])
    if fact.part is None:
        return Stretch(first=first, last=last, precision=Precision.MONTH)
    start = 1 + 10 * tuple(Part).index(fact.part)
    end = last if fact.part is Part.END else first.replace(day=start + 9)
    return Stretch(first=first.replace(day=start), last=end, precision=Precision.PART_OF_MONTH, part=fact.part)


def _numbered_week(fact: WeekNumber, typed: str, today: date) -> Stretch:
    if fact.year is not None:
        return _week(_week_of(_near(fact.year, typed, today), fact.number))
    year = today.isocalendar().year
    if today.isocalendar().week <= fact.number:
        return _week(_week_of(year, fact.number))
    return _week(_week_of(year + 1, fact.number), rolled=year + 1)


def _week_of(year: int, number: int) -> date:
    try:
        return date.fromisocalendar(year, number, 1)
    except ValueError:
        raise Objection(t("dates.no_such_week", week=str(number), year=str(year))) from None
