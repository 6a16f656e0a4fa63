"""Read the days and clock times people type in Finnish, Swedish or English, and ask rather than guess."""

from .clocks import first_valid, resolve
from .ranges import from_to
from .reading import read_deadline, read_when
from .values import Found, Incomplete, Part, Precision, Reading, Refused, Unsure, When

__all__ = [
    "Found",
    "Incomplete",
    "Part",
    "Precision",
    "Reading",
    "Refused",
    "Unsure",
    "When",
    "first_valid",
    "from_to",
    "read_deadline",
    "read_when",
    "resolve",
]
