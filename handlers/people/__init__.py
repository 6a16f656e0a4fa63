"""One human: their settings, their data, and their selves on several platforms."""

from bot.router import Router
from handlers.people import (
    linking,
    privacy,
    settings,
)

router = Router(settings.router, linking.router, privacy.router)
