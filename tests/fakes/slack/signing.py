"""Signed HTTP delivery: what Slack posts to a request URL, and what it makes of the response."""

import asyncio
import hashlib
import hmac
import json
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack.deeds import Deed, Delivery
from tests.fakes.slack.wire import Json, spelled

if TYPE_CHECKING:
    from tests.fakes.slack.courier import Courier
    from tests.fakes.slack.world import World

_OK = range(200, 300)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Sign a raw body the way Slack does (docs.slack.dev/authentication/verifying-requests-from-slack)."""
    base = b":".join((b"v0", timestamp.encode(), body))
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def body_of(deed: Deed) -> tuple[bytes, str]:
    """Spell a deed as an HTTP body, with its content type."""
    if deed.kind == "events_api":
        return spelled(deed.payload).encode(), "application/json"
    fields = deed.payload if deed.kind == "slash_commands" else {"payload": spelled(deed.payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


class Postman:
    """Post deeds to the request URL, each in its own time."""

    def __init__(self, world: "World", courier: "Courier") -> None:
        self.world = world
        self.courier = courier
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections to the bot."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    def headers(self, body: bytes, kind: str) -> dict[str, str]:
        """Give the headers of a signed request."""
        timestamp = str(int(time.time()))
        signed = {"X-Slack-Signature": signature(self.world.signing_secret, timestamp, body)}
        return {"Content-Type": kind, "User-Agent": "Slackbot 1.0", "X-Slack-Request-Timestamp": timestamp, **signed}

    def post(self, delivery: Delivery, url: str) -> None:
        """Send a delivery off."""
        task = asyncio.create_task(self._post(delivery, url))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def busy(self) -> bool:
        """Whether a response may still come."""
        return bool(self._tasks)

    async def _post(self, delivery: Delivery, url: str) -> None:
        body, kind = body_of(delivery.deed)
        headers = self.headers(body, kind)
        if delivery.attempt:
            headers |= {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": delivery.reason}
        delivery.via = url
        delivery.sent_at = time.perf_counter()
        try:
            async with asyncio.timeout(self.world.ack_limit):
                async with self.session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                    self._answered(delivery, response, await response.text())
        except TimeoutError:
            self.courier.missed(delivery, "http_timeout")
        except aiohttp.ClientError:
            self.courier.missed(delivery, "connection_failed")

    def _answered(self, delivery: Delivery, response: aiohttp.ClientResponse, text: str) -> None:
        if response.status in _OK:
            self.courier.acked(delivery, _payload(text, response.content_type))
            return
        self.courier.missed(delivery, "http_error", final=response.headers.get("X-Slack-No-Retry") == "1")

    async def verify(self, url: str) -> bool:
        """Ask the URL to prove itself, as Slack does when it is set."""
        challenge = self.world.mint("challenge")
        body = spelled({"token": "verification-token", "challenge": challenge, "type": "url_verification"}).encode()
        headers = self.headers(body, "application/json")
        async with self.session.post(url, data=body, headers=headers) as response:
            text = await response.text()
        return response.status == 200 and challenge in (text, _value(text).get("challenge"))

    async def close(self) -> None:
        """Stop posting."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()


def _payload(text: str, kind: str) -> Json | None:
    """Give what a response body answers: JSON, or plain text to a command."""
    if not text:
        return None
    return _value(text) if kind == "application/json" else {"text": text}


def _value(text: str) -> Json:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
