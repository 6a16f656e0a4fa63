"""What must be known to announce a meetup: the questions, and the meetup that the answers make."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.dates import Found, Incomplete, Part, Precision, Refused, When, read_deadline, read_when, resolve
from bot.domain.extras import KEPT, OPTIONAL, THEME, every, tongues
from bot.domain.forms import Accepted, Calendar, Context, Option, Question, Reading, Unclear, Wrong, text_reader
from bot.domain.meetups import Meetup
from bot.domain.whens import told
from bot.text import clean, t

MOST_PEOPLE = 5_000
MOST_GUESTS = 9


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


def _meeting(typed: str, context: Context) -> Reading:
    """Read when a meetup is; where its day is known and is being changed, a clock time alone keeps the day."""
    reading, before = _when(typed, context), context.answers.get("when")
    if not isinstance(reading, Wrong) or not before:
        return reading
    kept = read_when(typed, now=context.now, known=read_back(before))
    return Accepted(write(kept.when), kept.notes) if isinstance(kept, Found) else reading


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


def _publishing(typed: str, context: Context) -> Reading:
    """Read when a meetup is to go out: a day and a clock time before it begins, or at once."""
    if clean(typed).strip().casefold() in _AT_ONCE:
        return Accepted("")
    reading = _when(typed, context)
    if not isinstance(reading, Accepted):
        return reading
    when, starts = read_back(reading.value), context.answers.get("when")
    meetup = read_back(starts) if starts else None
    if when.day is None or when.starts is None or when.ends:
        return Wrong(t("publish.needs_time"))
    known = meetup is not None and meetup.day and meetup.starts
    if known and meetup and (when.day, when.starts) >= (meetup.day, meetup.starts):
        return Wrong(t("publish.too_late"))
    return reading


_AT_ONCE = frozenset({"heti", "nyt", "nu", "genast", "now", "at once"})


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


def _guests(typed: str, _: Context) -> Reading:
    value = clean(typed).strip().rstrip(".").strip().casefold()
    if value in _NO_GUESTS:
        return Accepted("")
    number = re.fullmatch(r"([0-9]{1,6})( *(hlö|henkilö|henkilöä|pers|person|personer|people))?", value)
    if number is None:
        return Wrong(t("meetup.guests_number"))
    if int(number.group(1)) > MOST_GUESTS:
        return Wrong(t("meetup.guests_range", most=MOST_GUESTS))
    return Accepted(str(int(number.group(1))))


_NO_GUESTS = frozenset({"0", "ei", "ei seuralaisia", "-", "inga", "nej", "none", "no"})
_NO_LIMIT = frozenset({"ei rajaa", "ei rajoitusta", "rajoittamaton", "-", "ingen gräns", "no limit", "unlimited"})


# -- questions -------------------------------------------------------------------------------------------


def _day_known(answers: Mapping[str, str]) -> bool:
    return answers.get("when", "").startswith(Precision.DAY)


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
        labels=every(THEME),
        tongues=tongues(THEME),
        read=text_reader(200),
        help=t("ask.theme_help"),
    ),
    Question(
        key="when",
        ask=t("ask.when"),
        label=t("label.when"),
        labels=("Aika", "Ajankohta", "Tid", "When", "Time"),
        read=_meeting,
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
    Question(
        key="most_guests",
        ask=t("ask.most_guests"),
        label=t("label.most_guests"),
        labels=("Seuralaisia enintään", "Seuralaisia", "Max medföljande", "Medföljande", "Max guests", "Guests"),
        read=_guests,
        required=False,
        asked=False,
    ),
    *OPTIONAL,
)

#: When a meetup goes out, for one that is not out yet.
PUBLISHING = Question(
    key="publish_at",
    after="when",
    ask=t("ask.publish_at"),
    label=t("label.publish_at"),
    labels=("Julkaisuaika", "Julkaise", "Julkaistaan", "Publiceras", "Publicera", "Publish at", "Publish"),
    read=_publishing,
    help=t("ask.publish_at_help"),
    required=False,
    asked=False,
)
PLANNED: tuple[Question, ...] = (*QUESTIONS, PUBLISHING)


# -- the meetup ------------------------------------------------------------------------------------------


def meetup_of(values: Mapping[str, str], *, id_: str, network: str, brand: str, zone: str) -> Meetup:
    """Make the meetup that the answers tell of."""
    when = read_back(values["when"])
    deadline = read_back(values["signup_by"]) if values.get("signup_by") and when.starts else None
    return Meetup(
        id=id_, network=network, name=values.get("name") or brand, theme=values["theme"], when=when, zone=zone,
        venue=values.get("venue", ""), municipality=values["municipality"],
        capacity=int(values["capacity"]) if values.get("capacity") else None,
        signup_by=_instant(deadline, zone) if deadline else None,
        publish_at=_instant(read_back(values["publish_at"]), zone) if values.get("publish_at") else None,
        details={key: value for key, value in values.items() if key in KEPT and value},
        most_guests=int(values.get("most_guests") or 0),
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
