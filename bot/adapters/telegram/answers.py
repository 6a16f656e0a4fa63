"""Bringing an Answer to whoever spoke: the toast, the private chat, the one line a group hears."""

import logging
from functools import partial

from bot.adapters.telegram.failures import DOUBT, UNREACHABLE
from bot.adapters.telegram.manners import Manners
from bot.adapters.telegram.updates import Heard
from bot.adapters.telegram.voice import Json, Voice
from bot.chat import Address, Answer, Event, Gone, Message, Pause, SlowDown, Uncertain, counted, patiently, pointer
from bot.i18n import render

log = logging.getLogger(__name__)


class Answers:
    """Give answers, patiently: whoever spoke hears twice rather than never when a call is in doubt."""

    def __init__(self, voice: Voice, pause: Pause) -> None:
        self._voice = voice
        self._pause = pause
        self._manners = Manners(pause)

    def riding(self, heard: Heard, answer: Answer) -> Json | None:
        """Give the one call that the response to a webhook can carry; nobody will tell how it went.

        That is the answer to a button; else the only message of an answer in private, where no flood is to be feared.
        """
        if heard.query is not None:
            return self._voice.acknowledgement(heard.query, _toast(answer), alert=answer.alert)
        told = _said_alone(heard, answer)
        return self._voice.posted(heard.event.where, told, answer.locale) if told else None

    async def give(self, heard: Heard, answer: Answer, *, acknowledged: bool = False) -> None:
        """Give an answer; what cannot be given is logged without a word of it."""
        try:
            await self._give(heard, answer, acknowledged=acknowledged)
            for file in answer.files:
                to = heard.event.where if heard.event.private else heard.event.who.address
                await patiently(partial(self._voice.hand, to, file, answer.locale), self._pause, doubt=DOUBT)
        except (SlowDown, Gone, Uncertain) as trouble:
            log.warning("an answer was not given: %s", trouble)
        except Exception:
            log.exception("an answer could not be given")

    async def _give(self, heard: Heard, answer: Answer, *, acknowledged: bool) -> None:
        event = heard.event
        if heard.query is not None and not acknowledged:
            await self._acknowledge(heard.query, event, answer)
        answer = await counted(answer, self._voice)
        secret = _secret(heard, answer)
        if answer.private or event.private:
            await self._in_private(event, secret + answer.messages, answer)
            return
        if secret:
            await self._in_private(event, secret, answer)
        for message in answer.messages:
            await self._tell_group(event.where, message, answer.room)

    async def _acknowledge(self, query: str, event: Event, answer: Answer) -> None:
        """Answer the button once; an alert that came too late is said in private if it can be."""
        text = _toast(answer)
        doubt = False

        async def once() -> None:
            nonlocal doubt
            try:
                await self._voice.acknowledge(query, text, alert=answer.alert)
            except Uncertain:
                doubt = True
                raise

        try:
            await patiently(once, self._pause, doubt=DOUBT)
        except Gone as gone:
            # after a try in doubt, "too old" most likely means that the first one was seen
            if gone.why == "too_old" and answer.alert and answer.toast is not None and not doubt:
                await self._say_if_reachable(event.who.address, Message((answer.toast,)), answer.locale)

    async def _in_private(self, event: Event, messages: tuple[Message, ...], answer: Answer) -> None:
        """Say it where only the person reads; a group is told where to look, or that it was done."""
        if event.private:
            for message in messages:
                await self._say(event.where, message, answer.locale)
            return
        told = await self._whisper(event, messages, answer.locale)
        line = answer.line or (None if told else pointer(event))
        if line is not None:
            await self._tell_group(event.where, line, answer.room)

    async def _tell_group(self, where: Address, message: Message, locale: str) -> None:
        if await self._manners.turn(where.id):
            await self._say(where, message, locale)
        else:
            log.info("a group asks faster than it may be answered")

    async def _whisper(self, event: Event, messages: tuple[Message, ...], locale: str) -> bool:
        """Say it in the person's private chat; False when they cannot be reached there."""
        if event.who.bot:
            return not messages  # behind a mask is nobody to write to
        for message in messages:
            if not await self._say_if_reachable(event.who.address, message, locale):
                return False
        return True

    async def _say_if_reachable(self, to: Address, message: Message, locale: str) -> bool:
        try:
            await self._say(to, message, locale)
        except Gone as gone:
            if gone.why not in UNREACHABLE:
                raise
            return False
        return True

    async def _say(self, to: Address, message: Message, locale: str) -> None:
        if not message.lines:
            return
        try:
            await patiently(partial(self._voice.say, to, message, locale), self._pause, doubt=DOUBT)
        except Gone as gone:
            if gone.moved is None:
                raise
            await patiently(partial(self._voice.say, gone.moved, message, locale), self._pause, doubt=DOUBT)


def _toast(answer: Answer) -> str | None:
    return None if answer.toast is None else render(answer.toast, answer.locale)


def _secret(heard: Heard, answer: Answer) -> tuple[Message, ...]:
    """Give what a toast says where there is no button to show it on."""
    return () if answer.toast is None or heard.query is not None else (Message((answer.toast,)),)


def _said_alone(heard: Heard, answer: Answer) -> Message | None:
    """Give the only message of an answer to words in private; None when there is another, or none."""
    messages = (*_secret(heard, answer), *answer.messages)
    alone = heard.event.private and len(messages) == 1 and not answer.files and answer.headcount is None
    return messages[0] if alone else None
