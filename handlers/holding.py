"""Places held after a move: until their deadline, then given on unless their holder has answered."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat import Event
from bot.domain.meetups import Meetup, State
from bot.domain.nights import morning
from bot.domain.seating import Reply
from bot.router import Router
from bot.wording.changes import lapsed
from bot.wording.meetups import promotion
from storage import Transaction

router = Router()

AT_ONCE = 25  #: people a tick: presses wait for the same database


@router.tick("held_places")
def let_go(tick: Event, tx: Transaction) -> None:
    """Let go of places whose holders were asked about a new time and have not answered."""
    for id_ in tx.meetups.due("held_until", tick.at, most=5):
        meetup = tx.meetups.lock(id_)
        if meetup and meetup.held_until:
            _let_go(meetup, meetup.held_until, tick, tx)


def _let_go(meetup: Meetup, until: datetime, tick: Event, tx: Transaction) -> None:
    silent = _asked(meetup, tx) if meetup.state is State.PUBLISHED else []
    promoted: dict[str, None] = {}
    for person in silent[:AT_ONCE]:  # the last in the queue first: nobody gets a seat just to lose it
        change = tx.meetups.answer(meetup, person, Reply.MAYBE, at=tick.at)
        promoted |= dict.fromkeys(change.promoted)
    if len(silent) <= AT_ONCE:
        tx.meetups.change(meetup.evolve(held_until=None))
    if silent:
        noted = tx.changes.note(meetup.network, meetup.id, "lapsed", by=None, at=tick.at)
        told = dict.fromkeys(silent[:AT_ONCE], lapsed(meetup, until))
        once, due = f"lapsed:{meetup.id}:{noted}", morning(tick.at, meetup.zone)
        tx.post.tell_people(told, meetup.network, "lapsed", about=once, at=due)
        _promote(meetup, [one for one in promoted if one not in silent], noted, tick, tx)
        tx.cards.changed("meetup", meetup.id)


def _asked(meetup: Meetup, tx: Transaction) -> list[str]:
    """List who was asked about the new time, by a letter that arrived, and has not answered."""
    silent = tx.meetups.unconfirmed(meetup)
    moves = (one.id for one in tx.changes.of(meetup.id) if one.before.get("when") != one.after.get("when"))
    move = next(moves, "")
    keys = {f"moved:{meetup.id}:{move}:{person}": person for person in silent}
    arrived = tx.outbox.arrived(list(keys))
    return [person for key, person in keys.items() if key in arrived]


def _promote(meetup: Meetup, people: Sequence[str], noted: str, tick: Event, tx: Transaction) -> None:
    for person in people:
        once = f"promoted:{meetup.id}:{noted}:{person}"
        tx.post.tell_person(person, meetup.network, "promotion", promotion(meetup), dedupe=once, at=tick.at)
