"""What may go wrong on the way: the faults a test plans and the order they strike in."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["error", "slow_down", "server_error", "hang", "drop"]


@dataclass(frozen=True)
class Fault:
    """One misfortune; `after` says the call took effect before it struck."""

    kind: Kind
    error: str = ""
    seconds: float = 0.0
    after: bool = False


#: The connection is cut before the call took effect, and after it did: to the caller they look alike.
DROP_BEFORE = Fault("drop")
DROP_AFTER = Fault("drop", after=True)
#: HTTP 500 without and with the effect.
SERVER_ERROR = Fault("server_error")
SERVER_ERROR_AFTER = Fault("server_error", after=True)


def slow_down(retry_after: int = 1) -> Fault:
    """HTTP 429 with `Retry-After`."""
    return Fault("slow_down", seconds=retry_after)


def hang(seconds: float, *, after: bool = False) -> Fault:
    """Keep the caller waiting; the effect comes when the wait ends, or before it with `after`."""
    return Fault("hang", seconds=seconds, after=after)


@dataclass
class Planned:
    """A fault that waits for its call; `times=None` strikes for ever."""

    method: str
    channel: str | None
    times: int | None
    fault: Fault

    def fits(self, method: str, channel: str) -> bool:
        """Tell whether this call is the one meant."""
        wanted = self.times is None or self.times > 0
        any_method = self.method == "*" and method not in ("response_url", "upload", "socket")
        return wanted and (any_method or self.method == method) and self.channel in (None, channel)


class Faults:
    """The plan of misfortunes, the earliest planned first."""

    def __init__(self) -> None:
        self.planned: list[Planned] = []

    def plan(self, method: str, channel: str | None, times: int | None, how: str | Fault) -> None:
        """Let the next `times` calls of the method fail."""
        fault = Fault("error", error=how) if isinstance(how, str) else how
        self.planned.append(Planned(method, channel, times, fault))

    def take(self, method: str, channel: str) -> Fault | None:
        """Give the fault planned for this call, using it up."""
        for planned in self.planned:
            if planned.fits(method, channel):
                if planned.times is not None:
                    planned.times -= 1
                return planned.fault
        return None

    def clear(self) -> None:
        """Forget every planned fault: the weather is fine again."""
        self.planned.clear()
