"""What happened, in order: every call of the bot and every update made for it."""

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.updates import QueuedUpdate
from tests.fakes.telegram.wire import Json


@dataclass(slots=True, eq=False)
class Call:
    """One call of the bot: what it asked, when (perf_counter), and what it was told."""

    method: str
    parameters: Json
    at: float
    chat_id: int | None = None
    done_at: float | None = None
    #: HTTP status; 0 until answered, and for ever when the answer never left (dropped, or the caller had gone).
    status: int = 0
    result: Any = None
    description: str = ""
    by_webhook: bool = False

    @property
    def ok(self) -> bool:
        return self.status == 200

    @property
    def response(self) -> Json:
        if self.ok:
            return {"ok": True, "result": self.result}
        return {"ok": False, "error_code": self.status, "description": self.description}


@dataclass(slots=True, eq=False)
class History:
    """By this a test judges what was handed out, confirmed, answered and sent."""

    calls: list[Call] = field(default_factory=list)
    updates: list[QueuedUpdate] = field(default_factory=list)

    @property
    def spoken(self) -> list[Call]:
        """Every call except the polls."""
        return self.calls_to()

    def calls_to(self, *methods: str, chat: int | None = None) -> list[Call]:
        """Give the calls to these methods (to all but getUpdates when none is named), in one chat when given."""
        return [
            call
            for call in self.calls
            if (call.method in methods if methods else call.method != "getUpdates")
            and (chat is None or call.chat_id == chat)
        ]

    @property
    def unconfirmed(self) -> list[QueuedUpdate]:
        """Updates that were handed out and never confirmed."""
        return [update for update in self.updates if update.handed_out and update.confirmed_at is None]
