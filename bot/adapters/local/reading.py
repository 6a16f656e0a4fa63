"""Read lines from a stream without ever holding up an exit, whatever is in them."""

import asyncio
import threading
import unicodedata
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TextIO

LONGEST = 4096  #: characters in one message, as on Telegram
_CHUNK = 65_536
_KEPT = (LONGEST + 3) * 4  # bytes: no longer line can be short enough, whatever its letters and its end


class Flaw(Enum):
    """Say why a line cannot be taken."""

    NOT_UTF8 = "not UTF-8"
    TOO_LONG = "too long"


@dataclass(frozen=True)
class Typed:
    """Hold what was typed, its continuation lines joined, and what is wrong with it."""

    text: str
    flaw: Flaw | None = None


class Source(Protocol):
    """Give what has come, at most so many units of it; nothing at the end."""

    def read(self, size: int, /) -> str | bytes | None:
        """Read what there is, waiting for the first of it."""


async def typed(stdin: TextIO) -> AsyncIterator[Typed]:
    """Give what is typed until the end; a line that ends with a backslash goes on to the next."""
    parts: list[Typed] = []
    async for raw in _lines(stdin):
        part, more = _part(raw)
        parts.append(part)
        if not more:
            yield _whole(parts)
            parts = []
    if parts:
        yield _whole(parts)


def _part(raw: bytes) -> tuple[Typed, bool]:
    """Read one line, and whether the next belongs to it."""
    flaw = Flaw.TOO_LONG if len(raw) > _KEPT else None
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text, flaw = raw.decode(errors="replace"), flaw or Flaw.NOT_UTF8
    text = text.rstrip("\r").removeprefix("\ufeff")
    more = text.endswith("\\")
    return Typed(printable(text[:-1] if more else text), flaw), more


def _whole(parts: list[Typed]) -> Typed:
    text = "\n".join(part.text for part in parts)
    flaw = next((part.flaw for part in parts if part.flaw), None)
    return Typed(text, flaw or (Flaw.TOO_LONG if len(text) > LONGEST else None))


def printable(text: str) -> str:
    """Leave out the control characters: what an arrow key types, what would move a terminal's cursor."""
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) != "Cc")


async def _lines(stdin: TextIO) -> AsyncIterator[bytes]:
    """Split into lines; of one too long only as much is kept as tells so, and its last byte."""
    buffer = getattr(stdin, "buffer", stdin)
    source: Source = getattr(buffer, "raw", buffer)
    rest = b""
    while chunk := await _read(source):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line
        if len(rest) > _KEPT + 1:
            rest = rest[: _KEPT + 1] + rest[-1:]
    if rest:
        yield rest


async def _read(source: Source) -> bytes:
    """Read in a daemon thread: an exit must not wait for somebody to press Enter.

    The unbuffered stream is read, for a lock held in a buffered one would abort the interpreter as it ends.
    """
    loop = asyncio.get_running_loop()
    came: asyncio.Future[bytes] = loop.create_future()

    def give(chunk: bytes) -> None:
        if not came.done():
            came.set_result(chunk)

    def wait() -> None:
        chunk = _chunk(source)
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(give, chunk)

    threading.Thread(target=wait, name="stdin", daemon=True).start()
    return await came


def _chunk(source: Source) -> bytes:
    """Read once; a stream that is closed or gone is at its end."""
    try:
        chunk = source.read(_CHUNK)
    except (OSError, ValueError):
        return b""
    return chunk.encode(errors="surrogateescape") if isinstance(chunk, str) else chunk or b""
