"""Drawing cards, at the moment they are sent."""

from datetime import datetime

from bot.chat import Message
from bot.router import Router
from bot.wording.delivery import withdrawn
from storage import Transaction
from storage.cards import Card


def drawn(router: Router, card: Card | None, tx: Transaction, at: datetime) -> Message | None:
    """Draw a card as things are now; None when its subject or its chat is no more."""
    if card is None:
        return None
    with tx.savepoint():
        if card.withdrawn:
            return withdrawn(tx.networks.get(card.network).name)
        return router.cards[card.kind](card, tx, at)
