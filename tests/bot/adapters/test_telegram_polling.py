"""Nothing is lost and nobody is answered twice: what is fetched is committed, answered, and only then confirmed."""

import asyncio
import logging
from collections.abc import Sequence

import pytest

from bot.adapters.telegram import Telegram, poll
from bot.chat import Address, Answer, Event, Said
from tests.bot.adapters.telegram_stage import NOW, TOKEN, Stage, in_finnish, message, run_until, says, stage, until
from tests.fakes.telegram import (
    Fault,
    Post,
    TelegramFake,
    drop_after_effect,
    drop_before_effect,
    hang,
    refuse,
    server_error,
    too_many,
)

TOAST = in_finnish(Answer(toast=says("Olet mukana.")))


def card(play: Stage) -> Post:
    """Show Anna a message to press on, in her private chat."""
    anna = play.fake.person(1001, "Anna")
    anna.started = True
    return anna.private.post(
        play.fake.bot, by_bot=True, text="Kahvit", rows=[[{"text": "Tulen", "callback_data": "rsvp-7-yes"}]]
    )


def handed_out(play: Stage) -> list[int]:
    return [len(update.handed_out) for update in play.fake.history.updates]


# -- commit, answer, confirm -------------------------------------------------------------------------------


async def test_an_update_is_confirmed_only_after_it_was_received_and_answered() -> None:
    confirmed = []
    async with stage(runs=False) as play:
        post = card(play)
        press = play.fake.people[1001].presses(post, "Tulen")
        play.fake.fail("answerCallbackQuery", how=hang(0.2, after_effect=True))

        async def receive(events: Sequence[Event]) -> list[Answer]:
            await asyncio.sleep(0.1)
            confirmed.append(press.confirmed)
            asyncio.get_running_loop().call_later(0.1, lambda: confirmed.append(press.confirmed))
            return [TOAST for _ in events]

        await run_until(play, receive, lambda: press.confirmed)
        assert confirmed == [False, False]
        assert len(press.answers) == 1


async def test_when_the_core_cannot_commit_the_same_updates_come_again_and_are_answered_once() -> None:
    async with stage(TOAST) as play:
        post = card(play)
        play.troubles = [RuntimeError("disk full"), RuntimeError("disk full")]
        press = play.fake.people[1001].presses(post, "Tulen")
        toast = await press.answered()
        await play.rests()
        assert toast.text == "Olet mukana."
        assert [[event.key for event in page] for page in play.pages] == [[play.heard[0].key]] * 3
        assert handed_out(play) == [3]
        assert len(play.fake.history.calls_to("answerCallbackQuery")) == 1
        assert play.pauses == [0.2, 0.4]


async def test_what_was_answered_is_not_answered_again_when_a_later_page_could_not_be_committed() -> None:
    async with stage(runs=False) as play:
        post = card(play)
        presses = [play.fake.people[1001].presses(post, "Tulen") for _ in range(60)]
        pages = 0

        async def receive(events: Sequence[Event]) -> list[Answer]:
            nonlocal pages
            pages += 1
            if pages == 2:
                raise RuntimeError("the second page")
            return [TOAST for _ in events]

        await run_until(play, receive, lambda: all(press.confirmed for press in presses))
        assert [len(press.answers) for press in presses] == [1] * 60
        assert len(play.fake.history.calls_to("answerCallbackQuery")) == 60


async def test_a_batch_is_received_in_pages_of_fifty_and_the_next_while_the_last_is_being_answered() -> None:
    async with stage(runs=False) as play:
        post = card(play)
        presses = [play.fake.people[1001].presses(post, "Tulen") for _ in range(100)]
        pages: list[tuple[int, int]] = []

        async def receive(events: Sequence[Event]) -> list[Answer]:
            if pages:
                await asyncio.wait_for(presses[0].answered(), 1)
            pages.append((len(events), sum(bool(press.answers) for press in presses)))
            return [TOAST for _ in events]

        await run_until(play, receive, lambda: all(press.confirmed for press in presses))
        assert [size for size, _ in pages] == [50, 50]
        assert pages[1][1] > 0  # the first page was being answered while the second was received


async def test_a_slow_answer_does_not_hold_the_next_poll_up_and_is_given_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(poll, "DEADLINE", 0.1)
    async with stage(TOAST) as play:
        post = card(play)
        slow = play.fake.people[1001].presses(post, "Tulen")
        play.fake.fail("answerCallbackQuery", how=hang(3.4))
        await play.hears()
        later = play.fake.person(1002, "Bertta").presses(post, "Tulen")
        await later.answered()
        assert slow.answers == []
        assert (await slow.answered()).text == "Olet mukana."


async def test_one_persons_answers_come_in_the_order_they_spoke_and_hold_nobody_else_up() -> None:
    async with stage(
        lambda event: Answer((message(f"Luin: {event.text}"),)) if isinstance(event, Said) else Answer()
    ) as play:
        anna, bertta = play.fake.person(1001, "Anna"), play.fake.person(1002, "Bertta")
        play.fake.fail("sendMessage", how=hang(0.3), chat=anna)
        for number in range(3):
            anna.says(str(number))
        bertta.says("hei")
        await bertta.gets("Luin: hei")
        assert anna.inbox == []
        await anna.gets("Luin: 2")
        assert [post.text for post in anna.inbox] == ["Luin: 0", "Luin: 1", "Luin: 2"]


async def test_answers_under_way_are_finished_when_the_adapter_closes() -> None:
    async with stage(TOAST) as play:
        post = card(play)
        press = play.fake.people[1001].presses(post, "Tulen")
        play.fake.fail("answerCallbackQuery", how=hang(0.3))
        await play.hears()
    assert [toast.text for toast in press.answers] == ["Olet mukana."]


async def test_what_was_answered_is_confirmed_at_the_end_and_not_answered_again_at_the_next_start() -> None:
    async with stage(Answer(messages=(message("Selvä."),))) as play:
        anna = play.fake.person(1001, "Anna")
        play.fake.fail("sendMessage", how=hang(0.2))
        anna.says("hei")
        await play.hears()
    assert [update.confirmed for update in play.fake.history.updates] == [True]
    assert [post.text for post in anna.inbox] == ["Selvä."]


async def test_what_could_not_be_answered_before_the_end_comes_again() -> None:
    async with stage(Answer(messages=(message("Selvä."),))) as play:
        anna = play.fake.person(1001, "Anna")
        play.fake.fail("sendMessage", how=hang(30))
        anna.says("hei")
        await play.hears()
    assert [update.confirmed for update in play.fake.history.updates] == [False]


async def test_an_answer_that_meets_a_flood_waits_as_told_and_is_given() -> None:
    async with stage(TOAST) as play:
        post = card(play)
        play.fake.fail("answerCallbackQuery", how=too_many(7), times=2)
        press = play.fake.people[1001].presses(post, "Tulen")
        assert (await press.answered()).text == "Olet mukana."
        assert play.pauses == [7, 7]


@pytest.mark.parametrize("fault", [drop_before_effect(), drop_after_effect(), server_error()])
async def test_an_answer_whose_fate_is_unknown_is_given_again(fault: Fault) -> None:
    async with stage(TOAST) as play:
        post = card(play)
        play.fake.fail("answerCallbackQuery", how=fault)
        press = play.fake.people[1001].presses(post, "Tulen")
        assert (await press.answered()).text == "Olet mukana."
        await play.rests()
        assert len(press.answers) == 1


# -- trouble with polling ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault", [drop_before_effect(), drop_after_effect(), server_error(), refuse(502, "Bad Gateway")]
)
async def test_a_poll_that_fails_is_made_again_from_the_oldest_unconfirmed(fault: Fault) -> None:
    async with stage(Answer(messages=(message("Selvä."),))) as play:
        anna = play.fake.person(1001, "Anna")
        play.fake.fail("getUpdates", how=fault, times=3)
        anna.says("yksi")
        anna.says("kaksi")
        await anna.gets("Selvä.")
        await play.rests()
        assert [event.text for event in play.heard if isinstance(event, Said)] == ["yksi", "kaksi"]
        assert [post.text for post in anna.inbox] == ["Selvä."] * 2
        assert play.pauses[:3] == [0.2, 0.4, 0.8]


async def test_after_any_trouble_nothing_is_assumed_to_have_been_confirmed() -> None:
    async with stage() as play:
        anna = play.fake.person(1001, "Anna")
        play.fake.fail("getUpdates", how=lambda call: drop_before_effect() if "offset" in call.parameters else None)
        anna.says("yksi")
        await play.hears()
        await until(lambda: bool(play.pauses))
        anna.says("kaksi")
        await play.rests()
        polls = play.fake.history.calls_to("getUpdates")
        failed = next(number for number, call in enumerate(polls) if "offset" in call.parameters)
        assert "offset" not in polls[failed + 1].parameters


async def test_what_went_wrong_in_the_core_is_logged_by_its_kind_alone(caplog: pytest.LogCaptureFixture) -> None:
    async with stage() as play:
        play.troubles = [RuntimeError("INSERT … 'Anna Aalto'")]
        play.fake.person(1001, "Anna").says("hei")
        await play.hears(2)
    assert "polling: RuntimeError" in caplog.text
    assert "Aalto" not in caplog.text


async def test_pauses_grow_to_five_seconds_and_are_forgotten_when_it_works_again() -> None:
    async with stage() as play:
        play.fake.fail("getUpdates", how=server_error(), times=7)
        anna = play.fake.person(1001, "Anna")
        anna.says("hei")
        await play.hears()
        assert play.pauses == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]
        play.pauses.clear()
        play.fake.fail("getUpdates", how=server_error())
        anna.says("hoi")
        await play.hears(2)
        await until(lambda: bool(play.pauses))
        assert play.pauses == [0.2]


async def test_polling_survives_telegram_being_away() -> None:
    async with stage() as play:
        anna = play.fake.person(1001, "Anna")
        anna.says("yksi")
        await play.hears()
        await play.rests()
        await play.fake.goes_down()
        await until(lambda: len(play.pauses) > 3)
        await play.fake.comes_up()
        anna.says("kaksi")
        assert [event.text for event in await play.hears(2) if isinstance(event, Said)] == ["yksi", "kaksi"]


async def test_polling_waits_as_long_as_telegram_asks() -> None:
    async with stage() as play:
        play.fake.fail("getUpdates", how=too_many(11))
        play.fake.person(1001, "Anna").says("hei")
        await play.hears()
        assert play.pauses == [11]


async def test_a_second_poller_is_told_of_once_and_outwaited(caplog: pytest.LogCaptureFixture) -> None:
    async with stage() as play:
        conflict = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        play.fake.fail("getUpdates", how=refuse(409, conflict), times=4)
        play.fake.person(1001, "Anna").says("hei")
        await play.hears()
        assert play.pauses == [3.0] * 4
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        f"polling: {conflict}"
    ]


async def test_two_pollers_lose_nothing_between_them() -> None:
    async with stage(Answer(messages=(message("Selvä."),))) as play:
        other = Telegram(TOKEN, play.fake.url, now=lambda: NOW, pause=lambda _: asyncio.sleep(0.03))
        running = asyncio.create_task(other.run(play.receive))
        anna = play.fake.person(1001, "Anna")
        for number in range(5):
            anna.says(f"viesti {number}")
            await asyncio.sleep(0.02)
        await until(lambda: all(update.confirmed for update in play.fake.history.updates))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await other.close()
        assert {event.text for event in play.heard if isinstance(event, Said)} == {f"viesti {n}" for n in range(5)}


async def test_an_active_webhook_is_deleted_and_polling_goes_on() -> None:
    async with stage(runs=False) as play:
        play.fake.webhook.url = "https://kuppi.example/telegram"
        play.fake.person(1001, "Anna").says("hei")
        await run_until(play, play.receive, lambda: bool(play.heard))
        assert play.fake.webhook.url == ""
        assert [
            call.parameters.get("drop_pending_updates") for call in play.fake.history.calls_to("deleteWebhook")
        ] == [None]


async def test_starting_takes_as_long_as_telegram_does(caplog: pytest.LogCaptureFixture) -> None:
    async with TelegramFake(TOKEN) as fake:
        fake.fail("getMe", how=server_error(), times=2)
        pauses: list[float] = []

        async def pause(seconds: float) -> None:
            pauses.append(seconds)

        async with Telegram(TOKEN, f"{fake.url}/", now=lambda: NOW, pause=pause):
            assert pauses == [0.2, 0.4]
    assert "who we are" in caplog.text


# -- one bad update ---------------------------------------------------------------------------------------------


async def test_a_poisoned_update_is_handed_over_as_unreadable_and_blocks_nobody() -> None:
    async with stage(Answer(messages=(message("Selvä."),))) as play:
        anna = play.fake.person(1001, "Anna")
        anna.says("yksi")
        poison = play.fake.inject({"message": {"message_id": "ei numero", "chat": None}})
        anna.says("kaksi")
        heard = await play.hears(3)
        await play.rests()
        assert [type(event).__name__ for event in heard] == ["Said", "Unreadable", "Said"]
        assert heard[1].key == f"tg:7000000123:{poison.update_id}"
        assert [post.text for post in anna.inbox] == ["Selvä."] * 2
        assert all(update.confirmed for update in play.fake.history.updates)


async def test_a_page_without_numbers_is_fetched_again_after_a_pause() -> None:
    async with stage() as play:
        update = play.fake.person(1001, "Anna").says("hei").update
        assert update is not None
        wire, update.wire = update.wire, b'{"message":null}'
        await until(lambda: len(play.pauses) >= 2)
        assert play.pauses[:2] == [0.2, 0.4]
        update.wire = wire
        await play.hears()


async def test_an_update_of_no_interest_is_simply_confirmed() -> None:
    async with stage() as play:
        play.fake.inject({"something_new": {"a": 1}})
        await until(lambda: all(update.confirmed for update in play.fake.history.updates))
        assert play.pages == []


async def test_update_ids_that_start_anew_after_a_quiet_time_are_not_lost() -> None:
    async with stage() as play:
        play.fake.person(1001, "Anna").says("hei")
        await play.hears()
        await play.rests()
        play.fake.polling.wake()  # an empty answer
        await until(lambda: len(play.fake.history.calls_to("getUpdates")) >= 3)
        offsets = [call.parameters.get("offset") for call in play.fake.history.calls_to("getUpdates")]
    assert offsets[-1] is None
    assert sum(offset is not None for offset in offsets) == 1


# -- what nobody may read -----------------------------------------------------------------------------------------


async def test_the_token_is_in_no_log_and_no_exception(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caught: list[BaseException] = []
    async with stage(TOAST) as play:
        post = card(play)
        for fault in (drop_before_effect(), server_error(), refuse(401, "Unauthorized"), refuse(404, "Not Found")):
            play.fake.fail("sendMessage", how=fault)
            play.fake.fail("getUpdates", how=fault)
            try:
                await play.adapter.send(Address("telegram", "1001"), message("Salaisuus"), "fi")
            except Exception as error:  # noqa: BLE001 - whatever comes out is looked into
                caught.append(error)
        await play.fake.people[1001].presses(post, "Tulen").answered()
        await play.fake.goes_down()
        await until(lambda: len(play.pauses) > 5)
        await play.fake.comes_up()
    assert len(caught) == 4
    assert all("canary" not in told for told in map(_all_told, caught))
    assert "canary" not in caplog.text
    assert "Salaisuus" not in caplog.text  # nor what is said, or to whom
    assert all("canary" not in repr(vars(record)) for record in caplog.records)


async def test_a_refused_token_is_not_spelt_out(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with TelegramFake("7000000123:another") as fake:
        adapter = Telegram(TOKEN, fake.url, now=lambda: NOW, pause=lambda _: asyncio.sleep(0.005))
        starting = asyncio.create_task(adapter.start())
        await until(lambda: len(fake.history.calls) > 2 or "Unauthorized" in caplog.text)
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await adapter.close()
    assert "Unauthorized" in caplog.text
    assert "canary" not in caplog.text
    assert "canary" not in repr(adapter._bot)


def _all_told(error: BaseException) -> str:
    """Spell out an exception and all that hangs on it."""
    seen: BaseException | None = error
    told = ""
    while seen is not None:
        told += f"{seen!r} {seen} {vars(seen)}"
        seen = seen.__cause__ or seen.__context__
    assert "Bot[" not in told
    return told
