"""Patience with calls that may be made again."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias, TypeVar

from bot.chat.errors import SlowDown, Uncertain

T = TypeVar("T")
Pause: TypeAlias = Callable[[float], Awaitable[None]]

TRIES = 4
LONGEST = 60.0  #: seconds: an answer that would come later is better not given, people have moved on


async def patiently(call: Callable[[], Awaitable[T]], pause: Pause, *, doubt: float | None = None) -> T:
    """Make a call again where waiting can help, and after ``doubt`` seconds where it may have gone wrong, if given.

    Raises what the last try did.
    """
    for _ in range(TRIES - 1):
        try:
            return await call()
        except SlowDown as slow:
            if slow.retry_after > LONGEST:
                raise
            wait = slow.retry_after
        except Uncertain:
            if doubt is None:
                raise
            wait = doubt
        await pause(wait)
    return await call()
