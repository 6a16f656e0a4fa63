"""conversations.*: opening DMs, looking at channels, reading back."""

import base64
from typing import TypeVar

from tests.fakes.slack.asking import Ask, Method
from tests.fakes.slack.channels import Channel
from tests.fakes.slack.escaping import rewritten
from tests.fakes.slack.messages import Message
from tests.fakes.slack.methods.places import entered, visible
from tests.fakes.slack.wire import Json, SlackError

HISTORY_MOST = 999
MEMBERS_MOST = 1000
TOPIC_MOST = 250
_WORDS = {"channel": "channels", "group": "groups", "im": "im"}
Item = TypeVar("Item")


def open_dm(ask: Ask) -> Json:
    """Open the DM with one person."""
    channel = visible(ask) if ask.text("channel") else _dm_with(ask)
    already, channel.opened = channel.opened, True
    room = channel.payload() if ask.flag("return_im") else {"id": channel.id}
    return {"channel": room} | ({"no_op": True, "already_open": True} if already else {})


def _dm_with(ask: Ask) -> Channel:
    users = ask.listed("users")
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        ask.needs("mpim:write")
        raise SlackError("method_not_supported_for_channel_type", "this Slack has no group DMs")
    person = ask.person(users[0])
    if person.deactivated:
        raise SlackError("user_disabled")
    return ask.world.im(person)


def info(ask: Ask) -> Json:
    """Describe a channel."""
    channel = visible(ask)
    _needs(ask, channel, "read")
    members = {"num_members": len(channel.members)} if ask.flag("include_num_members") else {}
    return {"channel": channel.payload() | members}


def members(ask: Ask) -> Json:
    """List who is in a channel."""
    channel = visible(ask)
    _needs(ask, channel, "read")
    people = [channel.person.id, ask.team.bot_user_id] if channel.person else list(channel.members)
    page, cursor = _page(ask, people, 100, MEMBERS_MOST)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def history(ask: Ask) -> Json:
    """Read a channel back, newest first; replies stay in their threads."""
    channel = entered(ask)
    _needs(ask, channel, "history")
    on_top = [message for message in channel.messages if _on_top(message)]
    return _read(ask, [message for message in reversed(on_top) if _asked_for(ask, message)])


def replies(ask: Ask) -> Json:
    """Read a thread, its parent first."""
    channel = entered(ask)
    _needs(ask, channel, "history")
    ts = ask.text("ts")
    if not channel.find(ts):
        raise SlackError("thread_not_found")
    thread = [message for message in channel.messages if ts in (message.ts, message.thread_ts)]
    return _read(ask, [message for message in thread if message.ts == ts or _asked_for(ask, message)])


def set_topic(ask: Ask) -> Json:
    """Set a channel's topic, which leaves a line in the channel every time."""
    channel = entered(ask)
    if channel.person:
        raise SlackError("method_not_supported_for_channel_type")
    word = _WORDS[channel.kind]
    ask.needs(f"{word}:write.topic", "channels:manage" if word == "channels" else "groups:write")
    if channel.archived:
        raise SlackError("is_archived")
    if len(ask.text("topic")) > TOPIC_MOST:
        raise SlackError("too_long")
    channel.topic = rewritten(ask.text("topic"))
    text = f"set the channel topic: {channel.topic}"
    channel.write(ask.team.bot_user_id, text, subtype="group_topic" if channel.private else "channel_topic")
    return {"channel": channel.payload()}


def _needs(ask: Ask, channel: Channel, what: str) -> None:
    ask.needs(f"{_WORDS[channel.kind]}:{what}")


def _on_top(message: Message) -> bool:
    return message.thread_ts in (None, message.ts) or message.broadcast


def _asked_for(ask: Ask, message: Message) -> bool:
    oldest, latest = ask.text("oldest") or "0", ask.text("latest") or "9999999999"
    for name, value in (("oldest", oldest), ("latest", latest)):
        if not value.replace(".", "", 1).isdigit():
            raise SlackError(f"invalid_ts_{name}")
    ts = float(message.ts)
    inside = float(oldest) < ts < float(latest)
    return inside or (ask.flag("inclusive") and ts in (float(oldest), float(latest)))


def _read(ask: Ask, found: list[Message]) -> Json:
    page, cursor = _page(ask, found, 100, HISTORY_MOST)
    metadata = ask.flag("include_all_metadata")
    return {
        "messages": [message.payload(metadata=metadata) for message in page],
        "has_more": bool(cursor),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
        "response_metadata": {"next_cursor": cursor},
    }


def _page(ask: Ask, items: list[Item], default: int, most: int) -> tuple[list[Item], str]:
    limit = ask.number("limit", default) or default
    if not 0 < limit <= most:
        raise SlackError("invalid_limit")
    try:
        start = int(base64.b64decode(ask.text("cursor"), validate=True).decode() or 0)
    except ValueError:
        raise SlackError("invalid_cursor") from None
    following = start + limit
    cursor = base64.b64encode(str(following).encode()).decode() if following < len(items) else ""
    return items[start:following], cursor


_PAGED = ("cursor", "limit")
_READ = (*_PAGED, "include_all_metadata", "inclusive", "latest", "oldest")
METHODS = (
    Method("conversations.open", open_dm, (), ("channel", "users", "return_im", "prevent_creation"), scope="im:write"),
    Method("conversations.info", info, ("channel",), ("include_locale", "include_num_members"), takes_json=False),
    Method("conversations.members", members, ("channel",), _PAGED, tier=4, takes_json=False),
    Method("conversations.history", history, ("channel",), _READ),
    Method("conversations.replies", replies, ("channel", "ts"), _READ, takes_json=False),
    Method("conversations.setTopic", set_topic, ("channel", "topic"), tier=2),
)
