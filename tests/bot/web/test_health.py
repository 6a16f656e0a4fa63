"""The HTTP face answers whoever watches over it."""

from typing import Any

from bot.web import app


async def get(path: str) -> tuple[int, bytes]:
    """Ask the application as a server would."""
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": path,
        "raw_path": path.encode(), "root_path": "", "scheme": "http", "query_string": b"", "headers": [],
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app()(scope, receive, send)
    return sent[0]["status"], b"".join(part.get("body", b"") for part in sent[1:])


async def test_health_says_ok() -> None:
    assert await get("/health") == (200, b"ok")


async def test_nothing_else_is_there_yet() -> None:
    assert (await get("/slack/events"))[0] == 404
