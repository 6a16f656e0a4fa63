"""What is said to coordinators of their task, word for word."""

import pytest

from bot.domain.people import Person
from bot.text import LOCALES
from bot.wording import coordinators as wording
from tests.bot.wording.reading import NETWORK, read

#: The model, without the organisation, words of one's own and the duty: they are not there yet.
WELCOME = {
    "fi": """\
Hei! Olet nyt koordinaattori: Keski-Suomen tuottajaverkosto.
Komentoja ei tarvitse opetella: paina nappia.
Ryhmässä ei näy mitään, ennen kuin painat ”Julkaise”.
[Uusi tapaaminen] [Tapaamiset] [Vuoro] [Ohje]""",
    "sv": """\
Hej! Du är nu koordinator: Keski-Suomen tuottajaverkosto.
Du behöver inte lära dig kommandon: tryck på en knapp.
Inget syns i gruppen förrän du trycker på ”Publicera”.
[Ny träff] [Träffar] [Tur] [Hjälp]""",
    "en": """\
Hello! You are now a coordinator: Keski-Suomen tuottajaverkosto.
No commands to learn: press a button.
Nothing shows in the group until you press “Publish”.
[New meetup] [Meetups] [Duty] [Help]""",
}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_new_coordinator_is_greeted(locale: str) -> None:
    assert read(wording.welcome(NETWORK), locale=locale) == WELCOME[locale]


INVITATION = {
    "fi": """\
Tällä koodilla verkosto Keski-Suomen tuottajaverkosto saa uuden koordinaattorin. Anna se hänelle, niin hän lähettää \
sen minulle yksityisesti. Koodi kelpaa kerran ja on voimassa 30 minuuttia.
[Ryhdy koordinaattoriksi]

ABCDEFGH2345""",
    "sv": """\
Med den här koden får nätverket Keski-Suomen tuottajaverkosto en ny koordinator. Ge den till hen, som skickar den \
till mig privat. Koden fungerar en gång och gäller i 30 minuter.
[Bli koordinator]

ABCDEFGH2345""",
    "en": """\
With this code Keski-Suomen tuottajaverkosto gets a new coordinator. Give it to them; they send it to me in private. \
The code works once, within 30 minutes.
[Become a coordinator]

ABCDEFGH2345""",
}


@pytest.mark.parametrize("locale", LOCALES)
def test_an_invitation_is_a_code_on_its_own_line(locale: str) -> None:
    assert read(*wording.invitation(NETWORK, "ABCDEFGH2345", "telegram"), locale=locale) == INVITATION[locale]


def test_an_invitation_has_its_link_only_where_there_are_links() -> None:
    how, _, *rest = INVITATION["fi"].splitlines()
    assert read(*wording.invitation(NETWORK, "ABCDEFGH2345", "slack")).splitlines() == [how, *rest]


@pytest.mark.parametrize(
    ("locale", "some", "none"),
    [
        (
            "fi",
            "Koordinaattorit, Keski-Suomen tuottajaverkosto:\nAnna\nBen",
            "Verkostossa Keski-Suomen tuottajaverkosto ei ole vielä koordinaattoreita. "
            "Kutsu ensimmäinen: /koordinaattori uusi",
        ),
        (
            "sv",
            "Koordinatorer, Keski-Suomen tuottajaverkosto:\nAnna\nBen",
            "Nätverket Keski-Suomen tuottajaverkosto har inga koordinatorer ännu. Bjud in den första: /koordinator ny",
        ),
        (
            "en",
            "Coordinators, Keski-Suomen tuottajaverkosto:\nAnna\nBen",
            "Keski-Suomen tuottajaverkosto has no coordinators yet. Invite the first: /coordinator new",
        ),
    ],
)
def test_coordinators_are_listed(locale: str, some: str, none: str) -> None:
    assert read(wording.listed(NETWORK, ["Anna", "Ben"]), locale=locale) == some
    assert read(wording.listed(NETWORK, []), locale=locale) == none


@pytest.mark.parametrize(
    ("locale", "question"),
    [
        ("fi", "Kenen tehtävä koordinaattorina päättyy? Verkosto: Keski-Suomen tuottajaverkosto"),
        ("sv", "Vems uppdrag som koordinator upphör? Nätverk: Keski-Suomen tuottajaverkosto"),
        ("en", "Whose task as coordinator ends? Network: Keski-Suomen tuottajaverkosto"),
    ],
)
def test_whose_task_ends_is_asked(locale: str, question: str) -> None:
    people = [Person(id=name.lower(), name=name, locale="fi") for name in ("Anna", "Annika")]
    assert read(wording.whom_to_dismiss(NETWORK, people), locale=locale) == f"{question}\n[Anna] [Annika]"
