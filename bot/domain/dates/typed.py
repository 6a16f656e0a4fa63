"""The characters of a typed message: which are taken, how they are compared, how they are shown back."""

import unicodedata

from bot.text import t

from .values import Objection

LONGEST = 200  # the longest honest line is about 80 characters; the rest of the package may then be simple
_SHOWN = 40  # what is quoted back stays on one line of a phone

# Hyphens, en and em dashes, the figure dash, the bar and the minus sign all mean a range to whoever typed them.
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")


def clean(text: str) -> str:
    """Give the text in one normal form, or object to what has no honest reading at all."""
    text = text.strip()
    if not text:
        raise Objection(t("dates.empty"))
    if len(text) > LONGEST:
        raise Objection(t("dates.too_long"))
    if any(map(_strange, text)):
        raise Objection(t("dates.characters"))
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def _strange(char: str) -> bool:
    """Tell an invisible character, or a digit NFKC would turn into ours: ``1²`` must not become 12."""
    if char.isascii():
        return not char.isprintable() and not char.isspace()
    if unicodedata.category(char).startswith("C") or char.isnumeric():
        return True
    return any(part in "0123456789" for part in unicodedata.normalize("NFKC", char))


def fold(text: str) -> str:
    """Compare words without case and dots: ``TÄNÄÄN`` and ``tanaan`` are one word."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("’", "'"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def quoted(text: str) -> str:
    """Show a piece of what was typed without anything that could break the line around it."""
    line = " ".join("".join(char for char in text if char.isspace() or not _strange(char)).split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1].rstrip() + "…"
