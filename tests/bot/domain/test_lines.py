"""Labelled lines: three languages, any order, on lines or all on one, and nothing typed is lost."""

from random import Random
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.announcing import QUESTIONS
from bot.domain.forms import offered
from bot.domain.lines import Lines, fold_label, read_lines

relaxed = settings(max_examples=150, deadline=None, database=None)
LABELS = [(question.key, label) for question in offered(QUESTIONS) for label in question.labels]


def read(text: str) -> Lines:
    return read_lines(text, QUESTIONS)


def only(**values: str) -> Lines:
    """Expect these values and nothing left over."""
    return Lines(values, {}, ())


MEETUP = {
    "name": "Kulttuurikuppi", "theme": "Vapaaehtoiset tapahtumissa", "when": "ke 2.12.2026 klo 8.30–10.00",
    "venue": "Nelikko", "municipality": "Alajärvi", "capacity": "25",
}  # fmt: skip


# -- three languages -----------------------------------------------------------------------------------------

IN_FINNISH = """
Nimi: Kulttuurikuppi
Teema: Vapaaehtoiset tapahtumissa
Aika: ke 2.12.2026 klo 8.30–10.00
Paikka: Nelikko
Kunta: Alajärvi
Osallistujia enintään: 25
"""
IN_SWEDISH = """
Namn: Kulttuurikuppi
Tema: Vapaaehtoiset tapahtumissa
Tid: ke 2.12.2026 klo 8.30–10.00
Plats: Nelikko
Kommun: Alajärvi
Max antal: 25
"""
IN_ENGLISH = """
Name: Kulttuurikuppi
Theme: Vapaaehtoiset tapahtumissa
When: ke 2.12.2026 klo 8.30–10.00
Venue: Nelikko
Municipality: Alajärvi
Max people: 25
"""
MIXED = """
Seats: 25
Kommun: Alajärvi
Aika: ke 2.12.2026 klo 8.30–10.00

Place: Nelikko
Tema: Vapaaehtoiset tapahtumissa
Nimi: Kulttuurikuppi
"""


@pytest.mark.parametrize("text", [IN_FINNISH, IN_SWEDISH, IN_ENGLISH, MIXED], ids=["fi", "sv", "en", "mixed"])
def test_labels_are_read_in_any_language_and_order(text: str) -> None:
    assert read(text) == only(**MEETUP)


@pytest.mark.parametrize("text", [IN_FINNISH, IN_SWEDISH, IN_ENGLISH, MIXED], ids=["fi", "sv", "en", "mixed"])
@pytest.mark.parametrize("between", [" ", ", ", "; ", "   "])
def test_all_labels_may_stand_on_one_line(text: str, between: str) -> None:
    assert read(between.join(text.split("\n")).strip()) == only(**MEETUP)


@pytest.mark.parametrize(("key", "label"), LABELS, ids=[label for _, label in LABELS])
def test_every_label_is_known_and_means_its_own_question(key: str, label: str) -> None:
    assert read(f"{label}: x") == only(**{key: "x"})


@pytest.mark.parametrize(("key", "label"), LABELS, ids=[label for _, label in LABELS])
def test_every_label_is_known_beside_the_others_on_one_line(key: str, label: str) -> None:
    other = "theme" if key != "theme" else "venue"
    before = "Teema: y" if other == "theme" else "Paikka: y"
    assert read(f"{before} {label}: x") == only(**{other: "y", key: "x"})


# -- folding -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "osallistujia enintaan: 25", "OSALLISTUJIA ENINTÄÄN: 25", "Osallistujia  enintään : 25",
        "  Osallistujia enintään:25", "Osallistujia-enintään: 25", normalize("NFD", "Osallistujia enintään: 25"),
        "Osallistujia enintään\t:\t25",
    ],
)  # fmt: skip
def test_a_label_is_known_however_it_is_written(line: str) -> None:
    assert read(line) == only(capacity="25")


def test_a_dash_in_a_label_may_be_a_space_or_left_as_it_is() -> None:
    assert [read(f"{label}: a@b.fi") for label in ("E-post", "E post", "e-mail", "EMAIL")] == [only(email="a@b.fi")] * 4


@pytest.mark.parametrize(
    ("label", "folded"),
    [("Sähköposti", "sahkoposti"), ("E-post", "e post"), ("  Max   antal ", "max antal"), ("Värd", "vard")],
)
def test_labels_fold_to_plain_letters(label: str, folded: str) -> None:
    assert fold_label(label) == folded


# -- what looks like a label ---------------------------------------------------------------------------------


def test_a_label_inside_a_value_is_part_of_the_value_when_there_are_lines() -> None:
    text = "Teema: Hinta: kova vai kohtuullinen?\nPaikka: Sali, Kunta: ei tämä\nKunta: Vaasa"
    assert read(text) == only(theme="Hinta: kova vai kohtuullinen?", venue="Sali, Kunta: ei tämä", municipality="Vaasa")


def test_a_label_within_a_word_is_no_label() -> None:
    assert read("Teema: kokouspaikka: Nelikko") == only(theme="kokouspaikka: Nelikko")


def test_a_clock_time_is_no_label() -> None:
    assert read("Aika: ke 2.12.2026 klo 8:30") == only(when="ke 2.12.2026 klo 8:30")


def test_a_link_keeps_its_colon() -> None:
    assert read("Linkki: https://example.fi/a?b=c:d") == only(link="https://example.fi/a?b=c:d")


def test_a_longer_label_wins_over_a_shorter_one() -> None:
    assert read("Antal platser: 25") == only(capacity="25")
    assert read("Osallistujia: 25 Paikka: Nelikko") == only(capacity="25", venue="Nelikko")


# -- what is left over ---------------------------------------------------------------------------------------


def test_lines_without_a_label_are_kept() -> None:
    assert read("Hei kaikki!\nTeema: Ilmasto\nTervetuloa: lämpimästi\n\n  loppu  ") == Lines(
        {"theme": "Ilmasto"}, {}, ("Hei kaikki!", "Tervetuloa: lämpimästi", "loppu")
    )


def test_words_before_the_first_label_of_one_line_are_kept() -> None:
    assert read("aamukahvit, Teema: Ilmasto Kunta: Vaasa") == Lines(
        {"theme": "Ilmasto", "municipality": "Vaasa"}, {}, ("aamukahvit",)
    )


@pytest.mark.parametrize("text", ["", "  ", "\n\n"])
def test_nothing_typed_is_nothing(text: str) -> None:
    assert read(text) == only()


def test_a_label_without_a_value_gives_none() -> None:
    assert read("Teema:\nKunta: Vaasa") == only(municipality="Vaasa")


# -- twice ---------------------------------------------------------------------------------------------------


def test_a_label_given_twice_gives_both_values() -> None:
    lines = read("Paikka: Nelikko\nTeema: Ilmasto\nVenue: Kampus")
    assert lines.twice == {"venue": ("Nelikko", "Kampus")}
    assert lines.values["theme"] == "Ilmasto"


def test_a_label_given_twice_with_one_empty_is_given_once() -> None:
    assert read("Paikka:\nPaikka: Nelikko") == only(venue="Nelikko")


def test_a_label_given_twice_alike_is_given_once() -> None:
    assert read("Paikka: Nelikko\nPlats: Nelikko") == only(venue="Nelikko")


# -- what holds of everything typed --------------------------------------------------------------------------

values = st.text("abc äö 0123456789.–!?", min_size=1, max_size=12).map(str.strip).filter(bool)
filled = st.dictionaries(st.sampled_from([question.key for question in QUESTIONS]), values, min_size=2)


@relaxed
@given(filled, st.randoms(use_true_random=False))
def test_what_was_labelled_is_found_under_its_label(given_: dict[str, str], chance: Random) -> None:
    labels = {question.key: question.labels for question in QUESTIONS}
    lines = [f"{chance.choice(labels[key])}: {value}" for key, value in given_.items()]
    chance.shuffle(lines)
    assert read("\n".join(lines)) == only(**given_)


@relaxed
@given(st.text(max_size=80))
def test_nothing_typed_is_lost(text: str) -> None:
    lines = read(text)
    kept = [*lines.values.values(), *lines.left, *(value for values in lines.twice.values() for value in values)]
    labels = {letter for _, label in LABELS for letter in label.lower()}
    missing = set(normalize("NFC", text)) - set("".join(kept))
    assert not {c for c in missing if c.isalnum() and c.lower() not in labels}
