"""The duty's model messages to the letter: the card, the handover in the group, and to those who come on duty."""

from dataclasses import replace

import pytest

from bot.domain.duty.contacts import Area
from bot.domain.duty.handover import Announcement
from bot.domain.duty.packet import Waiting
from bot.text import LOCALES
from bot.wording.duty import handing_over, standing
from tests.bot.domain.duty.making import HUMAK, LIITTO, NAMES, RANA, a_plan, at
from tests.bot.wording.reading import read

PLAN = a_plan(HUMAK, LIITTO, RANA)
NOW = at("2027-03-10 12:00")
MARCH = PLAN.turn(2)
AREAS = {
    "fi": ("Koulutus", "Maakunta", "Vapaa kenttä"),
    "sv": ("Utbildning", "Landskapet", "Det fria fältet"),
    "en": ("Training", "Region", "Independent scene"),
}
CARD = {
    "fi": """\
Koordinaatiovuorossa: Villa Rana
ma 1.3.2027 klo 9 – to 1.4.2027 klo 9
Seuraavana: Humak
Koulutus: Humak. Maakunta: Keski-Suomen liitto. Vapaa kenttä: Villa Rana.
Kysy vuorossa olevalta: /kysy
[Kysy] [Vuorolista]""",
    "sv": """\
Koordinerar nu: Villa Rana
mån 1.3.2027 kl. 9 – tors 1.4.2027 kl. 9
I tur härnäst: Humak
Utbildning: Humak. Landskapet: Keski-Suomen liitto. Det fria fältet: Villa Rana.
Fråga den som är i tur: /fraga
[Fråga] [Turordning]""",
    "en": """\
Coordinating now: Villa Rana
Mon 1 Mar 2027, 9.00 – Thu 1 Apr 2027, 9.00
Next: Humak
Training: Humak. Region: Keski-Suomen liitto. Independent scene: Villa Rana.
Ask whoever is on duty: /ask
[Ask] [Coming turns]""",
}
HANDOVER = {
    "fi": """\
Koordinaatiovuoro vaihtui ma 1.3.2027 klo 9.
Nyt vuorossa: Villa Rana
Kiitos edellisestä vuorosta: Keski-Suomen liitto
Kysymykset: /kysy""",
    "sv": """\
Koordineringsansvaret gick vidare mån 1.3.2027 kl. 9.
Nu i tur: Villa Rana
Tack för den föregående turen: Keski-Suomen liitto
Frågor: /fraga""",
    "en": """\
Coordination changed hands on Mon 1 Mar 2027 at 9.00.
On duty now: Villa Rana
Thank you for the previous turn: Keski-Suomen liitto
Questions: /ask""",
}
BEGAN = {
    "fi": """\
Vuoro alkoi: Villa Rana, to 1.4.2027 klo 9 asti.
Odottaa: 2 tapaamista, 1 avoin haku, 3 kysymystä.
Ensin: julkaise maaliskuun tapaaminen. Muistio on alla.
Kuittaa, kun olet nähnyt tämän. Vuoro on teillä joka tapauksessa.
[Kuittaan] [Avaa muistio] [Pyydä tuuraajaa]""",
    "sv": """\
Er tur började: Villa Rana, till tors 1.4.2027 kl. 9.
Väntar: 2 träffar, 1 öppen utlysning, 3 frågor.
Först: publicera träffen i mars. Anteckningarna finns nedan.
Kvittera när du har sett det här. Turen är er i alla fall.
[Sett] [Öppna anteckningar] [Be om ersättare]""",
    "en": """\
Your turn has begun: Villa Rana, until Thu 1 Apr 2027, 9.00.
Waiting: 2 meetups, 1 open call, 3 questions.
First: publish the March meetup. The hand-over note is below.
Acknowledge when you have seen this. The turn is yours either way.
[Got it] [Open the note] [Ask for cover]""",
}
everywhere = pytest.mark.parametrize("locale", LOCALES)


@everywhere
def test_the_card_is_the_model(locale: str) -> None:
    owners = (HUMAK, LIITTO, RANA)
    areas = [Area(id=name, name=name, organisation=one) for name, one in zip(AREAS[locale], owners, strict=True)]
    assert read(standing.card(PLAN, areas, NAMES, network="n", at=NOW), locale=locale) == CARD[locale]


@everywhere
def test_the_handover_is_the_model(locale: str) -> None:
    told = Announcement((MARCH,), MARCH, LIITTO)
    assert read(handing_over.announced(told, MARCH, NAMES, first=False), locale=locale) == HANDOVER[locale]


def test_a_late_one_says_so_and_one_who_goes_on_is_not_thanked() -> None:
    late = handing_over.announced(Announcement((MARCH,), MARCH, LIITTO, late=True), MARCH, NAMES, first=False)
    assert read(late).splitlines()[-1] == "Tämä ilmoitus on myöhässä. Vuoro vaihtui ajallaan."
    goes_on = handing_over.announced(Announcement((MARCH,), MARCH, RANA), MARCH, NAMES, first=False)
    assert read(goes_on) == "Koordinaatiovuorossa jatkaa Villa Rana, to 1.4.2027 klo 9 asti.\nKysymykset: /kysy"


def test_when_nobody_has_the_turn_the_group_still_knows_whom_to_ask() -> None:
    held = replace(MARCH, organisation=None)
    told = handing_over.announced(Announcement((held,), held, LIITTO), held, NAMES, first=False)
    assert read(told).splitlines()[-1] == "Kysymykset: /kysy"


@everywhere
def test_who_comes_on_duty_reads_the_model(locale: str) -> None:
    waiting = Waiting(meetups=2, within=0, calls=1, questions=3)
    assert read(handing_over.began("rota", MARCH, NAMES, waiting), locale=locale) == BEGAN[locale]
