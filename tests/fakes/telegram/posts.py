"""A message as it stands now in its chat."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fakes.telegram.keyboard import Button, Rows, buttons
from tests.fakes.telegram.wire import Json

if TYPE_CHECKING:
    from tests.fakes.telegram.chats import Chat
    from tests.fakes.telegram.updates import QueuedUpdate


@dataclass(slots=True, eq=False)
class Post:
    """One message, whoever sent it; edits change it in place and are counted."""

    chat: "Chat"
    message_id: int
    sender: Json
    date: int
    by_bot: bool = False
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    rows: Rows = field(default_factory=list)
    thread: int | None = None
    reply_to: int | None = None
    silent: bool = False
    preview: bool = True
    document: Json | None = None
    #: What makes it a service message, or tells more of its sender.
    extra: Json = field(default_factory=dict)
    service: bool = False
    edits: int = 0
    edit_date: int | None = None
    deleted: bool = False
    pinned: bool = False
    #: Every text it has shown, the first one first.
    texts: list[str] = field(default_factory=list)
    #: The update that brought a person's message to the bot; None when privacy mode kept it away.
    update: "QueuedUpdate | None" = None

    def __post_init__(self) -> None:
        self.texts.append(self.text)

    @property
    def buttons(self) -> list[list[Button]]:
        return buttons(self.rows)

    @property
    def labels(self) -> list[list[str]]:
        return [[button.label for button in row] for row in self.buttons]

    def button(self, label: str) -> Button:
        found = [button for row in self.buttons for button in row if button.label == label]
        assert found, f"no button {label!r} under {self.text!r}, only {self.labels}"
        return found[0]

    def rewrite(self, text: str, entities: list[Json], rows: Rows, at: int) -> None:
        self.text, self.entities, self.rows = text, entities, rows
        self.edits += 1
        self.edit_date = at
        self.texts.append(text)
        self.chat.changed()

    def delete(self) -> None:
        self.deleted = True
        self.chat.changed()

    def json(self, *, nested: bool = False) -> Json:
        """Give the Message of the Bot API; a message inside another carries no third one."""
        message: Json = {"message_id": self.message_id, "from": self.sender, "chat": self.chat.json, "date": self.date}
        message |= self._content() | self.extra
        if self.thread is not None:
            message |= {"message_thread_id": self.thread, "is_topic_message": True}
        if self.edit_date is not None:
            message["edit_date"] = self.edit_date
        if self.rows:
            message["reply_markup"] = {"inline_keyboard": self.rows}
        answered = self.chat.posts.get(self.reply_to or self.thread or 0)
        if answered and answered is not self and not answered.deleted and not nested:
            message["reply_to_message"] = answered.json(nested=True)
        return message

    def _content(self) -> Json:
        words, marks = ("caption", "caption_entities") if self.document else ("text", "entities")
        content: Json = {"document": self.document} if self.document else {}
        if self.text:
            content[words] = self.text
        if self.entities:
            content[marks] = self.entities
        return content
