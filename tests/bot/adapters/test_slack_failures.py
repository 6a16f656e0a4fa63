"""What a failed call tells, and what it never tells."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import Slack
from bot.adapters.slack.failures import settled
from bot.chat import Gone, Message, Ref, SlowDown, Uncertain, patiently
from tests.bot.adapters.slack_stage import NOW, ROOM, message, says, stage, until
from tests.fakes.slack import (
    DROP_AFTER,
    DROP_BEFORE,
    SERVER_ERROR,
    SERVER_ERROR_AFTER,
    Fault,
    SlackFake,
    slow_down,
)

CARD = Message((says("Kortti"),))


@asynccontextmanager
async def answering(status: int, body: bytes, kind: str) -> AsyncIterator[AsyncWebClient]:
    """Give the real client of something that answers everything so, and is not Slack."""

    async def answer(_: web.BaseRequest) -> web.Response:
        return web.Response(status=status, body=body, headers={"Content-Type": kind})

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        async with aiohttp.ClientSession() as session:
            yield AsyncWebClient("xoxb-canary", url, session=session, retry_handlers=[])
    finally:
        await runner.cleanup()


async def trouble(call: Awaitable[object]) -> Exception:
    with pytest.raises((SlowDown, Gone, Uncertain)) as caught:
        await call
    assert "canary" not in f"{caught.value!r}"
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    return caught.value


@pytest.mark.parametrize(
    ("status", "body", "kind", "what"),
    [
        (200, b"<html>Log in to the hotel</html>", "text/html", Uncertain),
        (200, b"<html>Log in to the hotel</html>", "text/plain", Uncertain),
        (200, b"not json", "application/json", Uncertain),
        (200, b"[]", "application/json", Uncertain),
        (200, b"[1]", "application/json", Uncertain),
        (200, b'{"ok":false}', "application/json", Uncertain),
        (500, b'{"ok":false,"error":"channel_not_found"}', "application/json", Uncertain),
        (502, b"Bad Gateway", "text/plain", Uncertain),
        (503, b"<html>Busy</html>", "text/html", Uncertain),
        (403, b"<html>The proxy forbids it</html>", "text/html", Uncertain),
        (407, b"", "text/plain", Uncertain),
        (429, b"", "text/html", SlowDown),
        (200, b'{"ok":false,"error":"ratelimited"}', "application/json", SlowDown),
        (200, b'{"ok":false,"error":"not_in_channel"}', "application/json", Gone),
        (400, b'{"ok":false,"error":"new_reason"}', "application/json", Gone),
    ],
)
async def test_only_slacks_own_words_are_a_refusal(status: int, body: bytes, kind: str, what: type[Exception]) -> None:
    async with answering(status, body, kind) as client:
        assert type(await trouble(settled(client.chat_postMessage(channel="C1", text="canary")))) is what


async def test_a_scope_that_the_app_lacks_is_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    body = b'{"ok":false,"error":"missing_scope","needed":"pins:write","provided":"chat:write"}'
    async with answering(200, body, "application/json") as client:
        assert str(await trouble(settled(client.chat_postMessage(channel="C1", text="canary")))) == "missing_scope"
    assert "lacks the scope pins:write" in caplog.text
    assert "canary" not in caplog.text


TROUBLES: list[tuple[str | Fault, Exception]] = [
    ("channel_not_found", Gone("channel_not_found")),
    ("is_archived", Gone("is_archived")),
    ("is_inactive", Gone("is_inactive")),
    ("missing_scope", Gone("missing_scope")),
    ("restricted_action", Gone("refused: restricted_action")),
    ("something_new", Gone("refused: something_new")),
    ("invalid_auth", SlowDown(30.0)),
    (slow_down(7), SlowDown(7.0)),
    (slow_down(3600), SlowDown(3600.0)),
    ("fatal_error", Uncertain("fatal_error")),
    (SERVER_ERROR, Uncertain("internal_error")),
    (SERVER_ERROR_AFTER, Uncertain("internal_error")),
    (DROP_BEFORE, Uncertain("ServerDisconnectedError")),
    (DROP_AFTER, Uncertain("ServerDisconnectedError")),
]


@pytest.mark.parametrize(("how", "what"), TROUBLES)
async def test_posting_redrawing_and_looking_fail_alike_and_nothing_is_done_again(
    how: str | Fault, what: Exception
) -> None:
    async with stage(runs=False) as play:
        play.room()
        ref = await play.adapter.send(ROOM, CARD, "fi")
        play.fake.fail("*", how=how, times=None)
        calls = {
            "chat.postMessage": play.adapter.send(ROOM, CARD, "fi"),
            "chat.update": play.adapter.edit(ref, message("Toinen"), "fi"),
            "conversations.history": play.adapter.find(ROOM, "k1", NOW),
        }
        for method, call in calls.items():
            before = len(play.fake.history.of(method))
            told = await trouble(call)
            assert (type(told), str(told)) == (type(what), str(what))
            # reading may be done again, writing may not
            assert method == "conversations.history" or len(play.fake.history.of(method)) == before + 1


async def test_while_slack_does_not_say_who_we_are_nobody_who_sends_waits() -> None:
    async with SlackFake() as fake:
        room = fake.channel("C0KAHVI", "kahvit")
        room.members[fake.bot_user_id] = None
        fake.fail("auth.test", how=SERVER_ERROR, times=None)
        adapter = Slack(fake.bot_token, fake.app_token, fake.url, now=lambda: NOW, pause=lambda _: asyncio.sleep(0.01))
        starting = asyncio.create_task(adapter.start())
        await until(lambda: len(fake.history.of("auth.test")) > 1)
        calls = (
            adapter.send(ROOM, CARD, "fi", key="k1"),
            adapter.edit(Ref(ROOM, "1.1"), CARD, "fi"),
            adapter.find(ROOM, "k1", NOW),
        )
        told = await asyncio.gather(*(asyncio.wait_for(call, 0.5) for call in calls), return_exceptions=True)
        fake.faults.clear()
        await starting
        await adapter.close()
    assert [type(one) for one in told] == [SlowDown, SlowDown, SlowDown]
    assert room.posts == []


@pytest.mark.parametrize(
    ("troubles", "pauses", "given"),
    [
        ([], [], True),
        ([SlowDown(7), SlowDown(9)], [7, 9], True),
        ([SlowDown(60)] * 3, [60] * 3, True),
        ([SlowDown(5)] * 4, [5] * 3, False),
        ([SlowDown(61)], [], False),
        ([Gone("x")], [], False),
        ([Uncertain()], [], False),
    ],
)
async def test_patience_has_its_measure(troubles: list[Exception], pauses: list[float], given: bool) -> None:
    waited: list[float] = []
    left = list(troubles)

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    async def call() -> str:
        if left:
            raise left.pop(0)
        return "done"

    if given:
        assert await patiently(call, pause) == "done"
    else:
        with pytest.raises(type(troubles[-1])):
            await patiently(call, pause)
    assert waited == pauses
