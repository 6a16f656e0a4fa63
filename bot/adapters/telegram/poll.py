"""Bringing updates in: fetch a page raw, have it committed, answer it, and only then confirm it by the next offset.

The cursor lives in memory and is dropped at any trouble: Telegram then begins again with the oldest update that was not
confirmed. Nothing is guessed, so nothing is lost.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.adapters.telegram.giving import Giving
from bot.adapters.telegram.transport import Declined, Doubtful, Wire
from bot.adapters.telegram.updates import KINDS, Account, Heard, heard
from bot.chat import Answer, Pause, Receive, Unreadable

log = logging.getLogger(__name__)

PAGE = 50  #: events in one transaction
WAIT = 25  #: seconds that Telegram holds a poll when there is nothing
MARGIN = 10.0  #: seconds more before we take the poll for lost
LEAVING = 2.0  #: seconds that the last call may take
DEADLINE = 2.0  #: seconds that answers may hold the next page up
CONFLICT_PAUSE = 3.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0


class Polling:
    """Poll."""

    def __init__(
        self, bot: Bot, wire: Wire, account: Account, giving: Giving, *, now: Callable[[], datetime], pause: Pause
    ) -> None:
        self._bot = bot
        self._wire = wire
        self._account = account
        self._giving = giving
        self._now = now
        self._pause = pause
        self._given: set[str] = set()  #: keys answered but not yet confirmed, so that no redelivery is answered twice
        self._cursor: int | None = None  #: what the next call confirms; dropped at any trouble
        self._failures = 0
        self._told = ""

    async def run(self, receive: Receive) -> None:
        """Poll until cancelled."""
        try:
            while True:
                await self._turn_or_recover(receive)
        finally:
            await self._take_leave()

    async def _turn_or_recover(self, receive: Receive) -> None:
        try:
            await self._turn(receive)
        except Exception as error:  # noqa: BLE001 - whatever it was: nothing is confirmed, everything comes again
            self._cursor = None
            await self._recover(error)
        else:
            self._failures, self._told = 0, ""

    async def _turn(self, receive: Receive) -> None:
        """Take one batch from fetching to answering; the next call confirms it."""
        batch = await self._fetch(wait=WAIT)
        if self._cursor is not None:
            self._given.clear()
        giving = await self._take(batch, receive)
        # None after an empty batch: the last call confirmed all there was, and update ids may start anew below ours
        # after a quiet week
        self._cursor = max((raw["update_id"] for raw in batch), default=-1) + 1 or None
        if giving:
            await asyncio.wait(giving, timeout=DEADLINE)

    async def _take_leave(self) -> None:
        """Confirm what was answered, or it would be answered again at the next start."""
        if self._cursor is None or not await self._giving.rest():
            return
        try:
            await self._fetch(wait=0, most=1)
        except Exception as error:  # noqa: BLE001 - then it comes again, and is answered from what is stored
            self._tell(error)

    async def _fetch(self, *, wait: int, most: int = 100) -> list[dict[str, Any]]:
        fields = {"limit": str(most), "timeout": str(wait), "allowed_updates": json.dumps(KINDS)}
        if self._cursor is not None:
            fields["offset"] = str(self._cursor)
        found = await self._wire.raw(f"{self._bot.base_url}/getUpdates", fields, wait + (MARGIN if wait else LEAVING))
        numbered = [raw for raw in found if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)]
        if found and not numbered:
            raise Doubtful("a page of updates without numbers")  # it can be neither parked nor confirmed
        return numbered

    async def _take(self, batch: Sequence[dict[str, Any]], receive: Receive) -> set[asyncio.Task[None]]:
        """Have a batch committed page by page, and answer each page while the next is being committed."""
        at = self._now()
        events = [one for raw in batch if (one := heard(raw, self._account, at)) is not None]
        giving: set[asyncio.Task[None]] = set()
        for page in _pages(events):
            answers = await receive([one.event for one in page])
            giving.update(self._give(page, answers))
        return giving

    def _give(self, page: Sequence[Heard], answers: Sequence[Answer]) -> Iterator[asyncio.Task[None]]:
        for one, answer in zip(page, answers, strict=True):
            key = one.event.key
            if key in self._given or isinstance(one.event, Unreadable):
                continue
            self._given.add(key)
            yield self._giving.begin(one, answer)

    # -- trouble ------------------------------------------------------------------------------------------

    async def _recover(self, error: Exception) -> None:
        """Wait as long as the trouble asks for."""
        self._failures += 1
        self._tell(error)
        pause = min(FIRST_PAUSE * 2 ** min(self._failures - 1, 10), LONGEST_PAUSE)
        if isinstance(error, Declined):
            if error.code == 409 and "webhook" in error.words:
                await self._delete_webhook()
            elif error.code == 409:
                pause = CONFLICT_PAUSE
            pause = error.retry_after or pause
        await self._pause(pause)

    async def _delete_webhook(self) -> None:
        """Take the updates that wait for a webhook; both ways cannot be had."""
        try:
            await self._bot.delete_webhook()
        except TelegramError as trouble:
            self._tell(trouble)

    def _tell(self, error: Exception) -> None:
        """Log a trouble once, until something works again; only Telegram's words are known to name nobody."""
        words = str(error) if isinstance(error, TelegramError) else type(error).__name__
        if words != self._told:
            self._told = words
            log.warning("polling: %s", words)


def _pages(events: Sequence[Heard]) -> Iterator[Sequence[Heard]]:
    return (events[start : start + PAGE] for start in range(0, len(events), PAGE))
