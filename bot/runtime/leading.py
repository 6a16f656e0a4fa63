"""One leader among replicas: whoever holds the database's lock polls Telegram."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.runtime.ending import seen_through
from storage import Database, Unavailable
from storage.locks import OnlyProcess, SessionLock

_TRY_EVERY = 5.0  #: seconds between looks at the lock
log = logging.getLogger(__name__)


async def lead(database: Database, name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work whenever this replica leads, until cancelled."""
    while True:
        lock = await database.lock(name)
        if lock is None:
            await asyncio.sleep(_TRY_EVERY)
            continue
        log.info("leading: %s", name)
        task = asyncio.ensure_future(work())
        try:
            while not task.done():
                await asyncio.wait([task], timeout=_TRY_EVERY)
                if not await lock.held():
                    raise Unavailable("the lock is lost")
            await task
        except Unavailable as error:
            log.warning("not leading any more: %s", error)
        finally:
            await seen_through(_end(task, lock))


async def _end(task: asyncio.Future[None], lock: SessionLock | OnlyProcess) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await lock.release()
