"""What the clock does to calls: offers expire and roll on, people are reminded and told, words are forgotten."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from types import MappingProxyType

from bot.chat import Event, Message
from bot.domain.calls import places
from bot.domain.calls.call import DRAFTS_KEPT, GRACE, Call
from bot.domain.calls.states import State
from bot.domain.hours import quiet
from bot.router import Router
from bot.wording import letters as wording
from storage import Transaction
from storage.apart import apart

router = Router()
NUDGE = timedelta(days=2)  #: so long before closing a draft is reminded of, once
_MORNING, _NOON = time(9), time(12)
_FORM = "apply"


@router.tick("places")
def roll_on(tick: Event, tx: Transaction) -> None:
    """Expire offers, offer seats on, remind at half time; nothing is locked unless something is to be done."""
    placing = [call for call in tx.calls.moving(tick.at) if call.placing]
    apart(tx, "rolling places on", placing, partial(_roll_on, tick, tx))


def _roll_on(tick: Event, tx: Transaction, call: Call) -> None:
    board = tx.applications.board(call)
    if places.tick(board, tick.at).board != board:
        tx.places.take(call.id, partial(places.tick, at=tick.at), tick.at)


@router.tick("call_days")
def keep_promises(tick: Event, tx: Transaction) -> None:
    """Do what each call has to do once, when its time has come; by day, for people are told."""
    by_day = [call for call in tx.calls.moving(tick.at) if not quiet(tick.at, call.zone)]
    apart(tx, "keeping a call's promises", by_day, partial(_keep_promises, tick, tx))


def _keep_promises(tick: Event, tx: Transaction, call: Call) -> None:
    for name, (when, deed) in _ONCE.items():
        if name not in call.done and tick.at >= when(call) and tx.calls.once(call, name):
            deed(call, tick.at, tx)


def _nudge(call: Call, at: datetime, tx: Transaction) -> None:
    if at >= call.closes_at:
        return
    begun = tx.drafts.unfinished_about(call.id, _FORM)
    _tell(tx, call, begun, kind="nudge", message=partial(wording.nudge, call), at=at)


def _thank(call: Call, at: datetime, tx: Transaction) -> None:
    """Break the silence: applying is over, and this is when you will hear."""
    waiting = [one.person for one in tx.applications.of_call(call.id) if one.person and one.state is State.SENT]
    _tell(tx, call, waiting, kind="closed", message=partial(wording.silence_broken, call), at=at)


def _tell(
    tx: Transaction, call: Call, people: Sequence[str], *, kind: str, message: Callable[[str], Message], at: datetime
) -> None:
    """Tell people, each in their language, what is no news to coordinators where somebody cannot be reached."""
    told = {id_: message(person.locale) for id_, person in tx.people.get(people).items()}
    tx.post.tell_people(told, call.network, kind, about=f"{kind}:{call.id}", at=at)


def _results_due(call: Call, at: datetime, tx: Transaction) -> None:
    """Remind coordinators of what was promised for today."""
    if not call.placing:
        once = f"resultsdue:{call.id}"
        tx.post.tell_coordinators(call.network, "results_due", wording.results_due(call), dedupe=once, at=at)


def _warn(call: Call, at: datetime, tx: Transaction) -> None:
    """Warn of groups that are too small to begin."""
    board = tx.applications.board(call)
    for group in places.too_small(board):
        once, warning = f"small:{call.id}:{group.id}", wording.too_small(call, board, group.id)
        tx.post.tell_coordinators(call.network, "too_small", warning, dedupe=once, at=at)


def _forget_drafts(call: Call, _: datetime, tx: Transaction) -> None:
    tx.drafts.forget_about(call.id)


def _on(call: Call, clock: time, days: int = 0) -> datetime:
    return datetime.combine(call.results_by + timedelta(days=days), clock, call.tz)


def _answered_by(call: Call) -> datetime:
    """Say when those chosen first have answered, and the promised day is over; never while places are not given."""
    if not call.placing:
        return call.closes_at + timedelta(days=3650)
    return max(_on(call, _NOON, days=1), (call.results_at or call.closes_at) + call.confirm)


#: What is done once in a call's life: from when, and what.
_ONCE: Mapping[str, tuple[Callable[[Call], datetime], Callable[[Call, datetime, Transaction], None]]] = (
    MappingProxyType(
        {
            "nudge": (lambda call: call.closes_at - NUDGE, _nudge),
            "closed": (lambda call: call.closes_at + GRACE, _thank),
            "results_due": (lambda call: _on(call, _MORNING), _results_due),
            "small": (_answered_by, _warn),
            "drafts": (lambda call: call.closes_at + DRAFTS_KEPT, _forget_drafts),
        }
    )
)
