"""The platforms' own menus and the Slack manifest's hints, derived from the router."""

from collections.abc import Sequence

from bot.chat import Menu, MenuEntry
from bot.i18n import render
from bot.router import Audience, CommandRoute, Router
from bot.text import LOCALES

#: What a group's menu offers: the rest is done in private.
_GROUP_WORDS = ("tapaamiset", "omat", "ohje", "tietosuoja")


def menus(router: Router) -> Sequence[Menu]:
    """Make the menu of every scope and language."""
    listed = [route for route in router.routes() if route.help]
    return [menu for locale in LOCALES for menu in _of(locale, listed)]


def _of(locale: str, listed: Sequence[CommandRoute]) -> Sequence[Menu]:
    anyone = [route for route in listed if route.audience is Audience.ANYONE]
    groups = [route for route in anyone if route.words["fi"] in _GROUP_WORDS]
    scopes = {"everyone": anyone, "groups": groups, "coordinators": listed}
    return [Menu(scope, locale, _entries(routes, locale)) for scope, routes in scopes.items()]


def _entries(routes: Sequence[CommandRoute], locale: str) -> tuple[MenuEntry, ...]:
    return tuple(MenuEntry(route.words[locale], route.help) for route in routes if route.help)


def hints(router: Router) -> Sequence[tuple[str, str]]:
    """List the Finnish words that people may type after /kuppi, with their lines of help."""
    return [(route.words["fi"], render(route.help, "fi")) for route in router.routes() if route.help]
