"""Socket Mode's far end: tickets, hello, envelopes to any one connection, disconnects."""

import asyncio
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from tests.fakes.slack.deeds import Delivery
from tests.fakes.slack.history import SocketLife
from tests.fakes.slack.wire import Json, spelled

if TYPE_CHECKING:
    from tests.fakes.slack.courier import Courier
    from tests.fakes.slack.world import World

MOST_CONNECTIONS = 10


@dataclass(eq=False)
class Socket:
    """One connection of the bot's."""

    life: SocketLife
    line: web.WebSocketResponse
    request: web.BaseRequest
    #: Slack said goodbye and hands it nothing more.
    leaving: bool = False
    queue: asyncio.Queue[Delivery | Json] = field(default_factory=asyncio.Queue)

    @property
    def name(self) -> str:
        """What history calls it."""
        return f"socket {self.life.number}"

    async def write(self) -> None:
        """Send what is queued, in order."""
        while True:
            item = await self.queue.get()
            if isinstance(item, Delivery):
                item.sent_at = time.perf_counter()
                item.via = self.name
            await self.line.send_str(spelled(item.envelope() if isinstance(item, Delivery) else item))

    def abort(self) -> None:
        """Cut the line without a word."""
        if self.request.transport:
            self.request.transport.abort()


class Sockets:
    """The open connections; each payload goes to the next of them."""

    def __init__(self, world: "World", courier: "Courier") -> None:
        self.world = world
        self.courier = courier
        self.open: list[Socket] = []
        #: Seconds between a `disconnect` message and the end of the connection.
        self.grace = 1.0
        self._tickets: set[str] = set()
        self._turn = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def ticket(self) -> str:
        """Issue a URL that opens one connection."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        host = self.world.base.removeprefix("http://")
        return f"ws://{host}/link/?ticket={ticket}&app_id={self.world.app_id}"

    def send(self, delivery: Delivery) -> bool:
        """Hand a delivery to any one connection, if there is one."""
        staying = [socket for socket in self.open if not socket.leaving]
        if not staying:
            return False
        self._turn += 1
        staying[self._turn % len(staying)].queue.put_nowait(delivery)
        return True

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Live through one connection."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            self.world.breaks("socket", "a wss URL is good for one connection; ask apps.connections.open again")
            return web.Response(status=404)
        self._tickets.discard(ticket)
        if self.world.faults.take("socket", ""):
            return web.Response(status=503)
        response = web.WebSocketResponse(timeout=0.2)
        await response.prepare(request)
        if len(self.open) >= MOST_CONNECTIONS:
            await response.send_str(spelled(_goodbye("too_many_websockets")))
            await response.close()
            return response
        await self._live(Socket(self._born(), response, request))
        return response

    def _born(self) -> SocketLife:
        life = SocketLife(len(self.world.history.sockets) + 1, time.perf_counter())
        self.world.history.sockets.append(life)
        return life

    async def _live(self, socket: Socket) -> None:
        await socket.line.send_str(spelled(_hello(self.world.app_id, len(self.open) + 1)))
        self.open.append(socket)
        self.world.pulse.beat()
        writer = asyncio.create_task(socket.write())
        try:
            async for message in socket.line:
                if message.type is WSMsgType.TEXT:
                    self._heard(str(message.data))
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            self.open.remove(socket)
            socket.life.closed_at = time.perf_counter()
            self.world.pulse.beat()

    def _heard(self, text: str) -> None:
        try:
            ack = json.loads(text)
            envelope_id, payload = ack["envelope_id"], ack.get("payload")
        except (ValueError, KeyError, TypeError):
            self.world.breaks("ack", f"not an ack: {text!r}")
            return
        self.courier.acknowledge(envelope_id, payload)

    def disconnect(self, reason: str, number: int | None = None) -> None:
        """Say goodbye to one connection or to all; they end after the grace."""
        for socket in self.open:
            if number in (None, socket.life.number):
                socket.leaving = reason != "warning"
                socket.life.told.append(reason)
                socket.queue.put_nowait(_goodbye(reason))
                task = asyncio.create_task(self._end(socket))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _end(self, socket: Socket) -> None:
        await asyncio.sleep(self.grace)
        await socket.line.close()

    def drop(self) -> None:
        """Cut every line at once."""
        for task in self._tasks:
            task.cancel()
        for socket in self.open:
            socket.abort()


def _hello(app_id: str, connections: int) -> Json:
    debug = {"host": "applink-fake", "build_number": 1, "approximate_connection_time": 18060}
    info = {"connection_info": {"app_id": app_id}}
    return {"type": "hello", "num_connections": connections, "debug_info": debug, **info}


def _goodbye(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-fake"}}
