"""Ending in order."""

import asyncio
import contextlib
from collections.abc import Coroutine


async def seen_through(work: Coroutine[None, None, None]) -> None:
    """Do work to its end, however often we are told to stop meanwhile."""
    task = asyncio.ensure_future(work)
    while not task.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(task)
