"""A form on its way: what typed answers do to it. Values are kept as read, and as typed, so that nothing is lost.

Kept in one mapping of text: ``key`` the value read; ``=key`` how that was typed; ``?key`` typed but not understood yet;
``+key`` what an unclear answer left; ``#key`` the options last offered (JSON); ``!left`` lines without a label.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.forms import Accepted, Context, Option, Question, Reading, Unclear, missing
from bot.domain.lines import Lines
from bot.text import t

LEFT = "!left"


@dataclass(frozen=True)
class Asking:
    """Say what to ask next, and why when an earlier answer was not clear."""

    question: Question
    reading: Reading | None = None  #: what was wrong or unclear in what was typed


def take(
    questions: Sequence[Question], answers: Mapping[str, str], typed: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """Take typed answers, each as far as it is understood; what waited may be understood by what came before it."""
    filled = dict(answers)
    for question in questions:
        again = filled.get("=" + question.key) if question.after in typed else None
        said = typed.get(question.key, _waiting(filled, question.key) or again)
        if said is not None and not _unchanged(question, filled, typed):
            _take_one(question, filled, said, now)
    return _without_old_tongues(questions, answers, filled, typed)


def _without_old_tongues(
    questions: Sequence[Question], before: Mapping[str, str], filled: dict[str, str], typed: Mapping[str, str]
) -> dict[str, str]:
    """Drop what was said in other languages of an answer that has changed: it would tell of something else."""
    for question in questions:
        of = question.of or ""
        if of in typed and of in before and filled.get(of) != before[of] and question.key not in typed:
            filled.pop(question.key, None)
            filled.pop("=" + question.key, None)
    return filled


def take_lines(
    questions: Sequence[Question], answers: Mapping[str, str], lines: Lines, now: datetime
) -> dict[str, str]:
    """Take a message of labelled lines: a label given several times will be asked about."""
    given = dict(lines.values)
    for question in questions:
        if question.of and question.key in given and question.of not in {*given, *answers}:
            given[question.of] = given.pop(question.key)  # said in one language only, it is for everybody
    filled = take(questions, answers, given, now)
    for key, values in lines.twice.items():
        filled = conflicting(filled, key, values)
    return filled | {LEFT: "\n".join(lines.left)}


def _unchanged(question: Question, filled: Mapping[str, str], typed: Mapping[str, str]) -> bool:
    """Tell what a modal sends back as it was: it means what it meant, though its day may have passed by now."""
    key, again = question.key, question.after in typed
    return not again and key in filled and "?" + key not in filled and typed.get(key) == filled.get("=" + key)


def _waiting(filled: Mapping[str, str], key: str) -> str | None:
    """Give what was typed and not understood, unless one of several options is to be chosen."""
    return None if json.loads(filled.get("#" + key, "[]")) else filled.get("?" + key)


def _take_one(question: Question, filled: dict[str, str], typed: str, now: datetime) -> None:
    key = question.key
    reading = _read(question, filled, typed, now)
    if isinstance(reading, Accepted):
        _forget(filled, key)
        filled |= {key: reading.value, "=" + key: typed}
        return
    filled["?" + key] = typed
    if isinstance(reading, Unclear):
        filled["#" + key] = json.dumps([(option.key or key, option.value, option.whole) for option in reading.options])
        filled |= {"+" + key: reading.kept} if reading.kept else {}


def _read(question: Question, filled: Mapping[str, str], typed: str, now: datetime) -> Reading:
    return question.read(typed, Context(now, filled, filled.get("+" + question.key)))


def _forget(filled: dict[str, str], key: str) -> None:
    for mark in "?+#":
        filled.pop(mark + key, None)


def conflicting(answers: Mapping[str, str], key: str, typed: Sequence[str]) -> dict[str, str]:
    """Note that a label was given several times: which one holds will be asked."""
    filled = {k: v for k, v in answers.items() if k != key}
    offered = json.dumps([(key, value, False) for value in typed])
    return filled | {"?" + key: typed[0], "#" + key: offered}


def choose(
    questions: Sequence[Question], answers: Mapping[str, str], key: str, number: int, now: datetime
) -> dict[str, str] | None:
    """Take the option that was offered under a number (from 0); None when there is no such option now."""
    offered = json.loads(answers.get("#" + key, "[]"))
    if not 0 <= number < len(offered):
        return None
    filled = dict(answers)
    about, value, whole = offered[number]
    typed = filled["?" + key] if about == key else value
    _forget(filled, key)
    if not whole:
        return take(questions, filled, {about: value}, now)
    _forget(filled, about)
    return take(questions, filled | {about: value, "=" + about: typed}, {}, now)


def skipped(question: Question, answers: Mapping[str, str]) -> dict[str, str]:
    """Leave a question without an answer; one on the path is noted as skipped, so that it is not asked again."""
    bare = {k: v for k, v in reopen(answers, question.key).items() if k.lstrip("=") != question.key}
    return bare | ({question.key: ""} if question.asked else {})


def reopen(answers: Mapping[str, str], key: str) -> dict[str, str]:
    """Put aside what was unclear about a question that is to be answered anew."""
    filled = dict(answers)
    _forget(filled, key)
    return filled


def asking(questions: Sequence[Question], answers: Mapping[str, str], now: datetime) -> Asking | None:
    """Say what must be asked next: first what was not understood, then what is missing; None at the echo."""
    for question in questions:
        typed = answers.get("?" + question.key)
        if typed is not None:
            return Asking(question, _unsettled(question, answers, typed, now))
    unanswered = missing(questions, answers)
    return Asking(unanswered) if unanswered else None


def whole(questions: Sequence[Question], answers: Mapping[str, str]) -> bool:
    """Tell whether there is nothing left to ask."""
    return missing(questions, answers) is None and not any("?" + one.key in answers for one in questions)


def _unsettled(question: Question, answers: Mapping[str, str], typed: str, now: datetime) -> Reading:
    """Say what keeps an answer from being taken: its reading, or that the line was given twice."""
    offered = json.loads(answers.get("#" + question.key, "[]"))
    if offered[:1] != [[question.key, typed, False]]:
        return _read(question, answers, typed, now)
    options = tuple(Option(value, t("plain", text=value), whole=False) for _, value, _ in offered)
    return Unclear(t("form.twice", label=question.label), options)


def values(answers: Mapping[str, str]) -> dict[str, str]:
    """Give the values alone."""
    return {key: value for key, value in answers.items() if key[0] not in "=?+#!"}
