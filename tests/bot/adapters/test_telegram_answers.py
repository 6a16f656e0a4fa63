"""An answer reaches whoever spoke: by toast, in private, or in one line that a group hears."""

import logging
from typing import Any

import pytest

from bot.adapters.telegram import Telegram, manners
from bot.chat import Address, Answer, Button, Headcount, Message
from bot.text import t, tn
from tests.bot.adapters.telegram_stage import Script, Stage, message, says, stage
from tests.fakes.telegram import Group, Person, Post, drop_after_effect, refuse, too_many

POINTER = "Vastaus on yksityisessä keskustelussamme."


def anna(play: Stage, *, started: bool = True) -> Person:
    person = play.fake.person(1001, "Anna", language="fi")
    person.started = started
    return person


def room(play: Stage, *people: Person, **kind: Any) -> Group:
    group = play.fake.group(-100500, "Tuottajat", **kind)
    group.add_bot(by=people[0], admin=True)
    return group


def card(play: Stage, chat: Group | Person) -> Post:
    there = chat if isinstance(chat, Group) else chat.private
    rows = [[{"text": "Tulen", "callback_data": "rsvp-7-yes"}]]
    return there.post(play.fake.bot, by_bot=True, text="Kahvit", rows=rows)


def to_events(answer: Answer) -> Script:
    """Give the answer to what people do, and nothing to our coming into the group."""
    return lambda event: Answer() if type(event).__name__ == "Joined" else answer


def shown(post: Post) -> tuple[str, list[tuple[str, str | None]]]:
    return post.text, [(button.label, button.url) for row in post.buttons for button in row]


# -- buttons ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("alert", [False, True])
async def test_a_press_gets_one_toast_in_the_readers_language(alert: bool) -> None:
    async with stage(Answer(toast=t("private.open"), alert=alert, locale="sv", room="en")) as play:
        person = anna(play)
        press = person.presses(card(play, person), "Tulen")
        toast = await press.answered()
        await play.rests()
        assert (toast.text, toast.alert, len(press.answers)) == ("Öppna Kuppi", alert, 1)


async def test_a_press_with_nothing_to_say_stops_its_clock_all_the_same() -> None:
    async with stage(Answer(alert=True)) as play:
        person = anna(play)
        toast = await person.presses(card(play, person), "Tulen").answered()
        assert (toast.text, toast.alert) == (None, False)


async def test_a_toast_that_is_too_long_is_cut() -> None:
    async with stage(Answer(toast=says("sana " * 50))) as play:
        person = anna(play)
        toast = await person.presses(card(play, person), "Tulen").answered()
        assert toast.text == ("sana " * 39).strip() + "…"


async def test_a_press_is_answered_with_messages_where_it_was_made() -> None:
    async with stage(to_events(Answer((message("Lista"),), toast=says("Tässä.")))) as play:
        person = anna(play)
        group = room(play, person)
        assert (await person.presses(card(play, group), "Tulen").answered()).text == "Tässä."
        await group.sees("Lista")
        assert person.inbox == []


async def test_an_alert_that_came_too_late_is_said_in_private() -> None:
    async with stage(to_events(Answer(toast=says("Paikat ovat täynnä."), alert=True))) as play:
        person = anna(play)
        group = room(play, person)
        play.fake.answer_within = -1
        press = person.presses(card(play, group), "Tulen")
        await person.gets("Paikat ovat täynnä.")
        await play.rests()
        assert press.answers == []
        assert len(person.inbox) == 1


@pytest.mark.parametrize("answer", [Answer(toast=says("Olet mukana.")), Answer(alert=True)])
async def test_a_toast_that_came_too_late_is_let_go(answer: Answer) -> None:
    async with stage(answer) as play:
        person = anna(play)
        play.fake.answer_within = -1
        person.presses(card(play, person), "Tulen")
        await play.rests()
        assert [post.text for post in person.inbox] == ["Kahvit"]


async def test_an_alert_too_late_for_somebody_out_of_reach_is_the_end_of_it(caplog: pytest.LogCaptureFixture) -> None:
    async with stage(to_events(Answer(toast=says("Paikat ovat täynnä."), alert=True))) as play:
        person = anna(play, started=False)
        group = room(play, person)
        play.fake.answer_within = -1
        person.presses(card(play, group), "Tulen")
        await play.rests()
        assert [post.text for post in group.messages] == ["Kahvit"]
        assert not caplog.records


async def test_an_alert_seen_at_the_first_try_in_doubt_is_not_said_again() -> None:
    async with stage(Answer(toast=says("Paikat ovat täynnä."), alert=True)) as play:
        person = anna(play)
        play.fake.fail("answerCallbackQuery", how=drop_after_effect())
        press = person.presses(card(play, person), "Tulen")
        await press.answered()
        await play.rests()
        assert [post.text for post in person.inbox] == ["Kahvit"]


async def test_a_press_by_link_is_answered_in_the_private_chat_toast_and_all() -> None:
    async with stage(Answer((message("Muistutan sinua."),), toast=says("Olet mukana."), locale="fi")) as play:
        person = anna(play)
        person.starts("remind-7")
        await person.gets("Muistutan sinua.")
        assert [post.text for post in person.inbox] == ["Olet mukana.", "Muistutan sinua."]


# -- words -----------------------------------------------------------------------------------------------


async def test_words_in_private_are_answered_there_in_the_readers_language() -> None:
    async with stage(
        Answer((Message((t("private.open"),)),), toast=t("private.pointer"), locale="sv", room="en")
    ) as play:
        person = anna(play)
        person.says("hei")
        await person.gets("Öppna Kuppi")
        assert [post.text for post in person.inbox] == ["Svaret finns i vår privata chatt.", "Öppna Kuppi"]


async def test_a_command_in_a_group_is_answered_there_in_the_rooms_language_and_topic() -> None:
    async with stage(to_events(Answer((Message((t("private.open"),)),), locale="sv", room="en"))) as play:
        person = anna(play)
        group = room(play, person, forum=True)
        topic = group.topic("Kahvit", by=person)
        person.says("/tapaamiset", in_=group, thread=topic)
        post = await group.sees("Open Kuppi")
        assert (post.thread, person.inbox) == (topic, [])


async def test_a_private_answer_is_given_in_private_and_the_group_hears_its_line() -> None:
    answer = Answer((message("Luonnos 1"),), private=True, line=Message((t("private.pointer"),)), room="en")
    async with stage(to_events(answer)) as play:
        person = anna(play)
        group = room(play, person)
        person.says("/uusitapaaminen", in_=group)
        await person.gets("Luonnos 1")
        await group.sees("The answer is in our private chat.")
        assert (len(person.inbox), len(group.messages)) == (1, 1)


async def test_a_private_answer_without_a_line_leaves_no_trace_in_the_group() -> None:
    async with stage(to_events(Answer((message("Omat tiedot"),), private=True))) as play:
        person = anna(play)
        group = room(play, person)
        person.says("/omat", in_=group)
        await person.gets("Omat tiedot")
        await play.rests()
        assert group.messages == []


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("/omat", "omat"),
        ("/liitä", "liita"),
        ("/verkosto liita 7F3K", "start"),
        ("/жзик", "start"),
        ("/" + "x" * 70, "start"),
    ],
)
async def test_the_group_is_pointed_to_the_private_chat_of_someone_who_never_pressed_start(
    typed: str, word: str
) -> None:
    async with stage(to_events(Answer((message("Omat tiedot"),), private=True, locale="sv", room="fi"))) as play:
        person = anna(play, started=False)
        group = room(play, person)
        person.says(typed, in_=group)
        await group.sees(POINTER)
        await play.rests()
        assert [shown(post) for post in group.messages] == [
            (POINTER, [("Avaa Kuppi", f"https://t.me/kuppi_bot?start=w-{word}")])
        ]
        assert person.inbox == []


async def test_the_link_says_the_word_again_in_private() -> None:
    async with stage(to_events(Answer((message("Omat tiedot"),), private=True))) as play:
        person = anna(play, started=False)
        group = room(play, person)
        person.says("/omat", in_=group)
        person.presses(await group.sees(POINTER), "Avaa Kuppi")
        await person.gets("Omat tiedot")


@pytest.mark.parametrize("gone", ["blocks_bot", "deactivates"])
async def test_an_answers_own_line_stands_for_the_pointer(gone: str) -> None:
    line = Message((says("Luonnos odottaa."),), ((Button(says("Jatka luonnosta"), "draft", "7", private=True),),))
    async with stage(to_events(Answer((message("Luonnos 1"),), private=True, line=line))) as play:
        person = anna(play)
        group = room(play, person)
        getattr(person, gone)()
        person.says("/uusitapaaminen", in_=group)
        await group.sees("Luonnos odottaa.")
        await play.rests()
        assert [shown(post) for post in group.messages] == [
            ("Luonnos odottaa.", [("Jatka luonnosta", "https://t.me/kuppi_bot?start=draft-7")])
        ]


async def test_a_toast_for_words_in_a_group_is_said_in_private_or_pointed_to() -> None:
    async with stage(to_events(Answer(toast=says("Et ole koordinaattori.")))) as play:
        person = anna(play)
        group = room(play, person)
        person.says("/tiedote", in_=group)
        await person.gets("Et ole koordinaattori.")
        stranger = play.fake.person(1002, "Bertta")
        stranger.says("/tiedote", in_=group)
        await group.sees(POINTER)


async def test_a_private_answer_to_an_anonymous_admin_is_only_pointed_to() -> None:
    async with stage(to_events(Answer((message("Salaisuus"),), private=True))) as play:
        person = anna(play)
        group = room(play, person)
        person.says("/omat", in_=group, anonymously=True)
        await group.sees(POINTER)
        await play.rests()
        assert person.inbox == []
        assert [call.chat_id for call in play.fake.history.calls_to("sendMessage")] == [-100500]


async def test_a_private_answer_to_a_press_in_a_group_points_when_the_person_is_out_of_reach() -> None:
    async with stage(to_events(Answer((message("Omat"),), toast=says("Katso."), private=True))) as play:
        person = anna(play, started=False)
        group = room(play, person)
        press = person.presses(card(play, group), "Tulen")
        await group.sees(POINTER)
        assert (await press.answered()).text == "Katso."
        assert shown(group.messages[-1])[1] == [("Avaa Kuppi", "https://t.me/kuppi_bot?start=w-start")]


async def test_an_answer_follows_a_group_that_moved() -> None:
    async with stage(to_events(Answer((message("Lista"),)))) as play:
        person = anna(play)
        group = room(play, person, kind="group")
        await play.hears()
        play.fake.fail("getUpdates", how=refuse(500, "Internal Server Error"))
        person.says("/tapaamiset", in_=group)
        new = group.migrate()
        await new.sees("Lista")


async def test_an_answer_that_meets_a_flood_in_private_waits_and_is_given_once() -> None:
    async with stage(Answer((message("Selvä."),))) as play:
        person = anna(play)
        play.fake.fail("sendMessage", how=too_many(9))
        person.says("hei")
        await person.gets("Selvä.")
        assert (len(person.inbox), play.pauses) == (1, [9])


async def test_an_answer_that_cannot_be_given_is_logged_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    async with stage(Answer((message("Salaisuus"),))) as play:
        person = anna(play)
        play.fake.fail("sendMessage", how=refuse(400, "Bad Request: something new"))
        person.says("hei")
        await play.rests()
        assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
            "an answer was not given: refused: something new"
        ]
        person.says("hoi")
        await person.gets("Salaisuus")


async def test_silence_says_nothing() -> None:
    async with stage() as play:
        person = anna(play)
        group = room(play, person)
        person.says("/tapaamiset", in_=group)
        person.says("hei")
        await play.hears(3)
        await play.rests()
        assert play.fake.history.calls_to("sendMessage") == []


def test_the_name_of_the_platform_is_the_one_in_addresses() -> None:
    assert Telegram.name == "telegram"


async def test_a_burst_of_commands_in_a_group_leaves_telegram_room_for_the_cards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Six answers at once, then one in five seconds as long as it is worth the wait; the rest would say the same."""
    monkeypatch.setattr(manners, "monotonic", lambda: 1000.0)
    async with stage(to_events(Answer(private=True, messages=(message("Lista"),)))) as play:
        asker = anna(play, started=False)
        group = room(play, asker)
        limits = play.fake.flood(per_group_minute=20, per_second=100, burst=100, overall_per_second=1000)
        for _ in range(40):
            asker.says("/omat", in_=group)
        await play.rests()
        assert len([post for post in group.messages if post.text == POINTER]) == 9
        assert [round(pause) for pause in play.pauses] == [5, 10, 15]
        assert limits.refused == 0


# -- how many are there ----------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [True, False])
async def test_how_many_are_in_a_group_is_asked_and_left_out_where_it_cannot_be_told(told: bool) -> None:
    headcount = Headcount(Address("telegram", "-100500"), tn("network.room_members", 0))
    answer = Answer(messages=(message("Vastaus"),), private=True, headcount=headcount)
    async with stage(to_events(answer)) as play:
        person = anna(play)
        group = room(play, person)
        if not told:
            play.fake.fail("getChatMemberCount", how=refuse(400, "Bad Request: chat not found"))
        person.says("/verkosto koordinaattorihuone", in_=group)
        post = await person.gets("Vastaus")
        assert post.text.splitlines()[1:] == (["Ryhmässä on nyt 2 jäsentä."] if told else [])
