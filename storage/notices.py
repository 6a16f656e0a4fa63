"""Notices of seats: whoever was moved by what others did, or by the time, is told once, at a humane hour."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.chat import Message
from bot.domain.hours import quiet, waking
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
        for person in moves.everybody - {aware}:
            self.post.outbox.withdraw(person, f"seat:{meetup.id}:")  # what was not told yet is no news any more
        for person, what, message, by_hand in self._told(meetup, moves, at):
            if person != aware:
                when = at if message.silent else waking(at, meetup.zone)
                once = f"seat:{meetup.id}:{person}:{cause}:{what}"
                kind = "pushed" if what == "pushed" else "promotion"
                self.post.tell_person(person, meetup.network, kind, message, dedupe=once, at=when, by_hand=by_hand)

    def anew(self, meetup: Meetup, people: Collection[str], *, cause: str, at: datetime) -> None:
        """Tell people of seats that are theirs: what they were to hear told of a time or place that is gone."""
        stands = {person: self.meetups.standing(meetup, person) for person in sorted(people)}
        seated = tuple(person for person, mine in stands.items() if mine and mine.seated)
        offered = tuple(person for person, mine in stands.items() if mine and mine.offered)
        self.moved(meetup, Moves(promoted=seated, offered=offered), cause=cause, at=at)

    def _told(self, meetup: Meetup, moves: Moves, at: datetime) -> Iterator[tuple[str, str, Message, ByHand]]:
        for person in moves.lapsed if way(meetup, at=at) is not Way.KEPT else ():
            yield person, "lapsed", wording.lapsed(meetup), without_chat
        for person in moves.promoted:
            yield person, "promoted", wording.promotion(meetup), without_chat
        for person in moves.pushed_back:
            mine = self.meetups.standing(meetup, person)
            lost = wording.pushed_back(meetup, mine.waiting if mine else 0)
            silent = quiet(at, meetup.zone)  # such news must not be late
            yield person, "pushed", replace(lost, silent=silent), without_chat
        for person in moves.offered:
            mine = self.meetups.standing(meetup, person)
            if mine and mine.offered:
                by_hand = partial(wording.offer_by_hand, meetup, person, mine.offered)
                yield person, "offered", wording.offer(meetup, mine.offered), by_hand
        free = self.meetups.tally(meetup).free if moves.invited else None
        for person in moves.invited:
            by_hand = partial(wording.invitation_by_hand, meetup, person)
            yield person, "invited", wording.invitation(meetup, free), by_hand
