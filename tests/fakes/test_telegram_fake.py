"""The fake Telegram keeps to what the real one does; python-telegram-bot, aiogram and raw HTTP are the witnesses."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import aiogram.types
import aiohttp
import pytest
import telegram as ptb
from aiohttp import web
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, NetworkError, RetryAfter

from tests.fakes.telegram import (
    Call,
    Fault,
    Group,
    Person,
    Post,
    QueuedUpdate,
    TelegramFake,
    drop_after_effect,
    drop_before_effect,
    hang,
    refuse,
    server_error,
    too_many,
)

Json = dict[str, Any]
Ask = Callable[..., Coroutine[Any, Any, Json]]
NOON = datetime(2026, 12, 2, 10, tzinfo=UTC)
MODIFIED_NOTHING = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let python-telegram-bot give durations the coming way; the old one warns."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramFake]:
    async with TelegramFake(token="1001:test") as fake:
        fake.clock = lambda: NOON
        yield fake


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def ask(telegram: TelegramFake, session: aiohttp.ClientSession) -> Ask:
    """Call a method with plain JSON; the HTTP status must repeat the error code."""

    async def call(method: str, **parameters: Any) -> Json:
        async with session.post(f"{telegram.url}/bot{telegram.token}/{method}", json=parameters) as answer:
            body: Json = await answer.json()
            assert answer.status == (200 if body["ok"] else body["error_code"])
            return body

    return call


@pytest.fixture
async def bot(telegram: TelegramFake) -> AsyncIterator[ptb.Bot]:
    url = telegram.url
    async with ptb.Bot(telegram.token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot") as bot:
        yield bot


@pytest.fixture
def anna(telegram: TelegramFake) -> Person:
    person = telegram.person(1001, "Anna", language="fi", username="anna")
    person.started = True
    return person


@pytest.fixture
def group(telegram: TelegramFake, anna: Person) -> Group:
    group = telegram.group(-100500, "Tuottajat KS")
    group.add(anna, status="administrator")
    group.add_bot(by=anna, admin=True)
    telegram.queue.drop_all()
    return group


def keyboard(*labels: str) -> Json:
    return {"inline_keyboard": [[{"text": label, "callback_data": label.lower()} for label in labels]]}


async def card_in(group: Group, ask: Ask, *labels: str) -> Post:
    await ask("sendMessage", chat_id=group.id, text="Kulttuurikuppi", reply_markup=keyboard(*labels or ("Tulen",)))
    return group.messages[-1]


async def polled(ask: Ask, **parameters: Any) -> list[Json]:
    result: list[Json] = (await ask("getUpdates", **parameters))["result"]
    return result


def refusal(code: int, description: str, **parameters: int) -> Json:
    body: Json = {"ok": False, "error_code": code, "description": description}
    return body | {"parameters": parameters} if parameters else body


# Who may call, and what


async def test_the_bot_learns_who_it_is(bot: ptb.Bot) -> None:
    me = await bot.get_me()
    assert (me.username, me.first_name, me.is_bot) == ("kuppi_bot", "Kuppi", True)


async def test_a_wrong_token_is_unauthorised_and_a_misshapen_one_not_found(
    telegram: TelegramFake, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{telegram.url}/bot9:other/getMe") as answer:
        assert (answer.status, await answer.json()) == (401, refusal(401, "Unauthorized"))
    async with session.get(f"{telegram.url}/botnonsense/getMe") as answer:
        assert (answer.status, await answer.json()) == (404, refusal(404, "Not Found"))


async def test_an_unknown_method_is_refused_and_is_a_violation(telegram: TelegramFake, ask: Ask) -> None:
    assert await ask("sendDice", chat_id=1) == refusal(404, "Not Found: method not found")
    assert telegram.violations == ["sendDice: no such method"]


@pytest.mark.parametrize("how", ["json", "form", "multipart", "query"])
async def test_calls_may_come_in_every_way_the_bot_api_takes(
    how: str, telegram: TelegramFake, session: aiohttp.ClientSession, anna: Person
) -> None:
    fields = {"chat_id": "1001", "text": "14", "reply_markup": json.dumps(keyboard("Tulen"))}
    url = f"{telegram.url}/bot{telegram.token}/sendMessage"
    form = aiohttp.FormData(fields, default_to_multipart=True)
    ways: dict[str, Json] = {
        "json": {"json": fields},
        "form": {"data": fields},
        "multipart": {"data": form},
        "query": {"params": fields},
    }
    async with session.post(url, **ways[how]) as answer:
        assert answer.status == 200
    assert [(post.text, post.labels) for post in anna.inbox] == [("14", [["Tulen"]])]
    assert telegram.violations == []


@pytest.mark.parametrize(
    ("extra", "violation"),
    [
        ({"colour": "red"}, "unknown field sendMessage.colour"),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "a", "emoji": 1}]]}},
            "unknown field reply_markup.inline_keyboard.emoji",
        ),
        ({"link_preview_options": {"disabled": True}}, "unknown field sendMessage.link_preview_options.disabled"),
    ],
)
async def test_a_field_the_bot_api_does_not_know_is_a_violation(
    telegram: TelegramFake, ask: Ask, anna: Person, extra: Json, violation: str
) -> None:
    assert (await ask("sendMessage", chat_id=anna.id, text="Hei", **extra))["ok"]
    assert violation in telegram.violations


async def test_a_wrong_type_is_refused(telegram: TelegramFake, ask: Ask, anna: Person) -> None:
    answer = await ask("sendMessage", chat_id=anna.id, text=["Hei"])
    assert answer["error_code"] == 400
    assert telegram.violations


async def test_without_strictness_the_rules_of_behaviour_stay(ask: Ask, telegram: TelegramFake, anna: Person) -> None:
    telegram.strict = False
    assert (await ask("sendMessage", chat_id=anna.id, text="Hei", colour="red"))["ok"]
    assert (await ask("sendMessage", chat_id=anna.id, text=""))["error_code"] == 400
    assert (await ask("answerCallbackQuery", callback_query_id="1", text=7))["error_code"] == 400
    assert len(telegram.violations) == 2


# Texts, entities, keyboards


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("", "message text is empty"),
        (" \n ", "message text is empty"),
        ("a" * 4097, "message is too long"),
    ],
)
async def test_a_text_has_1_to_4096_characters(ask: Ask, anna: Person, text: str, description: str) -> None:
    assert await ask("sendMessage", chat_id=anna.id, text=text) == refusal(400, f"Bad Request: {description}")


async def test_characters_are_counted_after_the_entities_are_parsed(bot: ptb.Bot, anna: Person) -> None:
    await bot.send_message(anna.id, f"<b>{'ä' * 4096}</b>", parse_mode="HTML")
    assert len(anna.inbox[0].text) == 4096


async def test_an_edit_that_is_too_long_has_its_own_words(ask: Ask, group: Group) -> None:
    card = await card_in(group, ask)
    answer = await ask("editMessageText", chat_id=group.id, message_id=card.message_id, text="a" * 4097)
    assert answer == refusal(400, "Bad Request: MESSAGE_TOO_LONG")


async def test_html_becomes_entities_in_utf16_units(bot: ptb.Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, '🎭 <b>A &amp; <i>B</i></b> <a href="https://x.fi/?a&amp;b">C</a>', "HTML")
    assert sent.text == "🎭 A & B C"
    assert [(each.type, each.offset, each.length, each.url) for each in sent.entities] == [
        ("bold", 3, 5, None),
        ("italic", 7, 1, None),
        ("text_link", 9, 1, "https://x.fi/?a&b"),
    ]


@pytest.mark.parametrize("text", ["<b>a", "a</b>", "<b>a</i>", "1 < 2", "<h1>a</h1>"])
async def test_html_that_does_not_parse_is_refused(bot: ptb.Bot, anna: Person, text: str) -> None:
    with pytest.raises(BadRequest, match=r"[Cc]an't parse entities"):
        await bot.send_message(anna.id, text, parse_mode="HTML")


async def test_other_parse_modes_are_not_supported(ask: Ask, anna: Person) -> None:
    answer = await ask("sendMessage", chat_id=anna.id, text="*a*", parse_mode="MarkdownV2")
    assert answer == refusal(400, "Bad Request: unsupported parse_mode")


@pytest.mark.parametrize(("offset", "length", "fits"), [(0, 2, True), (2, 1, True), (2, 2, False), (0, 1, False)])
async def test_entities_stay_within_the_text_and_cut_no_symbol(
    ask: Ask, anna: Person, offset: int, length: int, fits: bool
) -> None:
    entities = [{"type": "bold", "offset": offset, "length": length}]
    assert (await ask("sendMessage", chat_id=anna.id, text="🎭a", entities=entities))["ok"] is fits


@pytest.mark.parametrize(
    ("rows", "description"),
    [
        ([[{"text": "a", "callback_data": ""}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "a", "callback_data": "ä" * 33}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "a", "callback_data": "a"}] * 9], "reply markup is too long"),
        ([[{"text": "a", "callback_data": "a"}]] * 101, "reply markup is too long"),
        (
            [[{"text": "a"}]],
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            [[{"text": "a", "url": "http://localhost/x"}]],
            "inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
        ),
        ([[{"text": "a", "url": ""}]], "BUTTON_URL_INVALID"),
    ],
)
async def test_a_keyboard_keeps_its_limits(ask: Ask, anna: Person, rows: list[Any], description: str) -> None:
    answer = await ask("sendMessage", chat_id=anna.id, text="a", reply_markup={"inline_keyboard": rows})
    assert answer == refusal(400, f"Bad Request: {description}")


async def test_a_full_keyboard_is_shown_as_it_was_sent(telegram: TelegramFake, bot: ptb.Bot, anna: Person) -> None:
    rows = [
        [ptb.InlineKeyboardButton(f"{row}.{place}", callback_data="x" * 64) for place in range(8)] for row in range(12)
    ]
    await bot.send_message(anna.id, "a", reply_markup=ptb.InlineKeyboardMarkup(rows))
    assert anna.inbox[0].labels == [[button.text for button in row] for row in rows]
    assert telegram.violations == []


# Sending


async def test_a_message_keeps_what_it_was_sent_with(telegram: TelegramFake, bot: ptb.Bot, anna: Person) -> None:
    heard = anna.says("hei")
    sent = await bot.send_message(
        anna.id,
        "Hei",
        disable_notification=True,
        reply_parameters=ptb.ReplyParameters(heard.message_id),
        link_preview_options=ptb.LinkPreviewOptions(is_disabled=True),
    )
    shown = anna.inbox[0]
    assert (shown.silent, shown.reply_to, shown.preview, shown.by_bot) == (True, heard.message_id, False, True)
    assert sent.reply_to_message is not None
    assert (sent.reply_to_message.text, sent.date) == ("hei", NOON)
    assert telegram.violations == []


async def test_a_reply_needs_its_message(ask: Ask, anna: Person) -> None:
    answer = await ask("sendMessage", chat_id=anna.id, text="a", reply_parameters={"message_id": 77})
    assert answer == refusal(400, "Bad Request: message to be replied not found")
    reply = {"message_id": 77, "allow_sending_without_reply": True}
    assert (await ask("sendMessage", chat_id=anna.id, text="a", reply_parameters=reply))["ok"]


async def test_a_topic_is_written_to_by_its_thread(telegram: TelegramFake, bot: ptb.Bot, anna: Person) -> None:
    forum = telegram.group(-100600, "Foorumi", forum=True)
    forum.add_bot(by=anna)
    thread = forum.topic("Kahvit", by=anna)
    sent = await bot.send_message(forum.id, "Hei", message_thread_id=thread)
    assert (sent.message_thread_id, sent.is_topic_message, forum.messages[0].thread) == (thread, True, thread)
    with pytest.raises(BadRequest, match=r"[Mm]essage thread not found"):
        await bot.send_message(forum.id, "Hei", message_thread_id=77)


@pytest.mark.parametrize(
    ("what", "code", "description"),
    [
        ("blocked", 403, "Forbidden: bot was blocked by the user"),
        ("stranger", 403, "Forbidden: bot can't initiate conversation with a user"),
        ("deactivated", 403, "Forbidden: user is deactivated"),
        ("unknown", 400, "Bad Request: chat not found"),
    ],
)
async def test_people_who_cannot_be_reached(
    *, ask: Ask, telegram: TelegramFake, anna: Person, what: str, code: int, description: str
) -> None:
    anna.started = what != "stranger"
    if what == "blocked":
        anna.blocks_bot()
    if what == "deactivated":
        anna.deactivates()
    chat_id = 77 if what == "unknown" else anna.id
    assert await ask("sendMessage", chat_id=chat_id, text="Hei") == refusal(code, description)
    assert telegram.violations == []


@pytest.mark.parametrize(
    ("kind", "what", "code", "description"),
    [
        ("group", "kicked", 403, "Forbidden: bot was kicked from the group chat"),
        ("supergroup", "kicked", 403, "Forbidden: bot was kicked from the supergroup chat"),
        ("group", "left", 403, "Forbidden: bot is not a member of the group chat"),
        ("supergroup", "left", 403, "Forbidden: bot is not a member of the supergroup chat"),
        ("supergroup", "never there", 400, "Bad Request: chat not found"),
    ],
)
async def test_groups_that_the_bot_is_not_in(
    *, telegram: TelegramFake, ask: Ask, anna: Person, kind: str, what: str, code: int, description: str
) -> None:
    group = telegram.group(-500, "Ryhmä", kind)
    if what != "never there":
        group.add_bot(by=anna)
    if what == "kicked":
        group.remove_bot(by=anna)
    if what == "left":
        assert (await ask("leaveChat", chat_id=-500))["ok"]
    assert await ask("sendMessage", chat_id=-500, text="Hei") == refusal(code, description)


async def test_a_group_that_became_a_supergroup_tells_its_new_address(
    telegram: TelegramFake, bot: ptb.Bot, ask: Ask, anna: Person
) -> None:
    old = telegram.group(-500, "Ryhmä", "group")
    old.add_bot(by=anna)
    card = await card_in(old, ask)
    new = old.migrate()
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(old.id, "Hei")
    assert caught.value.new_chat_id == new.id
    assert await ask("sendMessage", chat_id=old.id, text="Hei") == refusal(
        400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=new.id
    )
    edit = await ask("editMessageText", chat_id=old.id, message_id=card.message_id, text="Uusi")
    assert edit == refusal(400, "Bad Request: message can't be edited")
    updates = [update.to_dict() for update in await bot.get_updates()]
    moves = [update["message"] for update in updates if "message" in update]
    assert [(move["chat"]["id"], move.get("migrate_to_chat_id")) for move in moves[1:]] == [
        (old.id, new.id),
        (new.id, None),
    ]
    assert moves[2]["migrate_from_chat_id"] == old.id
    assert (await ask("sendMessage", chat_id=new.id, text="Hei"))["ok"]
    assert [post.text for post in old.messages] == ["Kulttuurikuppi"]


# Documents


async def test_a_document_is_sent_and_can_be_downloaded_again(
    telegram: TelegramFake, bot: ptb.Bot, anna: Person
) -> None:
    content = bytes(range(256)) * 8_000
    sent = await bot.send_document(anna.id, content, filename="vuorot.ics", caption="Vuorot")
    assert sent.document is not None
    assert sent.document.file_size == len(content)
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == content
    shown = anna.inbox[0]
    assert (shown.text, shown.document and shown.document["file_name"]) == ("Vuorot", "vuorot.ics")
    assert (await bot.send_document(anna.id, sent.document.file_id)).document == sent.document
    assert telegram.violations == []


async def test_a_caption_has_at_most_1024_characters(bot: ptb.Bot, anna: Person) -> None:
    await bot.send_document(anna.id, b"a", caption="a" * 1024)
    with pytest.raises(BadRequest, match=r"[Cc]aption is too long"):
        await bot.send_document(anna.id, b"a", caption="a" * 1025)


async def test_files_keep_their_limits(telegram: TelegramFake, bot: ptb.Bot, anna: Person) -> None:
    telegram.upload_limit, telegram.download_limit = 10, 5
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_document(anna.id, b"a" * 11)
    sent = await bot.send_document(anna.id, b"a" * 6)
    assert sent.document is not None
    with pytest.raises(BadRequest, match=r"[Ff]ile is too big"):
        await bot.get_file(sent.document.file_id)
    with pytest.raises(BadRequest, match=r"[Ii]nvalid file_id"):
        await bot.get_file("nothing")


# Editing, deleting, pinning


async def test_an_edit_changes_the_message_in_place_and_is_counted(bot: ptb.Bot, ask: Ask, group: Group) -> None:
    card = await card_in(group, ask)
    await bot.edit_message_text("14 tulossa", group.id, card.message_id)
    assert (card.text, card.labels, card.edits, card.texts) == ("14 tulossa", [], 1, ["Kulttuurikuppi", "14 tulossa"])
    markup = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Ohje", url="https://kuppi.example/ohje")]])
    await bot.edit_message_reply_markup(group.id, card.message_id, reply_markup=markup)
    assert ([button.url for button in card.buttons[0]], card.edits) == (["https://kuppi.example/ohje"], 2)


async def test_an_edit_that_changes_nothing_is_refused(telegram: TelegramFake, ask: Ask, group: Group) -> None:
    card = await card_in(group, ask)
    same = {"chat_id": group.id, "message_id": card.message_id, "reply_markup": keyboard("Tulen")}
    assert await ask("editMessageText", text="Kulttuurikuppi", **same) == refusal(400, MODIFIED_NOTHING)
    assert await ask("editMessageReplyMarkup", **same) == refusal(400, MODIFIED_NOTHING)
    assert (card.edits, telegram.violations) == (0, [])


async def test_only_own_living_messages_can_be_edited(ask: Ask, group: Group, anna: Person) -> None:
    card, theirs = await card_in(group, ask), anna.says("hei", in_=group)
    anna.deletes(card)
    gone = {"chat_id": group.id, "message_id": card.message_id, "text": "a"}
    assert await ask("editMessageText", **gone) == refusal(400, "Bad Request: message to edit not found")
    foreign = gone | {"message_id": theirs.message_id}
    assert await ask("editMessageText", **foreign) == refusal(400, "Bad Request: message can't be edited")


async def test_a_document_has_no_text_to_edit(bot: ptb.Bot, anna: Person) -> None:
    sent = await bot.send_document(anna.id, b"a", caption="Vuorot")
    with pytest.raises(BadRequest, match=r"[Tt]here is no text in the message to edit"):
        await bot.edit_message_text("a", anna.id, sent.message_id)


async def test_a_message_is_deleted_once_and_only_while_young(telegram: TelegramFake, ask: Ask, group: Group) -> None:
    card = await card_in(group, ask)
    this = {"chat_id": group.id, "message_id": card.message_id}
    group.demote_bot(by=telegram.people[1001])
    telegram.clock = lambda: NOON + timedelta(hours=49)
    assert await ask("deleteMessage", **this) == refusal(400, "Bad Request: message can't be deleted for everyone")
    telegram.clock = lambda: NOON + timedelta(hours=47)
    assert (await ask("deleteMessage", **this))["result"] is True
    assert card.deleted
    assert await ask("deleteMessage", **this) == refusal(400, "Bad Request: message to delete not found")


async def test_deleting_what_others_wrote_needs_the_right(ask: Ask, group: Group, anna: Person) -> None:
    heard = anna.says("hei", in_=group)
    group.demote_bot(by=anna)
    answer = await ask("deleteMessage", chat_id=group.id, message_id=heard.message_id)
    assert answer == refusal(400, "Bad Request: message can't be deleted")


async def test_pinning_in_a_group_needs_the_right_and_is_told(
    telegram: TelegramFake, ask: Ask, group: Group, anna: Person
) -> None:
    card = await card_in(group, ask)
    this = {"chat_id": group.id, "message_id": card.message_id}
    group.promote_bot(by=anna, can_pin=False)
    denied = refusal(400, "Bad Request: not enough rights to manage pinned messages in the chat")
    assert await ask("pinChatMessage", **this) == denied
    group.promote_bot(by=anna)
    assert (await ask("pinChatMessage", **this, disable_notification=True))["result"] is True
    assert card.pinned
    assert telegram.history.updates[-1].body["message"]["pinned_message"]["message_id"] == card.message_id
    assert (await ask("getChat", chat_id=group.id))["result"]["pinned_message"]["text"] == "Kulttuurikuppi"
    assert (await ask("unpinChatMessage", chat_id=group.id))["result"] is True
    assert not card.pinned
    assert [post.text for post in group.messages] == ["Kulttuurikuppi"]


# Presses and their answers


async def test_a_press_is_handed_out_answered_and_confirmed(bot: ptb.Bot, ask: Ask, group: Group, anna: Person) -> None:
    press = anna.presses(await card_in(group, ask, "Tulen", "Ehkä"), "Ehkä")
    [update] = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert (query.data, query.from_user.id, query.message and query.message.chat.id) == ("ehkä", 1001, group.id)
    await query.answer("Sait paikan", show_alert=True)
    toast = await press.answered()
    assert (toast.text, toast.alert, press.confirmed) == ("Sait paikan", True, False)
    assert press.handed_out_at is not None
    assert press.answered_at is not None
    assert press.pressed_at < press.handed_out_at < press.answered_at
    await bot.get_updates(offset=update.update_id + 1)
    assert press.confirmed


async def test_an_answer_may_say_nothing(bot: ptb.Bot, ask: Ask, group: Group, anna: Person) -> None:
    press = anna.presses(await card_in(group, ask), "Tulen")
    waiting = asyncio.create_task(press.answered())
    await bot.answer_callback_query(press.query_id)
    assert (await waiting).text is None


async def test_an_answer_is_at_most_200_characters_and_links_only_to_the_bot(
    ask: Ask, group: Group, anna: Person
) -> None:
    press = anna.presses(await card_in(group, ask), "Tulen")
    this = {"callback_query_id": press.query_id}
    assert await ask("answerCallbackQuery", text="a" * 201, **this) == refusal(400, "Bad Request: MESSAGE_TOO_LONG")
    assert await ask("answerCallbackQuery", url="https://a.fi", **this) == refusal(400, "Bad Request: URL_INVALID")
    link = "https://t.me/kuppi_bot?start=abc"
    assert (await ask("answerCallbackQuery", text="a" * 200, url=link, **this))["ok"]
    assert press.answers[0].url == link


async def test_late_second_and_unknown_answers_are_refused(
    telegram: TelegramFake, ask: Ask, group: Group, anna: Person
) -> None:
    card = await card_in(group, ask)
    first, late = anna.presses(card, "Tulen"), anna.presses(card, "Tulen")
    assert (await ask("answerCallbackQuery", callback_query_id=first.query_id))["ok"]
    assert await ask("answerCallbackQuery", callback_query_id=first.query_id) == refusal(400, TOO_OLD)
    assert await ask("answerCallbackQuery", callback_query_id="1") == refusal(400, TOO_OLD)
    telegram.answer_within = 15
    telegram.clock = lambda: NOON + timedelta(seconds=16)
    assert await ask("answerCallbackQuery", callback_query_id=late.query_id) == refusal(400, TOO_OLD)
    assert telegram.violations == []


async def test_a_press_without_an_answer_fails_the_test_that_waits_for_it(
    telegram: TelegramFake, ask: Ask, group: Group, anna: Person
) -> None:
    press = anna.presses(await card_in(group, ask), "Tulen")
    assert telegram.unanswered == []
    await polled(ask)
    with pytest.raises(AssertionError, match="was not answered"):
        await press.answered(timeout=0.01)
    assert telegram.unanswered == [press]


async def test_a_forged_press_carries_any_data(bot: ptb.Bot, ask: Ask, group: Group, anna: Person) -> None:
    anna.presses_data(await card_in(group, ask), "erase-everything")
    [update] = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "erase-everything"


async def test_a_press_on_an_old_message_may_bring_an_inaccessible_one(
    bot: ptb.Bot, ask: Ask, group: Group, anna: Person
) -> None:
    anna.presses(await card_in(group, ask), "Tulen", inaccessible=True)
    [update] = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible


async def test_a_label_that_is_not_there_fails_the_test(ask: Ask, group: Group, anna: Person) -> None:
    with pytest.raises(AssertionError, match="no button 'Ehkä'"):
        anna.presses(await card_in(group, ask), "Ehkä")


@pytest.mark.parametrize("url", ["https://t.me/kuppi_bot?start=rsvp_7", "tg://resolve?domain=kuppi_bot&start=rsvp_7"])
async def test_a_start_link_is_followed_into_the_private_chat(
    telegram: TelegramFake, ask: Ask, group: Group, anna: Person, url: str
) -> None:
    anna.started = False
    rows = {"inline_keyboard": [[{"text": "Muistuta minua", "url": url}]]}
    await ask("sendMessage", chat_id=group.id, text="Kulttuurikuppi", reply_markup=rows)
    press = anna.presses(group.messages[0], "Muistuta minua")
    assert (press.opened, anna.started) == (url, True)
    [update] = await polled(ask)
    assert (update["message"]["text"], update["message"]["chat"]["type"]) == ("/start rsvp_7", "private")
    assert telegram.violations == []


async def test_a_startgroup_link_adds_the_bot_to_the_chosen_group(
    telegram: TelegramFake, ask: Ask, anna: Person
) -> None:
    chosen = telegram.group(-100700, "Uusi ryhmä")
    rows = {"inline_keyboard": [[{"text": "Lisää", "url": "https://t.me/kuppi_bot?startgroup=code7"}]]}
    await ask("sendMessage", chat_id=anna.id, text="Lisää ryhmään", reply_markup=rows)
    anna.presses(anna.inbox[0], "Lisää", into=chosen)
    updates = await polled(ask)
    assert [next(kind for kind in update if kind != "update_id") for update in updates] == [
        "my_chat_member",
        "message",
        "message",
    ]
    assert updates[2]["message"]["text"] == "/start@kuppi_bot code7"


# What the bot hears


def test_commands_and_mentions_are_marked_in_what_people_type(anna: Person) -> None:
    heard = anna.says("/liita@kuppi_bot 🎭 /liitä @kuppi_bot")
    assert heard.entities == [
        {"type": "bot_command", "offset": 0, "length": 16},
        {"type": "mention", "offset": 27, "length": 10},
    ]


def test_privacy_mode_lets_through_what_is_meant_for_the_bot(
    telegram: TelegramFake, group: Group, anna: Person
) -> None:
    group.demote_bot(by=anna)
    own = group.post(telegram.bot, by_bot=True, text="Hei")
    heard = {
        text: anna.says(text, in_=group, reply_to=own if "vastaus" in text else None).update is not None
        for text in ["moi", "/liitä", "/x@kuppi_bot", "/x@other_bot", "kysy @Kuppi_Bot", "vastaus"]
    }
    assert heard == {
        "moi": False,
        "/liitä": True,
        "/x@kuppi_bot": True,
        "/x@other_bot": False,
        "kysy @Kuppi_Bot": True,
        "vastaus": True,
    }
    group.promote_bot(by=anna)
    assert anna.says("moi", in_=group).update is not None


async def test_first_words_start_the_conversation_and_lift_a_block(bot: ptb.Bot, anna: Person) -> None:
    anna.started = False
    anna.starts()
    assert anna.started
    anna.blocks_bot()
    anna.starts("rsvp_7")
    updates = await bot.get_updates()
    seats = [update.my_chat_member.new_chat_member.status for update in updates if update.my_chat_member]
    assert seats == [ChatMemberStatus.BANNED, ChatMemberStatus.MEMBER]
    assert [update.message.text for update in updates if update.message] == ["/start", "/start rsvp_7"]


async def test_an_anonymous_administrator_speaks_in_the_name_of_the_group(
    bot: ptb.Bot, group: Group, anna: Person
) -> None:
    anna.says("/uusitapaaminen", in_=group, anonymously=True)
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.sender_chat is not None
    assert (update.message.from_user.id, update.message.sender_chat.id) == (1087968824, group.id)


async def test_members_are_told_only_to_an_administrator_who_asked(
    telegram: TelegramFake, ask: Ask, group: Group, anna: Person
) -> None:
    matti, liisa = telegram.person(1002, "Matti"), telegram.person(1003, "Liisa")
    group.add(matti)
    kinds = ["message", "chat_member"]
    assert [update for update in await polled(ask, allowed_updates=kinds) if "chat_member" in update] == []
    group.add(liisa)
    group.demote_bot(by=anna)
    group.remove(matti)
    told = [update["chat_member"] for update in await polled(ask, offset=1) if "chat_member" in update]
    assert [seat["new_chat_member"]["user"]["id"] for seat in told] == [1003]


async def everything(telegram: TelegramFake, ask: Ask, group: Group, anna: Person) -> list[QueuedUpdate]:
    """Let every kind of thing happen that the fake can make an update of."""
    await ask(
        "getUpdates", allowed_updates=["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
    )
    matti, old = telegram.person(1002, "Matti", last_name="Meikäläinen"), telegram.group(-500, "Vanha", "group")
    forum = telegram.group(-100600, "Foorumi", forum=True)
    card = await card_in(group, ask)
    group.add(matti)
    group.add(matti, status="creator", anonymous=True)
    anna.says("/x", in_=group, reply_to=card)
    anna.says("/x", in_=group, anonymously=True)
    anna.edits(anna.says("/x", in_=group), "/y")
    await ask("pinChatMessage", chat_id=group.id, message_id=card.message_id)
    telegram.repeat(anna.says("hei").update or pytest.fail("not heard"))
    telegram.repeat(anna.presses(card, "Tulen").update or pytest.fail("not heard"))
    anna.presses(card, "Tulen", inaccessible=True)
    anna.blocks_bot()
    anna.starts("x")
    forum.add_bot(by=matti, can_pin=False)
    anna.says("/x", in_=forum, thread=forum.topic("Kahvit", by=matti))
    group.remove(anna, by=matti)
    old.add_bot(by=anna, admin=True)
    old.migrate()
    forum.remove_bot()
    await ask("leaveChat", chat_id=group.id)
    return telegram.history.updates


async def test_every_update_parses_with_two_foreign_parsers(
    telegram: TelegramFake, bot: ptb.Bot, ask: Ask, group: Group, anna: Person
) -> None:
    updates = await everything(telegram, ask, group, anna)
    for update in updates:
        assert update.wire == json.dumps(update.body, ensure_ascii=False, separators=(",", ":")).encode()
        parsed = ptb.Update.de_json(json.loads(update.wire), bot)
        assert parsed.update_id == update.update_id
        assert not parsed.api_kwargs
        assert getattr(parsed, update.kind) is not None
        assert not getattr(parsed, update.kind).api_kwargs
        other = aiogram.types.Update.model_validate_json(update.wire)
        assert other.event_type == update.kind
        assert not other.event.model_extra
    assert {update.kind for update in updates} == {
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "chat_member",
    }
    assert telegram.violations == []


async def test_a_malformed_update_comes_as_it_was_injected(telegram: TelegramFake, ask: Ask) -> None:
    telegram.inject({"message": {"chat": "nonsense"}})
    [update] = await polled(ask)
    assert update["message"] == {"chat": "nonsense"}


async def test_a_repeated_press_has_a_new_number_and_its_own_answer(
    telegram: TelegramFake, ask: Ask, group: Group, anna: Person
) -> None:
    press = anna.presses(await card_in(group, ask), "Tulen")
    assert press.update is not None
    again = telegram.repeat(press.update)
    first, second = await polled(ask)
    assert first["update_id"] < second["update_id"] == again.update_id
    assert first["callback_query"]["data"] == second["callback_query"]["data"]
    for update in (first, second):
        assert (await ask("answerCallbackQuery", callback_query_id=update["callback_query"]["id"]))["ok"]


# getUpdates


async def test_updates_come_again_until_the_offset_confirms_them(
    telegram: TelegramFake, ask: Ask, anna: Person
) -> None:
    sent = [anna.says(f"{number}").update for number in range(3)]
    ids = [update.update_id for update in sent if update]
    assert [update["update_id"] for update in await polled(ask)] == ids
    assert [update["update_id"] for update in await polled(ask)] == ids
    assert [update["update_id"] for update in await polled(ask, offset=ids[0] + 1, limit=1)] == [ids[1]]
    assert [bool(update and update.confirmed) for update in sent] == [True, False, False]
    assert [len(update.handed_out) for update in sent if update] == [2, 3, 2]
    assert telegram.history.unconfirmed == sent[1:]


async def test_a_negative_offset_counts_from_the_end_and_forgets_the_rest(
    telegram: TelegramFake, ask: Ask, anna: Person
) -> None:
    for number in range(3):
        anna.says(f"{number}")
    assert [update["message"]["text"] for update in await polled(ask, offset=-1)] == ["2"]
    assert [update["message"]["text"] for update in await polled(ask)] == ["2"]
    assert [update.lost for update in telegram.history.updates] == ["forgotten", "forgotten", None]


async def test_a_page_has_at_most_100_updates(telegram: TelegramFake, ask: Ask, anna: Person) -> None:
    for number in range(101):
        anna.says(f"{number}")
    assert len(await polled(ask)) == 100
    assert len(await polled(ask, limit=2)) == 2
    assert telegram.violations == []
    assert len(await polled(ask, limit=101)) == 100
    assert telegram.violations == ["getUpdates: limit 101 is not between 1 and 100"]


async def test_a_long_poll_returns_as_soon_as_something_arrives(ask: Ask, anna: Person) -> None:
    poll = asyncio.create_task(polled(ask, timeout=1_000))
    await asyncio.sleep(0.05)
    anna.says("hei")
    assert [update["message"]["text"] for update in await poll] == ["hei"]
    assert await polled(ask, offset=10**9, timeout=0) != []


async def test_a_long_poll_ends_empty_when_nothing_comes(ask: Ask) -> None:
    assert await polled(ask, timeout=1) == []


async def test_allowed_updates_are_remembered_and_heeded_from_then_on(ask: Ask, group: Group, anna: Person) -> None:
    anna.presses(await card_in(group, ask), "Tulen")
    assert len(await polled(ask, allowed_updates=["message"])) == 1
    press = anna.presses(group.messages[0], "Tulen")
    assert press.update is not None
    assert press.update.lost == "filtered"
    assert len(await polled(ask)) == 1
    await polled(ask, allowed_updates=[])
    anna.presses(group.messages[0], "Tulen")
    assert len(await polled(ask)) == 2


async def test_a_press_lives_150_seconds_and_a_message_a_day(
    telegram: TelegramFake, ask: Ask, group: Group, anna: Person
) -> None:
    press = anna.presses(await card_in(group, ask), "Tulen")
    anna.says("hei")
    telegram.clock = lambda: NOON + timedelta(seconds=149)
    assert len(await polled(ask)) == 2
    telegram.clock = lambda: NOON + timedelta(seconds=150)
    assert [set(update) for update in await polled(ask)] == [{"update_id", "message"}]
    assert press.update is not None
    assert press.update.lost == "expired"
    telegram.clock = lambda: NOON + timedelta(hours=24)
    assert await polled(ask) == []


async def test_of_two_pollers_the_first_is_terminated(telegram: TelegramFake, ask: Ask, anna: Person) -> None:
    telegram.polling.conflict_delay = 0.1
    words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    first = asyncio.create_task(ask("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(ask("getUpdates", timeout=10))
    assert await first == refusal(409, words)
    begun = time.perf_counter()
    third = asyncio.create_task(ask("getUpdates", timeout=10))
    assert await second == refusal(409, words)
    assert time.perf_counter() - begun > 0.09
    anna.says("hei")
    assert len((await third)["result"]) == 1


async def test_a_poller_that_has_gone_takes_nothing_with_it(telegram: TelegramFake, ask: Ask, anna: Person) -> None:
    poll = asyncio.create_task(ask("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    poll.cancel()
    await asyncio.sleep(0.05)
    update = anna.says("hei").update
    await asyncio.sleep(0.05)
    assert update is not None
    assert update.handed_out == []
    assert len(await polled(ask)) == 1
    poll = asyncio.create_task(ask("getUpdates", offset=update.update_id + 1, timeout=10))
    await asyncio.sleep(0.05)
    poll.cancel()
    living = asyncio.create_task(polled(ask, timeout=10))
    await asyncio.sleep(0.05)
    anna.says("hei taas")
    assert [update["message"]["text"] for update in await living] == ["hei taas"]
    assert [call.status for call in telegram.history.calls] == [0, 200, 0, 200]


# Webhook


class Receiver:
    """The bot's side of a webhook, answering as told."""

    def __init__(self) -> None:
        self.heard: list[tuple[str | None, Json]] = []
        self.answers: list[web.Response] = []
        self.at: list[float] = []
        self.busy = self.busiest = 0
        self._came = asyncio.Event()

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        self.heard.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        self.at.append(time.perf_counter())
        self._came.set()
        await asyncio.sleep(0.01)
        self.busy -= 1
        return self.answers.pop(0) if self.answers else web.Response()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.heard]

    async def has(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.heard) < count:
                self._came.clear()
                await self._came.wait()


@pytest.fixture
async def receiver(telegram: TelegramFake) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    runner = web.ServerRunner(web.Server(receiver, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    telegram.webhook.routes["https://kuppi.example"] = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield receiver
    await telegram.webhook.close()
    await runner.cleanup()


HOOK = "https://kuppi.example/telegram"


async def test_a_webhook_gets_what_waited_and_what_comes_with_its_secret(
    telegram: TelegramFake, bot: ptb.Bot, receiver: Receiver, anna: Person
) -> None:
    first = anna.says("1").update
    assert await bot.set_webhook(HOOK, secret_token="s-1_A", max_connections=10)
    anna.says("2")
    await receiver.has(2)
    await telegram.quiet(0.05)
    assert (receiver.texts, receiver.heard[0][0], receiver.busiest) == (["1", "2"], "s-1_A", 1)
    assert first is not None
    assert first.confirmed
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == (HOOK, 0, 10)
    assert telegram.violations == []


async def test_different_chats_are_delivered_side_by_side(
    telegram: TelegramFake, bot: ptb.Bot, receiver: Receiver
) -> None:
    await bot.set_webhook(HOOK, max_connections=3)
    for number in range(6):
        telegram.person(2000 + number, f"P{number}").says("hei")
    await receiver.has(6)
    assert receiver.busiest == 3


async def test_a_refused_delivery_is_repeated_with_growing_delays(
    telegram: TelegramFake, bot: ptb.Bot, receiver: Receiver, anna: Person
) -> None:
    telegram.webhook.pace = 0.02
    receiver.answers += [web.Response(status=500) for _ in range(4)]
    await bot.set_webhook(HOOK)
    update = anna.says("1").update
    anna.says("2")
    await receiver.has(6)
    assert receiver.texts == ["1"] * 5 + ["2"]
    waits = [later - earlier for earlier, later in zip(receiver.at[1:4], receiver.at[2:5], strict=True)]
    assert waits == sorted(waits)
    assert waits[2] > 0.16
    assert update is not None
    assert len(update.handed_out) == 5
    assert "500" in ((await bot.get_webhook_info()).last_error_message or "")


async def test_retry_after_is_honoured(telegram: TelegramFake, bot: ptb.Bot, receiver: Receiver, anna: Person) -> None:
    telegram.webhook.pace = 0.01
    receiver.answers.append(web.Response(status=503, headers={"Retry-After": "20"}))
    await bot.set_webhook(HOOK)
    anna.says("1")
    await receiver.has(2)
    assert receiver.at[1] - receiver.at[0] > 0.2


async def test_deliveries_end_when_the_update_expires(
    telegram: TelegramFake, bot: ptb.Bot, receiver: Receiver, anna: Person
) -> None:
    receiver.answers.append(web.Response(status=503, headers={"Retry-After": "3000"}))
    update = anna.says("1").update
    telegram.clock = lambda: NOON + timedelta(hours=23, minutes=30)
    await bot.set_webhook(HOOK)
    await receiver.has(1)
    await telegram.quiet(0.05)
    assert update is not None
    assert update.lost == "expired"


async def test_a_webhook_that_is_gone_for_23_hours_is_closed(
    telegram: TelegramFake, bot: ptb.Bot, receiver: Receiver, anna: Person
) -> None:
    telegram.webhook.pace = 0.01
    receiver.answers += [web.Response(status=410) for _ in range(9)]
    await bot.set_webhook(HOOK)
    telegram.clock = lambda: NOON + timedelta(hours=23.5 if len(receiver.heard) > 1 else 0)
    anna.says("1")
    await receiver.has(2)
    await telegram.quiet(0.1)
    assert (await bot.get_webhook_info()).url == ""


async def test_a_reply_to_a_delivery_may_carry_one_call(
    *, telegram: TelegramFake, bot: ptb.Bot, receiver: Receiver, ask: Ask, group: Group, anna: Person
) -> None:
    card = await card_in(group, ask)
    await bot.set_webhook(HOOK)
    press = anna.presses(card, "Tulen")
    reply = {"method": "answerCallbackQuery", "callback_query_id": press.query_id, "text": "Sait paikan"}
    receiver.answers.append(web.json_response(reply))
    assert (await press.answered()).text == "Sait paikan"
    assert [call.by_webhook for call in telegram.history.calls_to("answerCallbackQuery")] == [True]


async def test_polling_and_a_webhook_exclude_each_other(
    telegram: TelegramFake, bot: ptb.Bot, receiver: Receiver, ask: Ask, anna: Person
) -> None:
    poll = asyncio.create_task(ask("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    await bot.set_webhook(HOOK)
    assert await poll == refusal(409, "Conflict: terminated by setWebhook request")
    telegram.polling.conflict_delay = 0.0
    with pytest.raises(
        Conflict, match="can't use getUpdates method while webhook is active; use deleteWebhook to delete"
    ):
        await bot.get_updates()
    receiver.answers.append(web.Response(status=503, headers={"Retry-After": "60"}))
    anna.says("hei")
    await receiver.has(1)
    assert await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1
    anna.says("hei")
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert len(await bot.get_updates()) == 0


async def test_a_webhook_wants_https_and_a_plain_secret(ask: Ask) -> None:
    answer = await ask("setWebhook", url="http://kuppi.example/x")
    assert answer == refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    answer = await ask("setWebhook", url="https://kuppi.example/x", secret_token="ä")
    assert answer == refusal(400, "Bad Request: secret token contains unallowed characters")


# Chats and members


async def test_the_bot_may_ask_about_chats_and_members(
    telegram: TelegramFake, bot: ptb.Bot, group: Group, anna: Person
) -> None:
    matti = telegram.person(1002, "Matti")
    group.add(matti, status="administrator", anonymous=True)
    assert (await bot.get_chat(group.id)).title == "Tuottajat KS"
    assert (await bot.get_chat(anna.id)).first_name == "Anna"
    assert (await bot.get_chat_member(group.id, anna.id)).status == "administrator"
    stranger = telegram.person(1003, "Liisa")
    assert (await bot.get_chat_member(group.id, stranger.id)).status == "left"
    with pytest.raises(BadRequest, match=r"[Uu]ser not found"):
        await bot.get_chat_member(group.id, 77)
    assert [admin.user.id for admin in await bot.get_chat_administrators(group.id)] == [1001, 1002, telegram.bot["id"]]
    group.demote_bot(by=anna)
    assert [admin.user.id for admin in await bot.get_chat_administrators(group.id)] == [1001]
    assert (await bot.get_chat_member(group.id, matti.id)).status == "administrator"


async def test_a_tag_takes_a_right_of_its_own_and_sixteen_characters(
    telegram: TelegramFake, bot: ptb.Bot, group: Group, anna: Person
) -> None:
    matti = telegram.person(1002, "Matti")
    group.add(matti)
    await bot.set_chat_member_tag(group.id, matti.id, "Vuorossa")
    member = await bot.get_chat_member(group.id, matti.id)
    assert isinstance(member, ptb.ChatMemberMember)
    assert member.tag == "Vuorossa"
    with pytest.raises(BadRequest, match=r"(?i)rank_invalid"):
        await bot.set_chat_member_tag(group.id, matti.id, "x" * 17)
    with pytest.raises(BadRequest, match="administrator"):
        await bot.set_chat_member_tag(group.id, anna.id, "Vuorossa")
    group.demote_bot(by=anna)
    with pytest.raises(BadRequest, match=r"[Nn]ot enough rights"):
        await bot.set_chat_member_tag(group.id, matti.id, "")
    assert [violation for violation in telegram.violations if "RANK_INVALID" not in violation] == []
    telegram.violations.clear()


async def test_the_bot_can_leave_groups_only(bot: ptb.Bot, group: Group, anna: Person) -> None:
    with pytest.raises(BadRequest, match=r"[Cc]an't leave private"):
        await bot.leave_chat(anna.id)
    await bot.leave_chat(group.id)
    [update] = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "left"
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.get_chat(group.id)


# Commands


async def test_commands_are_kept_by_scope_and_language(
    telegram: TelegramFake, bot: ptb.Bot, group: Group, anna: Person
) -> None:
    matti = telegram.person(1002, "Matti", language="sv-FI")
    everywhere, coordinators = [("help", "Help")], [("uusi", "Uusi tapaaminen")]
    scope = ptb.BotCommandScopeChatAdministrators(group.id)
    await bot.set_my_commands(everywhere)
    await bot.set_my_commands([("hjalp", "Hjälp")], language_code="sv")
    await bot.set_my_commands(coordinators, scope=scope)
    assert [(each.command, each.description) for each in await bot.get_my_commands(scope)] == coordinators
    assert await bot.get_my_commands(language_code="fi") == ()
    assert telegram.menu(anna) == everywhere
    assert telegram.menu(anna, group) == coordinators
    assert telegram.menu(matti, group) == [("hjalp", "Hjälp")]
    await bot.delete_my_commands(scope)
    assert telegram.menu(anna, group) == everywhere
    assert telegram.violations == []


@pytest.mark.parametrize(
    ("commands", "description"),
    [
        ([("a" * 33, "x")], "command length must not exceed 32"),
        ([("Iso", "x")], "BOT_COMMAND_INVALID"),
        ([("liitä", "x")], "BOT_COMMAND_INVALID"),
        ([("", "x")], "command must be non-empty"),
        ([("x", "")], "command description must be non-empty"),
        ([("x", "x" * 257)], "command description length must not exceed 256"),
        ([("x", "x")] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_commands_keep_their_limits(ask: Ask, commands: list[tuple[str, str]], description: str) -> None:
    given = [{"command": command, "description": told} for command, told in commands]
    assert await ask("setMyCommands", commands=given) == refusal(400, f"Bad Request: {description}")


async def test_descriptions_are_kept(telegram: TelegramFake, bot: ptb.Bot) -> None:
    await bot.set_my_description("Kahvit ja vuorot", language_code="fi")
    await bot.set_my_short_description("Kahvit")
    assert telegram.descriptions == {("description", "fi"): "Kahvit ja vuorot", ("short_description", ""): "Kahvit"}
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("a" * 121)


# Flood control and faults


async def test_flood_control_counts_sendings_and_edits_in_a_group(
    telegram: TelegramFake, bot: ptb.Bot, ask: Ask, group: Group
) -> None:
    card = await card_in(group, ask)
    seconds = [0.0]
    telegram.flood(burst=3).timer = lambda: seconds[0]
    await bot.send_message(group.id, "1")
    for text in ("2", "3"):
        await bot.edit_message_text(text, group.id, card.message_id)
    assert await ask("sendMessage", chat_id=group.id, text="4") == refusal(
        429, "Too Many Requests: retry after 1", retry_after=1
    )
    for second in range(1, 18):
        seconds[0] = float(second)
        await ask("editMessageText", chat_id=group.id, message_id=card.message_id, text=f"after {second} s")
    seconds[0] = 21.0
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(group.id, "21")
    assert caught.value.retry_after == timedelta(seconds=39)
    seconds[0] = 60.0
    await bot.send_message(group.id, "21")
    telegram.calm()
    await bot.send_message(group.id, "22")


async def test_an_ordered_refusal_befalls_only_its_calls(
    telegram: TelegramFake, bot: ptb.Bot, group: Group, anna: Person
) -> None:
    fault = telegram.fail("sendMessage", chat=group, times=2, how=too_many(7))
    await bot.send_message(anna.id, "Hei")
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await bot.send_message(group.id, "Hei")
    await bot.send_message(group.id, "Hei")
    assert (fault.hits, len(group.messages)) == (2, 1)
    telegram.fail(how=refuse(400, "Bad Request: moved", migrate_to_chat_id=-100))
    with pytest.raises(ChatMigrated):
        await bot.get_chat(group.id)


async def test_a_server_error_may_come_before_or_after_the_effect(
    telegram: TelegramFake, bot: ptb.Bot, anna: Person
) -> None:
    for after_effect in (False, True):
        telegram.fail("sendMessage", how=server_error(after_effect=after_effect))
        with pytest.raises(NetworkError, match="Internal Server Error"):
            await bot.send_message(anna.id, f"after effect: {after_effect}")
    assert [post.text for post in anna.inbox] == ["after effect: True"]


@pytest.mark.parametrize(("fault", "shown"), [(drop_before_effect(), 0), (drop_after_effect(), 1)])
async def test_a_connection_may_drop_before_or_after_the_effect(
    telegram: TelegramFake, ask: Ask, anna: Person, fault: Fault, shown: int
) -> None:
    telegram.fail("sendMessage", how=fault)
    with pytest.raises(aiohttp.ClientError):
        await ask("sendMessage", chat_id=anna.id, text="Hei")
    assert len(anna.inbox) == shown
    assert [call.status for call in telegram.history.calls] == [0]


@pytest.mark.parametrize("after_effect", [False, True])
async def test_a_caller_who_gives_up_on_a_hanging_call_may_or_may_not_have_been_heard(
    telegram: TelegramFake, ask: Ask, anna: Person, after_effect: bool
) -> None:
    telegram.fail("sendMessage", how=hang(0.1, after_effect=after_effect))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(ask("sendMessage", chat_id=anna.id, text="Hei"), 0.03)
    await asyncio.sleep(0.15)
    assert len(anna.inbox) == after_effect
    telegram.fail("sendMessage", how=hang(0.05))
    assert (await ask("sendMessage", chat_id=anna.id, text="Hei"))["ok"]


async def test_a_fault_can_be_chosen_call_by_call(telegram: TelegramFake, ask: Ask, anna: Person) -> None:
    def every_second(_: Call) -> Fault | None:
        return server_error() if len(telegram.history.spoken) % 2 else None

    ordered = telegram.fail("sendMessage", times=None, how=every_second)
    answers = [(await ask("sendMessage", chat_id=anna.id, text="Hei"))["ok"] for _ in range(4)]
    assert answers == [False, True, False, True]
    ordered.stop()
    assert (await ask("sendMessage", chat_id=anna.id, text="Hei"))["ok"]


async def test_latency_is_added_to_every_call(telegram: TelegramFake, ask: Ask) -> None:
    telegram.latency = 0.08
    begun = time.perf_counter()
    await ask("getMe")
    assert 0.08 <= time.perf_counter() - begun < 0.5


async def test_an_outage_keeps_the_address_and_what_is_known(telegram: TelegramFake, ask: Ask, anna: Person) -> None:
    anna.says("hei")
    url = telegram.url
    await telegram.goes_down()
    with pytest.raises(aiohttp.ClientConnectionError):
        await ask("getMe")
    await telegram.comes_up()
    assert telegram.url == url
    assert len(await polled(ask)) == 1


# Watching


async def test_people_wait_for_what_they_will_see(telegram: TelegramFake, ask: Ask, group: Group, anna: Person) -> None:
    card = await card_in(group, ask)
    seeing = asyncio.create_task(group.sees("14 tulossa"))
    getting = asyncio.create_task(anna.gets("Sait paikan"))
    await ask("editMessageText", chat_id=group.id, message_id=card.message_id, text="Nyt 14 tulossa")
    await ask("sendMessage", chat_id=anna.id, text="Sait paikan.")
    assert await seeing is card
    assert await getting is anna.inbox[0]
    with pytest.raises(AssertionError, match="Nyt 14 tulossa"):
        await group.sees("15 tulossa", timeout=0.01)
    with pytest.raises(AssertionError):
        await anna.gets("Sait paikan", after=anna.inbox[0], timeout=0.01)
    assert telegram.history.calls_to("editMessageText", chat=group.id)[0].response["result"]["text"] == card.text


async def test_quiet_waits_until_the_bot_has_finished_speaking(telegram: TelegramFake, ask: Ask, anna: Person) -> None:
    telegram.fail("sendMessage", how=hang(0.1))
    speaking = asyncio.create_task(ask("sendMessage", chat_id=anna.id, text="Hei"))
    await asyncio.sleep(0.03)
    await telegram.quiet(0.02)
    assert speaking.done() or anna.inbox
    await speaking


async def test_the_history_tells_every_call_with_its_answer(telegram: TelegramFake, ask: Ask, anna: Person) -> None:
    await polled(ask)
    answer = await ask("sendMessage", chat_id=anna.id, text="Hei")
    [call] = telegram.history.spoken
    assert (call.method, call.parameters, call.chat_id, call.response) == (
        "sendMessage",
        {"chat_id": anna.id, "text": "Hei"},
        anna.id,
        answer,
    )
    assert [call.method for call in telegram.history.calls] == ["getUpdates", "sendMessage"]


async def test_a_thousand_presses_are_answered_quickly(telegram: TelegramFake, ask: Ask, group: Group) -> None:
    telegram.strict = False
    card = await card_in(group, ask)
    presses = [telegram.person(10_000 + number, "P").presses(card, "Tulen") for number in range(1000)]
    begun, offset = time.perf_counter(), 0
    while page := await polled(ask, offset=offset):
        queries = [update["callback_query"]["id"] for update in page]
        await asyncio.gather(*(ask("answerCallbackQuery", callback_query_id=query) for query in queries))
        offset = page[-1]["update_id"] + 1
    assert all(press.answers and press.confirmed for press in presses)
    assert time.perf_counter() - begun < 5
