"""Socket Mode: two lines, so that one is open while the other is renewed, and each envelope is a task of its own."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

LINES = 2
PING = 1.0  #: seconds between pings, and how long a dropped line stays unnoticed
ENVELOPE = "envelope_id"
log = logging.getLogger(__name__)
Deed = Callable[[Awaitable[None]], None]


class Line(AsyncSocketModeHandler):
    """Hold one socket. The sdk handles envelopes one after another: a burst would never gather into a page."""

    def __init__(self, app: AsyncApp, app_token: str, background: Deed) -> None:
        super().__init__(app, app_token, ping_interval=PING)
        self._background = background

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Take an envelope; it is acked when, and only when, its listener has returned."""
        self._background(self._take(client, req))

    async def _take(self, client: SocketModeClient, req: SocketModeRequest) -> None:
        headers = build_headers(req)
        request = AsyncBoltRequest(
            mode="socket_mode", body=req.payload, headers=headers, context={ENVELOPE: req.envelope_id}
        )  # fmt: skip
        response = await self.app.async_dispatch(request)
        await send_async_response(client, req, response, 0.0)


async def keep_open(line: Line) -> None:
    """Keep a line open until cancelled: the sdk would retry a spent address for ever, so it gets a fresh one."""
    await line.connect_async()  # type: ignore[no-untyped-call]
    while True:
        await asyncio.sleep(PING)
        session = line.client.current_session
        if session is None or session.closed:
            line.client.wss_uri = None


async def close(line: Line) -> None:
    """Close a line, whatever state it is in."""
    with contextlib.suppress(Exception):
        await line.close_async()  # type: ignore[no-untyped-call]
