"""The fake's memory: what was called, handed out, acked and answered, and which rules were broken."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tests.fakes.slack.wire import Json

if TYPE_CHECKING:
    from tests.fakes.slack.deeds import Deed, Delivery


@dataclass(frozen=True)
class Violation:
    """A rule of Slack's that the bot broke without Slack refusing it."""

    rule: str
    detail: str


@dataclass
class Call:
    """One Web API call; `at` is `time.perf_counter()`, `when` the fake's clock."""

    method: str
    at: float
    when: datetime
    team: str = ""
    args: Json = field(default_factory=dict)
    status: int = 0
    response: Json = field(default_factory=dict)
    fault: str = ""
    #: The seconds it was told to wait.
    retry_after: int = 0
    #: It came before the `Retry-After` of an earlier refusal was over.
    too_early: bool = False

    @property
    def channel(self) -> str:
        """The channel it named, or ""."""
        return str(self.args.get("channel") or self.args.get("channel_id") or "")

    @property
    def ok(self) -> bool:
        """Whether the caller was told that it worked."""
        return self.response.get("ok") is True

    @property
    def error(self) -> str:
        """Slack's word for what was wrong, or ""."""
        return str(self.response.get("error", ""))


@dataclass(frozen=True)
class Response:
    """One use of a `response_url`."""

    deed: "Deed"
    body: Json
    at: float
    status: int
    error: str = ""


@dataclass
class SocketLife:
    """One Socket Mode connection; times are `time.perf_counter()`."""

    number: int
    opened_at: float
    closed_at: float | None = None
    told: list[str] = field(default_factory=list)


class History:
    """Everything that passed between the bot and Slack, oldest first."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.envelopes: list[Delivery] = []
        self.responses: list[Response] = []
        self.sockets: list[SocketLife] = []
        #: Late, unknown and repeated acks: (envelope_id, what was odd).
        self.odd_acks: list[tuple[str, str]] = []

    def of(self, method: str, channel: str | None = None, *, ok: bool | None = None) -> list[Call]:
        """Give the calls of one method, if wished of one channel or one outcome."""
        return [
            call
            for call in self.calls
            if call.method == method and channel in (None, call.channel) and ok in (None, call.ok)
        ]
