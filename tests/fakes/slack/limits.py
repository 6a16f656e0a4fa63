"""Slack's flood gates: tiers per method and workspace, about one post a second per channel."""

import math
import time
from collections import defaultdict, deque

#: Calls a minute per method and workspace (docs.slack.dev/apis/web-api/rate-limits); 5 is "special", here generous.
TIERS = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}


class Flood:
    """Count calls and refuse the ones too many; a refused call does not count."""

    def __init__(self, *, post_every: float = 1.0, burst: int = 3, minute: float = 60.0) -> None:
        self.post_every = post_every
        self.burst = burst
        self.minute = minute
        self._calls: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._due: dict[tuple[str, str], float] = {}

    def wait(self, method: str, tier: int, team: str, channel: str) -> int:
        """Give the seconds to wait before this call, 0 when it may pass."""
        now = time.monotonic()
        seconds = self._tier_wait((method, team), TIERS[tier], now)
        if not seconds and method == "chat.postMessage":
            seconds = self._post_wait((team, channel), now)
        if not seconds:
            self._calls[method, team].append(now)
        return math.ceil(seconds)

    def _tier_wait(self, key: tuple[str, str], most: int, now: float) -> float:
        calls = self._calls[key]
        while calls and calls[0] <= now - self.minute:
            calls.popleft()
        return calls[0] + self.minute - now if len(calls) >= most else 0.0

    def _post_wait(self, key: tuple[str, str], now: float) -> float:
        due = max(self._due.get(key, now), now)
        allowed_at = due - self.post_every * (self.burst - 1)
        if allowed_at > now:
            return allowed_at - now
        self._due[key] = due + self.post_every
        return 0.0
