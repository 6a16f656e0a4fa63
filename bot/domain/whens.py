"""A When in words: as exact as it is, and no more."""

from datetime import date, datetime

from bot.domain.dates import Part, Precision, When
from bot.text import Moment, Span, Text, t


def told(when: When) -> Text:
    """Say when, in full: ke 2.12.2026 klo 8.30–10.00, or syyskuun alussa 2026."""
    day = when.day
    if day is None or when.precision is Precision.OPEN:
        return t("when.open")
    if when.precision is Precision.DAY:
        if when.starts is None:
            return t("plain", text=Moment(day, "day"))
        return t("plain", text=Span(day, when.starts, when.ends))
    if when.precision is Precision.WEEK:
        return t("when.week", week=day.isocalendar().week, day=Moment(day, "day"))
    return _month(day, when.part)


def _month(day: date, part: Part | None) -> Text:
    month, year = Moment(day, "month_of"), str(day.year)
    match part:
        case Part.BEGINNING:
            return t("when.beginning", month=month, year=year)
        case Part.MIDDLE:
            return t("when.middle", month=month, year=year)
        case Part.END:
            return t("when.end", month=month, year=year)
    return t("when.month", month=Moment(day, "month_in"), year=year)


def short(when: When) -> Text:
    """Say when on a small surface: ke 2.12. klo 8.30."""
    if when.day is None or when.starts is None:
        return told(when)
    return t("plain", text=Moment(datetime.combine(when.day, when.starts), "short"))


def exactly(when: When) -> Text:
    """Say when it starts, with the year: ke 2.12.2026 klo 8.30; no closer than it is known."""
    if when.day is None or when.starts is None:
        return told(when)
    return t("plain", text=Moment(datetime.combine(when.day, when.starts), "minute"))
