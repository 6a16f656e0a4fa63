"""What must be known to open a call: the questions a coordinator answers, and the call that the answers make."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.announcing import read_back, write
from bot.domain.calls.asked import standard
from bot.domain.calls.call import Call, Kind, Selection
from bot.domain.calls.group import Group
from bot.domain.calls.kept import from_data
from bot.domain.dates import Found, Refused, read_deadline, read_when, resolve
from bot.domain.forms import Accepted, Context, Option, Pick, Question, Reading, Unclear, Wrong, text_reader
from bot.domain.picking import pick_reader
from bot.domain.whens import told
from bot.text import LOCALES, Text, clean, t

SHORT = 24  #: letters that fit the narrowest title, a Slack modal's
MOST_SEATS, MOST_GROUPS, MOST_MEETINGS = 500, 20, 30
ASKED = "asked"  #: the key under which a draft keeps questions that a coordinator changed

KINDS = (
    Pick(
        Kind.SUPERVISION, t("call.supervision"), ("työnohjaus", "työnohjausryhmä", "arbetshandledning", "supervision")
    ),
    Pick(
        Kind.MENTEES,
        t("call.mentees"),
        ("mentorointi aktorit", "mentorointi (aktorit)", "aktorit", "adepter", "mentees"),
    ),
    Pick(
        Kind.MENTORS,
        t("call.mentors"),
        ("mentorointi mentorit", "mentorointi (mentorit)", "mentorit", "mentorer", "mentors"),
    ),
    Pick(Kind.RESIDENCY, t("call.residency"), ("residenssi", "residens", "residency")),
    Pick(Kind.SPARRING, t("call.sparring"), ("sparraus", "sparring")),
    Pick(Kind.OTHER, t("call.other"), ("muu", "annan", "annat", "other")),
)
SELECTIONS = (
    Pick(
        Selection.CONSIDERED,
        t("call.considered"),
        ("harkinta", "prövning", "övervägande", "consideration", "by consideration"),
    ),
    Pick(
        Selection.ARRIVAL,
        t("call.arrival"),
        ("saapumisjärjestys", "ankomstordning", "anmälningsordning", "order of arrival", "first come"),
    ),
    Pick(Selection.LOT, t("call.lot"), ("arvonta", "lottning", "lot", "by lot", "draw")),
)

# -- reading -----------------------------------------------------------------------------------------------

_GROUP = re.compile(
    r"(?P<name>.*?\S)\s*:?\s+(?:(?P<least>\d{1,4})\s*[-–]\s*)?(?P<seats>\d{1,4})"
    r"(?:\s*(?:paikkaa|paikka|hlö|henkilöä|platser|plats|places|place))?\s*(?:\((?P<meets>[^)]*)\))?"
)


def _groups(typed: str, context: Context) -> Reading:
    """Read ”Seinäjoki 6, Tampere 4–6 (ti 3.9.2024 klo 13; ti 1.10.2024 klo 13)”."""
    found: list[list[object]] = []
    for part in re.split(r"[,;\n](?![^(]*\))", clean(typed)):
        group = _GROUP.fullmatch(part.strip()) if part.strip() else None
        if part.strip() and group is None:
            return Wrong(t("call.group_how", typed=part.strip()[:40]))
        if group:
            meets = _meets(group["meets"] or "", context)
            if isinstance(meets, Wrong):
                return meets
            found.append([group["name"].strip(" :")[:100], int(group["seats"]), int(group["least"] or 0), meets])
    return _checked(found)


def _checked(found: list[list[object]]) -> Reading:
    names = [str(name).casefold() for name, *_ in found]
    if not found or len(found) > MOST_GROUPS or len(set(names)) < len(names):
        return Wrong(t("call.groups_how", most=MOST_GROUPS))
    if any(not 1 <= int(str(seats)) <= MOST_SEATS or int(str(least)) > int(str(seats)) for _, seats, least, _ in found):
        return Wrong(t("call.group_seats", most=MOST_SEATS))
    return Accepted(json.dumps(found, ensure_ascii=False))


def _meets(typed: str, context: Context) -> list[str] | Wrong:
    found = []
    for part in filter(str.strip, re.split(r"[;,]", typed)):
        reading = read_when(part, now=context.now)
        if isinstance(reading, Refused):
            return Wrong(reading.reason)
        if not isinstance(reading, Found) or reading.when.starts is None or reading.when.day is None:
            return Wrong(t("call.group_date", typed=part.strip()[:40]))
        found.append(datetime.combine(reading.when.day, reading.when.starts).isoformat())
    return found


def _day(check: Callable[[date, time, Mapping[str, str]], Text | None]) -> Callable[[str, Context], Reading]:
    """Read a day with or without a clock time, held against what was answered before."""

    def read(typed: str, context: Context) -> Reading:
        reading = read_deadline(typed, now=context.now)
        if isinstance(reading, Refused):
            return Wrong(reading.reason)
        if isinstance(reading, Found):
            when = reading.when
            wrong = check(when.day, when.starts or time(), context.answers) if when.day else t("dates.deadline_day")
            return Wrong(wrong) if wrong else Accepted(write(when), reading.notes)
        options = tuple(Option(write(one), told(one)) for one in getattr(reading, "options", ()))
        return Unclear(reading.question, options)

    return read


def _any_day(_day: date, _at: time, _answers: Mapping[str, str]) -> Text | None:
    return None


def _after_closing(day: date, _at: time, answers: Mapping[str, str]) -> Text | None:
    closes = read_back(answers["closes"]) if answers.get("closes") else None
    return t("call.results_first") if closes and closes.day and day < closes.day else None


def _before_closing(day: date, at: time, answers: Mapping[str, str]) -> Text | None:
    closes = read_back(answers["closes"]) if answers.get("closes") else None
    late = closes and closes.day and (day, at) >= (closes.day, closes.starts or time(23, 59))
    return t("call.opens_late") if late else None


def _dates(typed: str, context: Context) -> Reading:
    meets = _meets(typed, context)
    if not isinstance(meets, Wrong) and not 1 <= len(meets) <= MOST_MEETINGS:
        return Wrong(t("meetdates.how", most=MOST_MEETINGS))
    return meets if isinstance(meets, Wrong) else Accepted(json.dumps(sorted(meets)))


def asked_dates(groups: Sequence[Group]) -> tuple[Question, ...]:
    """Ask a coordinator for the dates of groups; those that are open may stay so."""
    return tuple(
        Question(
            key=group.id, ask=t("meetdates.ask", group=group.name), label=t("plain", text=group.name), labels=(),
            help=t("meetdates.help"), read=_dates, required=False, multiline=True,
        )
        for group in groups
    )  # fmt: skip


def typed_dates(group: Group, tz: ZoneInfo) -> str:
    """Write a group's dates as they could be typed."""
    walls = (at.astimezone(tz) for at in group.meets)
    return "; ".join(f"{wall.day}.{wall.month}.{wall.year} klo {wall.hour}.{wall.minute:02}" for wall in walls)


def groups_meeting(groups: Sequence[Group], answers: Mapping[str, str], tz: ZoneInfo) -> tuple[Group, ...]:
    """Give the groups with the dates that were answered; an open one keeps what it has."""
    return tuple(
        replace(group, meets=_instants(json.loads(answers[group.id]), tz)) if answers.get(group.id) else group
        for group in groups
    )


def _instants(walls: Sequence[str], tz: ZoneInfo) -> tuple[datetime, ...]:
    return tuple(_aware(datetime.fromisoformat(wall), tz) for wall in walls)


def _aware(at: datetime, tz: ZoneInfo) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=tz)


_HOURS = re.compile(
    r"(\d{1,3})\s*(h|t|tuntia|tim|timmar|hours?|vrk|vuorokausi|vuorokautta|päivää|pv|dygn|dagar|days?)?\.?",
    re.IGNORECASE,
)
_MONTHS = re.compile(r"(\d{1,2})\s*(kk|kuukautta|kuukausi|mån|månad|månader|months?)?\.?", re.IGNORECASE)


def _confirm(typed: str, _: Context) -> Reading:
    found = _HOURS.fullmatch(clean(typed).strip())
    days = found is not None and (found[2] or "h").lower()[0] in "vpd"
    hours = int(found[1]) * (24 if days else 1) if found else 0
    return Accepted(str(hours)) if 24 <= hours <= 336 else Wrong(t("call.confirm_how"))


def _retention(typed: str, _: Context) -> Reading:
    found = _MONTHS.fullmatch(clean(typed).strip())
    return Accepted(found[1]) if found and 1 <= int(found[1]) <= 24 else Wrong(t("call.retention_how"))


def _no_name(answers: Mapping[str, str]) -> bool:
    return not (answers.get("name_sv") or answers.get("name_en"))


# -- questions ---------------------------------------------------------------------------------------------


def _extra(
    key: str, ask: Text, label: Text, labels: tuple[str, ...], read: Callable[[str, Context], Reading]
) -> Question:
    return Question(key=key, ask=ask, label=label, labels=labels, read=read, required=False, asked=False)


QUESTIONS: tuple[Question, ...] = (
    Question(
        key="kind", ask=t("newcall.kind"), label=t("newcall.kind_label"), labels=("Tyyppi", "Typ", "Kind"),
        read=pick_reader(KINDS), picks=KINDS,
    ),
    Question(
        key="name", ask=t("newcall.name"), label=t("newcall.name_label"), labels=("Nimi",), read=text_reader(120),
        help=t("newcall.name_help"), only_if=_no_name,
    ),
    _extra("name_sv", t("newcall.name"), t("newcall.name_sv"), ("Namn",), text_reader(120)),
    _extra("name_en", t("newcall.name"), t("newcall.name_en"), ("Name",), text_reader(120)),
    _extra("short", t("newcall.short"), t("newcall.short_label"), ("Lyhyt nimi",), text_reader(SHORT)),
    _extra("short_sv", t("newcall.short"), t("newcall.short_sv"), ("Kort namn",), text_reader(SHORT)),
    _extra("short_en", t("newcall.short"), t("newcall.short_en"), ("Short name",), text_reader(SHORT)),
    Question(
        key="groups", ask=t("newcall.groups"), label=t("newcall.groups_label"), help=t("newcall.groups_help"),
        labels=("Ryhmät", "Ryhmä", "Mentorit", "Grupper", "Grupp", "Groups", "Group"), read=_groups,
    ),
    Question(
        key="selection", ask=t("newcall.selection"), label=t("newcall.selection_label"),
        labels=("Valinta", "Urval", "Selection"), read=pick_reader(SELECTIONS), picks=SELECTIONS,
    ),
    Question(
        key="closes", ask=t("newcall.closes"), label=t("newcall.closes_label"), read=_day(_any_day),
        labels=("Haku päättyy", "Hakuaika päättyy", "Päättyy", "Ansökan stänger", "Stänger", "Closes"),
    ),
    _extra(
        "opens", t("newcall.opens"), t("newcall.opens_label"),
        ("Haku alkaa", "Alkaa", "Ansökan öppnar", "Öppnar", "Opens"), _day(_before_closing),
    ),
    Question(
        key="results", ask=t("newcall.results"), label=t("newcall.results_label"), after="closes",
        labels=("Tulokset viimeistään", "Tulokset", "Besked senast", "Results by"), read=_day(_after_closing),
    ),
    Question(
        key="controller", ask=t("newcall.controller"), label=t("newcall.controller_label"), read=text_reader(300),
        help=t("newcall.controller_help"), labels=("Rekisterinpitäjä", "Personuppgiftsansvarig", "Controller"),
    ),
    Question(
        key="contact", ask=t("newcall.contact"), label=t("newcall.contact_label"), read=text_reader(200),
        help=t("newcall.contact_help"), labels=("Yhteys", "Yhteystieto", "Kontakt", "Contact"),
    ),
    _extra(
        "confirm", t("newcall.confirm"), t("newcall.confirm_label"),
        ("Vahvistusaika", "Bekräftelsetid", "Confirm within"), _confirm,
    ),
    _extra(
        "retention", t("newcall.retention"), t("newcall.retention_label"),
        ("Säilytysaika", "Lagringstid", "Kept for"), _retention,
    ),
)  # fmt: skip

# -- the call ----------------------------------------------------------------------------------------------


def call_of(values: Mapping[str, str], *, id_: str, network: str, zone: str, by: str, at: datetime) -> Call:
    """Make the call that the answers tell of; one without an opening time opens when it is published."""
    tz, kind = ZoneInfo(zone), Kind(values["kind"])
    results = read_back(values["results"]).day
    return Call(
        id=id_, network=network, kind=kind, names=_names(values, "name"), shorts=_names(values, "short"),
        groups=groups_of(values["groups"], tz), selection=Selection(values["selection"]),
        opens_at=_instant(values["opens"], tz) if values.get("opens") else at, closes_at=_instant(values["closes"], tz),
        results_by=results or at.astimezone(tz).date(), confirm=timedelta(hours=int(values.get("confirm") or 72)),
        retention=int(values.get("retention") or 3), controller=values["controller"], contact=values["contact"],
        zone=zone, asked=from_data(json.loads(values[ASKED])) if values.get(ASKED) else standard(kind), opened_by=by,
    )  # fmt: skip


def _names(values: Mapping[str, str], key: str) -> dict[str, str]:
    keys = {locale: key if locale == "fi" else f"{key}_{locale}" for locale in LOCALES}
    return {locale: values[one] for locale, one in keys.items() if values.get(one)}


def groups_of(value: str, tz: ZoneInfo) -> tuple[Group, ...]:
    """Make the groups that an answer tells of."""
    return tuple(
        Group(
            id=f"g{n}", name=name, capacity=seats, least=least,
            meets=_instants(sorted(meets), tz),
        )
        for n, (name, seats, least, meets) in enumerate(json.loads(value), 1)
    )  # fmt: skip


def _instant(value: str, tz: ZoneInfo) -> datetime:
    when = read_back(value)
    instant = resolve(when.day, when.starts or time(23, 59), tz) if when.day else None
    if instant is None:
        raise ValueError("not a day, or a time that clocks skip")
    return instant
