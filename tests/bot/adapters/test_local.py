"""The local platform: what people do there, what Kuppi hears of it, and what they see."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from unittest.mock import ANY

import pytest

from bot.adapters.local import Local, Post, Someone, Taken
from bot.chat import (
    SILENCE,
    Address,
    Answer,
    Button,
    Command,
    Event,
    Gone,
    Joined,
    Left,
    Message,
    Met,
    Platform,
    Press,
    Reached,
    Ref,
    Said,
    Sender,
)
from bot.text import Text, t
from tests.dialogue import Script

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
KAHVIT = Address("local", "kahvit")
ANNA = Sender("local", "anna", "Anna")
IN_PRIVATE: dict[str, Any] = {"key": ANY, "at": NOW, "who": ANNA, "where": ANNA.address, "private": True}
IN_ROOM = IN_PRIVATE | {"where": KAHVIT, "private": False}
COMING = Button(t("plain", text="Tulen"), "rsvp", "abc-yes")
PRIVATELY = Button(t("plain", text="Muistuta minua"), "remind", "abc", private=True)


def plain(text: str) -> Text:
    return t("plain", text=text)


def message(text: str, *buttons: Button) -> Message:
    return Message((plain(text),), (buttons,) if buttons else ())


def shown(posts: list[Post]) -> list[tuple[str, ...]]:
    return [post.lines for post in posts]


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def local(script: Script) -> Local:
    local = Local(now=lambda: NOW)
    local.opens(script)
    return local


@pytest.fixture
async def kahvit(local: Local, script: Script) -> str:
    await local.adds_kuppi("Anna", "kahvit")
    script.heard.clear()
    return "kahvit"


def answers(script: Script, answer: Answer, to: type[Event] = Event) -> None:
    def given(event: Event) -> Answer:
        return answer if isinstance(event, to) else SILENCE

    script.answers = given


Carding = Callable[..., Awaitable[Post]]


@pytest.fixture
def card(local: Local, kahvit: str) -> Carding:
    async def post(*buttons: Button) -> Post:
        await local.send(KAHVIT, message("Kulttuurikuppi", *buttons), "fi")
        return local.room(kahvit).messages[-1]

    return post


def test_local_is_a_platform() -> None:
    platform: Platform = Local(now=lambda: NOW)
    assert platform.name == "local"


# -- what Kuppi hears --------------------------------------------------------------------------------------


async def test_a_slash_word_in_private_is_a_command(local: Local, script: Script) -> None:
    await local.says("Anna", "/kieli svenska")
    assert script.heard == [Command(**IN_PRIVATE, word="kieli", text="svenska")]


async def test_bare_words_in_private_are_said(local: Local, script: Script) -> None:
    await local.says("Anna", " tapaamiset ")
    assert script.heard == [Said(**IN_PRIVATE, text="tapaamiset")]


async def test_bare_words_in_a_room_are_not_heard(local: Local, script: Script, kahvit: str) -> None:
    assert await local.says("Anna", "Huomenta kaikille!", kahvit) is None
    assert script.heard == []


async def test_a_slash_word_in_a_room_may_be_for_another_bot(local: Local, script: Script, kahvit: str) -> None:
    await local.says("Anna", "/omat", kahvit)
    assert script.heard == [Command(**IN_ROOM, word="omat", addressed=False)]


async def test_a_deed_gives_the_event_that_was_heard(local: Local, script: Script) -> None:
    assert [await local.says("Anna", "hei")] == script.heard


async def test_every_event_has_a_key_of_its_own_in_every_run(script: Script) -> None:
    for local in (Local(now=lambda: NOW), Local(now=lambda: NOW)):
        local.opens(script)
        await local.says("Anna", "hei")
        await local.says("Anna", "hei")
    keys = [event.key for event in script.heard]
    assert len(set(keys)) == 4
    assert all(key.startswith("local:") for key in keys)


async def test_a_person_is_known_by_their_folded_name(local: Local, script: Script) -> None:
    await local.says("Åsa  Mäki", "hej")
    await local.says("asa maki", "hej")
    assert [event.who for event in script.heard] == [Sender("local", "asa-maki", "Åsa Mäki")] * 2


async def test_a_persons_client_tells_its_language(local: Local, script: Script) -> None:
    local.meets("Anna", locale="sv")
    await local.says("Anna", "hej")
    assert script.heard[0].who == Sender("local", "anna", "Anna", "sv")


async def test_the_first_person_is_known_before_kuppi_hears_of_them(local: Local, script: Script) -> None:
    first: list[str | None] = []

    def note(_: Event) -> Answer:
        first.append(local.first)
        return SILENCE

    script.answers = note
    await local.says("Anna", "hei")
    await local.says("Ben", "hei")
    assert first == ["anna", "anna"]


async def test_deeds_wait_until_somebody_receives_them(script: Script) -> None:
    local = Local(now=lambda: NOW)
    saying = asyncio.create_task(local.says("Anna", "hei"))
    await asyncio.sleep(0)
    running = asyncio.create_task(local.run(script))
    await saying
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert script.heard == [Said(**IN_PRIVATE, text="hei")]


# -- rooms -------------------------------------------------------------------------------------------------


async def test_kuppi_joins_a_room_it_is_added_to_once(local: Local, script: Script) -> None:
    local.meets("Anna", shy=True)
    await local.adds_kuppi("Anna", "Kahvit")
    await local.adds_kuppi("Anna", "kahvit")
    assert script.heard == [Joined(**IN_ROOM, title="Kahvit")]


async def test_a_room_comes_to_be_with_kuppi_in_it_when_first_named(local: Local, script: Script) -> None:
    local.meets("Anna", shy=True)
    await local.says("Anna", "/omat", "kahvit")
    await local.says("Anna", "/omat", "kahvit")
    assert [type(event) for event in script.heard] == [Joined, Command, Command]


async def test_of_one_who_can_be_written_to_kuppi_hears_that_before_their_first_deed_in_a_room(
    local: Local, script: Script, kahvit: str
) -> None:
    await local.says("Ben", "/omat", kahvit)
    await local.says("Ben", "/omat", kahvit)
    assert [type(event) for event in script.heard] == [Reached, Command, Command]


async def test_a_removed_kuppi_hears_that_and_nothing_more(local: Local, script: Script, kahvit: str) -> None:
    await local.removes_kuppi("Anna", kahvit)
    await local.says("Anna", "/omat", kahvit)
    assert script.heard == [Left(**IN_ROOM)]


async def test_nothing_can_be_sent_to_a_room_kuppi_was_removed_from(local: Local, kahvit: str) -> None:
    await local.removes_kuppi("Anna", kahvit)
    with pytest.raises(Gone, match="kicked"):
        await local.send(KAHVIT, message("Hei"), "fi")


async def test_kuppi_can_be_added_again(local: Local, script: Script, kahvit: str) -> None:
    await local.removes_kuppi("Anna", kahvit)
    await local.adds_kuppi("Anna", kahvit)
    await local.send(KAHVIT, message("Hei"), "fi")
    assert script.heard == [Left(**IN_ROOM), Joined(**IN_ROOM, title="kahvit")]


async def test_a_room_and_a_person_cannot_share_a_name(local: Local) -> None:
    local.meets("Anna")
    with pytest.raises(Taken, match="anna"):
        await local.adds_kuppi("Ben", "anna")


# -- private chats -----------------------------------------------------------------------------------------


async def test_people_can_be_written_to(local: Local) -> None:
    local.meets("Anna")
    await local.send(ANNA.address, message("Huomenna"), "fi")
    assert shown(local.inbox("Anna")) == [("Huomenna",)]


async def test_a_shy_person_cannot_be_written_to_before_they_write(local: Local) -> None:
    local.meets("Anna", shy=True)
    with pytest.raises(Gone, match="never_started"):
        await local.send(ANNA.address, message("Huomenna"), "fi")


async def test_a_shy_person_who_has_written_can_be_written_to(local: Local) -> None:
    local.meets("Anna", shy=True)
    await local.says("Anna", "/start")
    await local.send(ANNA.address, message("Huomenna"), "fi")
    assert shown(local.inbox("Anna")) == [("Huomenna",)]


async def test_writing_in_a_room_does_not_make_a_shy_person_reachable(local: Local, kahvit: str) -> None:
    local.meets("Ben", shy=True)
    await local.says("Ben", "/omat", kahvit)
    with pytest.raises(Gone, match="never_started"):
        await local.send(Address("local", "ben"), message("Huomenna"), "fi")


async def test_kuppi_hears_of_being_blocked_and_unblocked(local: Local, script: Script) -> None:
    await local.blocks("Anna")
    await local.unblocks("Anna")
    assert script.heard == [Reached(**IN_PRIVATE, reachable=False), Reached(**IN_PRIVATE, reachable=True)]


async def test_nothing_can_be_sent_to_one_who_has_blocked_kuppi(local: Local) -> None:
    await local.blocks("Anna")
    with pytest.raises(Gone, match="blocked"):
        await local.send(ANNA.address, message("Huomenna"), "fi")


async def test_writing_to_kuppi_unblocks_it(local: Local, script: Script) -> None:
    await local.blocks("Anna")
    await local.says("Anna", "hei")
    assert script.heard[1:] == [Reached(**IN_PRIVATE, reachable=True), Said(**IN_PRIVATE, text="hei")]


async def test_a_change_of_a_clients_language_is_told_of_those_who_have_spoken(local: Local, script: Script) -> None:
    await local.speaks("Ben", "sv")
    await local.says("Anna", "hei")
    await local.speaks("Anna", "sv")
    assert script.heard[1:] == [Met(**IN_PRIVATE | {"who": Sender("local", "anna", "Anna", "sv")})]


# -- buttons -----------------------------------------------------------------------------------------------


async def test_a_press_tells_what_the_button_carries_and_where_it_stands(
    local: Local, script: Script, card: Carding
) -> None:
    post = await card(COMING)
    await local.presses("Anna", post, "Tulen")
    assert script.heard == [Press(**IN_ROOM, action="rsvp", arg="abc-yes", on=post.ref)]


async def test_a_label_is_found_however_it_is_typed(local: Local, script: Script, card: Carding) -> None:
    await local.presses("Anna", await card(Button(plain("Ehkä"), "rsvp", "abc-maybe")), "ehka")
    assert script.heard == [Press(**IN_ROOM, action="rsvp", arg="abc-maybe", on=ANY)]


async def test_a_private_button_in_a_room_is_pressed_in_the_private_chat(
    local: Local, script: Script, card: Carding
) -> None:
    await local.presses("Anna", await card(PRIVATELY), "Muistuta minua")
    assert script.heard == [Press(**IN_PRIVATE, action="remind", arg="abc")]


async def test_a_private_button_in_private_is_pressed_where_it_stands(local: Local, script: Script) -> None:
    local.meets("Anna")
    ref = await local.send(ANNA.address, message("Kulttuurikuppi", PRIVATELY), "fi")
    await local.presses("Anna", local.inbox("Anna")[0], "Muistuta minua")
    assert script.heard == [Press(**IN_PRIVATE, action="remind", arg="abc", on=ref)]


async def test_a_start_word_with_data_is_the_press_of_a_button(local: Local, script: Script) -> None:
    await local.says("Anna", "/start remind-abc")
    assert script.heard == [Press(**IN_PRIVATE, action="remind", arg="abc")]


async def test_a_private_button_makes_a_shy_person_reachable(local: Local, card: Carding) -> None:
    local.meets("Ben", shy=True)
    await local.presses("Ben", await card(PRIVATELY), "Muistuta minua")
    await local.send(Address("local", "ben"), message("Huomenna"), "fi")
    assert shown(local.inbox("Ben")) == [("Huomenna",)]


async def test_following_a_link_is_not_heard(local: Local, script: Script, card: Carding) -> None:
    post = await card(Button(plain("Kalenteriin"), url="https://kuppi.fi/k.ics"))
    assert await local.presses("Anna", post, "Kalenteriin") is None
    assert script.heard == []


async def test_a_button_that_has_been_edited_away_cannot_be_pressed(local: Local, card: Carding) -> None:
    post = await card(COMING)
    await local.edit(post.ref, message("Peruttu"), "fi")
    with pytest.raises(LookupError, match="Tulen"):
        await local.presses("Anna", post, "Tulen")


async def test_a_button_of_a_deleted_message_cannot_be_pressed(local: Local, card: Carding) -> None:
    post = await card(COMING)
    local.deletes(post)
    with pytest.raises(LookupError, match="Tulen"):
        await local.presses("Anna", post, "Tulen")


async def test_nobody_can_press_a_button_in_the_private_chat_of_another(local: Local) -> None:
    local.meets("Anna")
    await local.send(ANNA.address, message("Kulttuurikuppi", COMING), "fi")
    with pytest.raises(LookupError, match="Tulen"):
        await local.presses("Ben", local.inbox("Anna")[0], "Tulen")


# -- messages ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("kahvit")
async def test_a_message_shows_its_lines_and_buttons_in_its_readers_language(local: Local) -> None:
    two = Message((plain("yksi\nkaksi"), t("local.no_people")), ((COMING, PRIVATELY), (COMING,)))
    await local.send(KAHVIT, two, "en")
    post = local.room("kahvit").messages[0]
    assert post.lines == ("yksi", "kaksi", "Nobody has spoken yet.")
    assert post.buttons == (("Tulen", "Muistuta minua"), ("Tulen",))


async def test_messages_keep_their_order(local: Local, kahvit: str) -> None:
    for text in ("yksi", "kaksi", "kolme"):
        await local.send(KAHVIT, message(text), "fi")
    assert shown(local.room(kahvit).messages) == [("yksi",), ("kaksi",), ("kolme",)]


async def test_an_edited_message_shows_its_newest_face_and_keeps_the_earlier_ones(local: Local, card: Carding) -> None:
    post = await card(COMING)
    await local.edit(post.ref, message("Täynnä"), "fi")
    assert (post.lines, post.buttons) == (("Täynnä",), ())
    assert [face.lines for face in post.edits] == [("Kulttuurikuppi",)]


async def test_an_edit_that_changes_nothing_is_no_edit(local: Local, card: Carding) -> None:
    post = await card(COMING)
    await local.edit(post.ref, message("Kulttuurikuppi", COMING), "fi")
    assert post.edits == []


async def test_a_deleted_message_cannot_be_edited(local: Local, card: Carding) -> None:
    post = await card()
    local.deletes(post)
    with pytest.raises(Gone, match="message"):
        await local.edit(post.ref, message("Täynnä"), "fi")


@pytest.mark.parametrize("number", ["7", "{run}-999"])
async def test_a_message_that_never_was_cannot_be_edited(local: Local, card: Carding, number: str) -> None:
    post = await card()
    ref = Ref(KAHVIT, number.format(run=post.ref.message.partition("-")[0]))
    with pytest.raises(Gone, match="message"):
        await local.edit(ref, message("Täynnä"), "fi")


async def test_a_card_of_an_earlier_run_shows_again_when_it_changes(local: Local, kahvit: str) -> None:
    await local.edit(Ref(KAHVIT, "0badcafe-7"), message("Täynnä", COMING), "fi")
    post = local.room(kahvit).messages[0]
    assert (post.lines, post.buttons, post.ref) == (("Täynnä",), (("Tulen",),), Ref(KAHVIT, "0badcafe-7"))


async def test_what_is_sent_before_a_room_of_an_earlier_run_is_named_is_seen_in_it(local: Local) -> None:
    await local.send(KAHVIT, message("Huomenna"), "fi")
    await local.adds_kuppi("Anna", "kahvit")
    assert shown(local.room("kahvit").messages) == [("Huomenna",)]


async def test_what_is_sent_before_a_person_of_an_earlier_run_speaks_is_in_their_inbox(local: Local) -> None:
    await local.send(ANNA.address, message("Huomenna"), "fi")
    await local.says("Anna", "hei")
    assert shown(local.inbox("anna")) == [("Huomenna",)]


# -- answers -----------------------------------------------------------------------------------------------

SPOKEN = message("Vastaus")
LINE = message("Luonnos on yksityisessä keskustelussamme.")


async def test_an_answer_is_shown_where_it_was_asked(local: Local, script: Script, kahvit: str) -> None:
    answers(script, Answer((SPOKEN,)))
    await local.says("Anna", "/tapaamiset", kahvit)
    await local.says("Anna", "/tapaamiset")
    assert shown(local.room(kahvit).messages) == [("Vastaus",)]
    assert shown(local.inbox("anna")) == [("Vastaus",)]


async def test_a_private_answer_leaves_one_line_in_the_room(local: Local, script: Script, kahvit: str) -> None:
    answers(script, Answer((SPOKEN,), private=True, line=LINE))
    await local.says("Anna", "/uusitapaaminen", kahvit)
    assert shown(local.room(kahvit).messages) == [("Luonnos on yksityisessä keskustelussamme.",)]
    assert shown(local.inbox("anna")) == [("Vastaus",)]


async def test_a_private_answer_in_private_needs_no_line(local: Local, script: Script) -> None:
    answers(script, Answer((SPOKEN,), private=True, line=LINE))
    await local.says("Anna", "/uusitapaaminen")
    assert shown(local.inbox("anna")) == [("Vastaus",)]


async def test_a_private_answer_without_a_line_leaves_nothing_in_the_room(
    local: Local, script: Script, kahvit: str
) -> None:
    answers(script, Answer((SPOKEN,), private=True))
    await local.says("Anna", "/omat", kahvit)
    assert shown(local.room(kahvit).messages) == []


async def test_the_line_of_an_answer_that_is_not_private_is_not_said(local: Local, script: Script, kahvit: str) -> None:
    answers(script, Answer((SPOKEN,), line=LINE))
    await local.says("Anna", "/tapaamiset", kahvit)
    assert shown(local.room(kahvit).messages) == [("Vastaus",)]


async def test_private_words_are_in_the_readers_language_and_a_rooms_in_its_own(
    local: Local, script: Script, kahvit: str
) -> None:
    nobody = Message((t("local.no_people"),))
    answers(script, Answer((nobody,), private=True, line=nobody, locale="sv", room="en"))
    await local.says("Anna", "/omat", kahvit)
    assert shown(local.inbox("anna")) == [("Ingen har talat ännu.",)]
    assert shown(local.room(kahvit).messages) == [("Nobody has spoken yet.",)]


async def test_a_toast_is_seen_by_whoever_pressed(local: Local, script: Script, card: Carding) -> None:
    answers(script, Answer(toast=t("local.no_people"), locale="sv"))
    await local.presses("Anna", await card(COMING), "Tulen")
    assert local.toasts("anna") == ["Ingen har talat ännu."]
    assert local.toasts("ben") == []


async def test_a_toast_with_no_button_to_stand_on_is_said_in_private(local: Local, script: Script, kahvit: str) -> None:
    answers(script, Answer((SPOKEN,), toast=plain("Olet mukana")))
    await local.says("Anna", "/tulen", kahvit)
    assert shown(local.inbox("anna")) == [("Olet mukana",)]
    assert shown(local.room(kahvit).messages) == [("Vastaus",)]


async def test_a_toast_for_a_press_that_led_to_the_private_chat_is_said_there(
    local: Local, script: Script, card: Carding
) -> None:
    answers(script, Answer(toast=plain("Muistutan sinua")))
    await local.presses("Anna", await card(PRIVATELY), "Muistuta minua")
    assert (shown(local.inbox("anna")), local.toasts("anna")) == ([("Muistutan sinua",)], [])


async def test_a_room_is_told_where_a_shy_persons_answer_is(local: Local, script: Script, kahvit: str) -> None:
    local.meets("Ben", shy=True)
    answers(script, Answer((SPOKEN,), private=True))
    await local.says("Ben", "/omat", kahvit)
    assert shown(local.room(kahvit).messages) == [("Vastaus on yksityisessä keskustelussamme.",)]


async def test_a_shy_person_finds_their_answer_behind_that_button(local: Local, script: Script, kahvit: str) -> None:
    local.meets("Ben", shy=True)
    answers(script, Answer((SPOKEN,), private=True), to=Command)
    await local.says("Ben", "/omat", kahvit)
    await local.presses("Ben", local.room(kahvit).messages[-1], "Avaa Kuppi")
    assert [event.word for event in script.heard if isinstance(event, Command)] == ["omat", "omat"]
    assert shown(local.inbox("ben")) == [("Vastaus",)]


async def test_an_answer_to_being_removed_is_dropped(local: Local, script: Script, kahvit: str) -> None:
    answers(script, Answer((SPOKEN,)))
    await local.removes_kuppi("Anna", kahvit)
    assert shown(local.room(kahvit).messages) == []


async def test_a_message_without_words_is_not_shown(local: Local, script: Script) -> None:
    answers(script, Answer((Message(()), SPOKEN)))
    await local.says("Anna", "hei")
    assert shown(local.inbox("anna")) == [("Vastaus",)]


# -- watching ----------------------------------------------------------------------------------------------


class Notes:
    """Write down what is seen, as a watcher."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, ...]] = []

    def posted(self, post: Post) -> None:
        self.seen.append(("posted", *post.lines))

    def edited(self, post: Post) -> None:
        self.seen.append(("edited", *post.lines))

    def toasted(self, person: Someone, text: str) -> None:
        self.seen.append(("toasted", person.name, text))


async def test_a_watcher_sees_all_until_it_is_let_go(local: Local, script: Script, card: Carding) -> None:
    notes = Notes()
    local.watch(notes)
    post = await card(COMING)
    answers(script, Answer(toast=plain("Olet mukana")))
    await local.presses("Anna", post, "Tulen")
    await local.edit(post.ref, message("Täynnä"), "fi")
    local.unwatch(notes)
    await card()
    assert notes.seen == [("posted", "Kulttuurikuppi"), ("toasted", "Anna", "Olet mukana"), ("edited", "Täynnä")]
