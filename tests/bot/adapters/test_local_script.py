"""Who speaks in a line, and where."""

from collections.abc import Callable

import pytest

from bot.adapters.local.script import Line, line_of


def only_anna(name: str) -> bool:
    return name == "Anna"


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Anna: hei", Line("hei", "Anna", None, placed=True)),
        ("Anna: klo 8:30", Line("klo 8:30", "Anna", None, placed=True)),
        ("Anna:", Line("", "Anna", None, placed=True)),
        ("Ben #kahvit: hei", Line("hei", "Ben", "kahvit", placed=True)),
        ("Anna-Maija von Essen #tiimi-2: hei", Line("hei", "Anna-Maija von Essen", "tiimi-2", placed=True)),
        ("@Ben: hei", Line("hei", "Ben", None, placed=True)),
        ("@Ben #kahvit: hei", Line("hei", "Ben", "kahvit", placed=True)),
        ("Ben: /omat", Line("/omat", "Ben", None, placed=True)),
        ("Ben: [Tulen]", Line("[Tulen]", "Ben", None, placed=True)),
        ("#kahvit: hei", Line("hei", None, "kahvit", placed=True)),
        ("Anna: /uusitapaaminen\nNimi: Kuppi", Line("/uusitapaaminen\nNimi: Kuppi", "Anna", None, placed=True)),
    ],
)
def test_a_speaker_is_taken(typed: str, line: Line) -> None:
    assert line_of(typed, only_anna) == line


@pytest.mark.parametrize(
    "typed",
    [
        "hei",
        "klo 8:30",
        "8:30",
        "Paikka: Nelikko",
        "Paikka: Nelikko [sisäpiha]",
        "Paikka: [Nelikko] sisäpiha",
        "Linkki: https://kuppi.fi",
        "https://kuppi.fi",
        "Aika: ke 2.12.2026 klo 8.30–10.00",
        "/kysy Anna: missä?",
        "/uusitapaaminen\nNimi: Kuppi",
        "@kuppi: tapaamiset",
        "Tavataan #kahvit ryhmässä: jee",
        ": hei",
        "Anna:hei",
    ],
)
def test_a_colon_that_belongs_to_what_is_said_is_left_there(typed: str) -> None:
    assert line_of(typed, only_anna) == Line(typed)


def test_before_anybody_is_known_a_name_before_a_colon_speaks() -> None:
    assert line_of("Ben: hei", None) == Line("hei", "Ben", None, placed=True)


@pytest.mark.parametrize("known", [None, only_anna])
def test_a_time_is_no_speaker_even_in_the_first_line(known: Callable[[str], bool] | None) -> None:
    assert line_of("klo 8: nähdään", known) == Line("klo 8: nähdään")


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("[Tulen]", "Tulen"),
        ("[ En pääse ]", "En pääse"),
        ("[Tulen] varmasti", None),
        ("[]", None),
        ("[a] [b]", None),
        ("hei", None),
    ],
)
def test_a_line_that_is_a_label_in_brackets_presses_it(typed: str, label: str | None) -> None:
    assert line_of(typed, None).label == label
