"""What happens on Telegram, as the core hears it."""

from typing import Any

import pytest

from bot.adapters.telegram.updates import Account, heard
from bot.chat import (
    Address,
    Command,
    Elevated,
    Event,
    Joined,
    Left,
    Message,
    Moved,
    Press,
    Reached,
    Ref,
    Renamed,
    Said,
    Sender,
    Unreadable,
)
from tests.bot.adapters.telegram_stage import NOW, Stage, message, stage
from tests.fakes.telegram import Group, Person

US = Account(7000000123, "kuppi_bot")
ANNA = Sender("telegram", "1001", "Anna Aalto", "sv")
HOME = Address("telegram", "1001")
ROOM = Address("telegram", "-100500")


def scene(play: Stage, *, who: Sender = ANNA, where: Address = ROOM, update: int = 0) -> dict[str, Any]:
    """Say what every event tells, of the update at this place from the end."""
    key = f"tg:7000000123:{play.fake.history.updates[update - 1].update_id}"
    title = "" if where == HOME else "Tuottajat"
    return {"key": key, "at": NOW, "who": who, "where": where, "private": where == HOME, "title": title}


def anna(play: Stage) -> Person:
    return play.fake.person(1001, "Anna", last_name="Aalto", language="sv")


def room(play: Stage, by: Person, *, admin: bool = True, **kind: Any) -> Group:
    """Found a group where the bot hears everything."""
    group = play.fake.group(-100500, "Tuottajat", **kind)
    group.add_bot(by=by, admin=admin)
    return group


def read(text: str | None, **message: Any) -> Event | None:
    """Read a message from Anna in the group, or wherever ``message`` says."""
    user = {"id": 1001, "is_bot": False, "first_name": "Anna"}
    chat = {"id": -100500, "type": "supergroup", "title": "Tuottajat"}
    content = {"message_id": 5, "date": 1_790_000_000, "chat": chat, "from": user, "text": text} | message
    told = {name: value for name, value in content.items() if value is not None}
    found = heard({"update_id": 1, "message": told}, US, NOW)
    return found.event if found else None


def _plain() -> Message:
    return message("Hei")


def _read_last(play: Stage) -> Event | None:
    found = heard(play.fake.history.updates[-1].body, US, NOW)
    return found.event if found else None


PRIVATE = {"chat": {"id": 1001, "type": "private", "first_name": "Anna"}}


# -- words in private ------------------------------------------------------------------------------------


async def test_a_slash_word_in_private_is_a_command() -> None:
    async with stage() as play:
        anna(play).says("/kieli svenska")
        assert await play.hears() == [Command(**scene(play, where=HOME), word="kieli", text="svenska")]


@pytest.mark.parametrize(
    ("typed", "word", "text"),
    [
        ("/liitä 7F3K", "liita", "7F3K"),
        ("/LIITA@KUPPI_BOT 7F3K", "liita", "7F3K"),
        ("/språk", "sprak", ""),
        ("/liita\u0308 x", "liita", "x"),
        ("/uusitapaaminen\nNimi: Kahvit\n\nAika: ke\n", "uusitapaaminen", "Nimi: Kahvit\n\nAika: ke"),
        ("  /omat  ", "omat", ""),
        ("/start", "start", ""),
        ("/start w-tapaamiset", "tapaamiset", ""),
        ("/start hei siellä", "start", "hei siellä"),
    ],
)
def test_a_first_word_is_folded_and_the_rest_keeps_its_lines(typed: str, word: str, text: str) -> None:
    event = read(typed, **PRIVATE)
    assert isinstance(event, Command)
    assert (event.word, event.text, event.addressed) == (word, text, True)


async def test_bare_words_in_private_are_said() -> None:
    async with stage() as play:
        anna(play).says("Haluan mukaan.\nKiitos!")
        assert await play.hears() == [Said(**scene(play, where=HOME), text="Haluan mukaan.\nKiitos!")]


def test_a_command_for_another_bot_is_not_ours_even_in_private() -> None:
    assert read("/omat@toinen_bot", **PRIVATE) is None


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "caption": "/omat"},
        {"sticker": {"file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1, "height": 1,
                     "is_animated": False, "is_video": False}},
        {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 2}},
        {"contact": {"phone_number": "+358401234567", "first_name": "Bertta"}},
        {"dice": {"emoji": "🎲", "value": 3}},
    ],
)  # fmt: skip
def test_what_is_not_text_in_private_is_something_said_without_words(content: dict[str, Any]) -> None:
    event = read(None, **PRIVATE, **content)
    assert isinstance(event, Said)
    assert event.text == ""


def test_a_service_message_in_private_is_nothing() -> None:
    assert read(None, **PRIVATE, connected_website="kuppi.example") is None


async def test_a_link_with_a_buttons_data_is_that_press_without_a_message_it_stands_on() -> None:
    async with stage() as play:
        anna(play).starts("rsvp-7F3K-yes")
        assert await play.hears() == [Press(**scene(play, where=HOME), action="rsvp", arg="7F3K-yes", by_link=True)]


# -- words in groups -------------------------------------------------------------------------------------


async def test_a_slash_word_in_a_group_may_be_meant_for_anyone() -> None:
    async with stage() as play:
        person = anna(play)
        group = room(play, person)
        person.says("/tapaamiset", in_=group)
        assert (await play.hears(2))[-1] == Command(**scene(play), word="tapaamiset", addressed=False)


@pytest.mark.parametrize(
    ("typed", "word", "text"),
    [
        ("/ohje@kuppi_bot", "ohje", ""),
        ("/start@kuppi_bot", "start", ""),
        ("@kuppi_bot tapaamiset", "tapaamiset", ""),
        ("@Kuppi_Bot, kysy milloin\nja missä?", "kysy", "milloin\nja missä?"),
        ("hei @kuppi_bot /vuoro", "vuoro", ""),
        ("tapaamiset, @kuppi_bot!", "tapaamiset", ""),
    ],
)
def test_words_with_our_name_in_a_group_are_said_to_us(typed: str, word: str, text: str) -> None:
    event = read(typed)
    assert isinstance(event, Command)
    assert (event.word, event.text, event.addressed) == (word, text, True)


def test_a_link_that_added_us_to_a_group_brings_its_press_there() -> None:
    event = read("/start@kuppi_bot j-7F3K")
    assert isinstance(event, Press)
    assert (event.action, event.arg, event.where, event.private, event.on) == ("j", "7F3K", ROOM, False, None)


def test_a_start_that_may_be_meant_for_another_bot_brings_nothing() -> None:
    event = read("/start j-7F3K")
    assert isinstance(event, Command)
    assert (event.word, event.text, event.addressed) == ("start", "j-7F3K", False)


async def test_a_slash_word_in_reply_to_us_is_said_to_us() -> None:
    async with stage(runs=False) as play:
        person = anna(play)
        group = room(play, person)
        await play.adapter.send(ROOM, _plain(), "fi")
        person.says("/omat", in_=group, reply_to=group.messages[-1])
        event = _read_last(play)
        assert isinstance(event, Command)
        assert event.addressed


@pytest.mark.parametrize(
    "typed",
    [
        "Nähdään torstaina",
        "/omat@toinen_bot",
        "kirjoita info@kuppi_bot.fi",
        "@kuppi_bot",
        "@kuppi_bot2 omat",
        "/",
        "/@kuppi_bot",
    ],
)
def test_what_a_group_says_otherwise_is_not_heard(typed: str) -> None:
    assert read(typed) is None


async def test_edited_messages_are_not_asked_for_and_change_nothing() -> None:
    async with stage() as play:
        person = anna(play)
        post = person.says("/kieli svenska")
        await play.hears()
        person.edits(post, "/kieli english")
        person.says("/omat")
        assert [event.word for event in await play.hears(2) if isinstance(event, Command)] == ["kieli", "omat"]


def test_an_edit_that_comes_all_the_same_is_nothing() -> None:
    chat = {"id": 1001, "type": "private", "first_name": "Anna"}
    user = {"id": 1001, "is_bot": False, "first_name": "Anna"}
    content = {"message_id": 5, "date": 1_790_000_000, "edit_date": 1_790_000_009, "chat": chat, "from": user}
    assert heard({"update_id": 1, "edited_message": content | {"text": "/omat"}}, US, NOW) is None


def test_other_bots_are_not_heard() -> None:
    assert read("/omat@kuppi_bot", **{"from": {"id": 55, "is_bot": True, "first_name": "Botti"}}) is None


# -- who and where ---------------------------------------------------------------------------------------


async def test_an_anonymous_admin_is_nobody_we_know() -> None:
    async with stage() as play:
        person = anna(play)
        group = room(play, person)
        person.says("/vuoro", in_=group, anonymously=True)
        nobody = Sender("telegram", "1087968824", "Tuottajat", bot=True)
        assert (await play.hears(2))[-1] == Command(**scene(play, who=nobody), word="vuoro", addressed=False)


@pytest.mark.parametrize(
    ("sender", "id_"),
    [
        ({"from": {"id": 777000, "is_bot": False, "first_name": "Telegram"}}, "777000"),
        (
            {
                "from": {"id": 136817688, "is_bot": True, "first_name": "Channel"},
                "sender_chat": {"id": -100900, "type": "channel", "title": "Uutiset"},
            },
            "136817688",
        ),
        ({"from": None, "sender_chat": {"id": -100900, "type": "channel", "title": "Uutiset"}}, "-100900"),
        ({"sender_chat": {"id": -100900, "type": "channel", "title": "Uutiset"}}, "1001"),
    ],
)
def test_whoever_speaks_from_behind_a_mask_is_told_apart_from_people(sender: dict[str, Any], id_: str) -> None:
    event = read("/vuoro", **sender)
    assert event is not None
    assert (event.who.id, event.who.bot) == (id_, True)


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("Anna", None, "Anna"),
        ("  Anna \n Maria", "Aalto", "Anna Maria Aalto"),
        ("An\u202ena\u2066", "\u0007Aa\u200blto", "Anna Aalto"),
        ("\u200f\u200b", None, "?"),
        ("Å" * 80, "Ö", "Å" * 64),
        ("<b>@everyone</b>", None, "<b>@everyone</b>"),
    ],
)
def test_a_name_is_one_visible_line_of_64_characters(first: str, last: str | None, name: str) -> None:
    event = read("/omat", **{"from": {"id": 1001, "is_bot": False, "first_name": first, "last_name": last}})
    assert event is not None
    assert event.who == Sender("telegram", "1001", name)


async def test_a_forum_topic_is_part_of_the_address() -> None:
    async with stage() as play:
        person = anna(play)
        group = room(play, person, forum=True)
        topic = group.topic("Kahvit", by=person)
        person.says("/tapaamiset", in_=group, thread=topic)
        there = Address("telegram", "-100500", str(topic))
        assert (await play.hears(2))[-1] == Command(**scene(play, where=there), word="tapaamiset", addressed=False)


def test_a_thread_that_is_no_topic_is_not_part_of_the_address() -> None:
    event = read("/tapaamiset", message_thread_id=77)
    assert event is not None
    assert event.where == ROOM


def test_a_channel_works_as_a_group() -> None:
    channel = {"id": -100900, "type": "channel", "title": "Uutiset"}
    post = {"message_id": 5, "date": 1_790_000_000, "chat": channel, "sender_chat": channel, "text": "/tapaamiset"}
    found = heard({"update_id": 1, "channel_post": post}, US, NOW)
    assert found is not None
    masked = Sender("telegram", "-100900", "Uutiset", bot=True)
    told: dict[str, Any] = {"key": "tg:7000000123:1", "at": NOW, "who": masked, "where": Address("telegram", "-100900")}
    assert found.event == Command(**told, private=False, title="Uutiset", word="tapaamiset", addressed=False)


# -- buttons ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("inaccessible", [False, True])
async def test_a_press_names_its_message_however_old_that_is(inaccessible: bool) -> None:
    async with stage() as play:
        person = anna(play)
        group = room(play, person)
        ref = await play.adapter.send(ROOM, _plain(), "fi")
        person.presses_data(group.messages[-1], "rsvp-7F3K-yes", inaccessible=inaccessible)
        assert (await play.hears(2))[-1] == Press(**scene(play), action="rsvp", arg="7F3K-yes", on=ref)
        assert ref == Ref(ROOM, str(group.messages[-1].message_id))


async def test_a_press_in_a_topic_stands_where_we_sent_it() -> None:
    async with stage() as play:
        person = anna(play)
        group = room(play, person, forum=True)
        there = Address("telegram", "-100500", str(group.topic("Kahvit", by=person)))
        ref = await play.adapter.send(there, _plain(), "fi")
        person.presses_data(group.messages[-1], "rsvp-7F3K-yes")
        assert (await play.hears(2))[-1] == Press(**scene(play, where=there), action="rsvp", arg="7F3K-yes", on=ref)


@pytest.mark.parametrize("data", ["toggle:7", "ä", "a" * 65, ""])
async def test_data_that_is_not_ours_is_an_unknown_button(data: str) -> None:
    async with stage() as play:
        person = anna(play)
        group = room(play, person)
        ref = await play.adapter.send(ROOM, _plain(), "fi")
        person.presses_data(group.messages[-1], data)
        assert (await play.hears(2))[-1] == Press(**scene(play), action="unknown", on=ref)


def test_a_press_without_any_message_is_private() -> None:
    user = {"id": 1001, "is_bot": False, "first_name": "Anna"}
    query = {"id": "9", "from": user, "chat_instance": "1", "inline_message_id": "x"}
    found = heard({"update_id": 1, "callback_query": query}, US, NOW)
    assert found is not None
    assert isinstance(found.event, Press)
    assert (found.query, found.event.action, found.event.where, found.event.private) == ("9", "unknown", HOME, True)


# -- chats -----------------------------------------------------------------------------------------------


async def test_being_added_and_removed_is_heard_once_each() -> None:
    async with stage() as play:
        person = anna(play)
        group = room(play, person, admin=False)
        assert await play.hears() == [Joined(**scene(play, update=-1))]
        group.remove_bot(by=person)
        assert (await play.hears(2))[1:] == [Left(**scene(play))]
        group.add_bot(by=person)
        assert (await play.hears(3))[2:] == [Joined(**scene(play, update=-1))]


async def test_becoming_an_admin_is_heard_once_and_losing_it_never() -> None:
    async with stage() as play:
        person = anna(play)
        group = room(play, person, admin=False)
        group.promote_bot(by=person, can_pin=False)
        assert (await play.hears(2))[1:] == [Elevated(**scene(play))]
        group.promote_bot(by=person, can_pin=True)
        group.demote_bot(by=person)
        group.remove_bot(by=person)
        assert (await play.hears(3))[2:] == [Left(**scene(play))]
        group.add_bot(by=person, admin=True)
        assert (await play.hears(4))[3:] == [Joined(**scene(play, update=-1), reads_all=True)]


async def test_blocking_and_unblocking_tell_whether_a_person_can_be_reached() -> None:
    async with stage() as play:
        person = anna(play)
        person.blocks_bot()
        person.unblocks_bot()
        assert await play.hears(2) == [
            Reached(**scene(play, where=HOME, update=-1), reachable=False),
            Reached(**scene(play, where=HOME), reachable=True),
        ]


@pytest.mark.parametrize("bot", [False, True])
def test_a_new_title_is_heard_whoever_gave_it(bot: bool) -> None:
    event = read(None, **{"new_chat_title": "Kahvit", "from": {"id": 55, "is_bot": bot, "first_name": "B"}})
    assert isinstance(event, Renamed)
    assert event.title == "Kahvit"


async def test_a_group_that_moves_is_heard_from_both_sides() -> None:
    async with stage() as play:
        person = anna(play)
        group = room(play, person, kind="group")
        await play.hears()
        new = group.migrate()
        moved = [event for event in await play.hears(4) if isinstance(event, Moved)]
        assert [(event.where.id, event.to.id) for event in moved] == [("-100500", str(new.id))] * 2


# -- what no parser understands -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        {"message": {"message_id": 5}},
        {"message": "hei"},
        {"callback_query": {"id": "9", "chat_instance": "1"}},
        {"my_chat_member": {"chat": {"id": 1, "type": "private"}, "date": 1}},
        {"message": {"message_id": 5, "date": "eilen", "chat": {"id": 1, "type": "private"}}},
    ],
)
def test_an_update_that_no_parser_understands_is_unreadable(broken: dict[str, Any]) -> None:
    found = heard({"update_id": 77, **broken}, US, NOW)
    assert found is not None
    assert isinstance(found.event, Unreadable)
    assert found.event.key == "tg:7000000123:77"
    assert '"update_id": 77' in found.event.raw


def test_a_kind_we_did_not_ask_for_is_nothing() -> None:
    assert heard({"update_id": 77, "something_new": {"a": 1}}, US, NOW) is None
