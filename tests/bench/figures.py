"""What a burst came to, what was asked of it, and both as plain tables."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import starmap

TRUTH = 3.0  #: seconds after the last ack within which the card must be right, and until which calls are counted


@dataclass(frozen=True, kw_only=True)
class Burst:
    """One burst as the fake saw it; moments and spans in seconds."""

    acks: Sequence[float]  #: from handing out to ack, of each press
    span: float  #: from the first press handed out to the last ack
    calls: int
    edits: int
    true_after: float | None  #: from the last ack until the card stood right; None: not within TRUTH
    cpu: float | None = None  #: seconds of processor that the bot used, where the machine tells

    @property
    def presses(self) -> int:
        return len(self.acks)

    @property
    def rate(self) -> float:
        """Presses per second."""
        return self.presses / self.span

    @property
    def calls_per_press(self) -> float:
        return self.calls / self.presses

    def within(self, share: float) -> float:
        """Say within how many seconds this share of the presses was acked."""
        return sorted(self.acks)[math.ceil(share * self.presses) - 1]


@dataclass(frozen=True)
class Target:
    """What was asked, what was measured, and whether that is enough."""

    asked: str
    measured: str
    reached: bool


def most(asked: str, limit: float, measured: float | None, unit: str = "") -> Target:
    """Ask that a figure be at most (or, for nothing measured, exist at all within) a limit."""
    if measured is None:
        return Target(asked, "never", reached=False)
    return Target(asked, f"{measured:.3g}{unit}", reached=measured <= limit)


def least(asked: str, limit: float, measured: float) -> Target:
    """Ask that a figure be at least a limit."""
    return Target(asked, f"{measured:.2f}", reached=measured >= limit)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out rows under their heads, words to the left and figures to the right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(starmap(_cell, zip(line, widths, strict=True))).rstrip() for line in lines)


def _cell(text: str, width: int) -> str:
    return text.rjust(width) if text[:1].isdigit() or text == "-" else text.ljust(width)


BURST_HEAD = (
    "who", "database", "presses", "per s", "p50 ms", "p95 ms", "max ms", "calls/press", "edits", "true after s",
    "CPU ms/press",
)  # fmt: skip


def burst_row(who: str, database: str, burst: Burst) -> Sequence[str]:
    """Put a burst on one line of the table."""
    waits = [f"{burst.within(share) * 1000:.0f}" for share in (0.5, 0.95, 1.0)]
    true = "never" if burst.true_after is None else f"{max(0.0, burst.true_after):.2f}"
    cpu = "-" if burst.cpu is None else f"{burst.cpu * 1000 / burst.presses:.2f}"
    return (
        who, database, str(burst.presses), f"{burst.rate:.0f}", *waits, f"{burst.calls_per_press:.2f}",
        str(burst.edits), true, cpu,
    )  # fmt: skip
