"""The terminal: a line a deed, and what anybody sees as text."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TextIO
from unittest.mock import ANY

import pytest

from bot.adapters.local import Local, converse
from bot.chat import SILENCE, Address, Answer, Button, Command, Event, Joined, Message, Press, Receive, Said, Sender
from bot.i18n import render
from bot.text import Text, t
from tests.dialogue import Dialogue, Script, Spoken

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
KAHVIT = Address("local", "kahvit")


def plain(text: str) -> Text:
    return t("plain", text=text)


def button(label: str, *, private: bool = False) -> Button:
    return Button(plain(label), "rsvp", label.replace(" ", "").replace("ä", "a"), private=private)


CARD = Message(
    (plain("Kulttuurikuppi Alajärvellä"), plain("ke 2.12.2026 klo 8.30–10.00")),
    ((button("Tulen"), button("Ehkä"), button("En pääse")), (button("Muistuta minua", private=True),)),
)


def kuppi(event: Event) -> Answer:
    """Answer as a very small Kuppi would."""
    match event:
        case Command(word="tapaamiset"):
            return Answer((CARD,))
        case Press(action="rsvp", arg="Muistutaminua"):
            return Answer((Message((plain("Muistutan sinua."),)),))
        case Press(action="rsvp"):
            return Answer(toast=plain("Olet mukana."))
        case Said():
            return Answer((Message((plain(f"Sanoit: {event.text}"),)),))
    return SILENCE


@pytest.fixture
def script() -> Script:
    return Script(kuppi)


@pytest.fixture
def local(script: Script) -> Local:
    local = Local(now=lambda: NOW)
    local.opens(script)
    return local


@pytest.fixture
def bot(local: Local) -> Spoken:
    return Spoken(local)


@pytest.fixture
def dialogue(bot: Spoken) -> Dialogue:
    return Dialogue(bot)


# -- what is shown -----------------------------------------------------------------------------------------


async def test_a_message_in_a_room_shows_its_further_lines_and_buttons_indented(dialogue: Dialogue) -> None:
    await dialogue(
        (
            "Anna #kahvit: /tapaamiset",
            "#kahvit Kuppi: Kulttuurikuppi Alajärvellä\n"
            "  ke 2.12.2026 klo 8.30–10.00\n"
            "  [Tulen] [Ehkä] [En pääse]\n"
            "  [Muistuta minua]",
        )
    )


async def test_a_private_message_names_its_reader(dialogue: Dialogue) -> None:
    await dialogue(("Anna: moi", "Anna < Sanoit: moi"))


async def test_a_toast_names_whoever_pressed(dialogue: Dialogue) -> None:
    await dialogue(
        ("Anna #kahvit: /tapaamiset", "#kahvit Kuppi: …"),
        ("Ben #kahvit: [Tulen]", "(Ben) Olet mukana."),
    )


@pytest.mark.parametrize(("locale", "edited"), [("fi", "muokattu"), ("sv", "redigerat"), ("en", "edited")])
async def test_an_edited_message_says_so_in_its_own_language(
    local: Local, bot: Spoken, locale: str, edited: str
) -> None:
    local.meets("Anna")
    await local.adds_kuppi("Anna", "kahvit")
    refs = [await local.send(to, CARD, "fi") for to in (KAHVIT, Address("local", "anna"))]
    bot.seen()
    for ref in refs:
        await local.edit(ref, Message((plain("Täynnä"),)), locale)
    assert bot.seen() == [f"#kahvit Kuppi ({edited}): Täynnä", f"Anna < ({edited}) Täynnä"]


async def test_a_line_of_many_lines_stays_indented_and_an_empty_one_empty(local: Local, bot: Spoken) -> None:
    local.meets("Anna")
    await local.send(Address("local", "anna"), Message((plain("yksi\n\nkolme"),)), "fi")
    assert bot.seen() == ["Anna < yksi\n\n  kolme"]


async def test_a_link_shows_where_it_leads(local: Local, bot: Spoken, dialogue: Dialogue) -> None:
    link = Button(plain("Kalenteriin"), url="https://kuppi.fi/k.ics")
    local.meets("Anna")
    await local.send(Address("local", "anna"), Message((plain("Sait paikan."),), ((button("En pääse"), link),)), "fi")
    assert bot.seen() == ["Anna < Sait paikan.\n  [En pääse] [Kalenteriin: https://kuppi.fi/k.ics]"]
    await dialogue(("Anna: [Kalenteriin]", "(Anna) https://kuppi.fi/k.ics"))


# -- who speaks where --------------------------------------------------------------------------------------


async def test_whoever_speaks_first_without_a_name_is_you(dialogue: Dialogue, local: Local) -> None:
    await dialogue(("moi", "Sinä < Sanoit: moi"))
    assert local.first == "sina"


async def test_a_line_without_a_name_goes_on_as_the_last_speaker_in_the_last_place(dialogue: Dialogue) -> None:
    await dialogue(
        ("Anna: hei", "Anna < Sanoit: hei"),
        ("moi", "Anna < Sanoit: moi"),
        ("Ben #kahvit: /tapaamiset", "#kahvit Kuppi: …"),
        ("/tapaamiset", "#kahvit Kuppi: …"),
        ("Ben: moi", "Ben < Sanoit: moi"),
        ("moi taas", "Ben < Sanoit: moi taas"),
    )


async def test_a_room_alone_moves_the_last_speaker_there(dialogue: Dialogue, script: Script) -> None:
    await dialogue(("Anna: hei", "…"), ("#kahvit: /tapaamiset", "#kahvit Kuppi: …"))
    assert script.heard[-1].who.name == "Anna"


async def test_a_name_alone_only_moves(dialogue: Dialogue) -> None:
    await dialogue(("Anna:",), ("@Ben:",), ("moi", "Ben < Sanoit: moi"))


async def test_an_empty_line_does_nothing(dialogue: Dialogue, local: Local) -> None:
    await dialogue(("",), ("   ",))
    assert local.people == {}


async def test_a_room_is_joined_once_when_it_is_first_named(dialogue: Dialogue, script: Script) -> None:
    await dialogue(("Anna #kahvit: huomenta",), ("Ben #kahvit: huomenta",))
    assert [event for event in script.heard if isinstance(event, Joined)] == [
        Joined(key=ANY, at=NOW, who=Sender("local", "anna", "Anna"), where=KAHVIT, private=False, title="kahvit")
    ]


async def test_a_label_of_a_form_is_no_speaker(dialogue: Dialogue) -> None:
    await dialogue(
        ("Anna: hei", "…"),
        ("Paikka: Nelikko", "Anna < Sanoit: Paikka: Nelikko"),
        ("klo 8:30", "Anna < Sanoit: klo 8:30"),
    )


async def test_a_person_and_a_room_that_share_a_name_are_told_apart_by_refusing(dialogue: Dialogue) -> None:
    refused = ": Nimi anna on jo käytössä: ihmisellä ja ryhmällä ei voi olla sama nimi."
    await dialogue(("Anna: hei", "…"), ("Ben #anna: hei", refused), ("moi", "Anna < Sanoit: moi"))


# -- buttons -----------------------------------------------------------------------------------------------


async def test_the_newest_button_with_the_label_is_pressed(local: Local, dialogue: Dialogue, script: Script) -> None:
    await dialogue(("Anna #kahvit: /tapaamiset", "…"), ("/tapaamiset", "…"), ("[Tulen]", "(Anna) Olet mukana."))
    press = script.heard[-1]
    assert isinstance(press, Press)
    assert press.on == local.room("kahvit").messages[1].ref


async def test_an_unknown_button_is_answered_with_those_in_sight(dialogue: Dialogue) -> None:
    await dialogue(
        ("Anna #kahvit: /tapaamiset", "…"),
        ("[Tulee]", ": Täällä ei ole nappia [Tulee]. Napit nyt: [Tulen] [Ehkä] [En pääse] [Muistuta minua]"),
    )


async def test_where_there_are_no_buttons_that_is_said(dialogue: Dialogue) -> None:
    await dialogue(("Anna: [Tulen]", ": Täällä ei ole nyt nappeja."))


async def test_a_button_in_the_room_is_not_found_in_private(dialogue: Dialogue) -> None:
    await dialogue(("Anna #kahvit: /tapaamiset", "…"), ("Anna: [Tulen]", ": Täällä ei ole nyt nappeja."))


async def test_a_button_that_leads_to_the_private_chat_takes_the_conversation_there(dialogue: Dialogue) -> None:
    await dialogue(
        ("Anna #kahvit: /tapaamiset", "…"),
        ("[Muistuta minua]", "Anna < Muistutan sinua."),
        ("kiitos", "Anna < Sanoit: kiitos"),
    )


# -- the terminal's own words ------------------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "locale"), [(":ohje", "fi"), (":hjälp", "sv"), (":help", "en")])
async def test_help_is_one_line_in_the_language_it_is_asked_in(dialogue: Dialogue, asked: str, locale: str) -> None:
    await dialogue((asked, f": {render(t('local.help'), locale)}"))
    assert "\n" not in render(t("local.help"), locale)


async def test_people_and_rooms_are_listed(dialogue: Dialogue) -> None:
    await dialogue(
        (":people", ": Kukaan ei ole vielä puhunut."),
        (":rooms", ": Ryhmiä ei ole vielä."),
        ("Anna #kahvit: hei",),
        ("Ben #tiimi: hei",),
        (":people", ": Mukana: Anna, Ben"),
        (":rooms", ": Ryhmät: #kahvit, #tiimi"),
    )


async def test_the_language_of_a_persons_client_can_be_told(dialogue: Dialogue, script: Script) -> None:
    await dialogue((":lang Anna sv", ": Kieli nyt: Anna, sv"), ("Anna: hej", "…"))
    assert script.heard[-1].who.locale == "sv"


async def test_a_room_has_no_client_whose_language_could_be_told(dialogue: Dialogue) -> None:
    taken = ": Nimi kahvit on jo käytössä: ihmisellä ja ryhmällä ei voi olla sama nimi."
    await dialogue(("Anna #kahvit: hei",), (":lang kahvit sv", taken))


async def test_without_a_name_the_language_is_the_last_speakers(dialogue: Dialogue) -> None:
    await dialogue(("Anna: hej", "…"), (":lang sv", ": Språket nu: Anna, sv"))


@pytest.mark.parametrize("asked", [":lang Anna de", ":lang"])
async def test_a_language_kuppi_does_not_speak_is_answered_with_those_it_does(dialogue: Dialogue, asked: str) -> None:
    await dialogue((asked, ": Kieli on yksi näistä: fi, sv, en"))


async def test_the_terminal_speaks_the_language_kuppi_last_used_with_the_speaker(
    local: Local, bot: Spoken, dialogue: Dialogue
) -> None:
    local.meets("Anna")
    await local.send(Address("local", "anna"), CARD, "sv")
    bot.seen()
    await dialogue(("Anna #kahvit: [Tulen]", ": Här finns inga knappar nu."))


async def test_other_words_after_a_colon_are_for_kuppi(dialogue: Dialogue) -> None:
    await dialogue(("Anna: hei", "…"), (":D", "Anna < Sanoit: :D"))


# -- a whole conversation ----------------------------------------------------------------------------------

WELCOME = ": Kuppi kuuntelee. Aloita: /start. Ohje: :ohje. Lopetus: :quit.\n"


async def conversation(
    local: Local, receive: Receive, stdin: TextIO, idle: Callable[[], Awaitable[None]] | None = None
) -> str:
    stdout = io.StringIO()
    await (converse(local, receive, stdin, stdout, idle=idle) if idle else converse(local, receive, stdin, stdout))
    return stdout.getvalue()


async def test_a_conversation_goes_on_until_the_input_ends(local: Local, script: Script) -> None:
    said = await conversation(local, script, io.StringIO("moi\n/uusi\nAnna: /tapaamiset\n[Tulen]"))
    assert said == (
        f"{WELCOME}Sinä < Sanoit: moi\n"
        "Anna < Kulttuurikuppi Alajärvellä\n  ke 2.12.2026 klo 8.30–10.00\n"
        "  [Tulen] [Ehkä] [En pääse]\n  [Muistuta minua]\n"
        "(Anna) Olet mukana.\n"
    )


async def test_a_conversation_needs_no_run(script: Script) -> None:
    assert await conversation(Local(now=lambda: NOW), script, io.StringIO("moi")) == f"{WELCOME}Sinä < Sanoit: moi\n"


async def test_quit_ends_it_before_the_input_does(local: Local, script: Script) -> None:
    assert await conversation(local, script, io.StringIO("moi\n:quit\nmoi\n")) == f"{WELCOME}Sinä < Sanoit: moi\n"


async def test_a_line_that_goes_on_is_one_message(local: Local, script: Script) -> None:
    await conversation(local, script, io.StringIO("/uusitapaaminen\\\nNimi: Kulttuurikuppi\\\nKunta: Alajärvi\n"))
    assert [event.text for event in script.heard if isinstance(event, Command)] == [
        "Nimi: Kulttuurikuppi\nKunta: Alajärvi"
    ]


async def test_input_that_cannot_be_read_is_answered_and_ends_nothing(local: Local, script: Script) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b"ty\xf6\n" + b"a" * 5000 + b"\nmoi\n"), encoding="utf-8")
    assert await conversation(local, script, stdin) == (
        f"{WELCOME}"
        ": Rivissä on merkkejä, joita en osaa lukea: se ei ole UTF-8-muodossa. Viestiä ei lähetetty.\n"
        ": Viesti on liian pitkä: enintään 4096 merkkiä. Sitä ei lähetetty.\n"
        "Sinä < Sanoit: moi\n"
    )


async def test_what_fails_is_said_and_ends_nothing(local: Local, script: Script) -> None:
    def fails_once(event: Event) -> Answer:
        script.answers = kuppi
        raise RuntimeError(event.key)

    script.answers = fails_once
    failed = ": Viesti ei mennyt perille. Yritä hetken päästä uudelleen.\n"
    assert await conversation(local, script, io.StringIO("moi\nmoi\n")) == f"{WELCOME}{failed}Sinä < Sanoit: moi\n"


async def test_what_is_still_being_delivered_is_waited_for_after_each_line(local: Local, script: Script) -> None:
    async def deliver() -> None:
        await asyncio.sleep(0.01)
        if len(local.inbox("sina")) < 2:
            await local.send(Address("local", "sina"), CARD, "fi")

    said = await conversation(local, script, io.StringIO("moi\n[Tulen]\n"), deliver)
    assert said.endswith("(Sinä) Olet mukana.\n")


async def test_what_is_still_being_delivered_is_waited_for_when_nothing_was_typed(local: Local, script: Script) -> None:
    async def deliver() -> None:
        await local.send(Address("local", "anna"), Message((plain("Huomenna"),)), "fi")

    assert await conversation(local, script, io.StringIO(""), deliver) == f"{WELCOME}anna < Huomenna\n"


async def test_a_delivery_that_takes_long_does_not_hold_up_the_next_line(
    local: Local, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.local.terminal.PATIENCE", 0.01)
    waited: list[str] = []

    async def deliver() -> None:
        waited.append("started")
        await asyncio.sleep(0.1)
        waited.append("done")

    await conversation(local, script, io.StringIO("moi\nmoi\n"), deliver)
    assert waited == ["started", "started", "started", "done"]


async def test_after_it_has_ended_nothing_more_is_written(local: Local, script: Script) -> None:
    stdout = io.StringIO()
    await converse(local, script, io.StringIO(""), stdout)
    await local.says("Anna", "hei")
    assert stdout.getvalue() == WELCOME


async def test_control_characters_that_people_write_do_not_reach_the_terminal(local: Local, script: Script) -> None:
    async def deliver() -> None:
        await local.send(Address("local", "anna"), Message((plain("Hei\x1b[31m\x07"),)), "fi")

    assert await conversation(local, script, io.StringIO(""), deliver) == f"{WELCOME}anna < Hei[31m\n"


async def test_a_stream_without_the_letters_gets_others(local: Local, script: Script) -> None:
    raw = io.BytesIO()
    stdout = io.TextIOWrapper(raw, encoding="ascii")
    await converse(local, script, io.StringIO("työ\n"), stdout)
    assert raw.getvalue().endswith(b"Sin? < Sanoit: ty?\n")


class Gone(io.StringIO):
    """A stream nobody reads any more."""

    def write(self, _: str) -> int:
        raise BrokenPipeError


async def test_a_reader_that_has_gone_away_ends_nothing(local: Local, script: Script) -> None:
    await converse(local, script, io.StringIO("moi\n"), Gone())
    assert [event.text for event in script.heard if isinstance(event, Said)] == ["moi"]
