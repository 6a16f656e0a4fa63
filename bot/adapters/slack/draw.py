"""Messages as Slack shows them: plain text in sections, buttons in rows; nothing in them can mention anybody."""

from collections.abc import Sequence
from typing import Any

from bot.chat import Button, Message
from bot.i18n import render
from bot.text import Text

SLASH = "/kuppi "  #: how our commands are typed here
_SECTION = 2_900  # of 3 000: escaping makes text longer
_FALLBACK = 3_900  # of 4 000 that an edit takes
_LABEL = 75
_ROW = 5
_TELEGRAM_ONLY = frozenset({"startgroup", "startlink"})


def words(text: Text, locale: str) -> str:
    """Say a text as it is read on Slack."""
    return render(text, locale, slash=SLASH)


def drawn(messages: Sequence[Message], locale: str) -> dict[str, Any]:
    """Give the text and blocks of one or more messages shown together."""
    blocks: list[dict[str, Any]] = []
    texts = []
    for message in messages:
        plain = "\n".join(words(line, locale) for line in message.lines)
        texts.append(plain)
        blocks += [_section(part) for part in _parts(plain)]
        blocks += _rows(message, locale, len(blocks))
    return {"text": escaped("\n\n".join(texts))[:_FALLBACK], "blocks": blocks[:50]}


def escaped(text: str) -> str:
    """Escape what Slack would take for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": escaped(text), "emoji": False}}


def _parts(text: str) -> list[str]:
    """Split at line ends so that each part fits a section once it is escaped."""
    parts, part = [], ""
    for line in text.split("\n"):
        for piece in [line[n : n + _SECTION] for n in range(0, len(line), _SECTION)] or [""]:
            if part and len(escaped(f"{part}\n{piece}")) > _SECTION:
                parts.append(part)
                part = piece
            else:
                part = f"{part}\n{piece}" if part else piece
    return [one for one in [*parts, part] if one.strip()]


def _rows(message: Message, locale: str, before: int) -> list[dict[str, Any]]:
    rows = [row[n : n + _ROW] for row in message.buttons for n in range(0, len(row), _ROW)]
    drawn_rows = [
        [
            _button(button, locale, f"{before}_{r}_{n}")
            for n, button in enumerate(row)
            if button.action not in _TELEGRAM_ONLY
        ]
        for r, row in enumerate(rows)
    ]
    return [{"type": "actions", "elements": row} for row in drawn_rows if row]


def _button(button: Button, locale: str, place: str) -> dict[str, Any]:
    label = escaped(words(button.label, locale))[:_LABEL]
    shown: dict[str, Any] = {"type": "button", "text": {"type": "plain_text", "text": label, "emoji": False}}
    if button.url is not None:
        return {**shown, "url": button.url, "action_id": f"link_{place}"}
    return {**shown, "value": button.data, "action_id": f"{button.data}_{place}"}
