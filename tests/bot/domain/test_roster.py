"""A table that opens in a spreadsheet, in which nothing people typed is a formula."""

import csv as reading
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.roster import csv

relaxed = settings(max_examples=150, deadline=None, database=None)
words = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=12)


def read(text: str) -> list[list[str]]:
    return list(reading.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


def test_rows_stand_as_spreadsheets_here_want_them() -> None:
    assert csv([("Nimi", "Tilanne"), ('Aino "A" Aalto; Oy', "tulossa")]) == (
        '\ufeff"Nimi";"Tilanne"\r\n"Aino ""A"" Aalto; Oy";"tulossa"\r\n'
    )


@pytest.mark.parametrize("typed", ['=HYPERLINK("x")', "+358 40", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1"])
def test_a_formula_is_words(typed: str) -> None:
    assert read(csv([(typed,)])) == [["'" + typed]]


@relaxed
@given(st.lists(st.tuples(words, words), min_size=1, max_size=4))
def test_what_is_written_is_read_back_and_never_begins_a_formula(rows: list[tuple[str, str]]) -> None:
    cells = [cell for row in read(csv(rows)) for cell in row]
    assert [cell.removeprefix("'") for cell in cells] == [one.removeprefix("'") for row in rows for one in row]
    assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)
