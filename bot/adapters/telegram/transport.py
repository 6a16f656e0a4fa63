"""The Bot API over one shared aiohttp session: python-telegram-bot's transport, and ours for raw pages.

What goes wrong is told apart by what is known of the effect:

* ``Unreached``: the call never got there (connection refused, DNS, TLS, no free connection);
* ``Doubtful``: it may or may not have taken effect (read timeout, lost connection, 5xx, no sensible answer);
* ``Declined``: Telegram said no, in its own words.

The token lives here alone. The Bot is given ``STAND_IN``, so neither its repr, its debug log nor its exceptions can
tell the real one. For the same reason nothing of aiohttp's exceptions but their type is passed on: some texts quote the
address, and the token is in it.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData
from yarl import URL

STAND_IN = "TOKEN"
CONNECTIONS = 100  #: as many as Telegram puts in a page of updates, each of which may be answered at once
CONNECT = 5.0  #: seconds to get a connection, waiting for a free one included
READ = 10.0  #: seconds between two pieces of an answer
_UNREACHED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_DOUBTFUL = (aiohttp.ClientError, TimeoutError, OSError)


class Unreached(NetworkError):
    """The call never got there."""


class Doubtful(NetworkError):
    """The call may or may not have taken effect."""


class Declined(TelegramError):
    """Telegram said no; ``retry_after`` is in seconds."""

    def __init__(self, code: int, words: str, parameters: Mapping[str, Any]) -> None:
        super().__init__(words)
        self.code = code
        self.words = words
        self.retry_after: float | None = parameters.get("retry_after")
        self.moved_to: int | None = parameters.get("migrate_to_chat_id")


class Wire(BaseRequest):
    """Carry calls over one session; timeouts are in seconds."""

    def __init__(self, token: str, *, connect_timeout: float = CONNECT, read_timeout: float = READ) -> None:
        self._token = token
        self._connect = connect_timeout
        self._read = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Give how long an answer may take unless a call says otherwise."""
        return self._read

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close the session."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def raw(self, url: str, fields: Mapping[str, str], read_timeout: float) -> Any:
        """Call a method and give its result unparsed; raises as ``do_request``."""
        limits = self._limits(read_timeout, self._connect, None)
        status, payload = await self._exchange("POST", url, _form(fields), limits)
        return self.parse_json_payload(_accepted(status, payload))["result"]

    async def do_request(  # noqa: PLR0917 - the signature is BaseRequest's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - a call is one small form: writing it is no wait
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a call for the Bot; raises Unreached, Doubtful or Declined, never anything that names the token."""
        limits = self._limits(read_timeout, connect_timeout, pool_timeout)
        body = None if request_data is None else _body(request_data)
        status, payload = await self._exchange(method, url, body, limits)
        return status, _accepted(status, payload)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; BaseRequest's own writes one it cannot read to the log, names and all."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or "result" not in answer:
            raise Doubtful("the answer makes no sense")
        return answer

    async def _exchange(
        self, method: str, url: str, body: bytes | aiohttp.FormData | None, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise Unreached("the session is closed")
        address = URL(url.replace(f"/bot{STAND_IN}/", f"/bot{self._token}/", 1), encoded=True)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if isinstance(body, bytes) else None
        trouble: NetworkError
        try:
            async with self._session.request(
                # a redirect would carry the token to whoever it names
                method,
                address,
                data=body,
                headers=headers,
                timeout=limits,
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except _UNREACHED as error:
            trouble = Unreached(type(error).__name__)
        except _DOUBTFUL as error:
            trouble = Doubtful(type(error).__name__)
        raise trouble  # out here nothing is chained to it

    def _limits(self, read: object, connect: object, pool: object) -> aiohttp.ClientTimeout:
        opening = _seconds(connect, self._connect)
        waiting = _seconds(pool, 0.0)
        return aiohttp.ClientTimeout(
            connect=None if opening is None else opening + (waiting or 0.0),
            sock_connect=opening,
            sock_read=_seconds(read, self._read),
        )


def _seconds(asked: object, default: float) -> float | None:
    """Read one of BaseRequest's timeouts, where None is for ever and a marker stands for the default."""
    return asked if asked is None or isinstance(asked, (int, float)) else default


def _accepted(status: int, payload: bytes) -> bytes:
    """Give the payload of a success; raises what a failure means."""
    if 200 <= status < 300:
        return payload
    if not 400 <= status < 500:
        raise Doubtful(f"HTTP {status}")
    raise _declined(status, payload)


def _declined(status: int, payload: bytes) -> TelegramError:
    try:
        answer = json.loads(payload)
        return Declined(status, str(answer["description"]), answer.get("parameters") or {})
    except (ValueError, KeyError, TypeError, AttributeError):
        # not Telegram's words but those of something on the way: no chat may be given up for them
        return Unreached(f"HTTP {status} from something on the way")


def _form(fields: Mapping[str, str]) -> bytes:
    return urlencode(fields).encode()


def _body(data: RequestData) -> bytes | aiohttp.FormData:
    if not data.contains_files:
        return _form(data.json_parameters)
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
