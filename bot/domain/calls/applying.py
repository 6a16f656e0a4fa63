"""A call's questions as a form, and what an application says to whom."""

import re
from collections.abc import Callable, Mapping, Sequence

from bot.domain.calls.asked import WISHES, Asked, Sort
from bot.domain.calls.group import Group
from bot.domain.forms import Accepted, Context, Pick, Question, Reading, Several, Wrong, text_reader
from bot.domain.picking import NO, YES, pick_reader
from bot.text import clean, t

_EMAIL = re.compile(r"[^\s@,;<>\"()]{1,64}@[A-Za-z0-9äöåÄÖÅ-]+(\.[A-Za-z0-9äöåÄÖÅ-]+)+")


def questions_of(asked: Sequence[Asked], groups: Sequence[Group]) -> tuple[Question, ...]:
    """Make the form of a call; a question about groups is asked only where there is something to choose."""
    return tuple(_question(one, groups) for one in asked if not (one.of_groups and len(groups) < 2))


def how_many(asked: Sequence[Asked], groups: Sequence[Group]) -> int:
    """Count the questions that everybody is asked."""
    return sum(question.on_path({}) for question in questions_of(asked, groups))


def _question(one: Asked, groups: Sequence[Group]) -> Question:
    picks = _picks(one, groups)
    most = min(one.most, len(picks)) if picks else one.most
    return Question(
        key=one.key, ask=one.ask, label=one.label, labels=(), read=_reader(one, picks, most),
        help=one.help or (t("asked.most", most=one.most) if one.open else None), required=one.required,
        multiline=one.most > 200, only_if=_condition(one), picks=picks, several=_SEVERAL.get(one.sort), most=most,
        open=one.open,
    )  # fmt: skip


_SEVERAL = {Sort.MANY: Several.MANY, Sort.RANK: Several.RANKED}


def _picks(one: Asked, groups: Sequence[Group]) -> tuple[Pick, ...]:
    if one.of_groups:
        return tuple(Pick(group.id, t("plain", text=group.name), (group.name,)) for group in groups)
    return (YES, NO) if one.sort is Sort.YES_NO else one.picks


def _reader(one: Asked, picks: tuple[Pick, ...], most: int) -> Callable[[str, Context], Reading]:
    if one.sort is Sort.EMAIL:
        return _email
    if picks:
        return pick_reader(picks, _SEVERAL.get(one.sort), most)
    return text_reader(one.most, one.least, lines=one.most > 200)


def _email(typed: str, _: Context) -> Reading:
    value = "".join(clean(typed).split()).removeprefix("mailto:").strip("<>.,;")
    return Accepted(value) if len(value) <= 200 and _EMAIL.fullmatch(value) else Wrong(t("asked.email_wrong"))


def _condition(one: Asked) -> Callable[[Mapping[str, str]], bool] | None:
    if one.only_if is None:
        return None
    key, value = one.only_if
    return lambda answers: value in answers.get(key, "").split(",")


def sent(questions: Sequence[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """Give what is sent: the answers on the current path, and no others."""
    return {q.key: answers[q.key] for q in questions if q.on_path(answers) and q.key in answers}


def wishes_of(answers: Mapping[str, str], groups: Sequence[Group]) -> tuple[str, ...]:
    """Give the groups somebody wishes for, the dearest first; all but the avoided where nothing was asked."""
    said = next((answers[key] for key in WISHES if answers.get(key)), "")
    avoided = set(answers.get("avoid", "").split(","))
    known = [group.id for group in groups if group.id not in avoided]
    wished = tuple(id_ for id_ in said.split(",") if id_ in known)
    return wished or tuple(known)
