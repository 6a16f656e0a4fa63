"""From a typed line to a reading: one honest answer, a question, or a reason."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from bot.text import Moment, Span, Text, t

from .clocks import LAST_MINUTE, upcoming
from .days import Stretch, stretches
from .facts import Clock
from .message import Message, take_apart
from .typed import quoted
from .values import Found, Incomplete, Objection, Precision, Reading, Refused, Unsure, When


def read_when(text: str, *, now: datetime, known: When | None = None) -> Reading:
    """Read when a meetup is.

    ``now`` is aware, in the meetup's zone. ``known`` is a When whose day is known: a clock time alone completes it and
    any new day replaces it.
    """
    day = known.day if known and known.precision is Precision.DAY else None
    try:
        message = take_apart(text, day_known=day is not None)
        return _meetup(message, _aware(now), day)
    except Objection as objection:
        return Refused(objection.reason)


def read_deadline(text: str, *, now: datetime, before: datetime | None = None) -> Reading:
    """Read by when something is to be done: Found holds it in ``starts``, and a day alone means its last minute.

    ``now`` is aware, in the meetup's zone; ``before`` is naive local time, the latest a deadline may be.
    """
    try:
        message = take_apart(text, deadline=True)
        return _deadline(message, _aware(now), before)
    except Objection as objection:
        return Refused(objection.reason)


def _aware(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("now must be aware, in the meetup's zone")
    return now


def _meetup(message: Message, now: datetime, known: date | None) -> Reading:
    if message.is_open and not (message.days or message.clock or known):
        return Found(When(precision=Precision.OPEN, day=None))
    readings = _readings(message, now, known)
    if message.is_open and (message.clock or any(one.precision is Precision.DAY for one in readings)):
        raise Objection(t("dates.open_day"))
    match _chosen(message, readings, now, lambda one: _when(message, one, now)):
        case Found(When(precision=Precision.DAY, day=date() as day, starts=None) as when):
            return Incomplete(when, t("dates.what_time", day=Moment(day, "day")))
        case reading:
            return reading


def _deadline(message: Message, now: datetime, before: datetime | None) -> Reading:
    if message.clock and message.ends:
        raise Objection(t("dates.deadline_range", typed=quoted(message.clock.typed)))
    if message.is_open:
        raise Objection(t("dates.deadline_day"))
    readings = _readings(message, now, None)
    return _chosen(message, readings, now, lambda one: _until(message, one, now, before))


def _readings(message: Message, now: datetime, known: date | None) -> tuple[Stretch, ...]:
    if message.days:
        return _apart(message, stretches(message.days, now.date()))
    if known is None:
        raise Objection(t("dates.no_day"))
    return (Stretch(first=known, last=known),)


def _apart(message: Message, readings: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """Object to a bare 2.12 beside a day that is 2.12. itself: it may be that day said again."""
    said, days = message.clock, {(reading.first.day, reading.first.month) for reading in readings}
    if said and isinstance(said.fact, Clock) and said.fact.like_a_day in days:
        raise Objection(t("dates.day_or_clock", typed=quoted(said.typed)))
    return readings


def _chosen(
    message: Message, readings: Iterable[Stretch], now: datetime, shape: Callable[[Stretch], When]
) -> Found | Unsure:
    """Keep the readings that can come true: one is found, two are asked about, none gives the first one's reason."""
    tried = [(_tried(shape, reading), reading) for reading in readings]
    kept = [(when, reading) for when, reading in tried if isinstance(when, When)]
    if not kept:
        raise next(reason for reason, _ in tried if isinstance(reason, Objection))
    if len(kept) > 1:
        typed = " ".join(piece.typed for piece in message.days)
        return Unsure(t("dates.which_day", typed=quoted(typed)), tuple(when for when, _ in kept))
    when, reading = kept[0]
    return Found(when, _notes(message, reading, now.date()))


def _tried(shape: Callable[[Stretch], When], reading: Stretch) -> When | Objection:
    try:
        return shape(reading)
    except Objection as objection:
        return objection


def _when(message: Message, reading: Stretch, now: datetime) -> When:
    """Join the days with the clock times, none of which may be gone or skipped when clocks are moved."""
    _not_gone(reading, now.date())
    if message.starts and reading.precision is not Precision.DAY:
        raise Objection(t("dates.no_day"))
    for clock in (message.starts, message.ends):
        if clock is not None:
            upcoming(reading.first, clock, now)
    return When(
        precision=reading.precision,
        day=reading.first,
        starts=message.starts,
        ends=message.ends,
        part=reading.part,
    )


def _until(message: Message, reading: Stretch, now: datetime, before: datetime | None) -> When:
    if reading.precision is not Precision.DAY:
        raise Objection(t("dates.deadline_day"))
    _not_gone(reading, now.date())
    clock = LAST_MINUTE if message.starts is None else message.starts
    upcoming(reading.first, clock, now)
    if before is not None and datetime.combine(reading.first, clock) > before:
        shown = Span(reading.first, clock)
        raise Objection(t("dates.too_late", deadline=shown, limit=Moment(before, "minute")))
    return When(precision=Precision.DAY, day=reading.first, starts=clock)


def _notes(message: Message, reading: Stretch, today: date) -> tuple[Text, ...]:
    if reading.rolled is not None:
        return (t("dates.next_year", year=str(reading.rolled)),)
    if message.only_weekday and reading.first.weekday() == today.weekday():
        return (t("dates.week_on", day=Moment(reading.first, "day")),)
    return ()


def _not_gone(reading: Stretch, today: date) -> None:
    if reading.last < today:
        day = reading.precision is Precision.DAY
        raise Objection(t("dates.past", when=Moment(reading.first, "day") if day else quoted(reading.typed)))
