"""Block Kit as Slack checks it: slack_sdk's models where they enforce, and the gaps they leave open."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block, BlockElement
from slack_sdk.models.views import View as ViewModel

from tests.fakes.slack.wire import Json, spelled

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
#: Observed, not documented: slackapi/bolt-js#2509.
MESSAGE_BLOCKS_SIZE = 13_200
VIEW_SIZE = 250_000
TEXT_MOST = 3000
FIELD_MOST = 2000
OPTION_TEXT_MOST = 75
OPTION_VALUE_MOST = 150

_SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
_PICKED = (*_SELECTS, *(f"multi_{kind}" for kind in _SELECTS), "checkboxes", "radio_buttons")
_PICKERS = (*_PICKED, "datepicker", "timepicker")
_INPUTS = (
    *_PICKERS,
    "datetimepicker",
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
)
#: Which elements may stand in which part of which block.
_PLACES = {
    ("section", "accessory"): frozenset((*_PICKERS, "button", "image", "overflow", "workflow_button")),
    ("actions", "elements"): frozenset((*_PICKERS, "datetimepicker", "button", "overflow", "workflow_button")),
    ("context", "elements"): frozenset(("image", "plain_text", "mrkdwn")),
    ("input", "element"): frozenset(_INPUTS),
}
#: Where mrkdwn is refused: the models take it without a word.
_PLAIN_ONLY = frozenset({"label", "hint", "placeholder", "title", "submit", "close", "confirm", "deny"})
_PLAIN_TEXT_OWNERS = frozenset({"header", "button"})
_TEXT_KEYS = {"plain_text": {"type", "text", "emoji"}, "mrkdwn": {"type", "text", "verbatim"}}


def wrong_in_blocks(blocks: list[Json], most: int = MESSAGE_BLOCKS) -> list[str]:
    """List what Slack would refuse in these blocks, in its own manner of speaking."""
    if len(blocks) > most:
        return [f"no more than {most} items allowed [json-pointer:/blocks]"]
    wrong = [fault for place, block in enumerate(blocks) for fault in _wrong_in_block(block, f"/blocks/{place}")]
    return wrong + [
        f"`block_id` {name} already exists" for name in _repeated(block.get("block_id") for block in blocks)
    ]


def wrong_in_view(view: Json) -> list[str]:
    """List what Slack would refuse in this modal or home tab."""
    blocks = view.get("blocks")
    if not isinstance(blocks, list) or not blocks:
        return ["missing required field: blocks"]
    wrong = wrong_in_blocks(blocks, VIEW_BLOCKS)
    wrong += [] if wrong else _by_model(lambda: ViewModel(**view), view, "")
    if view.get("type") == "modal":
        wrong += _wrong_in_modal(view, blocks)
    return wrong + [fault for key in ("title", "submit", "close") for fault in _wrong_in_text(view, key, f"/{key}")]


def _wrong_in_modal(view: Json, blocks: list[Json]) -> Iterator[str]:
    if not view.get("title"):
        yield "missing required field: title"
    if not view.get("submit") and any(block.get("type") == "input" for block in blocks):
        yield "missing required field: submit"


def too_long(blocks: list[Json]) -> bool:
    """Tell whether the blocks together exceed what one message may hold."""
    return len(spelled(blocks)) > MESSAGE_BLOCKS_SIZE


def _wrong_in_block(block: object, place: str) -> list[str]:
    if not isinstance(block, dict) or not isinstance(block.get("type"), str):
        return [f"must be a block with a type [json-pointer:{place}]"]
    wrong = _by_model(lambda: Block.parse(block), block, place)
    if wrong:
        return wrong
    wrong = [f"unsupported type: {kind} [json-pointer:{place}]" for kind in _misplaced(block)]
    if block["type"] in ("actions", "context") and not block.get("elements"):
        wrong.append(f"no fewer than 1 items allowed [json-pointer:{place}/elements]")
    wrong += [fault for element in _elements(block) for fault in _wrong_in_element(element, place)]
    names = (element.get("action_id") for element in _elements(block))
    wrong += [f"`action_id` {name} already exists for this block [json-pointer:{place}]" for name in _repeated(names)]
    return wrong + list(_wrong_in_texts(block, place))


def _by_model(parse: Callable[[], object], given: Json, place: str) -> list[str]:
    try:
        model = parse()
        if not isinstance(model, JsonObject):
            return [f"unsupported type: {given['type']} [json-pointer:{place}]"]
        model.to_dict()
    except (SlackObjectFormationError, TypeError, ValueError, KeyError, AttributeError) as error:
        return [f"{error} [json-pointer:{place}]"]
    unknown = set(given) - set(model.attributes) - {"type"}
    return [f"invalid additional property: {key} [json-pointer:{place}]" for key in sorted(unknown)]


def _wrong_in_element(element: Json, place: str) -> list[str]:
    return [] if element.get("type") in _TEXT_KEYS else _by_model(lambda: BlockElement.parse(element), element, place)


def _elements(block: Json) -> list[Json]:
    if block["type"] == "rich_text":
        return []
    found = [*(block.get("elements") or ()), block.get("accessory"), block.get("element")]
    return [element for element in found if isinstance(element, dict)]


def _misplaced(block: Json) -> Iterator[str]:
    for (kind, part), allowed in _PLACES.items():
        if block["type"] == kind and block.get(part) is not None:
            inside = block[part] if isinstance(block[part], list) else [block[part]]
            yield from (str(element.get("type")) for element in inside if element.get("type") not in allowed)


def _wrong_in_texts(value: Json, place: str) -> Iterator[str]:
    """Walk everything inside a block and check each text object and option."""
    for key, inside in value.items():
        for number, item in enumerate(inside if isinstance(inside, list) else [inside]):
            if isinstance(item, dict):
                here = f"{place}/{key}/{number}" if isinstance(inside, list) else f"{place}/{key}"
                yield from _wrong_in_text(value, key, here, item)
                yield from (
                    _wrong_in_option(item, here) if key in ("options", "initial_options", "initial_option") else ()
                )
                yield from _wrong_in_texts(item, here)


def _wrong_in_text(owner: Json, key: str, place: str, text: Json | None = None) -> Iterator[str]:
    text = text or owner.get(key)
    if not isinstance(text, dict) or text.get("type") not in _TEXT_KEYS:
        return
    words = text.get("text")
    most = FIELD_MOST if key == "fields" else TEXT_MOST
    if not isinstance(words, str) or not words:
        yield f"must be more than 0 characters [json-pointer:{place}/text]"
    elif len(words) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{place}/text]"
    if text["type"] == "mrkdwn" and (key in _PLAIN_ONLY or (key == "text" and owner.get("type") in _PLAIN_TEXT_OWNERS)):
        yield f"must provide a plain_text object [json-pointer:{place}]"
    for extra in sorted(set(text) - _TEXT_KEYS[text["type"]]):
        yield f"invalid additional property: {extra} [json-pointer:{place}]"


def _wrong_in_option(option: Json, place: str) -> Iterator[str]:
    """Check what slack_sdk leaves unchecked when an option stands inside an element."""
    if len(str((option.get("text") or {}).get("text", ""))) > OPTION_TEXT_MOST:
        yield f"must be less than {OPTION_TEXT_MOST + 1} characters [json-pointer:{place}/text/text]"
    if not 0 < len(str(option.get("value") or "")) <= OPTION_VALUE_MOST:
        yield f"must be between 1 and {OPTION_VALUE_MOST} characters [json-pointer:{place}/value]"
    for extra in sorted(set(option) - {"text", "value", "description", "url"}):
        yield f"invalid additional property: {extra} [json-pointer:{place}]"


def _repeated(names: Iterable[object]) -> list[object]:
    return [name for name, times in Counter(name for name in names if name).items() if times > 1]
