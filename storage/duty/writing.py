"""The parts of a plan as JSON text and back: dates and ids, nothing of people."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from bot.chat.codec import dump, load
from bot.chat.messages import Message
from bot.domain.duty import (
    Cadence,
    Change,
    Cover,
    Kind,
    LineUp,
    Mode,
    Months,
    Pause,
    Roll,
    Rule,
    Season,
    Seasons,
    Weeks,
)
from bot.domain.duty.breaks import Break
from bot.domain.duty.rotation import Part
from bot.domain.duty.swaps import Offer, State
from bot.text import Text

SORTS: Mapping[type, str] = MappingProxyType(
    {Cadence: "cadence", Break: "break", LineUp: "lineup", Change: "change", Cover: "cover", Pause: "pause"}
)


def written(part: Part) -> str:
    """Write a part of a plan."""
    values = asdict(part)
    if isinstance(part, Cadence):
        values["unit"] = {"is": type(part.unit).__name__, **asdict(part.unit)}
    return json.dumps(values, default=_iso, ensure_ascii=False, sort_keys=True)


def _iso(value: Any) -> str:
    if not isinstance(value, date | datetime | time):
        raise TypeError(f"not to be written: {value!r}")
    return value.isoformat()


def read(sort: str, text: str) -> Part:
    """Read a part of a plan."""
    return _READERS[sort](json.loads(text))


def _cadence(body: Mapping[str, Any]) -> Cadence:
    return Cadence(
        anchor=date.fromisoformat(body["anchor"]), unit=_unit(body["unit"]), clock=time.fromisoformat(body["clock"]),
        zone=body["zone"], roll=Roll(body["roll"]),
    )  # fmt: skip


def _unit(body: Mapping[str, Any]) -> Weeks | Months | Seasons | Rule:
    match body["is"]:
        case "Weeks":
            return Weeks(body["every"])
        case "Months":
            return Months(body["every"])
        case "Seasons":
            return Seasons(tuple(Season(one["month"], one["day"], one["label"]) for one in body["dates"]))
    return Rule(body["text"])


def _break(body: Mapping[str, Any]) -> Break:
    return Break(tuple(body["first"]), tuple(body["last"]), body["year"])


def _lineup(body: Mapping[str, Any]) -> LineUp:
    return LineUp(
        since=date.fromisoformat(body["since"]), organisations=tuple(body["organisations"]), first=body["first"],
        yearly_step=body["yearly_step"], act=body["act"],
    )  # fmt: skip


def _change(body: Mapping[str, Any]) -> Change:
    return Change(
        act=body["act"], kind=Kind(body["kind"]), period=date.fromisoformat(body["period"]),
        organisation=body["organisation"], instead_of=body["instead_of"],
    )  # fmt: skip


def _cover(body: Mapping[str, Any]) -> Cover:
    return Cover(
        act=body["act"], period=date.fromisoformat(body["period"]), organisation=body["organisation"],
        starts=datetime.fromisoformat(body["starts"]), ends=datetime.fromisoformat(body["ends"]),
    )  # fmt: skip


def _pause(body: Mapping[str, Any]) -> Pause:
    return Pause(
        act=body["act"], mode=Mode(body["mode"]), first=date.fromisoformat(body["first"]),
        last=_day(body["last"]), fallback=body["fallback"],
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Part]] = MappingProxyType(
    {"cadence": _cadence, "break": _break, "lineup": _lineup, "change": _change, "cover": _cover, "pause": _pause}
)


# -- offers ------------------------------------------------------------------------------------------------------


def written_offer(offer: Offer) -> str:
    """Write an offer."""
    values = {**asdict(offer), "why": dump(Message((offer.why,))) if offer.why else None}
    return json.dumps(values, default=_iso, ensure_ascii=False, sort_keys=True)


def read_offer(text: str) -> Offer:
    """Read an offer."""
    body = json.loads(text)
    return Offer(
        id=body["id"], from_org=body["from_org"], give=date.fromisoformat(body["give"]), want=_day(body["want"]),
        to_org=body["to_org"], one_way=body["one_way"], made_at=datetime.fromisoformat(body["made_at"]),
        expires_at=datetime.fromisoformat(body["expires_at"]), state=State(body["state"]), version=body["version"],
        taker=body["taker"], chosen=_day(body["chosen"]), undo_asked_by=body["undo_asked_by"], why=_why(body["why"]),
    )  # fmt: skip


def _why(text: str | None) -> Text | None:
    if text is None:
        return None
    message: Message = load(text)
    return message.lines[0]
