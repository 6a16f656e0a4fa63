"""What people wrote in applications is forgotten by the clock, each as they were promised; only how much is logged."""

import logging
from datetime import datetime

from bot.chat import Event
from bot.domain.calls.call import Call, forgotten_at
from bot.router import Router
from storage import Transaction

router = Router()
log = logging.getLogger(__name__)


@router.tick("call_answers")
def forget(tick: Event, tx: Transaction) -> None:
    """Forget the answers whose time is over, and what reviewers thought of them."""
    forgotten = sum(_forget(call, tick.at, tx) for call in tx.calls.holding(tick.at))
    if forgotten:
        log.info("forgotten: the answers of %d applications", forgotten)


def _forget(call: Call, at: datetime, tx: Transaction) -> int:
    """Forget those without a place by the call's own time, those with one when their group is over."""
    kept = [group.id for group in call.groups if at < forgotten_at(call, group)]
    return tx.applications.forget_answers(call.id, but_seated_in=kept) if at >= forgotten_at(call) else 0
