"""Mentions and loose control characters: what an unescaped name or title does to a room."""

import re
from collections.abc import Iterable, Iterator

from tests.fakes.slack.wire import Json

_MENTION = re.compile(r"<(!(?:channel|here|everyone|subteam\^\w+)|@[UWB]\w+)(?:\|[^<>]*)?>")
_CONSTRUCT = re.compile(r"<(?:[@#!][^<>\n]*|https?://[^<>\n]*|mailto:[^<>\n]*|tel:[^<>\n]*|slack:[^<>\n]*)>")
_URL = re.compile(r"https?://[^\s<>|]+")
_LOOSE = re.compile(r"&(?!amp;|lt;|gt;)|<|(?<!^)>", re.MULTILINE)


def mentions(text: str) -> list[str]:
    """List whom mrkdwn calls out: `!here`, `@U0ANNA`, `!subteam^S0X`."""
    return _MENTION.findall(text)


def rewritten(topic: str) -> str:
    """Spell a topic as Slack keeps it: escaped, its links marked."""
    plain = topic.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _URL.sub(r"<\g<0>>", plain)


def loose(text: str) -> list[str]:
    """List the control characters of mrkdwn that should have been escaped."""
    return _LOOSE.findall(_CONSTRUCT.sub("", text))


def parsed_in(value: object) -> Iterator[tuple[str, str]]:
    """Walk blocks and give every text that Slack parses for mentions, with its type."""
    if isinstance(value, list):
        for item in value:
            yield from parsed_in(item)
    elif isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "markdown") and isinstance(value.get("text"), str):
            yield value["type"], value["text"]
        for item in value.values():
            yield from parsed_in(item)


def rich_mentions(blocks: Iterable[Json]) -> Iterator[str]:
    """Walk rich text and give whom its mention elements call out."""
    for block in blocks:
        match block.get("type"):
            case "user":
                yield f"@{block.get('user_id')}"
            case "usergroup":
                yield f"!subteam^{block.get('usergroup_id')}"
            case "broadcast":
                yield f"!{block.get('range')}"
        yield from rich_mentions(element for element in block.get("elements", ()) if isinstance(element, dict))
