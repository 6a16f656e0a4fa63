"""Setting up a rota: lines or questions, an echo with the next turns, and Ota käyttöön."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.chat import Answer, Event, Message, Press, Refusal
from bot.domain.duty import Plan, Refused
from bot.domain.duty.contacts import thin
from bot.domain.duty.editing import published
from bot.domain.duty.rota import QUESTIONS, Rota, plan_of, rota_of
from bot.domain.duty.rotation import Organisation
from bot.domain.filling import LEFT, values
from bot.domain.people import Network
from bot.rights import own_draft, require_coordinator, require_whole
from bot.router import Audience, FormRoute, Router
from bot.text import t
from bot.wording.duty import setting_up as wording
from handlers.duty.desk import desk, network_of
from storage import Transaction
from storage.drafts import Draft

router = Router()
FORM = "rota"


def begin(command: Event, tx: Transaction) -> Mapping[str, str]:
    """Let coordinators begin, as long as no rota of theirs has begun."""
    network = network_of(command)
    require_coordinator(command, network)
    _not_begun(network, tx)
    return {}


def _not_begun(network: str, tx: Transaction) -> None:
    rota = tx.duty.of(network)
    if rota and tx.handovers.last(rota.id):
        raise Refusal(t("duty.rota_exists"))


def show(draft: Draft, tx: Transaction, at: datetime) -> Message:
    """Echo a rota with its next turns."""
    network = tx.networks.get(draft.network or "")
    rota = rota_of(values(draft.answers), zone=network.zone)
    plan = rota if isinstance(rota, Refused) else plan_of(rota, rota.organisations, draft.person)
    if isinstance(rota, Refused) or isinstance(plan, Refused):
        return wording.cannot(draft.id, plan.reason if isinstance(plan, Refused) else t("sorry"))
    person, name, unknown = _fallback(rota, draft, network, tx)
    told = wording.fallback_is(name, unknown)
    return wording.echo(draft.id, replace(plan, fallback=person), {}, told, left=draft.answers.get(LEFT, ""), at=at)


def _fallback(rota: Rota, draft: Draft, network: Network, tx: Transaction) -> tuple[str, str, str]:
    """Find who answers when no organisation can: the coordinator named, else whoever sets the rota up."""
    known = tx.people.coordinators(network.id)
    typed = (rota.fallback or "").casefold()
    named = [one for one in known if typed and typed in one.name.casefold()]
    if len(named) == 1:
        return named[0].id, named[0].name, ""
    mine = tx.people.get([draft.person])[draft.person]
    return mine.id, mine.name, rota.fallback or ""


router.form(
    FormRoute(
        name=FORM,
        words=("vuorolistauusi", "turordningny", "rotanew"),
        audience=Audience.COORDINATORS,
        help=None,
        again=t("form.rota_again"),
        title=t("form.rota"),
        submit=t("form.submit"),
        questions=QUESTIONS,
        begin=begin,
        echo=show,
    )
)


@router.press("dutystep")
def step(press: Press, tx: Transaction) -> Answer:
    """Take the yearly step that was proposed, and show the rota with it."""
    draft = _mine(press, tx)
    stepped = tx.drafts.save(replace(draft, answers={**draft.answers, "step": "yes", "=step": "yes"}), press.at)
    return Answer(messages=(show(stepped, tx, press.at),), private=True)


@router.press("dutystart")
def start(press: Press, tx: Transaction) -> Answer:
    """Put a drafted rota into use: a card in every chat of the network."""
    draft = _mine(press, tx)
    network = tx.networks.get(draft.network or "")
    before = tx.duty.lock(network.id)
    _not_begun(network.id, tx)
    plan, by = _planned(draft, network, tx), press.person.id
    if before:
        rota = tx.duty.replace(before, plan, by=by, at=press.at)
    else:
        rota = tx.duty.start(draft.id, network.id, plan, by=by, at=press.at)
    tx.duty.publish(rota, published(plan, at=press.at))
    for chat in tx.networks.groups(network.id):
        tx.post.announce("duty", rota.id, chat, at=press.at)
    tx.cards.turn("duty", rota.id, plan.duty(press.at).until)
    tx.drafts.close(draft, "done", press.at)
    at_desk = desk(rota, tx, press.at)
    wanting = [
        Organisation(id=one, name=at_desk.names[one])
        for one in thin(at_desk.contacts, plan.lineups[0].organisations)
    ]  # fmt: skip
    return Answer(messages=(wording.started(plan, at_desk.names, wanting, at=press.at),), private=True)


def _planned(draft: Draft, network: Network, tx: Transaction) -> Plan:
    """Make the plan that the answers tell of, its organisations now known by their ids."""
    require_whole(draft, QUESTIONS)
    rota = rota_of(values(draft.answers), zone=network.zone)
    if isinstance(rota, Refused):
        raise Refusal(rota.reason)
    organisations = [tx.organisations.named(network.id, name).id for name in rota.organisations]
    plan = plan_of(rota, organisations, _fallback(rota, draft, network, tx)[0])
    if isinstance(plan, Refused):
        raise Refusal(plan.reason)
    return plan


def _mine(press: Press, tx: Transaction) -> Draft:
    """Give the presser's own draft of a rota, as long as it is on its way."""
    draft = own_draft(press, tx, FORM)
    if not draft.going:
        raise Refusal(t("duty.in_use") if draft.state == "done" else t("draft.over"))
    require_coordinator(press, draft.network or "")
    return draft
