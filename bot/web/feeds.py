"""Calendar feeds of the duty: one for everybody with organisations' names only, and one for each organisation."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.domain.duty.rotation import Feed
from bot.text import LOCALES
from bot.wording.duty.feeds import NAME, events
from storage import Database, Transaction
from storage.duty.reading import organisations_feed, public_feed

_AGE = 3600  #: seconds that a calendar may keep what it got
Found = Callable[[Transaction, str], Feed | None]


def feeds(database: Database, now: Callable[[], datetime]) -> list[Route]:
    """Give the routes of the feeds."""
    return [
        Route("/duty/own/{name}.ics", _served(database, now, organisations_feed)),
        Route("/duty/{name}.ics", _served(database, now, public_feed)),
    ]


def _served(database: Database, now: Callable[[], datetime], found: Found) -> Callable[[Request], object]:
    async def serve(request: Request) -> Response:
        name, asked = request.path_params["name"], request.query_params.get("lang", "")
        feed = await database.read(lambda tx: found(tx, name))
        if feed is None:
            return PlainTextResponse("no such calendar", 404)
        text = events(replace(feed, locale=asked) if asked in LOCALES else feed, at=now())
        headers = {"cache-control": f"private, max-age={_AGE}", "content-disposition": f'inline; filename="{NAME}.ics"'}
        return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)

    return serve
