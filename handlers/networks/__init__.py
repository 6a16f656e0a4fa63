"""Networks: their chats, and the people who answer for them."""

from bot.router import Router
from handlers.networks import (
    chats,
    coordinators,
    joining,
)

router = Router(joining.router, chats.router, coordinators.router)
