"""Choosing from what is offered, by typing: words, numbers, and several in an order."""

import re
from collections.abc import Callable, Sequence

from bot.domain.forms import Accepted, Context, Pick, Reading, Several, Wrong
from bot.domain.lines import fold_label
from bot.text import Text, clean, t

YES = Pick("yes", t("pick.yes"), ("kyllä", "joo", "ja", "yes"))
NO = Pick("no", t("pick.no"), ("ei", "nej", "no"))
_BETWEEN = re.compile(r"\s*(?:[,;/>\n]|\b(?:ja|sitten|och|sedan|and|then)\b)\s*", re.IGNORECASE)
_FIRST = re.compile(r"^\s*(?:ensin|först|first|vain|bara|only)\s+", re.IGNORECASE)


def pick_reader(
    picks: Sequence[Pick], several: Several | None = None, most: int | None = None
) -> Callable[[str, Context], Reading]:
    """Read what was chosen: its word, the beginning of its word, or its number."""
    return _several(picks, most or len(picks)) if several else _one(picks)


def _one(picks: Sequence[Pick]) -> Callable[[str, Context], Reading]:
    def read(typed: str, _: Context) -> Reading:
        found = _found(picks, typed)
        return Accepted(found.value) if found else Wrong(t("pick.one"))

    return read


def _several(picks: Sequence[Pick], most: int) -> Callable[[str, Context], Reading]:
    def read(typed: str, _: Context) -> Reading:
        parts = [part for part in _BETWEEN.split(_FIRST.sub("", clean(typed))) if part.strip()]
        found = [_found(picks, part) for part in parts]
        values = list(dict.fromkeys(one.value for one in found if one))
        if not values or None in found:
            return Wrong(_unknown(parts, found))
        return Accepted(",".join(values)) if len(values) <= most else Wrong(t("pick.too_many", most=most))

    return read


def _unknown(parts: Sequence[str], found: Sequence[Pick | None]) -> Text:
    strange = next((part for part, one in zip(parts, found, strict=True) if one is None), "")
    return t("pick.not_there", typed=strange[:40]) if strange.strip() else t("pick.several")


def _found(picks: Sequence[Pick], typed: str) -> Pick | None:
    """Find what a word or a number means; a beginning is enough where only one begins so."""
    said = fold_label(clean(typed).strip(" .!()\"'”"))
    if said.isdecimal() and said.isascii() and len(said) <= 3:
        return picks[int(said) - 1] if 1 <= int(said) <= len(picks) else None
    exact = [pick for pick in picks if said in {fold_label(word) for word in (pick.value, *pick.words)}]
    begun = [pick for pick in picks if len(said) >= 3 and any(fold_label(w).startswith(said) for w in pick.words)]
    fitting = exact or begun
    return fitting[0] if len(fitting) == 1 else None


def chosen(picks: Sequence[Pick], value: str) -> list[Pick]:
    """Give the picks that a value names, in its order."""
    by_value = {pick.value: pick for pick in picks}
    return [by_value[one] for one in value.split(",") if one in by_value]


def numbers(typed: str) -> list[int] | None:
    """Read the numbers that a button carries, as in ``0_2``; None when it is no such thing."""
    parts = typed.split("_") if typed else []
    whole = all(part.isdecimal() and part.isascii() and len(part) <= 3 for part in parts)
    return list(dict.fromkeys(int(part) for part in parts)) if whole else None


def picked(picks: Sequence[Pick], indexes: Sequence[int]) -> list[Pick] | None:
    """Give the picks of some numbers (from 0); None when there is no such pick any more."""
    return [picks[n] for n in indexes] if all(0 <= n < len(picks) for n in indexes) else None
