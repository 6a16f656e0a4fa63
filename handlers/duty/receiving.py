"""Taking the duty over: Kuittaan, Avaa muistio, Pyydä tuuraajaa, and the note to whoever comes next."""

from bot.chat import Answer, Button, Command, Event, Message, Press, Refusal
from bot.domain.duty import Cover, Turn
from bot.domain.duty import operations as do
from bot.domain.duty.asking import read_body
from bot.domain.duty.handover import Step
from bot.domain.forms import Accepted, Context, Wrong
from bot.router import Router
from bot.text import t
from bot.wording.duty import handing_over as wording
from bot.wording.duty import swapping as choice
from handlers.duty import asking, swapping
from handlers.duty.changing import changed, tell
from handlers.duty.choosing import about_turn, coming, own_organisation, turn_typed
from handlers.duty.desk import Desk, desk_of, network_of, taken
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
    at_desk, turn = about_turn(press, tx)
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


@router.press("dutyfits")
def fits(press: Press, tx: Transaction) -> Answer:
    """Hear that a coming turn suits."""
    at_desk, turn = about_turn(press, tx)
    _require_contact(at_desk, turn, press)
    return Answer(messages=(Message((t("duty.fits"),)),), private=True)


# -- the packet and the note ---------------------------------------------------------------------------------------


@router.press("dutypacket")
def open_packet(press: Press, tx: Transaction) -> Answer:
    """Show what is handed over with a turn: as it was when the turn began, before that as it is now."""
    at_desk, turn = about_turn(press, tx)
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
    at_desk, turn = about_turn(press, tx)
    _require_contact(at_desk, turn, press)
    return _help(at_desk, turn, press, tx)


def cover(command: Command, matter: str, tx: Transaction) -> Answer:
    """Ask for cover by word: for the turn of a day, or for one of one's own that are running or to come."""
    at_desk = desk_of(network_of(command), tx, command.at)
    mine = own_organisation(at_desk, command)
    if matter:
        turn = turn_typed(at_desk, matter)
        _require_contact(at_desk, turn, command)
        return _help(at_desk, turn, command, tx)
    now = at_desk.duty.turn
    turns = [*([now] if now and now.organisation == mine else []), *coming(at_desk, mine)]
    if not turns:
        raise Refusal(t("duty.no_coming_turns"))
    asked = choice.which(at_desk.rota.id, turns, "dutyhelp", t("duty.which_cover"))
    return Answer(messages=(asked,), private=True)


def _help(at_desk: Desk, turn: Turn, event: Event, tx: Transaction) -> Answer:
    """Ask everybody for the rest of a running turn; for one to come, by an offer that lapses in time."""
    if turn.period.ends <= event.at:
        raise Refusal(t("duty.turn_over"))
    if turn.period.starts > event.at:
        return swapping.ask_for_cover(at_desk, turn, event, tx)
    tx.handovers.take(at_desk.rota.id, turn.period.key, _asks(turn.organisation), event.at)
    message = wording.asks_for_cover(at_desk.rota.id, turn, at_desk.names)
    for organisation in sorted(set(at_desk.names) - {turn.organisation}):
        once = f"help:{at_desk.rota.id}:{turn.period.key}:{turn.organisation}:{organisation}"
        tell(at_desk, organisation, message, once, tx)
    return Answer(messages=(Message((t("duty.cover_asked"),)),), private=True)


def _asks(organisation: str | None) -> str:
    """Name the step by which an organisation asks for somebody to take the rest of its turn."""
    return f"help{organisation or ''}"


@router.press("dutytake")
def take_over(press: Press, tx: Transaction) -> Answer:
    """Take what is left of another organisation's turn; the first to press has it."""
    at_desk, turn = about_turn(press, tx, lock=True)
    mine = at_desk.organisations_of(press.person.id)
    asked_for = press.choice.partition("_")[2]
    if not mine or asked_for in mine:
        raise Refusal(t("duty.not_contact") if not mine else t("duty.cover_own"))
    if turn.organisation != asked_for or turn.covers:
        ours = any(cover.organisation in mine for cover in turn.covers)
        raise Refusal(t("duty.accepted_already") if ours else t("duty.cover_taken"))
    steps = _asks(asked_for), Step.COORDINATORS  # its holder asks, or has not answered for so long that we do
    if not any(tx.handovers.taken(at_desk.rota.id, turn.period.key, step) for step in steps):
        raise Refusal(t("button.unknown"))
    act, key, ends = tx.duty.new_act(), turn.period.key, turn.period.ends
    rest = Cover(act=act, period=key, organisation=mine[0], starts=max(press.at, turn.period.starts), ends=ends)
    changed(at_desk, taken(do.cover(at_desk.plan, rest, at=press.at)), press.person.id, tx)
    message = wording.covered(at_desk.names[mine[0]], at_desk.names[asked_for], turn)
    tell(at_desk, asked_for, message, f"covered:{act}", tx)
    look = Button(t("button.rota"), "do", "vuorolista")
    return Answer(messages=(Message((*message.lines, t("duty.cover_thanks")), ((look,),)),), private=True)
