"""Slack's refusals in our words: SlowDown, Gone or Uncertain."""

import logging
import re
from collections.abc import Awaitable
from typing import TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.chat import Gone, SlowDown, Uncertain

T = TypeVar("T")
log = logging.getLogger(__name__)

UNREACHED_PAUSE = 2.0  #: seconds before Slack is tried again after nobody answered the door
TOKEN_PAUSE = 30.0  #: seconds when our token is refused: somebody has to mend the settings

_SLOW = frozenset({"ratelimited", "rate_limited"})
_DOUBTFUL = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
_OURS = frozenset({"invalid_auth", "not_authed", "token_expired", "token_revoked"})
_MESSAGE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
_PLACE = frozenset(
    {
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "is_inactive",
        "account_inactive",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
        "cannot_dm_bot",
        "messages_tab_disabled",
        "team_not_found",
        "missing_scope",
    }
)


async def settled(call: Awaitable[T]) -> T:
    """Await a call to Slack; raises SlowDown, Gone or Uncertain with nothing of the request behind them."""
    try:
        return await call
    except SlackApiError as error:
        trouble = _refusal(error)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        trouble = SlowDown(UNREACHED_PAUSE)  # nothing was sent
    except (aiohttp.ClientError, TimeoutError, OSError, AttributeError) as error:  # the SDK trips over odd answers
        trouble = Uncertain(type(error).__name__)
    raise trouble  # out here it has no context: the SDK's own exception stays behind


def _refusal(error: SlackApiError) -> SlowDown | Gone | Uncertain:
    response = error.response  # the SDK's own, or aiohttp's where the body was no JSON
    status: int = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or code in _SLOW:
        return SlowDown(_retry_after(response.headers.get("Retry-After")))
    if not code or status >= 500 or code in _DOUBTFUL:
        return Uncertain(code or f"HTTP {status}")
    if code in _OURS:
        return SlowDown(TOKEN_PAUSE)
    if code == "missing_scope":
        log.error("the Slack app lacks the scope %s: take it from `python -m bot manifest`", _needed(data))
    return _gone(code)


def _needed(data: object) -> str:
    """Name the scope that Slack asks for; of its answer nothing else is written down."""
    needed = data.get("needed") if isinstance(data, dict) else None
    return needed if isinstance(needed, str) and re.fullmatch(r"[a-z.:,_]{1,200}", needed) else "?"


def _gone(code: str) -> Gone:
    if code in _MESSAGE:
        return Gone("message")
    return Gone(code if code in _PLACE else f"refused: {code}")


def _retry_after(header: str | None) -> float:
    return float(header) if header and header.strip().isdigit() else UNREACHED_PAUSE
