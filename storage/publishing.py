"""Going out: a card in every chat, and word to those who were promised a new day when an earlier one was cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.hours import waking
from bot.domain.meetups import Meetup, State, next_turn
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

    def go_out(self, meetup: Meetup, *, at: datetime) -> Sequence[str]:
        """Put a card in every chat of the network; give the chats' titles."""
        chats = self.networks.groups(meetup.network)
        for chat in chats:
            self.post.announce("meetup", meetup.id, chat, at=at, turns_at=next_turn(meetup, at=at))
        self._keep_promise(meetup, at)
        return [chat.title for chat in chats]

    def promised(self, follows: str) -> Sequence[str]:
        """List who was promised to hear of a new day when a meetup was cancelled, and has not heard of any."""
        cancelled = self.meetups.get(follows) if follows else None
        if cancelled is None or cancelled.state is not State.CANCELLED:
            return []
        people = [one.person for one in self.meetups.sign_ups(cancelled) if one.standing.reply is not Reply.NO]
        told = self.post.outbox.arrived([f"again:{follows}:{person}" for person in people], or_waits=True)
        return [person for person in people if f"again:{follows}:{person}" not in told]

    def _keep_promise(self, meetup: Meetup, at: datetime) -> None:
        """Tell them, once for each cancelled meetup; where the day is not known yet they hear of it when it is."""
        promised = self.promised(meetup.follows)
        if not meetup.exact:
            for person in promised:
                self.watchers.watch(meetup.id, person)
            return
        told = dict.fromkeys(promised, day_is_known(meetup)) if promised else {}
        self.post.tell_people(
            told, meetup.network, "moved", about=f"again:{meetup.follows}", at=waking(at, meetup.zone)
        )  # fmt: skip
