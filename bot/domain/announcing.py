"""What must be known to announce a meetup: the questions, and the meetup that the answers make."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.domain.dates import Found, Incomplete, Part, Precision, Refused, When, read_deadline, read_when, resolve
from bot.domain.forms import Accepted, Calendar, Context, Option, Question, Reading, Unclear, Wrong, text_reader
from bot.domain.meetups import Meetup
from bot.domain.whens import told
from bot.text import clean, t

MOST_PEOPLE = 5_000

#: The optional lines, in the order a card shows them: key → labels.
DETAILS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "host": ("Vierailukohde", "Värd", "Host"),
        "speaker": ("Puhuja", "Puhujat", "Talare", "Speaker", "Speakers"),
        "accessibility": ("Esteettömyys", "Tillgänglighet", "Accessibility"),
        "price": ("Hinta", "Pris", "Price"),
        "funder": ("Rahoittaja", "Finansiär", "Funder"),
        "link": ("Linkki", "Länk", "Link"),
        "email": ("Sähköposti", "E-post", "E-mail", "Email"),
    }
)


# -- reading ---------------------------------------------------------------------------------------------


def _when(typed: str, context: Context) -> Reading:
    known = read_back(context.kept) if context.kept else None
    reading = read_when(typed, now=context.now, known=known)
    match reading:
        case Found():
            return Accepted(write(reading.when), reading.notes)
        case Incomplete():
            return Unclear(reading.question, kept=write(reading.when))
        case Refused():
            return Wrong(reading.reason)
    return Unclear(reading.question, tuple(map(_option, reading.options)))


def _option(when: When) -> Option:
    if when.precision is Precision.DAY and when.starts is None and when.day:
        return Option(f"{when.day:%d.%m.%Y}", told(when), whole=False)
    return Option(write(when), told(when))


def _deadline(typed: str, context: Context) -> Reading:
    start = context.answers.get("when")
    when = read_back(start) if start else None
    before = datetime.combine(when.day, when.starts) if when and when.day and when.starts else None
    reading = read_deadline(typed, now=context.now, before=before)
    match reading:
        case Found():
            return Accepted(write(reading.when), reading.notes)
        case Incomplete():
            return Unclear(reading.question)
        case Refused():
            return Wrong(reading.reason)
    return Unclear(reading.question, tuple(map(_option, reading.options)))


def _venue(typed: str, context: Context) -> Reading:
    """Read a place; a bare number may have been meant for the number of seats."""
    value = clean(typed).strip()
    if value.isdecimal() and value.isascii() and len(value) <= 4:
        return Unclear(
            t("meetup.venue_or_seats", number=value),
            (
                Option(value, t("meetup.number_is_seats", number=value), key="capacity"),
                Option(value, t("meetup.number_is_venue", number=value)),
            ),
        )
    return text_reader(200)(typed, context)


def _capacity(typed: str, _: Context) -> Reading:
    value = clean(typed).strip().rstrip(".").strip()
    if value.casefold() in _NO_LIMIT:
        return Accepted("")
    number = re.fullmatch(r"([0-9]{1,6})( *(hlö|henkilöä|hlöä|paikkaa|pers|personer|platser|people|seats))?\.?", value)
    if number is None:
        return Wrong(t("meetup.capacity_number"))
    if not 1 <= int(number.group(1)) <= MOST_PEOPLE:
        return Wrong(t("meetup.capacity_range", most=MOST_PEOPLE))
    return Accepted(str(int(number.group(1))))


_NO_LIMIT = frozenset({"ei rajaa", "ei rajoitusta", "rajoittamaton", "-", "ingen gräns", "no limit", "unlimited"})


# -- questions -------------------------------------------------------------------------------------------


def _day_known(answers: Mapping[str, str]) -> bool:
    return answers.get("when", "").startswith(Precision.DAY)


def _detail(key: str, labels: tuple[str, ...]) -> Question:
    return Question(
        key=key, ask=_DETAIL_ASKS[key], label=_DETAIL_LABELS[key], labels=labels, read=text_reader(300),
        required=False, asked=False,
    )  # fmt: skip


_DETAIL_ASKS = MappingProxyType(
    {
        "host": t("ask.host"), "speaker": t("ask.speaker"), "accessibility": t("ask.accessibility"),
        "price": t("ask.price"), "funder": t("ask.funder"), "link": t("ask.link"), "email": t("ask.email"),
    }
)  # fmt: skip
_DETAIL_LABELS = MappingProxyType(
    {
        "host": t("label.host"), "speaker": t("label.speaker"), "accessibility": t("label.accessibility"),
        "price": t("label.price"), "funder": t("label.funder"), "link": t("label.link"), "email": t("label.email"),
    }
)  # fmt: skip

QUESTIONS: tuple[Question, ...] = (
    Question(
        key="name",
        ask=t("ask.name"),
        label=t("label.name"),
        labels=("Nimi", "Namn", "Name"),
        read=text_reader(64),
        required=False,
        asked=False,
    ),
    Question(
        key="theme",
        ask=t("ask.theme"),
        label=t("label.theme"),
        labels=("Teema", "Aihe", "Tema", "Theme"),
        read=text_reader(200),
        help=t("ask.theme_help"),
    ),
    Question(
        key="when",
        ask=t("ask.when"),
        label=t("label.when"),
        labels=("Aika", "Ajankohta", "Tid", "When", "Time"),
        read=_when,
        calendar=Calendar.SPAN,
        help=t("ask.when_help"),
    ),
    Question(
        key="venue",
        ask=t("ask.venue"),
        label=t("label.venue"),
        labels=("Paikka", "Plats", "Venue", "Place"),
        read=_venue,
        only_if=_day_known,
    ),
    Question(
        key="municipality",
        ask=t("ask.municipality"),
        label=t("label.municipality"),
        labels=("Kunta", "Paikkakunta", "Kommun", "Municipality"),
        read=text_reader(64),
    ),
    Question(
        key="capacity",
        ask=t("ask.capacity"),
        label=t("label.capacity"),
        labels=(
            "Osallistujia enintään",
            "Osallistujia",
            "Paikkoja",
            "Max antal",
            "Antal platser",
            "Max people",
            "Seats",
        ),
        read=_capacity,
        required=False,
        asked=False,
    ),
    Question(
        key="signup_by",
        after="when",
        ask=t("ask.signup_by"),
        label=t("label.signup_by"),
        labels=(
            "Ilmoittaudu viimeistään",
            "Ilmoittautuminen viimeistään",
            "Anmälan senast",
            "Anmäl dig senast",
            "Sign up by",
        ),
        read=_deadline,
        calendar=Calendar.MOMENT,
        required=False,
        asked=False,
        only_if=_day_known,
    ),
    *(_detail(key, labels) for key, labels in DETAILS.items()),
)


# -- the meetup ------------------------------------------------------------------------------------------


def meetup_of(values: Mapping[str, str], *, id_: str, network: str, brand: str, zone: str) -> Meetup:
    """Make the meetup that the answers tell of."""
    deadline = read_back(values["signup_by"]) if values.get("signup_by") else None
    return Meetup(
        id=id_, network=network, name=values.get("name") or brand, theme=values["theme"],
        when=read_back(values["when"]), zone=zone, venue=values.get("venue", ""),
        municipality=values["municipality"], capacity=int(values["capacity"]) if values.get("capacity") else None,
        signup_by=_instant(deadline, zone) if deadline else None,
        details={key: values[key] for key in DETAILS if values.get(key)},
    )  # fmt: skip


def _instant(when: When, zone: str) -> datetime | None:
    return resolve(when.day, when.starts or time(23, 59), ZoneInfo(zone)) if when.day else None


def write(when: When) -> str:
    """Write a When as one text: precision, day, start, end, part."""
    parts = (when.precision, when.day, when.starts, when.ends, when.part)
    return "|".join("" if part is None else str(part) for part in parts)


def read_back(text: str) -> When:
    """Read what ``write`` wrote."""
    precision, day, starts, ends, part = text.split("|")
    return When(
        precision=Precision(precision), day=date.fromisoformat(day) if day else None,
        starts=time.fromisoformat(starts) if starts else None, ends=time.fromisoformat(ends) if ends else None,
        part=Part(part) if part else None,
    )  # fmt: skip
