"""Cancelling a meetup: the reason is asked, the message shown, and only then is it sent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.chat import Answer, Command, Event, Message, Press, Refusal, pressing
from bot.domain.changing import facts
from bot.domain.filling import take, values
from bot.domain.forms import Question, text_reader
from bot.domain.hours import hour
from bot.domain.meetups import Meetup, State
from bot.domain.seating import Reply
from bot.rights import own_draft, own_network, theirs
from bot.router import Audience, FormRoute, Router, Scope
from bot.text import t
from bot.wording import cancelling as wording
from bot.wording.choosing import which
from storage import Transaction
from storage.drafts import Draft

router = Router()
FORM = "cancel"
_LIVE = (State.PUBLISHED, State.SCHEDULED)
#: What tells of a meetup as if it were held, and is taken back where it was not sent yet.
_WITHDRAWN = ("moved", "fixed", "seat", "lapsed", "day", "week")

QUESTIONS = (
    Question(
        key="reason",
        ask=t("ask.reason"),
        label=t("label.reason"),
        labels=("Syy", "Orsak", "Reason"),
        read=text_reader(200),
        help=t("ask.reason_help"),
    ),
)


@router.command(
    "perutapaaminen", "stallin", "cancelmeetup",
    audience=Audience.COORDINATORS, scope=Scope.NETWORK, help=t("help.perutapaaminen"),
)  # fmt: skip
def cancel(command: Command, tx: Transaction) -> Answer | Press:
    """Ask whether to cancel, or which of several; with a reason the message is shown at once."""
    coming = tx.meetups.coming([own_network(command).id], at=command.at, states=_LIVE)
    if not coming:
        raise Refusal(t("cancel.no_meetups"))
    if len(coming) > 1:
        held = tx.drafts.keep(command.person.id, command.word, command.text, command.at)
        return Answer(messages=(which("cancel", coming, held, question=t("cancel.which")),), private=True)
    if command.text:
        return _begin(command, coming[0], command.text, tx)
    if tx.drafts.open_for(command.person.id) is None:  # one that is open keeps its place
        tx.drafts.begin(command.person.id, FORM, coming[0].network, _about(coming[0]), command.at)
    return Answer(messages=(wording.surely(coming[0], len(_concerned(coming[0], tx))),), private=True)


@router.press("cancel")
def cancel_this(press: Press, tx: Transaction) -> Press:
    """Ask why the chosen meetup is cancelled."""
    meetup = _cancellable(press, press.subject, tx)
    return _begin(press, meetup, tx.drafts.kept(press.choice, press.person.id), tx)


def _begin(event: Event, meetup: Meetup, text: str, tx: Transaction) -> Press:
    label, colon, rest = text.partition(":")
    reason = rest if colon and label.strip().casefold() in {"syy", "orsak", "reason"} else text
    said = {"reason": reason.strip()} if reason.strip() else {}
    answers = take(QUESTIONS, _about(meetup), said, event.at)
    draft = tx.drafts.open_for(event.person.id)
    if draft is None or (draft.form, draft.answers) != (FORM, _about(meetup)):
        draft = tx.drafts.begin(event.person.id, FORM, meetup.network, _about(meetup), event.at)
    return pressing(event, "draft", tx.drafts.save(replace(draft, answers=answers), event.at).id)


def _about(meetup: Meetup) -> Mapping[str, str]:
    return {"!meetup": meetup.id}


def _cancellable(event: Event, id_: str, tx: Transaction) -> Meetup:
    """Lock a meetup that this person may still cancel."""
    meetup = theirs(event, tx.meetups.lock(id_))
    if meetup.state is State.CANCELLED:
        raise Refusal(t("cancel.done_already", name=meetup.name))
    if meetup.starts_at is not None and event.at >= meetup.starts_at:
        raise Refusal(t("cancel.begun", name=meetup.name))
    return meetup


def _concerned(meetup: Meetup, tx: Transaction) -> list[str]:
    """List those who are coming, undecided or waiting, and those who wait to hear of the day."""
    answered = [one.person for one in tx.meetups.sign_ups(meetup) if one.standing.reply is not Reply.NO]
    return list(dict.fromkeys([*answered, *tx.publishing.waiting(meetup)]))


def show(draft: Draft, tx: Transaction, at: datetime) -> Message:  # noqa: ARG001 -- every form's signature
    """Show the cancellation as it will be read."""
    meetup = tx.meetups.get(draft.answers["!meetup"])
    if meetup is None:
        raise Refusal(t("button.unknown"))
    titles = [chat.title for chat in tx.networks.groups(meetup.network)]
    return wording.echo(
        draft.id, meetup, draft.answers["reason"], chats=titles, people=len(_concerned(meetup, tx)),
        published=meetup.state is State.PUBLISHED,
    )  # fmt: skip


router.form(
    FormRoute(
        name=FORM,
        words=(),
        audience=Audience.COORDINATORS,
        help=None,
        again=t("form.cancel_again"),
        title=t("form.cancel"),
        submit=t("form.submit"),
        questions=QUESTIONS,
        echo=show,
    )
)


@router.press("calloff")
def call_off(press: Press, tx: Transaction) -> Answer:
    """Cancel a meetup and tell everyone it concerns, once."""
    draft = own_draft(press, tx, FORM)
    if not draft.going:
        raise Refusal(t("cancel.over"))
    meetup, reason = _cancellable(press, draft.answers["!meetup"], tx), values(draft.answers).get("reason")
    if not reason:
        raise Refusal(t("draft.unfinished"))
    concerned = _concerned(meetup, tx)
    told = _call_off(meetup, reason, concerned, press, tx)
    tx.drafts.close(draft, "done", press.at)
    if meetup.state is not State.PUBLISHED:
        return Answer(messages=(wording.unpublished(meetup),), private=True)
    return Answer(messages=(wording.done(meetup, told, tx.people.without_chat(concerned)),), private=True)


def _call_off(meetup: Meetup, reason: str, concerned: list[str], event: Event, tx: Transaction) -> int:
    """Cancel, take back what tells of it as if it were held, and tell; give how many people are told."""
    tx.meetups.change(meetup.evolve(state=State.CANCELLED, publish_at=None, held_until=None))
    what = "cancelled" if meetup.state is State.PUBLISHED else "unpublished"
    before, after = facts(meetup), {"reason": reason}
    tx.changes.note(meetup.network, meetup.id, what, by=event.person.id, at=event.at, before=before, after=after)
    tx.watchers.forget(meetup.id)
    for kind in _WITHDRAWN:
        tx.outbox.withdraw_all(f"{kind}:{meetup.id}:")
    tx.publishing.take_back(meetup)
    if meetup.state is not State.PUBLISHED:
        return 0
    tx.cards.changed("meetup", meetup.id)
    tx.cards.turn("meetup", meetup.id, None)
    when = hour(event.at, meetup.zone, meetup.starts_at)
    message, once = wording.notice(meetup, reason, silent=when.silent), f"cancelled:{meetup.id}"
    for chat in tx.networks.groups(meetup.network):
        tx.post.tell_chat(chat, "cancelled", message, dedupe=f"{once}:{chat.id}", at=when.due)
    told = dict.fromkeys(concerned, message)
    return len(tx.post.tell_people(told, meetup.network, "cancelled", about=once, at=when.due))
