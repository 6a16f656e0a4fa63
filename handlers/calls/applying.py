"""Applying: the notice, the conversation, the summary, sending."""

from collections.abc import Mapping
from datetime import datetime

from bot.chat import Answer, Button, Command, Event, Message, Press, Refusal, pressing
from bot.domain.calls import places
from bot.domain.calls.application import Application
from bot.domain.calls.applying import questions_of, sent, wishes_of
from bot.domain.calls.board import Board, Step
from bot.domain.calls.call import Call, Late, Phase, Selection, phase, why_not_begin, why_not_send
from bot.domain.calls.states import State
from bot.domain.filling import values
from bot.domain.forms import Question
from bot.rights import own_draft, require_whole
from bot.router import FormRoute, Router
from bot.text import t
from bot.wording import applications as wording
from bot.wording import calls, letters
from bot.wording.calendars import group_file
from storage import Transaction
from storage.applications import Sent
from storage.codes import is_code
from storage.drafts import Draft

router = Router()
FORM = "apply"
BEGUN, NOTICE = "!begun", "!notice"  #: when a draft was begun, and which notice was shown before it


# -- the way in --------------------------------------------------------------------------------------------


@router.press("applyto")
def before_first(press: Press, tx: Transaction) -> Answer | Press:
    """Show what is asked and the privacy notice; who has begun goes on where they were."""
    return _way_in(press, _call(press, tx), tx)


@router.command("hae", "ansok", "apply", help=t("help.hae"))
def apply(command: Command, tx: Transaction) -> Answer | Press:
    """Go on with the application begun last, or begin one."""
    if is_code(command.text.strip()):
        return _extended(command, command.text.strip(), tx)
    begun = [(draft, tx.calls.get(draft.subject or "")) for draft in tx.drafts.about(command.person.id, FORM)]
    for draft, call in begun:
        if call and not _late(command, call, tx, begun_at=_begun_at(draft, command)):
            return pressing(command, "draft", draft.id)
    near = tx.calls.of(tx.networks.about(command.chat), since=command.at)
    open_ = [call for call in near if phase(call, at=command.at) is Phase.OPEN]
    if not open_ and begun and begun[0][1]:
        _require_open(command, begun[0][1], tx)
    if not open_:
        raise Refusal(t("apply.none_open"))
    if len(open_) == 1:
        return _way_in(command, open_[0], tx)
    rows = tuple((Button(calls.short(call, command.person.locale), "applyto", call.id),) for call in open_[:8])
    return Answer(messages=(Message((t("apply.which"),), rows),), private=True)


def _way_in(event: Event, call: Call, tx: Transaction) -> Answer | Press:
    mine = tx.applications.of_person(call.id, event.person.id)
    if mine and mine.state is not State.WITHDRAWN:
        return pressing(event, "application", mine.id)
    _require_open(event, call, tx)
    if _begun(event, call, tx):
        return pressing(event, "begin", f"{FORM}-{call.id}")
    message = calls.before_first(call, event.person.locale, event.who.platform)
    return Answer(messages=(message,), private=True)


def _begun(event: Event, call: Call, tx: Transaction) -> Draft | None:
    return next((one for one in tx.drafts.about(event.person.id, FORM) if one.subject == call.id), None)


def _require_open(event: Event, call: Call, tx: Transaction) -> None:
    """Refuse who comes too late to begin; what was begun in time may be gone on with as long as it may be sent."""
    late, draft = _late(event, call, tx), _begun(event, call, tx)
    if late and draft:
        late = _late(event, call, tx, begun_at=_begun_at(draft, event))
    if late:
        raise Refusal(calls.why_not(call, late))


def _late(event: Event, call: Call, tx: Transaction, *, begun_at: datetime | None = None) -> Late | None:
    extended = tx.calls.extended(call.id, event.person.id)
    if begun_at is None:
        return why_not_begin(call, at=event.at, extended=extended)
    return why_not_send(call, at=event.at, begun_at=begun_at, extended=extended)


def _begun_at(draft: Draft, event: Event) -> datetime:
    return datetime.fromisoformat(draft.answers.get(BEGUN, event.at.isoformat()))


@router.press("questions")
def show_questions(press: Press, tx: Transaction) -> Answer:
    """Show every question before beginning."""
    return Answer(messages=(calls.all_questions(_call(press, tx)),), private=True)


@router.press("extend")
def take_extension(press: Press, tx: Transaction) -> Answer | Press:
    """Take a personal extension that came by a link."""
    return _extended(press, press.arg, tx)


def _extended(event: Event, code: str, tx: Transaction) -> Answer | Press:
    extension = tx.calls.use_extension(code, event.person.id, event.at) if event.private else None
    call = tx.calls.get(extension.call) if extension else None
    if call is None:
        raise Refusal(t("extension.void"))
    return _way_in(event, call, tx)


def _call(press: Press, tx: Transaction) -> Call:
    call = tx.calls.get(press.subject)
    if call is None or not press.person.id:
        raise Refusal(t("button.unknown"))
    return call


# -- the form ----------------------------------------------------------------------------------------------


def begin(event: Event, tx: Transaction) -> Mapping[str, str]:
    """Begin an application: which notice was shown is kept; what was sent before is there to be changed."""
    press = event if isinstance(event, Press) else None
    call = tx.calls.get(press.choice) if press else None
    if call is None or not event.person.id:
        raise Refusal(t("button.unknown"))
    mine = tx.applications.of_person(call.id, event.person.id)
    if mine is None or mine.state is State.WITHDRAWN:
        _require_open(event, call, tx)
    elif mine.state is not State.SENT or event.at >= call.closes_at:
        raise Refusal(t("apply.too_late_to_change"))
    tx.people.belong(event.person, call.network)
    notice = tx.calls.notice(calls.notice_body(call, event.who.platform), event.at)
    answers = {} if mine is None else dict(mine.answers)
    return {**answers, BEGUN: event.at.isoformat(), NOTICE: notice}


def questions(draft: Draft, tx: Transaction) -> tuple[Question, ...]:
    """Give the questions of the call that a draft is about."""
    call = tx.calls.get(draft.subject or "")
    return questions_of(call.asked, call.groups) if call else ()


def summary(draft: Draft, tx: Transaction, at: datetime) -> Message:  # noqa: ARG001 -- every form's signature
    """Show the answers before they are sent."""
    again = tx.applications.of_person(draft.subject or "", draft.person)
    live = again is not None and again.state is State.SENT
    return wording.summary(draft.id, questions(draft, tx), values(draft.answers), again=live)


router.form(
    FormRoute(
        name=FORM, again=t("form.apply_again"), title=t("form.apply"), submit=t("form.save"), questions=questions,
        guided=True, foot=wording.foot, begin=begin, echo=summary,
    )
)  # fmt: skip


# -- sending -----------------------------------------------------------------------------------------------


@router.press("send")
def send(press: Press, tx: Transaction) -> Answer | Press:
    """Send an application: it is kept, and order of arrival gives a place at once."""
    draft = own_draft(press, tx, FORM)
    call = tx.calls.get(draft.subject or "", lock=True)
    if call is None:
        raise Refusal(t("button.unknown"))
    if not draft.going:
        return _already(press, call, tx)
    _require_whole(press, call, draft, tx)
    return _sent(press, call, draft, tx)


def _already(press: Press, call: Call, tx: Transaction) -> Answer | Press:
    mine = tx.applications.of_person(call.id, press.person.id)
    if mine is None:
        raise Refusal(t("draft.over"))
    return pressing(press, "application", mine.id)


def _require_whole(press: Press, call: Call, draft: Draft, tx: Transaction) -> None:
    late = _late(press, call, tx, begun_at=_begun_at(draft, press))
    if late:
        raise Refusal(calls.why_not(call, late))
    require_whole(draft, questions(draft, tx))


def _sent(press: Press, call: Call, draft: Draft, tx: Transaction) -> Answer:
    asked = questions_of(call.asked, call.groups)
    answers = sent(asked, values(draft.answers))
    typed = {f"={key}": draft.answers[f"={key}"] for key in answers if f"={key}" in draft.answers}
    application = tx.applications.send(
        call,
        Sent(
            person=press.person.id, locale=press.person.locale, notice=draft.answers.get(NOTICE, ""),
            answers={**answers, **typed}, wishes=wishes_of(answers, call.groups),
        ),
        press.at,
    )  # fmt: skip
    tx.drafts.close(draft, "done", press.at)
    tx.people.found_at(press.who.address, press.at)  # ”in this chat”, they are promised
    if call.selection is Selection.ARRIVAL and application.state is State.SENT:
        return _arrived(press, call, application, tx)
    return Answer(messages=(Message(wording.sent(call, press.at)),), private=True)


def _arrived(press: Press, call: Call, application: Application, tx: Transaction) -> Answer:
    """Give a seat or a waiting place at once."""

    def arrive(board: Board) -> Step:
        return places.arrive(board, board.seekers[application.id], press.at)

    step = tx.places.take(call.id, arrive, press.at, spoken_to=application.id)
    seeker = step.board.seekers[application.id]
    if seeker.state is State.CONFIRMED:
        group = seeker.group or ""
        files = (group_file(call, group, press.person.locale, at=press.at),) if call.group(group).meets else ()
        return Answer(messages=(Message(letters.seated(call, group)),), files=files, private=True)
    return Answer(messages=(Message(wording.queued(call, step.board.position(seeker.id))),), private=True)
