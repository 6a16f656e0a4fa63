"""/kysy: a question reaches whoever is on duty now, the answer goes back; what is not answered stays with the duty."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat import Answer, Command, Event, Message, Press, Refusal
from bot.domain.duty.asking import QUESTION, REPLY, Request, may_answer, read_body
from bot.domain.duty.contacts import Routed, area_of
from bot.domain.filling import Asking
from bot.domain.forms import Context, Wrong
from bot.domain.hours import waking
from bot.rights import own_draft, require_whole
from bot.router import Audience, FormRoute, Router
from bot.text import Moment, Text, t
from bot.wording import forms
from bot.wording.duty import asking as wording
from handlers.duty.desk import desk, desk_of, network_of, whom
from storage import Transaction
from storage.drafts import Draft

router = Router()
ASK, ANSWER = "ask", "reply"


# -- asking ----------------------------------------------------------------------------------------------------


def begin(command: Event, tx: Transaction) -> Mapping[str, str]:  # noqa: ARG001 -- every form's signature
    """Take the question if it stands beside the command."""
    typed = command.text.strip() if isinstance(command, Command) else ""
    if not typed:
        return {}
    reading = read_body(typed, Context(command.at, {}))
    if isinstance(reading, Wrong):
        raise Refusal(reading.reason)
    return {QUESTION.key: typed, "=" + QUESTION.key: typed}


def show(draft: Draft, tx: Transaction, at: datetime) -> Message:
    """Show a question and whom it reaches, before it is sent."""
    question = draft.answers[QUESTION.key]
    return wording.echo(draft.id, question, _reaches(draft.network or "", question, tx, at))


def _reaches(network: str, question: str, tx: Transaction, at: datetime) -> Text:
    rota = tx.duty.of(network)
    if rota is None:
        return t("duty.asks_coordinators")
    at_desk = desk(rota, tx, at)
    return whom(at_desk, at_desk.route(area_of(question, tx.organisations.areas(network))), tx)


router.form(
    FormRoute(
        name=ASK,
        words=("kysy", "fraga", "ask"),
        audience=Audience.ANYONE,
        help=t("help.kysy"),
        again=t("form.ask_again"),
        title=t("form.ask"),
        submit=t("form.submit"),
        questions=(QUESTION,),
        begin=begin,
        echo=show,
    )
)


@router.press("asksend")
def send(press: Press, tx: Transaction) -> Answer:
    """Send a question to whoever answers it now."""
    draft = _mine(press, ASK, tx)
    require_whole(draft, (QUESTION,))
    network, question = draft.network or "", draft.answers[QUESTION.key]
    told, area = _reaches(network, question, tx, press.at), area_of(question, tx.organisations.areas(network))
    request = Request(
        id=draft.id, network=network, person=press.person.id, body=question, asked_at=press.at,
        organisation=area.organisation if area else None,
    )  # fmt: skip
    tx.requests.ask(request)
    _bring(request, tx, press.at)
    tx.drafts.close(draft, "done", press.at)
    return Answer(messages=(Message((t("duty.asked"), told)),), private=True)


def _bring(request: Request, tx: Transaction, at: datetime) -> None:
    """Bring a question to whoever answers it; where nobody is left to, to the coordinators."""
    message = wording.asked(request, _name(request.person, tx), _when(request, tx))
    rota, once, due = tx.duty.of(request.network), f"duty:ask:{request.id}", _morning(request.network, tx, at)
    routed = _routed(request, desk(rota, tx, at).route(), tx, at) if rota else None
    if routed is None or not tx.people.whereabouts(routed.person):
        return tx.post.tell_coordinators(request.network, "request", message, dedupe=once, at=due)
    return tx.post.tell_person(routed.person, request.network, "request", message, dedupe=once, at=due)


def _morning(network: str, tx: Transaction, at: datetime) -> datetime:
    return waking(at, tx.networks.get(network).zone)


def _routed(request: Request, on_duty: Routed, tx: Transaction, at: datetime) -> Routed:
    areas = [one for one in tx.organisations.areas(request.network) if one.organisation == request.organisation]
    return desk_of(request.network, tx, at).route(areas[0]) if request.organisation and areas else on_duty


def _name(person: str, tx: Transaction) -> str:
    known = tx.people.get([person]).get(person)
    return known.name if known else ""


def _when(request: Request, tx: Transaction) -> Moment:
    zone = ZoneInfo(tx.networks.get(request.network).zone)
    return Moment(request.asked_at.astimezone(zone), "short")


def _mine(press: Press, form: str, tx: Transaction) -> Draft:
    draft = own_draft(press, tx, form)
    if not draft.going:
        raise Refusal(t("duty.sent_already") if tx.requests.get(draft.id) else t("draft.over"))
    return draft


# -- answering -------------------------------------------------------------------------------------------------


def waiting(command: Command, _: str, tx: Transaction) -> Answer:
    """List the questions that wait for an answer from whoever asks."""
    return _waiting([network_of(command)], command, tx)


def waiting_for(press: Press, tx: Transaction) -> Answer:
    """List, by button, the questions that wait in any of one's networks."""
    return _waiting(sorted(press.person.roles), press, tx)


def _waiting(networks: Sequence[str], event: Event, tx: Transaction) -> Answer:
    mine = [one for network in networks for one in tx.requests.open_in(network) if _may(one, event, tx)]
    told = [(one, _name(one.person, tx), _when(one, tx)) for one in mine]
    return Answer(messages=(wording.waiting(told),), private=True, fresh=True)


def _may(request: Request, event: Event, tx: Transaction) -> bool:
    rota = tx.duty.of(request.network)
    if rota is None or event.person.coordinates(request.network):
        return event.person.coordinates(request.network)
    at_desk = desk(rota, tx, event.at)
    return may_answer(request, at_desk.duty, event.person.id, at_desk.contacts)


@router.press("reply")
def reply(press: Press, tx: Transaction) -> Answer:
    """Ask for the answer's words; a question that moved on with the duty is answered by whoever has it."""
    request = _open(press, press.subject, tx)
    draft = tx.drafts.begin(press.person.id, ANSWER, request.network, {"request": request.id}, press.at)
    tx.drafts.save(replace(draft, question=REPLY.key), press.at)
    asked = forms.question(draft.id, Asking(REPLY), (REPLY,), draft.answers)
    quoted = wording.asked(request, _name(request.person, tx), _when(request, tx)).lines
    return Answer(messages=(Message((*quoted, *asked.lines), asked.buttons),), private=True, fresh=True)


def _open(event: Event, id_: str, tx: Transaction) -> Request:
    request = tx.requests.get(id_)
    if request is None:
        raise Refusal(t("button.unknown"))
    if request.answered:
        raise Refusal(t("duty.answered_already"))
    if not _may(request, event, tx):
        raise Refusal(t("duty.request_moved"))
    return request


def show_reply(draft: Draft, tx: Transaction, at: datetime) -> Message:  # noqa: ARG001 -- every echo's signature
    """Show an answer before it is sent."""
    request = tx.requests.get(draft.answers["request"])
    return wording.reply_echo(draft.id, draft.answers[REPLY.key], request.body if request else "")


def _begun_by_button(command: Event, tx: Transaction) -> Mapping[str, str]:  # noqa: ARG001 -- every form's signature
    raise Refusal(t("button.unknown"))


router.form(
    FormRoute(
        name=ANSWER,
        words=(),
        audience=Audience.ANYONE,
        help=None,
        again=t("form.reply_again"),
        title=t("form.reply"),
        submit=t("form.submit"),
        questions=(REPLY,),
        begin=_begun_by_button,
        echo=show_reply,
    )
)


@router.press("replysend")
def send_reply(press: Press, tx: Transaction) -> Answer:
    """Send an answer to whoever asked; the first to answer is the one who did."""
    draft = _mine(press, ANSWER, tx)
    require_whole(draft, (REPLY,))
    request, words = _open(press, draft.answers["request"], tx), draft.answers[REPLY.key]
    tx.drafts.close(draft, "done", press.at)
    if not tx.requests.answer(request.id, press.person.id, press.at):
        raise Refusal(t("duty.answered_already"))
    message = wording.replied(request.body, words, _by(press, request, tx))
    once, due = f"duty:reply:{request.id}", _morning(request.network, tx, press.at)
    tx.post.tell_person(request.person, request.network, "reply", message, dedupe=once, at=due)
    return Answer(messages=(Message((t("duty.reply_sent"),)),), private=True)


def _by(press: Press, request: Request, tx: Transaction) -> Text:
    """Say who answers: the organisation they answer for, and the person after their own yes."""
    mine = [one.organisation for one in tx.organisations.contacts(request.network) if one.person == press.person.id]
    names = tx.organisations.names(request.network)
    organisation = names[mine[0]] if mine else tx.networks.get(request.network).name
    if press.person.name_visible:
        return t("duty.replied_by", name=press.person.name, organisation=organisation)
    return t("duty.replied", organisation=organisation)
