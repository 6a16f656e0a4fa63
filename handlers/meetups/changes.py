"""Changing a meetup: by questions or lines, shown with all it does before it is done, then told to those it touches."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.chat import Answer, Command, Event, Message, Press, Refusal, pressing
from bot.domain.announcing import PLANNED, QUESTIONS
from bot.domain.changing import as_it_was, edited, effect, facts, held_until, moved, stamp
from bot.domain.filling import LEFT, take_lines, values, whole
from bot.domain.hours import hour
from bot.domain.lines import read_lines
from bot.domain.meetups import Meetup, State, next_turn
from bot.rights import own_draft, own_network, theirs
from bot.router import Audience, FormRoute, Router, Scope
from bot.text import t
from bot.wording import changes as wording
from bot.wording.changes import Change
from bot.wording.choosing import which
from storage import Transaction
from storage.drafts import Draft

router = Router()
#: The form of a published meetup, and of one that is still to go out.
FORM, UNPUBLISHED_FORM = "edit", "replan"
_QUESTIONS = MappingProxyType({FORM: QUESTIONS, UNPUBLISHED_FORM: PLANNED})
_LIVE = (State.PUBLISHED, State.SCHEDULED)


@router.command(
    "muuta", "andra", "edit",
    aliases=("muokkaa",), audience=Audience.COORDINATORS, scope=Scope.NETWORK, help=t("help.muuta"),
)  # fmt: skip
def change(command: Command, tx: Transaction) -> Answer | Press:
    """Begin to change a meetup; ask which when there are several."""
    coming = tx.meetups.coming([own_network(command).id], at=command.at, states=_LIVE)
    if not coming:
        raise Refusal(t("change.no_meetups"))
    if len(coming) == 1:
        return _begin(command, coming[0], command.text, tx)
    held = tx.drafts.keep(command.person.id, command.word, command.text, command.at)
    return Answer(messages=(which("edit", coming, held),), private=True)


@router.press("edit")
def change_this(press: Press, tx: Transaction) -> Answer | Press:
    """Begin to change the meetup that was chosen, with the lines typed before."""
    meetup = _changeable(press, press.subject, tx)
    return _begin(press, meetup, tx.drafts.kept(press.choice, press.person.id), tx)


def _begin(event: Event, meetup: Meetup, text: str, tx: Transaction) -> Press:
    """Open a draft that holds the meetup as it is; the form takes it from here."""
    was = facts(meetup)
    typed = {"=" + key: said for key, said in wording.typed(meetup, event.person.locale).items()}
    answers = {**was, **typed, "!meetup": meetup.id, "!was": json.dumps(was)}
    form = UNPUBLISHED_FORM if meetup.state is State.SCHEDULED else FORM
    if not text:
        draft = tx.drafts.begin(event.person.id, form, meetup.network, answers, event.at)
        return pressing(event, "change", draft.id)
    questions, local = _QUESTIONS[form], event.at.astimezone(ZoneInfo(meetup.zone))
    filled = take_lines(questions, answers, read_lines(text, questions), local)
    return pressing(event, "draft", tx.drafts.begin(event.person.id, form, meetup.network, filled, event.at).id)


def _changeable(event: Event, id_: str, tx: Transaction) -> Meetup:
    """Lock a meetup that this person may still change."""
    meetup = theirs(event, tx.meetups.lock(id_))
    if meetup.state is State.CANCELLED:
        raise Refusal(t("change.cancelled", name=meetup.name))
    if meetup.starts_at is not None and event.at >= meetup.starts_at:
        raise Refusal(t("change.begun", name=meetup.name))
    return meetup


# -- shown first -------------------------------------------------------------------------------------------


def show(draft: Draft, tx: Transaction, at: datetime) -> Message:
    """Show what an edit changes and whom it touches."""
    found = _change(draft, tx, at)
    published = found.before.state is State.PUBLISHED
    left = draft.answers.get(LEFT, "")
    return wording.echo(draft.id, found, _stamp(found), published=published, left=left)


def _change(draft: Draft, tx: Transaction, at: datetime) -> Change:
    """Work out a drafted change as things are now."""
    before = tx.meetups.get(draft.answers["!meetup"])
    if before is None:
        raise Refusal(t("button.unknown"))
    after = edited(before, json.loads(draft.answers["!was"]), values(draft.answers))
    seated = effect(
        tx.meetups.sign_ups(before),
        promoted=tx.meetups.would_promote(before, after.capacity),
        pushed=tx.meetups.would_push_back(before, after.capacity),
    )
    if moved(before, after):
        after = _moved(after, asked=bool(seated.concerned), at=at)
    found = Change(before, after, seated)
    return replace(found, watchers=tuple(tx.publishing.waiting(before))) if found.weighty and after.exact else found


def _moved(meetup: Meetup, *, asked: bool, at: datetime) -> Meetup:
    until = held_until(meetup, at=at) if asked else None
    return meetup.evolve(moved_at=meetup.answered_at(at), held_until=until)


def _stamp(found: Change) -> str:
    return stamp(found.before, [one.person for one in found.effect.pushed])


def _about(draft: Draft, tx: Transaction) -> Message:
    meetup = tx.meetups.get(draft.answers["!meetup"])
    return wording.of_which(meetup, draft.id) if meetup else Message(())


for _name, _questions in _QUESTIONS.items():
    router.form(
        FormRoute(
            name=_name,
            words=(),
            audience=Audience.COORDINATORS,
            help=None,
            again=t("form.edit_again"),
            title=t("form.edit"),
            submit=t("form.submit"),
            questions=_questions,
            echo=show,
            about=_about,
            fresh=True,
        )
    )


# -- then done ---------------------------------------------------------------------------------------------


@router.press("apply")
def apply(press: Press, tx: Transaction) -> Answer | Press:
    """Make a change that was shown, unless things have moved on since; tell whom it touches."""
    draft = own_draft(press, tx, *_QUESTIONS)
    if not draft.going:
        raise Refusal(t("change.done_already"))
    _changeable(press, draft.answers["!meetup"], tx)
    how, _, shown = press.choice.partition("_")
    if not whole(_QUESTIONS[draft.form], draft.answers):
        return pressing(press, "draft", draft.id)
    found = _change(draft, tx, press.at)
    if shown != _stamp(found) or not found.keys:
        return pressing(press, "draft", draft.id)  # shown again, as it is now
    told, unreached = _carry_out(found, how == "told", press, tx)
    by_hand = tx.people.without_chat([one.person for one in found.effect.concerned]) if unreached else ()
    tx.drafts.close(draft, "done", press.at)
    return Answer(messages=(wording.done(found, told, unreached, by_hand),), private=True)


def _carry_out(found: Change, told: bool, event: Event, tx: Transaction) -> tuple[int, int]:
    """Keep a change and tell whom it touches; give how many hear of it, and how many cannot be written to."""
    after = found.after
    tx.meetups.change(after)
    noted = tx.changes.note(
        after.network, after.id, "edited", by=event.person.id, at=event.at, before=facts(found.before),
        after=facts(after),
    )  # fmt: skip
    if after.state is not State.PUBLISHED:
        return 0, 0
    tx.cards.changed("meetup", after.id)
    tx.cards.turn("meetup", after.id, next_turn(after, at=event.at), over=False)
    seats = tx.outbox.unheard(f"seat:{after.id}:") if found.weighty else frozenset()
    behind = _take_back(found, noted, event, tx) if found.weighty else {}
    moves = tx.meetups.refit(after, at=event.at)
    tx.notices.moved(after, moves, cause=noted, at=event.at)
    tx.notices.anew(after, seats - moves.everybody, cause=noted, at=event.at)
    stands = effect(tx.meetups.sign_ups(after), promoted=found.effect.promoted, pushed=found.effect.pushed)
    found = replace(found, effect=stands)
    return _tell(found, noted, behind, event, tx) if told or found.must_tell else (0, 0)


def _take_back(found: Change, noted: str, event: Event, tx: Transaction) -> Mapping[str, Meetup]:
    """Take back what was not sent yet and tells of a state that is gone; give what those it was for still know."""
    after, wait = found.after, tx.publishing.waiting(found.before)
    for kind in ("seat", "day", "week", "lapsed"):
        tx.outbox.withdraw_all(f"{kind}:{after.id}:")
    withdrawn = tx.outbox.withdraw_all(f"moved:{after.id}:")
    if moved(found.before, after):
        tx.reminders.again(after.id)
    tx.watchers.forget(after.id)
    for person in wait if not after.exact else ():
        tx.watchers.watch(after.id, person)
    tx.publishing.promise_anew(after, cause=noted, at=event.at)
    return _behind(after, tx) if withdrawn else {}


def _behind(after: Meetup, tx: Transaction) -> Mapping[str, Meetup]:
    """Give the meetup as those know it to whom nothing was sent of the last changes."""
    written, earliest = tx.outbox.taken_back(f"moved:{after.id}:"), dict[str, Mapping[str, str]]()
    behind: set[str] | None = None
    for one in tx.changes.of(after.id):  # the latest first; of some nobody was to be told
        if one.id in written and behind != set():
            unheard = {whom for whom, taken_back in written[one.id] if taken_back}
            behind = unheard if behind is None else behind & unheard
            earliest |= dict.fromkeys(behind, one.before)
    return {whom: as_it_was(after, facts_then) for whom, facts_then in earliest.items()}


def _tell(found: Change, noted: str, behind: Mapping[str, Meetup], event: Event, tx: Transaction) -> tuple[int, int]:
    """Tell those concerned, each what differs from what they know; where some cannot be written to, groups too."""
    if found.keys == {"capacity"}:
        return len(found.effect.pushed), 0  # they have been told
    after, news = found.after, partial(_news, found, behind)
    near = min((one for one in (found.before.starts_at, after.starts_at) if one), default=None)
    when = hour(event.at, after.zone, near if found.weighty else None)
    messages = {one.person: wording.letter(known, one) for one in found.effect.concerned if (known := news(one.person))}
    messages |= {one: wording.day_is_known(after) for one in found.watchers if one not in messages}
    spoken = {person: replace(message, silent=when.silent) for person, message in messages.items()}
    once = f"moved:{after.id}:{noted}"
    reached = tx.post.tell_people(spoken, after.network, "moved", about=once, at=when.due)
    for chat in tx.networks.groups(after.network) if len(reached) < len(messages) else ():
        known = news(chat.id)
        if known:
            line = replace(wording.in_chat(known), silent=when.silent)
            tx.post.tell_chat(chat, "moved", line, dedupe=f"{once}:{chat.id}", at=when.due)
    return len(reached), len(messages) - len(reached)


def _news(found: Change, behind: Mapping[str, Meetup], whom: str) -> Change | None:
    """Say what changes for one who has not heard of the changes before; None when it is all as they know it."""
    known = replace(found, before=behind.get(whom, found.before))
    return known if known.keys else None
