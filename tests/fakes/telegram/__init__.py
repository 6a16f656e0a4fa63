"""A fake of the Telegram Bot API, on the wire: as strict as the real one, and with people in it.

async with TelegramFake() as telegram:
    anna = telegram.person(1001, "Anna", language="fi")
    group = telegram.group(-100500, "Tuottajat KS")
    group.add_bot(by=anna, admin=True)
    anna.says("/tapaamiset", in_=group)
    card = await group.sees("Kulttuurikuppi")
    toast = await anna.presses(card, "Tulen").answered()
    assert telegram.violations == []
"""

from tests.fakes.telegram.fake import TelegramFake
from tests.fakes.telegram.faults import (
    Fault,
    drop_after_effect,
    drop_before_effect,
    hang,
    refuse,
    server_error,
    too_many,
)
from tests.fakes.telegram.flood import Flood
from tests.fakes.telegram.groups import Group
from tests.fakes.telegram.history import Call, History
from tests.fakes.telegram.keyboard import Button
from tests.fakes.telegram.people import Person
from tests.fakes.telegram.posts import Post
from tests.fakes.telegram.presses import Press, Toast
from tests.fakes.telegram.updates import QueuedUpdate

__all__ = [
    "Button",
    "Call",
    "Fault",
    "Flood",
    "Group",
    "History",
    "Person",
    "Post",
    "Press",
    "QueuedUpdate",
    "TelegramFake",
    "Toast",
    "drop_after_effect",
    "drop_before_effect",
    "hang",
    "refuse",
    "server_error",
    "too_many",
]
