"""What Kuppi posts and redraws on Telegram, and what a refusal means."""

import asyncio
from typing import Any

import pytest

from bot.adapters.telegram.draw import texts, toast
from bot.chat import Address, Button, Gone, Menu, MenuEntry, Message, Ref, SlowDown, Uncertain
from tests.bot.adapters.telegram_stage import Stage, message, says, stage
from tests.fakes.telegram import (
    Fault,
    Group,
    Person,
    drop_after_effect,
    drop_before_effect,
    refuse,
    server_error,
    too_many,
)

ROOM = Address("telegram", "-100500")
HOME = Address("telegram", "1001")


def anna(play: Stage) -> Person:
    return play.fake.person(1001, "Anna")


def room(play: Stage, **kind: Any) -> Group:
    group = play.fake.group(-100500, "Tuottajat", **kind)
    group.add_bot(by=anna(play))
    return group


def drawn(group: Group) -> list[list[tuple[str, str | None, str | None]]]:
    return [[(button.label, button.data, button.url) for button in row] for row in group.messages[-1].buttons]


# -- texts -----------------------------------------------------------------------------------------------


async def test_lines_are_posted_as_plain_words_whatever_they_hold() -> None:
    async with stage(runs=False) as play:
        group = room(play)
        ref = await play.adapter.send(ROOM, message("<b>Anna</b> _ja_ *B* [x](http://a.fi)", "toinen"), "fi")
        post = group.messages[-1]
        assert (post.text, post.entities) == ("<b>Anna</b> _ja_ *B* [x](http://a.fi)\ntoinen", [])
        assert (post.preview, post.silent, post.rows) == (False, False, [])
        assert ref == Ref(ROOM, str(post.message_id))


async def test_a_silent_message_makes_no_sound() -> None:
    async with stage(runs=False) as play:
        group = room(play)
        await play.adapter.send(ROOM, message("Yöllä", silent=True), "fi")
        assert group.messages[-1].silent


async def test_a_message_to_a_topic_stands_in_it() -> None:
    async with stage(runs=False) as play:
        group = room(play, forum=True)
        topic = group.topic("Kahvit", by=play.fake.people[1001])
        await play.adapter.send(Address("telegram", "-100500", str(topic)), message("Hei"), "fi")
        assert group.messages[-1].thread == topic


async def test_a_long_message_is_cut_at_line_ends_and_its_buttons_stand_on_the_last_piece() -> None:
    lines = [f"{number} " + "å" * 998 for number in range(10)]
    async with stage(runs=False) as play:
        group = room(play)
        long = Message(tuple(map(says, lines)), ((Button(says("Tulen"), "rsvp", "1-yes"),),))
        ref = await play.adapter.send(ROOM, long, "fi")
        assert [len(post.text.split("\n")) for post in group.messages] == [4, 4, 2]
        assert "\n".join(post.text for post in group.messages) == "\n".join(lines)
        assert [post.labels for post in group.messages] == [[], [], [["Tulen"]]]
        assert ref.message == str(group.messages[-1].message_id)


def test_length_is_counted_as_telegram_counts_it() -> None:
    assert [len(text) for text in texts(message("😀" * 2048), "fi")] == [2048]
    assert [len(text) for text in texts(message("😀" * 2049), "fi")] == [2048, 1]


def test_a_line_too_long_for_one_message_is_cut_at_a_word() -> None:
    line = "sana " * 1000
    pieces = texts(message(line), "fi")
    assert [piece.strip().count("sana") for piece in pieces] == [819, 181]
    assert all(piece.strip().endswith("sana") for piece in pieces)


@pytest.mark.parametrize("nothing", [message(), message(""), message(" ", "\n")])
async def test_an_empty_message_is_never_posted(nothing: Message) -> None:
    async with stage(runs=False) as play:
        group = room(play)
        with pytest.raises(Gone, match="refused"):
            await play.adapter.send(ROOM, nothing, "fi")
        assert group.messages == []


async def test_a_flood_in_the_middle_of_a_long_message_does_not_begin_it_again() -> None:
    async with stage(runs=False) as play:
        group = room(play)
        play.fake.fail("sendMessage", how=lambda call: too_many(3) if call.parameters["text"][0] == "1" else None)
        await play.adapter.send(ROOM, message("0" * 4000, "1" * 4000), "fi")
        assert [post.text[0] for post in group.messages] == ["0", "1"]
        assert play.pauses == [3]


def test_a_toast_too_long_is_cut_at_a_word() -> None:
    cut = toast("sanoja " * 40)
    assert (len(cut), cut[-8:]) == (196, " sanoja…")
    assert toast("a" * 200) == "a" * 200


# -- buttons ---------------------------------------------------------------------------------------------


async def test_buttons_in_a_group_press_or_lead_to_the_private_chat() -> None:
    async with stage(runs=False) as play:
        group = room(play)
        row = (
            Button(says("Tulen"), "rsvp", "7-yes"),
            Button(says("Muistuta"), "remind", "7", private=True),
            Button(says("Kalenteriin"), url="https://kuppi.example/7.ics"),
            Button(says("Lisää ryhmään"), "startgroup", "C0DE"),
            Button(says("Uusi koordinaattori"), "startlink", "code-C0DE"),
        )
        await play.adapter.send(ROOM, Message((says("Kahvit"),), (row,)), "fi")
        assert drawn(group) == [
            [
                ("Tulen", "rsvp-7-yes", None),
                ("Muistuta", None, "https://t.me/kuppi_bot?start=remind-7"),
                ("Kalenteriin", None, "https://kuppi.example/7.ics"),
                ("Lisää ryhmään", None, "https://t.me/kuppi_bot?startgroup=C0DE"),
                ("Uusi koordinaattori", None, "https://t.me/kuppi_bot?start=code-C0DE"),
            ]
        ]


async def test_private_buttons_in_private_are_pressed_where_they_stand() -> None:
    async with stage(runs=False) as play:
        person = anna(play)
        person.starts()
        row = (Button(says("Muistuta"), "remind", "7", private=True), Button(says("Kutsu"), "startlink", "code-C0DE"))
        await play.adapter.send(HOME, Message((says("Hei"),), (row,)), "fi")
        assert [(button.data, button.url) for button in person.inbox[-1].buttons[0]] == [
            ("remind-7", None),
            (None, "https://t.me/kuppi_bot?start=code-C0DE"),
        ]


async def test_rows_too_wide_are_broken_and_a_hundred_buttons_are_enough() -> None:
    async with stage(runs=False) as play:
        group = room(play)
        row = tuple(Button(says(str(number)), "pick", str(number)) for number in range(20))
        await play.adapter.send(ROOM, Message((says("Valitse"),), (row,) * 6), "fi")
        assert [len(labels) for labels in group.messages[-1].labels] == [8, 8, 4] * 5


# -- redrawing -------------------------------------------------------------------------------------------


async def test_an_edit_shows_the_new_words_and_buttons() -> None:
    async with stage(runs=False) as play:
        group = room(play)
        ref = await play.adapter.send(ROOM, Message((says("Vanha"),), ((Button(says("A"), "a"),),)), "fi")
        await play.adapter.edit(ref, Message((says("Uusi"),), ((Button(says("B"), "b", private=True),),)), "fi")
        assert group.messages[-1].text == "Uusi"
        assert drawn(group) == [[("B", None, "https://t.me/kuppi_bot?start=b")]]
        await play.adapter.edit(ref, message("Ohi"), "fi")
        assert (group.messages[-1].text, drawn(group)) == ("Ohi", [])


async def test_an_edit_that_changes_nothing_is_a_success() -> None:
    async with stage(runs=False) as play:
        group = room(play)
        ref = await play.adapter.send(ROOM, message("Sama"), "fi")
        await play.adapter.edit(ref, message("Sama"), "fi")
        assert [call.status for call in play.fake.history.calls_to("editMessageText")] == [400]
        assert group.messages[-1].edits == 0


async def test_a_message_that_is_not_there_to_edit_is_gone() -> None:
    async with stage(runs=False) as play:
        group = room(play)
        ref = await play.adapter.send(ROOM, message("Hei"), "fi")
        play.fake.people[1001].deletes(group.messages[-1])
        with pytest.raises(Gone) as gone:
            await play.adapter.edit(ref, message("Hoi"), "fi")
        assert gone.value.why == "message"


# -- refusals --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words", "why"),
    [
        (403, "Forbidden: bot was blocked by the user", "blocked"),
        (403, "Forbidden: user is deactivated", "deactivated"),
        (403, "Forbidden: bot can't initiate conversation with a user", "never_started"),
        (403, "Forbidden: bot was kicked from the supergroup chat", "kicked"),
        (403, "Forbidden: bot is not a member of the channel chat", "not_a_member"),
        (403, "Forbidden: something new", "forbidden"),
        (400, "Bad Request: chat not found", "not_found"),
        (400, "Bad Request: message can't be edited", "message"),
        (400, "Bad Request: message to edit not found", "message"),
        (400, "Bad Request: BUTTON_URL_INVALID", "refused: button_url_invalid"),
        (400, 'Bad Request: can\'t find "Anna Aalto" anywhere', "refused: can't find"),
        (400, "Bad Request: URL 'http://anna' is invalid", "refused: url"),
    ],
)
async def test_a_refusal_says_in_a_word_why_nobody_can_be_written_to(code: int, words: str, why: str) -> None:
    async with stage(runs=False) as play:
        room(play)
        play.fake.fail("sendMessage", how=refuse(code, words))
        with pytest.raises(Gone) as gone:
            await play.adapter.send(ROOM, message("Hei"), "fi")
        assert (gone.value.why, gone.value.moved) == (why, None)


async def test_a_person_who_never_pressed_start_or_blocked_us_is_gone() -> None:
    async with stage(runs=False) as play:
        person = anna(play)
        whys = []
        for change in (lambda: None, person.starts, person.blocks_bot, person.deactivates):
            change()
            try:
                whys.append((await play.adapter.send(HOME, message("Hei"), "fi")).to.id)
            except Gone as gone:
                whys.append(gone.why)
        assert whys == ["never_started", "1001", "blocked", "deactivated"]


async def test_a_group_that_moved_tells_its_new_address() -> None:
    async with stage(runs=False) as play:
        new = room(play, kind="group").migrate()
        with pytest.raises(Gone) as gone:
            await play.adapter.send(ROOM, message("Hei"), "fi")
        assert (gone.value.why, gone.value.moved) == ("moved", Address("telegram", str(new.id)))


async def test_a_flood_asks_for_a_pause_and_nothing_is_repeated() -> None:
    async with stage(runs=False) as play:
        group = room(play)
        play.fake.fail("sendMessage", how=too_many(17))
        with pytest.raises(SlowDown) as slow:
            await play.adapter.send(ROOM, message("Hei"), "fi")
        assert (slow.value.retry_after, group.messages) == (17, [])


@pytest.mark.parametrize(
    ("fault", "posted"),
    [(drop_before_effect(), 0), (drop_after_effect(), 1), (server_error(), 0), (server_error(after_effect=True), 1)],
)
async def test_a_call_whose_answer_is_lost_is_in_doubt_and_not_repeated(fault: Fault, posted: int) -> None:
    async with stage(runs=False) as play:
        group = room(play)
        play.fake.fail("sendMessage", how=fault)
        with pytest.raises(Uncertain):
            await play.adapter.send(ROOM, message("Hei"), "fi")
        assert len(group.messages) == posted
        assert len(play.fake.history.calls_to("sendMessage")) == 1


async def test_nobody_at_the_door_is_a_pause_and_no_doubt() -> None:
    async with stage(runs=False) as play:
        room(play)
        await play.fake.goes_down()
        await asyncio.sleep(0.02)  # until the old connection is seen to be closed; a call on it would be in doubt
        with pytest.raises(SlowDown):
            await play.adapter.send(ROOM, message("Hei"), "fi")


@pytest.mark.parametrize("code", [401, 404])
async def test_a_refused_token_is_no_chats_fault(code: int) -> None:
    async with stage(runs=False) as play:
        room(play)
        play.fake.fail("sendMessage", how=refuse(code, "Unauthorized"))
        with pytest.raises(SlowDown):
            await play.adapter.send(ROOM, message("Hei"), "fi")


async def test_a_replica_that_never_polls_sends_all_the_same() -> None:
    async with stage(runs=False, starts=False) as play:
        group = room(play)
        row = (Button(says("Muistuta"), "remind", "7", private=True),)
        await play.adapter.send(ROOM, Message((says("Kahvit"),), (row,)), "fi")
        assert drawn(group) == [[("Muistuta", None, "https://t.me/kuppi_bot?start=remind-7")]]


async def test_before_telegram_told_who_we_are_sending_waits() -> None:
    async with stage(runs=False, starts=False) as play:
        group = room(play)
        play.fake.fail("getMe", how=drop_before_effect())
        with pytest.raises(SlowDown):
            await play.adapter.send(ROOM, message("Hei"), "fi")
        await play.adapter.send(ROOM, message("Hei"), "fi")
        assert len(group.messages) == 1


async def test_after_it_closed_nothing_is_sent() -> None:
    async with stage(runs=False) as play:
        group = room(play)
        await play.adapter.close()
        with pytest.raises(SlowDown):
            await play.adapter.send(ROOM, message("Hei"), "fi")
        assert group.messages == []


# -- menus -----------------------------------------------------------------------------------------------


def entry(word: str, help_: str = "Ohje") -> MenuEntry:
    return MenuEntry(word, says(help_))


async def test_menus_are_published_by_scope_and_language_with_finnish_for_the_rest() -> None:
    async with stage(runs=False) as play:
        group = room(play)
        boss, bertta = play.fake.people[1001], play.fake.person(1002, "Bertta", language="sv")
        dieter = play.fake.person(1003, "Dieter", language="de")
        group.add(boss, status="administrator")
        await play.adapter.publish(
            [
                Menu("everyone", "fi", (entry("ohje"), entry("omat"))),
                Menu("everyone", "sv", (entry("hjalp"),)),
                Menu("groups", "fi", (entry("vuoro"),)),
                Menu("coordinators", "fi", (entry("uusitapaaminen"),)),
            ]
        )
        assert play.fake.menu(bertta) == [("hjalp", "Ohje")]
        assert play.fake.menu(dieter) == [("ohje", "Ohje"), ("omat", "Ohje")]
        assert play.fake.menu(dieter, in_=group) == [("vuoro", "Ohje")]
        assert play.fake.menu(boss, in_=group) == [("vuoro", "Ohje")], "a group's admin is no coordinator by that"


async def test_a_menu_keeps_within_what_telegram_takes() -> None:
    async with stage(runs=False) as play:
        person = anna(play)
        many = tuple(entry(f"sana{number}", "x" * 300) for number in range(120))
        await play.adapter.publish([Menu("everyone", "fi", (entry("ei-käy"), entry("tyhja", ""), *many))])
        menu = play.fake.menu(person)
        assert (len(menu), menu[0]) == (100, ("tyhja", "tyhja"))
        assert {len(help_) for _, help_ in menu[1:]} == {256}


async def test_a_coordinator_gets_a_menu_of_their_own_and_loses_it_again() -> None:
    async with stage(runs=False) as play:
        person = anna(play)
        everyone = Menu("everyone", "fi", (entry("ohje"),))
        await play.adapter.publish([everyone])
        await play.adapter.publish_for(HOME, [everyone, Menu("coordinators", "fi", (entry("tiedote"),))])
        assert play.fake.menu(person) == [("ohje", "Ohje"), ("tiedote", "Ohje")]
        await play.adapter.publish_for(HOME, [])
        assert play.fake.menu(person) == [("ohje", "Ohje")]


async def test_a_flood_while_publishing_is_waited_out() -> None:
    async with stage(runs=False) as play:
        person = anna(play)
        play.fake.fail("setMyCommands", how=too_many(4))
        await play.adapter.publish([Menu("everyone", "fi", (entry("ohje"),))])
        assert (play.fake.menu(person), play.pauses) == ([("ohje", "Ohje")], [4])
