"""A first and a last day typed with a dash between them."""

import re

# the hyphens of 2027-09-01 are no dash
_FROM_TO = re.compile(r"((?:\d{4}-\d{2}-\d{2}|[^-–—])*)(?:[-–—](.*))?", re.DOTALL)


def from_to(typed: str) -> tuple[str, str | None]:
    """Split at the dash: the last is None where there is no dash, and empty where the end is left open."""
    found = _FROM_TO.fullmatch(typed)
    if found is None:
        return typed, None
    return found[1].strip(), None if found[2] is None else found[2].strip()
