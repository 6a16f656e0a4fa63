"""A Message as Telegram takes it: texts of at most 4096 units and an inline keyboard."""

from collections.abc import Iterable, Iterator
from itertools import islice

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat import Address, Button, Message
from bot.i18n import render

LONGEST_TEXT = 4096  #: UTF-16 units, as Telegram counts
LONGEST_TOAST = 200
LONGEST_CAPTION = 1024
WIDEST_ROW = 8
MOST_BUTTONS = 100


def texts(message: Message, locale: str) -> list[str]:
    """Say the lines in the reader's language, as few texts as fit; none when there is nothing to say.

    They are sent as plain text, without a parse mode: what people call themselves and their meetups stays words.
    """
    text = "\n".join(render(line, locale) for line in message.lines)
    return [piece for piece in _pieces(text, LONGEST_TEXT) if piece.strip()]


def keyboard(message: Message, locale: str, to: Address, username: str) -> InlineKeyboardMarkup | None:
    """Draw the buttons for a chat; None when there are none."""
    drawn = islice(_rows(message.buttons), MOST_BUTTONS)
    rows: list[list[InlineKeyboardButton]] = []
    last = None
    for row, button in drawn:
        if row != last:
            rows.append([])
            last = row
        rows[-1].append(_button(button, locale, to, username))
    return InlineKeyboardMarkup(rows) if rows else None


def start_link(username: str, data: str) -> str:
    """Give the link that opens our private chat with a word for us."""
    return f"https://t.me/{username}?start={data}"


def is_group(address: Address) -> bool:
    """Tell a group or channel from a person: Telegram gives the former negative numbers."""
    return address.id.startswith("-")


def toast(text: str) -> str:
    """Cut a toast to what Telegram takes, at a word: losing its end is better than losing it all."""
    return _cut(text, LONGEST_TOAST)


def caption(text: str) -> str:
    """Cut the words under a file to what Telegram takes."""
    return _cut(text, LONGEST_CAPTION)


def _cut(text: str, longest: int) -> str:
    return text if _units(text) <= longest else _head(text, longest - 1).rstrip() + "…"


def _rows(rows: Iterable[tuple[Button, ...]]) -> Iterator[tuple[tuple[int, int], Button]]:
    """Give each button with its row, rows too wide continued in the next."""
    for number, row in enumerate(rows):
        for place, button in enumerate(row):
            yield (number, place // WIDEST_ROW), button


def _button(button: Button, locale: str, to: Address, username: str) -> InlineKeyboardButton:
    label = render(button.label, locale)
    url = _url(button, to, username)
    if url is not None:
        return InlineKeyboardButton(label, url=url)
    return InlineKeyboardButton(label, callback_data=button.data)


def _url(button: Button, to: Address, username: str) -> str | None:
    if button.url is not None:
        return button.url
    if button.action == "startgroup":
        return f"https://t.me/{username}?startgroup={button.arg}"
    if button.action == "startlink":
        return start_link(username, button.arg)
    if button.private and is_group(to):
        return start_link(username, button.data)
    return None


# -- lengths ---------------------------------------------------------------------------------------------


def _pieces(text: str, limit: int) -> list[str]:
    """Cut a text at line ends, and a line too long by itself at a word."""
    if _units(text) <= limit:
        return [text]
    pieces: list[str] = []
    for part in (part for line in text.split("\n") for part in _parts(line, limit)):
        if pieces and _units(pieces[-1]) + 1 + _units(part) <= limit:
            pieces[-1] += f"\n{part}"
        else:
            pieces.append(part)
    return pieces


def _parts(line: str, limit: int) -> Iterator[str]:
    while _units(line) > limit:
        head = _head(line, limit)
        yield head
        line = line[len(head) :].lstrip()
    yield line


def _head(text: str, limit: int) -> str:
    """Give the beginning of a text that is too long, up to a space if there is one in its second half."""
    head = text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")
    space = head.rfind(" ")
    return head[:space] if space > len(head) // 2 else head


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
