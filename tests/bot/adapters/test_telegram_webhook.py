"""Telegram by webhook: proved by its secret, committed before it is answered, the answer in the response."""

import json
import logging

import pytest

from bot.adapters.telegram.webhook import PATH, PROOF
from bot.chat import Answer, Button, Command, Message, Press, Unreadable
from bot.chat.doors import Knock, Reply
from bot.text import t
from tests.bot.adapters.telegram_stage import SECRET, Script, Stage, message, run_until, says, stage
from tests.fakes.telegram import Group, Person, Post, too_many

TOAST = Answer(toast=says("Olet mukana."))


def anna(play: Stage) -> Person:
    person = play.fake.person(1001, "Anna", language="fi")
    person.started = True
    return person


def card(play: Stage, chat: Group | Person) -> Post:
    there = chat if isinstance(chat, Group) else chat.private
    rows = [[{"text": "Tulen", "callback_data": "rsvp-7-yes"}]]
    return there.post(play.fake.bot, by_bot=True, text="Kahvit", rows=rows)


def group_of(play: Stage, *people: Person) -> Group:
    group = play.fake.group(-100500, "Tuottajat")
    group.add_bot(by=people[0])
    return group


def to_words(answer: Answer) -> Script:
    return lambda event: answer if isinstance(event, Command | Press) else Answer()


def calls(play: Stage) -> list[tuple[str, bool]]:
    """Give the bot's calls about what people did, and whether each came by the webhook's response."""
    at_start = {"getMe", "setWebhook", "getWebhookInfo"}
    return [(call.method, call.by_webhook) for call in play.fake.history.spoken if call.method not in at_start]


async def knock(play: Stage, body: bytes, *, secret: str | None = SECRET) -> Reply:
    [door] = play.adapter.doors()
    assert (door.method, door.path) == ("POST", PATH)
    headers = {} if secret is None else {PROOF: secret}
    return await door.open(Knock(headers, body=body))


# -- the answer in the response ----------------------------------------------------------------------------


async def test_the_webhook_is_set_with_its_secret_and_only_what_we_read() -> None:
    async with stage(by_webhook=True) as play:
        hook = play.fake.webhook
        assert hook.url.endswith(PATH)
        assert (hook.secret, hook.connections) == (SECRET, 100)
        assert play.fake.queue.allowed == {"message", "channel_post", "callback_query", "my_chat_member"}


async def test_a_toast_rides_in_the_response_and_costs_no_call() -> None:
    async with stage(to_words(TOAST), by_webhook=True) as play:
        person = anna(play)
        group = group_of(play, person)
        toast = await person.presses(card(play, group), "Tulen").answered()
        await play.rests()
        assert toast.text == "Olet mukana."
        assert calls(play) == [("answerCallbackQuery", True)]


async def test_the_only_message_of_an_answer_in_private_rides_with_its_buttons() -> None:
    link = Message((says("Luettavaa <b>"),), buttons=play_buttons())
    async with stage(to_words(Answer((link,))), by_webhook=True) as play:
        person = anna(play)
        person.says("/omat")
        post = await person.gets("Luettavaa <b>")
        await play.rests()
        assert post.labels == [["Avaa Kuppi"]]
        assert calls(play) == [("sendMessage", True)]


def play_buttons() -> tuple[tuple[Button, ...], ...]:
    return ((Button(t("private.open"), "start"),),)


async def test_what_one_response_cannot_carry_is_given_by_calls_in_its_order() -> None:
    async with stage(to_words(Answer((message("Yksi"), message("Kaksi")))), by_webhook=True) as play:
        person = anna(play)
        person.says("/omat")
        await person.gets("Kaksi")
        await play.rests()
        assert [post.text for post in person.inbox] == ["Yksi", "Kaksi"]
        assert calls(play) == [("sendMessage", False)] * 2


async def test_a_presss_toast_rides_while_its_messages_follow_by_calls() -> None:
    async with stage(to_words(Answer((message("Lista"),), toast=says("Tässä."))), by_webhook=True) as play:
        person = anna(play)
        group = group_of(play, person)
        assert (await person.presses(card(play, group), "Tulen").answered()).text == "Tässä."
        await group.sees("Lista")
        await play.rests()
        assert sorted(calls(play)) == [("answerCallbackQuery", True), ("sendMessage", False)]


async def test_a_group_is_answered_by_call_so_that_a_flood_pause_is_heard() -> None:
    async with stage(to_words(Answer((message("Lista"),))), by_webhook=True) as play:
        person = anna(play)
        group = group_of(play, person)
        play.fake.fail("sendMessage", how=too_many(1))
        person.says("/tapaamiset", in_=group)
        await group.sees("Lista")
        await play.rests()
        assert play.pauses == [1]


async def test_an_answer_does_not_overtake_the_one_before_it() -> None:
    answers = {"eka": Answer((message("Yksi"), message("Kaksi"))), "toka": Answer((message("Kolme"),))}
    async with stage(lambda e: answers[e.word] if isinstance(e, Command) else Answer(), by_webhook=True) as play:
        person = anna(play)
        play.fake.latency = 0.05
        person.says("/eka")
        person.says("/toka")
        await person.gets("Kolme")
        assert [post.text for post in person.inbox] == ["Yksi", "Kaksi", "Kolme"]


async def test_after_a_standstill_an_alert_is_given_by_call_and_said_in_private_when_it_comes_too_late() -> None:
    async with stage(to_words(Answer(toast=says("Täynnä."), alert=True)), by_webhook=True) as play:
        person = anna(play)
        group = group_of(play, person)
        await play.rests()
        play.fake.answer_within = -1
        play.troubles.append(RuntimeError("the database is away"))
        play.fake.webhook.pace = 0.01
        person.presses(card(play, group), "Tulen")
        assert (await person.gets("Täynnä.")).text == "Täynnä."


# -- nothing lost, nothing twice ---------------------------------------------------------------------------


async def test_what_could_not_be_committed_is_brought_again_and_answered_once() -> None:
    async with stage(to_words(TOAST), by_webhook=True) as play:
        person = anna(play)
        group = group_of(play, person)
        await play.rests()
        play.troubles.append(RuntimeError("the database is away"))
        play.fake.webhook.pace = 0.01
        press = person.presses(card(play, group), "Tulen")
        assert (await press.answered()).text == "Olet mukana."
        await play.rests()
        assert press.update is not None
        assert (len(press.update.handed_out), len(press.answers)) == (2, 1)
        assert [event.key for event in play.heard[-2:]] == [f"tg:{play.fake.bot['id']}:{press.update.update_id}"] * 2


async def test_an_update_whose_response_was_lost_is_answered_again_without_a_second_post() -> None:
    answer = Answer((message("Lista"),), toast=says("Tässä."))
    async with stage(to_words(answer), by_webhook=True) as play:
        person = anna(play)
        group = group_of(play, person)
        press = person.presses(card(play, group), "Tulen")
        await press.answered()
        await play.rests()
        assert press.update is not None
        again = await knock(play, press.update.wire)
        assert json.loads(again.body)["text"] == "Tässä."
        await play.rests()
        assert [post.text for post in group.messages] == ["Kahvit", "Lista"]


async def test_before_we_listen_telegram_is_asked_to_come_again() -> None:
    async with stage(by_webhook=True, runs=False) as play:
        assert (await knock(play, b'{"update_id": 1, "message": {}}')).status == 503
    async with stage(by_webhook=True, runs=False, starts=False) as play:
        assert (await knock(play, b'{"update_id": 1, "message": {}}')).status == 503


async def test_a_webhook_that_cannot_be_set_is_tried_again() -> None:
    async with stage(to_words(TOAST), by_webhook=True, runs=False) as play:
        play.fake.fail("setWebhook", how=too_many(1))
        person = anna(play)
        press = person.presses(card(play, person), "Tulen")
        await run_until(play, play.receive, lambda: bool(press.answers))
        assert play.pauses == [1.0]


# -- hostile input -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET.upper(), SECRET + "x", "ä"])
async def test_a_request_without_the_secret_finds_nothing_here(secret: str | None) -> None:
    async with stage(by_webhook=True) as play:
        assert await knock(play, b'{"update_id": 1, "message": {}}', secret=secret) == Reply(404)
        assert play.heard == []


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b"{}", b'{"update_id": "7"}', b"\xff\xfe"])
async def test_what_is_no_update_is_refused(body: bytes) -> None:
    async with stage(by_webhook=True) as play:
        assert await knock(play, body) == Reply(400)
        assert play.heard == []


async def test_an_update_that_no_parser_understands_is_parked_and_taken(caplog: pytest.LogCaptureFixture) -> None:
    async with stage(by_webhook=True) as play:
        assert await knock(play, b'{"update_id": 7, "message": {"from": {"first_name": "Anna"}}}') == Reply()
        assert [type(event) for event in play.heard] == [Unreadable]
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
