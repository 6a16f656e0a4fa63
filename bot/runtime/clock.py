"""The clock: what time it is at the edge, and a tick now and then. Nothing below asks for the time."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.chat import Address, Receive, Sender, Tick

EVERY = 5  #: seconds between ticks; a tick only sweeps what is due, so one lost or doubled does no harm
_CLOCK = Sender("clock", "clock", "clock", bot=True)


def clock_of(file: Path | None) -> Callable[[], datetime]:
    """Give the clock of the edge: the machine's, or a file's instant, read anew each time."""
    if file is None:
        return lambda: datetime.now(UTC)
    return lambda: _instant(file.read_text(encoding="utf-8").strip())


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("CLOCK_FILE: an instant needs a zone, for example 2026-12-01T12:00:00+02:00")
    return at.astimezone(UTC)


def ticking(receive: Receive, now: Callable[[], datetime], *, every: float = EVERY) -> AsyncIOScheduler:
    """Make the scheduler that ticks; start it inside the running loop."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(
        _tick(receive, now), "interval", seconds=every, misfire_grace_time=None, coalesce=True, max_instances=1,
        next_run_time=datetime.now(UTC),
    )  # fmt: skip
    return scheduler


def _tick(receive: Receive, now: Callable[[], datetime]) -> Callable[[], Awaitable[None]]:
    async def tick() -> None:
        where = Address("clock", "clock")
        with contextlib.suppress(asyncio.CancelledError):  # the end came during a tick; the next start sweeps again
            await receive([Tick(key=f"tick:{uuid4()}", at=now(), who=_CLOCK, where=where, private=True)])

    return tick
