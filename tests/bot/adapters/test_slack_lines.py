"""The sockets to Slack, as people notice them: not at all."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import Answer, Button, Message
from tests.bot.adapters.slack_stage import ROOM, Stage, message, says, stage, until
from tests.fakes.slack import DROP_BEFORE, SERVER_ERROR, Shown, SlackFake, slow_down

CARD = Message((says("Kortti"),), ((Button(says("Tulen"), "rsvp", "k7-yes"),),))
TOAST = Answer(toast=says("Olet mukana."))


async def card(play: Stage) -> Shown:
    room = play.room()
    await play.adapter.send(ROOM, CARD, "fi")
    return room.posts[0]


async def presses_are_answered(play: Stage, shown: Shown, times: int = 6) -> None:
    """Press on every line there is, and see each press acknowledged and answered."""
    deeds = [play.anna().presses(shown, "Tulen") for _ in range(times)]
    for deed in deeds:
        await deed
        assert await deed.answered() == "Olet mukana."


def standing(play: Stage) -> int:
    """Count the lines that Slack would use."""
    return len([socket for socket in play.fake.sockets if not socket.leaving])


@asynccontextmanager
async def running(play: Stage) -> AsyncIterator[None]:
    """Run an adapter that was not started to run."""
    task = asyncio.create_task(play.adapter.run(play.receive))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def strangers(fake: SlackFake, count: int) -> AsyncIterator[None]:
    """Let other replicas hold so many lines."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(base_url=fake.url, session=session)
        urls = [(await client.apps_connections_open(app_token=fake.app_token))["url"] for _ in range(count)]
        lines = [await session.ws_connect(url) for url in urls]
        try:
            yield
        finally:
            for line in lines:
                await line.close()


async def test_presses_come_by_both_lines() -> None:
    async with stage(TOAST) as play:
        await presses_are_answered(play, await card(play))
        assert {delivery.via for delivery in play.fake.history.envelopes} == {"socket 1", "socket 2"}


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_a_line_that_slack_takes_back_is_renewed_and_no_press_notices(reason: str) -> None:
    async with stage(TOAST) as play:
        shown = await card(play)
        play.fake.courier.sockets.grace = 0.2
        play.fake.disconnect(reason, number=1)
        await presses_are_answered(play, shown)
        await until(lambda: len(play.fake.history.sockets) == 3 and len(play.fake.sockets) == 2)
        await presses_are_answered(play, shown)
        assert play.fake.history.sockets[1].closed_at is None  # the other line was left alone


async def test_both_lines_taken_back_at_once_are_both_renewed_before_they_end() -> None:
    async with stage(TOAST) as play:
        shown = await card(play)
        play.fake.courier.sockets.grace = 0.3
        play.fake.disconnect()
        await until(lambda: standing(play) == 2)
        await presses_are_answered(play, shown)
        olds, news = play.fake.history.sockets[:2], play.fake.history.sockets[2:]
        assert [old.closed_at is None for old in olds] == [True, True]
        assert len(news) == 2
        await until(lambda: len(play.fake.sockets) == 2)
        await presses_are_answered(play, shown)


async def test_with_one_line_cut_presses_are_answered_by_the_other() -> None:
    async with stage(TOAST) as play:
        shown = await card(play)
        play.fake.sockets[0].abort()
        await until(lambda: play.fake.history.sockets[0].closed_at is not None)
        await presses_are_answered(play, shown)


async def test_lines_cut_again_and_again_are_back_and_answer() -> None:
    async with stage(TOAST) as play:
        shown = await card(play)
        for _ in range(3):
            gone = list(play.fake.history.sockets)
            play.fake.drop_sockets()
            await until(lambda gone=gone: all(life.closed_at for life in gone))  # type: ignore[misc]
            await play.fake.connected(2)
            await presses_are_answered(play, shown)


async def test_what_was_said_while_no_line_was_open_comes_with_the_next() -> None:
    async with stage(Answer((message("Selvä."),))) as play:
        play.fake.retry_delays = (0.1, 0.5, 1.0)
        gone = list(play.fake.history.sockets)
        play.fake.fail("socket", times=2)
        play.fake.drop_sockets()
        await until(lambda: all(life.closed_at for life in gone))
        deed = play.anna().says("hei")
        assert deed.deliveries[0].failed == "not_connected"
        await deed
        await play.anna().gets("Selvä.")
        assert [event.key for event in play.heard] == [f"sl:{deed.event_id}"]


async def test_an_address_is_used_once_however_often_the_handshake_fails() -> None:
    async with stage(TOAST, runs=False) as play:
        shown = await card(play)
        play.fake.fail("socket", times=5)
        async with running(play):
            await play.fake.connected(2)
            await presses_are_answered(play, shown)
        assert len(play.fake.history.of("apps.connections.open")) == 7  # a spent address would be a violation


async def test_while_slack_closes_every_line_it_is_asked_more_and_more_gently() -> None:
    async with stage(TOAST, runs=False) as play:
        shown = await card(play)
        async with strangers(play.fake, 10):
            before = len(play.fake.history.of("apps.connections.open"))
            async with running(play):
                await until(lambda: len([pause for pause in play.pauses if pause]) >= 14)
                asked = len(play.fake.history.of("apps.connections.open")) - before
                paused = sorted(pause for pause in play.pauses if pause)
        assert asked <= len(paused) + 4  # no address without a pause, but each line's first two
        assert paused[:10] == [1, 1, 2, 2, 4, 4, 8, 8, 16, 16]
        assert paused[-1] <= 30
        async with running(play):
            await until(lambda: standing(play) == 2)
            await presses_are_answered(play, shown)


async def test_lines_come_when_slack_gives_addresses_again(caplog: pytest.LogCaptureFixture) -> None:
    async with stage(TOAST, runs=False) as play:
        shown = await card(play)
        for how in (SERVER_ERROR, "invalid_auth", DROP_BEFORE, "internal_error"):
            play.fake.fail("apps.connections.open", how=how, times=2)
        play.fake.fail("apps.connections.open", how=slow_down(1))
        async with running(play):
            await play.fake.connected(2)
            await presses_are_answered(play, shown)
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert any("no socket could be opened" in line for line in told)
    assert not any("xapp-" in line or "ticket" in line for line in told)


async def test_a_press_that_was_being_committed_when_both_lines_were_cut_is_answered_once() -> None:
    async with stage(TOAST) as play:
        shown = await card(play)
        play.open.clear()
        deed = play.anna().presses(shown, "Tulen")
        await play.hears()
        gone = list(play.fake.history.sockets)
        play.fake.drop_sockets()
        await until(lambda: all(life.closed_at for life in gone))
        play.open.set()
        assert await deed.answered() == "Olet mukana."
        await play.rests()
        assert len(deed.private) == 1
