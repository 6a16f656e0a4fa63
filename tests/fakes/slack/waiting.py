"""Waiting without polling: a pulse beats when something changed, and whoever waits looks again."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Pulse:
    """Wake those who wait for a change."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def beat(self) -> None:
        """Say that something changed."""
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, look: Callable[[], Found | None], within: float, complaint: Callable[[], str]) -> Found:
        """Return what `look` finds, or fail with the complaint after `within` seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while (found := look()) is None:
            left = deadline - loop.time()
            if left <= 0:
                raise AssertionError(complaint())
            await self._next(left)
        return found

    async def _next(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        await asyncio.wait((future,), timeout=seconds)
        self._waiting.discard(future)
