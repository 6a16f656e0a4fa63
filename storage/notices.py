"""Notices of seats: whoever was moved by what others did, or by the time, is told once, at a humane hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.chat import Message
from bot.domain.hours import waking
from bot.domain.meetups import Meetup, Moves
from bot.domain.offering import Way, way
from bot.wording import offers as wording
from bot.wording.delivery import ByHand, without_chat
from storage.cards import Cards
from storage.meetups import Meetups
from storage.post import Post


@dataclass(frozen=True)
class Notices:
    """Tell people of their seats."""

    meetups: Meetups
    post: Post
    cards: Cards

    def moved(self, meetup: Meetup, moves: Moves, *, cause: str, at: datetime, aware: str = "") -> None:
        """Tell everyone moved, and redraw the cards; ``cause`` names the event, ``aware`` knows from its answer."""
        if moves.nobody:
            return
        self.cards.changed("meetup", meetup.id)
        for person, kind, message, by_hand in self._told(meetup, moves, at):
            if person != aware:
                self.post.outbox.withdraw(person, f"seat:{meetup.id}:")  # what was not told yet is no news any more
                when = at if message.silent else waking(at, meetup.zone)
                once = f"seat:{meetup.id}:{person}:{cause}"
                self.post.tell_person(person, meetup.network, kind, message, dedupe=once, at=when, by_hand=by_hand)

    def _told(self, meetup: Meetup, moves: Moves, at: datetime) -> Iterator[tuple[str, str, Message, ByHand]]:
        for person in moves.lapsed if way(meetup, at=at) is not Way.KEPT else ():
            yield person, "promotion", wording.lapsed(meetup), without_chat
        for person in moves.promoted:
            yield person, "promotion", wording.promotion(meetup), without_chat
        for person in moves.pushed_back:
            mine = self.meetups.standing(meetup, person)
            yield person, "pushed", wording.pushed_back(meetup, mine.waiting if mine else 0), without_chat
        for person in moves.offered:
            mine = self.meetups.standing(meetup, person)
            if mine and mine.offered:
                by_hand = partial(wording.offer_by_hand, meetup, person, mine.offered)
                yield person, "promotion", wording.offer(meetup, mine.offered), by_hand
        free = self.meetups.tally(meetup).free if moves.invited else None
        for person in moves.invited:
            by_hand = partial(wording.invitation_by_hand, meetup, person)
            yield person, "promotion", wording.invitation(meetup, free), by_hand
