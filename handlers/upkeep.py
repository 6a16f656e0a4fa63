"""Upkeep by the clock: what has outlived its purpose is forgotten, and only how much is told."""

import logging

from bot.chat import Event
from bot.router import Router
from storage import Transaction

router = Router()
log = logging.getLogger(__name__)

AT_ONCE = 500  #: rows of a kind in a tick


@router.tick("letters")
def wake(tick: Event, tx: Transaction) -> None:
    """Send what waited for its hour."""
    tx.outbox.wake_due(tick.at)


@router.tick("sweep")
def forget(tick: Event, tx: Transaction) -> None:
    """Forget outcomes, letters, drafts and codes after their time."""
    forgotten = {
        "events": tx.events.sweep(tick.at, most=AT_ONCE),
        "letters": tx.outbox.sweep(tick.at, most=AT_ONCE),
        "drafts": tx.drafts.sweep(tick.at, most=AT_ONCE),
        "changes": tx.changes.sweep(tick.at, most=AT_ONCE),
        "merges": tx.selves.sweep(tick.at, most=AT_ONCE),
        "codes": tx.codes.sweep(tick.at, most=AT_ONCE),
        "contacts' codes": tx.organisations.sweep(tick.at, most=AT_ONCE),
        "questions": tx.requests.sweep(tick.at, most=AT_ONCE),
    }
    if any(forgotten.values()):
        log.info("forgotten: %s", ", ".join(f"{count} {what}" for what, count in forgotten.items() if count))
