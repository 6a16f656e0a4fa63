"""Events that failed: kept sealed for somebody to look at, and told of in the log without what people wrote."""

import traceback

from bot.chat import Answer, Event, Tick
from bot.chat.codec import dump
from storage import Transaction


def keep_failed(tx: Transaction, *, event: Event, error: Exception, answer: Answer) -> None:
    """Keep a failed event with its apology, in a transaction that does nothing else; a tick is not kept."""
    if not isinstance(event, Tick) and tx.events.claim([event.key], event.at):
        said, kept = {event.key: dump(answer)}, {event.key: raw(event, error)}
        tx.events.settle(said, kept, {event.key: event.who.address})


def raw(event: Event, error: Exception) -> str:
    """Write down an event that failed, for its seal."""
    return f"{type(error).__name__} {event!r}"


def trace(error: BaseException) -> str:
    """Say where an error came from, without its text: that may hold what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return f"{type(error).__name__} at " + " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(frames))
