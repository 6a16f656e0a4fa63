"""The platforms' own menus and the Slack manifest's hints, derived from the router."""

import asyncio
import contextlib
from collections.abc import Collection, Sequence
from hashlib import sha256

from bot.chat import Address, Gone, Menu, MenuEntry, PublishesMenu
from bot.i18n import render
from bot.router import Audience, CommandRoute, Router
from bot.text import LOCALES
from storage import Database

LOOKED_EVERY = 20.0  #: seconds between looks at who has become a coordinator, or is one no more

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


async def keep_menus(
    database: Database, name: str, platform: PublishesMenu, router: Router, admins: Collection[str]
) -> None:
    """Publish everybody's menus, then keep the coordinators' in the private chats of coordinators, until cancelled."""
    published = menus(router)
    ours = [menu for menu in published if menu.scope == "coordinators"]
    version = sha256(repr(ours).encode()).hexdigest()[:16]
    await platform.publish([menu for menu in published if menu.scope != "coordinators"])
    while True:
        for to, coordinates in await database.read(lambda tx: tx.menus.due(name, admins, version)):
            with contextlib.suppress(Gone):  # they blocked us or are no more: the next menu finds them or not
                await platform.publish_for(to, ours if coordinates else [])
            await _note(database, to, version if coordinates else None)
        await asyncio.sleep(LOOKED_EVERY)


async def _note(database: Database, to: Address, version: str | None) -> None:
    await database.write(lambda tx: tx.menus.shown(to, version))


def hints(router: Router) -> Sequence[tuple[str, str]]:
    """List the Finnish words that people may type after /kuppi, with their lines of help."""
    return [(route.words["fi"], render(route.help, "fi")) for route in router.routes() if route.help]
