"""The optional lines: several speakers, links and addresses that are some, and one text in several languages."""

from datetime import UTC, datetime

import pytest

from bot.domain.announcing import QUESTIONS, meetup_of
from bot.domain.filling import LEFT, asking, take_lines, values
from bot.domain.forms import Wrong
from bot.domain.lines import read_lines
from bot.domain.meetups import Meetup
from bot.text import Words

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
REQUIRED = "Aika: ke 2.12.2026 klo 8.30\nPaikka: Nelikko\nKunta: Alajärvi\n"


def filled(text: str, before: str = "") -> dict[str, str]:
    """Take lines, perhaps after others."""
    first = take_lines(QUESTIONS, {}, read_lines(before, QUESTIONS), NOW) if before else {}
    return take_lines(QUESTIONS, first, read_lines(text, QUESTIONS), NOW)


def meetup(text: str) -> Meetup:
    answers = filled(REQUIRED + text)
    assert (asking(QUESTIONS, answers, NOW), answers[LEFT]) == (None, "")
    return meetup_of(values(answers), id_="m", network="n", brand="Kulttuurikuppi", zone="Europe/Helsinki")


THREE = Words("Vapaaehtoiset", {"sv": "Frivilliga", "en": "Volunteers"})


@pytest.mark.parametrize(
    "text",
    [
        "Teema: Vapaaehtoiset\nTeema (sv): Frivilliga\nTeema (en): Volunteers",
        "Teema: Vapaaehtoiset\nTeema ruotsiksi: Frivilliga\nTeema englanniksi: Volunteers",
        "Teema: Vapaaehtoiset\nTema: Frivilliga\nTheme: Volunteers",
        "Tema: Vapaaehtoiset\nTema på svenska: Frivilliga\nTema (engelska): Volunteers",
        "theme: Vapaaehtoiset\nTHEME IN SWEDISH: Frivilliga\ntheme (english): Volunteers",
    ],
)
def test_a_theme_may_be_told_in_three_languages_as_one_would_write_it(text: str) -> None:
    assert meetup(text).words("theme") == THREE


def test_what_is_told_in_one_language_is_told_to_all() -> None:
    assert meetup("Teema (sv): Frivilliga").words("theme") == "Frivilliga"


def test_two_themes_in_one_language_are_asked_about() -> None:
    answers = filled(REQUIRED + "Teema: Talkoot\nAihe: Vapaaehtoiset")
    asked = asking(QUESTIONS, answers, NOW)
    assert asked is not None
    assert asked.question.key == "theme"


def test_a_new_theme_takes_the_old_translations_with_it() -> None:
    before = REQUIRED + "Teema: Vapaaehtoiset\nTeema (sv): Frivilliga"
    assert {k: v for k, v in values(filled("Teema: Talkoot", before)).items() if k.startswith("theme")} == {
        "theme": "Talkoot"
    }
    again = values(filled("Teema: Talkoot\nTeema (sv): Talko", before))
    assert (again["theme"], again["theme_sv"]) == ("Talkoot", "Talko")


def test_speakers_on_lines_of_their_own_are_all_kept() -> None:
    told = meetup("Teema: Talkoot\nPuhuja: Toni Kurkimäki, ohjaaja\nPuhuja: Pekka Pohjoispää, tuottaja").details
    assert told == {"speaker": "Toni Kurkimäki, ohjaaja; Pekka Pohjoispää, tuottaja"}


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Hinta: 5 €.", {"price": "5 €"}),
        ("Hinta: Maksuton", {}),
        ("Pris: gratis", {}),
        ("Linkki: kuppi.fi/kahvit", {"link": "https://kuppi.fi/kahvit"}),
        ("Linkki: https://kuppi.fi/kahvit?a=1", {"link": "https://kuppi.fi/kahvit?a=1"}),
        ("Sähköposti: anna@kuppi.fi", {"email": "anna@kuppi.fi"}),
    ],
)
def test_an_optional_line_is_kept_as_it_is_meant(line: str, kept: dict[str, str]) -> None:
    assert meetup("Teema: Talkoot\n" + line).details == kept


@pytest.mark.parametrize(
    "line",
    [
        "Linkki: javascript:alert(1)",
        "Linkki: kahvila Nelikko",
        "Linkki: http://anna@kuppi",
        "Sähköposti: anna(at)kuppi",
    ],
)
def test_what_is_no_link_and_no_address_is_said_to_be_none(line: str) -> None:
    asked = asking(QUESTIONS, filled(REQUIRED + "Teema: Talkoot\n" + line), NOW)
    assert asked is not None
    assert isinstance(asked.reading, Wrong)
