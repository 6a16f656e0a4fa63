"""pins.*: keeping a message at hand."""

from tests.fakes.slack.asking import Ask, Method
from tests.fakes.slack.methods.places import message_in, writable
from tests.fakes.slack.wire import Json, SlackError

MOST_PINS = 100


def add(ask: Ask) -> Json:
    """Pin a message."""
    channel = writable(ask)
    message = message_in(ask, channel, "timestamp")
    if message in channel.pins:
        raise SlackError("already_pinned")
    if len(channel.pins) >= MOST_PINS:
        raise SlackError("too_many_pins")
    channel.pins.append(message)
    channel.changed()
    return {}


def remove(ask: Ask) -> Json:
    """Take a pin off."""
    channel = writable(ask)
    message = message_in(ask, channel, "timestamp")
    if message not in channel.pins:
        raise SlackError("no_pin")
    channel.pins.remove(message)
    channel.changed()
    return {}


METHODS = (
    Method("pins.add", add, ("channel", "timestamp"), tier=2, scope="pins:write"),
    Method("pins.remove", remove, ("channel", "timestamp"), tier=2, scope="pins:write"),
)
