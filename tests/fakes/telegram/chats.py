"""A chat, private or not: its messages, who may write there, and waiting for what people see."""

import asyncio
import enum
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.errors import bad_request, forbidden
from tests.fakes.telegram.posts import Post
from tests.fakes.telegram.wire import Json

if TYPE_CHECKING:
    from tests.fakes.telegram.people import Person
    from tests.fakes.telegram.world import World


class Access(enum.IntEnum):
    """What a call wants of a chat."""

    READ = 1
    EDIT = 2
    WRITE = 3


class Chat:
    """Messages by id, and those who wait for one."""

    def __init__(self, world: "World", chat_id: int, json: Json) -> None:
        self.world = world
        self.id = chat_id
        self.json = json
        self.posts: dict[int, Post] = {}
        self._own: list[Post] = []
        self._watchers: list[asyncio.Future[None]] = []

    @property
    def messages(self) -> list[Post]:
        """The bot's messages as they stand now, oldest first, deleted ones among them."""
        return list(self._own)

    def check(self, access: Access) -> None:
        """Raise the refusal that stands in the way of this access, if any."""
        raise NotImplementedError

    def thread(self, wanted: object) -> int | None:
        """Check a message_thread_id; only forums have threads."""
        if wanted:
            raise bad_request("message thread not found")
        return None

    def next_id(self) -> int:
        """Private chats and basic groups count their messages together, each supergroup its own."""
        return self.world.next_message_id()

    def post(self, sender: Json, **content: Any) -> Post:
        post = Post(self, self.next_id(), sender, self.world.today(), **content)
        self.posts[post.message_id] = post
        if post.by_bot and not post.service:
            self._own.append(post)
            self.changed()
        return post

    def hear(self, sender: Json, *, reaches: bool = True, **content: Any) -> Post:
        """Take a message that is not the bot's, and bring it to the bot if it may know of it."""
        post = self.post(sender, **content)
        if reaches:
            post.update = self.world.queue_update("message", post.json(), f"chat {self.id}")
        return post

    def find(self, message_id: object, what: str) -> Post:
        post = self.posts.get(message_id) if isinstance(message_id, int) else None
        if post is None or post.deleted:
            raise bad_request(f"{what} not found")
        return post

    def changed(self) -> None:
        for watcher in self._watchers:
            if not watcher.done():
                watcher.set_result(None)
        self._watchers.clear()

    def showing(self, words: str, after: Post | None = None) -> Post | None:
        """Find the newest message of the bot that now shows these words, later than `after` when given."""
        oldest = after.message_id if after else 0
        return next(
            (
                post
                for post in reversed(self._own)
                if not post.deleted and words in post.text and post.message_id > oldest
            ),
            None,
        )

    async def wait_for(self, words: str, after: Post | None, timeout: float) -> Post:  # noqa: ASYNC109 -- a test's own patience
        try:
            async with asyncio.timeout(timeout):
                while (post := self.showing(words, after)) is None:
                    self._watchers.append(asyncio.get_running_loop().create_future())
                    await self._watchers[-1]
        except TimeoutError:
            shown = "\n---\n".join(post.text for post in self.messages if not post.deleted) or "nothing"
            heard = f"violations: {self.world.violations}" if self.world.violations else "no violations"
            raise AssertionError(
                f"{words!r} was not shown in {self.json} in {timeout} s ({heard}), but:\n{shown}"
            ) from None
        return post


class Private(Chat):
    """The chat of one person with the bot."""

    def __init__(self, world: "World", person: "Person", json: Json) -> None:
        super().__init__(world, person.id, json)
        self.person = person

    def check(self, access: Access) -> None:
        if access < Access.EDIT:
            return
        if self.person.deactivated:
            raise forbidden("user is deactivated")
        if self.person.blocked:
            raise forbidden("bot was blocked by the user")
        if not self.person.started:
            raise forbidden("bot can't initiate conversation with a user")
