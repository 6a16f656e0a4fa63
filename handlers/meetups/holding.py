"""Places held after a move: until their deadline, then given on unless their holder has answered."""

from datetime import datetime
from functools import partial

from bot.chat import Event
from bot.domain.hours import waking
from bot.domain.meetups import Meetup, State
from bot.domain.offering import Way, way
from bot.router import Router
from bot.wording.changes import lapsed
from storage import Transaction
from storage.apart import apart

router = Router()

AT_ONCE = 25  #: people a tick: presses wait for the same database


@router.tick("held_places")
def let_go(tick: Event, tx: Transaction) -> None:
    """Let go of places whose holders were asked about a new time and have not answered."""
    apart(tx, "letting places go", tx.meetups.due("held_until", tick.at, most=5), partial(_let_go_of, tick, tx))


def _let_go_of(tick: Event, tx: Transaction, id_: str) -> None:
    meetup = tx.meetups.lock(id_)
    if meetup and meetup.held_until:
        _let_go(meetup, meetup.held_until, tick, tx)


def _let_go(meetup: Meetup, until: datetime, tick: Event, tx: Transaction) -> None:
    over = meetup.state is not State.PUBLISHED or way(meetup, at=tick.at) is Way.KEPT
    silent = [] if over else _asked(meetup, tx)
    moves = tx.meetups.let_go(meetup, silent[:AT_ONCE], at=tick.at)
    if len(silent) <= AT_ONCE:
        tx.meetups.change(meetup.evolve(held_until=None))
    if silent:
        noted = tx.changes.note(meetup.network, meetup.id, "lapsed", by=None, at=tick.at)
        told = dict.fromkeys(silent[:AT_ONCE], lapsed(meetup, until))
        once, due = f"lapsed:{meetup.id}:{noted}", waking(tick.at, meetup.zone)
        tx.post.tell_people(told, meetup.network, "lapsed", about=once, at=due)
        tx.notices.moved(meetup, moves, cause=noted, at=tick.at)
        tx.cards.changed("meetup", meetup.id)


def _asked(meetup: Meetup, tx: Transaction) -> list[str]:
    """List who was asked about the new time, by a letter that arrived, and has not answered."""
    silent = tx.meetups.unconfirmed(meetup)
    moves = (one.id for one in tx.changes.of(meetup.id) if one.before.get("when") != one.after.get("when"))
    move = next(moves, "")
    keys = {f"moved:{meetup.id}:{move}:{person}": person for person in silent}
    arrived = tx.outbox.arrived(list(keys))
    return [person for key, person in keys.items() if key in arrived]
