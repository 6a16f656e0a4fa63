"""chat.*: posting, editing, deleting, and what Slack refuses to show."""

from dataclasses import dataclass

from tests.fakes.slack import events
from tests.fakes.slack.asking import Ask, Method
from tests.fakes.slack.blockkit import MESSAGE_BLOCKS, too_long
from tests.fakes.slack.channels import Channel
from tests.fakes.slack.messages import Ephemeral
from tests.fakes.slack.methods.places import message_in, visible, writable
from tests.fakes.slack.wire import Json, SlackError, spelled

POST_MOST = 40_000
UPDATE_MOST = 4_000
MARKDOWN_MOST = 12_000
METADATA_MOST = 8_000
_SCALAR = (str, int, float, bool)


@dataclass
class Content:
    """What a call wants shown; None where it says nothing."""

    text: str
    blocks: list[Json] | None
    metadata: Json | None


def post_message(ask: Ask) -> Json:
    """Post to a channel, a DM or a thread."""
    channel = writable(ask)
    content = _content(ask)
    _must_say_something(content)
    parent = _parent(ask, channel)
    message = channel.write(
        ask.team.bot_user_id,
        _truncated(ask, content.text),
        content.blocks or (),
        thread_ts=parent,
        metadata=content.metadata,
        broadcast=ask.flag("reply_broadcast"),
    )
    channel.opened = True
    ask.world.echo(channel, events.said(message))
    return {"channel": channel.id, "ts": message.ts, "message": message.payload(metadata=True)}


def update(ask: Ask) -> Json:
    """Change one of the bot's own messages."""
    channel = visible(ask)
    message = message_in(ask, channel)
    if not message.by_bot:
        raise SlackError("cant_update_message")
    if channel.archived:
        raise SlackError("is_inactive")
    content = _content(ask)
    if len(content.text) > UPDATE_MOST:
        raise SlackError("msg_too_long")
    if content.blocks is None and message.blocks:
        ask.world.breaks("update", "chat.update without blocks keeps the old ones (slackapi/python-slack-sdk#523)")
    blocks = message.blocks if content.blocks is None else content.blocks
    _must_say_something(Content(content.text, blocks, None))
    before = message.payload()
    message.edit(content.text if "text" in ask.args else message.text, blocks)
    if content.metadata is not None:
        message.metadata = content.metadata or None
    channel.changed()
    ask.world.echo(channel, events.edited(message, before))
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.payload(metadata=True)}


def delete(ask: Ask) -> Json:
    """Delete one of the bot's own messages."""
    channel = visible(ask)
    message = message_in(ask, channel)
    if not message.by_bot:
        raise SlackError("cant_delete_message")
    message.deleted = True
    channel.pins = [pinned for pinned in channel.pins if pinned is not message]
    channel.changed()
    ask.world.echo(channel, events.deleted(message))
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(ask: Ask) -> Json:
    """Show something to one member of a channel."""
    channel = writable(ask)
    person = ask.world.people.get(ask.text("user"))
    if person is None or (channel.person or person) is not person:
        raise SlackError("user_not_in_channel")
    if channel.person is None and person.id not in channel.members:
        raise SlackError("user_not_in_channel")
    content = _content(ask)
    _must_say_something(content)
    if len(content.text) > POST_MOST:
        raise SlackError("msg_too_long")
    shown = Ephemeral(person, channel, content.text, content.blocks or (), ask.text("thread_ts") or None)
    person.unasked.append(shown)
    person.is_shown(shown)
    return {"message_ts": shown.ts}


def _content(ask: Ask) -> Content:
    text, blocks = ask.text("text"), _blocks(ask)
    if ask.text("markdown_text"):
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        if len(ask.text("markdown_text")) > MARKDOWN_MOST:
            raise SlackError("msg_too_long")
        blocks = [{"type": "markdown", "text": ask.text("markdown_text")}]
    if ask.flag("link_names") or ask.text("parse") == "full":
        ask.world.breaks("mention", "link_names and parse=full turn names into mentions")
    if "attachments" in ask.args:
        ask.world.breaks("attachments", "this Slack shows no attachments: use blocks")
    if wrong := ask.world.judge(text, blocks or ()):
        raise SlackError("invalid_blocks", *wrong, errors=wrong)
    if blocks and ask.world.strict and too_long(blocks):
        raise SlackError("msg_blocks_too_long")
    return Content(text, blocks, _metadata(ask))


def _blocks(ask: Ask) -> list[Json] | None:
    blocks = ask.opened("blocks", SlackError("invalid_blocks_format"))
    if blocks is None:
        return None
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise SlackError("invalid_blocks_format")
    if len(blocks) > MESSAGE_BLOCKS:
        raise SlackError("invalid_blocks", f"no more than {MESSAGE_BLOCKS} items allowed [json-pointer:/blocks]")
    return blocks


def _metadata(ask: Ask) -> Json | None:
    metadata = ask.opened("metadata", SlackError("invalid_metadata_format"))
    if metadata is None or metadata == {}:
        return metadata if metadata is None else {}
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if set(metadata) != {"event_type", "event_payload"} or not str(metadata["event_type"]):
        raise SlackError("invalid_metadata_format")
    if not all(_simple(value) for value in metadata["event_payload"].values()):
        raise SlackError("invalid_metadata_schema")
    if len(spelled(metadata)) > METADATA_MOST:
        raise SlackError("metadata_too_large")
    return metadata


def _simple(value: object, *, deeper: bool = True) -> bool:
    """Tell whether Slack keeps such a value: scalars, and one level of objects or lists of them."""
    if isinstance(value, dict):
        return deeper and all(_simple(inside, deeper=False) for inside in value.values())
    if isinstance(value, list):
        return deeper and all(_simple(inside) for inside in value)
    return isinstance(value, _SCALAR)


def _must_say_something(content: Content) -> None:
    if not content.text.strip() and not content.blocks:
        raise SlackError("no_text")


def _truncated(ask: Ask, text: str) -> str:
    if len(text) > POST_MOST:
        ask.warnings.append("message_truncated")
    return text[:POST_MOST]


def _parent(ask: Ask, channel: Channel) -> str | None:
    """Find the thread a post goes to; naming a reply instead of its parent is a slip Slack forgives."""
    ts = ask.text("thread_ts")
    if not ts:
        return None
    parent = channel.find(ts)
    if parent is None:
        raise SlackError("cannot_reply_to_message")
    if parent.thread_ts and parent.thread_ts != ts:
        ask.world.breaks("thread", f"{ts} is a reply; its parent is {parent.thread_ts}")
        return parent.thread_ts
    return ts


_SHOWN = ("text", "blocks", "attachments", "markdown_text", "metadata", "parse", "link_names")
_LOOKS = ("as_user", "icon_emoji", "icon_url", "username", "thread_ts")
METHODS = (
    Method(
        "chat.postMessage",
        post_message,
        ("channel",),
        (*_SHOWN, *_LOOKS, "mrkdwn", "reply_broadcast", "unfurl_links", "unfurl_media"),
        tier=5,
        scope="chat:write",
    ),
    Method("chat.update", update, ("channel", "ts"), (*_SHOWN, "as_user", "reply_broadcast"), scope="chat:write"),
    Method("chat.delete", delete, ("channel", "ts"), ("as_user",), scope="chat:write"),
    Method("chat.postEphemeral", post_ephemeral, ("channel", "user"), (*_SHOWN, *_LOOKS), tier=4, scope="chat:write"),
)
