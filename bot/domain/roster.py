"""A list of people as a table that opens in a spreadsheet, where nothing in it is taken for a formula."""

from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv(rows: Iterable[Sequence[str]]) -> str:
    """Write rows with a semicolon between cells; the mark at the beginning tells spreadsheets that it is UTF-8."""
    return "\ufeff" + "".join(";".join(map(_cell, row)) + "\r\n" for row in rows)


def _cell(value: str) -> str:
    """Quote a cell; what a spreadsheet would take for a formula begins with an apostrophe."""
    plain = " ".join(value.split("\x00"))
    if plain.lstrip(" ").startswith(_FORMULA):
        plain = "'" + plain
    return '"' + plain.replace('"', '""') + '"'
