"""A call's questions as plain data and back: a standard one is its key, one of a coordinator's own is written out."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.calls.asked import STANDARD, Asked, Sort
from bot.domain.forms import Pick
from bot.text import t


def as_data(asked: Sequence[Asked]) -> list[Any]:
    """Write questions as plain data."""
    return [_own_data(one) if one.own else one.key for one in asked]


def from_data(data: Sequence[Any]) -> tuple[Asked, ...]:
    """Read back what ``as_data`` wrote."""
    return tuple(STANDARD[one] if isinstance(one, str) else own(one) for one in data)


def _own_data(one: Asked) -> dict[str, Any]:
    return {
        "key": one.key, "sort": one.sort, "ask": one.ask.values["text"], "most": one.most, "least": one.least,
        "picks": [pick.label.values["text"] for pick in one.picks], "required": one.required,
        "only_if": list(one.only_if) if one.only_if else None,
    }  # fmt: skip


def own(data: Mapping[str, Any]) -> Asked:
    """Make a coordinator's own question; its words stand as they were typed, for every reader."""
    picks = tuple(Pick(f"v{n}", t("plain", text=word), (word,)) for n, word in enumerate(data["picks"], 1))
    asked, label = t("plain", text=data["ask"]), t("plain", text=data["ask"].rstrip(" ?:."))
    sort = Sort(data["sort"])
    return Asked(
        key=data["key"], sort=sort, ask=asked, label=label, picks=picks, least=data["least"], most=data["most"],
        required=data["required"], only_if=tuple(data["only_if"]) if data["only_if"] else None,
        open=sort is Sort.TEXT, own=True,
    )  # fmt: skip
