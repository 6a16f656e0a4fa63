"""What a token means when its neighbours must tell: ``to``, the final dot of a sentence, and D.M against H.MM."""

import re
from dataclasses import replace

from bot.text import t

from .kinds import Kind, Token
from .typed import quoted
from .values import Objection

_CLOCKLIKE = frozenset({Kind.NUMBER, Kind.DOTTED, Kind.CLOCK})
_JOINTS = frozenset({Kind.DASH, Kind.TO})
# Beside these a D.M has to be an H.MM. Not beside a weekday alone: in "ke 2.12" it may be the day or the clock time.
_FIRM_DAYS = frozenset(
    {Kind.DATE, Kind.FULL_DATE, Kind.MONTH, Kind.MONTH_IN, Kind.AWAY, Kind.WEEK_AWAY, Kind.AFTER, Kind.WEEK, Kind.NEXT}
)
_DAYS = _FIRM_DAYS | {Kind.WEEKDAY, Kind.DOTTED}
_MARKED_TIME = re.compile("a|c|fn|n[-t]n")
# 9 Dec 2 may be either way round; 2-3 viikon päästä and 9-10 November may be no clock times.
_TWO_FACED = re.compile("(?<=nm)n(?![-t])|(?<![af])n[-t]n(?=[mz])")


def settle(tokens: tuple[Token, ...], *, day_known: bool) -> tuple[Token, ...]:
    """Decide every token that stands for two things, or object to the one that cannot be decided."""
    for step in (_thursdays, _final_dots, _by_shape, _by_range):
        tokens = tuple(step(tokens, at, day_known) for at in range(len(tokens)))
    tokens = _by_the_rest(tokens, day_known)
    kinds = "".join(token.kind for token in tokens)
    undecided = _TWO_FACED.search(kinds) or re.search(Kind.DOTTED, kinds)
    if undecided:
        typed = "".join(token.raw for token in tokens[undecided.start() : undecided.end()])
        raise Objection(t("dates.day_or_clock", typed=quoted(typed)))
    return tokens


def _kind(tokens: tuple[Token, ...], at: int) -> Kind | None:
    return tokens[at].kind if 0 <= at < len(tokens) else None


def _thursdays(tokens: tuple[Token, ...], at: int, day_known: bool) -> Token:
    """Read ``to`` as a range between two clock times and as Thursday everywhere else."""
    token = tokens[at]
    if token.kind is not Kind.TO_OR_THURSDAY:
        return token
    before, after = _kind(tokens, at - 1), _kind(tokens, at + 1)
    joins = before in _CLOCKLIKE and after in (_CLOCKLIKE | {Kind.AT})
    if after is Kind.NUMBER and _kind(tokens, at + 2) is Kind.MONTH:
        joins = False  # klo 9 to 3 December
    if after is Kind.DOTTED:  # "klo 9 to 10.12" is Thursday 10.12. unless the day is told elsewhere
        others = tokens[: at - 1] + tokens[at + 2 :]
        joins = joins and (day_known or any(other.kind in _DAYS for other in others))
    return replace(token, kind=Kind.TO) if joins else replace(token, kind=Kind.WEEKDAY, value=3)


def _final_dots(tokens: tuple[Token, ...], at: int, day_known: bool) -> Token:
    """Forgive the full stop of a whole message after its clock time: ``klo 9.`` and ``8.30–10.00.``."""
    token, marked = tokens[at], _kind(tokens, at - 1) is Kind.AT
    if at + 1 < len(tokens) or not token.raw.endswith("."):
        return token
    joined = _kind(tokens, at - 1) in _JOINTS and _kind(tokens, at - 2) in _CLOCKLIKE
    answer = day_known and at == 0
    if token.kind is Kind.ORDINAL and (marked or joined or answer):
        return replace(token, kind=Kind.NUMBER, raw=token.raw[:-1])
    if token.kind is Kind.DATE and (marked or ((at or answer) and _only_clock(token))):
        return replace(token, kind=Kind.CLOCK, raw=token.raw[:-1])
    return token


def _only_clock(token: Token) -> bool:
    """Tell numbers that are no day of any month: 8.30, 9.00, 0.15."""
    first, second = token.numbers
    return first <= 24 and (second > 12 or 0 in token.numbers)


def _only_day(token: Token) -> bool:
    """Tell numbers that are no clock time: 25.11, 24.12, and 4.9 because minutes have two digits."""
    first, second = token.numbers
    return first > 24 or (first == 24 and second > 0) or token.raw[-2] == "."


def _by_shape(tokens: tuple[Token, ...], at: int, _day_known: bool) -> Token:
    token = tokens[at]
    if token.kind is not Kind.DOTTED:
        return token
    if _kind(tokens, at - 1) is Kind.AT:
        return replace(token, kind=Kind.CLOCK)
    if _only_day(token):
        return replace(token, kind=Kind.DATE)
    return replace(token, kind=Kind.CLOCK) if _only_clock(token) else token


def _by_range(tokens: tuple[Token, ...], at: int, _day_known: bool) -> Token:
    """Take the other end of a range for a clock time when one end surely is: ``9.10-10.30``, ``klo 9-10.12``."""
    token = tokens[at]
    if token.kind is not Kind.DOTTED:
        return token
    ahead = _kind(tokens, at + 1) in _JOINTS and _kind(tokens, at + 2) in {Kind.CLOCK, Kind.AT}
    marked = _kind(tokens, at - 2) is Kind.CLOCK or _kind(tokens, at - 3) is Kind.AT
    behind = marked and _kind(tokens, at - 1) in _JOINTS
    return replace(token, kind=Kind.CLOCK) if ahead or behind else token


def _by_the_rest(tokens: tuple[Token, ...], day_known: bool) -> tuple[Token, ...]:
    """Decide what is left by the whole message: a clock time beside a firm day, a day beside a marked time (rule 4)."""
    kinds = {token.kind for token in tokens}
    decided: Kind | None = None
    if kinds & _FIRM_DAYS:
        decided = Kind.CLOCK
    elif _MARKED_TIME.search("".join(token.kind for token in tokens)):
        decided = Kind.DATE
    elif day_known and Kind.WEEKDAY not in kinds:
        decided = Kind.CLOCK
    if decided is None:
        return tokens
    return tuple(replace(token, kind=decided) if token.kind is Kind.DOTTED else token for token in tokens)
