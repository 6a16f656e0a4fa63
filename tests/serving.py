"""HTTP doors on a loopback port, as Kuppi serves them."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.routing import Route

from bot.chat.doors import Door
from bot.web import serve


def free_port() -> int:
    """Give a port that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def listens(port: int) -> None:
    """Wait until somebody listens to a port."""
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                await writer.wait_closed()
                return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def serving(doors: Sequence[Door], port: int, routes: Sequence[Route] = ()) -> AsyncIterator[str]:
    """Serve doors for a while; give where."""
    task = asyncio.create_task(serve(port, doors, routes))
    try:
        await listens(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
