"""The server: SlackFake, Slack on loopback for the length of an `async with`."""

import asyncio
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.slack import events, hooks
from tests.fakes.slack.api import WebApi
from tests.fakes.slack.channels import Channel
from tests.fakes.slack.deeds import Deed, Delivery, Kind
from tests.fakes.slack.faults import SERVER_ERROR, Fault
from tests.fakes.slack.limits import Flood
from tests.fakes.slack.sockets import Socket
from tests.fakes.slack.teams import Team
from tests.fakes.slack.wire import Json, spelled
from tests.fakes.slack.world import World


class SlackFake(World):
    """Slack itself: the Web API, Socket Mode, response URLs and signed HTTP, with people to play the parts."""

    def __init__(self, *, strict: bool = True, bot_name: str = "Kuppi") -> None:
        super().__init__(strict=strict, bot_name=bot_name)
        self._port = 0
        self._api = WebApi(self)
        server = web.Server(self._serve, access_log=None)
        self._runner = web.ServerRunner(server, handle_signals=False, shutdown_timeout=0.2)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.courier.close()
        await self._runner.cleanup()

    @property
    def base(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """What goes into SLACK_API_URL."""
        return f"{self.base}/api/"

    @property
    def bot_token(self) -> str:
        """The bot's token in the first workspace."""
        return self.default_team.bot_token

    @property
    def bot_user_id(self) -> str:
        """The bot's user id in the first workspace."""
        return self.default_team.bot_user_id

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        head, _, rest = request.path.lstrip("/").partition("/")
        match head:
            case "api":
                return await self._api.answer(request, rest)
            case "link":
                return await self.courier.sockets.serve(request)
            case "response":
                return await self._respond(request, rest)
            case "upload":
                return await self._upload(request, rest)
        self.breaks("path", f"there is nothing at {request.path}")
        return web.Response(status=404)

    async def _respond(self, request: web.BaseRequest, key: str) -> web.StreamResponse:
        raw = await request.read()

        def answer() -> web.Response:
            status, body = hooks.use(self, key, raw)
            self.courier.touched()
            return web.Response(text=spelled(body), status=status, content_type="application/json")

        return await self._with_luck("response_url", request, answer)

    async def _upload(self, request: web.BaseRequest, file_id: str) -> web.StreamResponse:
        content = await request.content.read()

        def answer() -> web.Response:
            file = self.files.get(file_id)
            if file is None or len(content) != file.length:
                return web.Response(text="not the announced file", status=400)
            file.content = content
            return web.Response(text=f"OK - {len(content)}")

        return await self._with_luck("upload", request, answer)

    async def _with_luck(
        self, name: str, request: web.BaseRequest, answer: Callable[[], web.Response]
    ) -> web.StreamResponse:
        """Answer, unless a fault planned for this door strikes before or after."""
        fault = self.faults.take(name, "")
        if fault is None:
            return answer()
        response = answer() if fault.after else None
        if fault.kind == "hang":
            await asyncio.sleep(fault.seconds)
            return response or answer()
        return _broken(request, fault)

    # Connections.

    @property
    def sockets(self) -> list[Socket]:
        """The open Socket Mode connections."""
        return self.courier.sockets.open

    def connected(self, number: int = 1, timeout: float = 30.0) -> Coroutine[Any, Any, int]:
        """Wait until the bot holds so many connections."""

        def look() -> int | None:
            return len(self.sockets) if len(self.sockets) >= number else None

        return self.pulse.until(look, timeout, lambda: f"{len(self.sockets)} connections, not {number}")

    def disconnect(self, reason: str = "refresh_requested", number: int | None = None) -> None:
        """Say goodbye: `warning`, `refresh_requested`, `link_disabled`; the line ends a little later."""
        self.courier.sockets.disconnect(reason, number)

    def drop_sockets(self) -> None:
        """Cut every connection without a word."""
        self.courier.sockets.drop()

    def deliver_over_http(self, url: str | None) -> None:
        """Post what happens to this request URL from now on; with None go back to sockets."""
        self.request_url = url

    def verifies(self, url: str) -> Coroutine[Any, Any, bool]:
        """Ask a request URL for its challenge, as Slack does when it is set."""
        return self.courier.postman.verify(url)

    def signed(self, body: bytes, kind: str = "application/json") -> dict[str, str]:
        """Give the headers of a request that Slack would sign now."""
        return self.courier.postman.headers(body, kind)

    # What goes wrong.

    def fail(
        self,
        method: str,
        channel: Channel | str | None = None,
        times: int | None = 1,
        how: str | Fault = SERVER_ERROR,
    ) -> None:
        """Let the next calls fail: with an error of Slack's, or a fault.

        `*` is any method; `response_url`, `upload` and `socket` (a refused connection) fail by name only.
        """
        self.faults.plan(method, channel.id if isinstance(channel, Channel) else channel, times, how)

    def flood(self, *, post_every: float = 1.0, burst: int = 3, minute: float = 60.0) -> None:
        """Hold calls to Slack's rates from now on; tests shorten the minute."""
        self.limiter = Flood(post_every=post_every, burst=burst, minute=minute)

    # What is told to the bot.

    def inject(self, payload: Json, kind: Kind | None = None, team: Team | None = None) -> Deed:
        """Hand the bot a raw payload."""
        natural: Kind = "slash_commands" if "command" in payload else "interactive"
        if payload.get("type") == "event_callback":
            natural = "events_api"
        return self.carry(Deed(kind or natural, payload, team or self.default_team))

    def tells(self, event: Json, team: Team | None = None) -> Deed:
        """Hand the bot an event, whether it subscribed or not: message_changed, bot_message, …."""
        team = team or self.default_team
        return self.carry(Deed("events_api", events.callback(team, event), team))

    def redeliver(self, deed: Deed) -> Delivery:
        """Hand the same thing out once more; give that attempt, to wait for its ack."""
        is_event = deed.kind == "events_api"
        return self.courier.carry(deed, len(deed.deliveries) if is_event else 0, "timeout" if is_event else "")

    async def quiet(self, seconds: float = 0.2) -> None:
        """Wait until nothing has moved for so long and no ack is due."""
        while True:
            moved = self.courier.last_traffic
            await asyncio.sleep(seconds)
            if moved == self.courier.last_traffic and not self.courier.in_flight:
                return


def _broken(request: web.BaseRequest, fault: Fault) -> web.Response:
    """Give what a fault leaves of a response."""
    if fault.kind == "drop" and request.transport:
        request.transport.abort()
    if fault.kind == "slow_down":
        return web.Response(status=429, headers={"Retry-After": str(int(fault.seconds))})
    text = spelled({"ok": False, "error": fault.error or "internal_error"})
    return web.Response(text=text, status=500, content_type="application/json")
