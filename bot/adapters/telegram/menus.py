"""The menu of commands, as Telegram keeps it: by scope and language."""

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from bot.adapters.telegram.failures import DOUBT, settled
from bot.chat import Address, Menu, MenuEntry, Pause, patiently
from bot.i18n import render
from bot.text import LOCALES

log = logging.getLogger(__name__)

MOST_ENTRIES = 100
LONGEST_HELP = 256
FALLBACK = "fi"  #: what those read whose phone speaks none of our languages
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES: Mapping[str, tuple[BotCommandScope, ...]] = MappingProxyType(
    {
        "everyone": (BotCommandScopeDefault(), BotCommandScopeAllPrivateChats()),
        "groups": (BotCommandScopeAllGroupChats(),),
    }
)


class Menus:
    """Publish menus; raises SlowDown, Gone or Uncertain when patience does not help."""

    def __init__(self, bot: Bot, pause: Pause) -> None:
        self._bot = bot
        self._pause = pause

    async def publish(self, menus: Sequence[Menu]) -> None:
        """Publish the menus of every scope that is open to all; a group's admins need not be coordinators."""
        for menu in menus:
            for scope in _SCOPES.get(menu.scope, ()):
                await self._set(scope, menu.locale, menu.entries)

    async def publish_for(self, to: Address, menus: Sequence[Menu]) -> None:
        """Give one chat its own menu, all its menus of a language as one; without menus it sees everyone's again."""
        scope = BotCommandScopeChat(int(to.id))
        for locale in LOCALES:
            await self._set(scope, locale, [entry for menu in menus if menu.locale == locale for entry in menu.entries])

    async def _set(self, scope: BotCommandScope, locale: str, entries: Iterable[MenuEntry]) -> None:
        commands = _commands(entries, locale)
        for language in (locale, None) if locale == FALLBACK else (locale,):
            await patiently(partial(self._call, commands, scope, language), self._pause, doubt=DOUBT)

    async def _call(self, commands: list[BotCommand], scope: BotCommandScope, language: str | None) -> bool:
        if not commands:
            return await settled(self._bot.delete_my_commands(scope, language))
        return await settled(self._bot.set_my_commands(commands, scope, language))


def _commands(entries: Iterable[MenuEntry], locale: str) -> list[BotCommand]:
    by_word = {entry.word: entry for entry in entries if _fits(entry.word)}
    return [BotCommand(word, _help(entry, locale)) for word, entry in by_word.items()][:MOST_ENTRIES]


def _fits(word: str) -> bool:
    """Leave out a word that Telegram would refuse: one such refuses the whole menu."""
    fits = _NAME.fullmatch(word) is not None
    if not fits:
        log.warning("not fit for a Telegram menu: %r", word)
    return fits


def _help(entry: MenuEntry, locale: str) -> str:
    return render(entry.help, locale).strip()[:LONGEST_HELP] or entry.word
