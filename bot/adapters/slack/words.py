"""What people type, as they typed it: Slack's markup undone, first words folded, names made showable."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.people import LONGEST_NAME
from bot.i18n import render
from bot.text import Text, fold, one_line

_MARKED = re.compile(r"<([@#!]|https?://|mailto:|tel:)([^<>|]*)(?:\|([^<>]*))?>")
_MARKS = ",:;.!?"


@dataclass(frozen=True)
class Words:
    """Hold a folded first word and the rest, its lines kept."""

    word: str
    text: str = ""


def said(text: Text, locale: str) -> str:
    """Say a text as it is read here, where our commands begin with /kuppi."""
    return render(text, locale, slash="/kuppi ")


def words_of(text: str, otherwise: str = "") -> Words:
    """Divide what was typed into its first word and the rest; ``otherwise`` is the word of those who typed none."""
    first, *rest = text.split(maxsplit=1) or [""]
    return Words(fold(first.lstrip("/")).strip(_MARKS) or otherwise, rest[0].strip() if rest else "")


def clean(name: str | None) -> str:
    """Make a name one visible line."""
    return one_line(name or "", LONGEST_NAME)


def typed(text: str, name_of: Callable[[str], str]) -> str:
    """Undo what Slack makes of a typed text: ``&amp;``, ``<@U1>``, ``<http://a.fi|a.fi>``."""
    return unescaped(_MARKED.sub(lambda found: _mark(found, name_of), text)).strip()


def without_mention(text: str, bot_user: str) -> str:
    """Take the mentions of the bot out of a text."""
    return re.sub(rf"[ \t]*<@{re.escape(bot_user)}(?:\|[^<>]*)?>[:,]?", "", text).strip()


def said_to(text: str, bot_user: str) -> str:
    """Give the words said to the bot by name: those after it, else those before."""
    before, _, after = text.partition(f"<@{bot_user}")
    after = after.partition(">")[2]
    said = after if re.search(r"\w", after) else before
    return without_mention(said.lstrip(f" \t\n{_MARKS}"), bot_user)


def escape(text: str) -> str:
    """Escape what Slack reads as markup in a message's text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _mark(found: re.Match[str], name_of: Callable[[str], str]) -> str:
    kind, target, label = found.groups()
    match kind:
        case "@":
            return "@" + (label or name_of(target) or target)
        case "#":
            return "#" + (label or target)
        case "!":
            return label or "@" + target.partition("^")[0]
        case "mailto:" | "tel:":
            return label or target
    return _link(kind + target, label)


def _link(url: str, label: str | None) -> str:
    """Give a link as typed: Slack labels a bare address with itself; any other label was meant."""
    if label is None:
        return url
    return label if label in url else f"{label} {url}"


def unescaped(text: str) -> str:
    """Undo what Slack escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
