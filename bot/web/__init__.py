"""The HTTP face: Starlette on uvicorn. Webhooks, feeds and pages become routes here."""

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


def app() -> Starlette:
    """Make the application."""
    return Starlette(routes=[Route("/health", _health)])


async def _health(_: Request) -> Response:
    """Tell whoever watches over us that we answer."""
    return PlainTextResponse("ok")


async def serve(port: int) -> None:
    """Serve until cancelled."""
    config = uvicorn.Config(app(), host="0.0.0.0", port=port, log_config=None, access_log=False, lifespan="off")  # noqa: S104 -- a server behind a platform's router
    await uvicorn.Server(config).serve()
