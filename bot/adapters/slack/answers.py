"""Bringing an Answer to whoever spoke: in the ack where it may carry words, by response_url, or in the DM."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bot.adapters.slack.draw import drawn, words
from bot.adapters.slack.modal import view
from bot.adapters.slack.payloads import Heard
from bot.adapters.slack.wire import Wire
from bot.chat import Address, Answer, Filled, Gone, Message, Press, Ref, SlowDown, Uncertain
from bot.text import t

Say = Callable[[Address, Message, str], Awaitable[Ref]]
Pause = Callable[[float], Awaitable[None]]
_TRIES = 4
_LONGEST = 60.0  #: an answer that would come later than this is better not given
log = logging.getLogger(__name__)


class Answers:
    """Give answers, patiently."""

    def __init__(self, wire: Wire, say: Say, pause: Pause) -> None:
        self._wire = wire
        self._say = say
        self._pause = pause

    async def ack(self, heard: Heard, answer: Answer) -> Mapping[str, Any] | None:
        """Open a form while its trigger lives, and give what the ack itself may carry."""
        if answer.form and heard.trigger:
            return await self._open(heard, answer)
        if isinstance(heard.event, Filled) and answer.errors:
            errors = {key: words(text, answer.locale)[:2_000] for key, text in answer.errors.items()}
            return {"response_action": "errors", "errors": errors}
        if heard.slash and not heard.event.private:
            shown = self._only_you(answer)
            return {"response_type": "ephemeral", **drawn(shown, answer.locale)} if shown else None
        return None

    async def _open(self, heard: Heard, answer: Answer) -> Mapping[str, Any] | None:
        if answer.form is None:
            return None
        try:
            await self._wire.call("views.open", trigger_id=heard.trigger, view=view(answer.form, answer.locale))
        except (SlowDown, Gone, Uncertain) as trouble:
            log.warning("a form was not opened: %s", trouble)
            return (
                {"response_type": "ephemeral", "text": words(t("slack.modal_late"), answer.locale)}
                if heard.slash
                else None
            )
        return None

    def _only_you(self, answer: Answer) -> Sequence[Message]:
        """Choose what is shown to the person alone where they typed; what they go on with stands in the DM."""
        if _in_dm(answer):
            return (answer.line,) if answer.line else ()
        toast = (Message((answer.toast,)),) if answer.toast else ()
        return (*toast, *answer.messages)

    async def give(self, heard: Heard, answer: Answer) -> None:
        """Give what is left of an answer after the ack; what cannot be given is logged without a word of it."""
        try:
            await self._give(heard, answer)
        except (SlowDown, Gone, Uncertain) as trouble:
            log.warning("an answer was not given: %s", trouble)
        except Exception as error:  # noqa: BLE001 -- the ack is out; its text may hold what people wrote
            log.error("an answer could not be given: %s", type(error).__name__)

    async def _give(self, heard: Heard, answer: Answer) -> None:
        event = heard.event
        toast = (Message((answer.toast,)),) if answer.toast else ()
        if event.private or isinstance(event, Filled):
            await self._whisper(event.who.address, (*toast, *answer.messages), answer.locale)
        elif heard.slash:
            await self._whisper(event.who.address, answer.messages if _in_dm(answer) else (), answer.locale)
        elif isinstance(event, Press):
            await self._after_press(heard, toast, answer)
        else:
            await self._in_channel(event.where, event.who.address, toast, answer)

    async def _after_press(self, heard: Heard, toast: tuple[Message, ...], answer: Answer) -> None:
        here = toast if answer.private else (*toast, *answer.messages)
        if here and heard.response_url:
            url, body = heard.response_url, drawn(here, answer.locale)
            shown = {"response_type": "ephemeral", "replace_original": False, **body}
            await self._patiently(lambda: self._wire.post(url, shown))
        if answer.private:
            await self._whisper(heard.event.who.address, answer.messages, answer.locale)

    async def _in_channel(self, where: Address, person: Address, toast: tuple[Message, ...], answer: Answer) -> None:
        private = (*toast, *answer.messages) if answer.private else toast
        await self._whisper(person, private, answer.locale)
        for message in () if answer.private else answer.messages:
            await self._patiently(lambda message=message: self._say(where, message, answer.room))  # type: ignore[misc]
        line = answer.line
        if line is not None:
            await self._patiently(lambda: self._say(where, line, answer.room))

    async def _whisper(self, person: Address, messages: Sequence[Message], locale: str) -> None:
        for message in messages:
            if message.lines:
                await self._patiently(lambda message=message: self._say(person, message, locale))  # type: ignore[misc]

    async def _patiently(self, call: Callable[[], Awaitable[object]]) -> None:
        """Make a call again after the pause Slack asks for."""
        for _ in range(_TRIES):
            try:
                await call()
            except SlowDown as slow:
                if slow.retry_after > _LONGEST:
                    raise
                await self._pause(slow.retry_after)
            else:
                return


def _in_dm(answer: Answer) -> bool:
    """Tell whether an answer belongs to the DM: a conversation goes on there, and the channel hears one line of it."""
    return answer.private and answer.line is not None
