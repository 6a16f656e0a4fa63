"""What a form says: one question at a time, what was not understood, and which answer to change."""

from collections.abc import Mapping, Sequence

from bot.chat import Button, Dated, Field, Message
from bot.domain.announcing import read_back
from bot.domain.dates import Precision
from bot.domain.filling import Asking
from bot.domain.forms import Calendar, Question, Unclear, Wrong, progress
from bot.text import Text, t

_NOTHING = Message(())


def question(draft: str, asked: Asking, questions: Sequence[Question], answers: Mapping[str, str]) -> Message:
    """Ask one question; after an answer that was not clear, say why first."""
    return Message(_lines(asked, questions, answers), (*_options(draft, asked), _ways(draft, asked, answers)))


def _lines(asked: Asking, questions: Sequence[Question], answers: Mapping[str, str]) -> tuple[Text, ...]:
    one = asked.question
    if isinstance(asked.reading, Unclear):
        return (asked.reading.question,)
    head = _head(one, questions, answers)
    if isinstance(asked.reading, Wrong):
        typed = answers.get("?" + one.key, "")
        return (asked.reading.reason, *([t("form.typed", typed=_cut(typed))] if typed.strip() else []), head)
    was = answers.get("=" + one.key)
    shown = [t("form.now", value=_cut(was))] if was and one.key in answers else []
    return (head, *([one.help] if one.help else []), *shown)


def _head(one: Question, questions: Sequence[Question], answers: Mapping[str, str]) -> Text:
    number, total = progress(questions, answers, one)
    if one.key in answers or not one.required:  # an answer is being changed: there is no path to count
        return one.ask
    return t("form.question", number=number, total=total, ask=one.ask)


def _cut(typed: str) -> str:
    return typed if len(typed) <= 200 else typed[:199] + "…"


def _options(draft: str, asked: Asking) -> tuple[tuple[Button, ...], ...]:
    if not isinstance(asked.reading, Unclear):
        return ()
    return tuple(
        (Button(option.label, "pick", f"{draft}-{asked.question.key}_{number}"),)
        for number, option in enumerate(asked.reading.options)
    )


def _ways(draft: str, asked: Asking, answers: Mapping[str, str]) -> tuple[Button, ...]:
    """Offer the ways out of a question: skip what may be skipped, pause, or drop the draft."""
    leave_out = t("button.clear") if asked.question.key in answers else t("button.skip")
    skip = [] if asked.question.required else [Button(leave_out, "skip", f"{draft}-{asked.question.key}")]
    keep = [Button(t("button.keep"), "draft", draft)] if asked.question.key in answers else []
    return (*skip, *keep, Button(t("button.pause"), "pause", draft), Button(t("button.drop"), "drop", draft))


def which(draft: str, questions: Sequence[Question], around: Message = _NOTHING) -> Message:
    """Ask which answer to change; ``around`` is what stands above, and the buttons that stand below."""
    rows = [Button(one.label, "change", f"{draft}-{one.key}") for one in questions]
    pairs = tuple(tuple(rows[n : n + 2]) for n in range(0, len(rows), 2))
    keep = Button(t("button.keep_all"), "draft", draft)
    return Message((*around.lines, t("form.which")), (*pairs, (keep,), *around.buttons))


def fields(questions: Sequence[Question], answers: Mapping[str, str]) -> tuple[Field, ...]:
    """Put every question on a modal, each with what was typed before."""
    return tuple(
        Field(
            key=one.key, label=one.label, value=_typed(one, answers), help=one.help,
            required=one.required and one.only_if is None, multiline=one.multiline, dated=_dated(one, answers),
        )
        for one in questions
    )  # fmt: skip


def _dated(one: Question, answers: Mapping[str, str]) -> Dated | None:
    """Show what is known of a day and times; what was typed and not understood stands in words instead."""
    if one.calendar is Calendar.NONE:
        return None
    value = "" if "?" + one.key in answers else answers.get(one.key, "")
    span = one.calendar is Calendar.SPAN
    if not value.startswith(Precision.DAY):
        return Dated(ends_too=span)
    when = read_back(value)
    return Dated(ends_too=span, day=when.day, starts=when.starts, ends=when.ends)


def _typed(one: Question, answers: Mapping[str, str]) -> str:
    """Give what was typed last, understood or not."""
    return answers.get("?" + one.key, answers.get("=" + one.key, ""))
