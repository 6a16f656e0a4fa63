"""The grammar: patterns over the kinds of tokens, each with the fact it states."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

from bot.text import Text, t

from .facts import (
    Away,
    By,
    Calendar,
    Clock,
    Fact,
    Month,
    NextMonth,
    Open,
    Piece,
    WeekAway,
    Weekday,
    WeekNumber,
    WeeksHence,
)
from .kinds import Kind, Token
from .typed import quoted
from .values import Objection, Part

Said: TypeAlias = tuple[Token, ...]


def _value(said: Said, *kinds: Kind) -> int | None:
    return next((token.value for token in said if token.kind in kinds), None)


def _numeric_date(said: Said) -> Fact:
    numbers = next(token.numbers for token in said if token.kind in {Kind.DATE, Kind.FULL_DATE})
    return Calendar(numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else _value(said, Kind.YEAR))


def _named_date(said: Said) -> Fact:
    day, month = _value(said, Kind.NUMBER, Kind.ORDINAL), _value(said, Kind.MONTH)
    return Calendar(day or 0, month or 0, _value(said, Kind.YEAR))


def _month(said: Said) -> Fact:
    part = _value(said, Kind.PART)
    month = _value(said, Kind.MONTH, Kind.MONTH_IN)
    return Month(month or 0, _value(said, Kind.YEAR), None if part is None else tuple(Part)[part])


def _hence(said: Said) -> Fact:
    count = _value(said, Kind.COUNT, Kind.NUMBER)
    count = 1 if count is None else count
    return WeeksHence(count) if said[-1].value == 7 else Away(count)


def _week_number(said: Said) -> Fact:
    return WeekNumber(_value(said, Kind.NUMBER, Kind.ORDINAL) or 0, _value(said, Kind.YEAR))


def _weekday(said: Said) -> Fact:
    return Weekday(said[-1].value, following=any(token.kind is Kind.NEXT for token in said))


def _clock(said: Said) -> Fact:
    times = [token.raw for token in said if token.kind in {Kind.NUMBER, Kind.CLOCK, Kind.YEAR}]
    bare = len(times) == 1 and said[0].kind in {Kind.NUMBER, Kind.CLOCK}
    return Clock(times[0], times[1] if len(times) > 1 else None, bare=bare)


# Day before month always; a month before its day only when no number stands before it. A pattern's words are kinds.
# The longest match wins, and of equal ones the first.
_TABLE: tuple[tuple[str, Callable[[Said], Fact]], ...] = (
    ("ON? ON? (DATE YEAR?|FULL_DATE)", _numeric_date),
    ("ON? ON? (NUMBER|ORDINAL) DAY_WORD? OF? MONTH YEAR?", _named_date),
    ("ON? MONTH (NUMBER|ORDINAL) DAY_WORD? YEAR?", _named_date),
    ("((IN|IN_SWEDISH)? MONTH|MONTH_IN) YEAR?", _month),
    ("IN? PART DASH? MONTH YEAR?", _month),
    ("MONTH (PART YEAR?|YEAR PART)", _month),
    ("MONTH_AWAY", lambda _: NextMonth()),
    ("AWAY", lambda said: Away(said[0].value)),
    ("(COUNT|NUMBER)? AFTER", _hence),
    ("(IN|OM) (COUNT|NUMBER) (WEEK|UNITS)", _hence),
    ("(IN|IN_SWEDISH|OF|ON)? WEEK (NUMBER|ORDINAL) (SLASH? YEAR)?", _week_number),
    ("WEEK_AWAY", lambda said: WeekAway(said[0].value)),
    ("ON? NEXT? WEEKDAY", _weekday),
    ("ONWARDS? AT? (NUMBER|CLOCK)", _clock),
    ("AT YEAR", _clock),  # klo 1400 is no clock of ours, and is told so
    ("AT? (NUMBER|CLOCK) (ONWARDS|DASH$)", _clock),  # a range left open has no end, and none is invented
    ("ONWARDS? AT? (NUMBER|CLOCK) (DASH|TO) AT? (NUMBER|CLOCK)", _clock),
    ("AT? OPEN", lambda _: Open()),
    ("BY", lambda _: By()),
)
_RULES = tuple(
    (re.compile(re.sub("[A-Z_]+", lambda name: Kind[name[0]].value, pattern).replace(" ", "")), fact)
    for pattern, fact in _TABLE
)


def pieces(said: Said, text: str) -> tuple[Piece, ...]:
    """State the facts of a message; object when a word of it states none."""
    found: list[Piece] = []
    left: list[int] = []
    kinds, at = "".join(token.kind for token in said), 0
    while at < len(said):
        length, fact = max(((_length(rule, kinds, at), fact) for rule, fact in _RULES), key=lambda pair: pair[0])
        match = said[at : at + length]
        if match:
            found.append(Piece(fact(match), text[match[0].start : match[-1].end], at))
        else:
            left.append(at)
        at += length or 1
    if left:
        raise Objection(_why(left, said, text))
    return tuple(found)


def _length(rule: re.Pattern[str], kinds: str, at: int) -> int:
    match = rule.match(kinds, at)
    return match.end() - at if match else 0


def _why(left: Sequence[int], said: Said, text: str) -> Text:
    """Name what was left over, or the twelve-hour clock or the many days that it comes of."""
    kinds = "".join(token.kind for token in said)
    if re.search("[nxcd]P", kinds):
        return t("dates.am_pm")
    days = re.search("([dDom]|(?<!a)n)-(?=[dDo])", kinds)
    if days:
        return t("dates.two_days", first=quoted(said[days.start()].raw), second=quoted(said[days.end()].raw))
    return t("dates.leftover", leftover=quoted(_runs(left, said, text)))


def _runs(left: Sequence[int], said: Said, text: str) -> str:
    """Join what was left as it was typed, a lone mark with its neighbours: ``2/12/2026`` rather than two strokes."""
    marks = [at for at in left if said[at].kind in {Kind.DASH, Kind.SLASH}]
    shown = sorted({*left, *(beside for at in marks for beside in (at - 1, at + 1) if 0 <= beside < len(said))})
    quote = said[shown[0]].raw
    for before, at in pairwise(shown):
        gap = text[said[before].end : said[at].start]
        quote += (gap if at == before + 1 else " … ") + said[at].raw
    return quote
