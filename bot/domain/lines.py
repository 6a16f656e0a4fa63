"""Labelled lines: "Paikka: Nelikko", in any of three languages and any order, on lines or all on one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

from bot.domain.forms import Question


@dataclass(frozen=True)
class Lines:
    """What labelled lines gave: values by question key, labels given twice, and what has no label we know."""

    values: Mapping[str, str]
    twice: Mapping[str, tuple[str, ...]]
    left: tuple[str, ...]


def read_lines(text: str, questions: Sequence[Question]) -> Lines:
    """Read a message of labelled lines."""
    labels = {fold_label(label): q.key for q in questions for label in q.labels}
    found: list[tuple[str, str]] = []
    left: list[str] = []
    lines = [line for line in normalize("NFC", text).splitlines() if line.strip()]
    for line in lines:
        # only a message of one line may hold several labels: elsewhere "Teema: Hinta: kova" is a theme
        parts = _parts(line, labels, several=len(lines) == 1)
        left.extend([line.strip()] if not parts and line.strip() else [])
        found.extend(parts)
    left.extend(value for key, value in found if not key and value)
    values = {key: value for key, value in found if key and value}
    given = {key: tuple(dict.fromkeys(v for k, v in found if k == key and v)) for key in values}
    return Lines(values, {key: several for key, several in given.items() if len(several) > 1}, tuple(left))


def _parts(line: str, labels: Mapping[str, str], *, several: bool) -> list[tuple[str, str]]:
    """Split a line at each label it holds; what stands before the first label has an empty key."""
    pattern, flat = _labels_pattern(tuple(labels)), _flat(line)
    first = pattern.match(flat.lstrip(), 0) is not None
    marks = list(pattern.finditer(flat)) if several else list(pattern.finditer(flat))[:first]
    if not marks:
        return []
    before = line[: marks[0].start()].strip(" ,;")
    parts = [("", before)] if before else []
    ends = [m.start() for m in marks[1:]] + [len(line)]
    spans = [(m.group(1), m.end(), end) for m, end in zip(marks, ends, strict=True)]
    return parts + [(labels[fold_label(label)], line[start:end].strip(" ,;\t")) for label, start, end in spans]


@cache
def _labels_pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(labels, key=len, reverse=True)
    words = (r"[ \t-]+".join(map(re.escape, label.split())) for label in longest_first)
    return re.compile(r"(?<!\w)(" + "|".join(words) + r")[ \t]*:")


_FOLDING = str.maketrans("äåöÄÅÖ", "aaoaao")


def _flat(line: str) -> str:
    """Fold letter by letter, so that positions stay the same."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in line.translate(_FOLDING))


def fold_label(label: str) -> str:
    """Fold a label: lower case, ä to a, spaces as one."""
    return " ".join(_flat(label).replace("-", " ").split())
