"""Socket Mode connections: two stand, and of each the next is open before the old one is let go."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.draw import Json
from bot.chat import Pause

log = logging.getLogger(__name__)

STANDING = 2  #: where one is cut without a word, Slack has another at hand
HEARTBEAT = 10.0  #: seconds between pings; a socket that does not answer within half of that is given up
HANDSHAKE = 10.0
LINGER = 10.0  #: seconds an old socket may still bring and confirm what was sent down it
SHORT_LIFE = 5.0  #: a socket gone sooner is not replaced at full speed
LONGEST_PAUSE = 30.0


class Socket(SocketModeClient):
    """Hold one connection for its whole life; it never renews itself, it says when it is over.

    slack_sdk's own client closes the old connection before it opens the next, tries a single-use URL again and
    again, and notices a dropped connection only at its next ping.
    """

    def __init__(
        self, app_token: str, client: AsyncWebClient, hear: Callable[["Socket", Json], Awaitable[None]]
    ) -> None:
        super().__init__(app_token, logger=client.logger, web_client=client, ping_interval=HEARTBEAT)
        self.over = asyncio.Event()  #: another socket must be opened
        self.ended = asyncio.Event()  #: nothing more can come down this one
        self.born = time.monotonic()
        self._hear = hear
        self.message_listeners.append(self._heard)

    async def connect(self) -> None:
        """Connect once; raises what went wrong."""
        url = await self.issue_new_wss_url()
        self.current_session = await self.aiohttp_client_session.ws_connect(
            url,
            heartbeat=HEARTBEAT,
            proxy=self.proxy,
            timeout=aiohttp.ClientWSTimeout(ws_close=2.0),
        )
        self.message_receiver = asyncio.ensure_future(self.receive_messages())

    async def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: ARG002 (slack_sdk's signature)
        """Take Slack's notice that this connection will end."""
        self.over.set()

    async def receive_messages(self) -> None:
        """Hand on what comes until the connection ends, however it ends."""
        try:
            if self.current_session is not None:
                async for message in self.current_session:
                    if message.type is aiohttp.WSMsgType.TEXT:
                        await self.enqueue_message(message.data)
        finally:
            self.over.set()
            self.ended.set()

    async def end(self) -> None:
        """Close the connection and all that served it."""
        await self.close()  # type: ignore[no-untyped-call]

    def deafen(self) -> None:
        """Read no more; what was read can still be confirmed."""
        if self.message_receiver is not None:
            self.message_receiver.cancel()

    async def _heard(self, _client: object, frame: Json, _raw: str | None = None) -> None:
        if "envelope_id" in frame:
            await self._hear(self, frame)


class Sockets:
    """Keep connections standing; Slack hands each envelope to any one of them."""

    def __init__(
        self, app_token: str, client: AsyncWebClient, hear: Callable[[Socket, Json], Awaitable[None]], pause: Pause
    ) -> None:
        self._app_token = app_token
        self._client = client
        self._hear = hear
        self._pause = pause
        self._open: list[Socket] = []  # the newest last
        self._farewells: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Keep the connections open until cancelled; then read no more, for what was read can still be confirmed."""
        for left in self._open:  # by an earlier run; nobody reads them
            self._let_go(left)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(STANDING):
                    group.create_task(self._keep())
        finally:
            for socket in self._open:
                socket.deafen()

    async def confirm(self, socket: Socket, envelope_id: str, response: BoltResponse) -> None:
        """Acknowledge an envelope down the socket it came by, or another if that one is gone."""
        request = SocketModeRequest("", envelope_id, {})
        for way in [socket, *reversed(self._open)]:
            try:
                await send_async_response(way, request, response, 0.0)
            except ConnectionError:
                continue
            return
        log.warning("an envelope could not be acknowledged: no socket stands")

    async def close(self) -> None:
        """Close every connection."""
        for farewell in self._farewells:
            farewell.cancel()
        await asyncio.gather(*self._farewells, return_exceptions=True)
        for socket in self._open:
            await socket.end()
        self._open.clear()

    async def _keep(self) -> None:
        """Keep one connection open."""
        standing, short = await self._opened(), 0
        while True:
            await standing.over.wait()
            short = short + 1 if time.monotonic() - standing.born < SHORT_LIFE else 0
            if short > 1:
                await self._pause(_backoff(short - 2))
            fresh = await self._opened()
            self._let_go(standing)
            standing = fresh

    async def _opened(self) -> Socket:
        """Open a connection, however long it takes."""
        for attempt in count():
            socket = Socket(self._app_token, self._client, self._hear)
            try:
                async with asyncio.timeout(HANDSHAKE):
                    await socket.connect()
            except (SlackApiError, aiohttp.ClientError, OSError) as error:
                await socket.end()
                log.warning("no socket could be opened: %s", type(error).__name__)
            except BaseException:
                await socket.end()
                raise
            else:
                self._open.append(socket)
                return socket
            await self._pause(_backoff(attempt))
        raise AssertionError

    def _let_go(self, socket: Socket) -> None:
        farewell = asyncio.create_task(self._farewell(socket))
        self._farewells.add(farewell)
        farewell.add_done_callback(self._farewells.discard)

    async def _farewell(self, socket: Socket) -> None:
        """Let a socket that Slack will close bring what is still under way."""
        with suppress(TimeoutError):
            await asyncio.wait_for(socket.ended.wait(), LINGER)
        await socket.end()
        self._open.remove(socket)


def _backoff(attempt: int) -> float:
    return float(min(2**attempt, LONGEST_PAUSE))
