"""Calls: the form of one, its echo and Julkaise, its card, the list of calls, and news of the next."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from bot.chat import Answer, Command, Event, Message, Press, Refusal
from bot.domain.calls.call import Call, Phase, next_turn, phase
from bot.domain.calls.drafting import ASKED, QUESTIONS, call_of
from bot.domain.calls.kept import as_data
from bot.domain.filling import LEFT, values
from bot.domain.hours import waking
from bot.rights import own_draft, own_network, require_coordinator, require_whole
from bot.router import Audience, FormRoute, Router
from bot.text import t
from bot.wording import calls as wording
from storage import Transaction
from storage.apart import apart
from storage.cards import Card
from storage.drafts import Draft

router = Router()
FORM = "call"
_LISTED = timedelta(days=120)  #: so long after closing a call still stands in the list: places may come free
_AT_ONCE = 25  #: people a tick that are told of an opening


# -- the form ----------------------------------------------------------------------------------------------


def begin(command: Event, tx: Transaction) -> Mapping[str, str]:  # noqa: ARG001 -- every form's signature
    """Let coordinators begin; a form starts empty."""
    own_network(command)
    return {}


def show(draft: Draft, tx: Transaction, at: datetime) -> Message:
    """Echo a draft as its card will look, with what is asked and what Julkaise will do."""
    call = _drafted(draft, tx, at)
    chats = [chat.title for chat in tx.networks.groups(call.network)]
    locale = tx.people.get([draft.person])[draft.person].locale
    return wording.echo(draft.id, call, locale, chats=chats, left=draft.answers.get(LEFT, ""), at=at)


def _drafted(draft: Draft, tx: Transaction, at: datetime) -> Call:
    network = tx.networks.get(draft.network or "")
    kept = values(draft.answers)
    return call_of(kept, id_=draft.id, network=network.id, zone=network.zone, by=draft.person, at=at)


router.form(
    FormRoute(
        name=FORM,
        words=("uusihaku", "nyutlysning", "newcall"),
        audience=Audience.COORDINATORS,
        help=t("help.uusihaku"),
        again=t("form.call_again"),
        title=t("form.call"),
        submit=t("form.submit"),
        questions=QUESTIONS,
        begin=begin,
        echo=show,
    )
)


@router.press("opencall")
def publish(press: Press, tx: Transaction) -> Answer:
    """Publish a drafted call: a card in every chat of the network; it opens now or at its hour."""
    draft = own_draft(press, tx, FORM)
    if not draft.going:
        raise Refusal(t("draft.call_published") if tx.calls.get(draft.id) else t("draft.over"))
    call = _publishable(draft, press, tx)
    tx.calls.create(call)
    chats = tx.networks.groups(call.network)
    for chat in chats:
        tx.post.announce("call", call.id, chat, at=press.at, turns_at=next_turn(call, at=press.at))
    tx.drafts.close(draft, "done", press.at)
    told = wording.published(call, press.person.locale, [chat.title for chat in chats])
    return Answer(messages=(told,), private=True)


def _publishable(draft: Draft, press: Press, tx: Transaction) -> Call:
    """Give the drafted call; refuse what is not whole, not theirs, or already past."""
    require_coordinator(press, draft.network or "")
    require_whole(draft, QUESTIONS)
    call = _drafted(draft, tx, press.at)
    if call.closes_at <= press.at:
        raise Refusal(t("call.already_closed"))
    return call


# -- what it asks ------------------------------------------------------------------------------------------


@router.press("asked")
def show_asked(press: Press, tx: Transaction) -> Answer:
    """Show what a drafted call asks."""
    draft = _mine(press, tx)
    return Answer(messages=(wording.questions(draft.id, _drafted(draft, tx, press.at)),), private=True)


@router.press("unask")
def leave_out(press: Press, tx: Transaction) -> Answer:
    """Leave a question out of a drafted call."""
    draft = _mine(press, tx)
    call = _drafted(draft, tx, press.at)
    kept = [one for one in call.asked if one.key != press.choice or one.key in {"name", "email"}]
    changed = {**draft.answers, ASKED: json.dumps(as_data(kept), ensure_ascii=False)}
    saved = tx.drafts.save(Draft(**{**vars(draft), "answers": changed}), press.at)
    return Answer(messages=(wording.questions(saved.id, _drafted(saved, tx, press.at)),), private=True)


def _mine(press: Press, tx: Transaction) -> Draft:
    draft = own_draft(press, tx, FORM)
    if not draft.going:
        raise Refusal(t("draft.over"))
    require_whole(draft, QUESTIONS)
    return draft


# -- cards and lists ---------------------------------------------------------------------------------------


@router.card("call")
def draw(shown: Card, tx: Transaction, at: datetime) -> Message | None:
    """Draw a call's card as things are now."""
    call = tx.calls.get(shown.subject)
    return wording.card(call, shown.locale, full=tx.places.full(call), at=at) if call else None


@router.tick("call_cards")
def redraw(tick: Event, tx: Transaction) -> None:
    """Redraw cards when a call opens, is about to close, and closes."""
    for subject in tx.cards.turning("call", tick.at):
        call = tx.calls.get(subject)
        if call is not None:
            tx.cards.changed("call", subject)
            tx.cards.turn("call", subject, next_turn(call, at=tick.at))


@router.command("haut", "utlysningar", "calls", aliases=("haku", "opencalls"), help=t("help.haut"))
def list_calls(command: Command, tx: Transaction) -> Answer:
    """List open and coming calls, and where those stand that have closed."""
    calls = tx.calls.of(tx.networks.about(command.chat), since=command.at - _LISTED)
    if not calls:
        return Answer(messages=(Message((t("calls.none"),)),))
    locale = command.person.locale
    full = {call.id: tx.places.full(call) for call in calls}
    lines = [
        line
        for call in calls
        for line in wording.listed(
            call, locale, full=full[call.id], at=command.at, idle=tx.places.idle(call, command.at)
        )
    ]
    phases = [(call, phase(call, at=command.at, full=full[call.id])) for call in calls]
    shown = wording.listing(phases if command.private else [], lines, locale)
    return Answer(messages=(shown,))


# -- news of the next --------------------------------------------------------------------------------------


@router.press("interest")
def want_news(press: Press, tx: Transaction) -> Answer:
    """Note that somebody wants to hear when a call of this kind opens."""
    call = tx.calls.get(press.subject)
    if call is None or not press.person.id:
        raise Refusal(t("button.unknown"))
    if phase(call, at=press.at) is Phase.OPEN:
        return Answer(messages=(wording.opened(call, press.person.locale),), private=True)
    tx.people.belong(press.person, call.network)
    tx.calls.want_news(press.person.id, call.network, call.kind)
    return Answer(messages=(Message((t("interest.noted"),)),), private=True)


@router.press("nonews")
def want_no_news(press: Press, tx: Transaction) -> Answer:  # noqa: ARG001 -- every handler's signature
    """Take a no for a no."""
    return Answer(messages=(Message((t("interest.no"),)),), private=True)


@router.tick("call_news")
def tell_interested(tick: Event, tx: Transaction) -> None:
    """Tell those who asked for it that a call has opened."""
    opened = [call for call in tx.calls.moving(tick.at) if phase(call, at=tick.at) is Phase.OPEN]
    apart(tx, "telling of a call", opened, partial(_tell_interested, tick, tx))


def _tell_interested(tick: Event, tx: Transaction, call: Call) -> None:
    people = tx.people.get(tx.calls.take_interested(call, _AT_ONCE))
    told = {id_: wording.opened(call, person.locale) for id_, person in people.items()}
    due = waking(tick.at, call.zone)
    tx.post.tell_people(told, call.network, "opened", about=f"opened:{call.id}", at=due)
