"""Channels and direct messages: who is in them, what they show, what happens to them."""

from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from tests.fakes.slack import events
from tests.fakes.slack.deeds import Deed
from tests.fakes.slack.messages import Message
from tests.fakes.slack.waiting import Pulse
from tests.fakes.slack.wire import Json

if TYPE_CHECKING:
    from tests.fakes.slack.people import Person
    from tests.fakes.slack.teams import Team


class Channel:
    """A conversation: a public channel (C…), a private one, or a DM with the bot (D…)."""

    def __init__(
        self, team: "Team", channel_id: str, name: str, *, private: bool = False, person: "Person | None" = None
    ) -> None:
        self.team = team
        self.world = team.world
        self.id = channel_id
        self.name = name
        self.private = private
        #: The one whose DM with the bot this is.
        self.person = person
        self.members: dict[str, None] = {}
        self.archived = False
        self.restricted = False
        self.opened = person is None
        self.topic = ""
        self.pins: list[Message] = []
        self.pulse = Pulse()
        self._written: dict[str, Message] = {}

    @property
    def kind(self) -> str:
        """Slack's word for what it is: channel, group or im."""
        return "im" if self.person else "group" if self.private else "channel"

    @property
    def has_bot(self) -> bool:
        """Whether the bot is a member."""
        return self.person is not None or self.team.bot_user_id in self.members

    @property
    def everything(self) -> list[Message]:
        """Every message ever written here, the deleted ones too."""
        return list(self._written.values())

    @property
    def messages(self) -> list[Message]:
        """The messages that stand here now, oldest first."""
        return [message for message in self._written.values() if not message.deleted]

    @property
    def posts(self) -> list[Message]:
        """The bot's messages among them."""
        return [message for message in self.messages if message.by_bot]

    def find(self, ts: str) -> Message | None:
        """Give the message with this ts, unless it is gone."""
        message = self._written.get(ts)
        return None if message is None or message.deleted else message

    def write(self, user: str, text: str, blocks: Sequence[Json] = (), **rest: Any) -> Message:
        """Put a message here."""
        message = Message(self, user, text, blocks, **rest)
        self._written[message.ts] = message
        self.changed()
        return message

    def changed(self) -> None:
        """Wake those who watch."""
        self.pulse.beat()
        if self.person:
            self.person.pulse.beat()

    def sees(self, text: str, timeout: float = 30.0, *, after: str = "") -> Coroutine[Any, Any, Message]:
        """Wait until a message reads so; gives the newest that does."""

        def look() -> Message | None:
            fitting = [message for message in self.messages if text in message.plain and message.ts > after]
            return fitting[-1] if fitting else None

        shown = f"nobody in #{self.name} saw {text!r} in {timeout} s; there stands"
        return self.pulse.until(look, timeout, lambda: f"{shown} {[message.plain for message in self.messages]}")

    def add(self, *people: "Person") -> None:
        """Let people in; a bot that is there hears of it."""
        for person in people:
            if person.id not in self.members:
                self.members[person.id] = None
                if self.has_bot:
                    self.world.happens(self.team, events.joined(self, person.id, person.id))

    def remove(self, person: "Person") -> None:
        """Let somebody leave."""
        del self.members[person.id]
        if self.has_bot:
            self.world.happens(self.team, events.left(self, person.id))

    def invite_bot(self, by: "Person") -> Deed:
        """Bring the bot in, as `/invite @Kuppi` does."""
        self.members[self.team.bot_user_id] = None
        return self.world.happens(self.team, events.joined(self, self.team.bot_user_id, by.id))

    def remove_bot(self, by: "Person | None" = None) -> Deed:
        """Throw the bot out.

        `member_left_channel` never tells a bot of itself (slackapi/bolt-js#1847); `channel_left` does where it is
        subscribed, and Slackbot writes to the bot.
        """
        del self.members[self.team.bot_user_id]
        self.world.happens(self.team, events.removed_notice(self, by.id if by else "USLACKBOT"))
        return self.world.happens(self.team, events.bot_left(self))

    def archive(self, by: "Person | None" = None) -> Deed:
        """Close the channel for writing."""
        self.archived = True
        return self._told(events.archived(self, by.id if by else "USLACKBOT"))

    def unarchive(self) -> None:
        """Open it again."""
        self.archived = False

    def rename(self, name: str) -> Deed:
        """Give it another name."""
        self.name = name
        return self._told(events.renamed(self))

    def _told(self, event: Json) -> Deed:
        """Tell the bot, which of a private channel hears only from within."""
        if self.private and not self.has_bot:
            return Deed("events_api", event, self.team, channel=self, silent=True)
        return self.world.happens(self.team, event)

    def restrict(self, *, on: bool = True) -> None:
        """Let only the workspace's admins post here."""
        self.restricted = on

    def payload(self) -> Json:
        """Spell it the way Slack does in conversations.info."""
        if self.person:
            return {"id": self.id, "created": 0, "is_im": True, "is_archived": False, "user": self.person.id}
        kinds = {"is_channel": not self.private, "is_group": self.private, "is_im": False, "is_mpim": False}
        topic = {"value": self.topic, "creator": "", "last_set": 0}
        state = {"is_private": self.private, "is_archived": self.archived, "is_member": self.has_bot}
        return {"id": self.id, "name": self.name, "name_normalized": self.name, "topic": topic} | kinds | state
