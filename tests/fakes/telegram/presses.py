"""A press on a button, from the finger to the answer."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fakes.telegram.posts import Post

if TYPE_CHECKING:
    from tests.fakes.telegram.people import Person
    from tests.fakes.telegram.updates import QueuedUpdate


@dataclass(frozen=True, slots=True)
class Toast:
    """What answerCallbackQuery showed: a line at the top, an alert, a link that opened, or nothing."""

    text: str | None
    alert: bool
    url: str | None
    at: float


@dataclass(slots=True, eq=False)
class Press:
    """What became of one press; moments are perf_counter."""

    query_id: str
    person: "Person"
    post: Post
    data: str | None
    #: Unix time by the fake's clock; a query grows too old by it.
    made_at: float
    pressed_at: float = field(default_factory=time.perf_counter)
    update: "QueuedUpdate | None" = None
    #: The link that a link button opened instead of asking the bot.
    opened: str | None = None
    answers: list[Toast] = field(default_factory=list)
    _waiting: asyncio.Event | None = None

    @property
    def handed_out_at(self) -> float | None:
        return self.update.handed_out[0] if self.update and self.update.handed_out else None

    @property
    def answered_at(self) -> float | None:
        return self.answers[0].at if self.answers else None

    @property
    def confirmed(self) -> bool:
        return self.update is not None and self.update.confirmed

    async def answered(self, timeout: float = 30.0) -> Toast:  # noqa: ASYNC109 -- a test's own patience
        assert self.update is not None, f"{self.post.text!r}: a link button asks the bot nothing"
        if not self.answers:
            self._waiting = self._waiting or asyncio.Event()
            try:
                await asyncio.wait_for(self._waiting.wait(), timeout)
            except TimeoutError:
                fate = f"handed out {len(self.update.handed_out)} times, confirmed: {self.confirmed}"
                raise AssertionError(f"the press {self.data!r} was not answered in {timeout} s ({fate})") from None
        return self.answers[0]

    def answer(self, toast: Toast) -> None:
        self.answers.append(toast)
        if self._waiting:
            self._waiting.set()
