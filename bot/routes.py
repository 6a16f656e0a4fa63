"""All that people can do: the routers of every capability, merged."""

from bot.router import Router
from handlers import calls, home, meetups, networks, people, upkeep
from handlers.duty import duty_of
from handlers.help import help_of
from handlers.questions import questions


def routes(public_url: str = "") -> Router:
    """Merge the routers of all capabilities; help comes last, for it tells of the others."""
    capabilities = Router(
        meetups.router, home.router, calls.router, people.router, networks.router, duty_of(public_url), upkeep.router
    )
    offered = Router(capabilities, questions(capabilities.forms))
    return Router(offered, help_of(offered))
