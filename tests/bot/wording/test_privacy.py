"""What is said before and after erasing, word for word as in the models, and of all that is held."""

from datetime import UTC, datetime

import pytest

from bot.chat import Address
from bot.domain.people import Network, Person, Role
from bot.domain.seating import Reply, Standing
from bot.text import LOCALES
from bot.wording import privacy as wording
from tests.bot.wording.reading import KULTTUURIKUPPI, read

BEFORE = {
    "fi": """\
Poistanko kaikki tietosi? Tätä ei voi perua.
Poistuvat: nimesi, 2 ilmoittautumista, asetukset. Paikkasi vapautuvat.
Jäävät: osallistujamäärät ilman nimiä.
Keskustelumme viestit jäävät Telegramiin. Poista ne poistamalla keskustelu.
[Poista tietoni] [En poista]""",
    "sv": """\
Ska jag radera alla dina uppgifter? Det går inte att ångra.
Raderas: ditt namn, 2 anmälningar, inställningar. Dina platser blir lediga.
Blir kvar: antal deltagare utan namn.
Meddelandena i vår chatt blir kvar i Telegram. Radera dem genom att radera chatten.
[Radera allt om mig] [Radera inte]""",
    "en": """\
Shall I erase everything about you? This cannot be undone.
Goes: your name, 2 sign-ups, settings. Your places are freed.
Stays: numbers of participants, without names.
The messages of our chat stay in Telegram. Delete the chat to remove them.
[Erase my data] [Keep my data]""",
}
DONE = {
    "fi": "Tietosi on poistettu ke 2.12.2026 klo 14.05. Paikkasi on vapautettu.\n"
    "Varmuuskopioissa tietosi säilyvät salattuina enintään kuukauden.\n"
    "Olet tervetullut takaisin milloin vain: /start",
    "sv": "Dina uppgifter raderades ons 2.12.2026 kl. 14.05. Dina platser är lediga igen.\n"
    "I säkerhetskopior finns uppgifterna kvar krypterade i högst en månad.\n"
    "Du är välkommen tillbaka när du vill: /start",
    "en": "Your data was erased on Wed 2 Dec 2026 at 14.05. Your places are free again.\n"
    "In backups your data stays, encrypted, for a month at most.\n"
    "You are welcome back at any time: /start",
}
KS = Network(id="n", name="Keski-Suomi", brand="Tuottajakahvit", locale="fi", zone="Europe/Helsinki")


@pytest.mark.parametrize("locale", LOCALES)
def test_before_erasing_it_is_told_what_goes_and_what_stays(locale: str) -> None:
    asked = wording.ask_to_erase(sign_ups=2, platforms=["telegram"], left_alone=[], admin=False)
    assert read(asked, locale=locale) == BEFORE[locale]


@pytest.mark.parametrize("locale", LOCALES)
def test_after_erasing_it_is_told_when(locale: str) -> None:
    at = datetime(2026, 12, 2, 12, 5, tzinfo=UTC)
    assert read(wording.erased(at, freed=True), locale=locale) == DONE[locale]


def test_what_concerns_only_some_is_told_only_to_them() -> None:
    asked = wording.ask_to_erase(sign_ups=0, platforms=["telegram", "slack"], left_alone=[KS], admin=True)
    assert read(asked).splitlines()[1:-1] == [
        "Poistuvat: nimesi, asetukset.",
        "Jäävät: osallistujamäärät ilman nimiä.",
        "Keskustelumme viestit jäävät Telegramiin. Poista ne poistamalla keskustelu.",
        "Keskustelumme viestit jäävät Slackiin. Ne voi poistaa työtilan ylläpitäjä.",
        "Olet verkoston Keski-Suomi ainoa koordinaattori. Jos poistat tietosi, sille ei jää yhtään.",
        "Ylläpitäjän oikeutesi on palvelimen asetuksissa (ADMINS). Se ei poistu tästä.",
    ]


def test_all_that_is_held_is_told_in_words() -> None:
    anna = Person(id="a", name="Anna Aho", locale="fi", name_visible=True, roles={"n": Role.COORDINATOR})
    held = wording.Holding(
        person=anna, places=[Address("telegram", "1001"), Address("slack", "T0TEAM/U0ANNA")], networks=[KS],
        answers=[(KULTTUURIKUPPI, Standing(Reply.YES))], drafts=1, letters=2,
    )  # fmt: skip
    assert read(wording.shown(held)).splitlines() == [
        "Kaikki, mitä sinusta on tallessa:",
        "Nimi: Anna Aho",
        "Nimesi saa näkyä korteissa ryhmässä.",
        "Kieli: suomi",
        "Muistutan sinua tapaamisista edellisenä päivänä.",
        "Tunnuksesi: telegram:1001",
        "Tunnuksesi: slack:T0TEAM/U0ANNA",
        "Verkosto: Keski-Suomi, koordinaattori",
        "Ilmoittautumisesi:",
        "Kulttuurikuppi, ke 2.12.2026 klo 8.30, Alajärvi: olet mukana",
        "1 keskeneräinen luonnos",
        "2 viestiä odottaa lähettämistä sinulle",
        "Kaikki sama on koneen luettavana oheisessa tiedostossa (JSON).",
        "[Poista kaikki tietoni]",
    ]
