"""The stage of every story, and what is held at the end of each: nobody's rules broken, nothing of ours failed."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.runtime import delivery, pacing
from storage import transaction
from storage.lanes import Pace
from tests.fakes.slack import SlackFake
from tests.fakes.telegram import TelegramFake
from tests.stories.cast import Cast, Stage, founded


@pytest.fixture
def real_pace() -> None:
    """Keep to the pace that the platforms bear; ``brisk`` looks for this."""


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let cards be redrawn at once: a story with ``real_pace`` keeps to what the platforms bear."""
    if "real_pace" in request.fixturenames:
        return
    monkeypatch.setattr(delivery, "_REDRAWN_EVERY", 20)
    monkeypatch.setattr(transaction, "GATHERING", 20)
    for name in ("_GROUP", "_PRIVATE", "_SLACK"):
        monkeypatch.setattr(pacing, name, Pace(every=0, burst=1_000, kept=0))


@pytest.fixture
def nothing_failed(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Hold that no bug of ours was caught and apologised for."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR] == []


@pytest.fixture
def by_web(request: pytest.FixtureRequest) -> bool:
    """Tell which way the platforms come: by our polls and sockets, or to our HTTP doors where a story asks for it."""
    return bool(getattr(request, "param", False))


@pytest.fixture
async def stage(database_url: str, tmp_path: Path, nothing_failed: None, by_web: bool) -> AsyncIterator[Stage]:  # noqa: ARG001
    """Give the stage with Kuppi on it."""
    async with TelegramFake() as telegram, SlackFake() as slack:
        stage = Stage(database_url, tmp_path, telegram, slack, by_web=by_web)
        await stage.opens()
        try:
            yield stage
        finally:
            await stage.closes()
        assert telegram.violations == []
        assert slack.violations == []
        assert slack.history.odd_acks == []


@pytest.fixture
async def cast(stage: Stage) -> Cast:
    """Give a founded network with a group and a channel."""
    return await founded(stage)
