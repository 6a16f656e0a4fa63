"""The HTTP face: Starlette on uvicorn. Platforms are reached by their doors; feeds and pages become routes here."""

import asyncio
import contextlib
from collections.abc import Iterable, Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.chat.doors import Door, Knock

MOST_BYTES = 1_000_000  #: of a request's body: Telegram's and Slack's largest take a fraction of it
WINDING_DOWN = 5  #: seconds that requests under way get at the end


def app(doors: Iterable[Door] = (), routes: Iterable[Route] = ()) -> Starlette:
    """Make the application."""
    return Starlette(routes=[Route("/health", _health), *map(_route, doors), *routes])


async def _health(_: Request) -> Response:
    """Tell whoever watches over us that we answer."""
    return PlainTextResponse("ok")


def _route(door: Door) -> Route:
    async def answer(request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return Response(status_code=413)
        headers = {name.lower(): value for name, value in request.headers.items()}
        reply = await door.open(Knock(headers, dict(request.query_params), request.cookies, body))
        return Response(reply.body, reply.status, dict(reply.headers))

    return Route(door.path, answer, methods=[door.method])


async def _read(request: Request) -> bytes | None:
    """Read a body; None when there is more of it than anybody has reason to send."""
    told = request.headers.get("content-length", "0")
    if told.isdecimal() and int(told) > MOST_BYTES:
        return None
    parts, size = [], 0
    with contextlib.suppress(ClientDisconnect):
        async for part in request.stream():
            size += len(part)
            if size > MOST_BYTES:
                return None
            parts.append(part)
    return b"".join(parts)


class _Server(uvicorn.Server):
    """Serve, and leave signals to whoever started us."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none: the end comes by cancelling."""
        yield


async def serve(port: int, doors: Iterable[Door] = (), routes: Iterable[Route] = ()) -> None:
    """Serve until cancelled; requests under way are then answered."""
    config = uvicorn.Config(
        app(doors, routes), host="0.0.0.0", port=port, log_config=None, access_log=False, lifespan="off",  # noqa: S104 -- a server behind a platform's router
        timeout_graceful_shutdown=WINDING_DOWN,
    )  # fmt: skip
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        while not serving.done():  # however often we are told to stop meanwhile
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([serving])
