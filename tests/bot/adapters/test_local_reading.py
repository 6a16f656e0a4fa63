"""What is typed, read from a stream of any sort."""

import asyncio
import io
import os
import sys
from typing import TextIO

import pytest

from bot.adapters.local.reading import LONGEST, Flaw, Typed, printable, typed


def stream(raw: bytes) -> TextIO:
    return io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8")


async def read(source: TextIO) -> list[Typed]:
    return [one async for one in typed(source)]


async def test_each_line_is_a_message() -> None:
    assert await read(stream("hei\nTyö\n".encode())) == [Typed("hei"), Typed("Työ")]


async def test_the_last_line_needs_no_end() -> None:
    assert await read(stream(b"hei\nmoi")) == [Typed("hei"), Typed("moi")]


async def test_an_empty_input_ends_at_once() -> None:
    assert await read(stream(b"")) == []


async def test_a_stream_of_text_is_read_as_well_as_one_of_bytes() -> None:
    assert await read(io.StringIO("Työ\nmoi\n")) == [Typed("Työ"), Typed("moi")]


async def test_a_closed_stream_is_at_its_end() -> None:
    source = io.StringIO("hei\n")
    source.close()
    assert await read(source) == []


async def test_a_line_that_ends_with_a_backslash_goes_on() -> None:
    assert await read(stream(b"/uusi\\\nNimi: A\\\nTeema: B\nmoi\n")) == [
        Typed("/uusi\nNimi: A\nTeema: B"),
        Typed("moi"),
    ]


async def test_a_message_that_the_end_cuts_off_is_still_given() -> None:
    assert await read(stream(b"/uusi\\\nNimi: A\\")) == [Typed("/uusi\nNimi: A")]


async def test_a_file_from_windows_reads_the_same() -> None:
    assert await read(stream("\ufeffhei\\\r\nsinä\r\n".encode())) == [Typed("hei\nsinä")]


async def test_what_an_arrow_key_types_is_left_out() -> None:
    assert await read(stream(b"he\x1bi\x00\n")) == [Typed("hei")]


def test_lines_tabs_and_every_visible_letter_are_kept() -> None:
    assert printable("klo\u00a08.30\tTyö\n👍🏽") == "klo\u00a08.30\tTyö\n👍🏽"


async def test_a_line_that_is_not_utf8_is_flawed_and_the_next_is_read() -> None:
    flaws = [one.flaw for one in await read(stream(b"ty\xf6\nhei\n"))]
    assert flaws == [Flaw.NOT_UTF8, None]


async def test_a_flaw_spoils_the_whole_message_and_not_the_next() -> None:
    flaws = [one.flaw for one in await read(stream(b"/uusi\\\nTy\xf6\\\nB\nhei\n"))]
    assert flaws == [Flaw.NOT_UTF8, None]


@pytest.mark.parametrize(("letters", "flaw"), [(LONGEST, None), (LONGEST + 1, Flaw.TOO_LONG)])
async def test_a_message_may_be_as_long_as_on_telegram(letters: int, flaw: Flaw | None) -> None:
    assert [one.flaw for one in await read(stream(("ö" * letters).encode() + b"\n"))] == [flaw]


async def test_a_message_of_several_lines_is_measured_whole() -> None:
    half = b"a" * (LONGEST // 2)
    assert [one.flaw for one in await read(stream(half + b"\\\n" + half + b"\n"))] == [Flaw.TOO_LONG]


async def test_an_endless_line_is_told_and_not_kept() -> None:
    first, second = await read(stream(("€" * 300_000).encode() + b"\nhei\n"))
    assert (first.flaw, len(first.text) < 100_000, second) == (Flaw.TOO_LONG, True, Typed("hei"))


async def test_an_endless_line_that_goes_on_takes_the_next_with_it() -> None:
    flaws = [one.flaw for one in await read(stream(b"a" * (2**20 - 1) + b"\\\nhei\nmoi\n"))]
    assert flaws == [Flaw.TOO_LONG, None]


async def test_lines_come_as_they_are_typed() -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader, encoding="utf-8") as source, os.fdopen(writer, "wb", buffering=0) as keys:
        lines = typed(source)
        keys.write(b"he")
        keys.write(b"i\nmo")
        assert await anext(lines) == Typed("hei")
        keys.write(b"i\n")
        assert await anext(lines) == Typed("moi")
        keys.close()
        assert [one async for one in lines] == []


WAITING = """
import asyncio, contextlib, sys
from bot.adapters.local.reading import typed

async def wait():
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(anext(typed(sys.stdin)), 0.1)

asyncio.run(wait())
"""


async def test_waiting_for_a_key_does_not_hold_up_an_exit() -> None:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", WAITING, stdin=pipe, stderr=pipe)
    assert process.stdin
    assert process.stderr
    complaints = await asyncio.wait_for(process.stderr.read(), 20)  # nothing is typed and the input stays open
    assert (complaints, await process.wait()) == (b"", 0)
    process.stdin.close()
