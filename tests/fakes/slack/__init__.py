"""A wire-level fake of Slack: `async with SlackFake() as slack`."""

from tests.fakes.slack.channels import Channel
from tests.fakes.slack.deeds import Deed, Delivery
from tests.fakes.slack.fake import SlackFake
from tests.fakes.slack.faults import (
    DROP_AFTER,
    DROP_BEFORE,
    SERVER_ERROR,
    SERVER_ERROR_AFTER,
    Fault,
    hang,
    slow_down,
)
from tests.fakes.slack.history import Call, Violation
from tests.fakes.slack.messages import Ephemeral, Message, Shown
from tests.fakes.slack.people import Person
from tests.fakes.slack.rendering import escaped
from tests.fakes.slack.teams import Team
from tests.fakes.slack.views import View
from tests.fakes.slack.wire import Json, NotPossibleError

__all__ = [
    "DROP_AFTER",
    "DROP_BEFORE",
    "SERVER_ERROR",
    "SERVER_ERROR_AFTER",
    "Call",
    "Channel",
    "Deed",
    "Delivery",
    "Ephemeral",
    "Fault",
    "Json",
    "Message",
    "NotPossibleError",
    "Person",
    "Shown",
    "SlackFake",
    "Team",
    "View",
    "Violation",
    "escaped",
    "hang",
    "slow_down",
]
