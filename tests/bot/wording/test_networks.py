"""What is said of networks and their chats, word for word."""

import pytest

from bot.domain.people import Chat, Person
from bot.text import LOCALES
from bot.wording import networks as wording
from tests.bot.wording.reading import NETWORK, read

KAHVIT = Chat(
    id="c1", network="n1", platform="telegram", address="-1", thread=None, title="Tuottajat", locale="fi"
)  # fmt: skip
ROOM = Chat(
    id="c2", network="n1", platform="slack", address="T/C", thread=None, title="huone", locale="sv", coordinators=True
)

#: The model.
WELCOME = {
    "fi": """\
Hei! Olen Kuppi. Tämä ryhmä kuuluu verkostoon: Keski-Suomen tuottajaverkosto.
Kerron täällä tapaamisista. Ilmoittaudut napista, komentoja ei tarvita.
Kun ilmoittaudut, järjestäjä näkee nimesi. En tallenna ryhmän keskustelua.
Vastuussa: Humak.
Kysymykset: /kysy. Tietosuoja: /tietosuoja
[Tulevat tapaamiset] [Avaa yksityisesti]""",
    "sv": """\
Hej! Jag är Kuppi. Den här gruppen hör till nätverket Keski-Suomen tuottajaverkosto.
Här berättar jag om träffar. Du anmäler dig med en knapp, kommandon behövs inte.
När du anmäler dig ser arrangören ditt namn. Jag sparar inte gruppens diskussion.
Ansvarig: Humak.
Frågor: /fraga. Dataskydd: /dataskydd
[Kommande träffar] [Öppna privat]""",
    "en": """\
Hello! I'm Kuppi. This group belongs to the network Keski-Suomen tuottajaverkosto.
I announce meetups here. You sign up with a button; no commands needed.
When you sign up, the organiser sees your name. I do not keep what the group says.
Responsible: Humak.
Questions: /ask. Privacy: /privacy
[Coming meetups] [Open in private]""",
}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_group_is_greeted_once_with_all_it_should_know(locale: str) -> None:
    assert read(wording.welcome(NETWORK, "Humak"), locale=locale) == WELCOME[locale]


def test_nobody_is_named_responsible_who_has_not_let_their_name_show() -> None:
    lines = WELCOME["fi"].splitlines()
    assert read(wording.welcome(NETWORK, "")).splitlines() == [*lines[:3], *lines[4:]]


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "fi",
            """\
Verkosto on perustettu: Keski-Suomen tuottajaverkosto. Sen tapaamisten nimi on Tuottajakahvit.
Nimen voi vaihtaa: /verkosto tapaamisnimi
Liitä seuraavaksi ryhmä: /verkosto koodi. Kutsu koordinaattori: /koordinaattori uusi""",
        ),
        (
            "sv",
            """\
Nätverket är grundat: Keski-Suomen tuottajaverkosto. Dess träffar heter Tuottajakahvit.
Namnet kan bytas: /natverk traffnamn
Anslut sedan en grupp: /natverk kod. Bjud in en koordinator: /koordinator ny""",
        ),
        (
            "en",
            """\
The network is founded: Keski-Suomen tuottajaverkosto. Its meetups are called Tuottajakahvit.
To change that: /network meetupname
Next, join a group: /network code. Invite a coordinator: /coordinator new""",
        ),
    ],
)
def test_a_founded_network_tells_what_comes_next(locale: str, expected: str) -> None:
    assert read(wording.founded(NETWORK), locale=locale) == expected


@pytest.mark.parametrize(
    ("locale", "how", "button", "line"),
    [
        (
            "fi",
            "Tällä rivillä liität ryhmän verkostoon Keski-Suomen tuottajaverkosto. Kirjoita se siinä ryhmässä. "
            "Slackissa rivin alussa on /kuppi. Koodi kelpaa kerran ja on voimassa 30 minuuttia.",
            "[Lisää ryhmään]",
            "/verkosto liita ABCDEFGH2345",
        ),
        (
            "sv",
            "Med den här raden ansluter du en grupp till nätverket Keski-Suomen tuottajaverkosto. Skriv den i gruppen. "
            "I Slack börjar raden med /kuppi. Koden fungerar en gång och gäller i 30 minuter.",
            "[Lägg till i en grupp]",
            "/natverk anslut ABCDEFGH2345",
        ),
        (
            "en",
            "With this line you join a group to Keski-Suomen tuottajaverkosto. Type it in that group. "
            "In Slack the line begins with /kuppi. The code works once, within 30 minutes.",
            "[Add to a group]",
            "/network join ABCDEFGH2345",
        ),
    ],
)
def test_a_code_stands_alone_on_its_line(locale: str, how: str, button: str, line: str) -> None:
    told = wording.join_code(NETWORK, "ABCDEFGH2345", "telegram")
    assert read(*told, locale=locale) == f"{how}\n{button}\n\n{line}"
    assert read(*wording.join_code(NETWORK, "ABCDEFGH2345", "slack"), locale=locale) == f"{how}\n\n{line}"


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "fi",
            "Irrotanko ryhmän Tuottajat verkostosta Keski-Suomen tuottajaverkosto? "
            "Uusia tapaamisia ei sen jälkeen tule sinne. Ilmoittautumiset säilyvät.\n[Irrota verkostosta]",
        ),
        (
            "sv",
            "Ska jag koppla bort gruppen Tuottajat från nätverket Keski-Suomen tuottajaverkosto? "
            "Nya träffar kommer då inte längre dit. Anmälningarna finns kvar.\n[Koppla bort gruppen]",
        ),
        (
            "en",
            "Shall I take the group Tuottajat out of Keski-Suomen tuottajaverkosto? "
            "New meetups will then not be posted there. Sign-ups stay.\n[Take out of network]",
        ),
    ],
)
def test_a_group_is_asked_for_before_it_leaves(locale: str, expected: str) -> None:
    assert read(wording.ask_to_leave(KAHVIT, NETWORK), locale=locale) == expected


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "fi",
            "Teenkö ryhmästä huone koordinaattorihuoneen (Keski-Suomen tuottajaverkosto)? Kaikki sen jäsenet näkevät "
            "silloin ihmisten nimiä ja hakijoiden tietoja. Tapaamisten kortteja sinne ei tule.\n"
            "[Tee koordinaattorihuone]",
        ),
        (
            "sv",
            "Ska gruppen huone bli koordinatorsrum (Keski-Suomen tuottajaverkosto)? Då ser alla dess medlemmar "
            "människors namn och sökandes uppgifter. Träffarnas kort kommer inte dit.\n[Gör till koordinatorsrum]",
        ),
        (
            "en",
            "Shall the group huone become the coordinators' room (Keski-Suomen tuottajaverkosto)? All its members will "
            "then see people's names and applicants' details. Meetup cards do not go there.\n[Make coordinators' room]",
        ),
    ],
)
def test_a_room_is_asked_for_with_who_will_see_what(locale: str, expected: str) -> None:
    assert read(wording.ask_for_room(ROOM, NETWORK), locale=locale) == expected


ANNA = Person(id="a", name="Anna Aho", locale="fi")
STATUS = {
    "fi": """\
Verkosto: Keski-Suomen tuottajaverkosto
Tapaamisten nimi: Tuottajakahvit
2 ryhmää:
Tuottajat (Telegram, suomi)
huone (Slack, ruotsi), koordinaattorihuone
Koordinaattorit: Anna Aho
2 viestiä ei ole mennyt perille:
muistutus: keskustelua kanssani ei ole avattu, tai minut on estetty
tapaamisen kortti: en ole siellä jäsenenä; kutsu minut takaisin""",
    "sv": """\
Nätverk: Keski-Suomen tuottajaverkosto
Träffarnas namn: Tuottajakahvit
2 grupper:
Tuottajat (Telegram, finska)
huone (Slack, svenska), koordinatorsrum
Koordinatorer: Anna Aho
2 meddelanden har inte kommit fram:
påminnelse: chatten med mig är inte öppnad, eller så är jag blockerad
träffens kort: jag är inte medlem där; bjud in mig igen""",
    "en": """\
Network: Keski-Suomen tuottajaverkosto
Its meetups are called: Tuottajakahvit
2 groups:
Tuottajat (Telegram, Finnish)
huone (Slack, Swedish), coordinators' room
Coordinators: Anna Aho
2 messages have not arrived:
reminder: the chat with me has not been opened, or I am blocked
a meetup's card: I am not a member there; invite me back""",
}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_status_tells_where_what_is_and_what_did_not_arrive(locale: str) -> None:
    troubles = [("reminder", "blocked"), ("card", "kicked")]
    assert read(wording.status(NETWORK, [KAHVIT, ROOM], [ANNA], troubles), locale=locale) == STATUS[locale]


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("fi", "0 ryhmää:\nKoordinaattoreita ei ole vielä.\nYksikään viesti ei ole jäänyt matkalle."),
        ("sv", "0 grupper:\nDet finns inga koordinatorer ännu.\nInget meddelande har fastnat på vägen."),
        ("en", "0 groups:\nThere are no coordinators yet.\nNo message has got stuck on the way."),
    ],
)
def test_a_new_network_has_little_to_tell(locale: str, expected: str) -> None:
    lines = read(wording.status(NETWORK, [], [], []), locale=locale).splitlines()
    assert lines == [*STATUS[locale].splitlines()[:2], *expected.splitlines()]


def test_of_many_troubles_the_newest_are_shown_and_all_are_counted() -> None:
    troubles = [(f"Ryhmä {n}", "uncertain") for n in range(13)]
    lines = read(wording.status(NETWORK, [], [], troubles), locale="fi").splitlines()[4:]
    assert (lines[0], lines[1].split(":")[0], lines[10].split(":")[0], lines[11:]) == (
        "13 viestiä ei ole mennyt perille:", "Ryhmä 0", "Ryhmä 9", ["ja 3 vanhempaa"]
    )  # fmt: skip


def test_a_lost_card_can_be_posted_again_from_the_status() -> None:
    lost = [(f"Ryhmä {n}", f"card{n}-2") for n in range(7)]
    told = wording.status(NETWORK, [], [], [("Ryhmä 0", "message")], lost)
    assert read(told, locale="fi").splitlines()[-2:] == [
        "Jos kortti ei näy ryhmässä, lähetä se uudelleen. Jos se näkyy, paina ryhmässä sen nappia, niin se päivittyy.",
        " ".join(f"[Lähetä uudelleen: Ryhmä {n}]" for n in range(5)),
    ]
    assert told.buttons[1][0].data == "again-card1-2"


@pytest.mark.parametrize(
    ("typed", "locale"),
    [
        ("suomi", "fi"), ("Suomeksi", "fi"), ("finska", "fi"), ("svenska", "sv"), ("ruotsi", "sv"), (" SV ", "sv"),
        ("English", "en"), ("englanti", "en"), ("engelska", "en"), ("saame", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_language_is_known_by_its_names(typed: str, locale: str) -> None:
    assert wording.language(typed) == locale
