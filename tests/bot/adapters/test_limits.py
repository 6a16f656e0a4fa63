"""Every limit of the platforms that we keep to: where it is held, and that breaking it would be noticed.

``HELD`` lists the limits one by one with the tests that hold each. For those that are numbers of ours the tests below
try the number itself: with it the fake, which is as strict as the platform, has nothing to say; with one more it
refuses.
"""

import ast
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from bot.adapters.slack import answers as slack_answers
from bot.adapters.slack import draw as slack_draw
from bot.adapters.slack import modal
from bot.adapters.telegram import draw as telegram_draw
from bot.adapters.telegram import menus
from bot.chat import Address, Answer, Button, Choice, Field, File, Form, Gone, Menu, MenuEntry, Message, Ref, messages
from tests.bot.adapters import slack_stage, telegram_stage
from tests.bot.adapters.slack_stage import says

HERE = Path(__file__).parents[2]
_TG, _SL, _OUT = "bot/adapters/test_telegram_", "bot/adapters/test_slack_", "bot/runtime/test_delivery"

#: Each limit, and the tests that fail when it is broken: "module: test", or "number: NAME" for one tried below.
HELD: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        # Telegram
        "a text has 1 to 4096 characters": ["number: text", f"{_TG}messages: test_an_empty_message_is_never_posted"],
        "a button carries 1 to 64 bytes": [
            "bot/adapters/test_limits: test_a_button_carries_at_most_64_bytes_and_more_is_refused"
        ],
        "a message has 100 buttons, 8 in a row": ["number: row", "number: buttons"],
        "a toast has at most 200 characters": ["number: toast"],
        "a menu has 100 commands of at most 32 letters, described in 256": [
            "number: entries", "number: help", f"{_TG}messages: test_a_menu_keeps_within_what_telegram_takes",
        ],
        "files go up in a form, with 1024 characters under them": [
            f"{_TG}transport: test_files_go_up_and_come_down_again", "number: caption",
        ],
        "a group takes about 20 messages a minute, a chat one a second": [
            f"{_OUT}: test_a_chat_is_written_to_in_a_burst_and_then_at_its_pace",
            "stories/test_one_list: "
            "test_thirty_people_on_both_platforms_get_one_list_with_one_capacity_and_one_queue",
        ],
        "429 names the seconds to wait": [
            f"{_TG}messages: test_a_flood_asks_for_a_pause_and_nothing_is_repeated",
            f"{_TG}polling: test_polling_waits_as_long_as_telegram_asks",
            f"{_OUT}: test_no_call_is_made_during_a_pause_whatever_comes",
        ],
        "an offset confirms what is below it": [
            f"{_TG}polling: test_an_update_is_confirmed_only_after_it_was_received_and_answered",
            f"{_TG}polling: test_after_any_trouble_nothing_is_assumed_to_have_been_confirmed",
            f"{_TG}polling: test_update_ids_that_start_anew_after_a_quiet_time_are_not_lost",
        ],
        "only what is asked for is brought": [
            f"{_TG}webhook: test_the_webhook_is_set_with_its_secret_and_only_what_we_read",
            f"{_TG}updates: test_edited_messages_are_not_asked_for_and_change_nothing",
        ],
        "a press lives 150 seconds and may come late": [
            f"{_TG}webhook: "
            "test_after_a_standstill_an_alert_is_given_by_call_and_said_in_private_when_it_comes_too_late",
        ],
        "two who poll are in conflict": [f"{_TG}polling: test_two_pollers_lose_nothing_between_them"],
        "polling and a webhook exclude each other": [
            f"{_TG}polling: test_an_active_webhook_is_deleted_and_polling_goes_on"
        ],
        "an edit that changes nothing is refused": [
            f"{_TG}messages: test_an_edit_that_changes_nothing_is_a_success"
        ],
        "a press is answered once, and in time": [
            f"{_TG}answers: test_an_alert_that_came_too_late_is_said_in_private",
            f"{_TG}answers: test_an_alert_seen_at_the_first_try_in_doubt_is_not_said_again",
        ],
        "who blocked us, never began or is gone is refused": [
            f"{_TG}messages: test_a_refusal_says_in_a_word_why_nobody_can_be_written_to",
            f"{_TG}messages: test_a_person_who_never_pressed_start_or_blocked_us_is_gone",
        ],
        "a group that became a supergroup has another id": [
            f"{_TG}messages: test_a_group_that_moved_tells_its_new_address",
            f"{_TG}updates: test_a_group_that_moves_is_heard_from_both_sides",
            f"{_OUT}: test_a_card_in_use_is_posted_anew_where_its_chat_moved_and_redrawn_there",
        ],
        "a webhook proves itself by its secret and is repeated until 2xx": [
            f"{_TG}webhook: test_a_request_without_the_secret_finds_nothing_here",
            f"{_TG}webhook: test_what_could_not_be_committed_is_brought_again_and_answered_once",
            "bot/test_config: test_what_telegram_would_refuse_is_refused_at_the_start",
        ],
        "a webhook's response carries one call": [
            f"{_TG}webhook: test_what_one_response_cannot_carry_is_given_by_calls_in_its_order"
        ],
        "a pressed message may be out of reach": [
            f"{_TG}updates: test_a_press_names_its_message_however_old_that_is"
        ],
        "the status of an answer tells its kind": [f"{_TG}transport: test_only_telegrams_own_words_are_a_refusal"],
        # Slack
        "what comes is acknowledged within 3 s, after the commit": [
            f"{_SL}once: test_nothing_is_acknowledged_or_answered_before_it_is_committed",
            f"{_SL}answers: test_a_form_that_slack_keeps_waiting_does_not_hold_the_acknowledgement",
        ],
        "an event is repeated three times, a press never": [
            f"{_SL}once: test_what_slack_sends_again_for_a_late_acknowledgement_is_answered_once",
            f"{_SL}http: test_what_could_not_be_committed_is_brought_again_by_its_event_id",
        ],
        "sockets are taken back, and a wss address is good for one": [
            f"{_SL}sockets: test_a_socket_that_will_end_is_replaced_before_it_does",
            f"{_SL}lines: test_an_address_is_used_once_however_often_the_handshake_fails",
        ],
        "a signature is good for five minutes": [
            f"{_SL}http: test_a_signature_is_good_for_five_minutes_either_way",
            f"{_SL}http: test_what_slack_did_not_sign_is_refused_and_not_to_be_repeated",
        ],
        "a trigger opens one form within 3 s": [
            f"{_SL}answers: test_a_form_whose_trigger_is_spent_is_made_up_for_in_the_dm"
        ],
        "a response_url is good for five": ["number: whispers"],
        "calls have their tiers and 429 its Retry-After": [
            f"{_SL}messages: test_a_flood_asks_for_the_pause_that_slack_names",
            f"{_SL}people: test_people_are_asked_about_at_a_gentle_pace",
        ],
        "an edit has at most 4000 characters of text": ["number: edit"],
        "a message has 50 blocks, and some 13 kB of them": ["number: blocks", "number: bytes"],
        "a section has 3000 characters, a label 75": ["number: section", "number: label"],
        "a modal's title has 24 characters, an option 75, a list 100 options": [
            "number: title", "number: option", "number: options",
        ],
        "a home tab has 100 blocks": ["number: home"],
        "only & < > are escaped": [
            f"{_SL}messages: test_names_stay_words_and_call_nobody",
            f"{_SL}words: test_words_are_seen_as_typed_wherever_they_are_said_and_call_nobody",
        ],
        "errors come with HTTP 200": [
            f"{_SL}messages: test_a_chat_that_cannot_be_written_to_is_gone",
            f"{_SL}failures: test_only_slacks_own_words_are_a_refusal",
        ],
    }
)  # fmt: skip


def named_in(module: str) -> set[str]:
    tree = ast.parse((HERE / f"{module}.py").read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("limit", HELD)
def test_each_limit_is_held_by_tests_that_exist(limit: str) -> None:
    assert HELD[limit]
    for held in HELD[limit]:
        module, name = held.split(": ")
        found = {number for number, *_ in NUMBERS} if module == "number" else named_in(module)
        assert name in found, f"{limit}: {held}"


# -- numbers of ours ---------------------------------------------------------------------------------------

TELEGRAM, SLACK = Address("telegram", "1001"), Address("slack", "T0TEAM/C0KAHVI")
Check = Callable[[Any], Awaitable[object]]


def row(count: int, label: str = "Nappi") -> tuple[Button, ...]:
    return tuple(Button(says(label), "rsvp", f"k{n}-yes") for n in range(count))


def say(message: Message) -> Check:
    """Post a message where the bot is."""

    async def check(play: Any) -> object:
        if isinstance(play, slack_stage.Stage):
            play.room()
            return await play.adapter.send(SLACK, message, "fi")
        play.fake.person(1001, "Anna", language="fi").started = True
        return await play.adapter.send(TELEGRAM, message, "fi")

    return check


async def says_whole(play: Any) -> object:
    """Post a long line, of which nothing may get lost."""
    sent = await say(slack_stage.message("x" * 5000))(play)
    assert sum(post.plain.count("x") for post in play.room().posts) == 5000
    return sent


async def edit(play: Any) -> object:
    """Redraw a message with as much text as a limit lets through."""
    ref: Ref = await say(slack_stage.message("Ensin"))(play)  # type: ignore[assignment]
    text = slack_stage.message(*(["x" * 2000] * 4))
    return await play.adapter.edit(ref, text, "fi")


async def hand(play: Any) -> object:
    play.fake.person(1001, "Anna", language="fi").started = True
    return await play.adapter.send_file(TELEGRAM, File("k.ics", "text/calendar", "BEGIN", says("c" * 2000)), "fi")


async def toast(play: Any) -> object:
    person = play.fake.person(1001, "Anna", language="fi")
    post = person.private.post(play.fake.bot, by_bot=True, text="?", rows=[[{"text": "T", "callback_data": "rsvp-7"}]])
    return await person.presses(post, "T").answered(2.0)


async def publish(play: Any) -> object:
    entries = tuple(MenuEntry(f"word{n}", says("y" * 300)) for n in range(120))
    return await play.adapter.publish([Menu("everyone", "fi", entries)])


async def opens_a_form(play: Any) -> object:
    deed = play.anna().types("/kuppi", "uusi", in_=play.room())
    return await play.anna().gets_view("", 2.0) and await deed


async def looks_home(play: Any) -> object:
    await play.anna().opens_home()
    await play.rests()
    assert play.anna().home is not None
    return play.anna().home


async def is_whispered_to(play: Any) -> object:
    deed = play.anna().presses((await card(play)), "Nappi")
    await deed.answered()
    await play.rests()
    assert {response.status for response in deed.responses} == {200}
    return deed


async def card(play: Any) -> Any:
    await say(Message((says("Kortti"),), (row(1),)))(play)
    return play.room().posts[0]


LONG = says("z" * 90)
FORM = Form(
    "f", "d", LONG, says("Jatka"),
    (Field("c", says("C"), choices=tuple(Choice(f"v{n}", LONG) for n in range(120))),),
)  # fmt: skip
MANY = tuple(slack_stage.message(f"Rivi {n}") for n in range(80))
WHISPERS = tuple(slack_stage.message("w" * 2900, "w" * 2900, "w" * 2900, "w" * 2900) for _ in range(7))

#: name, whose module, its constant, one that is too much, what the core answers, what is done.
Number = tuple[str, Any, str, int, Answer, Check]
NUMBERS: Sequence[Number] = (
    ("text", telegram_draw, "LONGEST_TEXT", 4097, Answer(), say(slack_stage.message("x" * 5000))),
    ("row", telegram_draw, "WIDEST_ROW", 9, Answer(), say(Message((says("?"),), (row(20),)))),
    ("buttons", telegram_draw, "MOST_BUTTONS", 101, Answer(), say(Message((says("?"),), (row(8),) * 20))),
    ("toast", telegram_draw, "LONGEST_TOAST", 201, Answer(toast=says("t" * 300)), toast),
    ("caption", telegram_draw, "LONGEST_CAPTION", 1025, Answer(), hand),
    ("entries", menus, "MOST_ENTRIES", 101, Answer(), publish),
    ("help", menus, "LONGEST_HELP", 257, Answer(), publish),
    ("section", slack_draw, "LONGEST_SECTION", 3001, Answer(), says_whole),
    ("edit", slack_draw, "LONGEST_TEXT", 4001, Answer(), edit),
    ("label", slack_draw, "LONGEST_LABEL", 76, Answer(), say(Message((says("?"),), (row(1, "n" * 90),)))),
    ("blocks", slack_draw, "MOST_BLOCKS", 51, Answer(), say(Message((says("?"),), (row(1),) * 80))),
    ("bytes", slack_draw, "MOST_BYTES", 30_000, Answer(), say(slack_stage.message(*["ä" * 2900] * 8))),
    ("title", modal, "LONGEST_TITLE", 25, Answer(form=FORM), opens_a_form),
    ("option", modal, "LONGEST_OPTION", 76, Answer(form=FORM), opens_a_form),
    ("options", modal, "MOST_OPTIONS", 101, Answer(form=FORM), opens_a_form),
    ("home", slack_draw, "MOST_HOME_BLOCKS", 200, Answer(MANY), looks_home),
    ("whispers", slack_answers, "MOST_WHISPERS", 6, Answer(WHISPERS), is_whispered_to),
)


async def outcome(module: Any, answer: Answer, check: Check) -> list[object]:
    """Do it on the stage of the module's platform; give all that the fake had to say against it."""
    there = telegram_stage if "telegram" in module.__name__ or module is messages else slack_stage
    said: list[object] = []
    try:
        async with there.stage(answer) as play:
            try:
                await check(play)
            except (Gone, AssertionError) as refused:
                said.append(refused)
            said += play.fake.violations
            play.fake.violations.clear()
    except AssertionError as broken:
        said.append(broken)
    return said


@pytest.mark.parametrize("number", NUMBERS, ids=[name for name, *_ in NUMBERS])
async def test_at_its_number_a_limit_is_kept_and_one_more_is_refused(
    monkeypatch: pytest.MonkeyPatch, number: Number
) -> None:
    _, module, constant, over, answer, check = number
    assert await outcome(module, answer, check) == []
    monkeypatch.setattr(module, constant, over)
    assert await outcome(module, answer, check) != [], f"{constant} = {over} goes unnoticed"


async def test_a_button_carries_at_most_64_bytes_and_more_is_refused() -> None:
    fits = Button(says("T"), "a" * 60, "b" * 3)
    assert len(fits.data) == 64
    with pytest.raises(ValueError, match="wire"):
        Button(says("T"), "a" * 60, "b" * 4)
    assert await outcome(messages, Answer(), say(Message((says("?"),), ((fits,),)))) == []
    object.__setattr__(fits, "arg", "b" * 4)
    assert await outcome(messages, Answer(), say(Message((says("?"),), ((fits,),)))) != []
