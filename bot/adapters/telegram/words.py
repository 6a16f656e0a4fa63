"""First words and the rest: ``/liitä@kuppibot 7F3K`` is ``liita`` and ``7F3K``."""

import re
from dataclasses import dataclass
from functools import cache

from bot.text import fold

_SLASH = re.compile(r"/(?P<word>[^\s@/]+)(?:@(?P<bot>\w+))?(?:\s+(?P<rest>.*))?", re.DOTALL)


@dataclass(frozen=True)
class Words:
    """Hold a folded first word, the rest with its lines, and the bot the word was given to, if any was named."""

    word: str
    text: str = ""
    bot: str | None = None


def after_slash(text: str) -> Words | None:
    """Read a slash word; None when the text does not begin with one."""
    found = _SLASH.fullmatch(text.strip())
    if found is None:
        return None
    bot = found["bot"]
    return Words(fold(found["word"]), (found["rest"] or "").strip(), bot.lower() if bot else None)


def after_mention(text: str, username: str) -> Words | None:
    """Read the words said to us by name: those after it, else those before; None when there are none."""
    parts = _mention(username).split(text, maxsplit=1)
    if len(parts) != 2:
        return None
    said = parts[1] if re.search(r"\w", parts[1]) else parts[0]
    word, *rest = said.lstrip(" \t\n\r,:;.!?/").split(maxsplit=1) or [""]
    word = fold(word.rstrip(",:;.!?"))
    return Words(word, rest[0].strip() if rest else "", username.lower()) if word else None


@cache
def _mention(username: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@])@{re.escape(username)}(?!\w)", re.IGNORECASE)
