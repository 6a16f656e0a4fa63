"""Everything Telegram knows in this test: the bot, people, groups, queues, limits and what was seen wrong."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.fakes.telegram.chats import Access, Chat
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.faults import Faults
from tests.fakes.telegram.flood import Flood
from tests.fakes.telegram.groups import Group
from tests.fakes.telegram.history import History
from tests.fakes.telegram.members import Member
from tests.fakes.telegram.people import Person
from tests.fakes.telegram.posts import Post
from tests.fakes.telegram.presses import Press
from tests.fakes.telegram.updates import Queue, QueuedUpdate
from tests.fakes.telegram.wire import Json, Upload

#: Bots' ids are large; a short token must not make the bot share its id with a person of the test.
BOT_IDS_FROM = 7_000_000_000
MEGABYTE = 1024 * 1024


class World:
    """The state behind the wire, with no wire."""

    def __init__(self, token: str, *, username: str, name: str, strict: bool) -> None:
        number = int(token.partition(":")[0])
        self.token = token
        self.strict = strict
        self.bot: Json = {
            "id": number if number > MEGABYTE else BOT_IDS_FROM + number,
            "is_bot": True,
            "first_name": name,
            "username": username,
        }
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        #: Seconds by the clock after which a press can no longer be answered (Telegram does not say how many).
        self.answer_within = 60.0
        self.upload_limit = 50 * MEGABYTE
        self.download_limit = 20 * MEGABYTE
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.queries: dict[str, Press] = {}
        self.files: dict[str, tuple[Json, Upload]] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        self.history = History()
        #: What no correct bot does; a test asserts that it is empty.
        self.violations: list[str] = []
        self.faults = Faults()
        self.limits: Flood | None = None
        self.queue = Queue(self.now, self.history.updates)
        self.on_update: Callable[[QueuedUpdate], None] = lambda _: None
        self.closing = asyncio.Event()
        self._message_ids = itertools.count(1)
        self._query_ids = itertools.count(4_000_000_000_000_000_001)

    def now(self) -> float:
        """Unix time by the clock of the test."""
        return self.clock().timestamp()

    def today(self) -> int:
        """Give the `date` of what happens now."""
        return int(self.now())

    async def pause(self, seconds: float) -> None:
        """Sleep, but not beyond the end of the fake."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), seconds)

    def next_message_id(self) -> int:
        return next(self._message_ids)

    def person(self, user_id: int, name: str, **known: Any) -> Person:
        """Introduce somebody: `last_name`, `username` and `language` are optional, as on Telegram."""
        assert user_id not in self.people, f"{user_id} is already {self.people[user_id].user}"
        self.people[user_id] = Person(self, user_id, name, **known)
        return self.people[user_id]

    def group(self, chat_id: int, title: str, kind: str = "supergroup", *, forum: bool = False) -> Group:
        """Found a group ("group" or "supergroup"); the bot is not in it yet."""
        assert chat_id not in self.groups, f"{chat_id} is already {self.groups[chat_id].json}"
        self.groups[chat_id] = Group(self, chat_id, title, kind, forum=forum)
        return self.groups[chat_id]

    def chat(self, chat_id: object, access: Access) -> Chat:
        """Find a chat by its id as the bot may, or raise what Telegram would answer."""
        chat: Chat | None = None
        if isinstance(chat_id, int):
            person = self.people.get(chat_id)
            chat = person.private if person else self.groups.get(chat_id)
        if chat is None:
            raise bad_request("chat not found" if chat_id else "chat_id is empty")
        chat.check(access)
        return chat

    def spend(self, chat: Chat) -> None:
        if self.limits:
            self.limits.spend(chat.id)

    def queue_update(self, kind: str, content: Json, lane: str) -> QueuedUpdate:
        return self._arrived(self.queue.push(kind, {kind: content}, lane))

    def queue_seat(self, kind: str, chat: Chat, actor: Json, was: Member, now: Member) -> QueuedUpdate:
        """Tell of somebody's new standing in a chat."""
        content = {"chat": chat.json, "from": actor, "date": self.today()}
        seats = {"old_chat_member": was.json(), "new_chat_member": now.json()}
        return self.queue_update(kind, content | seats, f"{kind} {chat.id}")

    def _arrived(self, update: QueuedUpdate) -> QueuedUpdate:
        if update.lost is None:
            self.on_update(update)
        return update

    def inject(self, raw: Json) -> QueuedUpdate:
        """Queue an update as it is, well formed or not; it gets a number unless it brings a higher one."""
        kind = next((name for name in raw if name != "update_id"), "nothing")
        return self._arrived(self.queue.push(kind, raw, "injected"))

    def repeat(self, update: QueuedUpdate) -> QueuedUpdate:
        """Send the same again under a new number, as a client that lost its connection does."""
        query = update.body.get("callback_query")
        if query:
            first = self.queries[query["id"]]
            again = self.press(first.person, first.post, first.data or "", query["message"]).update
            assert again is not None
            return again
        return self._arrived(self.queue.push(update.kind, update.body | {"update_id": 0}, update.lane))

    def press(self, person: Person, post: Post, data: str, message: Json) -> Press:
        query_id = str(next(self._query_ids))
        press = self.queries[query_id] = Press(query_id, person, post, data, self.now())
        query = {
            "id": query_id,
            "from": person.user,
            "message": message,
            "chat_instance": str(-post.chat.id),
            "data": data,
        }
        press.update = self.queue_update("callback_query", query, f"presses of {person.id}")
        return press

    @property
    def presses(self) -> list[Press]:
        """Every press that asked the bot, in order."""
        return list(self.queries.values())

    def hand_out(self, updates: list[QueuedUpdate]) -> None:
        moment = time.perf_counter()
        for update in updates:
            update.handed_out.append(moment)
