"""What a person reads: mrkdwn and blocks turned into plain lines, entities decoded, formatting spent."""

import re
from collections.abc import Callable, Iterable, Iterator

from tests.fakes.slack.wire import Json

#: Tells the display name of a user, channel or user group by its id.
Names = Callable[[str], str]

_CONSTRUCT = re.compile(r"<([^<>\n]+)>")
_CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
_STYLES = tuple(re.compile(rf"(?<![\w{c}]){c}(?=\S)([^{c}\n]+?)(?<=\S){c}(?![\w{c}])") for c in (r"\*", "_", "~"))
_QUOTE = re.compile(r"^>\s?", re.MULTILINE)
_KEPT = re.compile("\ue000(\\d+)\ue001")
_PERSON_KINDS = frozenset({"user", "usergroup", "channel"})


def escaped(text: str) -> str:
    """Escape the three characters Slack escapes, and nothing else."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """Decode the three entities Slack decodes, and nothing else."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def shown_mrkdwn(text: str, names: Names) -> str:
    """Give mrkdwn as it is seen: mentions and links by their label, stars and underscores spent."""
    kept: list[str] = []

    def keep(seen: str) -> str:
        kept.append(seen)
        return f"\ue000{len(kept) - 1}\ue001"

    text = _CODE.sub(lambda code: keep(unescaped((code[1] or code[2]).strip("\n"))), text)
    text = _CONSTRUCT.sub(lambda construct: keep(_construct(construct[1], names)), text)
    for style in _STYLES:
        text = style.sub(r"\1", text)
    text = unescaped(_QUOTE.sub("", text))
    return _KEPT.sub(lambda place: kept[int(place[1])], text)


def _construct(inside: str, names: Names) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("!date^"):
        return unescaped(label)
    if target.startswith("!subteam^"):
        return "@" + names(target.removeprefix("!subteam^"))
    if target.startswith("!"):
        return "@" + target[1:]
    if target[0] in "@#":
        return target[0] + names(target[1:])
    return unescaped(label or target.removeprefix("mailto:"))


def shown_text(text: Json | None, names: Names) -> str:
    """Give a text object as it is seen."""
    if not text:
        return ""
    words = str(text.get("text", ""))
    return shown_mrkdwn(words, names) if text.get("type") == "mrkdwn" else unescaped(words)


def shown_blocks(blocks: Iterable[Json], names: Names) -> str:
    """Give the blocks as lines of plain text; buttons are not text."""
    return "\n".join(line for block in blocks for line in _lines(block, names) if line)


def _lines(block: Json, names: Names) -> Iterator[str]:
    yield shown_text(_dict(block.get("text")), names)
    yield from (shown_text(field, names) for field in block.get("fields", ()))
    yield shown_text(_dict(block.get("title")), names)
    yield shown_text(_dict(block.get("label")), names)
    yield shown_text(_dict(block.get("hint")), names)
    match block.get("type"):
        case "context":
            yield " ".join(_element(element, names) for element in block["elements"])
        case "rich_text":
            yield from "".join(_rich(element, names) for element in block["elements"]).split("\n")
        case "markdown":
            yield unescaped(str(block["text"]))
        case "image":
            yield str(block["alt_text"])


def _dict(value: object) -> Json | None:
    return value if isinstance(value, dict) else None


def _element(element: Json, names: Names) -> str:
    return str(element["alt_text"]) if element.get("type") == "image" else shown_text(element, names)


def _rich(element: Json, names: Names) -> str:
    kind = element.get("type")
    if "elements" in element:
        inside = [_rich(child, names) for child in element["elements"]]
        return "\n".join(inside) + "\n" if kind == "rich_text_list" else "".join(inside) + _break(kind)
    if kind in _PERSON_KINDS:
        mark = "#" if kind == "channel" else "@"
        return mark + names(str(element[f"{kind}_id"]))
    if kind == "broadcast":
        return f"@{element['range']}"
    if kind == "emoji":
        return f":{element['name']}:"
    return str(element.get("text") or element.get("fallback") or element.get("url") or "")


def _break(kind: str | None) -> str:
    return "\n" if kind in ("rich_text_quote", "rich_text_preformatted") else ""
