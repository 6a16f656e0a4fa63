"""Slack: slack-bolt with Socket Mode or signed HTTP in front of ``receive``, and our messages out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.adapters.slack.bolt import application
from bot.adapters.slack.draw import Json
from bot.adapters.slack.envelopes import Envelope, ended_at, team_of
from bot.adapters.slack.failures import TOKEN_PAUSE
from bot.adapters.slack.installing import Installing, Secrets
from bot.adapters.slack.intake import AFTERWARDS, ENDED, envelope_of, request_of
from bot.adapters.slack.requests import PATH, Requests
from bot.adapters.slack.sockets import Socket, Sockets
from bot.adapters.slack.workspace import Workspace, Workspaces
from bot.chat import Address, File, Message, Pause, Receive, Ref, SlowDown
from bot.chat.doors import Door
from bot.chat.installs import Installs
from bot.chat.signs import Group, Topic

log = logging.getLogger(__name__)

Afterwards: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
T = TypeVar("T")
CLOSING = 5.0  #: seconds that what is under way may take at the end


class Slack:
    """Bring what workspaces do to Kuppi, and Kuppi's words to them.

    ``bot_token`` is one workspace's own; with ``secrets`` and ``installs`` others can let us in. With an app token we
    listen by Socket Mode, without one Slack comes by signed HTTP.
    """

    name = "slack"

    def __init__(
        self,
        bot_token: str | None,
        app_token: str | None,
        api_url: str,
        *,
        signing_secret: str | None = None,
        secrets: Secrets | None = None,
        installs: Installs | None = None,
        now: Callable[[], datetime],
        pause: Pause = asyncio.sleep,
    ) -> None:
        api_url = api_url.rstrip("/") + "/"
        self._app_token = app_token
        self._pause = pause
        self._workspaces = Workspaces(bot_token, api_url, installs, now=now, pause=pause)
        self._app: AsyncApp | None = None
        self._sockets: Sockets | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.by_web = app_token is None
        self.listens = False  #: events find somebody who takes them
        self._requests = Requests(signing_secret, self._asked) if signing_secret and self.by_web else None
        self._installing = (
            Installing(secrets, installs, self._workspaces, api_url, now) if secrets and installs else None
        )

    async def start(self) -> None:
        """Meet Slack, however long it takes to answer; raises Gone when the workspace has no more use for us."""
        await self._workspaces.start()

    async def close(self) -> None:
        """Let what is under way come to its end, then let go of Slack."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSING)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._sockets:
            await self._sockets.close()
        await self._workspaces.close()

    # -- the platform's verbs ----------------------------------------------------------------------------

    async def run(self, receive: Receive) -> None:
        """Bring events until cancelled; each is acknowledged after its answer is in hand."""
        await self.start()
        self._workspaces.opens(receive)
        self._app = self._app or application(self._workspaces.client(None), self._route)
        self.listens = True
        try:
            if self._app_token is None:
                await asyncio.Event().wait()
                return
            if self._sockets is None:
                client = self._workspaces.client(None)
                self._sockets = Sockets(self._app_token, client, self._delivered, self._pause)
            await self._sockets.run()
        finally:
            self.listens = False
            await self._workspaces.closes()

    async def send(self, to: Address, message: Message, locale: str, *, key: str | None = None) -> Ref:
        """Post a message; raises SlowDown, Gone or Uncertain."""
        return await self._speaking(to, lambda there: there.voice.say(to, message, locale, key))

    async def send_file(self, to: Address, file: File, locale: str) -> Ref:
        """Send a file to a chat; raises SlowDown, Gone or Uncertain."""
        return await self._speaking(to, lambda there: there.voice.hand(to, file, locale))

    async def edit(self, ref: Ref, message: Message, locale: str) -> None:
        """Redraw a message; raises SlowDown, Gone or Uncertain."""
        await self._speaking(ref.to, lambda there: there.voice.redraw(ref, message, locale))

    async def find(self, to: Address, key: str, since: datetime) -> Ref | None:
        """Look for the message posted with this key; raises SlowDown, Gone or Uncertain."""
        return await self._speaking(to, lambda there: there.voice.find(to, key, since))

    async def set_topic(self, to: Address, topic: Topic, locale: str) -> None:
        """Put our part into a channel's topic, or take it out. Raises SlowDown, Gone or Uncertain."""
        room = to.id.rpartition("/")[2]
        await self._speaking(to, lambda there: there.signs.topic(room, topic, locale))

    async def fill_group(self, to: Address, group: Group) -> None:
        """Fill a user group of the workspace that a chat is in. Raises SlowDown, Gone or Uncertain."""
        await self._speaking(to, lambda there: there.signs.group(group))

    async def _speaking(self, to: Address, call: Callable[[Workspace], Awaitable[T]]) -> T:
        """Make a call in the workspace of an address; a token that was refused may have been renewed elsewhere."""
        there = await self._workspaces.speaking(to.id.partition("/")[0])
        try:
            return await call(there)
        except SlowDown as slow:
            if slow.retry_after != TOKEN_PAUSE:
                raise
        return await call(await self._workspaces.refreshed(there))

    # -- ways in -----------------------------------------------------------------------------------------

    def doors(self) -> Sequence[Door]:
        """List where Slack, and whoever installs us, comes to us."""
        events = [Door("POST", PATH, self._requests.take)] if self._requests else []
        return [*events, *(self._installing.doors() if self._installing else ())]

    async def _delivered(self, socket: Socket, frame: Json) -> None:
        """Take an envelope; each is a task of its own, so that a burst is gathered into pages."""
        self._keep(self._handled(socket, frame))

    async def _handled(self, socket: Socket, frame: Json) -> None:
        envelope = envelope_of(frame)
        response, afterwards = await self._routed(envelope)
        if self._sockets and response.status == 200:
            await self._sockets.confirm(socket, envelope.id, response)
        if afterwards:
            await afterwards()

    async def _asked(self, envelope: Envelope) -> BoltResponse:
        """Take a request; what follows its answer is begun as the answer goes out."""
        response, afterwards = await self._routed(envelope)
        if afterwards:
            self._keep(afterwards())
        return response

    async def _routed(self, envelope: Envelope) -> tuple[BoltResponse, Afterwards | None]:
        """Give the answer to an envelope, and what is to be done once it is given."""
        if self._app is None or not self.listens:
            return BoltResponse(status=503), None
        request = request_of(envelope)
        response = await self._app.async_dispatch(request)
        return response, request.context.get(AFTERWARDS)

    async def _route(self, request: AsyncBoltRequest) -> BoltResponse:
        """Hand a request to the workspace that it is of."""
        envelope: Envelope = request.context["envelope"]
        try:
            there = await self._workspaces.find(team_of(envelope))
        except Exception as error:  # noqa: BLE001 -- unacknowledged, it comes again
            log.error("a workspace could not be looked up: %s", type(error).__name__)
            return BoltResponse(status=503)
        if there is None:
            log.warning("something came from a workspace that has not let us in")
            return BoltResponse(status=200)
        response = await there.intake.route(request)
        if request.context.get(ENDED):
            await self._workspaces.drop(there.team, ended_at(envelope) or datetime.now(UTC))
        return response

    def _keep(self, deed: Coroutine[Any, Any, None]) -> None:
        """Hold on to a task until it is done: the loop alone would let it be forgotten."""
        task = asyncio.create_task(deed)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
