"""Coordination duty: whose turn it is, handed over by the clock, changed with the consent of those it touches."""

from bot.router import Router
from handlers.duty import (
    asking,
    contacts,
    editing,
    handing_over,
    ordering,
    receiving,
    setting_up,
    showing,
    swapping,
    turns,
)

router = Router(
    showing.router, setting_up.router, asking.router, contacts.router, turns.router, handing_over.router,
    receiving.router, swapping.router, ordering.router, editing.router,
)  # fmt: skip
