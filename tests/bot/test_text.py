"""Words as people type them: the same however they are spelt, and nothing in them that does not show."""

from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.router import fold as fold_first
from bot.text import clean, fold, one_line

relaxed = settings(max_examples=100, deadline=None, database=None)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("Ehkä", "ehka"), ("EHKA\u0308", "ehka"), ("språk", "sprak"), ("Årsföljd ", "arsfoljd"), ("Cafe\u0301", "café")],
)
def test_a_word_is_the_same_however_it_is_typed(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@relaxed
@given(st.text())
def test_folding_does_not_care_how_accents_are_put_together(typed: str) -> None:
    assert fold(normalize("NFD", typed)) == fold(normalize("NFC", typed))


@pytest.mark.parametrize("typed", ["/liitä", "/liita\u0308", "/Liitä@kuppi_bot", "liita"])
def test_a_first_word_is_folded_without_its_slash_and_without_whom_it_is_said_to(typed: str) -> None:
    assert fold_first(typed) == "liita"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\u202eb\u200bc\ufeffd\u2067e", "abcde"), ("a\x00b\x1bc\x7f", "abc"), ("eka\n\ttoka", "eka\n\ttoka"),
        ("1\u00a0000\u2003e", "1 000 e"), ("Cafe\u0301", "Café"), ("half \ud83d letter", "half  letter"),
    ],
)  # fmt: skip
def test_what_does_not_show_is_dropped(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@relaxed
@given(st.text())
def test_cleaning_twice_changes_nothing_more(typed: str) -> None:
    assert clean(clean(typed)) == clean(typed)


def test_a_name_is_one_visible_line() -> None:
    assert one_line(" Anna\n \u202eAalto\r\n", 64) == "Anna Aalto"
    assert one_line("x" * 70, 64) == "x" * 64
    assert one_line("\u200b", 64) == ""
