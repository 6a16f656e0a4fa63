"""Words that wait: a message id with its values, rendered when the reader is known; and words as people type them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType
from typing import TypeAlias
from unicodedata import category, normalize

LOCALES = ("fi", "sv", "en")  #: the languages everything is said in, Finnish first


@dataclass(frozen=True)
class Moment:
    """Carry local wall time to the reader's language.

    ``form`` names a pattern of ``bot.i18n``: ``day`` (ke 2.12.2026), ``date`` (2.12.), ``short_day`` (ke 2.12.),
    ``minute`` (ke 2.12.2026 klo 8.30), ``short`` (ke 2.12. klo 8.30), ``deadline`` (ma 30.11. klo 12),
    ``until`` (to 1.4.2027 klo 9), ``edge`` (the same, but Thu 1 Apr 2027, 9.00), ``month`` (joulukuu 2026),
    ``month_of`` (joulukuun), ``month_in`` (joulukuussa), ``weekday`` (keskiviikko).
    """

    at: date | datetime
    form: str


@dataclass(frozen=True)
class Span:
    """Carry a local day with its clock times: ke 2.12.2026 klo 8.30–10.00."""

    day: date
    starts: time
    ends: time | None = None
    year: bool = True


@dataclass(frozen=True)
class Place:
    """Carry a municipality to its phrase: ``in`` is Alajärvellä, i Alajärvi, in Alajärvi; ``name`` is Alajärvi."""

    municipality: str
    case: str = "in"


@dataclass(frozen=True)
class Words:
    """Carry somebody's own words, with those they gave for readers of other languages."""

    text: str
    others: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  #: by locale


Value: TypeAlias = "str | int | Text | Moment | Span | Place | Words"


@dataclass(frozen=True)
class Text:
    """Name a message of the catalogues with the values it needs and, for a plural, its count."""

    id: str
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    count: int | None = None

    def counting(self, count: int) -> "Text":
        """Say a plural of a count that was not known before."""
        return Text(self.id, {**self.values, "count": count}, count)


def t(message: str, /, **values: Value) -> Text:
    """Say a message of the catalogues."""
    return Text(message, values)


def tn(message: str, count: int, /, **values: Value) -> Text:
    """Say a message whose form depends on a count; ``{count}`` stands for the number."""
    return Text(message, {"count": count, **values}, count)


# -- as people type them ---------------------------------------------------------------------------------

_LETTERS = str.maketrans("äåö", "aao")


def fold(word: str) -> str:
    """Make a word the same however it is typed: lower case, ä and å as a, ö as o, accents of one piece or two."""
    return normalize("NFC", word).strip().lower().translate(_LETTERS)


def clean(typed: str) -> str:
    """Drop what does not show: controls other than line breaks and tabs, and marks that turn the writing round."""
    shown = (c for c in map(_plain, typed) if c in "\n\t" or not category(c).startswith("C"))
    return normalize("NFC", "".join(shown))  # last: what is dropped may have stood between a letter and its dots


def one_line(typed: str, longest: int) -> str:
    """Make a name one visible line."""
    return " ".join(clean(typed).split())[:longest].strip()


def _plain(character: str) -> str:
    return " " if character.isspace() and character not in "\n\t" else character
