"""What a reading of somebody's words gives: values for the caller, one error for the road between our own modules."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import TypeAlias

from bot.text import Text


class Precision(StrEnum):
    """Tell how exactly a time is known."""

    DAY = "day"
    WEEK = "week"
    PART_OF_MONTH = "part_of_month"
    MONTH = "month"
    OPEN = "open"


class Part(StrEnum):
    """Name a third of a month: days 1-10, 11-20 and 21 to the last."""

    BEGINNING = "beginning"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, kw_only=True)
class When:
    """Hold a time exactly as far as it is known, as local wall time.

    ``day`` is the day itself, or the first day of the week, the part or the month; None only when OPEN.
    """

    precision: Precision
    day: date | None
    starts: time | None = None
    ends: time | None = None
    part: Part | None = None


@dataclass(frozen=True)
class Found:
    """Give the only honest reading, with what the echo should say about how it was reached."""

    when: When
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Unsure:
    """Ask which of the honest readings was meant; an option may still lack its clock time."""

    question: Text
    options: tuple[When, ...]


@dataclass(frozen=True)
class Incomplete:
    """Give the day and ask for the clock time, which is never assumed."""

    when: When
    question: Text


@dataclass(frozen=True)
class Refused:
    """Say what could not be taken and how to mend it."""

    reason: Text


Reading: TypeAlias = Found | Unsure | Incomplete | Refused


class Objection(Exception):
    """Stop reading with the sentence the person will get; it never leaves this package."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.id)
        self.reason = reason
