"""Slack: slack-bolt with Socket Mode or signed HTTP in front of ``receive``, and our messages out."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.answers import Answers
from bot.adapters.slack.bolt import application, quiet
from bot.adapters.slack.draw import Json
from bot.adapters.slack.failures import TOKEN_PAUSE, UNREACHED_PAUSE, settled
from bot.adapters.slack.intake import AFTERWARDS, Intake, envelope_of, request_of
from bot.adapters.slack.payloads import Envelope, Reader
from bot.adapters.slack.people import People
from bot.adapters.slack.requests import PATH, Requests
from bot.adapters.slack.sockets import Socket, Sockets
from bot.adapters.slack.voice import Voice
from bot.chat import Address, Message, Pause, Receive, Ref, SlowDown, Uncertain
from bot.chat.doors import Door, Knock, Reply

log = logging.getLogger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=15, sock_connect=5)
Afterwards: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
CLOSING = 5.0  #: seconds that what is under way may take at the end


class Slack:
    """Bring what one workspace does to Kuppi, and Kuppi's words to it."""

    name = "slack"

    def __init__(
        self,
        bot_token: str,
        app_token: str | None,
        api_url: str,
        *,
        signing_secret: str | None = None,
        now: Callable[[], datetime],
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._bot_token = bot_token
        self._app_token = app_token
        self._api_url = api_url.rstrip("/") + "/"
        self._now = now
        self._pause = pause
        self._introduction: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None
        self._sockets: Sockets | None = None
        self.by_web = app_token is None
        self._app: AsyncApp | None = None
        self.listens = False  #: events find somebody who takes them
        self._requests = Requests(signing_secret or "", self._asked) if signing_secret and self.by_web else None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Meet Slack, however long it takes to answer; raises Gone when the workspace has no more use for us."""
        while True:
            try:
                return await self._ready()
            except SlowDown as slow:
                refused = slow.retry_after == TOKEN_PAUSE
                log.warning("Slack refuses the bot's token" if refused else "Slack does not say who we are yet")
                wait = slow.retry_after
            await self._pause(wait)

    async def _ready(self) -> None:
        """Be introduced, once for all who wait for it; raises SlowDown while Slack does not say who we are."""
        if self._introduction is None or _failed(self._introduction):
            self._introduction = asyncio.create_task(self._introduce())
        await asyncio.shield(self._introduction)

    async def _introduce(self) -> None:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT)
        # no retry_handlers: the SDK's own post again after a dropped connection, and nobody would know
        client = AsyncWebClient(
            self._bot_token, self._api_url, session=self._session, logger=quiet(), retry_handlers=[]
        )
        try:
            me = await settled(client.auth_test())
        except Uncertain:
            raise SlowDown(UNREACHED_PAUSE) from None
        team, bot_user = str(me["team_id"]), str(me["user_id"])
        self._voice = Voice(client, self._session, self._pause)
        self._people = People(team, self._voice.person, self._now, self._pause)
        reader = Reader(team, bot_user, self._people, self._now)
        self._intake = Intake(reader, Answers(self._voice, self._pause), self._people, self._voice)
        self._app = application(client, self._intake.route)
        if self._app_token:
            self._sockets = Sockets(self._app_token, client, self._delivered, self._pause)

    async def close(self) -> None:
        """Let what is under way come to its end, then let go of Slack."""
        if self._introduction:
            self._introduction.cancel()
            await asyncio.gather(self._introduction, return_exceptions=True)
            self._introduction = None
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSING)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._sockets:
            await self._sockets.close()
        if self._session:
            await self._session.close()

    # -- the platform's verbs ----------------------------------------------------------------------------

    async def run(self, receive: Receive) -> None:
        """Bring events until cancelled; each is acknowledged after its answer is in hand."""
        await self.start()
        self._intake.opens(receive)
        self.listens = True
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._people.run(receive))
                if self._sockets:
                    group.create_task(self._sockets.run())
        finally:
            self.listens = False

    async def send(self, to: Address, message: Message, locale: str, *, key: str | None = None) -> Ref:
        """Post a message; raises SlowDown, Gone or Uncertain."""
        await self._ready()
        return await self._voice.say(to, message, locale, key)

    async def edit(self, ref: Ref, message: Message, locale: str) -> None:
        """Redraw a message; raises SlowDown, Gone or Uncertain."""
        await self._ready()
        await self._voice.redraw(ref, message, locale)

    async def find(self, to: Address, key: str, since: datetime) -> Ref | None:
        """Look for the message posted with this key; raises SlowDown, Gone or Uncertain."""
        await self._ready()
        return await self._voice.find(to, key, since)

    # -- ways in -----------------------------------------------------------------------------------------

    def doors(self) -> Sequence[Door]:
        """List where Slack comes to us."""
        return [Door("POST", PATH, self._visited)] if self._requests else []

    async def _visited(self, knock: Knock) -> Reply:
        return await self._requests.take(knock) if self._requests else Reply(404)

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

    def _keep(self, deed: Coroutine[Any, Any, None]) -> None:
        """Hold on to a task until it is done: the loop alone would let it be forgotten."""
        task = asyncio.create_task(deed)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _failed(task: "asyncio.Task[None]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
