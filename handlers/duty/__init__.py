"""Coordination duty: whose turn it is, handed over by the clock, changed with the consent of those it touches."""

from bot.router import Router
from handlers.duty import (
    asking,
    contacts,
    editing,
    feeds,
    handing_over,
    ordering,
    receiving,
    setting_up,
    showing,
    signs,
    swapping,
    turns,
)

_FIXED = Router(
    showing.router, setting_up.router, asking.router, contacts.router, handing_over.router, receiving.router,
    swapping.router, ordering.router, editing.router, signs.router,
)  # fmt: skip


def duty_of(public_url: str = "") -> Router:
    """Make the router of the duty; ``public_url`` is where the world reaches Kuppi, if it does."""
    return Router(_FIXED, turns.turns(public_url), feeds.feeds(public_url))
