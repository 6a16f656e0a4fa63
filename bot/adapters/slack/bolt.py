"""slack-bolt as we use it: it unwraps, one listener takes everything, nothing else runs."""

import logging
from collections.abc import Awaitable, Callable

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

STAND_IN = "-"  #: bolt makes no calls for us
Route = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


def quiet() -> logging.Logger:
    """Give bolt and the SDK a logger that hears errors only: lower down they tell whole payloads, names and URLs."""
    logger = logging.getLogger("bot.adapters.slack.sdk")
    logger.setLevel(logging.ERROR)
    return logger


def application(client: AsyncWebClient, route: Route) -> AsyncApp:
    """Build the bolt application that hands every request to ``route``."""
    app = AsyncApp(
        name="kuppi",
        logger=client.logger,
        client=client,
        signing_secret="",  # signatures are checked at the door
        authorize=_Ours(),
        process_before_response=True,
        ssl_check_enabled=False,
        ignoring_self_events_enabled=False,  # the reader knows better: our own arrival in a channel is news
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.middleware(_Listener(route))
    return app


class _Ours(AsyncAuthorize):
    """Answer bolt from memory; a cold burst of 150 presses would ask Slack 150 times."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,  # noqa: ARG002 -- bolt's signature, as all below
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,  # noqa: ARG002
        actor_team_id: str | None = None,  # noqa: ARG002
        actor_user_id: str | None = None,  # noqa: ARG002
    ) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id, bot_token=STAND_IN)


class _Listener(AsyncMiddleware):
    """Take everything, as the last middleware: matching listeners would cost more than all the rest."""

    def __init__(self, route: Route) -> None:
        self._route = route

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 -- bolt's signature, as below
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, ARG002
    ) -> BoltResponse:
        return await self._route(req)
