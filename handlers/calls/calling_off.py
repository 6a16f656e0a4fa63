"""Calling a call off: asked first, then everybody who hoped for a place is told and all drafts are forgotten."""

from functools import partial

from bot.chat import Answer, Press, Refusal
from bot.domain.calls import places
from bot.domain.calls.call import Call
from bot.domain.calls.states import LIVE
from bot.rights import theirs
from bot.router import Router
from bot.text import t
from bot.wording import reviewing as wording
from storage import Transaction

router = Router()


@router.press("endcall")
def ask(press: Press, tx: Transaction) -> Answer:
    """Say what calling off would do, before it is done."""
    call = _call(press, tx)
    live = sum(one.state in LIVE for one in tx.applications.of_call(call.id))
    return Answer(messages=(wording.sure_to_call_off(call, press.person.locale, live),), private=True)


@router.press("endcallyes")
def call_off(press: Press, tx: Transaction) -> Answer:
    """Call a call off and tell those it concerns."""
    call = _call(press, tx)
    step = tx.places.take(call.id, partial(places.call_off, at=press.at), press.at)
    tx.calls.call_off(call, press.at)
    tx.drafts.forget_about(call.id)
    tx.cards.changed("call", call.id)
    return Answer(messages=(wording.called_off(len(step.news)),), private=True)


def _call(press: Press, tx: Transaction) -> Call:
    call = theirs(press, tx.calls.get(press.subject, lock=True))
    if call.called_off_at is not None:
        raise Refusal(t("calloff.already"))
    return call
