"""Messages as Slack takes them: sections of plain text, rows of buttons, and the text that notifications read."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeAlias

from bot.adapters.slack.words import escape, said
from bot.chat import Button, Message

Json: TypeAlias = dict[str, Any]

LONGEST_SECTION = 3000
LONGEST_TEXT = 4000  #: what chat.update takes
LONGEST_LABEL = 75
WIDEST_ROW = 5
MOST_BLOCKS = 50
MOST_HOME_BLOCKS = 100
MOST_BYTES = 12_000  #: slackapi/bolt-js#2509 saw msg_blocks_too_long at about 13 200

#: Actions that make sense on Telegram alone: links that add the bot to a group.
_ELSEWHERE = frozenset({"startgroup", "startlink"})
_LOOKS_ESCAPED = re.compile(r"&(?=(?:amp|lt|gt);)")
_SECRET, _OPEN, _LINK = "!", ":", "link"


@dataclass(frozen=True)
class Piece:
    """Hold a block with the words it says to those who do not see it."""

    block: Json
    words: str

    @property
    def weight(self) -> int:
        """Give the bytes it takes of what a message may hold."""
        return len(json.dumps(self.block, ensure_ascii=False, separators=(",", ":")).encode()) + 1


def pages(messages: Sequence[Message], locale: str) -> list[Json]:
    """Draw messages as few posts as fit, each its ``text`` and ``blocks``; none when there is nothing to say."""
    return [_post(page) for page in _paged(_pieces(messages, locale))]


def page(message: Message, locale: str) -> Json:
    """Draw a message as one post: of what is too long to fit, the end of the text gives way to …, never a button."""
    pieces = list(_pieces([message], locale))
    while not _fits(pieces) and any(map(_is_text, pieces)):
        *kept, last = [number for number, piece in enumerate(pieces) if _is_text(piece)]
        del pieces[last]
        if kept:
            pieces[kept[-1]] = _broken_off(pieces[kept[-1]].words)
    return _post(pieces)


def home(messages: Sequence[Message], locale: str) -> Json:
    """Draw messages as our home tab, a line between them; what is too much is left out at the end."""
    drawn: list[Json] = []
    numbers = count()
    for message in messages:
        line: list[Json] = [{"type": "divider"}] if drawn else []
        blocks = line + [piece.block for piece in _pieces([message], locale, numbers)]
        if len(drawn) + len(blocks) > MOST_HOME_BLOCKS:
            break
        drawn += blocks
    return {"type": "home", "blocks": drawn}


def plain(text: str, longest: int = LONGEST_SECTION) -> Json:
    """Say words as they are: nothing in them is markup, a mention or an emoji.

    Slack decodes ``&lt;`` here too, so a text that already looks escaped is escaped once more.
    """
    return {"type": "plain_text", "text": cut(_LOOKS_ESCAPED.sub("&amp;", text), longest), "emoji": False}


def cut(text: str, longest: int) -> str:
    """Cut words that do not fit."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def is_link(action_id: str) -> bool:
    """Tell a button that only opens a page."""
    return action_id.endswith(_OPEN + _LINK)


def is_secret(action_id: str) -> bool:
    """Tell a button whose press is answered in private."""
    return action_id.lstrip("0123456789").startswith(_SECRET)


def _pieces(messages: Iterable[Message], locale: str, numbers: "count[int] | None" = None) -> Iterator[Piece]:
    """Draw messages; ``numbers`` tell their buttons apart from others on the same page."""
    numbers = numbers or count()
    for message in messages:
        for text in _sections("\n".join(said(line, locale) for line in message.lines)):
            yield Piece({"type": "section", "text": plain(text)}, text)
        for row in _rows(message.buttons):
            elements = [_button(button, next(numbers), locale) for button in row]
            yield Piece({"type": "actions", "elements": elements}, "")


def _sections(text: str) -> Iterator[str]:
    """Divide a text at its lines, a line that is too long anywhere."""
    longest = LONGEST_SECTION // 2 if _LOOKS_ESCAPED.search(text) else LONGEST_SECTION
    while text.strip():
        at = len(text) if len(text) <= longest else text.rfind("\n", 1, longest + 1)
        head, text = (text[:longest], text[longest:]) if at < 0 else (text[:at], text[at:].lstrip("\n"))
        yield from [head] if head.strip() else []


def _rows(buttons: Iterable[tuple[Button, ...]]) -> Iterator[tuple[Button, ...]]:
    for row in buttons:
        ours = tuple(button for button in row if button.action not in _ELSEWHERE)
        for start in range(0, len(ours), WIDEST_ROW):
            yield ours[start : start + WIDEST_ROW]


def _button(button: Button, number: int, locale: str) -> Json:
    drawn: Json = {"type": "button", "text": plain(said(button.label, locale), LONGEST_LABEL)}
    if button.url is not None:
        return drawn | {"action_id": f"{number}{_OPEN}{_LINK}", "url": button.url}
    mark = _SECRET if button.private else _OPEN
    return drawn | {"action_id": f"{number}{mark}{button.data}", "value": button.data}


def _paged(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    page_: list[Piece] = []
    for piece in pieces:
        if page_ and not _fits([*page_, piece]):
            yield page_
            page_ = []
        page_.append(piece)
    if page_:
        yield page_


def _fits(pieces: Sequence[Piece]) -> bool:
    return len(pieces) <= MOST_BLOCKS and sum(piece.weight for piece in pieces) <= MOST_BYTES


def _broken_off(words: str) -> Piece:
    """Show that a text goes on where it cannot be shown."""
    return Piece({"type": "section", "text": plain(f"{words}\n…")}, words)


def _is_text(piece: Piece) -> bool:
    return bool(piece.block["type"] == "section")


def _post(pieces: Sequence[Piece]) -> Json:
    words = "\n".join(piece.words for piece in pieces if piece.words) or _labels(pieces)
    return {"text": _notification(words), "blocks": [piece.block for piece in pieces]}


def _labels(pieces: Iterable[Piece]) -> str:
    """Name the buttons where nothing else is said."""
    return ", ".join(button["text"]["text"] for piece in pieces for button in piece.block.get("elements", ()))


def _notification(words: str) -> str:
    """Escape the words for notifications and screen readers, and never cut an escape in two."""
    text = escape(words)
    return text if len(text) <= LONGEST_TEXT else re.sub(r"&[a-z]{0,3}$", "", text[: LONGEST_TEXT - 1]) + "…"
