"""What a form says, word for word; and that every example we give is understood."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.chat import Message
from bot.domain.announcing import QUESTIONS
from bot.domain.dates import Found, read_deadline, read_when
from bot.domain.filling import asking, take
from bot.domain.forms import offered
from bot.i18n import render
from bot.text import LOCALES, t
from bot.wording import forms as wording
from handlers.questions.running import _in_private
from storage.drafts import Draft
from tests.bot.wording.reading import read

NOW = datetime(2026, 11, 9, 10, 0, tzinfo=ZoneInfo("Europe/Helsinki"))


def asked(**typed: str) -> Message:
    """Ask what is asked next, once this has been typed."""
    answers = take(QUESTIONS, {}, typed, NOW)
    one = asking(QUESTIONS, answers, NOW)
    assert one is not None
    return wording.question("d1", one, QUESTIONS, answers)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "fi",
            """\
Kysymys 1/3: Mistä tapaamisessa puhutaan?
Lyhyt teema riittää, esimerkiksi: Vapaaehtoiset tapahtumissa.
[Keskeytä] [Hylkää luonnos]""",
        ),
        (
            "sv",
            """\
Fråga 1/3: Vad handlar träffen om?
Ett kort tema räcker, till exempel: Frivilliga på evenemang.
[Paus] [Släng utkastet]""",
        ),
        (
            "en",
            """\
Question 1/3: What is the meetup about?
A short theme will do, for example: Volunteers at events.
[Pause] [Discard draft]""",
        ),
    ],
)
def test_a_question_tells_which_of_how_many_it_is(locale: str, expected: str) -> None:
    assert read(asked(), locale=locale) == expected


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "fi",
            """\
En ymmärtänyt kohtaa ”joskus”. Kirjoita pelkkä päivä ja kellonaika, esimerkiksi 25.11. klo 8.30.
Kirjoitit: joskus
Kysymys 2/3: Milloin tavataan?
[Keskeytä] [Hylkää luonnos]""",
        ),
        (
            "sv",
            """\
Jag förstod inte ”joskus”. Skriv bara dag och klockslag, till exempel 25.11. kl. 8.30.
Du skrev: joskus
Fråga 2/3: När träffas vi?
[Paus] [Släng utkastet]""",
        ),
        (
            "en",
            """\
I didn't understand “joskus”. Write just the day and the time, for example 25 Nov at 8.30.
You wrote: joskus
Question 2/3: When do we meet?
[Pause] [Discard draft]""",
        ),
    ],
)
def test_what_was_not_understood_is_shown_with_the_question(locale: str, expected: str) -> None:
    assert read(asked(theme="Teema", when="joskus"), locale=locale) == expected


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "fi",
            """\
Kirjoitit paikaksi ”25”. Tarkoititko osallistujamäärää vai paikkaa, jossa tavataan?
[Osallistujia enintään 25] [Paikan nimi on 25] [Keskeytä] [Hylkää luonnos]""",
        ),
        (
            "sv",
            """\
Du skrev ”25” som plats. Menade du antalet deltagare eller platsen där ni träffas?
[Högst 25 deltagare] [Platsen heter 25] [Paus] [Släng utkastet]""",
        ),
        (
            "en",
            """\
You wrote “25” for the venue. Did you mean the number of people or the place?
[At most 25 people] [The venue is called 25] [Pause] [Discard draft]""",
        ),
    ],
)
def test_a_number_for_a_place_is_asked_about(locale: str, expected: str) -> None:
    assert read(asked(theme="Teema", when="25.11. klo 8.30", venue="25"), locale=locale) == expected


@pytest.mark.parametrize(
    ("locale", "first", "last"),
    [
        ("fi", "Mitä haluat muuttaa?\n[Nimi] [Teema] [Aika] [Paikka] [Kunta]", "[En muuta mitään]"),
        ("sv", "Vad vill du ändra?\n[Namn] [Tema] [Tid] [Plats] [Kommun]", "[Ändra ingenting]"),
        ("en", "What would you like to change?\n[Name] [Theme] [When] [Venue] [Municipality]", "[Change nothing]"),
    ],
)
def test_what_to_change_is_chosen_by_its_label(locale: str, first: str, last: str) -> None:
    shown = read(wording.which("d1", QUESTIONS), locale=locale)
    assert (shown.startswith(first), shown.endswith(last)) == (True, True)


#: The table of words.md, "Line forms": Finnish, Swedish, English.
LABELS = {
    "name": ("Nimi", "Namn", "Name"),
    "theme": ("Teema", "Tema", "Theme"),
    "when": ("Aika", "Tid", "When"),
    "venue": ("Paikka", "Plats", "Venue"),
    "municipality": ("Kunta", "Kommun", "Municipality"),
    "capacity": ("Osallistujia enintään", "Max antal", "Max people"),
    "signup_by": ("Ilmoittaudu viimeistään", "Anmälan senast", "Sign up by"),
    "most_guests": ("Seuralaisia enintään", "Max medföljande", "Max guests"),
    "host": ("Vierailukohde", "Värd", "Host"),
    "speaker": ("Puhuja", "Talare", "Speaker"),
    "accessibility": ("Esteettömyys", "Tillgänglighet", "Accessibility"),
    "price": ("Hinta", "Pris", "Price"),
    "funder": ("Rahoittaja", "Finansiär", "Funder"),
    "link": ("Linkki", "Länk", "Link"),
    "email": ("Sähköposti", "E-post", "E-mail"),
}


@pytest.mark.parametrize("key", LABELS)
def test_a_label_is_that_of_the_table_and_is_understood_as_typed(key: str) -> None:
    question = next(one for one in QUESTIONS if one.key == key)
    assert tuple(render(question.label, locale) for locale in LOCALES) == LABELS[key]
    assert set(LABELS[key]) <= set(question.labels)


def test_every_question_has_its_row_in_the_table() -> None:
    assert [question.key for question in offered(QUESTIONS)] == list(LABELS)


# -- a draft begun in a group --------------------------------------------------------------------------------

DRAFT = Draft(id="d1", person="a", form="meetup", network="n1", answers={}, question=None)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "fi",
            "Luonnos on yksityisessä keskustelussamme. Ryhmässä ei näy mitään ennen julkaisua.\n[Jatka luonnosta]",
        ),
        (
            "sv",
            "Utkastet finns i vår privata chatt. Inget syns i gruppen före publiceringen.\n[Fortsätt utkastet]",
        ),
        (
            "en",
            "The draft is in our private chat. Nothing shows in the group before you publish.\n[Continue the draft]",
        ),
    ],
)
def test_a_group_hears_one_line_of_a_draft(locale: str, expected: str) -> None:
    assert read(_in_private(DRAFT), locale=locale) == expected


# -- examples ------------------------------------------------------------------------------------------------

EXAMPLES = {
    "ask.when_help": (
        ("25.11. klo 8.30–10", "marraskuun lopussa"),
        ("25.11. kl. 8.30–10", "i slutet av november"),
        ("25 Nov, 8.30–10", "late November"),
    ),
    "dates.empty": (("25.11. klo 8.30",), ("25.11. kl. 8.30",), ("25 Nov at 8.30",)),
    "dates.open_day": (("viikko 48",), ("vecka 48",), ("week 48",)),
}


@pytest.mark.parametrize("id_", EXAMPLES)
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_an_example_we_give_is_understood_in_any_year(id_: str, locale: str, year: int) -> None:
    said = render(t(id_), locale)
    for example in EXAMPLES[id_][LOCALES.index(locale)]:
        assert example in said
        assert isinstance(read_when(example, now=NOW.replace(year=year)), Found)


def test_the_example_of_a_deadline_is_understood() -> None:
    said = [render(t("dates.deadline_day"), locale) for locale in LOCALES]
    for sentence, example in zip(said, ("25.11. klo 12", "25.11. kl. 12", "25 Nov at 12.00"), strict=True):
        assert f"{example}." in sentence
        assert isinstance(read_deadline(example, now=NOW, before=None), Found)
