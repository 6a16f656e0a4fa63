"""Forms: questions as data, the reading of what was typed, and which question comes next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.text import Text, clean, t


@dataclass(frozen=True)
class Context:
    """Say what a reading may need: the local time, and what was answered before."""

    now: datetime
    answers: Mapping[str, str]
    kept: str | None = None  #: what an earlier, unclear answer to this question left


@dataclass(frozen=True)
class Accepted:
    """A value was understood; ``notes`` are worth saying in the echo."""

    value: str
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Option:
    """Offer one reading of what was typed; with ``key`` it answers another question than the one asked."""

    value: str
    label: Text
    key: str | None = None
    whole: bool = True  #: False: ``value`` is as good as typed, and is read again for what it still lacks


@dataclass(frozen=True)
class Unclear:
    """What was typed can be meant in several ways, or lacks a part: ask, offering what there is."""

    question: Text
    options: tuple[Option, ...] = ()
    kept: str | None = None  #: what is known so far, for the next answer to complete


@dataclass(frozen=True)
class Wrong:
    """What was typed cannot be; the reason says what happened and how to mend it."""

    reason: Text


Reading = Accepted | Unclear | Wrong


class Calendar(StrEnum):
    """What of an answer can be picked from a calendar, where the platform has one."""

    NONE = "none"
    SPAN = "span"  #: a day, and from when to when
    MOMENT = "moment"  #: a day and a time


@dataclass(frozen=True)
class Pick:
    """Offer one value to choose; ``words`` are what may be typed for it besides its label."""

    value: str  #: letters and digits only: several are joined by commas
    label: Text
    words: tuple[str, ...] = ()


class Several(StrEnum):
    """How several values are chosen."""

    MANY = "many"
    RANKED = "ranked"


@dataclass(frozen=True, kw_only=True)
class Question:
    """Ask for one thing. ``labels`` may stand before a colon in a message of labelled lines."""

    key: str
    ask: Text
    label: Text
    labels: tuple[str, ...]
    read: Callable[[str, Context], Reading]
    help: Text | None = None
    required: bool = True
    asked: bool = True  #: False: only when given by a line or changed
    multiline: bool = False
    calendar: Calendar = Calendar.NONE
    repeated: bool = False  #: may be given on several lines
    after: str | None = None  #: read again when this question's answer changes
    tongues: Mapping[str, str] = field(default_factory=dict)  #: folded labels that tell a language by themselves
    of: str | None = None  #: the question whose answer this one says in another language
    only_if: Callable[[Mapping[str, str]], bool] | None = None  #: asked only if the answers so far say so
    picks: tuple[Pick, ...] = ()  #: values to choose from
    several: Several | None = None  #: None: one of them
    most: int | None = None  #: how many values, or how many letters
    open: bool = False  #: people write what they like: then a form may warn of what not to write

    def on_path(self, answers: Mapping[str, str]) -> bool:
        """Tell whether the question is asked, with these answers before it; one that is skipped has an empty answer."""
        return self.asked and (self.only_if is None or self.only_if(answers))


def offered(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Leave out what is only given by a line: the same thing in another language."""
    return tuple(one for one in questions if one.of is None)


def missing(questions: Sequence[Question], answers: Mapping[str, str]) -> Question | None:
    """Give the next question that must still be answered; None when all is there."""
    return next((q for q in questions if q.on_path(answers) and q.key not in answers), None)


def progress(questions: Sequence[Question], answers: Mapping[str, str], at: Question) -> tuple[int, int]:
    """Count a question's number and the questions on the current path."""
    path = [q.key for q in questions if q.on_path(answers)]
    return (path.index(at.key) + 1 if at.key in path else len(path), len(path))


def before(questions: Sequence[Question], answers: Mapping[str, str], key: str) -> Question | None:
    """Give the question before one on the current path; None at the first."""
    path = [q for q in questions if q.on_path(answers)]
    at = next((n for n, q in enumerate(path) if q.key == key), len(path))
    return path[at - 1] if at else None


def text_reader(most: int, least: int = 1, *, lines: bool = False) -> Callable[[str, Context], Reading]:
    """Read plain text of so many characters; on one line unless ``lines``."""

    def read(typed: str, _: Context) -> Reading:
        kept = clean(typed).strip()
        value = kept if lines else " ".join(kept.split())
        if not value:
            return Wrong(t("form.empty"))
        if len(value) < least:
            return Wrong(t("form.short", length=len(value), least=least))
        if len(value) > most:
            return Wrong(t("form.long", length=len(value), most=most))
        return Accepted(value)

    return read
