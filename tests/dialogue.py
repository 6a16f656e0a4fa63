"""Conversations as tests: what is typed at the terminal, and all that anybody then sees.

In a test::

    await dialogue(
        ("Anna: /kieli svenska", "Anna < Jag talar svenska med dig från och med nu."),
        ("Anna #kahvit: [Tulen]", "(Anna) …", "#kahvit Kuppi (muokattu): …"),
    )

where ``dialogue = Dialogue(bot)``. Each turn is what is typed and everything seen after it, a string for each message
with its further lines as the terminal writes them; ``…`` stands for any words.

In a transcript, ``tests/transcripts/*.md``, blocks fenced as ``chat`` are replayed and compared whole; in them a line
after ``> `` is typed, the rest is seen::

    ```chat
    > Anna: /kieli svenska
    Anna < Jag talar svenska med dig från och med nu.
    ```

``KUPPI_WRITE_TRANSCRIPTS=1`` writes what was seen into them instead.
"""

import difflib
import os
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path
from typing import Protocol

from bot.adapters.local import Local, Terminal
from bot.chat import SILENCE, Answer, Event

TRANSCRIPTS = Path(__file__).parent / "transcripts"
WRITE = "KUPPI_WRITE_TRANSCRIPTS"


class Bot(Protocol):
    """Anything that can be spoken to a line at a time."""

    async def say(self, line: str) -> list[str]:
        """Type a line (or several, of one message) and give what anybody sees after it, a string for each message."""


class Spoken:
    """Speak to Kuppi through Local, as one would at the terminal; ``idle`` waits for what is being delivered."""

    def __init__(self, local: Local, idle: Callable[[], Awaitable[None]] | None = None) -> None:
        self._seen: list[str] = []
        self._idle = idle
        self._terminal = Terminal(local, self._seen.append)
        local.watch(self._terminal)

    async def say(self, line: str) -> list[str]:
        await self._terminal.hears(line)
        if self._idle:
            await self._idle()
        return self.seen()

    def seen(self) -> list[str]:
        """Give what anybody has seen since this was last asked: after a tick, say."""
        seen, self._seen[:] = list(self._seen), []
        return seen


@dataclass
class Script:
    """Receive events as dispatch does, answering each as told; what was heard is kept."""

    answers: Callable[[Event], Answer] = lambda _: SILENCE
    heard: list[Event] = field(default_factory=list)

    async def __call__(self, events: Sequence[Event]) -> list[Answer]:
        self.heard.extend(events)
        return [_in_finnish(self.answers(event)) for event in events]


def _in_finnish(answer: Answer) -> Answer:
    return replace(answer, locale=answer.locale or "fi", room=answer.room or "fi")


# -- dialogues ---------------------------------------------------------------------------------------------


class Dialogue:
    """Hold a conversation to what it should be."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def __call__(self, *turns: tuple[str, ...]) -> None:
        """Say each turn's first string and compare all that is seen with the rest of it."""
        for said, *expected in turns:
            seen = await self._bot.say(said)
            if not _alike(seen, expected):
                raise AssertionError(f"> {said}\n{_difference(expected, seen)}")


def _alike(seen: Sequence[str], expected: Sequence[str]) -> bool:
    pairs = zip(seen, expected, strict=True) if len(seen) == len(expected) else ()
    return len(seen) == len(expected) and all(_pattern(like).fullmatch(one) for one, like in pairs)


def _pattern(expected: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in expected.split("…")), re.DOTALL)


def _difference(expected: Sequence[str], seen: Sequence[str]) -> str:
    before, after = ("\n".join(lines).split("\n") if lines else [] for lines in (expected, seen))
    return "\n".join(difflib.unified_diff(before, after, "expected", "seen", n=99, lineterm=""))


# -- transcripts -------------------------------------------------------------------------------------------


_BODY = re.compile(r"(?<=^```chat\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)
_NEXT = re.compile(r"(?<!\\\n)^(?=>)", re.MULTILINE)  #: a line typed, unless the one before it goes on


def transcripts() -> list[Path]:
    """List the transcripts, for parametrize."""
    return sorted(TRANSCRIPTS.glob("*.md"))


async def replay(transcript: Path, bot: Bot) -> None:
    """Replay a transcript whole and compare it, or write it anew when the environment asks."""
    kept = _read(transcript)
    seen = await replayed(kept, bot)
    if os.environ.get(WRITE):
        _write(transcript, seen)
    elif seen != kept:
        raise AssertionError(f"{transcript.name}\n{_difference(kept.splitlines(), seen.splitlines())}")


def _read(transcript: Path) -> str:
    return transcript.read_text(encoding="utf-8")


def _write(transcript: Path, text: str) -> None:
    transcript.write_text(text, encoding="utf-8")


async def replayed(text: str, bot: Bot) -> str:
    """Give a transcript as it goes now; raises AssertionError when there is nothing to replay."""
    parts = _BODY.split(text)
    if not any(_NEXT.search(body) for body in parts[1::2]):
        raise AssertionError("a transcript needs a ```chat block with a line typed after '> '")
    parts[1::2] = [await _body(body, bot) for body in parts[1::2]]
    return "".join(parts)


async def _body(body: str, bot: Bot) -> str:
    before, *turns = _NEXT.split(body)
    if before.strip():
        raise AssertionError(f"nothing has been typed before: {before.strip()}")
    return before + "".join([await _turn(turn, bot) for turn in turns])


async def _turn(turn: str, bot: Bot) -> str:
    """Replay what is typed; what stood after it gives way to what is seen, but for the blank lines at its end."""
    lines = turn.removesuffix("\n").split("\n")
    typed = list(takewhile(lambda line: line.startswith(">"), lines))
    gap = takewhile(lambda line: not line.strip(), reversed(lines))
    seen = await bot.say("\n".join(line[1:].removeprefix(" ").removesuffix("\\") for line in typed))
    shown = [line for one in seen for line in one.split("\n")]
    return "".join(f"{line}\n" for line in [*typed, *shown, *gap])
