"""Taking the duty over: Kuittaan, Avaa muistio, Pyydä tuuraajaa, and the note to whoever comes next."""

from datetime import date, datetime

from bot.chat import Answer, Button, Command, Event, Message, Press, Refusal
from bot.domain.duty import Cover, Turn
from bot.domain.duty import operations as do
from bot.domain.duty.asking import read_body
from bot.domain.forms import Accepted, Context, Wrong
from bot.router import Router
from bot.text import t
from bot.wording.duty import handing_over as wording
from handlers.duty import asking
from handlers.duty.desk import Desk, changed, desk, desk_of, network_of, taken
from handlers.duty.packets import packet
from storage import Transaction

router = Router()


# -- acknowledging ---------------------------------------------------------------------------------------------


def acknowledge(command: Command, _: str, tx: Transaction) -> Answer:
    """Acknowledge the running turn by word."""
    at_desk = desk_of(network_of(command), tx, command.at)
    if at_desk.duty.turn is None:
        raise Refusal(t("duty.nothing_to_acknowledge"))
    return _acknowledged(at_desk, at_desk.duty.turn, command, tx)


@router.press("dutyack")
def press_acknowledge(press: Press, tx: Transaction) -> Answer:
    """Acknowledge a turn by button; it changes nothing of whose it is."""
    at_desk, turn = _about(press, tx)
    return _acknowledged(at_desk, turn, press, tx)


def _acknowledged(at_desk: Desk, turn: Turn, event: Event, tx: Transaction) -> Answer:
    _require_contact(at_desk, turn, event)
    tx.handovers.acknowledge(at_desk.rota.id, turn.period.key, event.person.id, event.at)
    return Answer(messages=(Message((t("duty.acknowledged"),)),), private=True)


def _require_contact(at_desk: Desk, turn: Turn, event: Event) -> None:
    """Refuse whoever does not answer for the organisation that has a turn."""
    mine = at_desk.organisations_of(event.person.id)
    if turn.organisation not in mine and event.person.id not in at_desk.people_of(turn.organisation):
        raise Refusal(t("duty.not_your_turn"))


def _about(press: Press, tx: Transaction, *, lock: bool = False) -> tuple[Desk, Turn]:
    """Give the rota and the turn that a button is about."""
    rota = tx.duty.get(press.subject, lock=lock)
    key = _key(press.choice.partition("_")[0])
    k = rota.plan.timetable.number(key) if rota and key else None
    if rota is None or k is None:
        raise Refusal(t("button.unknown"))
    return desk(rota, tx, press.at), rota.plan.turn(k)


def _key(digits: str) -> date | None:
    try:
        return datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007 -- a period's key is a plain date
    except ValueError:
        return None


@router.press("dutyfits")
def fits(press: Press, tx: Transaction) -> Answer:
    """Hear that a coming turn suits."""
    at_desk, turn = _about(press, tx)
    _require_contact(at_desk, turn, press)
    return Answer(messages=(Message((t("duty.fits"),)),), private=True)


# -- the packet and the note ---------------------------------------------------------------------------------------


@router.press("dutypacket")
def open_packet(press: Press, tx: Transaction) -> Answer:
    """Show what is handed over with a turn: as it was when the turn began, before that as it is now."""
    at_desk, turn = _about(press, tx)
    _require_insider(at_desk, press)
    return Answer(messages=(_packet(at_desk, turn, tx),), private=True, fresh=True)


def _require_insider(at_desk: Desk, event: Event) -> None:
    contact = at_desk.organisations_of(event.person.id) or event.person.id == at_desk.duty.fallback
    if not contact and not event.person.coordinates(at_desk.rota.network):
        raise Refusal(t("duty.not_contact"))


def _packet(at_desk: Desk, turn: Turn, tx: Transaction) -> Message:
    return tx.handovers.packet(at_desk.rota.id, turn.period.key) or packet(at_desk, turn, tx)


def note(command: Command, matter: str, tx: Transaction) -> Answer:
    """Keep the running turn's note to whoever comes next; bare, show what was handed over to it."""
    at_desk = desk_of(network_of(command), tx, command.at)
    turn = at_desk.duty.turn
    if turn is None:
        raise Refusal(t("duty.nothing_to_acknowledge"))
    if not matter:
        _require_insider(at_desk, command)
        written = tx.handovers.note(at_desk.rota.id, turn.period.key)
        own = (t("duty.note_now"), t("plain", text=written)) if written else (t("duty.note_how"),)
        return Answer(messages=(_packet(at_desk, turn, tx), Message(own)), private=True, fresh=True)
    _require_contact(at_desk, turn, command)
    body = read_body(matter, Context(command.at, {}))
    if not isinstance(body, Accepted):
        raise Refusal(body.reason if isinstance(body, Wrong) else t("form.empty"))
    tx.handovers.write_note(at_desk.rota.id, turn.period.key, body.value, command.person.id, command.at)
    return Answer(messages=(Message((t("duty.note_kept"),)),), private=True)


@router.press("dutyrequests")
def requests(press: Press, tx: Transaction) -> Answer:
    """List the questions that wait."""
    return asking.waiting_for(press, tx)


# -- somebody covers the rest ----------------------------------------------------------------------------------------


@router.press("dutyhelp")
def ask_for_cover(press: Press, tx: Transaction) -> Answer:
    """Ask the other organisations to take the rest of a running turn, or a whole one that is to come."""
    at_desk, turn = _about(press, tx)
    _require_contact(at_desk, turn, press)
    if turn.period.ends <= press.at:
        raise Refusal(t("duty.turn_over"))
    message = wording.asks_for_cover(at_desk.rota.id, turn, at_desk.names)
    others = sorted(set(at_desk.names) - {turn.organisation})
    for person in sorted({person for one in others for person in at_desk.people_of(one)} - {press.person.id}):
        once = f"duty:help:{at_desk.rota.id}:{turn.period.key}:{turn.organisation}:{person}"
        tx.post.tell_person(person, at_desk.rota.network, "duty", message, dedupe=once, at=press.at)
    return Answer(messages=(Message((t("duty.cover_asked"),)),), private=True)


@router.press("dutytake")
def take_over(press: Press, tx: Transaction) -> Answer:
    """Take what is left of another organisation's turn; the first to press has it."""
    at_desk, turn = _about(press, tx, lock=True)
    mine = at_desk.organisations_of(press.person.id)
    asked_for = press.choice.partition("_")[2]
    if not mine or asked_for in mine:
        raise Refusal(t("duty.not_contact") if not mine else t("duty.cover_own"))
    if turn.organisation != asked_for or turn.covers:
        raise Refusal(t("duty.cover_taken"))
    plan, act = at_desk.plan, tx.duty.new_act()
    if turn.period.starts > press.at:
        made = taken(do.substitute(plan, turn.period.key, mine[0], act=act, at=press.at))
    else:
        rest = Cover(
            act=act, period=turn.period.key, organisation=mine[0], starts=press.at, ends=turn.period.ends
        )  # fmt: skip
        made = taken(do.cover(plan, rest, at=press.at))
    changed(at_desk, made, press.person.id, tx)
    message = wording.covered(at_desk.names[mine[0]], at_desk.names[asked_for], turn)
    for person in at_desk.people_of(asked_for):
        once = f"duty:covered:{act}:{person}"
        tx.post.tell_person(person, at_desk.rota.network, "duty", message, dedupe=once, at=press.at)
    look = Button(t("button.rota"), "do", "vuorolista")
    return Answer(messages=(Message((*message.lines, t("duty.cover_thanks")), ((look,),)),), private=True)
