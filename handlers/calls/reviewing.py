"""Reviewing: applications one at a time in private, scores by criterion, notes, and recusing oneself."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.chat import Answer, Button, Command, Event, Message, Press, Refusal, pressing
from bot.domain.calls import deciding
from bot.domain.calls.application import CRITERIA, SCORES, Application, Review
from bot.domain.calls.call import Call
from bot.domain.forms import Question, text_reader
from bot.rights import theirs
from bot.router import Audience, FormRoute, Router
from bot.text import t
from bot.wording import reviewing as wording
from storage import Transaction
from storage.drafts import Draft

router = Router()
_SHOWN = timedelta(days=200)  #: so long after closing a call's applications are offered by /hakemukset


@router.command(
    "hakemukset", "ansokningar", "review", aliases=("granska",), audience=Audience.COORDINATORS,
    help=t("help.hakemukset"),
)  # fmt: skip
def applications(command: Command, tx: Transaction) -> Answer | Press:
    """Show what there is to review; who reviews nothing sees their own."""
    here = [command.chat.network] if command.chat else [network.id for network in tx.networks.all()]
    mine = [network for network in here if command.person.coordinates(network)]
    if not mine:
        return pressing(command, "do", "omat")
    calls = tx.calls.of(mine, since=command.at - _SHOWN)
    if not calls:
        raise Refusal(t("review.no_calls"))
    if len(calls) == 1:
        return _overview(command, calls[0], tx)
    return Answer(messages=(wording.which(calls, command.person.locale),), private=True)


@router.press("review")
def overview(press: Press, tx: Transaction) -> Answer:
    """Show how far the review of a call is."""
    return _overview(press, theirs(press, tx.calls.get(press.subject)), tx)


def _overview(event: Event, call: Call, tx: Transaction) -> Answer:
    reviews = tx.applications.reviews(call.id)
    seen = deciding.visible(tx.applications.of_call(call.id), reviews, event.person.id)
    left = len(deciding.unreviewed(seen, reviews, event.person.id))
    reviewing = call.selection == "considered"
    message = wording.overview(call, event.person.locale, count=len(seen), left=left, reviewing=reviewing)
    return Answer(messages=(message,), private=True, fresh=True)


@router.press("reviewnext")
def next_one(press: Press, tx: Transaction) -> Answer:
    """Show the next application that one has still to review, after the one just seen."""
    call = theirs(press, tx.calls.get(press.subject))
    reviews = tx.applications.reviews(call.id)
    left = deciding.unreviewed(tx.applications.of_call(call.id), reviews, press.person.id)
    after = int(press.choice) if press.choice.isdecimal() else 0
    found = next((one for one in left if one.ordinal > after), left[0] if left else None)
    if found is None:
        return _overview(press, call, tx)
    return _show(press, call, found, tx)


def _show(event: Event, call: Call, one: Application, tx: Transaction) -> Answer:
    reviews = tx.applications.reviews(call.id)
    seen = deciding.visible(tx.applications.of_call(call.id), reviews, event.person.id)
    number = next((n for n, each in enumerate(seen, 1) if each.id == one.id), 0)
    given = deciding.of_one(reviews, one.id)
    mine = given.get(event.person.id)
    may = mine is not None and mine.whole
    means = [r.mean for who, r in given.items() if who != event.person.id and r.whole]
    others = [mean for mean in means if mean is not None] if may else None
    shown = wording.application(call, one, wording.Reviewed(number, len(seen), mine, others))
    return Answer(messages=(shown,), private=True, fresh=True)


def _under_review(press: Press, tx: Transaction) -> tuple[Call, Application, Review]:
    """Give an application that the presser may review, with what they gave so far."""
    one = tx.applications.get(press.subject)
    if one is None:
        raise Refusal(t("stale.gone"))
    call = theirs(press, tx.calls.get(one.call))
    if one.person is not None and one.person == press.person.id:
        raise Refusal(t("review.own"))
    mine = deciding.of_one(tx.applications.reviews(call.id), one.id).get(press.person.id)
    mine = mine or Review(application=one.id, reviewer=press.person.id, scores={})
    if mine.recused:
        raise Refusal(t("review.recused"))
    return call, one, mine


@router.press("score")
def score(press: Press, tx: Transaction) -> Answer:
    """Give a score by one criterion."""
    call, one, mine = _under_review(press, tx)
    criterion, _, number = press.choice.partition("_")
    if criterion not in CRITERIA or not number.isdecimal() or int(number) not in SCORES:
        raise Refusal(t("button.unknown"))
    _keep(mine, {**mine.scores, criterion: int(number)}, mine.note, press.at, tx)
    return _show(press, call, one, tx)


@router.press("rescore")
def score_again(press: Press, tx: Transaction) -> Answer:
    """Take one's scores back and give them anew."""
    call, one, mine = _under_review(press, tx)
    _keep(mine, {}, mine.note, press.at, tx)
    return _show(press, call, one, tx)


def _keep(mine: Review, scores: Mapping[str, int], note: str, at: datetime, tx: Transaction) -> None:
    given = Review(application=mine.application, reviewer=mine.reviewer, scores=scores, note=note)
    tx.applications.review(given, at)


@router.press("recuse")
def recuse(press: Press, tx: Transaction) -> Answer:
    """Have nothing to do with an application from now on; others still see it."""
    call, one, mine = _under_review(press, tx)
    gone = Review(application=one.id, reviewer=mine.reviewer, scores={}, recused=True)
    tx.applications.review(gone, press.at)
    next_ = ((Button(t("button.next_one"), "reviewnext", f"{call.id}-{one.ordinal}"),),)
    return Answer(messages=(Message((t("review.recused_now"),), next_),), private=True)


# -- notes -------------------------------------------------------------------------------------------------

_NOTE = Question(
    key="note", ask=t("note.ask"), label=t("note.label"), labels=(), read=text_reader(500, lines=True),
    help=t("note.help"), multiline=True,
)  # fmt: skip


def begin_note(event: Event, tx: Transaction) -> Mapping[str, str]:
    """Let a reviewer write a note."""
    if not isinstance(event, Press):
        raise Refusal(t("button.unknown"))
    _under_review(pressing(event, "note", event.choice), tx)
    return {}


def show_note(draft: Draft, tx: Transaction, at: datetime) -> Message:  # noqa: ARG001 -- every form's signature
    """Show a note before it is kept."""
    save = Button(t("button.keep_note"), "notekeep", draft.id), Button(t("button.drop"), "drop", draft.id)
    return Message((t("review.note", note=draft.answers["note"]),), (save,))


router.form(
    FormRoute(
        name="note", again=t("form.review_again"), title=t("note.title"), submit=t("form.save"), questions=(_NOTE,),
        begin=begin_note, echo=show_note, fresh=True,
    )
)  # fmt: skip


@router.press("notekeep")
def keep_note(press: Press, tx: Transaction) -> Answer:
    """Keep a note beside one's scores; only reviewers of the call read it."""
    draft = tx.drafts.get(press.subject)
    if draft is None or draft.person != press.person.id or draft.form != "note" or "note" not in draft.answers:
        raise Refusal(t("draft.over"))
    call, one, mine = _under_review(pressing(press, "note", draft.subject or ""), tx)
    _keep(mine, mine.scores, draft.answers["note"], press.at, tx)
    tx.drafts.close(draft, "done", press.at)
    return _show(press, call, one, tx)
