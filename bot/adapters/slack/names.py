"""Who, where and what was typed, in our words: ids with their team, names as they may be shown, text without markup."""

import re
import unicodedata

from bot.chat import Address

LONGEST_NAME = 64

_MARKED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def place(team: str, id_: str) -> Address:
    """Name a channel, or a person's private chat, by its team."""
    return Address("slack", f"{team}/{id_}")


def clean(name: str, longest: int = LONGEST_NAME) -> str:
    """Make a name one visible line: no controls, no marks that turn the writing round."""
    seen = "".join(" " if c.isspace() else c for c in name if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(seen.split())[:longest].strip() or "?"


def typed(text: str) -> str:
    """Give back what a person typed: links and addresses without Slack's markup, entities as characters."""
    plain = _MARKED.sub(_unmarked, text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _unmarked(match: re.Match[str]) -> str:
    target, label = match.group(1), match.group(2)
    if target.startswith(("@", "#", "!")):
        return target[0] + (label or target[1:])
    return label or target.removeprefix("mailto:")
