"""Deciding: prepared hidden, previewed with the very words, published together; who is written to by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.chat import Answer, Message, Press, Refusal
from bot.domain.calls import deciding, places
from bot.domain.calls.application import Application
from bot.domain.calls.board import Board, News, Step, What
from bot.domain.calls.call import Call, Selection
from bot.domain.calls.states import State, Verdict
from bot.domain.hours import waking
from bot.rights import theirs
from bot.router import Router
from bot.text import t
from bot.wording import letters
from bot.wording import reviewing as wording
from bot.wording.applications import stale as stale_of
from storage import Transaction
from storage.ids import new_id

router = Router()


# -- preparing ---------------------------------------------------------------------------------------------


@router.press("decisions")
def show(press: Press, tx: Transaction) -> Answer:
    """Show the decisions as they are prepared."""
    return _table(press, theirs(press, tx.calls.get(press.subject)), tx)


def _table(press: Press, call: Call, tx: Transaction) -> Answer:
    every, reviews = tx.applications.of_call(call.id), tx.applications.reviews(call.id)
    seen = deciding.visible(every, reviews, press.person.id)
    team = {person.id: person.name for person in tx.people.coordinators(call.network)}
    chair = call.opened_by == press.person.id
    reviewing = call.selection is Selection.CONSIDERED
    rows = []
    for one in seen:
        found, given = deciding.candidate(one, reviews), deciding.of_one(reviews, one.id)
        shown = deciding.sees_others(reviews, one.id, press.person.id, chair=chair)
        waits = chair and reviewing and one.state is State.SENT
        done = {id_ for id_, review in given.items() if review.whole or review.recused}
        missing = [name for id_, name in team.items() if id_ not in done] if waits else []
        rows.append(wording.Row(one, found.mean, found.spread, missing, shown and reviewing))
    message = wording.decisions(call, press.person.locale, rows, hidden=len(every) - len(seen))
    return Answer(messages=(message,), private=True, fresh=True)


@router.press("propose")
def propose(press: Press, tx: Transaction) -> Answer:
    """Propose a decision for everyone who waits for one: people then change what they will."""
    call = theirs(press, tx.calls.get(press.subject))
    every, reviews = tx.applications.of_call(call.id), tx.applications.reviews(call.id)
    seed = tx.calls.seed(call, new_id()) if call.selection == "lot" else ""
    refused = [pair for pair, agreed in tx.applications.pairs(call.id).items() if agreed is False]
    board = tx.applications.board(call)
    for one in deciding.proposal(call, board, every, reviews, seed=seed, refused=refused):
        tx.applications.decide(one.id, one.verdict, turn=one.turn, explained=one.key, group=one.group)
    return _table(press, call, tx)


@router.press("decide")
def ask(press: Press, tx: Transaction) -> Answer:
    """Ask what is decided of one application."""
    call, one = _decidable(press, tx)
    return Answer(messages=(wording.decide(call, one),), private=True, fresh=True)


@router.press("verdict")
def decide(press: Press, tx: Transaction) -> Answer:
    """Decide about one application, hidden until results are published."""
    call, one = _decidable(press, tx)
    if press.choice not in set(Verdict):
        raise Refusal(t("button.unknown"))
    turn = one.turn or one.ordinal
    tx.applications.decide(one.id, Verdict(press.choice), turn=turn, explained=one.explained or "by hand")
    return _table(press, call, tx)


def _decidable(press: Press, tx: Transaction) -> tuple[Call, Application]:
    one = tx.applications.get(press.subject)
    if one is None:
        raise Refusal(t("stale.gone"))
    call = theirs(press, tx.calls.get(one.call))
    if deciding.recused(tx.applications.reviews(call.id), one.id, press.person.id):
        raise Refusal(t("review.recused"))
    if one.state is not State.SENT:
        raise Refusal(t("decide.published"))
    return call, one


# -- publishing --------------------------------------------------------------------------------------------


@router.press("preview")
def preview(press: Press, tx: Transaction) -> Answer:
    """Show to whom which very words would go."""
    call = theirs(press, tx.calls.get(press.subject))
    _require_decided(press, call, tx)
    step = places.publish(tx.applications.board(call), press.at)
    told = _told_together(replace(call, results_at=call.results_at or press.at), step, press, tx)
    return Answer(messages=(wording.preview(call, told),), private=True, fresh=True)


def _require_decided(press: Press, call: Call, tx: Transaction) -> None:
    if press.at < call.closes_at:
        raise Refusal(t("decide.still_open"))
    sent = [one for one in tx.applications.of_call(call.id) if one.state is State.SENT]
    if not sent:
        raise Refusal(t("decide.nothing"))
    if any(one.verdict is None for one in sent):
        raise Refusal(t("decide.undecided", number=sum(one.verdict is None for one in sent)))


def _require_agreed(call: Call, tx: Transaction) -> None:
    """Refuse while a mentor has not agreed to a pair."""
    missing = deciding.unagreed(call, tx.applications.of_call(call.id), tx.applications.pairs(call.id))
    if missing:
        raise Refusal(t("pairs.missing", number=missing))


def _told_together(call: Call, step: Step, press: Press, tx: Transaction) -> list[tuple[str, Message]]:
    """Give each letter once, with the names of those who would get it; the recused see neither."""
    reviews = tx.applications.reviews(call.id)
    names = {one.id: one.name for one in deciding.visible(tx.applications.of_call(call.id), reviews, press.person.id)}
    applicants, found = tx.calls.applicants(call), dict[str, tuple[list[str], Message]]()
    for news in step.news:
        letter = letters.letter(call, step.board, news, press.person.locale, applicants=applicants, at=press.at)
        if news.seeker in names:
            found.setdefault(repr(letter.lines), ([], letter))[0].append(names[news.seeker])
    return [(", ".join(those), letter) for those, letter in found.values()]


@router.press("results")
def publish(press: Press, tx: Transaction) -> Answer:
    """Publish all that is decided, once, and tell everybody together."""
    call = theirs(press, tx.calls.get(press.subject, lock=True))
    _require_decided(press, call, tx)
    _require_agreed(call, tx)
    tx.calls.published(call, press.at)
    step = tx.places.take(call.id, lambda board: places.publish(board, press.at), press.at)
    by_hand = len(_unreachable(call, tx))
    return Answer(messages=(wording.published(call, len(step.news), by_hand),), private=True)


# -- by hand -----------------------------------------------------------------------------------------------


@router.press("byhand")
def write_by_hand(press: Press, tx: Transaction) -> Answer:
    """List those whom Kuppi cannot reach, each with address and text to send."""
    call = theirs(press, tx.calls.get(press.subject))
    board, reviews = tx.applications.board(call), tx.applications.reviews(call.id)
    seen = deciding.visible(_unreachable(call, tx), reviews, press.person.id)
    found = [one for each in seen if (one := _letter(call, board, each, press.at, tx)) is not None]
    return Answer(messages=wording.by_hand(found), private=True, fresh=True)


def _unreachable(call: Call, tx: Transaction) -> list[Application]:
    every = [one for one in tx.applications.of_call(call.id) if one.state is not State.SENT]
    known = tx.people.get([one.person for one in every if one.person])
    reached = {id_ for id_ in known if any(may for _, may in tx.people.whereabouts(id_))}
    return [one for one in every if one.person is None or one.person not in reached]


_NEWS = {
    State.OFFERED: What.OFFERED, State.WAITING: What.QUEUED, State.NOT_SELECTED: What.NOT_SELECTED,
    State.EXPIRED: What.EXPIRED, State.LAPSED: What.LAPSED, State.CALLED_OFF: What.CALLED_OFF,
    State.CONFIRMED: What.SEATED,
}  # fmt: skip


def _letter(call: Call, board: Board, one: Application, at: datetime, tx: Transaction) -> wording.ByHand | None:
    what = _NEWS.get(one.state)
    if what is None:
        return None
    offer = board.open_offer(one.id)
    news = News(one.id, what, waking(at, call.zone), offer, board.position(one.id))
    letter = letters.letter(call, board, news, one.locale, applicants=tx.calls.applicants(call), at=at)
    return wording.ByHand(one, letters.on_paper(letter), offer.number if offer else 0)


@router.press("theyconfirm")
def they_confirm(press: Press, tx: Transaction) -> Answer:
    """Note that somebody confirmed their place by e-mail."""
    return _their_answer(press, places.confirm, tx)


@router.press("theydecline")
def they_decline(press: Press, tx: Transaction) -> Answer:
    """Note that somebody declined by e-mail."""
    return _their_answer(press, places.decline, tx)


def _their_answer(press: Press, deed: Callable[[Board, str, int, datetime], Step], tx: Transaction) -> Answer:
    one = tx.applications.get(press.subject)
    call = theirs(press, tx.calls.get(one.call if one else ""))
    number = int(press.choice) if press.choice.isdecimal() else 0
    try:
        tx.places.take(call.id, lambda board: deed(board, press.subject, number, press.at), press.at)
    except places.Stale as stale:
        raise Refusal(stale_of(stale.state)) from stale
    return Answer(messages=(Message((t("byhand.noted"),)),), private=True)
