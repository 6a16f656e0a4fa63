"""The doors of platforms, as uvicorn serves them: a request whole, no longer than it may be, and its reply."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import aiohttp

from bot.chat.doors import Door, Knock, Reply
from bot.web import MOST_BYTES, serve
from tests.serving import free_port, listens, serving


async def echo(knock: Knock) -> Reply:
    told = f"{knock.headers['x-proof']} {knock.query.get('code')} {knock.cookies.get('state')} ".encode()
    return Reply(201, told + knock.body, {"x-said": "yes"})


async def test_a_door_is_given_the_request_whole_and_its_reply_goes_out() -> None:
    async with serving([Door("POST", "/door", echo)], free_port()) as base, aiohttp.ClientSession() as client:
        headers = {"X-Proof": "ours", "Cookie": "state=s1"}
        async with client.post(f"{base}/door?code=7", data=b"body", headers=headers) as answer:
            assert (answer.status, await answer.read()) == (201, b"ours 7 s1 body")
            assert answer.headers["x-said"] == "yes"


async def test_a_body_longer_than_anybody_has_reason_to_send_is_not_read() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * (MOST_BYTES // 2)

    async with serving([Door("POST", "/door", echo)], free_port()) as base, aiohttp.ClientSession() as client:
        for data in (b"x" * (MOST_BYTES + 1), chunks()):
            async with client.post(f"{base}/door", data=data, headers={"X-Proof": "ours"}) as answer:
                assert answer.status == 413


async def test_other_methods_and_paths_are_not_there() -> None:
    async with serving([Door("POST", "/door", echo)], free_port()) as base, aiohttp.ClientSession() as client:
        for path, status in (("/door", 405), ("/window", 404), ("/health", 200)):
            async with client.get(f"{base}{path}") as answer:
                assert answer.status == status


async def test_a_request_under_way_at_the_end_is_still_answered() -> None:
    reached, may_end = asyncio.Event(), asyncio.Event()

    async def slow(_: Knock) -> Reply:
        reached.set()
        await may_end.wait()
        return Reply(200, b"done")

    port = free_port()
    task = asyncio.create_task(serve(port, [Door("POST", "/door", slow)]))
    await listens(port)
    async with aiohttp.ClientSession() as client:
        asked = asyncio.create_task(client.post(f"http://127.0.0.1:{port}/door"))
        await reached.wait()
        task.cancel()
        await asyncio.sleep(0)
        may_end.set()
        async with await asked as answer:
            assert (answer.status, await answer.read()) == (200, b"done")
    with contextlib.suppress(asyncio.CancelledError):
        await task
