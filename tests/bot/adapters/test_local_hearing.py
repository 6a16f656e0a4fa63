"""What Kuppi hears in what is said."""

from datetime import UTC, datetime

import pytest

from bot.adapters.local.hearing import About, arrival, heard
from bot.chat import Address, Command, Press, Said, Sender
from bot.text import fold

ANNA = Sender("local", "anna", "Anna")
PRIVATE: About = {
    "key": "local:1",
    "at": datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
    "who": ANNA,
    "where": ANNA.address,
    "private": True,
}
ROOM: About = {**PRIVATE, "where": Address("local", "kahvit"), "private": False}


@pytest.mark.parametrize(
    "typed",
    ["/liitä 7F3K", "/LIITA 7F3K", "/liita@kuppi 7F3K", "/lii\N{LATIN SMALL LETTER T}a\N{COMBINING DIAERESIS} 7F3K"],
)
def test_a_command_is_the_same_however_it_is_typed(typed: str) -> None:
    assert heard(typed, PRIVATE) == Command(**PRIVATE, word="liita", text="7F3K")


def test_letters_are_folded() -> None:
    assert fold(" ÄÅÖ Tulen ") == "aao tulen"


def test_a_command_keeps_its_lines() -> None:
    typed = "/uusitapaaminen\nNimi: Kulttuurikuppi\nKunta: Alajärvi"
    lines = "Nimi: Kulttuurikuppi\nKunta: Alajärvi"
    assert heard(typed, PRIVATE) == Command(**PRIVATE, word="uusitapaaminen", text=lines)


def test_a_command_with_kuppis_name_is_addressed_in_a_room() -> None:
    assert heard("/omat@Kuppi", ROOM) == Command(**ROOM, word="omat", addressed=True)


@pytest.mark.parametrize("about", [ROOM, PRIVATE])
def test_a_command_for_another_bot_is_not_heard(about: About) -> None:
    assert heard("/omat@muubotti", about) is None


@pytest.mark.parametrize(
    ("typed", "word", "text"),
    [
        ("@kuppi tapaamiset", "tapaamiset", ""),
        ("@Kuppi: Kysy missä tavataan?", "kysy", "missä tavataan?"),
        ("@kuppi /kieli svenska", "kieli", "svenska"),
        ("Tapaamiset, @kuppi!", "tapaamiset", ""),
    ],
)
def test_what_is_said_to_kuppi_by_name_is_a_command(typed: str, word: str, text: str) -> None:
    assert heard(typed, ROOM) == Command(**ROOM, word=word, text=text)


@pytest.mark.parametrize("typed", ["@kuppi", "Kiitos!", "anna@kuppi.fi", "anna@kuppi", "Katso @kuppila", "/ ei mitään"])
def test_other_talk_in_a_room_is_not_heard(typed: str) -> None:
    assert heard(typed, ROOM) is None


@pytest.mark.parametrize("typed", ["@kuppi omat", "klo 8:30", "", "/"])
def test_anything_else_in_private_is_said(typed: str) -> None:
    assert heard(typed, PRIVATE) == Said(**PRIVATE, text=typed)


def test_a_link_brings_the_press_of_its_button() -> None:
    assert arrival("rsvp-abc-yes", PRIVATE) == Press(**PRIVATE, action="rsvp", arg="abc-yes")


def test_a_link_brings_the_word_that_was_typed_in_a_room() -> None:
    assert arrival("w-omat", PRIVATE) == Command(**PRIVATE, word="omat")


def test_what_no_link_of_ours_brings_is_left_to_start() -> None:
    assert heard("/start mitä täällä tehdään", PRIVATE) == Command(**PRIVATE, word="start", text="mitä täällä tehdään")


def test_start_in_a_room_is_a_command_whatever_follows() -> None:
    assert heard("/start rsvp-abc-yes", ROOM) == Command(**ROOM, word="start", text="rsvp-abc-yes", addressed=False)
