"""The wire under python-telegram-bot: what a failed call tells, and what it never tells."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import TelegramError

from bot.adapters.telegram.transport import STAND_IN, Declined, Doubtful, Unreached, Wire
from tests.bot.adapters.telegram_stage import TOKEN
from tests.fakes.telegram import TelegramFake, hang


@asynccontextmanager
async def wired(url: str, **seconds: float) -> AsyncIterator[Bot]:
    """Give the real Bot on our wire."""
    wire = Wire(TOKEN, **seconds)
    bot = Bot(STAND_IN, f"{url}/bot", f"{url}/file/bot", request=wire, get_updates_request=wire)
    await wire.initialize()
    try:
        yield bot
    finally:
        await wire.shutdown()


@asynccontextmanager
async def answering(status: int, body: bytes, **headers: str) -> AsyncIterator[str]:
    """Listen as something that answers everything so, and is not Telegram."""

    async def answer(_: web.BaseRequest) -> web.Response:
        return web.Response(status=status, body=body, headers=headers)

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def trouble(bot: Bot) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await bot.get_me()
    assert "canary" not in f"{caught.value!r}"
    return caught.value


async def test_the_real_token_goes_on_the_wire_and_nowhere_else() -> None:
    async with TelegramFake(TOKEN) as fake, wired(fake.url) as bot:
        assert (await bot.get_me()).username == "kuppi_bot"
        assert "canary" not in f"{bot!r} {bot.base_url} {bot.base_file_url} {bot.token}"


async def test_files_go_up_and_come_down_again() -> None:
    async with TelegramFake(TOKEN) as fake, wired(fake.url) as bot:
        fake.person(1001, "Anna").started = True
        sent = await bot.send_document(1001, b"BEGIN:VCALENDAR", filename="kahvit.ics", caption="Kalenteriin: ä")
        assert (fake.people[1001].inbox[-1].text, sent.document.file_name) == ("Kalenteriin: ä", "kahvit.ics")  # type: ignore[union-attr]
        file = await bot.get_file(sent.document.file_id)  # type: ignore[union-attr]
        assert await file.download_as_bytearray() == b"BEGIN:VCALENDAR"
        assert fake.violations == []


async def test_an_answer_that_takes_too_long_is_in_doubt() -> None:
    async with TelegramFake(TOKEN) as fake, wired(fake.url, read_timeout=0.05) as bot:
        fake.fail("getMe", how=hang(1))
        assert isinstance(await trouble(bot), Doubtful)


async def test_a_call_may_set_its_own_patience() -> None:
    async with TelegramFake(TOKEN) as fake, wired(fake.url, read_timeout=0.05) as bot:
        fake.fail("getMe", how=hang(0.2), times=2)
        assert (await bot.get_me(read_timeout=1)).username == "kuppi_bot"
        assert (await bot.get_me(read_timeout=None)).username == "kuppi_bot"
        fake.fail("getMe", how=hang(0.2))
        with pytest.raises(Doubtful):
            await bot.get_me()


async def test_a_closed_port_an_unknown_host_and_a_failed_handshake_were_never_reached() -> None:
    async with answering(200, b"") as url:
        port = url.rpartition(":")[2]
    async with answering(200, b"") as plain:
        for root in (f"http://127.0.0.1:{port}", "http://kuppi.invalid", plain.replace("http:", "https:")):
            async with wired(root) as bot:
                assert isinstance(await trouble(bot), Unreached)


async def test_no_free_connection_in_time_means_the_call_was_never_made() -> None:
    async with TelegramFake(TOKEN) as fake, wired(fake.url, connect_timeout=0.5) as bot:
        fake.fail("getMe", how=hang(1), times=100)
        calls = await asyncio.gather(*(bot.get_me() for _ in range(101)), return_exceptions=True)
        assert [type(call) for call in calls if isinstance(call, Exception)] == [Unreached]


async def test_a_closed_session_reaches_nobody() -> None:
    async with wired("http://127.0.0.1:1") as bot:
        pass
    assert isinstance(await trouble(bot), Unreached)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"<html>Log in to the hotel</html>", Doubtful),
        (200, b'{"ok":true}', Doubtful),
        (200, b"[]", Doubtful),
        (302, b"", Doubtful),
        (500, b'{"ok":false,"error_code":500,"description":"Internal Server Error"}', Doubtful),
        (403, b"<html>Forbidden by the proxy</html>", Unreached),
        (403, b"[]", Unreached),
        (403, b'{"ok":false,"error_code":403,"description":"Forbidden: no"}', Declined),
    ],
)
async def test_only_telegrams_own_words_are_a_refusal(status: int, body: bytes, kind: type[Exception]) -> None:
    async with answering(status, body, Location="http://127.0.0.1:1/") as url, wired(url) as bot:
        assert type(await trouble(bot)) is kind
