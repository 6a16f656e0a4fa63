"""Delivery to a webhook: one lane per chat or person, repeated with growing delays until taken or too old."""

import asyncio
import random
import re
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from urllib.parse import urlsplit

import aiohttp

from tests.fakes.telegram.errors import ApiError, malformed
from tests.fakes.telegram.updates import QueuedUpdate
from tests.fakes.telegram.wire import Json, decode, read_body
from tests.fakes.telegram.world import World

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LOOPBACK = frozenset({"127.0.0.1", "localhost"})
CONNECTIONS = 40
MOST_CONNECTIONS = 100
LONGEST_DELAY = 60.0
LONGEST_RETRY_AFTER = 3600.0
GONE_FOR = 23 * 3600
NOT_BY_REPLY = frozenset({"setwebhook", "deletewebhook", "close", "logout"})


class Webhook:
    """Where updates go, and how that went."""

    def __init__(self, world: World, perform: Callable[[str, Json], Awaitable[None]]) -> None:
        self._world = world
        self._perform = perform
        self._session: aiohttp.ClientSession | None = None
        self._lanes: dict[str, deque[QueuedUpdate]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(CONNECTIONS)
        self._gone_since: float | None = None
        self.url = ""
        self.secret: str | None = None
        self.connections = CONNECTIONS
        self.last_error: tuple[int, str] | None = None
        #: Public addresses and where they are in this test: {"https://kuppi.example": "http://127.0.0.1:8080"}.
        self.routes: dict[str, str] = {}
        #: Waits between repetitions are multiplied by this.
        self.pace = 1.0
        self.patience = 60.0

    def set(self, parameters: Json) -> None:
        url, secret = str(parameters.get("url") or ""), parameters.get("secret_token")
        if not url:
            self.remove(parameters)
            return
        self._check(url, secret, parameters.get("max_connections") or CONNECTIONS)
        self._stop()
        self.url, self.secret = url, secret
        self.connections = int(parameters.get("max_connections") or CONNECTIONS)
        self._places = asyncio.Semaphore(self.connections)
        self._world.queue.allow(parameters.get("allowed_updates"))
        self._forget(parameters)
        for update in list(self._world.queue.pending.values()):
            self.offer(update)

    def _check(self, url: str, secret: object, connections: int) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise malformed("bad webhook: An HTTPS URL must be provided for webhook")
        if secret is not None and not SECRET.fullmatch(str(secret)):
            raise malformed("secret token contains unallowed characters")
        if not 1 <= connections <= MOST_CONNECTIONS:
            self._world.violations.append(f"setWebhook: max_connections {connections}")

    def remove(self, parameters: Json) -> None:
        self._stop()
        self.url, self.secret, self.last_error = "", None, None
        self._forget(parameters)

    def _forget(self, parameters: Json) -> None:
        if parameters.get("drop_pending_updates"):
            self._world.queue.drop_all()

    def info(self) -> Json:
        told: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._world.queue.pending),
        }
        if not self.url:
            return told
        told |= {"max_connections": self.connections, "allowed_updates": sorted(self._world.queue.allowed)}
        if self.last_error:
            told |= {"last_error_date": self.last_error[0], "last_error_message": self.last_error[1]}
        return told

    def offer(self, update: QueuedUpdate) -> None:
        """Put an update at the end of its lane; a lane delivers one at a time."""
        lane = self._lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.lane] = deque([update])
        task = asyncio.get_running_loop().create_task(self._serve(update.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, name: str) -> None:
        lane = self._lanes[name]
        while lane and self.url:
            await self._deliver(lane[0])
            lane.popleft()
        if self._lanes.get(name) is lane:
            del self._lanes[name]

    async def _deliver(self, update: QueuedUpdate) -> None:
        """Repeat at once, then after 2, 4, 8 … seconds, or after what the bot asked for."""
        delay, failures = 1.0, 0
        while True:
            asked = await self._try(update)
            if asked is None:
                self._world.queue.confirm(update)
                return
            if not self.url:
                return
            if failures and not asked:
                delay = min(delay * 2, random.uniform(LONGEST_DELAY, 2 * LONGEST_DELAY))  # noqa: S311 -- no secret
            wait = min(asked, LONGEST_RETRY_AFTER) or (delay if failures else 0.0)
            if self._world.now() + wait > update.expires_at:
                self._world.queue.drop(update, "expired")
                return
            failures += 1
            await asyncio.sleep(wait * self.pace)

    async def _try(self, update: QueuedUpdate) -> float | None:
        """Post it once: None when it was taken, else the seconds the bot asked to wait (0 for none)."""
        async with self._places:
            self._world.hand_out([update])
            try:
                async with self._post(update.wire) as answer:
                    body = await answer.read()
            except (aiohttp.ClientError, TimeoutError):
                return self._failed("Webhook connection closed")
        if 200 <= answer.status < 300:
            self._gone_since = None
            await self._heed(answer.content_type, body)
            return None
        self._count_gone(answer.status)
        asked = answer.headers.get("Retry-After", "0")
        return self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}", asked)

    def _failed(self, why: str, asked: str = "0") -> float:
        self.last_error = self._world.today(), why
        return float(asked) if asked.isdigit() else 0.0

    def _count_gone(self, status: int) -> None:
        """Close a webhook that has said 410 for 23 hours."""
        if status != 410:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = self._world.now()
        elif self._world.now() > self._gone_since + GONE_FOR:
            self.url = ""
            self._lanes.clear()
            for task in self._tasks - {asyncio.current_task()}:
                task.cancel()

    async def _heed(self, content_type: str, body: bytes) -> None:
        """Perform the one method call that a reply may carry."""
        try:
            parameters = decode(read_body(content_type, body))
        except (ApiError, UnicodeDecodeError):
            return
        method = str(parameters.pop("method", ""))
        if method and method.lower() not in NOT_BY_REPLY and not method.lower().startswith("get"):
            await self._perform(method, parameters)

    def _post(self, wire: bytes) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        secret = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        headers = {"Content-Type": "application/json", **secret}
        return self._client().post(self._where(), data=wire, headers=headers, allow_redirects=False)

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.patience))
        return self._session

    def _where(self) -> str:
        for public, local in self.routes.items():
            if self.url.startswith(public):
                return local + self.url.removeprefix(public)
        return self.url

    def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._lanes.clear()

    async def close(self) -> None:
        tasks = list(self._tasks)
        self._stop()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session:
            await self._session.close()
            self._session = None
