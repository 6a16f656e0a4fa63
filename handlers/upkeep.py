"""Upkeep by the clock: what has outlived its purpose is forgotten."""

from bot.chat import Event
from bot.router import Router
from storage import Transaction

router = Router()


@router.tick("letters")
def wake(tick: Event, tx: Transaction) -> None:
    """Send what waited for its hour."""
    tx.outbox.wake_due(tick.at)


@router.tick("sweep")
def forget(tick: Event, tx: Transaction) -> None:
    """Forget outcomes, drafts, codes and changes after their time."""
    tx.events.sweep(tick.at)
    tx.drafts.sweep(tick.at)
    tx.codes.sweep(tick.at)
    tx.changes.sweep(tick.at)
    tx.organisations.sweep(tick.at)
    tx.requests.sweep(tick.at)
