"""Signed HTTP: what Slack posts to our door, proved to be Slack's, and its answer."""

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import parse_qsl

from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.adapters.slack.draw import Json
from bot.adapters.slack.envelopes import Envelope
from bot.chat.doors import Knock, Reply

log = logging.getLogger(__name__)

PATH = "/slack/events"
INSTALL = "/slack/install"
BACK = "/slack/oauth_redirect"
SIGNATURE: Final = "x-slack-signature"
_JSON = {"content-type": "application/json"}
_NEVER_AGAIN = {"x-slack-no-retry": "1"}


class Requests:
    """Take signed requests; those older than five minutes, or from anybody else, are not there.

    Slack repeats an event that was not acknowledged, with the same event id; presses and commands it never repeats.
    One sent again by somebody who overheard it bears the same signature, which is its name: it changes nothing.
    """

    def __init__(self, signing_secret: str, handle: Callable[[Envelope], Awaitable[BoltResponse]]) -> None:
        self._verifier = SignatureVerifier(signing_secret)
        self._handle = handle

    async def take(self, knock: Knock) -> Reply:
        """Answer a request once what it brings is committed."""
        if not self._signed(knock):
            return Reply(401, headers=_NEVER_AGAIN)
        if "x-slack-retry-num" in knock.headers:
            log.info("Slack brings an event again: %s", knock.headers.get("x-slack-retry-reason"))
        body = _opened(knock)
        if body is None:
            return Reply(400, headers=_NEVER_AGAIN)
        if body.get("type") == "url_verification":
            return Reply(200, json.dumps({"challenge": body.get("challenge")}).encode(), _JSON)
        if "ssl_check" in body:
            return Reply()
        response = await self._handle(Envelope(knock.headers[SIGNATURE], body, takes_text="command" in body))
        return Reply(response.status, (response.body or "").encode(), _JSON if response.body else {})

    def _signed(self, knock: Knock) -> bool:
        try:
            return self._verifier.is_valid_request(knock.body, dict(knock.headers))
        except (ValueError, TypeError):  # the SDK trips over odd headers and bytes that are no text
            return False


def _opened(knock: Knock) -> Json | None:
    """Read a body: JSON for events, a form for commands, a form with JSON in it for presses; None for none of these."""
    try:
        if knock.headers.get("content-type", "").startswith("application/json"):
            body = json.loads(knock.body)
        else:
            fields = dict(parse_qsl(knock.body.decode(), keep_blank_values=True))
            body = json.loads(fields["payload"]) if "payload" in fields else fields
    except ValueError:
        return None
    return body if isinstance(body, dict) and body else None
