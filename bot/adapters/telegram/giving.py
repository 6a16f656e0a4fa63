"""Answers under way: those to one person in one place are given in the order they spoke, nobody waits for another."""

import asyncio
from functools import partial
from typing import TypeAlias

from bot.adapters.telegram.answers import Answers
from bot.adapters.telegram.updates import Heard
from bot.chat import Address, Answer

CLOSING = 2.0  #: seconds that answers have left when we close

Turn: TypeAlias = tuple[str, Address]  #: who spoke, and where


class Giving:
    """Give answers beside whatever brings events in."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._under_way: set[asyncio.Task[None]] = set()
        self._latest: dict[Turn, asyncio.Task[None]] = {}

    def begin(self, one: Heard, answer: Answer, *, acknowledged: bool = False) -> asyncio.Task[None]:
        """Give an answer after those of the same turn; ``acknowledged`` when its button has been answered."""
        turn = _turn(one)
        task = asyncio.create_task(self._after(self._latest.get(turn), one, answer, acknowledged=acknowledged))
        self._latest[turn] = task
        self._under_way.add(task)
        task.add_done_callback(partial(self._ended, turn))
        return task

    def is_busy(self, one: Heard) -> bool:
        """Tell whether something said earlier there is still being answered."""
        return _turn(one) in self._latest

    async def rest(self) -> bool:
        """Let the answers under way end, for a moment; False when some have not."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=CLOSING)
        return not self._under_way

    async def close(self) -> None:
        """Let the answers under way end, for a moment, and give up the rest."""
        await self.rest()
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _after(
        self, before: asyncio.Task[None] | None, one: Heard, answer: Answer, *, acknowledged: bool
    ) -> None:
        if before is not None:
            await asyncio.wait([before])
        await self._answers.give(one, answer, acknowledged=acknowledged)

    def _ended(self, turn: Turn, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if self._latest.get(turn) is task:
            del self._latest[turn]


def _turn(one: Heard) -> Turn:
    return one.event.who.id, one.event.where
