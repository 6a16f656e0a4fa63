"""Finding the channel a call names, and the reasons for which Slack refuses it."""

from tests.fakes.slack.asking import Ask
from tests.fakes.slack.channels import Channel
from tests.fakes.slack.messages import Message
from tests.fakes.slack.wire import SlackError


def visible(ask: Ask, argument: str = "channel") -> Channel:
    """Give a channel of this workspace that the bot can see at all: private ones only from within."""
    channel = ask.world.channels.get(ask.text(argument))
    if channel is None or channel.team is not ask.team or (channel.private and not channel.has_bot):
        raise SlackError("channel_not_found")
    return channel


def entered(ask: Ask, argument: str = "channel") -> Channel:
    """Give a channel the bot is in."""
    channel = visible(ask, argument)
    if not channel.has_bot:
        raise SlackError("not_in_channel")
    return channel


def writable(ask: Ask, argument: str = "channel") -> Channel:
    """Give a channel the bot may post in; a user id means the DM, `#name` the channel of that name."""
    name = ask.text(argument)
    if name.startswith(("U", "W")):
        channel = ask.world.im(ask.person(name)) if name in ask.world.people else None
    elif name.startswith("#"):
        channel = ask.world.channel_called(ask.team, name[1:])
    else:
        channel = visible(ask, argument)
    if channel is None:
        raise SlackError("channel_not_found")
    if channel.archived:
        raise SlackError("is_archived")
    if not channel.has_bot:
        raise SlackError("not_in_channel")
    if channel.restricted:
        raise SlackError("restricted_action")
    return channel


def message_in(ask: Ask, channel: Channel, argument: str = "ts") -> Message:
    """Give the message that a call names by its ts."""
    message = channel.find(ask.text(argument))
    if message is None:
        raise SlackError("message_not_found")
    return message
