"""What can go wrong between people and Kuppi, by what the caller can do.

* ``Refusal``: shown to the person who asked, in their language;
* ``SlowDown``: the platform wants a pause before the next call to that chat;
* ``Gone``: the chat or person cannot be written to any more, or never could;
* ``Uncertain``: the call may or may not have taken effect.
"""

from bot.chat.events import Address
from bot.chat.messages import Button
from bot.text import Text


class Refusal(Exception):
    """What was asked cannot be done; the reason is for the person."""

    def __init__(self, reason: Text, *, buttons: tuple[tuple[Button, ...], ...] = ()) -> None:
        super().__init__(reason.id)
        self.reason = reason
        self.buttons = buttons


class SlowDown(Exception):
    """The platform asks for a pause, in seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"slow down for {retry_after} s")
        self.retry_after = retry_after


class Gone(Exception):
    """The chat or person cannot be written to; ``why`` is a short code, ``moved`` the new address if there is one."""

    def __init__(self, why: str, moved: Address | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.moved = moved


class Uncertain(Exception):
    """The call may or may not have taken effect."""
