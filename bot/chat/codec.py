"""Messages and answers as JSON text and back: what the outbox keeps until sent, and outcomes until they expire."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from bot.chat.events import Address
from bot.chat.messages import Answer, Button, Choice, Dated, Field, File, Form, Headcount, Message
from bot.chat.signs import Group, Sign, Tag, Topic
from bot.text import Moment, Place, Span, Text, Words

_KINDS: Mapping[str, type] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            Answer, Button, Choice, Field, File, Form, Message, Dated, Text, Moment, Span, Place, Words,
            Group, Tag, Topic, Headcount, Address,
        )
    }
)  # fmt: skip

_TIMES: Mapping[str, Any] = MappingProxyType({"datetime": datetime, "date": date, "time": time})


def dump(value: Answer | Message | Sign) -> str:
    """Write an answer, a message or a sign as JSON text."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Any:
    """Read back what ``dump`` wrote."""
    return _value(json.loads(text))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {"$": type(value).__name__, **{f.name: _plain(getattr(value, f.name)) for f in _told(value)}}
    if isinstance(value, datetime | date | time):
        return {"$": type(value).__name__, "iso": value.isoformat()}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _told(value: Any) -> list[Any]:
    """List the fields that differ from their defaults; the rest is left out."""
    return [f for f in fields(value) if (told := getattr(value, f.name)) != f.default and told != {}]


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(_value(one) for one in plain)
    if not isinstance(plain, dict):
        return plain
    kind = str(plain.get("$", ""))
    if kind in _TIMES:
        return _TIMES[kind].fromisoformat(plain["iso"])
    kept = {key: _value(one) for key, one in plain.items() if key != "$"}
    return _KINDS[kind](**kept) if kind else kept
