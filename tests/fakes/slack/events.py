"""The Events API's events, as Slack spells them."""

from typing import TYPE_CHECKING

from tests.fakes.slack.wire import Json

if TYPE_CHECKING:
    from tests.fakes.slack.channels import Channel
    from tests.fakes.slack.messages import Message
    from tests.fakes.slack.people import Person
    from tests.fakes.slack.teams import Team

#: The manifest's events, as platforms.md lists them.
SUBSCRIPTIONS = frozenset(
    {
        "message.im",
        "app_mention",
        "app_home_opened",
        "member_joined_channel",
        "member_left_channel",
        "channel_archive",
        "group_archive",
        "channel_rename",
        "app_uninstalled",
        "tokens_revoked",
    }
)


def subscription(event: Json) -> str:
    """Name the subscription that brings this event."""
    if event["type"] != "message":
        return str(event["type"])
    kind = str(event.get("channel_type", "channel"))
    return f"message.{kind}" if kind in ("im", "mpim") else f"message.{kind}s"


def callback(team: "Team", event: Json) -> Json:
    """Wrap an event as the Events API does."""
    world = team.world
    installed = {"enterprise_id": None, "team_id": team.id, "user_id": team.bot_user_id, "is_bot": True}
    return {
        "token": "verification-token",
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": world.app_id,
        "event": {**event, "event_ts": event.get("event_ts") or world.stamp()},
        "type": "event_callback",
        "event_id": world.mint("Ev"),
        "event_time": int(world.clock().timestamp()),
        "authorizations": [{**installed, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": f"4-{world.mint('x')}",
    }


def rate_limited(team: "Team", minute: int) -> Json:
    """Say that the workspace has more events than Slack passes on."""
    head = {"token": "verification-token", "type": "app_rate_limited", "team_id": team.id}
    return {**head, "minute_rate_limited": minute, "api_app_id": team.world.app_id}


def _room(channel: "Channel") -> Json:
    return {"channel": channel.id, "channel_type": "G" if channel.private else "C", "team": channel.team.id}


def joined(channel: "Channel", user: str, inviter: str) -> Json:
    """Say that somebody came into a channel."""
    return {"type": "member_joined_channel", "user": user, "inviter": inviter, **_room(channel)}


def left(channel: "Channel", user: str) -> Json:
    """Say that somebody left a channel."""
    return {"type": "member_left_channel", "user": user, **_room(channel)}


def bot_left(channel: "Channel") -> Json:
    """Tell the bot that it is no longer in a channel."""
    return {"type": "group_left" if channel.private else "channel_left", "channel": channel.id}


def removed_notice(channel: "Channel", by: str) -> Json:
    """Give Slackbot's words to a bot that was thrown out: they come as a DM (slackapi/java-slack-sdk#1062)."""
    text = f"You have been removed from #{channel.name} by <@{by}>"
    where = {"channel": f"D{channel.team.id[1:]}SLACKBOT", "channel_type": "im", "team": channel.team.id}
    ts = channel.world.stamp()
    return {"type": "message", "user": "USLACKBOT", "text": text, "ts": ts, "event_ts": ts, **where}


def archived(channel: "Channel", by: str) -> Json:
    """Say that a channel was archived."""
    kind = "group_archive" if channel.private else "channel_archive"
    return {"type": kind, "channel": channel.id, "user": by, "is_moved": 0}


def renamed(channel: "Channel") -> Json:
    """Say that a channel has another name."""
    kind = "group_rename" if channel.private else "channel_rename"
    return {"type": kind, "channel": {"id": channel.id, "name": channel.name, "created": 0}}


def said(message: "Message") -> Json:
    """Say that somebody wrote to the bot."""
    where = {"channel": message.channel.id, "channel_type": message.channel.kind, "event_ts": message.ts}
    return {**message.payload(), "client_msg_id": message.world.mint("m"), **where}


def mentioned(message: "Message") -> Json:
    """Say that somebody named the bot in a channel."""
    event = {**said(message), "type": "app_mention"}
    del event["channel_type"]
    return event


def edited(message: "Message", before: Json) -> Json:
    """Say that a message reads otherwise now."""
    return {**_changed(message, "message_changed"), "message": message.payload(), "previous_message": before}


def deleted(message: "Message") -> Json:
    """Say that a message is gone."""
    previous = {"previous_message": message.payload(), "deleted_ts": message.ts}
    return {**_changed(message, "message_deleted"), **previous}


def _changed(message: "Message", subtype: str) -> Json:
    ts = message.world.stamp()
    where = {"channel": message.channel.id, "channel_type": message.channel.kind}
    return {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, "event_ts": ts, **where}


def home_opened(person: "Person", tab: str) -> Json:
    """Say that somebody looks at the app's home."""
    event: Json = {"type": "app_home_opened", "user": person.id, "channel": person.im.id, "tab": tab}
    return event | ({"view": person.home.payload()} if tab == "home" and person.home else {})
