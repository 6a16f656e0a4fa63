"""What applicants read of their own application: the summary, that it was sent, and where it stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from bot.chat import Button, Message
from bot.domain.calls.application import Application
from bot.domain.calls.applying import questions_of
from bot.domain.calls.board import Board
from bot.domain.calls.call import Call
from bot.domain.calls.states import State
from bot.domain.forms import Question
from bot.text import Moment, Text, t
from bot.wording import forms
from bot.wording.calls import deadline, short, title
from bot.wording.gathering import calendar_button, meetings
from bot.wording.letters import group_name, offer_buttons, rejoin_button

# -- filling in --------------------------------------------------------------------------------------------


def foot(question: Question) -> tuple[Text, ...]:
    """Say, under a question, what not to write where anything can be written, and that nothing is lost."""
    return (*([t("apply.no_health")] if question.open else []), t("apply.saved"))


def summary(draft: str, questions: Sequence[Question], answers: Mapping[str, str], *, again: bool) -> Message:
    """Show every answer, with a way to change each; nothing is sent yet."""
    asked = [q for q in questions if q.on_path(answers)]
    lines = [t("summary.line", number=n, label=q.label, answer=forms.value(q, answers)) for n, q in enumerate(asked, 1)]
    change = [Button(t("button.change_number", number=n), "change", f"{draft}-{q.key}") for n, q in enumerate(asked, 1)]
    rows = tuple(tuple(change[n : n + 3]) for n in range(0, len(change), 3))
    send = Button(t("button.send_changes") if again else t("button.send"), "send", draft)
    head = t("summary.head_again") if again else t("summary.head")
    return Message((head, *lines, t("summary.change")), ((send,), *rows, (Button(t("button.pause"), "pause", draft),)))


def sent(call: Call, at: datetime) -> tuple[Text, ...]:
    """Say that an application is sent, what happens next and by when."""
    changing = Moment(call.local(call.closes_at), "short")
    return (
        t("sent.at", when=deadline(call, at)), t("sent.results", day=Moment(call.results_by, "day")),
        *([t("sent.change", until=changing)] if at < call.closes_at else []), t("sent.questions", contact=call.contact),
    )  # fmt: skip


def queued(call: Call, position: int) -> tuple[Text, ...]:
    """Say which number one has on the waiting list."""
    return (t("queued.now", number=position), t("sent.questions", contact=call.contact))


# -- answers to buttons ------------------------------------------------------------------------------------


def confirmed(call: Call, group: str) -> Message:
    """Say that a place is confirmed, and when the group meets."""
    return Message((t("confirmed.now", group=group_name(call, group)), *meetings(call, group), t("confirmed.leave")))


def stands(call: Call, board: Board, application: Application) -> Text:
    """Say where an application is, to its sender; never what reviewers have not published."""
    seeker = board.seekers.get(application.id)
    state, group = (seeker.state, seeker.group) if seeker else (application.state, None)
    match state:
        case State.WAITING:
            return t("stands.waiting", number=board.position(application.id))
        case State.OFFERED:
            return _offered(call, board, application.id)
        case State.CONFIRMED:
            return t("stands.confirmed", group=group_name(call, group or ""))
    return _STANDS.get(state, t("stands.sent", day=Moment(call.results_by, "day")))


def _offered(call: Call, board: Board, application: str) -> Text:
    offer = board.open_offer(application)
    if offer is None:
        return _STANDS[State.EXPIRED]
    return t("stands.offered", group=group_name(call, offer.group), when=Moment(call.local(offer.expires_at), "short"))


_STANDS: Mapping[State, Text] = MappingProxyType(
    {
        State.DECLINED: t("stands.declined"), State.EXPIRED: t("stands.expired"),
        State.NOT_SELECTED: t("stands.not_selected"), State.LAPSED: t("stands.lapsed"),
        State.WITHDRAWN: t("stands.withdrawn"), State.CALLED_OFF: t("stands.called_off"),
    }
)  # fmt: skip


def own(call: Call, board: Board, application: Application, locale: str) -> Text:
    """Say one's own application on one line."""
    return t("own.application", name=title(call, locale), stands=stands(call, board, application))


def listed(call: Call, board: Board, application: Application, locale: str) -> tuple[Text, Button]:
    """Say one's own application on one line, with the way to it."""
    return own(call, board, application, locale), Button(short(call, locale), "application", application.id)


def begun(call: Call, locale: str) -> tuple[Text, Button]:
    """Say on one line that an application was begun and not sent, with the way to go on."""
    told = t("own.application_draft", name=title(call, locale), when=deadline(call, call.closes_at))
    return told, Button(t("button.continue_apply"), "begin", f"apply-{call.id}")


def shown(call: Call, board: Board, application: Application, locale: str, *, at: datetime) -> Message:
    """Show one's own application: what was answered, where it is, and what can be done with it."""
    questions = questions_of(call.asked, call.groups)
    answers = application.answers
    lines = [t("shown.line", label=q.label, answer=forms.value(q, answers)) for q in questions if q.key in answers]
    if application.state is State.CONFIRMED and application.group:
        lines = [*meetings(call, application.group), *lines]
    return Message((own(call, board, application, locale), *lines), _deeds(call, board, application, at=at))


def _deeds(call: Call, board: Board, application: Application, *, at: datetime) -> tuple[tuple[Button, ...], ...]:
    state, offer = board.seekers[application.id].state, board.open_offer(application.id)
    if state is State.OFFERED and offer:
        return offer_buttons(offer)
    if state in {State.DECLINED, State.EXPIRED}:
        return rejoin_button(application.id)
    change = (Button(t("button.change_application"), "begin", f"apply-{call.id}"),)
    away = (
        Button(
            t("button.leave_place") if state is State.CONFIRMED else t("button.withdraw"), "withdraw", application.id
        ),
    )
    editable = state is State.SENT and at < call.closes_at
    if state is State.CONFIRMED:
        return (*calendar_button(call, application), away)
    return ((*(change if editable else ()), *(away if state in _LEAVING else ())),)


_LEAVING = frozenset({State.SENT, State.WAITING, State.CONFIRMED})


def sure_to_withdraw(application: Application, state: State) -> Message:
    """Ask before an application or a place is given up."""
    ask = t("withdraw.ask_place") if state is State.CONFIRMED else t("withdraw.ask")
    yes = Button(t("button.withdraw_yes"), "withdrawyes", application.id)
    return Message((ask,), ((yes, Button(t("button.keep_application"), "application", application.id)),))


def stale(state: State | None) -> Text:
    """Say, to an old button, what holds now and what to do."""
    if state is None:
        return t("stale.gone")
    return _STALE.get(state, t("stale.other"))


_STALE: Mapping[State, Text] = MappingProxyType(
    {
        State.CONFIRMED: t("stale.confirmed"), State.EXPIRED: t("stale.expired"), State.DECLINED: t("stale.declined"),
        State.WAITING: t("stale.waiting"), State.WITHDRAWN: t("stale.withdrawn"), State.OFFERED: t("stale.offered"),
        State.CALLED_OFF: t("stale.called_off"),
    }
)  # fmt: skip
