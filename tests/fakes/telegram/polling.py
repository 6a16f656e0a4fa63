"""getUpdates: confirming by offset, waiting for news, and one poller at a time."""

import asyncio
from collections.abc import Callable

from tests.fakes.telegram.errors import OTHER_POLLER, WEBHOOK_ACTIVE, ApiError, CallerLostError, conflict
from tests.fakes.telegram.updates import QueuedUpdate
from tests.fakes.telegram.wire import Json
from tests.fakes.telegram.world import World

PAGE = 100
LONGEST_WAIT = 50


class Polling:
    """The long poll that waits now, if one does."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: asyncio.Future[ApiError | None] | None = None
        self._next_conflict_at = 0.0
        #: Seconds that a repeated 409 is kept back, as the real server does.
        self.conflict_delay = 3.0

    def wake(self) -> None:
        self._finish(None)

    def abort(self, why: str) -> None:
        self._finish(conflict(why))

    def _finish(self, outcome: ApiError | None) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(outcome)

    async def get_updates(self, parameters: Json, *, webhook: bool, gone: Callable[[], bool]) -> list[QueuedUpdate]:
        """Confirm, then give a page at once or as soon as anything arrives."""
        if webhook:
            await self._refuse(conflict(WEBHOOK_ACTIVE))
        queue = self._world.queue
        limit = self._limit(parameters.get("limit") or PAGE)
        queue.allow(parameters.get("allowed_updates"))
        queue.confirm_before(int(parameters.get("offset") or 0))
        page = queue.page(limit)
        wait = min(int(parameters.get("timeout") or 0), LONGEST_WAIT)
        if not page and wait > 0:
            await self._wait(wait, gone)
            page = queue.page(limit)
        if gone():
            raise CallerLostError
        self._world.hand_out(page)
        return page

    def _limit(self, wanted: int) -> int:
        if not 1 <= wanted <= PAGE:
            self._world.violations.append(f"getUpdates: limit {wanted} is not between 1 and {PAGE}")
        return max(1, min(wanted, PAGE))

    async def _wait(self, seconds: float, gone: Callable[[], bool]) -> None:
        """Take the place of whoever waits; whoever comes later takes ours."""
        self.abort(OTHER_POLLER)
        self._waiting = waiting = asyncio.get_running_loop().create_future()
        try:
            refusal = await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            return
        if refusal and not gone():
            await self._refuse(refusal)

    async def _refuse(self, refusal: ApiError) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() < self._next_conflict_at:
            await self._world.pause(self.conflict_delay)
        else:
            self._next_conflict_at = loop.time() + self.conflict_delay
        raise refusal
