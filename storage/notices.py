"""Notices of seats: whoever was moved by what others did, or by the time, is told once, at a humane hour."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.hours import waking
from bot.domain.meetups import Meetup, Moves
from bot.wording import meetups as wording
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
        for person in moves.promoted:
            if person != aware:
                self._tell(meetup, person, "promoted", cause, at)
        for person in moves.pushed_back:
            if person != aware:
                self._tell(meetup, person, "pushed", cause, at)

    def _tell(self, meetup: Meetup, person: str, what: str, cause: str, at: datetime) -> None:
        if what == "promoted":
            message = wording.promotion(meetup)
        else:
            mine = self.meetups.standing(meetup, person)
            message = wording.pushed_back(meetup, mine.waiting if mine else 0)
        self.post.outbox.withdraw(person, f"seat:{meetup.id}:")  # what was not told yet is no news any more
        once = f"seat:{meetup.id}:{person}:{cause}"
        self.post.tell_person(
            person, meetup.network, "promotion", message, dedupe=once, at=waking(at, meetup.zone)
        )  # fmt: skip
