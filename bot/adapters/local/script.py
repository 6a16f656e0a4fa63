"""Read a line typed at the terminal: who speaks, where, and what.

A name before a colon and a space is taken for a speaker

* always, when it is written ``@Name:`` or stands before a room, ``Name #room:``;
* when the person is known already, or nobody is yet;
* when what follows is a command or a button: ``Name: /omat``, ``Name: [Tulen]``.

Anything else before a colon belongs to what is said: ``Paikka: Nelikko``, ``klo 8:30``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.adapters.local.hearing import KUPPI
from bot.text import fold

_WORD = r"[^\W\d_][\w.'’-]*"
_SPEAKER = re.compile(
    rf"(?P<at>@)?(?P<name>{_WORD}(?: {_WORD}){{0,3}})?(?:(?:^|\s)#(?P<room>[\w-]+))?:(?:\s+|$)(?P<text>.*)", re.DOTALL
)
_BUTTON = re.compile(r"\[([^\[\]\n]+)\]")
_DEED = re.compile(r"/\w|\[[^\[\]\n]+\]\Z")


@dataclass(frozen=True)
class Line:
    """Hold a line as read; without ``placed`` it goes on as the last speaker in the last place."""

    text: str
    name: str | None = None
    room: str | None = None
    placed: bool = False

    @property
    def label(self) -> str | None:
        """Give the label of the button that is pressed, if one is."""
        found = _BUTTON.fullmatch(self.text)
        return found[1].strip() if found else None


def line_of(typed: str, known: Callable[[str], bool] | None) -> Line:
    """Read a line; ``known`` tells who has been named before, None when nobody has."""
    typed = typed.strip()
    found = _SPEAKER.fullmatch(typed)
    if not found or not (found["name"] or found["room"]):
        return Line(typed)
    name, text = found["name"], found["text"].strip()
    if name and fold(name) == KUPPI:
        return Line(typed)
    sure = found["at"] or found["room"] or known is None or known(name) or _DEED.match(text)
    return Line(text, name, found["room"], placed=True) if sure else Line(typed)
