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
    labels = {fold_label(label): q for q in questions for label in q.labels}
    found: list[tuple[str, str]] = []
    left: list[str] = []
    lines = [line for line in normalize("NFC", text).splitlines() if line.strip()]
    for line in lines:
        # only a message of one line may hold several labels: elsewhere "Teema: Hinta: kova" is a theme
        parts = _parts(line, tuple(labels), several=len(lines) == 1)
        left.extend([line.strip()] if not parts and line.strip() else [])
        found.extend(parts)
    left.extend(value for label, value in found if not label and value)
    given: dict[str, list[tuple[str, str]]] = {}
    for label, value in found:
        if label and value:
            given.setdefault(labels[label].key, []).append((label, value))
    return _gathered(given, {q.key: q for q in questions}, tuple(left))


def _gathered(
    given: Mapping[str, Sequence[tuple[str, str]]], questions: Mapping[str, Question], left: tuple[str, ...]
) -> Lines:
    """Put together what one question was given: several answers, one in several languages, or a doubt."""
    values: dict[str, str] = {}
    twice: dict[str, tuple[str, ...]] = {}
    for key, said in given.items():
        distinct = tuple(dict.fromkeys(value for _, value in said))
        if len(distinct) == 1:
            values[key] = distinct[0]
        elif questions[key].repeated:
            values[key] = "; ".join(distinct)
        elif others := _in_tongues(questions[key], said):
            values = {key: distinct[0], **others, **values}
        else:
            values[key], twice[key] = said[-1][1], distinct
    return Lines(values, twice, left)


def _in_tongues(question: Question, said: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Read "Teema: … Tema: … Theme: …" as one thing said in several languages; the first stands for all others."""
    by_tongue = {question.tongues.get(label, ""): value for label, value in said}
    if "" in by_tongue or len(by_tongue) < len(said):
        return {}
    return {f"{question.key}_{tongue}": value for tongue, value in list(by_tongue.items())[1:]}


def _parts(line: str, labels: tuple[str, ...], *, several: bool) -> list[tuple[str, str]]:
    """Split a line at each label it holds; what stands before the first label has an empty one."""
    pattern, flat = _labels_pattern(labels), _flat(line)
    first = pattern.match(flat.lstrip(), 0) is not None
    marks = list(pattern.finditer(flat)) if several else list(pattern.finditer(flat))[:first]
    if not marks:
        return []
    before = line[: marks[0].start()].strip(" ,;")
    parts = [("", before)] if before else []
    ends = [m.start() for m in marks[1:]] + [len(line)]
    spans = [(m.group(1), m.end(), end) for m, end in zip(marks, ends, strict=True)]
    return parts + [(fold_label(label), line[start:end].strip(" ,;\t")) for label, start, end in spans]


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
