"""What Slack sends, read as our events, with the roads by which each can be answered."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypedDict

from bot.adapters.slack.draw import Json, is_link, is_secret
from bot.adapters.slack.envelopes import Envelope
from bot.adapters.slack.modal import filled
from bot.adapters.slack.people import People
from bot.adapters.slack.words import clean, said_to, typed, without_mention, words_of
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
    Uninstalled,
    Unreadable,
    Visited,
    press_of,
)

BARE = "start"  #: the word of a bare ``/kuppi`` or mention

_SPOKEN = frozenset({None, "file_share", "thread_broadcast"})  #: subtypes in which a person says something
_SLACKBOT = "USLACKBOT"
_UNNAMED = frozenset({"directmessage", "privategroup"})  #: what Slack calls rooms whose name it keeps


@dataclass(frozen=True)
class Heard:
    """Hold an event, None when there is nothing in it for us, and how whoever spoke can be answered."""

    event: Event | None = None
    response_url: str | None = field(default=None, repr=False)
    trigger: str | None = field(default=None, repr=False)
    takes_text: bool = False
    secret: bool = False  #: a private button: its messages belong to the DM
    thread: str | None = None  #: where a pressed button stands, or we were named; it is no place of its own
    at_home: bool = False  #: pressed on our home tab
    room: str | None = None  #: Slack's own id of the room it was said in, also of a DM
    places: Mapping[str, str] = field(default_factory=dict)  #: in which block of a modal each answer stands
    note: str | None = None  #: for whoever runs Kuppi


NOTHING = Heard()


class About(TypedDict):
    """Say of an event what every event says."""

    key: str
    at: datetime
    who: Sender
    where: Address
    private: bool
    title: str


class Reader:
    """Read what one workspace sends to its bot user."""

    def __init__(self, team: str, bot_user: str, people: People, now: Callable[[], datetime]) -> None:
        self._team = team
        self._bot_user = bot_user
        self._people = people
        self._now = now
        self._kinds: Mapping[str, Callable[[Json, str], Heard]] = {
            "message": self._said,
            "app_mention": self._mentioned,
            "member_joined_channel": self._came,
            "member_left_channel": self._went,
            "channel_left": self._ended,
            "group_left": self._ended,
            "channel_archive": self._ended,
            "group_archive": self._ended,
            "channel_rename": self._renamed,
            "group_rename": self._renamed,
            "app_home_opened": self._visited,
            "app_uninstalled": self._uninstalled,
            "tokens_revoked": self._uninstalled,
        }

    def read(self, envelope: Envelope) -> Heard:
        """Read a delivery; what cannot be read is kept to be parked."""
        try:
            return self._read(envelope)
        except (KeyError, TypeError, AttributeError, ValueError, IndexError):
            raw = {key: value for key, value in envelope.body.items() if key != "token"}
            about = self._about(self._key(envelope), self._bot_user, private=False)
            return Heard(Unreadable(**about, raw=json.dumps(raw, ensure_ascii=False)))

    def _read(self, envelope: Envelope) -> Heard:
        body = envelope.body
        if "command" in body:
            return self._command(envelope)
        match body["type"]:
            case "event_callback":
                return self._happened(body["event"], self._key(envelope))
            case "block_actions":
                return self._pressed(envelope)
            case "view_submission":
                return self._filled(envelope)
            case "view_closed":
                return NOTHING
            case "app_rate_limited":
                return Heard(note="Slack keeps events from us: there were too many in an hour")
        raise ValueError(body["type"])

    # -- commands, presses, modals -----------------------------------------------------------------------

    def _command(self, envelope: Envelope) -> Heard:
        body, room = envelope.body, str(envelope.body["channel_id"])
        about = self._about(
            self._key(envelope),
            body["user_id"],
            body.get("user_name", ""),
            room=room,
            title=_title(body.get("channel_name")),
        )
        said = words_of(typed(body["text"] or "", self._people.name), BARE)
        command = Command(**about, opens_forms=True, word=said.word, text=said.text)
        return Heard(command, body["response_url"], body["trigger_id"], envelope.takes_text, room=room)

    def _pressed(self, envelope: Envelope) -> Heard:
        body = envelope.body
        action, place = body["actions"][0], body["container"]
        if action["type"] != "button" or is_link(action["action_id"]):
            return NOTHING
        if place["type"] != "message":
            return self._pressed_at_home(envelope)
        room, user = str(place["channel_id"]), body["user"]
        title = _title((body.get("channel") or {}).get("name"))
        about = self._about(self._key(envelope), user["id"], user.get("name", ""), room=room, title=title)
        about["where"] = replace(about["where"], thread=place.get("thread_ts"))
        seen_by_one = place.get("is_ephemeral", False)
        on = None if seen_by_one else Ref(about["where"], str(place["message_ts"]))  # nobody can redraw those
        named, arg = _carried(action["value"])
        return Heard(
            Press(**about, opens_forms=True, action=named, arg=arg, on=on),
            body["response_url"],
            body["trigger_id"],
            secret=is_secret(action["action_id"]),
            thread=place.get("thread_ts"),
            room=room,
        )

    def _pressed_at_home(self, envelope: Envelope) -> Heard:
        """Read a press on our home tab: in private, and answered there by drawing it anew."""
        body = envelope.body
        if body["view"]["type"] != "home":
            return NOTHING
        about = self._about(self._key(envelope), body["user"]["id"], body["user"].get("name", ""), private=True)
        named, arg = _carried(body["actions"][0]["value"])
        press = Press(**about, opens_forms=True, action=named, arg=arg)
        return Heard(press, trigger=body["trigger_id"], at_home=True)

    def _filled(self, envelope: Envelope) -> Heard:
        user = envelope.body["user"]
        about = self._about(self._key(envelope), user["id"], user.get("name", ""), private=True)
        sent = filled(envelope.body["view"])
        event = Filled(**about, opens_forms=True, form=sent.form, draft=sent.draft, answers=sent.answers)
        return Heard(event, places=sent.places)

    # -- events ------------------------------------------------------------------------------------------

    def _happened(self, event: Json, key: str) -> Heard:
        kind = event["type"]
        return self._kinds[kind](event, key)

    def _said(self, event: Json, key: str) -> Heard:
        """Read words in our DM; what is said in a channel is not ours to keep, even if it comes."""
        if event.get("channel_type") != "im" or event.get("subtype") not in _SPOKEN or self._by_machine(event):
            return NOTHING
        room, about = str(event["channel"]), self._about(key, event["user"], _profile_name(event), private=True)
        text = typed(without_mention(event.get("text") or "", self._bot_user), self._people.name)
        if not text.startswith("/"):
            return Heard(Said(**about, text=text), room=room)
        said = words_of(text, BARE)
        return Heard(Command(**about, word=said.word, text=said.text), room=room)

    def _mentioned(self, event: Json, key: str) -> Heard:
        if self._by_machine(event):
            return NOTHING
        about = self._about(key, event["user"], _profile_name(event), room=event["channel"])
        said = words_of(typed(said_to(event["text"], self._bot_user), self._people.name), BARE)
        return Heard(Command(**about, word=said.word, text=said.text), thread=event.get("thread_ts"))

    def _came(self, event: Json, key: str) -> Heard:
        if event["user"] != self._bot_user:
            return NOTHING
        return Heard(Joined(**self._in_room(event["channel"], key, event.get("inviter"))))

    def _went(self, event: Json, key: str) -> Heard:
        if event["user"] != self._bot_user:
            return NOTHING
        return Heard(Left(**self._in_room(event["channel"], key)))

    def _ended(self, event: Json, key: str) -> Heard:
        return Heard(Left(**self._in_room(event["channel"], key, event.get("user"))))

    def _renamed(self, event: Json, key: str) -> Heard:
        room = event["channel"]
        return Heard(Renamed(**self._in_room(room["id"], key, title=room["name"])))

    def _visited(self, event: Json, key: str) -> Heard:
        """Read that somebody looks at our home tab; the other tab is the DM, where nothing happens by looking."""
        if event.get("tab") != "home":
            return NOTHING
        return Heard(Visited(**self._about(key, event["user"], private=True)))

    def _uninstalled(self, event: Json, key: str) -> Heard:
        """Read that our access was taken away; tokens of people are none of ours."""
        if event["type"] == "tokens_revoked" and self._bot_user not in (event["tokens"].get("bot") or ()):
            return NOTHING
        return Heard(Uninstalled(**self._about(key, self._bot_user, private=False)))

    def _by_machine(self, event: Json) -> bool:
        """Tell what bots say, Kuppi among them: nobody's words."""
        return "bot_id" in event or event.get("user") in {None, self._bot_user, _SLACKBOT}

    # -- what every event says ---------------------------------------------------------------------------

    def _key(self, envelope: Envelope) -> str:
        """Name a delivery: an event by its own id, which every retry repeats, all else by its envelope."""
        return f"sl:{envelope.body.get('event_id') or envelope.id}"

    def _in_room(self, room: str, key: str, user: str | None = None, *, title: str = "") -> About:
        """Say where something happened to us; where Slack does not say who did it, it was us."""
        return self._about(key, user or self._bot_user, room=room, title=title)

    def _about(
        self, key: str, user: str, name: str = "", *, room: str = "", title: str = "", private: bool | None = None
    ) -> About:
        """Say who, where and when; ``room`` is Slack's own id, that of a DM meaning in private."""
        alone = room.startswith("D") if private is None else private
        where = Address("slack", f"{self._team}/{user if alone else room}" if alone or room else self._team)
        who = self._people.sender(user, name)
        who = replace(who, bot=True) if user == self._bot_user else who
        shown = "" if alone else clean(title)
        return {"key": key, "at": self._now(), "who": who, "where": where, "private": alone, "title": shown}


def _carried(value: str) -> tuple[str, str]:
    """Read what a button carries; what is not ours is an unknown button, and is answered so."""
    return press_of(value) or ("unknown", "")


def _title(name: str | None) -> str:
    """Give a channel's name as interactions tell it: only public channels have one there."""
    return "" if name is None or name in _UNNAMED or name.startswith("mpdm-") else name


def _profile_name(event: Json) -> str:
    """Give the name an event tells, if it tells one."""
    profile = event.get("user_profile") or {}
    return str(profile.get("real_name") or profile.get("display_name") or "")
