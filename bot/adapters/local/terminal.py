"""Speak to Kuppi at a terminal, or through a pipe: a line a deed, and whatever anybody sees is written out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TextIO

from bot.adapters.local.people import Someone
from bot.adapters.local.platform import Local
from bot.adapters.local.reading import LONGEST, Flaw, Typed, printable, typed
from bot.adapters.local.rooms import Kind, Post, Room
from bot.adapters.local.script import Line, line_of
from bot.adapters.local.town import Taken, person_id
from bot.chat import Receive
from bot.i18n import render
from bot.text import LOCALES, Text, fold, t

Idle = Callable[[], Awaitable[None]]

PATIENCE = 2.0  #: seconds that a line waits for what followed from the one before
YOU = "Sinä"  #: who speaks before anybody has been named

log = logging.getLogger(__name__)


class Terminal:
    """Turn lines into deeds, and what people see into text; ``write`` gets each whole utterance."""

    def __init__(self, local: Local, write: Callable[[str], None]) -> None:
        self.over = False  #: somebody has said ``:quit``
        self._local = local
        self._write = write
        self._name: str | None = None
        self._room: str | None = None

    # -- what is typed -------------------------------------------------------------------------------

    async def hears(self, text: str) -> None:
        """Do what a line says; further lines in it belong to the same message."""
        words = text.split()
        try:
            if words and not await self._own(words):
                await self._does(line_of(text, self._known if self._local.people else None))
        except Taken as taken:
            self.notes(t("local.taken", name=taken.name))

    def _known(self, name: str) -> bool:
        return person_id(name) in self._local.people

    async def _does(self, line: Line) -> None:
        place = line.room if line.placed else self._room
        speaker = self._local.meets(line.name or self._name or YOU)
        room = await self._local.enters(speaker.name, place) if place else speaker.chat
        self._name, self._room = speaker.name, place
        if line.label:
            await self._presses(speaker, room, line.label)
        elif line.text:
            await self._local.says(speaker.name, line.text, place)

    async def _presses(self, speaker: Someone, room: Room, label: str) -> None:
        post = room.newest(label)
        offer = post.offer(label) if post else None
        if post is None or offer is None:
            labels = " ".join(f"[{one}]" for one in room.labels())
            self.notes(t("local.no_such_button", label=label, labels=labels) if labels else t("local.no_buttons"))
        elif offer.button.url:
            self.toasted(speaker, offer.button.url)
        else:
            pressed = await self._local.presses(speaker.name, post, label)
            if pressed and pressed.private:  # the button led to the private chat: the conversation goes on there
                self._room = None

    # -- the terminal's own words --------------------------------------------------------------------

    async def _own(self, words: list[str]) -> bool:
        """Do what is asked of the terminal itself; False when it is for Kuppi."""
        match [fold(words[0]), *words[1:]]:
            case [":ohje" | ":hjalp" | ":help" as word]:
                self.notes(t("local.help"), {":ohje": "fi", ":hjalp": "sv", ":help": "en"}[word])
            case [":lopeta" | ":sluta" | ":quit"]:
                self.over = True
            case [":ihmiset" | ":folk" | ":people"]:
                names = ", ".join(one.name for one in self._local.people.values())
                self.notes(t("local.people", names=names) if names else t("local.no_people"))
            case [":ryhmat" | ":grupper" | ":rooms"]:
                names = ", ".join(f"#{room.title}" for room in self._local.rooms.values())
                self.notes(t("local.rooms", names=names) if names else t("local.no_rooms"))
            case [":kieli" | ":sprak" | ":lang", *rest]:
                *name, locale = rest or ["?"]
                await self._speaks(" ".join(name) or self._name or YOU, locale.lower())
            case _:
                return False
        return True

    async def _speaks(self, name: str, locale: str) -> None:
        if locale not in LOCALES:
            self.notes(t("local.languages", languages=", ".join(LOCALES)))
            return
        someone = self._local.meets(name)
        await self._local.speaks(someone.name, locale)
        self.notes(t("local.language", name=someone.name, language=locale))

    def notes(self, text: Text, locale: str | None = None) -> None:
        """Say something of the terminal's own, in the language of whoever speaks."""
        speaker = self._local.people.get(person_id(self._name or YOU))
        self._write(f": {render(text, locale or (speaker.reads if speaker else 'fi'))}")

    # -- what people see -----------------------------------------------------------------------------

    def posted(self, post: Post) -> None:
        """Write out a new message."""
        self._shows(post, f"#{post.room.title} Kuppi:" if post.room.kind is Kind.ROOM else f"{post.room.title} <")

    def edited(self, post: Post) -> None:
        """Write out a message that has changed."""
        edited = render(t("local.edited"), post.face.locale)
        room = post.room.kind is Kind.ROOM
        self._shows(post, f"#{post.room.title} Kuppi ({edited}):" if room else f"{post.room.title} < ({edited})")

    def toasted(self, person: Someone, text: str) -> None:
        """Write out a toast."""
        self._write(f"({person.name}) {text}")

    def _shows(self, post: Post, head: str) -> None:
        rows = (" ".join(offer.shown for offer in row) for row in post.face.rows)
        first, *rest = [*post.lines, *rows] or [""]
        self._write("\n".join([f"{head} {first}".rstrip(), *(f"  {line}".rstrip() for line in rest)]))


async def _nothing() -> None:
    """Wait for nothing."""


async def converse(local: Local, receive: Receive, stdin: TextIO, stdout: TextIO, *, idle: Idle = _nothing) -> None:
    """Carry a conversation until the input ends; ``idle`` then waits for what is still being delivered."""
    local.opens(receive)
    terminal = Terminal(local, _writer(stdout))
    local.watch(terminal)
    try:
        terminal.notes(t("local.welcome"))
        async for line in typed(stdin):
            await _takes(terminal, line, idle)
            if terminal.over:
                break
        await idle()
    finally:
        local.unwatch(terminal)


async def _takes(terminal: Terminal, line: Typed, idle: Idle) -> None:
    """Do what a line says; nothing that is typed ends the conversation.

    A script may press the button of a card that its last line made, so what follows from a line is waited for.
    """
    if line.flaw:
        terminal.notes(t("local.not_utf8") if line.flaw is Flaw.NOT_UTF8 else t("local.too_long", most=LONGEST))
        return
    try:
        await terminal.hears(line.text)
        with suppress(TimeoutError):
            await asyncio.wait_for(idle(), PATIENCE)
    except Exception:
        log.exception("a line at the terminal was not handled")
        terminal.notes(t("local.failed"))


def _writer(stdout: TextIO) -> Callable[[str], None]:
    """Write whole lines, in what letters the stream has; a reader that has gone away is no error of ours."""

    def write(text: str) -> None:
        encoding = stdout.encoding or "utf-8"
        with suppress(OSError, ValueError):
            stdout.write(printable(text).encode(encoding, "replace").decode(encoding) + "\n")
            stdout.flush()

    return write
