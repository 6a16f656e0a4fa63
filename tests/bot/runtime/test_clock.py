"""The edge's clock and its ticks."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.chat import SILENCE, Answer, Event, Tick
from bot.runtime.clock import clock_of, ticking


def test_the_machines_clock_is_aware() -> None:
    assert clock_of(None)().utcoffset() is not None


def test_a_clock_file_is_read_anew_each_time(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    now = clock_of(file)
    file.write_text("2026-12-01T12:00:00+02:00\n", encoding="utf-8")
    assert now() == datetime(2026, 12, 1, 10, tzinfo=UTC)
    file.write_text("2026-12-02T08:30:00Z", encoding="utf-8")
    assert now() == datetime(2026, 12, 2, 8, 30, tzinfo=UTC)


def test_a_clock_file_without_a_zone_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("2026-12-01T12:00:00", encoding="utf-8")
    with pytest.raises(ValueError, match="zone"):
        clock_of(file)()


async def test_the_clock_ticks_with_the_edges_time_and_goes_on_after_a_tick_that_failed() -> None:
    at = datetime(2026, 12, 1, 10, tzinfo=UTC)
    ticks: list[Event] = []
    enough = asyncio.Event()

    async def receive(events: Sequence[Event]) -> list[Answer]:
        ticks.extend(events)
        if len(ticks) == 1:
            raise RuntimeError("the database was away")
        enough.set()
        return [SILENCE]

    scheduler = ticking(receive, lambda: at, every=0.01)
    scheduler.start()
    try:
        async with asyncio.timeout(60):
            await enough.wait()
    finally:
        scheduler.shutdown(wait=False)
    assert all(isinstance(tick, Tick) and tick.at == at for tick in ticks)
    assert len({tick.key for tick in ticks}) == len(ticks)
