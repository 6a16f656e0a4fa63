"""Words in the reader's language: catalogues, dates through explicit Babel patterns, municipality phrases."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from babel.dates import format_date, format_time
from babel.messages.pofile import read_po

from bot.text import Moment, Place, Span, Text, Value, Words

FOLDER = Path(__file__).parent.parent / "locales"

#: Date and clock patterns (CLDR letters) by form and language; Babel's own short forms are wrong for Finland.
_PATTERNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "day": {"fi": "EEE d.M.y", "sv": "EEE d.M.y", "en": "EEE d {} y"},
        "date": {"fi": "d.M.", "sv": "d.M.", "en": "d {}"},
        "short_day": {"fi": "EEE d.M.", "sv": "EEE d.M.", "en": "EEE d {}"},
        "month": {"fi": "LLLL y", "sv": "LLLL y", "en": "LLLL y"},
        "month_of": {"fi": "LLLL'n'", "sv": "LLLL", "en": "LLLL"},
        "month_in": {"fi": "LLLL'ssa'", "sv": "LLLL", "en": "LLLL"},
        "weekday": {"fi": "cccc", "sv": "cccc", "en": "cccc"},
    }
)
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
#: How a clock time follows its day.
_AT: Mapping[str, str] = MappingProxyType({"fi": " klo ", "sv": " kl. ", "en": " at "})
_SPAN: Mapping[str, str] = MappingProxyType({"fi": " klo ", "sv": " kl. ", "en": ", "})


def render(text: Text, locale: str, *, slash: str = "/") -> str:
    """Say a text in a language; raises KeyError for an id no catalogue has (a test finds those first).

    ``slash`` is how a command is typed where it is read: ``/`` or, on Slack, ``/kuppi `` before the word.
    """
    form = _form(_catalogue(locale, slash)[text.id], text.count)
    return form.format(**{name: _value(value, locale, slash) for name, value in text.values.items()})


def spoken(moment: Moment, locale: str) -> str:
    """Say a moment by its form."""
    form = moment.form
    if form in _PATTERNS:
        return _day(moment.at, form, locale)
    at = moment.at
    if not isinstance(at, datetime):
        raise TypeError(f"{form} needs a clock time: {at!r}")
    day = _day(at, "day" if form in {"minute", "until", "edge"} else "short_day", locale)
    joint = _SPAN[locale] if form == "edge" else _AT[locale]
    return day + joint + _clock(at.time(), locale, bare=form in {"deadline", "until", "edge"})


def _value(value: Value, locale: str, slash: str) -> str:
    match value:
        case Text():
            return render(value, locale, slash=slash)
        case Moment():
            return spoken(value, locale)
        case Span():
            return _span(value, locale)
        case Place():
            return phrase(value, locale)
        case Words():
            return value.others.get(locale, value.text)
    return str(value)


def _span(span: Span, locale: str) -> str:
    day = _day(span.day, "day" if span.year else "short_day", locale)
    ends = f"–{_clock(span.ends, locale)}" if span.ends else ""
    joint = _SPAN[locale] if span.ends else _AT[locale]
    return f"{day}{joint}{_clock(span.starts, locale)}{ends}"


@lru_cache(maxsize=1_000)
def _day(day: date, form: str, locale: str) -> str:
    pattern = _PATTERNS[form][locale].replace("{}", f"'{_ENGLISH_MONTHS[day.month - 1]}'")
    return format_date(day, pattern, locale="en_GB" if locale == "en" else locale)


@lru_cache(maxsize=1_000)
def _clock(at: time, locale: str, *, bare: bool = False) -> str:
    """Say a clock time; ``bare`` full hours lose their zeros where the language does so (klo 12)."""
    short = bare and at.minute == 0 and locale != "en"
    return format_time(at, "H" if short else "H.mm", locale=locale)


# -- catalogues --------------------------------------------------------------------------------------


def _form(forms: tuple[str, ...], count: int | None) -> str:
    """Choose the plural: Finnish, Swedish and English all have one and other."""
    return forms[0] if count is None or abs(count) == 1 else forms[-1]


@cache
def _catalogue(locale: str, slash: str = "/") -> Mapping[str, tuple[str, ...]]:
    with (FOLDER / f"{locale}.po").open("rb") as file:
        found = read_po(file, locale=locale, abort_invalid=True)
    return MappingProxyType({_key(m.id): _forms(m.string, slash) for m in found if m.id})


def _key(id_: str | list[str] | tuple[str, ...]) -> str:
    return id_ if isinstance(id_, str) else id_[0]


def _forms(string: str | list[str] | tuple[str, ...] | None, slash: str) -> tuple[str, ...]:
    forms = (string,) if isinstance(string, str) else tuple(string or ())
    return tuple(_COMMAND.sub(slash, form) for form in forms)


#: The slash of a command in our own words; what people wrote is filled in later and stays as it is,
#: and ``/invite`` is Slack's own.
_COMMAND = re.compile(r"(?<![\w/:.])/(?=[a-z])(?!(?:invite|kuppi)\b)")


# -- municipalities ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Municipality:
    """Hold a municipality's names and Finnish cases; ``sv`` is empty until a reader has checked it."""

    fi: str
    sv: str
    region: str
    inside: str


@cache
def municipalities() -> Mapping[str, Municipality]:
    """Read the table of municipalities, by folded name; also as people write it in answer to "where": Alajärvellä."""
    with (FOLDER / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        rows = [(_municipality(row), _spellings(row)) for row in csv.DictReader(file)]
    inflected = {name.casefold(): place for place, spellings in rows for name in spellings}
    return MappingProxyType(inflected | {name.casefold(): row for row, _ in rows for name in (row.sv, row.fi) if name})


def _spellings(row: Mapping[str, str]) -> list[str]:
    cases = [row[case] for case in ("genitive", "in", "to", "from", "alternative_in")]
    return [
        *filter(None, cases),
        *(f"{where} {name}" for where in ("i", "in") for name in (row["fi"], row["sv"]) if name),
    ]


@cache
def brands() -> Mapping[str, str]:
    """Read what the regions call their meetups, by the region's genitive."""
    with (FOLDER / "brands.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["region"]: row["brand"] for row in csv.DictReader(file)})


def _municipality(row: Mapping[str, str]) -> Municipality:
    checked = row["sv_certainty"] == "A"
    return Municipality(row["fi"], row["sv"] if checked else "", row["region"], row["in"])


def phrase(place: Place, locale: str) -> str:
    """Say a municipality as a whole phrase; one outside the table stays in its basic form."""
    known = municipalities().get(place.municipality.casefold())
    name = (known.sv if locale == "sv" else "") or known.fi if known else place.municipality
    if place.case == "name":
        return name
    if locale == "fi":
        return known.inside if known else name
    return f"i {name}" if locale == "sv" else f"in {name}"
