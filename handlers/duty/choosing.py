"""Which turn is meant: by button, by a day that was typed, or one of those that come."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.chat import Event, Press, Refusal
from bot.domain.dates import Found, Incomplete, read_when
from bot.domain.duty import Turn
from bot.text import t
from handlers.duty.desk import Desk, desk
from storage import Transaction

SHOWN = 8  #: turns on buttons
_YEARS = range(2000, 2200)  # a turn after all of us is not meant
_ROUND = 60  #: turns looked through for those of an organisation


def about_turn(press: Press, tx: Transaction, *, lock: bool = False) -> tuple[Desk, Turn]:
    """Give the rota and the turn that a button is about."""
    rota = tx.duty.get(press.subject, lock=lock)
    key = key_of(press.choice.partition("_")[0])
    k = rota.plan.timetable.number(key) if rota and key else None
    if rota is None or k is None:
        raise Refusal(t("button.unknown"))
    return desk(rota, tx, press.at), rota.plan.turn(k)


def key_of(digits: str) -> date | None:
    """Read a turn's key from a button."""
    try:
        key = datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007 -- a period's key is a plain date
    except ValueError:
        return None
    return key if key.year in _YEARS else None


def key_known(digits: str) -> date:
    """Read a turn's key that a button must have."""
    key = key_of(digits)
    if key is None:
        raise Refusal(t("button.unknown"))
    return key


def turn_typed(at_desk: Desk, typed: str) -> Turn:
    """Find the turn that begins on a typed day, or in which the day falls."""
    plan, zone = at_desk.plan, at_desk.plan.timetable.zone(0)
    told = read_when(typed, now=at_desk.at.astimezone(zone))
    day = told.when.day if isinstance(told, Found | Incomplete) else None
    if day is None or day.year not in _YEARS:
        raise Refusal(t("duty.turn_unread"))
    k = plan.timetable.number(day)
    found = k if k is not None else plan.timetable.index(_end_of(day, zone))
    if found < 0:
        raise Refusal(t("duty.turn_unread"))
    return plan.turn(found)


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(23, 59), zone).astimezone(UTC)


def coming(at_desk: Desk, organisation: str | None) -> list[Turn]:
    """List the turns that have not begun: an organisation's own, or everybody's."""
    turns = at_desk.plan.preview(_ROUND, at=at_desk.at)
    ahead = [one for one in turns if one.period.starts > at_desk.at]
    return [one for one in ahead if organisation is None or one.organisation == organisation][:SHOWN]


def own_organisation(at_desk: Desk, event: Event) -> str:
    """Give the organisation that somebody answers for."""
    mine = at_desk.organisations_of(event.person.id)
    if not mine:
        raise Refusal(t("duty.not_contact"))
    return mine[0]
