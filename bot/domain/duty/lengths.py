"""Reading how long a turn is: "kuukausi", "kaksi viikkoa", "kausi 1.1. kevät, 1.8. syksy", or a recurrence rule."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from bot.domain.forms import Accepted, Context, Reading, Unclear, Wrong
from bot.domain.lines import fold_label
from bot.text import clean, t

from .cadence import Months, Season, Seasons, Unit, Weeks
from .rules import SHORTEST, Rule, rule_of
from .values import Refused

_MOST = MappingProxyType({"weeks": 52, "months": 24})
_LABEL = 24  # characters of a season's name
_SEASONS = "seasons"


def _table(*rows: tuple[str, int, str]) -> Mapping[str, tuple[str, int]]:
    return MappingProxyType({word: (unit, size) for unit, size, words in rows for word in words.split()})


_UNITS = _table(
    ("weeks", 1, "viikko viikon viikkoa viikoittain vko vk vecka veckan veckor veckovis week weeks weekly"),
    ("months", 1, "kuukausi kuukauden kuukautta kuukausittain kk manad manaden manader manadsvis month months monthly"),
    ("months", 3, "neljannes neljanneksen neljannesvuosi neljannesvuosittain vuosineljannes kvartaali kvartaaleittain"),
    ("months", 3, "kvartal kvartalsvis quarter quarters quarterly"),
    ("months", 6, "puolivuosi puolivuosittain halvar halvarsvis halfyear"),
    ("months", 12, "vuosi vuoden vuotta vuosittain ar arligen year years yearly"),
    (_SEASONS, 1, "kausi kaudet kausittain sasong sasonger sasongsvis season seasons"),
)
_COUNTS: Mapping[str, int] = MappingProxyType(
    {
        word: number
        for number, words in (
            (1, "joka varje every each en ett a yksi yhden one valein"),
            (2, "toinen kaksi kahden varannan tva two other second"),
            (3, "kolmas kolme kolmen tredje tre three third"),
            (4, "neljas nelja neljan fjarde fyra four fourth"),
            (6, "kuudes kuusi kuuden sjatte sex six sixth"),
        )
        for word in words.split()
    }
)


def read_length(typed: str, context: Context) -> Reading:
    """Read the length of a turn; bare "kausi" asks for the seasons' dates."""
    said = clean(typed).strip()
    if "freq=" in said.lower():
        return _rule(said, context)
    words = fold_label(said).replace("puoli vuotta", "puolivuosi").replace("half year", "halfyear").rstrip(".").split()
    if context.kept == _SEASONS or (words and _UNITS.get(words[0].rstrip(":"), ("", 0))[0] == _SEASONS):
        return _seasons(said)
    return _counted(words)


def _counted(words: list[str]) -> Reading:
    """Read a unit, at most one count, and nothing else."""
    known = [word for word in words if word in _UNITS]
    counts = [_count(word) for word in words if word not in _UNITS]
    several = [number for number in counts if number != 1]
    if len(known) != 1 or None in counts or len(several) > 1:
        return Wrong(t("duty.unit_unread"))
    unit, size = _UNITS[known[0]]
    every = size * next((number for number in several if number is not None), 1)
    if not 1 <= every <= _MOST.get(unit, 0):
        return Wrong(t("duty.unit_range"))
    return Accepted(f"{unit}|{every}")


def _count(word: str) -> int | None:
    return int(word) if re.fullmatch(r"[0-9]{1,3}", word) else _COUNTS.get(word)


def _rule(said: str, context: Context) -> Reading:
    known = context.answers.get("anchor", "")[:10]
    anchor = date.fromisoformat(known) if known else context.now.date().replace(day=1)
    rule = rule_of(said, anchor)
    return Wrong(rule.reason) if isinstance(rule, Refused) else Accepted(f"rule|{rule.text}")


def _seasons(said: str) -> Reading:
    """Read dates with their names, in either order: "1.1. kevät, 1.8. syksy"."""
    first, _, rest = said.partition(" ")
    listed = rest if _UNITS.get(fold_label(first).rstrip(":")) else said
    parts = [part.strip() for part in re.split(r"[,;\n]|\b(?:ja|och|and)\b", listed) if part.strip()]
    if not parts:
        return Unclear(t("duty.ask_seasons"), kept=_SEASONS)
    found = [season for part in parts if (season := _season(part))]
    if len(found) < len(parts) or len(found) < 2:
        return Wrong(t("duty.seasons_unread"))
    if Seasons(tuple(sorted(found))).shortest < SHORTEST:
        return Wrong(t("duty.seasons_close"))
    return Accepted(written(Seasons(tuple(sorted(found)))))


def _season(part: str) -> Season | None:
    match = re.search(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.?(?!\d)", part)
    if match is None:
        return None
    label = re.sub(r"[|;:\d]", "", part[: match.start()] + " " + part[match.end() :])
    try:
        every_year = date(2025, int(match[2]), int(match[1]))  # a year without 29 February
    except ValueError:
        return None
    return Season(every_year.month, every_year.day, " ".join(label.split())[:_LABEL])


# -- kept as text ------------------------------------------------------------------------------------------------


def written(unit: Unit) -> str:
    """Write a unit as one text, for a form or a row."""
    match unit:
        case Weeks():
            return f"weeks|{unit.every}"
        case Months():
            return f"months|{unit.every}"
        case Seasons():
            return f"{_SEASONS}|" + ";".join(f"{one.month:02}-{one.day:02} {one.label}".strip() for one in unit.dates)
    return f"rule|{unit.text}"


def unit_of(text: str) -> Unit:
    """Read what ``written`` wrote."""
    kind, _, rest = text.partition("|")
    if kind == "weeks":
        return Weeks(int(rest))
    if kind == "months":
        return Months(int(rest))
    if kind == "rule":
        return Rule(rest)
    dates = (one.partition(" ") for one in rest.split(";"))
    return Seasons(tuple(Season(int(day[:2]), int(day[3:]), label) for day, _, label in dates))
