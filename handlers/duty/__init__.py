"""Coordination duty: whose turn it is, handed over by the clock, changed with the consent of those it touches."""

from bot.router import Router
from handlers.duty import asking, contacts, handing_over, receiving, setting_up, showing, turns

router = Router(
    showing.router, setting_up.router, asking.router, contacts.router, turns.router, handing_over.router,
    receiving.router,
)  # fmt: skip
