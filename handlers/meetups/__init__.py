"""A meetup's whole life: announced, answered, changed, reminded of, held, or called off."""

from bot.router import Router
from handlers.meetups import (
    announcements,
    cancelling,
    changes,
    copying,
    door,
    history,
    holding,
    infotexts,
    reminders,
    scheduling,
    signups,
    watching,
)

router = Router(
    signups.router,
    door.router,
    announcements.router,
    changes.router,
    cancelling.router,
    copying.router,
    infotexts.router,
    history.router,
    holding.router,
    scheduling.router,
    watching.router,
    reminders.router,
)
