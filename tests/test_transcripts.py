"""Golden transcripts: whole conversations as people see them, replayed through the local platform on both databases.

They begin on Monday 23.11.2026 at 10. A line ``> :kello 2026-12-01 12.00`` moves the clock (Finnish time).
Written anew with ``KUPPI_WRITE_TRANSCRIPTS=1``.
"""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from bot.__main__ import Kuppi
from bot.runtime import clock, delivery
from storage import codes, transaction
from tests.dialogue import Spoken, replay, transcripts
from tests.running import settings_for

BEGINNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HELSINKI = ZoneInfo("Europe/Helsinki")
_CLOCK = ":kello "


class Told:
    """Kuppi on the local platform, a line at a time: first what is answered, then what is delivered, chat by chat."""

    def __init__(self, kuppi: Kuppi, clock_file: Path) -> None:
        self._kuppi = kuppi
        self._clock_file = clock_file
        self._spoken = Spoken(kuppi.local)

    async def say(self, line: str) -> list[str]:
        answered = await self._moves(line) if line.startswith(_CLOCK) else await self._spoken.say(line)
        await self._kuppi.delivery.idle()
        return answered + sorted(self._spoken.seen(), key=lambda seen: seen.partition(" ")[0])

    async def _moves(self, line: str) -> list[str]:
        now = datetime.strptime(line.removeprefix(_CLOCK), "%Y-%m-%d %H.%M").replace(tzinfo=HELSINKI)
        self._clock_file.write_text(now.isoformat(), encoding="utf-8")
        await clock._tick(self._kuppi.dispatch.receive, self._kuppi.now)()
        return []


@pytest.fixture
async def told(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Told]:
    """Give Kuppi with Anna for admin; its codes come in the order of the alphabet."""
    letters = itertools.cycle(codes._ALPHABET)
    monkeypatch.setattr(codes, "secrets", SimpleNamespace(choice=lambda _: next(letters)))
    monkeypatch.setattr(delivery, "_REDRAWN_EVERY", 0)
    monkeypatch.setattr(transaction, "GATHERING", 0)
    clock_file = tmp_path / "now"
    clock_file.write_text(BEGINNING.isoformat(), encoding="utf-8")
    kuppi = Kuppi(settings_for(database_url, admins="local:Anna", clock_file=clock_file), terminal=True)
    kuppi.local.opens(kuppi.dispatch.receive)
    delivering = asyncio.create_task(kuppi.delivery.run())
    try:
        yield Told(kuppi, clock_file)
    finally:
        delivering.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await delivering
        await kuppi.close()


@pytest.mark.parametrize("transcript", transcripts(), ids=lambda path: path.stem)
async def test_a_transcript_goes_as_it_is_kept(told: Told, transcript: Path) -> None:
    await replay(transcript, told)


def test_there_are_transcripts() -> None:
    assert len(transcripts()) >= 4
