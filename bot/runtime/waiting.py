"""Events on their way through a page, and where their answers go."""

import asyncio
from dataclasses import dataclass, field

from bot.chat import Answer, Event


@dataclass
class Waiting:
    """Hold an event, and whoever waits for its answer."""

    event: Event
    answer: asyncio.Future[Answer] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def give(self, answer: Answer) -> None:
        """Give the answer, unless nobody waits for it any more."""
        if not self.answer.done():
            self.answer.set_result(answer)

    def fail(self, error: BaseException) -> None:
        """Say that there is none."""
        if not self.answer.done():
            self.answer.set_exception(error)
