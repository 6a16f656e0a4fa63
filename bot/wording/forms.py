"""What a form says: one question at a time, what was not understood, and which answer to change."""

from collections.abc import Mapping, Sequence

from bot.chat import Button, Choice, Dated, Field, Message
from bot.domain.announcing import read_back
from bot.domain.dates import Precision
from bot.domain.filling import Asking
from bot.domain.forms import Calendar, Pick, Question, Several, Unclear, Wrong, before, progress
from bot.domain.picking import chosen
from bot.text import Text, t

_NOTHING = Message(())
_ON_A_ROW = 2
PAGE = 3  #: questions on one page of a modal, where a form is filled in by pages


def question(
    draft: str,
    asked: Asking,
    questions: Sequence[Question],
    answers: Mapping[str, str],
    *,
    guided: bool = False,
    foot: tuple[Text, ...] = (),
    pages: bool = False,
    some: Sequence[int] = (),
) -> Message:
    """Ask one question; after an answer that was not clear, say why first. ``some`` are the picks chosen so far."""
    lines = (*_lines(asked, questions, answers, guided=guided), *_so_far(asked.question, some), *foot)
    ways = _guided(draft, asked, questions, answers, pages=pages) if guided else _ways(draft, asked, answers)
    return Message(lines, (*_options(draft, asked), *_picks(draft, asked, some), ways))


def _lines(
    asked: Asking, questions: Sequence[Question], answers: Mapping[str, str], *, guided: bool
) -> tuple[Text, ...]:
    one = asked.question
    if isinstance(asked.reading, Unclear):
        return (asked.reading.question,)
    head = _head(one, questions, answers, guided=guided)
    if isinstance(asked.reading, Wrong):
        typed = answers.get("?" + one.key, "")
        return (asked.reading.reason, *([t("form.typed", typed=_cut(typed))] if typed.strip() else []), head)
    return (head, *([one.help] if one.help else []), *_listed(one), *_now(one, answers))


def _head(one: Question, questions: Sequence[Question], answers: Mapping[str, str], *, guided: bool) -> Text:
    number, total = progress(questions, answers, one)
    if not guided and (one.key in answers or not one.required):  # being changed: there is no path to count
        return one.ask
    return t("form.question", number=number, total=total, ask=one.ask)


def _now(one: Question, answers: Mapping[str, str]) -> list[Text]:
    was = answers.get("=" + one.key)
    if not was or not answers.get(one.key):
        return []
    return [t("form.now", value=value(one, answers) if one.picks else _cut(was))]


def value(one: Question, answers: Mapping[str, str]) -> Text:
    """Say an answer as it was given: what was chosen by its label, the rest as typed; nothing for a skipped one."""
    kept = answers.get(one.key, "")
    if not kept:
        return t("form.no_answer")
    if one.picks:
        return joined([pick.label for pick in chosen(one.picks, kept)], ranked=one.several is Several.RANKED)
    return t("plain", text=_cut(answers.get("=" + one.key) or kept))


def joined(labels: Sequence[Text], *, ranked: bool) -> Text:
    """Say several labels one after another; in an order, say that it is one."""
    if not labels:
        return t("form.no_answer")
    told = labels[0]
    for number, label in enumerate(labels[1:], 1):
        told = t("form.then", first=told, next=label) if ranked and number else t("form.also", first=told, next=label)
    return t("form.first", first=told) if ranked and len(labels) > 1 else told


def _cut(typed: str) -> str:
    return typed if len(typed) <= 200 else typed[:199] + "…"


def _options(draft: str, asked: Asking) -> tuple[tuple[Button, ...], ...]:
    if not isinstance(asked.reading, Unclear):
        return ()
    return tuple(
        (Button(option.label, "pick", f"{draft}-{asked.question.key}_{number}"),)
        for number, option in enumerate(asked.reading.options)
    )


# -- choosing ----------------------------------------------------------------------------------------------


def _listed(one: Question) -> tuple[Text, ...]:
    """List what there is to choose several of, by the numbers that may be typed."""
    if one.several is None:
        return ()
    return tuple(t("form.numbered", number=n, what=pick.label) for n, pick in enumerate(one.picks, 1))


def _so_far(one: Question, some: Sequence[int]) -> tuple[Text, ...]:
    if not some:
        return ()
    return (t("form.so_far", chosen=joined([one.picks[n].label for n in some], ranked=one.several is Several.RANKED)),)


def _picks(draft: str, asked: Asking, some: Sequence[int]) -> tuple[tuple[Button, ...], ...]:
    """Offer what can be chosen; a button carries all that is then chosen, so that pressing it twice changes nothing."""
    one, about = asked.question, f"{draft}-{asked.question.key}"
    if one.several is None:
        return _rows([Button(pick.label, "choose", f"{about}_{n}") for n, pick in enumerate(one.picks)])
    more = [_more(pick, about, [*some, n]) for n, pick in enumerate(one.picks) if n not in some]
    shown = more if len(some) < (one.most or len(one.picks)) else []
    return (*_rows(shown), *(((_done(about, some), Button(t("button.choose_again"), "some", about)),) if some else ()))


def _more(pick: Pick, about: str, indexes: Sequence[int]) -> Button:
    return Button(pick.label, "some", f"{about}_{'_'.join(map(str, indexes))}")


def _done(about: str, some: Sequence[int]) -> Button:
    return Button(t("button.chosen"), "choose", f"{about}_{'_'.join(map(str, some))}")


def _rows(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[n : n + _ON_A_ROW]) for n in range(0, len(buttons), _ON_A_ROW))


# -- ways on and out ---------------------------------------------------------------------------------------


def _ways(draft: str, asked: Asking, answers: Mapping[str, str]) -> tuple[Button, ...]:
    """Offer the ways out of a question: skip what may be skipped, pause, or drop the draft."""
    keep = [Button(t("button.keep_answer"), "draft", draft)] if asked.question.key in answers else []
    rest = Button(t("button.pause"), "pause", draft), Button(t("button.drop"), "drop", draft)
    return (*_skip(draft, asked.question, answers), *keep, *rest)


def _skip(draft: str, one: Question, answers: Mapping[str, str]) -> list[Button]:
    leave_out = t("button.clear") if answers.get(one.key) else t("button.skip")
    return [] if one.required else [Button(leave_out, "skip", f"{draft}-{one.key}")]


def _guided(
    draft: str, asked: Asking, questions: Sequence[Question], answers: Mapping[str, str], *, pages: bool
) -> tuple[Button, ...]:
    """Offer to go back, to keep what was answered, to skip, to fill in by pages, and to pause."""
    one = asked.question
    back = [Button(t("button.back"), "back", f"{draft}-{one.key}")] if before(questions, answers, one.key) else []
    keep = [Button(t("button.keep_answer"), "draft", draft)] if one.key in answers else []
    page = [Button(t("button.as_form"), "page", draft)] if pages else []
    return (*back, *keep, *_skip(draft, one, answers), *page, Button(t("button.pause"), "pause", draft))


def which(draft: str, questions: Sequence[Question], around: Message = _NOTHING) -> Message:
    """Ask which answer to change; ``around`` is what stands above, and the buttons that stand below."""
    rows = [Button(one.label, "change", f"{draft}-{one.key}") for one in questions]
    keep = Button(t("button.keep_all"), "draft", draft)
    return Message((*around.lines, t("form.which")), (*_rows(rows), (keep,), *around.buttons))


# -- on a modal --------------------------------------------------------------------------------------------


def page(questions: Sequence[Question], answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Choose the questions of the next page: those on the path that have no answer yet, a few at a time."""
    return tuple(q for q in questions if q.on_path(answers) and q.key not in answers)[:PAGE]


def fields(questions: Sequence[Question], answers: Mapping[str, str]) -> tuple[Field, ...]:
    """Put questions on a modal, each with what was typed before."""
    return tuple(
        Field(
            key=one.key, label=one.ask if one.picks else one.label, value=_typed(one, answers), help=one.help,
            required=one.required and one.only_if is None, multiline=one.multiline,
            choices=tuple(Choice(pick.value, pick.label) for pick in one.picks),
            several=None if one.several is None else one.most or len(one.picks), dated=_dated(one, answers),
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
    """Give what was typed last, understood or not; of what is chosen from a list, its value."""
    if one.picks:
        return answers.get(one.key, "")
    return answers.get("?" + one.key, answers.get("=" + one.key, ""))
