"""Bringing an Answer to whoever spoke: what the acknowledgement carries, only-you words, the DM, the channel."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial

from bot.adapters.slack.draw import Json, home, pages
from bot.adapters.slack.modal import mistakes, view
from bot.adapters.slack.payloads import Heard
from bot.adapters.slack.voice import Voice
from bot.chat import (
    Address,
    Answer,
    Command,
    Event,
    Filled,
    Form,
    Gone,
    Message,
    Pause,
    Press,
    SlowDown,
    Uncertain,
    Visited,
    counted,
    patiently,
)
from bot.text import t

log = logging.getLogger(__name__)

MOST_WHISPERS = 5  #: a response_url is good for this many
FORM_PATIENCE = 2.0  #: seconds to open a form: its trigger and the acknowledgement have three


@dataclass(frozen=True)
class Plan:
    """Say what goes where."""

    whispers: tuple[Message, ...] = ()  #: only-you words where it was asked, in the reader's language
    private: tuple[Message, ...] = ()  #: to the DM, in the reader's language
    public: tuple[Message, ...] = ()  #: to everybody there, in the room's language


@dataclass(frozen=True)
class Reply:
    """Hold what the acknowledgement carries, and what follows it."""

    ack: Json = field(default_factory=dict)
    rest: tuple[Json, ...] = ()  #: only-you posts for the response_url
    private: tuple[Message, ...] = ()
    public: tuple[Message, ...] = ()


def plan(heard: Heard, event: Event, answer: Answer) -> Plan:
    """Decide what goes where."""
    toast = (Message((answer.toast,)),) if answer.toast else ()
    if event.private:
        if isinstance(event, Press) and heard.at_home:  # the page drawn anew shows what the press did
            return Plan(private=(toast if answer.alert else ()) + answer.messages)
        if isinstance(event, Press):
            return Plan(whispers=toast, private=answer.messages)
        return Plan(private=toast + answer.messages)
    if heard.response_url is None:
        line = (answer.line,) if answer.line else ()
        return (
            Plan(private=toast + answer.messages, public=line) if answer.private else Plan((), toast, answer.messages)
        )
    if not _belongs_to_dm(heard, event, answer):
        return Plan(whispers=toast + answer.messages)
    pointer = Message((t("private.pointer"),)) if answer.messages and not toast else None
    hint = answer.line or pointer
    return Plan(whispers=toast + ((hint,) if hint else ()), private=answer.messages)


def _belongs_to_dm(heard: Heard, event: Event, answer: Answer) -> bool:
    """Tell what must stay: only-you words vanish on reload, so what goes on in private stands in the DM.

    An answer to a command says by its line that it goes on there; any other is read where it was asked for.
    """
    if isinstance(event, Command):
        return answer.private and answer.line is not None
    return heard.secret or answer.private


class Answers:
    """Give answers."""

    def __init__(self, voice: Voice, pause: Pause) -> None:
        self._voice = voice
        self._pause = pause

    async def reply(self, heard: Heard, event: Event, answer: Answer) -> Reply:
        """Work out a reply before the acknowledgement, and open the form whose trigger will not wait."""
        if isinstance(event, Visited):
            return Reply()
        if isinstance(event, Filled) and answer.errors:
            errors = mistakes(answer.errors, heard.places, answer.locale)
            return Reply({"response_action": "errors", "errors": errors})
        planned = plan(heard, event, await counted(answer, self._voice))
        whispers = pages(planned.whispers, answer.locale)
        ack: Json = {}
        if whispers and heard.takes_text and isinstance(event, Command):
            ack = {"response_type": "ephemeral", **whispers.pop(0)}
        late: tuple[Message, ...] = ()
        if answer.form and isinstance(event, Filled):
            ack = {"response_action": "update", "view": view(answer.form, answer.locale)}
        elif answer.form:
            late = await self._opened(heard, answer.form, answer.locale)
        return Reply(ack, tuple(whispers), planned.private + late, planned.public)

    async def follow(self, heard: Heard, event: Event, answer: Answer, reply: Reply) -> None:
        """Give what the acknowledgement did not carry; what cannot be given is logged without a word of it."""
        if isinstance(event, Visited):
            await self._tried(partial(self._shown, event, answer))
            return
        whispers = reply.rest[:MOST_WHISPERS]
        for post in whispers:
            await self._tried(partial(self._whispered, heard, post))
        if not event.who.bot:
            for number, message in enumerate(reply.private):
                to = event.who.address
                await self._tried(partial(self._said, to, message, answer.locale, event, f"{event.key}/{number}"))
        for file in answer.files if not event.who.bot else ():
            hand = partial(self._voice.hand, event.who.address, file, answer.locale)
            await self._tried(partial(patiently, hand, self._pause))
        for number, message in enumerate(reply.public):
            where = replace(event.where, thread=heard.thread)
            await self._tried(partial(self._said, where, message, answer.room, event, f"{event.key}/p{number}"))
        if reply.private and isinstance(event, Command) and event.private and heard.response_url:
            await self._tried(partial(self._pointed, heard, event, answer.locale))

    async def _shown(self, visit: Visited, answer: Answer) -> None:
        """Draw our home tab for a person; drawing it twice does no harm."""
        draw = partial(self._voice.publish, visit.who.address, home(answer.messages, answer.locale))
        try:
            await patiently(draw, self._pause)
        except Uncertain:
            await patiently(draw, self._pause)

    async def _opened(self, heard: Heard, form: Form, locale: str) -> tuple[Message, ...]:
        """Open a form; gives what to say when it came too late."""
        try:
            if heard.trigger:
                async with asyncio.timeout(FORM_PATIENCE):
                    await self._voice.show(heard.trigger, view(form, locale))
                return ()
        except (SlowDown, Gone, Uncertain, TimeoutError) as trouble:
            log.info("a form was not opened: %s", trouble)
        return (Message((t("slack.modal_late"),)),)

    async def _said(self, to: Address, message: Message, locale: str, event: Event, key: str) -> None:
        """Post a message; one in doubt is looked for, and posted again when it is not there."""
        say = partial(self._voice.say, to, message, locale, key)
        try:
            await patiently(say, self._pause)
        except Uncertain:
            if await self._voice.find(to, key, event.at) is None:
                await patiently(say, self._pause)

    async def _whispered(self, heard: Heard, post: Json) -> None:
        """Whisper, twice rather than never."""
        if heard.response_url is None:
            return
        thread = {"thread_ts": heard.thread} if heard.thread else {}
        whisper = partial(self._voice.whisper, heard.response_url, post | thread)
        try:
            await patiently(whisper, self._pause)
        except Uncertain:
            await patiently(whisper, self._pause)

    async def _pointed(self, heard: Heard, event: Event, locale: str) -> None:
        """Point to our DM from somebody else's, where a command was typed."""
        if heard.room != await self._voice.room(event.who.address):
            await self._whispered(heard, pages([Message((t("private.pointer"),))], locale)[0])

    async def _tried(self, deed: Callable[[], Awaitable[object]]) -> None:
        try:
            await deed()
        except (SlowDown, Gone, Uncertain) as trouble:
            log.warning("an answer was not given: %s", trouble)
        except Exception as error:  # noqa: BLE001 -- the others are given; its text may hold what people wrote
            log.error("an answer could not be given: %s", type(error).__name__)
