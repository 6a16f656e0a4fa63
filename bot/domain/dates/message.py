"""A message taken apart: what it says of days and what of the clock."""

from dataclasses import dataclass
from datetime import time

from bot.text import t

from .clocks import clock_times
from .facts import Away, By, Calendar, Clock, Open, Piece, Weekday, WeeksHence
from .grammar import pieces
from .settling import settle
from .tokens import tokens
from .typed import clean, quoted
from .values import Objection
from .words import DEADLINE_WORDS, WORDS


@dataclass(frozen=True, kw_only=True)
class Message:
    """Sort what was said: of days, of clock times, and whether the time was left open."""

    days: tuple[Piece, ...]
    clock: Piece | None
    starts: time | None = None
    ends: time | None = None
    is_open: bool = False

    @property
    def only_weekday(self) -> bool:
        """Tell that nothing but a weekday says the day: tiistaina."""
        return bool(self.days) and all(
            isinstance(piece.fact, Weekday) and not piece.fact.following for piece in self.days
        )


def take_apart(text: str, *, deadline: bool = False, day_known: bool = False) -> Message:
    """Sort a typed line, objecting to what is left over and to what is said twice."""
    cleaned = clean(text)
    said = settle(tokens(cleaned, DEADLINE_WORDS if deadline else WORDS), day_known=day_known)
    facts = [piece for piece in pieces(said, cleaned) if not isinstance(piece.fact, By)]
    if not facts:
        raise Objection(t("dates.empty"))
    days = tuple(piece for piece in facts if not isinstance(piece.fact, Clock | Open))
    is_open = any(isinstance(piece.fact, Open) for piece in facts)
    return _timed([piece for piece in facts if isinstance(piece.fact, Clock)], days, is_open)


def _timed(clocks: list[Piece], days: tuple[Piece, ...], is_open: bool) -> Message:
    dates = [piece for piece in days if isinstance(piece.fact, Calendar)]
    if len(clocks) > 1 and len(dates) > 1:
        raise Objection(t("dates.two_days", first=quoted(dates[0].typed), second=quoted(dates[1].typed)))
    if len(clocks) > 1:
        raise Objection(t("dates.two_times", first=quoted(clocks[0].typed), second=quoted(clocks[1].typed)))
    for piece in clocks:
        if isinstance(piece.fact, Clock):
            _place(piece, piece.fact, days)
            starts, ends = clock_times(piece.typed, piece.fact)
            return Message(days=days, clock=piece, starts=starts, ends=ends, is_open=is_open)
    return Message(days=days, clock=None, is_open=is_open)


def _place(piece: Piece, clock: Clock, days: tuple[Piece, ...]) -> None:
    """Object to a whole number that is a clock time only by guess: ``ti 9`` may be the ninth, ``9 2.12.`` anything."""
    if not days or not clock.bare or not clock.starts.isdecimal():
        return
    if not any(isinstance(day.fact, Calendar | Away | WeeksHence) for day in days):
        raise Objection(t("dates.day_or_clock", typed=quoted(piece.typed)))
    if piece.at < days[0].at:
        raise Objection(t("dates.leftover", leftover=quoted(piece.typed)))
