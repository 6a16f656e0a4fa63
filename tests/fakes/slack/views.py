"""Modals and the home tab: what stands in them and what was typed into them."""

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fakes.slack.messages import Shown
from tests.fakes.slack.rendering import shown_text, unescaped
from tests.fakes.slack.wire import Json, NotPossibleError

if TYPE_CHECKING:
    from tests.fakes.slack.people import Person

#: What an element shows at first, and under which key its state carries it.
INITIAL = {
    "initial_value": "value",
    "initial_option": "selected_option",
    "initial_options": "selected_options",
    "initial_date": "selected_date",
    "initial_time": "selected_time",
    "initial_date_time": "selected_date_time",
    "initial_user": "selected_user",
    "initial_users": "selected_users",
    "initial_conversation": "selected_conversation",
    "initial_channel": "selected_channel",
}


@dataclass(frozen=True)
class Field:
    """A field of a form as a person finds it."""

    label: str
    block_id: str
    action_id: str
    kind: str
    optional: bool
    hint: str
    options: list[str]
    element: Json = field(repr=False)

    @property
    def names(self) -> tuple[str, str, str]:
        """What a test may call it by."""
        return self.label, self.block_id, self.action_id


class View(Shown):
    """A modal or a home tab in one person's Slack."""

    def __init__(self, person: "Person", raw: Json, *, previous: "View | None" = None) -> None:
        super().__init__(person.world, "", ())
        self.person = person
        self.id = person.world.mint("V")
        self.previous = previous
        self.root_id: str = previous.root_id if previous else self.id
        #: What the bot said is wrong, by block_id; shown under the fields.
        self.errors: dict[str, str] = {}
        #: What was typed or chosen: {block_id: {action_id: value}}.
        self.values: dict[str, dict[str, Json]] = {}
        self.raw: Json = {}
        self.hash = ""
        self.redraw(raw)

    def __repr__(self) -> str:
        return f"<view {self.id} {self.title!r}: {self.plain!r}>"

    def redraw(self, raw: Json) -> None:
        """Show something else; values stay where block_id and action_id do."""
        self.raw = raw
        self.shows("", raw["blocks"])
        self.errors = {}
        self.hash = f"{self.world.stamp()}.{self.world.mint('h')}"
        kept = self.values
        self.values = {}
        for block, element in self.elements():
            if initial := kept.get(block["block_id"], {}).get(element.get("action_id", "")) or _initial(element):
                self.values.setdefault(block["block_id"], {})[element["action_id"]] = initial

    @property
    def title(self) -> str:
        """What stands on top."""
        return shown_text(self.raw.get("title"), self.world.name_of)

    @property
    def submit(self) -> str:
        """What stands on the button that sends the form, or ""."""
        return shown_text(self.raw.get("submit"), self.world.name_of)

    @property
    def callback_id(self) -> str:
        """The bot's name for it."""
        return str(self.raw.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        """What the bot hid in it."""
        return str(self.raw.get("private_metadata", ""))

    @property
    def complaints(self) -> dict[str, str]:
        """The errors shown, by the labels of their fields."""
        return {field.label: self.errors[field.block_id] for field in self.fields if field.block_id in self.errors}

    @property
    def fields(self) -> list[Field]:
        """The fields of the form, in reading order."""
        return [self._field(block) for block in self.blocks if block["type"] == "input"]

    def _field(self, block: Json) -> Field:
        element = block["element"]
        names = self.world.name_of
        return Field(
            label=shown_text(block["label"], names),
            block_id=block["block_id"],
            action_id=element["action_id"],
            kind=element["type"],
            optional=bool(block.get("optional")),
            hint=shown_text(block.get("hint"), names),
            options=[unescaped(option["text"]["text"]) for option in options_of(element)],
            element=element,
        )

    def field(self, name: str) -> Field:
        """Find a field by its label, block_id or action_id."""
        found = [field for field in self.fields if name in field.names]
        if len(found) != 1:
            raise NotPossibleError(
                f"{len(found)} fields are called {name!r}; there are {[f.label for f in self.fields]}"
            )
        return found[0]

    def payload(self) -> Json:
        """Spell it the way Slack does."""
        chosen = {key: self.raw.get(key) for key in ("title", "submit", "close")}
        world = self.world
        return {
            "id": self.id,
            "team_id": self.person.team.id,
            "type": self.raw["type"],
            "blocks": self.blocks,
            "private_metadata": self.private_metadata,
            "callback_id": self.callback_id,
            "external_id": self.raw.get("external_id", ""),
            "state": {"values": copy.deepcopy(self.values)},
            "hash": self.hash,
            **chosen,
            "clear_on_close": bool(self.raw.get("clear_on_close")),
            "notify_on_close": bool(self.raw.get("notify_on_close")),
            "previous_view_id": self.previous.id if self.previous else None,
            "root_view_id": self.root_id,
            "app_id": world.app_id,
            "app_installed_team_id": self.person.team.id,
            "bot_id": self.person.team.bot_id,
        }


def options_of(element: Json) -> list[Json]:
    """Give an element's options, out of their groups."""
    groups = [group["options"] for group in element.get("option_groups", ())]
    return [option for options in (element.get("options") or (), *groups) for option in options]


def _initial(element: Json) -> Json | None:
    for key, state in INITIAL.items():
        if key in element:
            return {"type": element["type"], state: element[key]}
    return None
