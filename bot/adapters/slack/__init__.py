"""Slack: Socket Mode through bolt, words through the Web API; it knows nothing of what Kuppi is about."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.adapters.slack.answers import Answers
from bot.adapters.slack.draw import drawn
from bot.adapters.slack.names import clean
from bot.adapters.slack.payloads import Heard, Reading
from bot.adapters.slack.profiles import Profiles
from bot.adapters.slack.sockets import ENVELOPE, LINES, Line, close, keep_open
from bot.adapters.slack.wire import Wire
from bot.chat import Address, Gone, Joined, Message, Receive, Ref, SlowDown, Uncertain

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 5.0
_PATIENCE = 2.0  #: seconds that answers under way get at the end
log = logging.getLogger(__name__)
Pause = Callable[[float], Awaitable[None]]


class _Intake(AsyncMiddleware):
    """Take everything at one place: bolt routes nothing, and acks exactly when this returns."""

    def __init__(self, take: Callable[[dict[str, Any], str], Awaitable[str]]) -> None:
        self._take = take

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 -- bolt's signature
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, ARG002 -- bolt's signature
    ) -> BoltResponse | None:
        """Answer a request; an exception leaves it without an ack."""
        return BoltResponse(status=200, body=await self._take(req.body, str(req.context.get(ENVELOPE, ""))))


class Slack:
    """Bring what happens in a workspace, and say there what is to be said.

    ``now`` is the edge's clock; ``pause`` waits for a number of seconds.
    """

    name = "slack"

    def __init__(
        self, bot_token: str, app_token: str, api_url: str, *, now: Callable[[], datetime], pause: Pause = asyncio.sleep
    ) -> None:
        self._tokens = bot_token, app_token
        self._api_url = api_url
        self._now = now
        self._pause = pause
        self._session: aiohttp.ClientSession | None = None
        self._starting = asyncio.Lock()
        self._conversations: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._lines: list[Line] = []

    # -- starting and ending --

    async def start(self) -> None:
        """Learn who we are, however long Slack takes to say it; ``run`` does it too."""
        async with self._starting:
            if self._session is not None:
                return
            session = aiohttp.ClientSession()
            self._wire = Wire(self._tokens[0], self._api_url, session)
            self._profiles = Profiles(self._wire, self._now)
            self._answers = Answers(self._wire, self.send, self._pause)
            me = await self._introduced()
            self._team, self._bot_user = str(me["team_id"]), str(me["user_id"])
            self._reading = Reading(self._bot_user, self._profiles.known, self._now)
            self._session = session

    async def _introduced(self) -> dict[str, Any]:
        wait = _FIRST_PAUSE
        while True:
            try:
                return await self._wire.call("auth.test")
            except (SlowDown, Gone, Uncertain) as trouble:
                log.warning("Slack does not say who we are: %s", trouble)
            await self._pause(wait)
            wait = min(2 * wait, _LONGEST_PAUSE)

    async def close(self) -> None:
        """Let the answers under way end, for a moment, and close the connections."""
        for line in self._lines:
            await close(line)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_PATIENCE)
        for task in self._tasks:
            task.cancel()
        if self._session is not None:
            await self._session.close()
            self._session = None

    # -- in --

    async def run(self, receive: Receive) -> None:
        """Bring events until cancelled; each is acked only after it was committed."""
        await self.start()
        self._receive = receive
        app = self._app()
        self._lines = [Line(app, self._tokens[1], self._background) for _ in range(LINES)]
        parts = [*(keep_open(line) for line in self._lines), self._profiles.run(receive)]
        tasks = [asyncio.ensure_future(part) for part in parts]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for line in self._lines:
                await close(line)
            self._lines = []

    def _app(self) -> AsyncApp:
        me = AuthorizeResult(
            enterprise_id=None, team_id=self._team, bot_user_id=self._bot_user, bot_token=self._tokens[0]
        )  # fmt: skip

        async def authorize() -> AuthorizeResult:
            return me  # from memory: asking Slack would cost a call a press

        app = AsyncApp(client=self._wire.tokenless(), authorize=authorize, process_before_response=True)
        app.use(_Intake(self._take))
        return app

    async def _take(self, payload: dict[str, Any], envelope: str) -> str:
        """Commit what came, then give what the ack carries; the rest of the answer follows by itself."""
        heard = self._reading.heard(payload, envelope)
        if heard is None:
            return ""
        [answer] = await self._receive([await self._titled(heard)])
        body = await self._answers.ack(heard, answer)
        self._background(self._answers.give(heard, answer))
        self._profiles.wonder(heard.event.who)
        return json.dumps(body) if body else ""

    async def _titled(self, heard: Heard) -> Any:
        """Learn a channel's name when we are invited to it; without one its id serves."""
        event = heard.event
        if not isinstance(event, Joined):
            return event
        try:
            info = await self._wire.call("conversations.info", channel=_id(event.where))
        except (SlowDown, Gone, Uncertain):
            return event
        return replace(event, title=clean(info["channel"].get("name", "")))

    def _background(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.warning("an envelope was not taken: %s", type(task.exception()).__name__)

    # -- out --

    async def send(self, to: Address, message: Message, locale: str, *, key: str | None = None) -> Ref:
        """Post a message; ``key`` names it in its metadata. Raises SlowDown, Gone or Uncertain."""
        await self.start()
        named = {"metadata": {"event_type": "kuppi", "event_payload": {"key": key}}} if key else {}
        thread = {"thread_ts": to.thread} if to.thread else {}
        posted = await self._wire.call(
            "chat.postMessage", channel=await self._channel(to), unfurl_links=False, unfurl_media=False,
            **drawn([message], locale), **named, **thread,
        )  # fmt: skip
        return Ref(to, str(posted["ts"]))

    async def edit(self, ref: Ref, message: Message, locale: str) -> None:
        """Redraw a message. Raises SlowDown, Gone or Uncertain."""
        await self.start()
        channel = await self._channel(ref.to)
        await self._wire.call("chat.update", channel=channel, ts=ref.message, **drawn([message], locale))

    async def find(self, to: Address, key: str, since: datetime) -> Ref | None:
        """Look for the message posted with a key."""
        await self.start()
        history = await self._wire.call(
            "conversations.history", channel=await self._channel(to), include_all_metadata=True, limit=200,
            oldest=f"{since.timestamp():.6f}",
        )  # fmt: skip
        for message in history.get("messages", []):
            if message.get("metadata", {}).get("event_payload", {}).get("key") == key:
                return Ref(to, str(message["ts"]))
        return None

    async def _channel(self, to: Address) -> str:
        """Give the channel of an address; a person's private chat is opened once."""
        id_ = _id(to)
        if id_[:1] not in {"U", "W"}:
            return id_
        if id_ not in self._conversations:
            opened = await self._wire.call("conversations.open", users=id_)
            self._conversations[id_] = str(opened["channel"]["id"])
        return self._conversations[id_]


def _id(to: Address) -> str:
    return to.id.partition("/")[2]
