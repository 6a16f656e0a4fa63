"""Text with entities: their bounds in UTF-16 units, HTML, and what Telegram finds in what people type."""

import html
import re
from typing import Any

from tests.fakes.telegram.errors import malformed
from tests.fakes.telegram.wire import Json

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>")
CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
ATTRIBUTE = re.compile(r"""([a-z-]+)=(?:"([^"]*)"|'([^']*)')""")
KINDS = {
    "a": "text_link",
    "b": "bold",
    "blockquote": "blockquote",
    "code": "code",
    "del": "strikethrough",
    "em": "italic",
    "i": "italic",
    "ins": "underline",
    "pre": "pre",
    "s": "strikethrough",
    "strike": "strikethrough",
    "strong": "bold",
    "tg-spoiler": "spoiler",
    "u": "underline",
}
TYPED = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/<>@]))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{3,31})"
    r"|(?P<url>https?://[^\s<>]+)"
)


def units(text: str) -> int:
    """Count UTF-16 code units, which is how Telegram measures entities."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def read_text(parameters: Json, name: str, entities: str) -> tuple[str, list[Json]]:
    """Give the text as people will read it, and its entities."""
    text = parameters.get(name, "")
    if not isinstance(text, str):
        raise malformed(f"parameter {name} must be a String")
    mode = parameters.get("parse_mode")
    if mode:
        return _parsed(text, mode)
    marked = parameters.get(entities) or []
    _check_bounds(text, marked)
    return text, marked


def _parsed(text: str, mode: str) -> tuple[str, list[Json]]:
    if mode.lower() != "html":
        raise malformed("unsupported parse_mode")
    return parse_html(text)


def _check_bounds(text: str, entities: list[Json]) -> None:
    if not entities:
        return
    borders, position = {0}, 0
    for character in text:
        position += units(character)
        borders.add(position)
    for entity in entities:
        begin, length = _extent(entity)
        if begin + length > position:
            why = f"ends after the end of the text at UTF-16 offset {begin + length}"
            raise malformed(f"entity beginning at UTF-16 offset {begin} {why}")
        if not {begin, begin + length} <= borders:
            raise malformed(f"entity beginning at UTF-16 offset {begin} is cut in the middle of a UTF-16 symbol")


def _extent(entity: Any) -> tuple[int, int]:
    try:
        begin, length = int(entity["offset"]), int(entity["length"])
    except (KeyError, TypeError, ValueError):
        raise malformed("can't parse MessageEntity") from None
    if begin < 0 or length <= 0:
        raise malformed("ENTITY_BOUNDS_INVALID")
    return begin, length


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Read Telegram's HTML; anything it would not take raises "can't parse entities"."""
    text, position = "", 0
    begun: list[tuple[str, Json]] = []
    entities: list[Json] = []
    for tag in TAG.finditer(source):
        text += _plain(source, position, tag.start())
        position = tag.end()
        if tag[1]:
            entities += _close(begun, tag, units(text))
        else:
            begun.append((tag[2].lower(), _open(source, tag, units(text))))
    text += _plain(source, position, len(source))
    if begun:
        raise _unparsed(f'Can\'t find end tag corresponding to start tag "{begun[-1][0]}"')
    return text, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _plain(source: str, begin: int, end: int) -> str:
    piece = source[begin:end]
    if "<" in piece:
        offset = len(source[: begin + piece.index("<")].encode())
        raise _unparsed(f'Unsupported start tag "" at byte offset {offset}')
    return CHARACTER.sub(lambda found: html.unescape(found[0]), piece)


def _open(source: str, tag: re.Match[str], offset: int) -> Json:
    name, attributes = tag[2].lower(), {found[0]: found[1] or found[2] for found in ATTRIBUTE.findall(tag[3])}
    kind = "spoiler" if name == "span" and attributes.get("class") == "tg-spoiler" else KINDS.get(name)
    if kind is None:
        raise _unparsed(f'Unsupported start tag "{name}" at byte offset {len(source[: tag.start()].encode())}')
    link = {"url": html.unescape(attributes.get("href", ""))} if kind == "text_link" else {}
    return {"type": kind, "offset": offset, **link}


def _close(begun: list[tuple[str, Json]], tag: re.Match[str], end: int) -> list[Json]:
    if not begun:
        raise _unparsed(f'Unexpected end tag "{tag[2]}"')
    name, entity = begun.pop()
    if name != tag[2].lower():
        raise _unparsed(f'Unmatched end tag, expected "</{name}>", found "</{tag[2]}>"')
    length = end - entity["offset"]
    return [{**entity, "length": length}] if length else []


def _unparsed(why: str) -> Exception:
    return malformed(f"can't parse entities: {why}")


def typed_entities(text: str) -> list[Json]:
    """Find the commands, mentions and links that Telegram marks in what a person types."""
    return [
        {"type": found.lastgroup, "offset": units(text[: found.start()]), "length": units(found[0])}
        for found in TYPED.finditer(text)
    ]
