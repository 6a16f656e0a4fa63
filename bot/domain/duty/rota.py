"""What must be known to set up a rota: the questions, the rota the answers make, and its first plan."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.domain.dates import Found, Incomplete, Precision, Unsure, When, read_when
from bot.domain.dates import Reading as Told
from bot.domain.dates import Refused as Unread
from bot.domain.forms import Accepted, Context, Option, Question, Reading, Unclear, Wrong, text_reader
from bot.domain.lines import fold_label
from bot.text import Moment, Text, clean, t

from .breaks import Break, breaks_of, read_breaks
from .cadence import Cadence
from .calendar import Calendar, Roll, is_odd
from .lengths import read_length, unit_of
from .lineup import LineUp
from .plan import Plan
from .rules import Rule, rule_of
from .season import step_for
from .timetable import Timetable, flaw_of
from .values import Refused

MOST_ORGANISATIONS = 60
_HANDOVER = time(9)
_YEAR = timedelta(366)  # a rota already running elsewhere may be written down as from its last start


@dataclass(frozen=True, kw_only=True)
class Rota:
    """A rota as a coordinator wrote it, organisations and fallback by name."""

    organisations: tuple[str, ...]
    cadence: Cadence
    yearly_step: bool = False
    breaks: tuple[Break, ...] = ()
    fallback: str | None = None  #: None: whoever sets it up


# -- reading -------------------------------------------------------------------------------------------------


_OWN_LABEL = re.compile(r"^.*\b(?:järjestys|jarjestys|ordning|ordningen|order)\s*:", re.IGNORECASE)


def _order(typed: str, _: Context) -> Reading:
    """Read organisations with commas between them, numbered or not."""
    said = _OWN_LABEL.sub("", clean(typed))
    parts = (" ".join(part.split()) for part in re.split(r"[,;\n|]", said))
    names = [name for part in parts if (name := re.sub(r"^\d{1,2}[.)]\s*", "", part))]
    if not names or len(names) > MOST_ORGANISATIONS or any(len(name) > 64 for name in names):
        return Wrong(t("duty.order_unread", most=MOST_ORGANISATIONS))
    folded = [name.casefold() for name in names]
    twice = next((name for name in names if folded.count(name.casefold()) > 1), None)
    if twice:
        return Wrong(t("duty.order_twice", organisation=twice))
    return Accepted("|".join(names), (t("duty.order_one"),) if len(names) == 1 else ())


def _anchor(typed: str, context: Context) -> Reading:
    """Read the day of the first turn: a day, the beginning of a week or month, or a day up to a year gone."""
    told = read_when(typed, now=context.now)
    if isinstance(told, Unread) and told.reason.id == "dates.past":
        told = read_when(typed, now=context.now - _YEAR)
    match told:
        case Unread():
            return Wrong(told.reason)
        case Unsure():
            return Unclear(told.question, tuple(_option(when) for when in told.options if when.day))
    return _begin(told, context)


def _option(when: When) -> Option:
    day = when.day or date.min
    return Option(f"{day:%d.%m.%Y}", t("plain", text=Moment(day, "day")), whole=False)


def _begin(told: Told, context: Context) -> Reading:
    if not isinstance(told, Found | Incomplete) or told.when.precision in {Precision.OPEN, Precision.PART_OF_MONTH}:
        return Wrong(t("duty.anchor_day"))
    day, clock = told.when.day or date.min, told.when.starts
    unit = unit_of(context.answers["unit"]) if context.answers.get("unit") else None
    if isinstance(unit, Rule) and isinstance(checked := rule_of(unit.text, day), Refused):
        return Wrong(checked.reason)
    first = unit.nominal(day, 0) if unit else day
    later = (t("duty.anchor_later", day=Moment(first, "day")),) if first != day else ()
    notes = told.notes if isinstance(told, Found) else ()
    return Accepted(day.isoformat() + (f"T{clock:%H:%M}" if clock else ""), (*notes, *later))


def _clock(typed: str, context: Context) -> Reading:
    said = re.fullmatch(r"(?:klo|kello|kl|klockan|at)?\.?\s*(\d{1,2})(?:[.:](\d{2}))?", clean(typed).strip().casefold())
    if said is None or int(said[1]) > 23 or int(said[2] or 0) > 59:
        return Wrong(t("duty.clock_unread"))
    clock, zone = time(int(said[1]), int(said[2] or 0)), context.now.tzinfo
    if isinstance(zone, ZoneInfo) and is_odd(clock, zone):
        return Wrong(t("duty.clock_odd", clock=f"{clock.hour}.{clock.minute:02}"))
    return Accepted(f"{clock:%H:%M}")


def _roll(typed: str, _: Context) -> Reading:
    how = _ROLLS.get(fold_label(clean(typed)).rstrip("."))
    return Accepted(how) if how else Unclear(t("duty.ask_roll"), _ROLL_OPTIONS)


def _step(typed: str, _: Context) -> Reading:
    said = fold_label(clean(typed)).rstrip(".")
    options = (Option("yes", t("duty.yes")), Option("no", t("duty.no")))
    return Accepted(_YES_NO[said]) if said in _YES_NO else Unclear(t("duty.ask_step"), options)


_ROLL_OPTIONS = (
    Option(Roll.FOLLOWING, t("duty.roll_following")),
    Option(Roll.PRECEDING, t("duty.roll_preceding")),
    Option(Roll.NONE, t("duty.roll_none")),
)
_ROLLS: Mapping[str, Roll] = MappingProxyType(
    {
        fold_label(word): roll
        for roll, words in (
            (Roll.FOLLOWING, "seuraava arkipäivä, seuraavana arkipäivänä, seuraava, nästa vardag, nästa, "
                             "next business day, next working day, next weekday, next, following"),
            (Roll.PRECEDING, "edellinen arkipäivä, edellisenä arkipäivänä, edellinen, föregående vardag, föregående, "
                             "previous business day, previous working day, previous weekday, previous, preceding"),
            (Roll.NONE, "ei siirry, ei siirretä, ei muutu, flyttas inte, flyttar inte, does not move, no change, none"),
        )
        for word in words.split(", ")
    }
)  # fmt: skip
_YES_NO: Mapping[str, str] = MappingProxyType(
    {
        word: value
        for value, words in (("yes", "kylla joo k ja j yes y paalle pa on"), ("no", "ei e nej n no pois av off"))
        for word in words.split()
    }
)

# -- questions -------------------------------------------------------------------------------------------------

QUESTIONS: tuple[Question, ...] = (
    Question(
        key="order",
        ask=t("duty.ask_order"),
        label=t("duty.label_order"),
        labels=("Järjestys", "Ordning", "Order"),
        read=_order,
        help=t("duty.ask_order_help"),
    ),
    Question(
        key="unit",
        ask=t("duty.ask_unit"),
        label=t("duty.label_unit"),
        labels=("Jakso", "Vuoron pituus", "Period"),
        read=read_length,
        help=t("duty.ask_unit_help"),
    ),
    Question(
        key="anchor",
        ask=t("duty.ask_anchor"),
        label=t("duty.label_anchor"),
        labels=("Alkaa", "Börjar", "Starts"),
        read=_anchor,
        help=t("duty.ask_anchor_help"),
    ),
    Question(
        key="clock",
        ask=t("duty.ask_clock"),
        label=t("duty.label_clock"),
        labels=("Vaihtuu", "Byts", "Changes"),
        read=_clock,
        required=False,
        asked=False,
    ),
    Question(
        key="roll",
        ask=t("duty.ask_roll"),
        label=t("duty.label_roll"),
        labels=("Jos vapaapäivä", "Om helgdag", "If a holiday"),
        read=_roll,
        required=False,
        asked=False,
    ),
    Question(
        key="step",
        ask=t("duty.ask_step"),
        label=t("duty.label_step"),
        labels=("Vuosisiirto", "Årsförskjutning", "Yearly step"),
        read=_step,
        required=False,
        asked=False,
    ),
    Question(
        key="quiet",
        ask=t("duty.ask_quiet"),
        label=t("duty.label_quiet"),
        labels=("Hiljaiset päivät", "Hiljaista", "Lugna dagar", "Lugnt", "Quiet days", "Quiet"),
        read=read_breaks,
        help=t("duty.ask_quiet_help"),
        required=False,
        asked=False,
    ),
    Question(
        key="fallback",
        ask=t("duty.ask_fallback"),
        label=t("duty.label_fallback"),
        labels=("Varalla", "Reserv", "Fallback"),
        read=text_reader(64),
        required=False,
        asked=False,
    ),
)


#: What may be edited later: the order as it is to begin with, and from which handover on.
EDITS: tuple[Question, ...] = (
    QUESTIONS[0],
    Question(
        key="since",
        ask=t("duty.ask_since"),
        label=t("duty.label_since"),
        labels=("Alkaen", "Alkaa", "Från", "Börjar", "From", "Starts"),
        read=_anchor,
        required=False,
        asked=False,
    ),
    *(
        replace(one, required=False, asked=False)
        for one in QUESTIONS
        if one.key in {"unit", "clock", "roll", "step", "quiet"}
    ),
)


# -- the rota ----------------------------------------------------------------------------------------------------


def rota_of(values: Mapping[str, str], *, zone: str) -> Rota | Refused:
    """Make the rota that the answers tell of."""
    day, _, hour = values["anchor"].partition("T")
    anchor, clock = date.fromisoformat(day), values.get("clock") or hour
    cadence = Cadence(
        anchor=anchor, unit=unit_of(values["unit"]), clock=time.fromisoformat(clock) if clock else _HANDOVER,
        zone=zone, roll=Roll(values.get("roll") or Roll.FOLLOWING),
    )  # fmt: skip
    refusal = _flaw(cadence)
    if refusal:
        return Refused(refusal)
    return Rota(
        organisations=tuple(values["order"].split("|")), cadence=cadence, yearly_step=values.get("step") == "yes",
        breaks=breaks_of(values.get("quiet") or ""), fallback=values.get("fallback") or None,
    )  # fmt: skip


def _flaw(cadence: Cadence) -> Text | None:
    if isinstance(cadence.unit, Rule) and isinstance(checked := rule_of(cadence.unit.text, cadence.anchor), Refused):
        return checked.reason
    return flaw_of(Timetable(cadences=(cadence,)))


def plan_of(
    rota: Rota, organisations: Sequence[str], fallback: str, *, quiet: frozenset[date] = frozenset()
) -> Plan | Refused:
    """Make a rota's first plan, its organisations and fallback contact now known by their ids."""
    timetable = Timetable(cadences=(rota.cadence,), calendar=Calendar(quiet, rota.breaks))
    flaw = flaw_of(timetable)
    if flaw:
        return Refused(flaw)
    lineup = LineUp(since=timetable.nominal(0), organisations=tuple(organisations))
    step = step_for(timetable.unit_periods(0), len(organisations)) if rota.yearly_step else 0
    return Plan(timetable=timetable, lineups=(replace(lineup, yearly_step=step),), fallback=fallback)
