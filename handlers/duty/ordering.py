"""What coordinators do to turns: pass, postpone, cancel, and take back; each shows its effect before it does it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeAlias

from bot.chat import Answer, Command, Event, Message, Press, Refusal
from bot.domain.duty import Mode, Pause, Plan, Refused, Turn
from bot.domain.duty import operations as do
from bot.domain.duty.difference import difference
from bot.domain.duty.ics import AHEAD
from bot.domain.duty.reasons import REASON
from bot.domain.filling import asking, take
from bot.rights import own_draft, require_coordinator, require_whole
from bot.router import Audience, FormRoute, Router
from bot.text import Text, t
from bot.wording import forms
from bot.wording.duty import ordering as wording
from handlers.duty.changing import changed, tell_moved
from handlers.duty.choosing import about_turn, coming, key_known, turn_typed
from handlers.duty.desk import Desk, desk, desk_of, network_of, taken
from storage import Transaction
from storage.drafts import Draft

router = Router()
FORM = "deed"
_TURN, _DEED = "!turn", "!deed"  # what the form is about stands beside its answer
Deed: TypeAlias = "Callable[[Command, str, Transaction], Answer]"
_ASKS: Mapping[str, Text] = MappingProxyType(
    {"pass": t("duty.which_pass"), "hold": t("duty.which_hold"), "cancel": t("duty.which_cancel")}
)


def ordering(deed: str) -> Deed:
    """Give the handler of a deed: with a day it asks why and shows its effect, bare it asks which turn."""

    def handler(command: Command, matter: str, tx: Transaction) -> Answer:
        network = network_of(command)
        require_coordinator(command, network)
        at_desk = desk_of(network, tx, command.at)
        if not matter:
            turns = coming(at_desk, None)
            return _private(wording.which(at_desk.rota.id, turns, deed, _ASKS[deed], at_desk.names))
        days, _, why = matter.partition(":")
        first, dash, last = days.replace("-", "–").partition("–")
        if not dash or deed == "pass":
            return _asked(at_desk, turn_typed(at_desk, first), deed, command, tx, why=why)
        until = turn_typed(at_desk, last).period.key if last.strip() else None
        return _asked(at_desk, turn_typed(at_desk, first), _range(deed, until), command, tx, why=why)

    return handler


def _range(deed: str, until: date | None) -> str:
    return f"{deed}_{until:%Y%m%d}" if until else f"{deed}_on"


def _private(message: Message) -> Answer:
    return Answer(messages=(message,), private=True)


@router.press("dutydo")
def choose(press: Press, tx: Transaction) -> Answer:
    """Ask why, of the turn that was chosen."""
    at_desk, turn = about_turn(press, tx)
    require_coordinator(press, at_desk.rota.network)
    return _asked(at_desk, turn, press.choice.partition("_")[2], press, tx)


# -- why, and what it would move -----------------------------------------------------------------------------------


def _asked(at_desk: Desk, turn: Turn, deed: str, event: Event, tx: Transaction, *, why: str = "") -> Answer:
    """Ask why; what cannot be done at all is refused before."""
    _done(at_desk, turn, deed, "preview")
    begun = {_TURN: f"{turn.period.key:%Y%m%d}", _DEED: deed}
    answers = take((REASON,), begun, {REASON.key: why}, event.at) if why.strip() else begun
    draft = tx.drafts.begin(event.person.id, FORM, at_desk.rota.network, answers, event.at)
    asked = asking((REASON,), answers, event.at)
    if asked is None:
        return _private(show(draft, tx, event.at))
    tx.drafts.save(replace(draft, question=REASON.key), event.at)
    question = forms.question(draft.id, asked, (REASON,), answers)
    return _private(replace(question, lines=(wording.asks_why(turn, deed, at_desk.names), *question.lines)))


def show(draft: Draft, tx: Transaction, at: datetime) -> Message:
    """Show what a deed would move."""
    at_desk = desk_of(draft.network or "", tx, at)
    turn = _turn(at_desk, draft)
    after = _done(at_desk, turn, draft.answers[_DEED], "preview")
    moved = difference(at_desk.plan, after, since=at, until=at + AHEAD)
    deed, why = draft.answers[_DEED], draft.answers[REASON.key]
    return wording.preview(draft.id, turn, deed, moved, at_desk.names, why=why)


def _turn(at_desk: Desk, draft: Draft) -> Turn:
    k = at_desk.plan.timetable.number(key_known(draft.answers[_TURN]))
    if k is None:
        raise Refusal(t("button.unknown"))
    return at_desk.plan.turn(k)


def _begun_by_word(command: Event, tx: Transaction) -> Mapping[str, str]:  # noqa: ARG001 -- every form's signature
    raise Refusal(t("button.unknown"))


router.form(
    FormRoute(
        name=FORM,
        audience=Audience.COORDINATORS,
        help=None,
        again=t("form.deed_again"),
        title=t("form.deed"),
        submit=t("form.submit"),
        questions=(REASON,),
        begin=_begun_by_word,
        echo=show,
    )
)


@router.press("dutysure")
def carry_out(press: Press, tx: Transaction) -> Answer:
    """Do what was shown; those whose turns move are told, and why."""
    draft = own_draft(press, tx, FORM)
    if not draft.going:
        raise Refusal(t("draft.over"))
    require_coordinator(press, draft.network or "")
    require_whole(draft, (REASON,))
    at_desk, why = desk_of(draft.network or "", tx, press.at, lock=True), draft.answers[REASON.key]
    act = tx.duty.new_act()
    after = _done(at_desk, _turn(at_desk, draft), draft.answers[_DEED], act)
    changed(at_desk, after, press.person.id, tx)
    tx.reasons.explain(at_desk.rota.id, act, why)
    tell_moved(at_desk, after, f"moved:{act}", tx, why=why)
    tx.drafts.close(draft, "done", press.at)
    return _private(wording.done(at_desk.rota.id, act))


def _done(at_desk: Desk, turn: Turn, deed: str, act: str) -> Plan:
    kind, _, until = deed.partition("_")
    key, plan, at = turn.period.key, at_desk.plan, at_desk.at
    if until and kind in {"hold", "cancel"}:
        last = None if until == "on" else key_known(until)
        mode = Mode.HOLD if kind == "hold" else Mode.CANCEL
        return taken(do.pause(plan, Pause(act=act, mode=mode, first=key, last=last), at=at))
    match kind:
        case "pass":
            return taken(do.pass_turn(plan, key, act=act, at=at))
        case "hold":
            return taken(do.hold(plan, key, act=act, at=at))
        case "cancel":
            return taken(do.cancel(plan, key, act=act, at=at))
    raise Refusal(t("button.unknown"))


# -- taking back -----------------------------------------------------------------------------------------------


def undo(command: Command, _: str, tx: Transaction) -> Answer:
    """Offer to take back what was done and has not begun."""
    network = network_of(command)
    require_coordinator(command, network)
    at_desk = desk_of(network, tx, command.at)
    acts = {one.act: one.period for one in at_desk.plan.changes}
    acts |= {one.act: one.period for one in at_desk.plan.covers}
    acts |= {one.act: one.first for one in at_desk.plan.pauses}
    acts |= {one.act: one.since for one in at_desk.plan.lineups[1:]}
    possible = {
        act: key for act, key in acts.items() if not isinstance(do.undo(at_desk.plan, act, at=command.at), Refused)
    }
    return _private(wording.undoable(at_desk.rota.id, at_desk.plan, possible))


@router.press("dutyundo")
def take_back(press: Press, tx: Transaction) -> Answer:
    """Take a deed back; the plan is again what it was."""
    rota = tx.duty.get(press.subject, lock=True)
    if rota is None:
        raise Refusal(t("button.unknown"))
    require_coordinator(press, rota.network)
    at_desk = desk(rota, tx, press.at)
    after = taken(do.undo(at_desk.plan, press.choice, at=press.at))
    changed(at_desk, after, press.person.id, tx)
    tell_moved(at_desk, after, f"undone:{press.choice}", tx)
    return _private(Message((t("duty.taken_back"),)))


@router.press("dutyresume")
def resume(press: Press, tx: Transaction) -> Answer:
    """End a pause before a turn; turns go on with it."""
    at_desk, turn = about_turn(press, tx, lock=True)
    require_coordinator(press, at_desk.rota.network)
    if turn.pause is None or turn.period.number == 0:
        raise Refusal(t("duty.nothing_to_undo"))
    after = taken(_ended(at_desk, turn, turn.pause, press))
    changed(at_desk, after, press.person.id, tx)
    tell_moved(at_desk, after, f"resumed:{turn.pause.act}", tx)
    return _private(Message((t("duty.resumed", turn=turn.period.name),)))


def _ended(at_desk: Desk, turn: Turn, pause: Pause, event: Event) -> Plan | Refused:
    """End a pause before a turn, or take it back whole when it begins with that turn."""
    if pause.first == turn.period.key:
        return do.undo(at_desk.plan, pause.act, at=event.at)
    last = at_desk.plan.timetable.nominal(turn.period.number - 1)
    return do.resume(at_desk.plan, pause.act, last, at=event.at)
