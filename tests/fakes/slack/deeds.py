"""What a person did, how it was handed to the bot, and what came of it."""

import asyncio
import time
from collections.abc import Coroutine, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tests.fakes.slack.waiting import Pulse
from tests.fakes.slack.wire import Json, NotPossibleError

if TYPE_CHECKING:
    from tests.fakes.slack.channels import Channel
    from tests.fakes.slack.history import Response
    from tests.fakes.slack.messages import Shown
    from tests.fakes.slack.people import Person
    from tests.fakes.slack.teams import Team
    from tests.fakes.slack.views import View

Kind = Literal["events_api", "slash_commands", "interactive"]
#: These acks may carry an answer (docs.slack.dev/apis/events-api/using-socket-mode); a press's may not.
_ANSWERABLE = frozenset({"slash_commands", "view_submission", "block_suggestion"})


@dataclass(eq=False)
class Deed:
    """One thing that happened in Slack and was told to the bot."""

    kind: Kind
    payload: Json
    team: "Team"
    person: "Person | None" = None
    channel: "Channel | None" = None
    #: The message pressed or written, the view submitted.
    message: "Shown | None" = None
    view: "View | None" = None
    #: Nobody told the bot: it is not subscribed, not installed, or it was plain chat.
    silent: bool = False
    at: float = field(default_factory=time.perf_counter)
    deliveries: list["Delivery"] = field(default_factory=list)
    #: What came to its response_url.
    responses: list["Response"] = field(default_factory=list)
    #: What its person alone was shown because of it.
    private: list["Shown"] = field(default_factory=list)
    #: The options a block_suggestion was answered with.
    options: list[Json] = field(default_factory=list)
    #: Why it came to nothing: `timeout`, `not_connected`, `http_error`, …; the person saw an error.
    failed: str = ""
    pulse: Pulse = field(default_factory=Pulse)

    @property
    def what(self) -> str:
        """Slack's word for it: message, app_mention, slash_commands, block_actions, view_submission, …."""
        if self.kind == "events_api":
            return str(self.payload.get("event", self.payload).get("type", ""))
        return "slash_commands" if self.kind == "slash_commands" else str(self.payload.get("type", ""))

    @property
    def accepts_payload(self) -> bool:
        """Whether the ack may carry an answer."""
        return self.what in _ANSWERABLE

    @property
    def handed_out_at(self) -> float | None:
        """When it first left Slack (`time.perf_counter()`)."""
        return self.deliveries[0].sent_at if self.deliveries else None

    @property
    def _ack(self) -> "Delivery | None":
        return next((delivery for delivery in self.deliveries if delivery.acked_at and not delivery.late), None)

    @property
    def acked_at(self) -> float | None:
        """When the first ack in time came (`time.perf_counter()`)."""
        return self._ack.acked_at if self._ack else None

    @property
    def ack_payload(self) -> Json | None:
        """What that ack carried."""
        return self._ack.ack_payload if self._ack else None

    @property
    def late(self) -> bool:
        """Whether an ack came too late."""
        return any(delivery.late for delivery in self.deliveries)

    @property
    def trigger_id(self) -> str:
        """Its trigger, good for three seconds and one view."""
        return str(self.payload["trigger_id"])

    @property
    def response_url(self) -> str:
        """Where it may be answered, five times in thirty minutes."""
        return str(self.payload["response_url"])

    @property
    def event_id(self) -> str:
        """The event's id, the same in every retry."""
        return str(self.payload["event_id"])

    def acked(self, timeout: float = 30.0) -> Coroutine[Any, Any, "Deed"]:
        """Wait until it is acked in time; fails at once when it came to nothing."""
        return self.pulse.until(self._settled, timeout, lambda: f"{self.what} was not acked in {timeout} s")

    def _settled(self) -> "Deed | None":
        if self.silent:
            raise NotPossibleError(f"{self.what} was never told to the bot, so nobody can ack it")
        if self.acked_at is None and self.failed:
            raise AssertionError(f"{self.what} failed: {self.failed}")
        return self if self.acked_at else None

    def __await__(self) -> Generator[Any, Any, "Deed"]:
        return self.acked().__await__()

    def answered(self, timeout: float = 30.0) -> Coroutine[Any, Any, str]:
        """Wait for what its person was shown privately: an only-you message, or in the DM a message."""
        if self.person is None:
            raise NotPossibleError("nobody did this, so nobody is answered")
        return self.person.pulse.until(self._answer, timeout, lambda: f"{self.what} was not answered in {timeout} s")

    def _answer(self) -> str | None:
        if self.private:
            return self.private[0].plain
        if self.person is None or self.channel is None:
            return None
        seen: list[Shown] = [shown for shown in self.person.unasked if shown.channel is self.channel]
        if self.channel is self.person.im:
            seen += self.channel.posts
        return next((shown.plain for shown in seen if shown.born > self.at), None)


@dataclass(eq=False)
class Delivery:
    """One attempt to hand a deed to the bot."""

    deed: Deed
    #: The envelope's id; over HTTP one of the fake's own.
    envelope_id: str
    attempt: int = 0
    reason: str = ""
    #: Which way it went: `socket 1` or the request URL; "" when there was none.
    via: str = ""
    sent_at: float | None = None
    acked_at: float | None = None
    late: bool = False
    ack_payload: Json | None = None
    #: Why this attempt failed, or "".
    failed: str = ""
    timer: asyncio.TimerHandle | None = field(default=None, repr=False)

    def acked(self, timeout: float = 30.0) -> Coroutine[Any, Any, "Delivery"]:
        """Wait for this very attempt's ack."""
        complaint = f"attempt {self.attempt} of {self.deed.what} was not acked in {timeout} s"
        return self.deed.pulse.until(lambda: self if self.acked_at else None, timeout, lambda: complaint)

    def envelope(self) -> Json:
        """Spell it for Socket Mode."""
        deed = self.deed
        retry = {"retry_attempt": self.attempt, "retry_reason": self.reason} if deed.kind == "events_api" else {}
        head = {"envelope_id": self.envelope_id, "payload": deed.payload, "type": deed.kind}
        return {**head, "accepts_response_payload": deed.accepts_payload, **retry}
