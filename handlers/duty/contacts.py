"""Contacts: they join by a code that works once, leave when they say so, and can be away."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.chat import Answer, Command, Event, Message, Press, Refusal
from bot.domain.dates import Found, Incomplete, Precision, When, read_when
from bot.domain.duty.contacts import Away
from bot.domain.lines import fold_label
from bot.rights import require_coordinator
from bot.router import Router
from bot.text import t
from bot.wording.duty import contacts as wording
from handlers.duty.desk import desk_of, network_of
from handlers.duty.signs import take_tag
from storage import Transaction

router = Router()


# -- joining ---------------------------------------------------------------------------------------------------


def invite(command: Command, matter: str, tx: Transaction) -> Answer:
    """Give a code for one new contact of an organisation."""
    network = network_of(command)
    names = tx.organisations.names(network)
    found = [one for one, name in names.items() if matter and fold_label(matter) in fold_label(name)]
    if len(found) != 1:
        raise Refusal(t("duty.invite_whom"), buttons=wording.invitations({one: names[one] for one in found or names}))
    return _invited(command, found[0], tx)


@router.press("dutyinvite")
def press_invite(press: Press, tx: Transaction) -> Answer:
    """Invite a contact by button."""
    return _invited(press, press.subject, tx)


def _invited(event: Event, organisation: str, tx: Transaction) -> Answer:
    network = tx.organisations.network_of(organisation)
    if network is None:
        raise Refusal(t("button.unknown"))
    mine = any(
        c.person == event.person.id and c.organisation == organisation for c in tx.organisations.contacts(network)
    )
    if not mine and not event.person.coordinates(network):
        raise Refusal(t("duty.invite_own"))
    code, name = tx.organisations.invite(organisation, event.at), tx.organisations.names(network)[organisation]
    return Answer(messages=wording.invitation(name, code, event.where.platform), private=True)


def _is_contact(event: Event, organisation: str, network: str, tx: Transaction) -> bool:
    there = tx.organisations.contacts(network)
    return any(one.person == event.person.id and one.organisation == organisation for one in there)


def join(command: Command, matter: str, tx: Transaction) -> Answer:
    """Take a contact's code typed with the command."""
    return _join(command, matter.strip(), tx)


@router.press("dj")
def join_by_link(press: Press, tx: Transaction) -> Answer:
    """Take a contact's code that came by a link, or bare."""
    return _join(press, press.arg, tx)


def _join(event: Event, code: str, tx: Transaction) -> Answer:
    organisation = tx.organisations.accept(code, event.at)  # one that others have seen is void
    if not event.private:
        raise Refusal(t("code.seen"))
    network = tx.organisations.network_of(organisation) if organisation else None
    if organisation is None or network is None:
        raise Refusal(t("code.void"))
    tx.organisations.join(organisation, event.person.id)
    tx.people.enrol(event.person.id, network)
    tx.duty.look_again(network, event.at)  # where the duty is shown by its people, they have changed
    name = tx.organisations.names(network)[organisation]
    return Answer(messages=(wording.welcome(name, tx.networks.get(network).name),), private=True)


# -- still there? ------------------------------------------------------------------------------------------------


@router.press("dutystay")
def stay(press: Press, tx: Transaction) -> Answer:
    """Hear from a contact that they still are one."""
    organisation, _ = _own(press, tx)
    return Answer(messages=(Message((t("duty.stay_done", organisation=organisation),)),), private=True)


@router.press("dutyleave")
def leave(press: Press, tx: Transaction) -> Answer:
    """Count out a contact who is one no more; coordinators hear of it, not who it was."""
    organisation, network = _own(press, tx)
    take_tag(press.person.id, network, press.at, tx)
    tx.organisations.leave(press.subject, press.person.id)
    tx.duty.look_again(network, press.at)
    told, once = wording.left(press.subject, organisation), f"duty:left:{press.key}"
    tx.post.tell_coordinators(network, "duty", told, dedupe=once, at=press.at)
    return Answer(messages=(Message((t("duty.leave_done", organisation=organisation),)),), private=True)


def _own(press: Press, tx: Transaction) -> tuple[str, str]:
    """Give the name of the presser's organisation and its network."""
    network = tx.organisations.network_of(press.subject)
    if network is None or not _is_contact(press, press.subject, network, tx):
        raise Refusal(t("duty.not_contact"))
    return tx.organisations.names(network)[press.subject], network


# -- away --------------------------------------------------------------------------------------------------------

_BACK = frozenset({"ei", "paikalla", "nej", "tillbaka", "no", "back"})


@dataclass(frozen=True)
class _Days:
    first: date
    last: date


def away(command: Command, matter: str, tx: Transaction) -> Answer:
    """Note when a contact is away, or that they are back; bare, tell how it is written."""
    network = network_of(command)
    if not any(one.person == command.person.id for one in tx.organisations.contacts(network)):
        raise Refusal(t("duty.not_contact"))
    zone = ZoneInfo(tx.networks.get(network).zone)
    if fold_label(matter) in _BACK:
        tx.organisations.come_back(network, command.person.id, command.at.astimezone(zone).date())
        return Answer(messages=(Message((t("duty.back_done"),)),), private=True)
    days = _read(matter, command, zone)
    tx.organisations.go_away(network, command.person.id, Away(days.first, days.last))
    return Answer(messages=(wording.away(days.first, days.last),), private=True)


def _read(matter: str, command: Command, zone: ZoneInfo) -> _Days:
    """Read a day, or a first and a last one with a dash between; what is not clear is refused with an example."""
    begin, _, end = matter.replace("—", "–").replace(" - ", "–").partition("–")
    if not end and matter.count("-") == 1:
        begin, _, end = matter.partition("-")
    now = command.at.astimezone(zone)
    told = [read_when(part, now=now) for part in (begin, end or begin)]
    known = [
        one.when.day for one in told if isinstance(one, Found | Incomplete) and one.when.precision is Precision.DAY
    ]
    days = [day for day in known if day is not None]
    if len(days) < 2 or days[1] < days[0]:
        raise Refusal(t("duty.away_unread"))
    return _Days(days[0], days[1])


def _is_day(when: When) -> bool:
    return when.precision is Precision.DAY and when.day is not None


# -- in reserve ------------------------------------------------------------------------------------------------


def reserve(command: Command, _: str, tx: Transaction) -> Answer:
    """Let a coordinator be the one who answers when no organisation can."""
    network = network_of(command)
    require_coordinator(command, network)
    at_desk = desk_of(network, tx, command.at, lock=True)
    tx.duty.fall_back_on(at_desk.rota, command.person.id)
    return Answer(messages=(Message((t("duty.reserve_done"),)),), private=True)
