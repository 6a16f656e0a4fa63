"""Who gets a place: offers with deadlines, a waiting list that rolls on, and no more people than seats.

Every function takes a board and the time, and gives the board after it with what there is to tell. What has expired by
then is settled first, so that no press depends on when the clock last ticked.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.calls.board import Board, News, Offer, Seeker, Step, What, Why
from bot.domain.calls.group import Group
from bot.domain.calls.states import LIVE, Outcome, State, Verdict
from bot.domain.hours import by_day, evening_before, waking

LAST_WEEK = timedelta(days=7)  #: so near its beginning a group cannot wait long for an answer
_IN_LAST_WEEK = timedelta(hours=12)
SHORTEST = timedelta(hours=24)  #: anybody gets at least a day to answer, before that week
_POINTLESS = timedelta(hours=2)  #: an offer with less time than this would only annoy


class Stale(Exception):
    """What was pressed is over; the state says what holds now."""

    def __init__(self, state: State | None) -> None:
        super().__init__(str(state))
        self.state = state


# -- deadlines ---------------------------------------------------------------------------------------------


def deadline(board: Board, group: Group, sent_at: datetime) -> datetime | None:
    """Say until when an offer sent now can be answered; None when it is too late to offer a place at all."""
    starts = group.starts_at
    window = max(board.confirm, SHORTEST)
    if starts is not None and starts - sent_at <= LAST_WEEK:
        window = _IN_LAST_WEEK
    expires = by_day(_whole_minute(sent_at + window), board.zone)
    if starts is not None and expires > starts:
        expires = evening_before(starts, board.zone)
    return expires if expires - sent_at >= _POINTLESS else None


def _whole_minute(at: datetime) -> datetime:
    """Round up: a deadline is said by the minute, and nobody may lose what it says."""
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=1)


# -- filling -----------------------------------------------------------------------------------------------


def fill(board: Board, at: datetime) -> Step:
    """Offer every free seat to those who wait, in their order, each the dearest of their wishes that is free."""
    step = Step(board)
    for seeker in board.waiting() if board.placing else ():
        offer = _offer(step.board, seeker, at)
        if offer:
            moved = seeker.moved(State.OFFERED, offer.group)
            news = News(seeker.id, What.OFFERED, offer.sent_at, offer)
            step = step.then(Step(step.board.with_seeker(moved).with_offer(offer), (news,)))
    return step


def _offer(board: Board, seeker: Seeker, at: datetime) -> Offer | None:
    sent_at = waking(at, board.zone)
    meant = (seeker.group,) if seeker.group else ()
    for group in (*meant, *seeker.wishes):
        expires_at = deadline(board, board.groups[group], sent_at) if board.free(group) > 0 else None
        if expires_at:
            number = 1 + sum(one.seeker == seeker.id for one in board.offers.values())
            return Offer(seeker=seeker.id, number=number, group=group, sent_at=sent_at, expires_at=expires_at)
    return None


def idle(board: Board, at: datetime) -> dict[str, Why]:
    """Say, for each group with a free seat, why nobody is offered it."""
    return {id_: _why(board, group, at) for id_, group in board.groups.items() if board.free(id_) > 0}


def _why(board: Board, group: Group, at: datetime) -> Why:
    if not board.placing:
        return Why.NOT_PLACING
    return Why.BEGUN if deadline(board, group, waking(at, board.zone)) is None else Why.NOBODY


def too_small(board: Board) -> list[Group]:
    """List the groups that have fewer people and open offers than they need to begin."""
    return [group for id_, group in board.groups.items() if board.filled(id_) < group.least]


# -- applying and publishing -------------------------------------------------------------------------------


def arrive(board: Board, seeker: Seeker, at: datetime) -> Step:
    """Give a seat or a waiting place at once: order of arrival needs no review."""
    step = settle(board, at)
    arrived = replace(seeker, turn=step.board.last_turn() + 1)
    group = next((wish for wish in seeker.wishes if _unclaimed(step.board, wish, at)), None)
    if group:
        seated = step.board.with_seeker(arrived.moved(State.CONFIRMED, group))
        return step.then(Step(seated, (News(seeker.id, What.SEATED, at),)))
    queued = step.board.with_seeker(arrived.moved(State.WAITING))
    return step.then(Step(queued, (News(seeker.id, What.QUEUED, at, position=queued.position(seeker.id)),)))


def _unclaimed(board: Board, group: str, at: datetime) -> bool:
    """Tell whether a seat is free that nobody before waits for, in a group that has not begun."""
    starts = board.groups[group].starts_at
    ahead = sum(group in one.wishes for one in board.waiting())
    return board.free(group) > ahead and (starts is None or at < starts)


_FIRST = {Verdict.PLACE: 0, Verdict.WAIT: 1}


def publish(board: Board, at: datetime) -> Step:
    """Tell all that is decided: those chosen are offered the seats in order, the rest wait or are not selected."""
    step = settle(replace(board, placing=True), at)
    decided = [s for s in step.board.seekers.values() if s.state is State.SENT and s.verdict]
    refused = [s.moved(State.NOT_SELECTED) for s in decided if s.verdict is Verdict.NO]
    chosen = sorted((s for s in decided if s.verdict in _FIRST), key=lambda s: (_FIRST[s.verdict], s.turn, s.id))  # type: ignore[index]
    last = max((s.turn for s in step.board.seekers.values() if s.state is not State.SENT), default=0)
    queued = [replace(s.moved(State.WAITING, s.group), turn=last + n) for n, s in enumerate(chosen, 1)]
    due = waking(at, board.zone)
    told = tuple(News(s.id, What.NOT_SELECTED, due) for s in refused)
    filled = step.then(Step(step.board.with_seeker(*refused, *queued), told)).then
    done = filled(fill(step.board.with_seeker(*refused, *queued), at))
    waiting = [s.id for s in queued if done.board.seekers[s.id].state is State.WAITING]
    return done.then(Step(done.board, tuple(_queued(done.board, id_, due) for id_ in waiting)))


def _queued(board: Board, id_: str, due: datetime) -> News:
    return News(id_, What.QUEUED, due, position=board.position(id_))


# -- answering ---------------------------------------------------------------------------------------------


def confirm(board: Board, id_: str, number: int, at: datetime) -> Step:
    """Take the place that was offered. Raises Stale when that offer is over."""
    step = settle(board, at)
    seeker, offer = _open(step.board, id_, number)
    taken = seeker.moved(State.CONFIRMED, offer.group)
    return Step(step.board.with_seeker(taken).with_offer(replace(offer, outcome=Outcome.CONFIRMED)), step.news)


def decline(board: Board, id_: str, number: int, at: datetime) -> Step:
    """Leave the place that was offered to the next. Raises Stale when that offer is over."""
    step = settle(board, at)
    seeker, offer = _open(step.board, id_, number)
    left = step.board.with_seeker(seeker.moved(State.DECLINED))
    return step.then(fill(left.with_offer(replace(offer, outcome=Outcome.DECLINED)), at))


def _open(board: Board, id_: str, number: int) -> tuple[Seeker, Offer]:
    seeker, offer = board.seekers.get(id_), board.offers.get((id_, number))
    if seeker is None or offer is None or offer.outcome is not None:
        raise Stale(seeker.state if seeker else None)
    return seeker, offer


def rejoin(board: Board, id_: str, at: datetime) -> Step:
    """Let somebody who declined or was late wait again, at the end of the list."""
    step = settle(board, at)
    seeker = step.board.seekers.get(id_)
    if seeker is None or seeker.state not in {State.DECLINED, State.EXPIRED} or not _hope(step.board, seeker, at):
        raise Stale(seeker.state if seeker else None)
    back = replace(seeker.moved(State.WAITING), turn=step.board.last_turn() + 1)
    done = step.then(fill(step.board.with_seeker(back), at))
    waits = done.board.seekers[id_].state is State.WAITING
    return done.then(Step(done.board, (_queued(done.board, id_, at),) if waits else ()))


def withdraw(board: Board, id_: str, at: datetime) -> Step:
    """Take an application back; a place or an offer goes on to the next."""
    step = settle(board, at)
    seeker = step.board.seekers.get(id_)
    if seeker is None or seeker.state not in LIVE:
        raise Stale(seeker.state if seeker else None)
    offer = step.board.open_offer(id_)
    left = step.board.with_seeker(seeker.moved(State.WITHDRAWN))
    closed = left.with_offer(replace(offer, outcome=Outcome.WITHDRAWN)) if offer else left
    return step.then(fill(closed, at))


def erase(board: Board, id_: str, at: datetime) -> Step:
    """Forget somebody; their seat goes on to the next."""
    step = settle(board, at)
    return step.then(fill(step.board.without(id_), at))


def call_off(board: Board, at: datetime) -> Step:
    """End everything: nobody has a place, and all who hoped for one are told."""
    live = [s for s in board.seekers.values() if s.state in LIVE]
    over = board.with_seeker(*(s.moved(State.CALLED_OFF) for s in live))
    offers = (replace(o, outcome=Outcome.WITHDRAWN) for o in board.offers.values() if o.outcome is None)
    due = waking(at, board.zone)
    told = tuple(News(s.id, What.CALLED_OFF, due) for s in live)
    return Step(replace(over.with_offer(*offers), placing=False), told)


# -- the clock ---------------------------------------------------------------------------------------------


def tick(board: Board, at: datetime) -> Step:
    """Do what the time asks: expire, offer on, remind at half time, and end the waiting when groups have begun."""
    step = settle(board, at)
    reminded = _remind(step.board, at)
    return step.then(reminded).then(_lapse(reminded.board, at))


def settle(board: Board, at: datetime) -> Step:
    """Expire the offers whose time is over, and offer their seats on."""
    over = [o for o in board.offers.values() if o.outcome is None and o.expires_at <= at]
    if not over:
        return fill(board, at)
    missed = (board.seekers[o.seeker].moved(State.EXPIRED) for o in over)
    expired = board.with_seeker(*missed).with_offer(*(replace(o, outcome=Outcome.EXPIRED) for o in over))
    due = waking(at, board.zone)
    return Step(expired, tuple(News(o.seeker, What.EXPIRED, due, o) for o in over)).then(fill(expired, at))


def _remind(board: Board, at: datetime) -> Step:
    halfway = [
        o for o in board.offers.values()
        if o.outcome is None and not o.reminded and waking(o.half_time, board.zone) <= at < o.expires_at
    ]  # fmt: skip
    due = waking(at, board.zone)
    told = tuple(News(o.seeker, What.REMINDED, due, o) for o in halfway if due < o.expires_at)
    return Step(board.with_offer(*(replace(o, reminded=True) for o in halfway)), told)


def _lapse(board: Board, at: datetime) -> Step:
    vain = [s for s in board.waiting() if board.placing and not _hope(board, s, at)]
    due = waking(at, board.zone)
    told = tuple(News(s.id, What.LAPSED, due) for s in vain)
    return Step(board.with_seeker(*(s.moved(State.LAPSED) for s in vain)), told)


def _hope(board: Board, seeker: Seeker, at: datetime) -> bool:
    """Tell whether a group that somebody wishes for has not begun."""
    return any((starts := board.groups[wish].starts_at) is None or at < starts for wish in seeker.wishes)
