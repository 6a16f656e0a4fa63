"""All that people can do: the routers of every capability, merged."""

from bot.router import Router
from handlers import (
    announcements,
    applying,
    calling_off,
    calls,
    cancelling,
    changes,
    coordinators,
    copying,
    deciding,
    door,
    helping,
    history,
    holding,
    home,
    infotexts,
    linking,
    networks,
    pairing,
    placing,
    privacy,
    reminders,
    reviewing,
    scheduling,
    settings,
    signups,
    upkeep,
    watching,
)
from handlers.duty import duty_of
from handlers.help import help_of
from handlers.questions import questions


def routes(public_url: str = "") -> Router:
    """Merge the routers of all capabilities; help comes last, for it tells of the others."""
    capabilities = Router(
        signups.router, door.router, home.router, calls.router, applying.router, announcements.router, settings.router,
        networks.router, coordinators.router, changes.router, cancelling.router, copying.router, infotexts.router,
        history.router, holding.router, scheduling.router, watching.router, duty_of(public_url), reminders.router,
        privacy.router, linking.router, upkeep.router, placing.router, reviewing.router, deciding.router,
        helping.router, calling_off.router, pairing.router,
    )  # fmt: skip
    offered = Router(capabilities, questions(capabilities.forms))
    return Router(offered, help_of(offered))
