"""A form on its way: what is typed is understood, asked about or refused, and never lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.filling import Asking, asking, choose, conflicting, reopen, take, values, whole
from bot.domain.forms import (
    Accepted,
    Context,
    Option,
    Question,
    Reading,
    Unclear,
    Wrong,
    missing,
    progress,
    text_reader,
)
from bot.text import Text, clean, t

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
relaxed = settings(max_examples=150, deadline=None, database=None)


# -- a form small enough to see through ------------------------------------------------------------------------


def whole_number(typed: str, _: Context) -> Reading:
    """Read a number; a word is wrong."""
    return Accepted(str(int(typed))) if typed.strip().isdecimal() and typed.isascii() else Wrong(t("not a number"))


def either(typed: str, context: Context) -> Reading:
    """Read a place; a bare number may have been meant for the seats, and ``?`` for a word still to be read."""
    if typed.isdecimal():
        options = Option(typed, t("seats"), key="seats"), Option(typed, t("place"))
        return Unclear(t("which"), options)
    if typed == "?":
        return Unclear(t("which"), (Option("Nelikko", t("Nelikko")), Option("5", t("5"), whole=False)))
    return text_reader(20)(typed, context)


def in_two_parts(typed: str, context: Context) -> Reading:
    """Read a day and a clock time, which may come one after the other."""
    day, _, clock = typed.partition(" ")
    if clock:
        return Accepted(typed)
    if day.endswith("."):
        return Unclear(t("what time"), kept=day)
    return Accepted(f"{context.kept} {day}") if context.kept else Wrong(t("no day"))


def not_after(typed: str, context: Context) -> Reading:
    """Read a deadline, which the answer before it limits."""
    when = context.answers.get("when")
    return Wrong(t("too late")) if when and typed > when else Accepted(typed)


def question(key: str, *, required: bool = True, asked: bool = True) -> Question:
    read = {"when": in_two_parts, "place": either, "seats": whole_number, "deadline": not_after}
    return Question(
        key=key, ask=Text(f"ask {key}"), label=Text(f"label {key}"), labels=(key,), required=required, asked=asked,
        read=read.get(key, text_reader(20)),
    )  # fmt: skip


THEME, WHEN, PLACE = question("theme"), question("when"), question("place")
SEATS, DEADLINE = question("seats", required=False, asked=False), question("deadline", required=False, asked=False)
FORM = (THEME, WHEN, PLACE, SEATS, DEADLINE)
ALL = {"theme": "Ilmasto", "when": "2.12. 8.30", "place": "Nelikko"}


def filled(answers: Mapping[str, str] | None = None, /, **typed: str) -> dict[str, str]:
    return take(FORM, answers or {}, typed, NOW)


def asked(answers: Mapping[str, str]) -> Asking | None:
    return asking(FORM, answers, NOW)


def reason(answers: Mapping[str, str]) -> tuple[str, Text] | None:
    """Say which question is asked, and why."""
    one = asked(answers)
    if one is None:
        return None
    match one.reading:
        case Wrong(reason=why) | Unclear(question=why):
            return one.question.key, why
    return one.question.key, t("")


# -- in order --------------------------------------------------------------------------------------------------


def test_what_is_missing_is_asked_one_at_a_time_in_order() -> None:
    answers: dict[str, str] = {}
    seen = []
    for typed in ALL.items():
        seen.append(asked(answers))
        answers = filled(answers, **dict([typed]))
    assert seen == [Asking(THEME), Asking(WHEN), Asking(PLACE)]
    assert (asked(answers), values(answers)) == (None, ALL)


def test_all_may_be_given_at_once_in_any_order() -> None:
    answers = filled(**dict(reversed(ALL.items())))
    assert (asked(answers), values(answers)) == (None, ALL)


def test_what_is_not_asked_may_be_given() -> None:
    assert values(filled(**ALL, seats="25")) == {**ALL, "seats": "25"}


def test_what_is_typed_is_kept_beside_what_was_read() -> None:
    assert filled(seats=" 025 ") == {"seats": "25", "=seats": " 025 "}


def test_what_was_not_understood_comes_before_what_is_missing() -> None:
    assert reason(filled(seats="monta")) == ("seats", t("not a number"))


def test_taking_changes_nothing_that_was_given() -> None:
    before = {"theme": "Ilmasto", "=theme": "Ilmasto"}
    filled(before, theme="Muu", seats="monta")
    assert before == {"theme": "Ilmasto", "=theme": "Ilmasto"}


# -- wrong, and mended -----------------------------------------------------------------------------------------


def test_a_wrong_answer_is_kept_as_typed_and_asked_again() -> None:
    answers = filled(ALL, seats="monta")
    assert (answers["?seats"], values(answers), reason(answers)) == ("monta", ALL, ("seats", t("not a number")))


def test_a_right_answer_mends_a_wrong_one() -> None:
    answers = filled(filled(ALL, seats="monta"), seats="25")
    assert answers == {**ALL, "seats": "25", "=seats": "25"}


def test_a_wrong_answer_leaves_the_one_before_it_and_how_it_was_typed() -> None:
    answers = reopen(filled(filled(ALL, seats="25"), seats="monta"), "seats")
    assert answers == {**ALL, "seats": "25", "=seats": "25"}


def test_an_answer_that_another_one_made_right_is_taken() -> None:
    late = filled({**ALL, "when": "2.12. 8.30"}, deadline="9.12.")
    assert reason(late) == ("deadline", t("too late"))
    mended = filled(late, when="9.12. 8.30")
    assert (reason(mended), values(mended)) == (None, {**ALL, "when": "9.12. 8.30", "deadline": "9.12."})


# -- unclear ---------------------------------------------------------------------------------------------------


def test_an_unclear_answer_is_asked_about_with_its_options() -> None:
    one = asked(filled(ALL, place="25"))
    assert one is not None
    assert (one.question, one.reading) == (PLACE, either("25", Context(NOW, {})))


def test_an_option_may_answer_another_question() -> None:
    answers = choose(FORM, filled({"theme": "Ilmasto", "when": "2.12. 8.30"}, place="25"), "place", 0, NOW)
    assert answers == {"theme": "Ilmasto", "when": "2.12. 8.30", "seats": "25", "=seats": "25"}
    assert asked(answers) == Asking(PLACE)


def test_an_option_for_another_question_replaces_what_was_answered_there() -> None:
    answers = choose(FORM, filled(filled(**ALL, seats="30"), place="25"), "place", 0, NOW)
    assert answers is not None
    assert (answers["seats"], answers["=seats"]) == ("25", "25")


def test_an_option_that_is_meant_as_typed_is_the_answer() -> None:
    answers = choose(FORM, filled({"theme": "Ilmasto", "when": "2.12. 8.30"}, place="25"), "place", 1, NOW)
    assert answers == {"theme": "Ilmasto", "when": "2.12. 8.30", "place": "25", "=place": "25"}


def test_an_option_as_good_as_typed_is_read_for_what_it_lacks() -> None:
    answers = choose(FORM, filled(ALL, place="?"), "place", 1, NOW)
    assert answers is not None
    assert reason(answers) == ("place", t("which"))
    assert answers["?place"] == "5"


@pytest.mark.parametrize("number", [-1, 2, 99])
def test_an_option_that_was_never_offered_is_none(number: int) -> None:
    assert choose(FORM, filled(ALL, place="25"), "place", number, NOW) is None


def test_there_are_no_options_where_nothing_is_unclear() -> None:
    assert choose(FORM, filled(**ALL), "place", 0, NOW) is None


def test_a_choice_lets_in_what_waited_for_it() -> None:
    offering = replace(WHEN, read=lambda *_: Unclear(t("which"), (Option("9.12. 8.30", t("9.")),)))
    form = (THEME, offering, PLACE, SEATS, DEADLINE)
    waiting = take(form, {**ALL, "when": "2.12. 8.30"}, {"deadline": "9.12."}, NOW)
    unclear = take(form, waiting, {"when": "keskiviikkona"}, NOW)
    answers = choose(form, unclear, "when", 0, NOW)
    assert answers is not None
    assert values(answers) == {**ALL, "when": "9.12. 8.30", "deadline": "9.12."}
    assert (answers["=when"], asking(form, answers, NOW)) == ("keskiviikkona", None)


# -- in two parts ----------------------------------------------------------------------------------------------


def test_what_is_known_so_far_is_completed_by_the_next_answer() -> None:
    day = filled({"theme": "Ilmasto"}, when="2.12.")
    assert reason(day) == ("when", t("what time"))
    assert filled(day, when="8.30") == {"theme": "Ilmasto", "when": "2.12. 8.30", "=when": "8.30"}


def test_a_part_alone_is_wrong_without_the_other() -> None:
    assert reason(filled({"theme": "Ilmasto"}, when="8.30")) == ("when", t("no day"))


def test_what_is_known_so_far_stays_known_while_the_rest_is_not_understood() -> None:
    day = filled({"theme": "Ilmasto"}, when="2.12.")
    assert filled(filled(day, seats="x"), when="8.30")["when"] == "2.12. 8.30"


# -- twice -----------------------------------------------------------------------------------------------------


def twice(*typed: str) -> dict[str, str]:
    return conflicting({**ALL, "=place": "Nelikko"}, "place", typed)


def test_a_line_given_twice_is_asked_about() -> None:
    options = tuple(Option(value, t("plain", text=value), whole=False) for value in ("Nelikko", "Kampus"))
    about = t("form.twice", label=t("label place"))
    assert asked(twice("Nelikko", "Kampus")) == Asking(PLACE, Unclear(about, options))


@pytest.mark.parametrize("typed", [("x" * 30, "Kampus"), ("25", "Kampus"), ("?", "Kampus")])
def test_a_line_given_twice_is_asked_about_whatever_the_first_one_says(typed: tuple[str, str]) -> None:
    one = asked(twice(*typed))
    assert one is not None
    assert isinstance(one.reading, Unclear)
    assert [option.value for option in one.reading.options] == list(typed)


@pytest.mark.parametrize(("number", "place"), [(0, "Nelikko"), (1, "Kampus")])
def test_the_line_that_holds_is_taken(number: int, place: str) -> None:
    answers = choose(FORM, twice("Nelikko", "Kampus"), "place", number, NOW)
    assert answers == {**ALL, "place": place, "=place": place}


def test_typing_it_anew_settles_it_too() -> None:
    assert filled(twice("Nelikko", "Kampus"), place="Sali") == {**ALL, "place": "Sali", "=place": "Sali"}


# -- what holds of everything typed ----------------------------------------------------------------------------

said = st.sampled_from(("", "25", "?", "2.12.", "8.30", "2.12. 8.30", "9.12.", "Nelikko", "x" * 30))
typings = st.lists(st.dictionaries(st.sampled_from([one.key for one in FORM]), said), max_size=5)


@relaxed
@given(typings)
def test_what_is_typed_last_is_always_to_be_seen(history: list[dict[str, str]]) -> None:
    answers: dict[str, str] = {}
    for typed in history:
        answers = filled(answers, **typed)
        seen = {key: answers.get("?" + key, answers.get("=" + key)) for key in typed}
        assert seen == typed


@relaxed
@given(typings)
def test_nothing_is_whole_while_something_is_unsettled_or_missing(history: list[dict[str, str]]) -> None:
    answers: dict[str, str] = {}
    for typed in history:
        answers = filled(answers, **typed)
    unsettled = [one for one in FORM if "?" + one.key in answers]
    one = asked(answers)
    assert one == (Asking(missing(FORM, answers)) if missing(FORM, answers) and not unsettled else one)  # type: ignore[arg-type]
    assert (one is None) == (not unsettled and missing(FORM, answers) is None)
    assert whole(FORM, answers) == (one is None)
    assert not unsettled or (one is not None and one.question == unsettled[0])


@relaxed
@given(typings, st.sampled_from([one.key for one in FORM]), st.integers(0, 1))
def test_choosing_always_settles_something_or_asks_on(history: list[dict[str, str]], key: str, number: int) -> None:
    answers: dict[str, str] = {}
    for typed in history:
        answers = filled(answers, **typed)
    chosen = choose(FORM, answers, key, number, NOW)
    if chosen is not None:
        assert "?" + key not in chosen or chosen["?" + key] != answers.get("?" + key)


# -- the path --------------------------------------------------------------------------------------------------


def test_progress_counts_the_questions_on_the_path() -> None:
    assert [progress(FORM, {}, one) for one in (THEME, WHEN, PLACE, SEATS)] == [(1, 3), (2, 3), (3, 3), (3, 3)]


def test_a_question_stands_on_the_path_only_if_the_answers_before_it_say_so() -> None:
    form = (THEME, replace(PLACE, only_if=lambda answers: answers.get("theme") == "Ilmasto"))
    assert [missing(form, {"theme": theme}) for theme in ("Ilmasto", "Muu")] == [form[1], None]
    assert [progress(form, {"theme": theme}, form[1]) for theme in ("Ilmasto", "Muu")] == [(2, 2), (1, 1)]


# -- reading text ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("  yksi\n kaksi\t kolme ", Accepted("yksi kaksi kolme")),
        ("", Wrong(t("form.empty"))),
        (" \n\u200b", Wrong(t("form.empty"))),
        ("x" * 20, Accepted("x" * 20)),
        ("x" * 21, Wrong(t("form.long", length=21, most=20))),
        ("a\u202eb\u2066c\x07d", Accepted("abcd")),
    ],
)
def test_text_is_read_on_one_line_without_what_does_not_show(typed: str, reading: Reading) -> None:
    assert text_reader(20)(typed, Context(NOW, {})) == reading


@relaxed
@given(st.text())
@example("\uf900")  # a sign that has two numbers
@example("a\u200b\u0308")  # a letter and its dots, with something unseen between them
def test_clean_text_turns_nothing_around_and_keeps_what_shows(typed: str) -> None:
    kept = clean(typed)
    assert all(c.isprintable() or c in "\n\t" for c in kept)
    assert letters(typed) == letters(kept)
    assert clean(kept) == kept


def letters(typed: str) -> list[str]:
    """List the letters and digits, however they are put together of signs."""
    return [c for c in normalize("NFKD", typed) if c.isalnum()]
