"""Groups and supergroups: who is in them, what the bot hears there, and how they move."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.fakes.telegram.chats import Access, Chat
from tests.fakes.telegram.errors import bad_request, forbidden, migrated
from tests.fakes.telegram.members import ANONYMOUS, Member
from tests.fakes.telegram.posts import Post
from tests.fakes.telegram.wire import Json

if TYPE_CHECKING:
    from tests.fakes.telegram.people import Person
    from tests.fakes.telegram.world import World

ADDRESSED = re.compile(r"/\w+@(\w+)")
TOPIC_COLOUR = 7322096


class Group(Chat):
    """A group as its members see it; the bot is a stranger until somebody adds it."""

    def __init__(
        self, world: "World", chat_id: int, title: str, kind: str = "supergroup", *, forum: bool = False
    ) -> None:
        json: Json = {"id": chat_id, "type": kind, "title": title}
        super().__init__(world, chat_id, json | {"is_forum": True} if forum else json)
        self.kind = kind
        self.members: dict[int, Member] = {}
        self.bot = Member(world.bot, "left")
        self.known = False
        self.topics: set[int] = set()
        self.migrated_to: Group | None = None
        self._own_id = 0

    async def sees(self, words: str, *, after: Post | None = None, timeout: float = 30.0) -> Post:  # noqa: ASYNC109 -- a test's own patience
        """Wait until the group shows a message of the bot with these words."""
        return await self.wait_for(words, after, timeout)

    def next_id(self) -> int:
        if self.kind != "supergroup":
            return super().next_id()
        self._own_id += 1
        return self._own_id

    def check(self, access: Access) -> None:
        if not self.known:
            raise bad_request("chat not found")
        if self.migrated_to:
            self._check_migrated(access, self.migrated_to)
        elif not self.bot.here and (access > Access.READ or self.kind == "supergroup"):
            kicked = self.bot.status == "kicked"
            raise forbidden(f"bot was kicked from the {self._kind_chat}" if kicked else self._not_a_member)

    @staticmethod
    def _check_migrated(access: Access, to: "Group") -> None:
        """Refuse sending with the new address; the server lets edits pass this gate, and fails them as edits."""
        if access == Access.WRITE:
            raise migrated(to.id)
        if access == Access.EDIT:
            raise bad_request("message can't be edited")

    @property
    def _kind_chat(self) -> str:
        return f"{self.kind} chat"

    @property
    def _not_a_member(self) -> str:
        return f"bot is not a member of the {self._kind_chat}"

    def thread(self, wanted: object) -> int | None:
        if not wanted:
            return None
        if wanted not in self.topics:
            raise bad_request("message thread not found")
        return int(str(wanted))

    def lets_through(self, text: str, reply_to: Post | None) -> bool:
        """Tell whether privacy mode lets the bot hear this."""
        if not self.bot.here or self.migrated_to:
            return False
        username = str(self.world.bot["username"]).lower()
        if self.bot.admin or (reply_to and reply_to.by_bot):
            return True
        addressed = ADDRESSED.match(text)
        if addressed:
            return addressed[1].lower() == username
        return text.startswith("/") or re.search(rf"@{username}\b", text.lower()) is not None

    def add(self, *people: "Person", status: str = "member", anonymous: bool = False) -> None:
        """Let people in, or give those inside another standing."""
        for person in people:
            was = self.members.get(person.id, Member(person.user, "left"))
            self.members[person.id] = Member(person.user, status, anonymous)
            if not self.bot.here:
                continue
            if not was.here:
                self.hear(person.user, service=True, extra={"new_chat_members": [person.user]})
            self._tell_of(person.user, was)

    def tags(self, person: "Person", tag: str) -> None:
        """Give a member a tag of somebody's choice."""
        self.members[person.id] = replace(self.members[person.id], tag=tag)

    def remove(self, person: "Person", *, by: "Person | None" = None) -> None:
        """Let somebody leave, or be banned by somebody."""
        was = self.members[person.id]
        self.members[person.id] = Member(person.user, "kicked" if by else "left")
        if self.bot.here:
            actor = by.user if by else person.user
            self.hear(actor, service=True, extra={"left_chat_member": person.user})
            self._tell_of(actor, was)

    def _tell_of(self, actor: Json, was: Member) -> None:
        """Only administrators are told of members, and only those that asked for chat_member."""
        if self.bot.admin:
            self.world.queue_seat("chat_member", self, actor, was, self.members[was.user["id"]])

    def add_bot(self, *, by: "Person", admin: bool = False, can_pin: bool = True) -> None:
        self.members.setdefault(by.id, Member(by.user))
        self.known = True
        self._seat_bot(by.user, self._bot_seat(admin, can_pin))
        self.hear(by.user, service=True, extra={"new_chat_members": [self.world.bot]})

    def promote_bot(self, *, by: "Person", can_pin: bool = True) -> None:
        self._seat_bot(by.user, self._bot_seat(admin=True, can_pin=can_pin))

    def demote_bot(self, *, by: "Person") -> None:
        self._seat_bot(by.user, Member(self.world.bot))

    def remove_bot(self, *, by: "Person | None" = None, kicked: bool = True) -> None:
        """Throw the bot out; by somebody unnamed it is the first member."""
        actor = by.user if by else next(iter(self.members.values())).user
        if self.kind == "group":
            self.hear(actor, service=True, extra={"left_chat_member": self.world.bot})
        self._seat_bot(actor, Member(self.world.bot, "kicked" if kicked else "left"))

    def bot_leaves(self) -> None:
        self._seat_bot(self.world.bot, Member(self.world.bot, "left"))

    def _bot_seat(self, admin: bool, can_pin: bool) -> Member:
        seat = Member(self.world.bot, "administrator" if admin else "member")
        return seat if can_pin else replace(seat, rights=seat.rights - {"can_pin_messages"})

    def _seat_bot(self, actor: Json, seat: Member) -> None:
        was, self.bot = self.bot, seat
        self.world.queue_seat("my_chat_member", self, actor, was, seat)

    def bot_may(self, right: str) -> bool:
        return self.bot.admin and right in self.bot.rights

    def standing(self, person_id: int) -> Member | None:
        """How somebody stands here; None when Telegram has never heard of them."""
        if person_id == self.world.bot["id"]:
            return self.bot
        person = self.world.people.get(person_id)
        return self.members.get(person_id) or (Member(person.user, "left") if person else None)

    def topic(self, name: str, *, by: "Person") -> int:
        """Open a forum topic and give its thread id."""
        assert "is_forum" in self.json, f"{self.json['title']} has no topics"
        created = {"forum_topic_created": {"name": name, "icon_color": TOPIC_COLOUR}}
        thread = self._own_id + 1
        self.topics.add(thread)
        self.hear(by.user, reaches=self.bot.here, service=True, thread=thread, extra=created)
        return thread

    def migrate(self, to: int | None = None) -> "Group":
        """Become a supergroup: a new id and empty history; the old messages stay under the old id."""
        assert self.kind == "group", "only a basic group migrates"
        actor = next(iter(self.members.values())).user
        new = self.world.group(to or -1_002_000_000_000 + self.id, str(self.json["title"]))
        new.members, new.known = dict(self.members), self.known
        reaches = self.bot.here
        self.hear(actor, reaches=reaches, service=True, extra={"migrate_to_chat_id": new.id})
        self.migrated_to = new
        if reaches:
            new._seat_bot(actor, self.bot)
        extra: Json = {"migrate_from_chat_id": self.id, "sender_chat": new.json}
        new.hear(ANONYMOUS, reaches=reaches, service=True, extra=extra)
        return new
