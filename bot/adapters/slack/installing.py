"""Installing Kuppi into a workspace: away to Slack's question, back with a code, and the code for a token.

The state proves that whoever comes back is the one who left: it goes away in the address and stays in a cookie,
signed and good for ten minutes. Slack takes each code once.
"""

import hashlib
import hmac
import html
import logging
import secrets as random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from bot.adapters.slack.failures import settled
from bot.adapters.slack.manifest import SCOPES
from bot.adapters.slack.requests import BACK, INSTALL
from bot.adapters.slack.workspace import Workspaces
from bot.chat import Gone, SlowDown, Uncertain
from bot.chat.doors import Door, Knock, Reply
from bot.chat.installs import Install, Installs
from bot.i18n import render
from bot.text import LOCALES, Text, t

log = logging.getLogger(__name__)

GOOD_FOR = 600  #: seconds from leaving to coming back
COOKIE = "kuppi_state"
_PAGE = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


@dataclass(frozen=True)
class Secrets:
    """Hold what Slack knows the app by, and where the world reaches us."""

    client_id: str
    client_secret: str = field(repr=False)
    public_url: str | None = None


class Installing:
    """Let workspaces install us."""

    def __init__(
        self, secrets: Secrets, installs: Installs, workspaces: Workspaces, api_url: str, now: Callable[[], datetime]
    ) -> None:
        self._secrets = secrets
        self._installs = installs
        self._workspaces = workspaces
        self._ask_at = api_url.removesuffix("api/") + "oauth/v2/authorize"
        self._now = now

    def doors(self) -> Sequence[Door]:
        """List where to begin and where to come back to."""
        return [Door("GET", INSTALL, self._begin), Door("GET", BACK, self._come_back)]

    async def _begin(self, _: Knock) -> Reply:
        """Send whoever installs us to Slack, which asks them."""
        state = random.token_urlsafe(24)
        asked = {"client_id": self._secrets.client_id, "scope": ",".join(SCOPES), "state": state, **self._way_back()}
        signed = self._signed(state, int(self._now().timestamp()))
        cookie = f"{COOKIE}={signed}; Path=/slack; Max-Age={GOOD_FOR}; HttpOnly; Secure; SameSite=Lax"
        headers = {**_PAGE, "location": f"{self._ask_at}?{urlencode(asked)}", "set-cookie": cookie}
        return Reply(302, headers=headers)

    def _way_back(self) -> dict[str, str]:
        """Name where to come back to; without a public address the app's own setting holds."""
        return {"redirect_uri": self._secrets.public_url + BACK} if self._secrets.public_url else {}

    async def _come_back(self, knock: Knock) -> Reply:
        """Take the code for a token and keep it."""
        if not self._left_here(knock) or "code" not in knock.query:
            return _page(400, t("slack.not_installed"), knock)
        try:
            install = await self._exchanged(knock.query["code"])
        except (Gone, SlowDown, Uncertain, KeyError, TypeError) as trouble:
            log.warning("an installation came to nothing: %s", trouble)
            return _page(502, t("slack.not_installed"), knock)
        try:
            await self._installs.keep(install)
        except Exception as error:  # noqa: BLE001 -- the adapter knows no storage; the text may hold the token
            log.error("an installation could not be kept: %s", type(error).__name__)
            return _page(503, t("slack.not_installed"), knock)
        self._workspaces.add(install)
        return _page(200, t("slack.installed", team=install.name), knock)

    async def _exchanged(self, code: str) -> Install:
        # in the form, as the SDK's own call of this method takes a way that aiohttp is giving up
        asked = {"client_id": self._secrets.client_id, "client_secret": self._secrets.client_secret, "code": code}
        call = self._workspaces.client(None).api_call("oauth.v2.access", data={**asked, **self._way_back()})
        told = await settled(call)
        team = told["team"]
        return Install(
            str(team["id"]), str(team["name"]), str(told["bot_user_id"]), str(told["access_token"]), self._now()
        )

    # -- state -------------------------------------------------------------------------------------------

    def _signed(self, state: str, at: int) -> str:
        proof = hmac.new(self._secrets.client_secret.encode(), f"{state}.{at}".encode(), hashlib.sha256).hexdigest()
        return f"{state}.{at}.{proof}"

    def _left_here(self, knock: Knock) -> bool:
        """Tell whether the one who comes back is the one who left, not long ago."""
        kept = knock.cookies.get(COOKIE, "")
        state, _, rest = kept.partition(".")
        at = rest.partition(".")[0]
        if not (at.isascii() and at.isdecimal()) or not state:
            return False
        mine = hmac.compare_digest(self._signed(state, int(at)).encode(), kept.encode())
        same = hmac.compare_digest(state.encode(), knock.query.get("state", "").encode())
        return mine and same and 0 <= self._now().timestamp() - int(at) <= GOOD_FOR


def _page(status: int, said: Text, knock: Knock) -> Reply:
    """Say one thing on a page, in the reader's language."""
    wanted = [one.strip()[:2].lower() for one in knock.headers.get("accept-language", "").split(",")]
    locale = next((one for one in wanted if one in LOCALES), LOCALES[0])
    words = html.escape(render(said, locale))
    page = f'<!doctype html><html lang="{locale}"><meta charset="utf-8"><title>Kuppi</title><p>{words}</p></html>'
    return Reply(status, page.encode(), _PAGE)
