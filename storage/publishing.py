"""Going out: a card in every chat, and word to those who were promised a new day when an earlier one was cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.hours import waking
from bot.domain.meetups import Meetup, State, next_turn
from bot.domain.people import Chat
from bot.domain.seating import Reply
from bot.wording.changes import day_is_known
from storage.meetups import Meetups
from storage.networks import Networks
from storage.post import Post
from storage.watchers import Watchers


@dataclass(frozen=True)
class Publishing:
    """Put meetups out."""

    networks: Networks
    meetups: Meetups
    watchers: Watchers
    post: Post

    def go_out(self, meetup: Meetup, *, at: datetime) -> Sequence[Chat]:
        """Put a card in every chat of the network; give the chats."""
        chats = self.networks.groups(meetup.network)
        for chat in chats:
            self.post.announce("meetup", meetup.id, chat, at=at, turns_at=next_turn(meetup, at=at))
        self._keep_promise(meetup, at)
        return chats

    def redraw_for(self, person: str) -> None:
        """Redraw the cards that may show a person's name: they stand long after their meetups."""
        for meetup, standing in self.meetups.answered_by(person):
            if standing.seated:
                self.post.cards.changed("meetup", meetup.id)

    def promised(self, follows: str) -> Sequence[str]:
        """List who was promised to hear of a new day when a meetup was cancelled, and has not heard of any."""
        cancelled = self.meetups.get(follows) if follows else None
        if cancelled is None or cancelled.state is not State.CANCELLED:
            return []
        people = [one.person for one in self.meetups.sign_ups(cancelled) if one.standing.reply is not Reply.NO]
        told = self.post.outbox.told(f"again:{follows}:")
        unheard = [person for person in people if person not in told]
        return list(dict.fromkeys([*unheard, *self.promised(cancelled.follows)]))  # it may have been a new day itself

    def waiting(self, meetup: Meetup) -> Sequence[str]:
        """List who asked to be told of a meetup's day and has not heard of it yet."""
        if not meetup.exact:
            return self.watchers.of(meetup.id)
        unheard = self.post.outbox.unheard(f"fixed:{meetup.id}:")
        return sorted(unheard - self._answered(meetup)) if unheard else ()

    def _answered(self, meetup: Meetup) -> frozenset[str]:
        return frozenset(one.person for one in self.meetups.sign_ups(meetup))

    def promise_anew(self, meetup: Meetup, *, cause: str, at: datetime) -> None:
        """Take back word of a new day that has changed before it was sent, and say it as it is now."""
        if self.take_back(meetup):
            self._keep_promise(meetup, at, cause)

    def take_back(self, meetup: Meetup) -> bool:
        """Take back word of a meetup's day that was not sent yet to those who were promised one."""
        return bool(meetup.follows and self.post.outbox.withdraw_all(f"again:{meetup.follows}:{meetup.id}:"))

    def _keep_promise(self, meetup: Meetup, at: datetime, cause: str = "out") -> None:
        """Tell them, once for each cancelled meetup; where the day is not known yet they hear of it when it is."""
        promised = self.promised(meetup.follows)
        answered = self._answered(meetup) if promised else ()
        promised = [person for person in promised if person not in answered]  # those know of it
        if not meetup.exact:
            for person in promised:
                self.watchers.watch(meetup.id, person)
            return
        told = dict.fromkeys(promised, day_is_known(meetup)) if promised else {}
        about = f"again:{meetup.follows}:{meetup.id}:{cause}"
        self.post.tell_people(told, meetup.network, "moved", about=about, at=waking(at, meetup.zone))
