"""Helping people apply: a personal extension, applications that came by e-mail, and questions of one's own."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.chat import Answer, Event, Message, Press, Refusal
from bot.domain.calls import places
from bot.domain.calls.application import Application
from bot.domain.calls.applying import questions_of, sent, wishes_of
from bot.domain.calls.board import Board, Step
from bot.domain.calls.call import Call, Selection
from bot.domain.calls.deciding import recused
from bot.domain.calls.drafting import ASKED, QUESTIONS
from bot.domain.calls.owning import own_question, own_questions, with_own
from bot.domain.filling import values
from bot.domain.forms import Question
from bot.rights import own_draft, require_whole, theirs
from bot.router import FormRoute, Router
from bot.text import Moment, t
from bot.wording import applications as summaries
from bot.wording import calls as lists
from bot.wording import reviewing as wording
from storage import Transaction
from storage.applications import Sent
from storage.drafts import Draft

router = Router()
_MAIL, _OWN = "mailed", "asked"  #: the forms: an application by e-mail, a question of one's own


# -- extensions --------------------------------------------------------------------------------------------


@router.press("extension")
def ask_how_long(press: Press, tx: Transaction) -> Answer:
    """Ask how long a personal extension lasts."""
    return Answer(messages=(wording.how_long(theirs(press, tx.calls.get(press.subject))),), private=True)


@router.press("extenddays")
def extend(press: Press, tx: Transaction) -> Answer:
    """Give a link with which one person may apply for some days from now, or from the closing."""
    call = theirs(press, tx.calls.get(press.subject))
    if press.choice not in {"1", "3", "7"}:
        raise Refusal(t("button.unknown"))
    until = max(press.at, call.closes_at) + timedelta(days=int(press.choice))
    code = tx.calls.extend(call, until)
    told = t("plain", text=Moment(call.local(until), "minute"))
    return Answer(messages=wording.extension(code, told, press.who.platform), private=True, fresh=True)


# -- by e-mail ---------------------------------------------------------------------------------------------


def begin_mailed(event: Event, tx: Transaction) -> Mapping[str, str]:
    """Let a coordinator type in an application that came by e-mail."""
    theirs(event, tx.calls.get(event.choice if isinstance(event, Press) else ""))
    return {}


def _questions(draft: Draft, tx: Transaction) -> tuple[Question, ...]:
    call = tx.calls.get(draft.subject or "")
    return questions_of(call.asked, call.groups) if call else ()


def show_mailed(draft: Draft, tx: Transaction, at: datetime) -> Message:  # noqa: ARG001 -- every form's signature
    """Show what was typed in before it is kept."""
    shown = summaries.summary(draft.id, _questions(draft, tx), draft.answers, again=False)
    return wording.mailed_summary(draft.id, shown.lines[1:], shown.buttons[1:])


router.form(
    FormRoute(
        name=_MAIL, again=t("form.review_again"), title=t("mailed.title"), submit=t("form.save"),
        questions=_questions, guided=True, begin=begin_mailed, echo=show_mailed, fresh=True,
    )
)  # fmt: skip


@router.press("mailsend")
def keep_mailed(press: Press, tx: Transaction) -> Answer:
    """Keep an application that came by e-mail; it goes on like any other, but its letters are sent by hand."""
    draft = own_draft(press, tx, _MAIL)
    call = theirs(press, tx.calls.get(draft.subject or ""))
    if not draft.going:
        raise Refusal(t("draft.over"))
    require_whole(draft, _questions(draft, tx))
    _keep(press, call, draft, tx)
    tx.drafts.close(draft, "done", press.at)
    return Answer(messages=(Message((t("mailed.kept"),)),), private=True)


def _keep(press: Press, call: Call, draft: Draft, tx: Transaction) -> None:
    tx.calls.get(call.id, lock=True)
    answers = sent(_questions(draft, tx), values(draft.answers))
    wishes = wishes_of(answers, call.groups)
    kept = Sent(
        person=None,
        locale=press.person.locale,
        notice="email",
        answers=answers,
        wishes=wishes,
        entered_by=press.person.id,
    )
    one = tx.applications.send(call, kept, press.at)
    if call.selection is Selection.ARRIVAL:

        def arrive(board: Board) -> Step:
            return places.arrive(board, board.seekers[one.id], press.at)

        tx.places.take(call.id, arrive, press.at)


@router.press("mailerase")
def ask_to_erase(press: Press, tx: Transaction) -> Answer:
    """Ask before an application that came by e-mail is erased at its sender's wish."""
    one, call = _mailed(press, tx)
    return Answer(messages=(wording.sure_to_erase(call, one),), private=True, fresh=True)


@router.press("maileraseyes")
def erase_mailed(press: Press, tx: Transaction) -> Answer:
    """Erase an application that came by e-mail; a seat goes on to the next."""
    one, call = _mailed(press, tx)
    tx.places.take(call.id, partial(places.erase, id_=one.id, at=press.at), press.at)
    tx.applications.forget(one.id)
    return Answer(messages=(Message((t("mailed.erased"),)),), private=True)


def _mailed(press: Press, tx: Transaction) -> tuple[Application, Call]:
    """Give an application that came by e-mail; refuse one whose sender can erase it, and the recused."""
    one = tx.applications.get(press.subject)
    if one is None:
        raise Refusal(t("stale.gone"))
    call = theirs(press, tx.calls.get(one.call))
    if one.person is not None:
        raise Refusal(t("button.unknown"))
    if recused(tx.applications.reviews(call.id), one.id, press.person.id):
        raise Refusal(t("review.recused"))
    return one, call


# -- questions of one's own --------------------------------------------------------------------------------


def begin_own(event: Event, tx: Transaction) -> Mapping[str, str]:
    """Let a coordinator add a question to the call they are drafting."""
    draft = tx.drafts.get(event.choice) if isinstance(event, Press) else None
    if draft is None or draft.person != event.person.id or draft.form != "call":
        raise Refusal(t("button.unknown"))
    require_whole(draft, QUESTIONS)
    return {}


def _asked_of_own(draft: Draft, tx: Transaction) -> tuple[Question, ...]:
    about = tx.drafts.get(draft.subject or "")
    return own_questions(values(about.answers) if about else {})


def show_own(draft: Draft, tx: Transaction, at: datetime) -> Message:  # noqa: ARG001 -- every form's signature
    """Show a question as applicants will read it."""
    about = tx.drafts.get(draft.subject or "")
    asked = own_question(values(draft.answers), "q", values(about.answers) if about else {})
    return lists.own_question(draft.id, asked)


router.form(
    FormRoute(
        name=_OWN, again=t("form.call_again"), title=t("owned.title"), submit=t("form.save"),
        questions=_asked_of_own, begin=begin_own, echo=show_own,
    )
)  # fmt: skip


@router.press("askkeep")
def keep_own(press: Press, tx: Transaction) -> Answer | Press:
    """Add a question to the drafted call and show what it then asks."""
    draft = own_draft(press, tx, _OWN)
    about = tx.drafts.get(draft.subject or "")
    if about is None:
        raise Refusal(t("button.unknown"))
    if not draft.going or not about.going:
        raise Refusal(t("draft.over"))
    kept = values(about.answers)
    changed = json.dumps(with_own(kept, values(draft.answers)), ensure_ascii=False)
    tx.drafts.save(replace(about, answers={**about.answers, ASKED: changed}), press.at)
    tx.drafts.close(draft, "done", press.at)
    return replace(press, action="asked", arg=about.id)
