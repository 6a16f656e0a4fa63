"""What is said about messages that did not arrive, word for word."""

import pytest

from bot.i18n import render
from bot.text import LOCALES
from bot.wording import delivery as wording
from bot.wording.networks import why
from tests.bot.wording.reading import read


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("fi", "Anna, sinulle on viesti.\n[Avaa Kuppi]"),
        ("sv", "Anna, du har ett meddelande.\n[Öppna Kuppi]"),
        ("en", "Anna, there is a message for you.\n[Open Kuppi]"),
    ],
)
def test_a_pointer_says_nothing_of_what_it_points_to(locale: str, expected: str) -> None:
    assert read(wording.pointer("Anna"), locale=locale) == expected


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("fi", "Viesti ei mennyt perille: Anna. Hän näkee sen, kun avaa keskustelun kanssani. Kerrothan hänelle."),
        (
            "sv",
            "Jag nådde inte Anna. Meddelandet kommer fram när hen öppnar chatten med mig. Berätta det gärna för hen.",
        ),
        (
            "en",
            "I could not reach Anna. They will see the message once they open the chat with me. Please let them know.",
        ),
    ],
)
def test_coordinators_hear_whom_a_message_did_not_reach(locale: str, expected: str) -> None:
    assert read(wording.unreached("Anna"), locale=locale) == expected


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("fi", "Viesti ei mennyt perille: kahvit. Syy: kanava on arkistoitu."),
        ("sv", "Ett meddelande kom inte fram: kahvit. Orsak: kanalen är arkiverad."),
        ("en", "A message did not arrive: kahvit. Reason: the channel is archived."),
    ],
)
def test_coordinators_hear_which_group_a_message_did_not_reach(locale: str, expected: str) -> None:
    assert read(wording.lost("kahvit", "is_archived"), locale=locale) == expected


@pytest.mark.parametrize("locale", LOCALES)
def test_a_channel_that_is_no_more_is_called_archived_and_a_missing_right_by_its_name(locale: str) -> None:
    assert render(why("is_inactive"), locale) == render(why("is_archived"), locale)
    assert render(why("missing_scope"), locale) != render(why("other"), locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_an_unheard_of_reason_is_said_in_words_too(locale: str) -> None:
    assert render(why("E_STRANGE"), locale) == render(why("no_platform"), locale)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "fi",
            "Tämä ryhmä ei enää kuulu verkostoon Aalto, joten tämä viesti ei päivity. Vastauksesi säilyvät: /omat",
        ),
        (
            "sv",
            "Den här gruppen hör inte längre till nätverket Aalto, så det här meddelandet uppdateras inte mer. "
            "Dina svar finns kvar: /mina",
        ),
        (
            "en",
            "This group no longer belongs to the network Aalto, so this message is not updated any more. "
            "Your answers still stand: /my",
        ),
    ],
)
def test_a_withdrawn_card_says_why_and_has_no_buttons(locale: str, expected: str) -> None:
    assert read(wording.withdrawn("Aalto"), locale=locale) == expected
