"""People, and what they do: say, press, follow links, block the bot."""

import re
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.chats import Private
from tests.fakes.telegram.keyboard import deep_link
from tests.fakes.telegram.markup import typed_entities
from tests.fakes.telegram.members import ANONYMOUS, Member
from tests.fakes.telegram.posts import Post
from tests.fakes.telegram.presses import Press
from tests.fakes.telegram.wire import Json

if TYPE_CHECKING:
    from tests.fakes.telegram.groups import Group
    from tests.fakes.telegram.world import World

START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Person:
    """Somebody with a phone."""

    def __init__(
        self,
        world: "World",
        user_id: int,
        name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language: str | None = None,
    ) -> None:
        self.world = world
        self.id = user_id
        known = {"last_name": last_name, "username": username, "language_code": language}
        self.user: Json = {"id": user_id, "is_bot": False, "first_name": name} | {k: v for k, v in known.items() if v}
        chat = {key: value for key, value in self.user.items() if key not in {"is_bot", "language_code"}}
        self.private = Private(world, self, chat | {"type": "private"})
        self.started = False
        self.blocked = False
        self.deactivated = False

    @property
    def inbox(self) -> list[Post]:
        """The bot's messages in the private chat as they stand now."""
        return self.private.messages

    async def gets(self, words: str, *, after: Post | None = None, timeout: float = 30.0) -> Post:  # noqa: ASYNC109 -- a test's own patience
        """Wait until the private chat shows a message of the bot with these words."""
        return await self.private.wait_for(words, after, timeout)

    def says(
        self,
        text: str,
        in_: "Group | None" = None,
        *,
        thread: int | None = None,
        reply_to: Post | None = None,
        anonymously: bool = False,
    ) -> Post:
        """Write to the bot, or in a group, where it hears only what privacy mode lets through."""
        content: dict[str, Any] = {"text": text, "entities": typed_entities(text)}
        if reply_to:
            content["reply_to"] = reply_to.message_id
        if in_ is None:
            self._appear()
            return self.private.hear(self.user, **content)
        content["reaches"] = in_.lets_through(text, reply_to)
        if anonymously:
            return in_.hear(ANONYMOUS, thread=thread, extra={"sender_chat": in_.json}, **content)
        return in_.hear(self.user, thread=thread, **content)

    def starts(self, payload: str = "") -> Post:
        """Follow a t.me link to the bot, or press Start."""
        assert START_PAYLOAD.fullmatch(payload), f"Telegram does not carry the start payload {payload!r}"
        return self.says(f"/start {payload}".rstrip())

    def _appear(self) -> None:
        if self.blocked:
            self.unblocks_bot()
        self.started = True

    def edits(self, post: Post, text: str) -> None:
        """Correct an own message; the bot hears of it if it heard the first one."""
        post.rewrite(text, typed_entities(text), [], self.world.today())
        if post.update:
            self.world.queue_update("edited_message", post.json(), f"chat {post.chat.id}")

    def deletes(self, post: Post) -> None:
        """Remove a message for everybody; bots are not told."""
        post.delete()

    def presses(
        self,
        post: Post,
        label: str,
        *,
        follow: bool = True,
        into: "Group | None" = None,
        inaccessible: bool = False,
    ) -> Press:
        """Press a button by its label; a link to the bot is followed, `into` the group chosen when it asks for one."""
        assert not post.deleted, f"{post.text!r} has been deleted: nobody sees its buttons"
        button = post.button(label)
        if button.url is None:
            return self.presses_data(post, button.data or "", inaccessible=inaccessible)
        press = Press("", self, post, None, self.world.now(), opened=button.url)
        link = deep_link(button.url, self.world.bot["username"])
        if link and follow:
            self._follow(*link, into)
        return press

    def _follow(self, verb: str, payload: str, into: "Group | None") -> None:
        if verb == "start":
            self.starts(payload)
            return
        assert into is not None, "a startgroup link asks for a group: presses(…, into=group)"
        assert START_PAYLOAD.fullmatch(payload), f"Telegram does not carry the start payload {payload!r}"
        if not into.bot.here:
            into.add_bot(by=self)
        self.says(f"/start@{self.world.bot['username']} {payload}".rstrip(), in_=into)

    def presses_data(self, post: Post, data: str, *, inaccessible: bool = False) -> Press:
        """Send any data from a message, as a forged client could."""
        message = {"chat": post.chat.json, "message_id": post.message_id, "date": 0} if inaccessible else post.json()
        return self.world.press(self, post, data, message)

    def blocks_bot(self) -> None:
        self.blocked = True
        self._seat("member", "kicked")

    def unblocks_bot(self) -> None:
        self.blocked = False
        self._seat("kicked", "member")

    def _seat(self, old: str, new: str) -> None:
        bot = self.world.bot
        self.world.queue_seat("my_chat_member", self.private, self.user, Member(bot, old), Member(bot, new))

    def deactivates(self) -> None:
        """Delete the account."""
        self.deactivated = True
