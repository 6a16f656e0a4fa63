"""Calls to the Web API, and what their failures mean to whoever made them."""

from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat import Gone, SlowDown, Uncertain

TIMEOUT = 10  #: seconds
UNREACHED_PAUSE = 2.0  #: seconds before Slack is tried again after nobody answered the door
TOKEN_PAUSE = 30.0  #: seconds when our token is refused: somebody has to mend the settings

_MESSAGE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "cant_delete_message"})
_TOKEN = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})
_THEIRS = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
_CHATS = frozenset(
    {"channel_not_found", "not_in_channel", "is_archived", "user_disabled", "user_not_found", "cannot_dm_bot"}
)


#: The methods that read no JSON.
_FORMS = frozenset({"users.info", "conversations.info", "conversations.history"})


class Wire:
    """Call Slack with one token over one shared session."""

    def __init__(self, token: str, api_url: str, session: aiohttp.ClientSession) -> None:
        # the sdk's own retries would post again after a dropped connection: a second card
        self.client = AsyncWebClient(
            token=token, base_url=api_url, session=session, timeout=TIMEOUT, retry_handlers=[]
        )  # fmt: skip
        self._session = session

    def tokenless(self) -> AsyncWebClient:
        """Give a client for bolt, which asks us for the token."""
        return AsyncWebClient(
            base_url=self.client.base_url, session=self._session, timeout=TIMEOUT, retry_handlers=[]
        )  # fmt: skip

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method; raises SlowDown, Gone or Uncertain with nothing of the token in them."""
        try:
            response = await self._made(method, arguments)
        except SlackApiError as error:
            trouble = _meaning(error)
        except aiohttp.ClientConnectorError:
            trouble = SlowDown(UNREACHED_PAUSE)
        except (TimeoutError, aiohttp.ClientError, SlackClientError) as error:
            trouble = Uncertain(type(error).__name__)
        else:
            return dict(response.data) if isinstance(response.data, dict) else {}
        raise trouble

    async def _made(self, method: str, arguments: dict[str, Any]) -> AsyncSlackResponse:
        if method in _FORMS:
            return await self.client.api_call(method, data={key: _plain(one) for key, one in arguments.items()})
        return await self.client.api_call(method, json=arguments)

    async def post(self, url: str, body: dict[str, Any]) -> None:
        """Answer by a response_url, as far as it still takes answers."""
        try:
            async with self._session.post(url, json=body, timeout=aiohttp.ClientTimeout(TIMEOUT)) as response:
                if response.status == 429:
                    raise SlowDown(float(response.headers.get("Retry-After", "1")))
                if response.status >= 500:
                    raise Uncertain(f"status {response.status}")
                if response.status >= 400:
                    raise Gone("response_url")
        except aiohttp.ClientConnectorError:
            raise SlowDown(UNREACHED_PAUSE) from None
        except (TimeoutError, aiohttp.ClientError) as error:
            raise Uncertain(type(error).__name__) from None


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _meaning(error: SlackApiError) -> SlowDown | Gone | Uncertain:
    status = error.response.status_code or 200
    code = str(error.response.get("error", "")) if isinstance(error.response.data, dict) else ""
    if status == 429 or code == "ratelimited":
        return SlowDown(float(error.response.headers.get("Retry-After", "1")))
    if status >= 500 or code in _THEIRS or not code:
        return Uncertain(code or f"status {status}")
    if code in _TOKEN:
        return SlowDown(TOKEN_PAUSE)
    if code in _MESSAGE:
        return Gone("message")
    return Gone(code if code in _CHATS else f"refused: {code}"[:60])
