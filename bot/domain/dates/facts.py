"""What the pieces of a message state, before anything is asked of a calendar."""

from dataclasses import dataclass
from typing import TypeAlias

from .values import Part


@dataclass(frozen=True)
class Calendar:
    """State a day of a month: 2.12. or 2.12.2026."""

    day: int
    month: int
    year: int | None = None


@dataclass(frozen=True)
class Month:
    """State a month or a third of it: lokakuussa, syyskuun alussa."""

    month: int
    year: int | None = None
    part: Part | None = None


@dataclass(frozen=True)
class NextMonth:
    """State the month after this one."""


@dataclass(frozen=True)
class Away:
    """State a day by its distance: huomenna, kolmen päivän päästä."""

    days: int


@dataclass(frozen=True)
class WeeksHence:
    """State the same weekday some weeks on: kahden viikon päästä."""

    weeks: int


@dataclass(frozen=True)
class WeekNumber:
    """State a week of the ISO calendar: vko 48."""

    number: int
    year: int | None = None


@dataclass(frozen=True)
class WeekAway:
    """State a calendar week by its distance: 0 is this one, 1 the next."""

    weeks: int


@dataclass(frozen=True)
class Weekday:
    """State a weekday, Monday is 0; ``following`` when it was said with ensi, nästa or next."""

    number: int
    following: bool = False


@dataclass(frozen=True)
class Clock:
    """State clock times as they were written; ``bare`` when nothing but its place says that a lone number is one."""

    starts: str
    ends: str | None = None
    bare: bool = False

    @property
    def like_a_day(self) -> tuple[int, int] | None:
        """Give the day and month that a bare 2.12 would be as a date."""
        day, _, month = self.starts.partition(".")
        return (int(day), int(month)) if self.bare and day.isdecimal() and month else None


@dataclass(frozen=True)
class Open:
    """State that the time is not known yet: tarkentuu."""


@dataclass(frozen=True)
class By:
    """State that the message is a deadline: mennessä."""


Fact: TypeAlias = Calendar | Month | NextMonth | Away | WeeksHence | WeekNumber | WeekAway | Weekday | Clock | Open | By


@dataclass(frozen=True)
class Piece:
    """Keep a fact with the words it was said in and where."""

    fact: Fact
    typed: str
    at: int
