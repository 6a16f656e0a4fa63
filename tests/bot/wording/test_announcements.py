"""What a coordinator reads before and after publishing, word for word."""

import pytest

from bot.domain.people import Chat
from bot.text import LOCALES
from bot.wording import announcements as wording
from tests.bot.wording.reading import AT, kulttuurikuppi, read

ECHO = {
    "fi": """\
Tältä kortti näyttää. Mitään ei ole vielä julkaistu.
Kulttuurikuppi Alajärvellä
ke 2.12.2026 klo 8.30–10.00
Paikka: Nelikko (esteettömyys: ei tiedossa)
Teema: Vapaaehtoiset tapahtumissa
Maksuton. Ilmoittaudu ma 30.11. klo 12 mennessä.
0 tulossa, 0 ehkä, 25 paikkaa jäljellä
”Julkaise” vie kortin 2 ryhmään: Tuottajat, kahvit.
[Julkaise] [Muuta] [Hylkää luonnos] [Julkaise myöhemmin]""",
    "sv": """\
Så här ser kortet ut. Inget är publicerat ännu.
Kulttuurikuppi i Alajärvi
ons 2.12.2026 kl. 8.30–10.00
Plats: Nelikko (tillgänglighet: uppgift saknas)
Tema: Frivilliga på evenemang
Avgiftsfritt. Anmäl dig senast mån 30.11. kl. 12.
0 kommer, 0 kanske, 25 platser kvar
”Publicera” skickar kortet till 2 grupper: Tuottajat, kahvit.
[Publicera] [Ändra] [Släng utkastet] [Publicera senare]""",
    "en": """\
This is how the card will look. Nothing has been published yet.
Kulttuurikuppi in Alajärvi
Wed 2 Dec 2026, 8.30–10.00
Venue: Nelikko (accessibility: not known)
Theme: Volunteers at events
Free of charge. Sign up by Mon 30 Nov at 12.00.
0 coming, 0 maybe, 25 places left
“Publish” posts the card in 2 groups: Tuottajat, kahvit.
[Publish] [Edit] [Discard draft] [Publish later]""",
}


@pytest.mark.parametrize("locale", LOCALES)
def test_an_echo_is_the_card_and_what_publishing_does(locale: str) -> None:
    shown = wording.echo("d1", kulttuurikuppi(locale), chats=["Tuottajat", "kahvit"], left="", at=AT)
    assert read(shown, locale=locale) == ECHO[locale]


@pytest.mark.parametrize(
    ("locale", "tail"),
    [
        (
            "fi",
            """\
0 tulossa, 0 ehkä
Osallistujamäärää ei ole rajattu.
En tunnistanut tätä, joten se ei tule korttiin: Pullaa on
Verkostossa ei ole vielä ryhmiä, joten kortti ei näy missään. Ylläpitäjä liittää ryhmän: /verkosto koodi
[Julkaise] [Muuta] [Hylkää luonnos] [Julkaise myöhemmin]""",
        ),
        (
            "sv",
            """\
0 kommer, 0 kanske
Antalet deltagare är inte begränsat.
Det här kände jag inte igen, så det kommer inte med på kortet: Pullaa on
Nätverket har inga grupper ännu, så kortet syns ingenstans. Administratören ansluter en grupp: /natverk kod
[Publicera] [Ändra] [Släng utkastet] [Publicera senare]""",
        ),
        (
            "en",
            """\
0 coming, 0 maybe
There is no limit to how many can come.
I did not recognise this, so it will not be on the card: Pullaa on
The network has no groups yet, so the card will show nowhere. An admin can join one: /network code
[Publish] [Edit] [Discard draft] [Publish later]""",
        ),
    ],
)
def test_an_echo_tells_what_the_card_does_not(locale: str, tail: str) -> None:
    shown = wording.echo("d1", kulttuurikuppi(locale, capacity=None), chats=[], left="Pullaa on", at=AT)
    assert read(shown, locale=locale).splitlines()[6:] == tail.splitlines()


@pytest.mark.parametrize(
    ("locale", "out", "nowhere"),
    [
        (
            "fi",
            "Julkaistu: Kulttuurikuppi. Kortti menee 1 ryhmään: kahvit.\n[Ilmoittautuneet]",
            "Julkaistu: Kulttuurikuppi. Kortti ilmestyy, kun verkostoon liitetään ryhmä.\n[Ilmoittautuneet]",
        ),
        (
            "sv",
            "Publicerat: Kulttuurikuppi. Kortet går till 1 grupp: kahvit.\n[Anmälda]",
            "Publicerat: Kulttuurikuppi. Kortet syns när en grupp ansluts till nätverket.\n[Anmälda]",
        ),
        (
            "en",
            "Published: Kulttuurikuppi. The card goes to 1 group: kahvit.\n[Who's coming]",
            "Published: Kulttuurikuppi. The card appears once a group joins the network.\n[Who's coming]",
        ),
    ],
)
def test_what_is_published_is_told_with_its_groups(locale: str, out: str, nowhere: str) -> None:
    kahvit = Chat(
        id="c1", network="n1", platform="slack", address="C0KAHVI", thread=None, title="kahvit", locale="fi"
    )  # fmt: skip
    assert read(wording.published(kulttuurikuppi(), [kahvit]), locale=locale) == out
    assert read(wording.published(kulttuurikuppi(), []), locale=locale) == nowhere
