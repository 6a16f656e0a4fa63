"""Tell what Kuppi hears in what is said: a command, bare words, the press of a button that led here, or nothing."""

import re
from datetime import datetime
from typing import TypedDict

from bot.chat import Address, Command, Press, Said, Sender, press_of
from bot.text import fold

KUPPI = "kuppi"  #: what Kuppi is called here
_SLASH = re.compile(r"/(?P<word>[^\s@/]+)(?:@(?P<bot>\w+))?(?:\s+(?P<text>.*))?", re.DOTALL)
_MENTION = re.compile(rf"(?<![\w@])@{KUPPI}(?!\w|\.\w)", re.IGNORECASE)


class About(TypedDict):
    """Say of an event what every event says."""

    key: str
    at: datetime
    who: Sender
    where: Address
    private: bool


def heard(text: str, about: About) -> Command | Said | Press | None:
    """Hear what was said; in a room only commands, and what is said to Kuppi by name."""
    slash = _SLASH.fullmatch(text)
    if slash:
        bot, rest = slash["bot"], (slash["text"] or "").strip()
        return _slash(fold(slash["word"]), rest, bot, about) if fold(bot or KUPPI) == KUPPI else None
    return Said(**about, text=text) if about["private"] else _mention(text, about)


def arrival(payload: str, about: About) -> Command | Press:
    """Hear what a link into the private chat brings: a button's data, or a word that could not be answered before."""
    action, arg = press_of(payload) or ("", "")
    if not action:
        return Command(**about, word="start", text=payload)
    return Command(**about, word=arg) if action == "w" and arg else Press(**about, action=action, arg=arg)


def _slash(word: str, text: str, bot: str | None, about: About) -> Command | Press:
    if about["private"] and word == "start" and text:
        return arrival(text, about)
    return Command(**about, word=word, text=text, addressed=about["private"] or bot is not None)


def _mention(text: str, about: About) -> Command | None:
    """Hear what follows Kuppi's name, or else what stands before it."""
    before, *after = _MENTION.split(text, maxsplit=1)
    said = next((part for part in (*after, before) if re.search(r"\w", part)), "") if after else ""
    word, *rest = said.lstrip(" \t\n,:;.!?/").split(maxsplit=1) or [""]
    return Command(**about, word=fold(word.rstrip(",:;.!?")), text="".join(rest).strip()) if word else None
