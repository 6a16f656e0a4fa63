"""The kinds of word the grammar knows."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Name a kind by one letter, so that a line of tokens is a string the grammar's patterns run over."""

    # numbers
    NUMBER = "n"  # 9
    ORDINAL = "o"  # 9. and 9th and 9:e
    YEAR = "y"  # 2026
    DATE = "d"  # 2.12.
    FULL_DATE = "D"  # 2.12.2026 and 2026-12-02
    DOTTED = "x"  # 2.12, a day or a clock time until settled
    CLOCK = "c"  # 8:30, or 8.30 once settled
    # words of a day
    WEEKDAY = "w"
    MONTH = "m"
    MONTH_IN = "M"  # lokakuussa: a month and never the month of a day
    PART = "g"
    DAY_WORD = "p"  # päivänä, after its number
    AWAY = "r"  # huomenna
    WEEK = "k"  # viikko, before its number or after a count
    WEEK_AWAY = "j"  # ensi viikon
    MONTH_AWAY = "h"  # ensi kuussa
    NEXT = "e"
    COUNT = "b"  # kahden
    UNITS = "u"  # veckor, dagar
    AFTER = "z"  # viikon päästä
    OPEN = "v"
    # words that lean on their neighbours
    TO_OR_THURSDAY = "q"
    TO = "t"
    AT = "a"
    ONWARDS = "f"
    ON = "s"
    IN = "i"
    IN_SWEDISH = "I"
    OM = "O"
    OF = "l"
    AMPM = "P"
    BY = "B"
    DASH = "-"
    SLASH = "/"
    COMMA = ","
    UNKNOWN = "?"


@dataclass(frozen=True)
class Token:
    """Keep a word's kind and worth with the stretch of text it came from."""

    kind: Kind
    start: int
    end: int
    raw: str
    value: int = 0
    numbers: tuple[int, ...] = ()
