"""A call's questions: how answers are read, which are asked, and what is sent."""

from datetime import UTC, datetime

import pytest

from bot.domain.calls.applying import questions_of, sent, wishes_of
from bot.domain.calls.asked import DEFAULTS, STANDARD, Asked, Sort, standard
from bot.domain.calls.group import Group
from bot.domain.forms import Accepted, Context, Question, Wrong, before, missing, progress
from bot.text import t

GROUPS = (Group(id="g1", name="Seinäjoki", capacity=6), Group(id="g2", name="Tampere", capacity=6))
HERE = Context(datetime(2024, 7, 31, tzinfo=UTC), {})


def question(key: str) -> Question:
    return next(q for q in questions_of(tuple(STANDARD.values()), GROUPS) if q.key == key)


def read(key: str, typed: str) -> str:
    reading = question(key).read(typed, HERE)
    return reading.value if isinstance(reading, Accepted) else reading.reason.id if isinstance(reading, Wrong) else "?"


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("groups", "Seinäjoki, Tampere", "g1,g2"),
        ("groups", "ensin tampere, sitten seinäjoki", "g2,g1"),
        ("groups", "2 ja 1", "g2,g1"),
        ("groups", "vain Tampere", "g2"),
        ("groups", "först Tampere och sedan Seinäjoki", "g2,g1"),
        ("groups", "Oulu", "pick.not_there"),
        ("groups", " , ", "pick.several"),
        ("role", "opiskelija", "student"),
        ("role", "Studerande", "student"),
        ("role", "3", "student"),
        ("role", "99", "pick.one"),
        ("themes", "osaaminen; itsensä johtaminen", "skills,self"),
        ("themes", "kompetens, ledarskap", "skills,others"),
        ("commitment", "Kyllä", "yes"),
        ("commitment", "nej", "no"),
        ("commitment", "ehkä", "pick.one"),
        ("email", "Aino.Esimerkki@example.fi ", "Aino.Esimerkki@example.fi"),
        ("email", "aino at example.fi", "asked.email_wrong"),
        ("email", "a@b", "asked.email_wrong"),
        ("hopes", "Jakaa.\nOppia.", "Jakaa.\nOppia."),
        ("hopes", "x" * 1001, "form.long"),
        ("name", "Aino\u202e  Esimerkki", "Aino Esimerkki"),
        ("name", "\u200b", "form.empty"),
    ],
)
def test_an_answer_is_read(key: str, typed: str, value: str) -> None:
    assert read(key, typed) == value


def test_every_kind_asks_only_what_there_is() -> None:
    assert {key for keys in DEFAULTS.values() for key in keys} == set(STANDARD)
    assert [one.key for one in standard("supervision")][:4] == ["name", "email", "hopes", "groups"]


def test_where_there_is_one_group_nobody_is_asked_to_choose() -> None:
    assert "groups" not in {q.key for q in questions_of(standard("supervision"), GROUPS[:1])}
    assert wishes_of({}, GROUPS) == ("g1", "g2")
    assert wishes_of({"groups": "g2,old"}, GROUPS) == ("g2",)


def test_a_question_asked_only_if_comes_and_goes_with_its_condition() -> None:
    school = Asked(
        key="school", sort=Sort.TEXT, ask=t("asked.name"), label=t("asked.name"), only_if=("role", "student")
    )
    questions = questions_of((STANDARD["role"], school, STANDARD["name"]), GROUPS)
    student, other = {"role": "student"}, {"role": "producer"}
    assert [missing(questions, answers).key for answers in (student, other)] == ["school", "name"]  # type: ignore[union-attr]
    assert progress(questions, student, questions[2]) == (3, 3)
    assert progress(questions, other, questions[2]) == (2, 2)
    assert before(questions, other, "name") == questions[0]
    assert before(questions, other, "role") is None
    assert sent(questions, {**other, "school": "Humak", "name": "Aino"}) == {"role": "producer", "name": "Aino"}
