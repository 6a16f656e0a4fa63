"""What is said of a person's own settings, word for word."""

from dataclasses import replace

import pytest

from bot.chat import Sender
from bot.domain.people import Person
from bot.text import LOCALES
from bot.wording import settings as wording
from tests.bot.wording.reading import read

ANNA = Person(id="a", name="Anna Aho", locale="fi")
WHO = Sender("telegram", "1001", "Anna Aho")
SETTINGS = {
    "fi": """\
Asetuksesi
Kieli: suomi
Nimi: Anna Aho
Nimesi ei näy ryhmässä. Järjestäjä näkee sen, kun ilmoittaudut.
Muistutan sinua tapaamisista edellisenä päivänä.
Tunnuksesi: telegram:1001
[Suomi] [Svenska] [English] [Nimeni saa näkyä] [Älä näytä nimeäni] [Vaihda nimi] [Ei muistutuksia] \
[Yhdistä tilit] [Omat tiedot]""",
    "sv": """\
Dina inställningar
Språk: svenska
Namn: Anna Aho
Ditt namn syns inte i gruppen. Arrangören ser det när du anmäler dig.
Jag påminner dig om träffar dagen innan.
Ditt id: telegram:1001
[Suomi] [Svenska] [English] [Mitt namn får synas] [Visa inte mitt namn] [Byt namn] [Inga påminnelser] \
[Koppla ihop konton] [Mina uppgifter]""",
    "en": """\
Your settings
Language: English
Name: Anna Aho
Your name does not show in the group. The organiser sees it when you sign up.
I remind you of meetups the day before.
Your id: telegram:1001
[Suomi] [Svenska] [English] [Show my name] [Don't show my name] [Change my name] [No reminders] \
[Link accounts] [My data]""",
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("visible", [None, False])
def test_settings_tell_language_name_and_ones_own_id(locale: str, *, visible: bool | None) -> None:
    person = replace(ANNA, locale=locale, name_visible=visible)
    assert read(wording.settings(person, WHO), locale=locale) == SETTINGS[locale]


@pytest.mark.parametrize(
    ("locale", "line"),
    [
        ("fi", "Nimesi saa näkyä korteissa ryhmässä."),
        ("sv", "Ditt namn får synas på korten i gruppen."),
        ("en", "Your name may show on cards in the group."),
    ],
)
def test_settings_tell_that_a_name_may_show(locale: str, line: str) -> None:
    person = replace(ANNA, locale=locale, name_visible=True)
    head, language, name, _, *rest = SETTINGS[locale].splitlines()
    assert read(wording.settings(person, WHO), locale=locale).splitlines() == [head, language, name, line, *rest]


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("fi", "Millä kielellä puhun kanssasi?\n[Suomi] [Svenska] [English]"),
        ("sv", "Vilket språk ska jag tala med dig?\n[Suomi] [Svenska] [English]"),
        ("en", "Which language shall I speak with you?\n[Suomi] [Svenska] [English]"),
    ],
)
def test_each_language_is_offered_by_its_own_name(locale: str, expected: str) -> None:
    assert read(wording.which_language(), locale=locale) == expected


@pytest.mark.parametrize(
    ("locale", "shown", "hidden"),
    [
        ("fi", "Nimesi näkyy korteissa näin: Anna Aho", "Nimesi ei näy ryhmässä."),
        ("sv", "Ditt namn syns på korten så här: Anna Aho", "Ditt namn syns inte i gruppen."),
        ("en", "Your name shows on cards like this: Anna Aho", "Your name does not show in the group."),
    ],
)
def test_a_choice_about_the_name_is_confirmed(locale: str, shown: str, hidden: str) -> None:
    assert read(wording.name_done(replace(ANNA, name_visible=True)), locale=locale) == shown
    assert read(wording.name_done(replace(ANNA, name_visible=False)), locale=locale) == hidden
