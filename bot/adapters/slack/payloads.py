"""What Slack delivers as our events; what is of no interest is None."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.adapters.slack.modal import filled
from bot.adapters.slack.names import clean, place, typed
from bot.chat import (
    Address,
    Command,
    Event,
    Filled,
    Joined,
    Left,
    Press,
    Ref,
    Renamed,
    Said,
    Sender,
    Unreadable,
    press_of,
)

Payload = Mapping[str, Any]
_FOLDING = str.maketrans("äåö", "aao")


@dataclass(frozen=True)
class Heard:
    """Hold an event with the ways to answer it."""

    event: Event
    response_url: str | None = None
    trigger: str | None = None
    slash: bool = False  #: a slash command: its ack may carry words


@dataclass(frozen=True)
class Profile:
    """What we remember of a person: the name they go by, and their language."""

    name: str
    locale: str | None = None


class Reading:
    """Read payloads, knowing who we are, who is known, and what time it is."""

    def __init__(self, bot_user: str, known: Mapping[str, Profile], now: Callable[[], datetime]) -> None:
        self._bot_user = bot_user
        self._known = known
        self._now = now

    def heard(self, payload: Payload, envelope: str) -> Heard | None:
        """Read one payload; one that cannot be read is parked, so that Slack does not send it for ever."""
        try:
            return self._heard(payload, f"sl:{payload.get('event_id') or envelope}")
        except (KeyError, TypeError, ValueError, AttributeError, StopIteration):
            nobody, nowhere = Sender("slack", "", "?", bot=True), Address("slack", "")
            raw = json.dumps(payload, ensure_ascii=False, default=str)
            at, key = self._now(), f"sl:{envelope}"
            return Heard(Unreadable(key=key, at=at, who=nobody, where=nowhere, private=False, raw=raw))

    def _heard(self, payload: Payload, key: str) -> Heard | None:
        if "command" in payload:
            return self._slash(payload, key)
        match payload.get("type"):
            case "event_callback":
                event = self._event(payload["event"], payload["team_id"], key)
                return Heard(event) if event else None
            case "block_actions":
                return self._press(payload, key)
            case "view_submission":
                return self._filled(payload, key)
        return None

    # -- people and places --

    def _sender(self, team: str, user: str, name: str = "", *, bot: bool = False) -> Sender:
        known = self._known.get(f"{team}/{user}")
        shown = known.name if known else clean(name or user)
        locale = known.locale if known else None
        return Sender("slack", f"{team}/{user}", shown, locale, bot=bot, reachable=not bot)

    def _scene(self, key: str, who: Sender, team: str, channel: str) -> dict[str, Any]:
        private = channel.startswith("D")
        where = who.address if private else place(team, channel)
        return {"key": key, "at": self._now(), "who": who, "where": where, "private": private}

    # -- kinds --

    def _slash(self, payload: Payload, key: str) -> Heard:
        team, channel = payload["team_id"], payload["channel_id"]
        who = self._sender(team, payload["user_id"], payload.get("user_name", ""))
        word, text = _words(typed(payload.get("text", "")))
        title = clean(payload.get("channel_name", ""))
        scene = self._scene(key, who, team, channel)
        event = Command(**scene, word=word or "start", text=text, opens_forms=True, title=title)
        return Heard(event, payload.get("response_url"), payload.get("trigger_id"), slash=True)

    def _press(self, payload: Payload, key: str) -> Heard | None:
        action = payload["actions"][0]
        if "value" not in action:
            return None  # a link: the browser has opened it
        team, user = payload["team"]["id"], payload["user"]
        who = self._sender(team, user["id"], user.get("name") or user.get("username", ""))
        box = payload["container"]
        scene = self._scene(key, who, team, payload.get("channel", {}).get("id") or box["channel_id"])
        found = press_of(action["value"]) or ("unknown", "")
        on = Ref(scene["where"], box["message_ts"]) if "message_ts" in box else None
        press = Press(**scene, action=found[0], arg=found[1], on=on, opens_forms=True)
        return Heard(press, payload.get("response_url"), payload.get("trigger_id"))

    def _filled(self, payload: Payload, key: str) -> Heard:
        team, user = payload["team"]["id"], payload["user"]
        who = self._sender(team, user["id"], user.get("name", ""))
        form, draft, answers = filled(payload["view"])
        event = Filled(
            key=key, at=self._now(), who=who, where=who.address, private=True, form=form, draft=draft,
            answers={name: typed(value) for name, value in answers.items()},
        )  # fmt: skip
        return Heard(event)

    def _event(self, event: Payload, team: str, key: str) -> Event | None:
        kind = event["type"]
        if kind == "message":
            return self._said(event, team, key)
        if kind == "app_mention":
            return self._mention(event, team, key)
        if kind in {"member_joined_channel", "member_left_channel"}:
            return self._membership(event, team, key)
        if kind in {"channel_left", "group_left", "channel_archive", "group_archive"}:
            return Left(**self._scene(key, self._sender(team, event.get("user", ""), bot=True), team, event["channel"]))
        if kind in {"channel_rename", "group_rename"}:
            channel, nobody = event["channel"], self._sender(team, "", bot=True)
            return Renamed(**self._scene(key, nobody, team, channel["id"]), title=clean(channel["name"]))
        return None

    def _said(self, event: Payload, team: str, key: str) -> Event | None:
        """Take bare words in the private chat; edits, deletions, bots and Slackbot are none of our business."""
        stranger = event.get("bot_id") or event.get("user") in {None, "USLACKBOT", self._bot_user}
        if event.get("channel_type") != "im" or stranger or event.get("subtype") not in {None, "file_share"}:
            return None
        scene = self._scene(key, self._sender(team, event["user"]), team, event["channel"])
        said = typed(event.get("text", ""))
        if said.startswith("/"):
            word, text = _words(said)
            return Command(**scene, word=word, text=text)
        return Said(**scene, text=said)

    def _mention(self, event: Payload, team: str, key: str) -> Event | None:
        if event.get("bot_id") or event.get("subtype") or not event.get("user"):
            return None
        said = re.sub(rf"<@{re.escape(self._bot_user)}(\|[^>]*)?>", "", event.get("text", ""), count=1)
        scene = self._scene(key, self._sender(team, event["user"]), team, event["channel"])
        where = Address("slack", scene["where"].id, event.get("thread_ts"))
        word, text = _words(typed(said))
        return Command(**{**scene, "where": where}, word=word or "start", text=text)

    def _membership(self, event: Payload, team: str, key: str) -> Event | None:
        if event["user"] != self._bot_user:
            return None
        inviter = self._sender(team, event.get("inviter") or "", bot=not event.get("inviter"))
        scene = self._scene(key, inviter, team, event["channel"])
        return Joined(**scene) if event["type"] == "member_joined_channel" else Left(**scene)


def _words(text: str) -> tuple[str, str]:
    """Split off the first word, folded; the rest keeps its lines."""
    match = re.match(r"\s*(\S*)[ \t]*\n?(.*)", text, re.DOTALL)
    word, rest = (match.group(1), match.group(2)) if match else ("", "")
    return word.removeprefix("/").lower().translate(_FOLDING), rest.strip()
