"""One replica leads, and another takes over when it goes."""

import asyncio
import contextlib
from collections.abc import Iterator

import pytest

from bot.runtime import leading
from storage import Database
from storage.seals import Seals
from tests import postgres


@pytest.fixture(autouse=True)
def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading, "_TRY_EVERY", 0.02)


class Worker:
    """Note who works."""

    def __init__(self) -> None:
        self.working = asyncio.Event()

    async def work(self) -> None:
        self.working.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.working.clear()


async def end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_whoever_holds_the_lock_works_until_cancelled(database: Database) -> None:
    worker = Worker()
    task = asyncio.create_task(leading.lead(database, "kuppi telegram", worker.work))
    async with asyncio.timeout(60):
        await worker.working.wait()
    await end(task)
    assert not worker.working.is_set()


@pytest.fixture
def replicas(postgres_server: str) -> Iterator[tuple[Database, Database]]:
    """Give two replicas of one PostgreSQL database; SQLite has one process by definition."""
    with postgres.database(postgres_server) as url:
        first, second = Database(url, Seals("a key for tests")), Database(url, Seals("a key for tests"))
        yield first, second
        first.close()
        second.close()


async def test_a_second_replica_waits_and_takes_over_when_the_first_goes(replicas: tuple[Database, Database]) -> None:
    first, second = Worker(), Worker()
    leader = asyncio.create_task(leading.lead(replicas[0], "kuppi telegram", first.work))
    async with asyncio.timeout(60):
        await first.working.wait()
    follower = asyncio.create_task(leading.lead(replicas[1], "kuppi telegram", second.work))
    await asyncio.sleep(0.1)
    assert not second.working.is_set()
    await end(leader)
    async with asyncio.timeout(60):
        await second.working.wait()
    await end(follower)


async def test_work_that_fails_is_told_to_the_caller_and_the_lock_is_free_again(database: Database) -> None:
    async def fail() -> None:
        raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        await leading.lead(database, "kuppi telegram", fail)
    lock = await database.lock("kuppi telegram")
    assert lock is not None
    await lock.release()
