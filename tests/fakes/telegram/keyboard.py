"""Inline keyboards: what may be under a message, and the buttons people see."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fakes.telegram.errors import malformed
from tests.fakes.telegram.wire import Json

BUTTONS_PER_MESSAGE = 100
BUTTONS_PER_ROW = 8
CALLBACK_DATA_BYTES = 64
ACTIONS = frozenset(
    {
        "callback_data",
        "callback_game",
        "copy_text",
        "login_url",
        "pay",
        "switch_inline_query",
        "switch_inline_query_chosen_chat",
        "switch_inline_query_current_chat",
        "url",
        "web_app",
    }
)

Rows = list[list[Json]]


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it: its label, and the data or the link behind it."""

    label: str
    data: str | None = None
    url: str | None = None


def read_markup(markup: Any, *, editing: bool = False) -> Rows:
    """Check the markup under a message and give its inline rows; none when there is no inline keyboard."""
    if not markup:
        return []
    if not isinstance(markup, dict):
        raise malformed("can't parse reply keyboard markup JSON object")
    if "inline_keyboard" in markup:
        return _rows(markup["inline_keyboard"])
    if editing:
        raise malformed("inline keyboard expected")
    return []


def _rows(rows: Any) -> Rows:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise malformed('field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays')
    if sum(map(len, rows)) > BUTTONS_PER_MESSAGE or any(len(row) > BUTTONS_PER_ROW for row in rows):
        raise malformed("reply markup is too long")
    for row in rows:
        for button in row:
            _check(button)
    return [row for row in rows if row]


def _check(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"]:
        raise malformed("can't parse inline keyboard button: Can't find field \"text\"")
    actions = ACTIONS & button.keys()
    if not actions:
        raise malformed("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise malformed("can't parse inline keyboard button: exactly one action may be specified")
    if "callback_data" in button:
        _check_data(button["callback_data"])
    if "url" in button:
        check_link(button["url"])


def _check_data(data: Any) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= CALLBACK_DATA_BYTES:
        raise malformed("BUTTON_DATA_INVALID")


def check_link(url: Any) -> None:
    """Refuse what Telegram does not open: no host with a dot in it, spaces, schemes it does not know."""
    if not isinstance(url, str) or not url:
        raise malformed("BUTTON_URL_INVALID")
    parts = urlsplit(url if "://" in url else f"http://{url}")
    known = parts.scheme in {"tg", "ton"} or (parts.scheme in {"http", "https"} and "." in (parts.hostname or ""))
    if not known or any(character.isspace() for character in url):
        raise malformed(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def buttons(rows: Rows) -> list[list[Button]]:
    return [[Button(button["text"], button.get("callback_data"), button.get("url")) for button in row] for row in rows]


def deep_link(url: str, username: str) -> tuple[str, str] | None:
    """Read a link to the bot: ("start" or "startgroup", payload), or None for any other link."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if parts.scheme == "tg" and parts.netloc == "resolve":
        name = query.pop("domain", "")
    elif parts.hostname in {"t.me", "telegram.me"}:
        name = parts.path.strip("/")
    else:
        return None
    if name.lower() != username.lower():
        return None
    return next(((verb, query[verb]) for verb in ("startgroup", "start") if verb in query), ("start", ""))
