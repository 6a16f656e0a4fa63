"""Flood control as Telegram describes it: a burst, then about one a second; twenty a minute in a group."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.telegram.errors import too_many_requests

MINUTE = 60.0


@dataclass(slots=True)
class Flood:
    """Counts sendings and edits; a refused one costs nothing but the wait it is told. Seconds of `timer`."""

    per_group_minute: int = 20
    per_second: float = 1.0
    burst: int = 3
    overall_per_second: int = 30
    timer: Callable[[], float] = time.monotonic
    refused: int = 0
    _recent: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _full_at: dict[int, float] = field(default_factory=dict)
    _overall: deque[float] = field(default_factory=deque)

    def spend(self, chat_id: int) -> None:
        now = self.timer()
        wait = max(self._burst_wait(chat_id, now), _window_wait(self._overall, now, 1.0, self.overall_per_second))
        if chat_id < 0:
            wait = max(wait, _window_wait(self._recent[chat_id], now, MINUTE, self.per_group_minute))
        if wait > 0:
            self.refused += 1
            raise too_many_requests(max(1, math.ceil(wait)))
        self._full_at[chat_id] = max(now, self._full_at.get(chat_id, now)) + 1 / self.per_second
        self._recent[chat_id].append(now)
        self._overall.append(now)

    def _burst_wait(self, chat_id: int, now: float) -> float:
        """Keep a bucket of `burst` tokens, stored as the moment it will be full again."""
        return self._full_at.get(chat_id, now) - now - (self.burst - 1) / self.per_second


def _window_wait(moments: deque[float], now: float, span: float, limit: int) -> float:
    while moments and moments[0] <= now - span:
        moments.popleft()
    return moments[-limit] + span - now if len(moments) >= limit else 0.0
