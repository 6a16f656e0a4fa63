"""What stands on a screen: messages, only-you messages, their buttons and files."""

import copy
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.slack.rendering import shown_blocks, shown_mrkdwn, unescaped
from tests.fakes.slack.wire import Json

if TYPE_CHECKING:
    from tests.fakes.slack.channels import Channel
    from tests.fakes.slack.people import Person
    from tests.fakes.slack.world import World

_RAW = re.compile(r"&(?!amp;|lt;|gt;)")


@dataclass(frozen=True)
class Button:
    """A button as a person finds it."""

    label: str
    action_id: str
    value: str | None
    url: str | None
    style: str | None
    block_id: str
    element: Json


@dataclass
class File:
    """An uploaded file."""

    id: str
    name: str
    length: int
    content: bytes | None = None
    title: str = ""

    def payload(self) -> Json:
        """Spell it the way Slack does."""
        return {"id": self.id, "name": self.name, "title": self.title or self.name, "size": self.length}


def dressed(blocks: Sequence[Json], world: "World") -> list[Json]:
    """Copy blocks the way Slack stores them: every id filled in, plain text escaped."""
    copies = copy.deepcopy(list(blocks))
    for block in copies:
        block.setdefault("block_id", world.mint("b"))
        for element in elements_of(block):
            if element.get("type") not in ("image", "plain_text", "mrkdwn"):
                element.setdefault("action_id", world.mint("a"))
    _escape_plain_text(copies)
    return copies


def _escape_plain_text(value: Any) -> None:
    """Escape what came raw in plain text: payloads give `&amp;` back (slackapi/bolt-python#513)."""
    inside = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    for item in inside:
        _escape_plain_text(item)
    if isinstance(value, dict) and value.get("type") == "plain_text":
        text = _RAW.sub("&amp;", str(value["text"])).replace("<", "&lt;").replace(">", "&gt;")
        value["text"] = text


def elements_of(block: Json) -> list[Json]:
    """Give the elements of a block that a person can use."""
    if block.get("type") == "rich_text":
        return []
    found = [*(block.get("elements") or ()), block.get("accessory"), block.get("element")]
    return [element for element in found if isinstance(element, dict)]


class Shown:
    """Text and blocks on somebody's screen."""

    def __init__(self, world: "World", text: str, blocks: Sequence[Json] = ()) -> None:
        self.world = world
        self.text = text
        self.blocks = dressed(blocks, world)
        self.born = time.perf_counter()
        self._plain: str | None = None

    @property
    def plain(self) -> str:
        """What a person reads; with blocks the text is only for notifications and is not shown."""
        if self._plain is None:
            names = self.world.name_of
            self._plain = shown_blocks(self.blocks, names) if self.blocks else shown_mrkdwn(self.text, names)
        return self._plain

    @property
    def notification(self) -> str:
        """What a person reads in the notification."""
        return shown_mrkdwn(self.text, self.world.name_of)

    @property
    def buttons(self) -> list[Button]:
        """The buttons, in reading order."""
        return [_button(block, element) for block, element in self.elements() if element.get("type") == "button"]

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [button.label for button in self.buttons]

    def elements(self) -> Iterator[tuple[Json, Json]]:
        """Give every element with the block it stands in."""
        for block in self.blocks:
            yield from ((block, element) for element in elements_of(block))

    def shows(self, text: str, blocks: Sequence[Json]) -> None:
        """Replace what is shown."""
        self.text, self.blocks, self._plain = text, dressed(blocks, self.world), None


def _button(block: Json, element: Json) -> Button:
    return Button(
        label=unescaped(element["text"]["text"]),
        action_id=element["action_id"],
        value=element.get("value"),
        url=element.get("url"),
        style=element.get("style"),
        block_id=block["block_id"],
        element=element,
    )


class Ephemeral(Shown):
    """A message only one person sees."""

    def __init__(
        self, person: "Person", channel: "Channel", text: str, blocks: Sequence[Json], thread_ts: str | None
    ) -> None:
        super().__init__(channel.world, text, blocks)
        self.person = person
        self.channel = channel
        self.ts = channel.world.stamp()
        self.thread_ts = thread_ts
        self.deleted = False


class Message(Shown):
    """A message in a channel or a DM, in its current state."""

    def __init__(self, channel: "Channel", user: str, text: str, blocks: Sequence[Json] = (), **rest: Any) -> None:
        super().__init__(channel.world, text, blocks)
        self.channel = channel
        self.user = user
        self.ts = channel.world.stamp()
        self.thread_ts: str | None = rest.get("thread_ts")
        self.subtype: str = rest.get("subtype", "")
        self.metadata: Json | None = rest.get("metadata") or None
        self.broadcast: bool = rest.get("broadcast", False)
        self.files: list[File] = rest.get("files", [])
        self.edits = 0
        self.edited_ts: str | None = None
        self.deleted = False
        #: What was read here before, oldest first.
        self.earlier: list[str] = []

    def __repr__(self) -> str:
        return f"<{self.user} {self.ts}: {self.plain!r} {self.labels}>"

    @property
    def by_bot(self) -> bool:
        """Whether our bot wrote it."""
        return self.user == self.channel.team.bot_user_id and not self.subtype

    @property
    def replies(self) -> list["Message"]:
        """The thread under it."""
        return [other for other in self.channel.messages if other.thread_ts == self.ts and other is not self]

    def edit(self, text: str, blocks: Sequence[Json]) -> None:
        """Change it in place."""
        self.earlier.append(self.plain)
        self.shows(text, blocks)
        self.edits += 1
        self.edited_ts = self.world.stamp()

    def payload(self, *, metadata: bool = False) -> Json:
        """Spell it the way Slack does in responses, events and presses."""
        spelling: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        spelling |= {"team": self.channel.team.id, "blocks": self.blocks}
        if self.user == self.channel.team.bot_user_id:
            spelling |= {"bot_id": self.channel.team.bot_id, "app_id": self.world.app_id}
        if self.edited_ts:
            spelling["edited"] = {"user": self.user, "ts": self.edited_ts}
        if metadata and self.metadata:
            spelling["metadata"] = self.metadata
        if self.files:
            spelling["files"] = [file.payload() for file in self.files]
        return spelling | ({"thread_ts": self.thread_ts} if self.thread_ts else {}) | self._kind()

    def _kind(self) -> Json:
        return {"subtype": self.subtype} if self.subtype else {}
