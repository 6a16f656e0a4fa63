"""Saying things through the Bot: post, redraw, and the answer to a button."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from telegram import Bot, LinkPreviewOptions

from bot.adapters.telegram.draw import keyboard, texts, toast
from bot.adapters.telegram.failures import DOUBT, settled
from bot.chat import Address, Gone, Message, Pause, Ref, SlowDown, Uncertain, patiently

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Voice:
    """Speak as our account; raises SlowDown, Gone or Uncertain."""

    def __init__(self, bot: Bot, username: str, pause: Pause) -> None:
        self._bot = bot
        self.username = username
        self._pause = pause

    async def say(self, to: Address, message: Message, locale: str) -> Ref:
        """Post a message, a long one in several pieces; the buttons and the Ref are the last one's."""
        *first, last = texts(message, locale) or [""]
        if not last:
            raise Gone("refused: nothing to say")
        for number, text in enumerate(first):
            await self._rest(number, partial(self._post, to, text, message.silent, None))
        buttons = keyboard(message, locale, to, self.username)
        return await self._rest(len(first), partial(self._post, to, last, message.silent, buttons))

    async def redraw(self, ref: Ref, message: Message, locale: str) -> None:
        """Show a message anew; one that already looks so is a success."""
        said = texts(message, locale)
        if not said:
            raise Gone("refused: nothing to say")
        call = self._bot.edit_message_text(
            said[-1],
            chat_id=int(ref.to.id),
            message_id=int(ref.message),
            reply_markup=keyboard(message, locale, ref.to, self.username),
            link_preview_options=NO_PREVIEW,
        )
        try:
            await settled(call)
        except Gone as gone:
            if gone.why != "unchanged":
                raise

    async def acknowledge(self, query: str, text: str | None, *, alert: bool) -> None:
        """Answer a button, with words or none; raises Gone("too_old") when the phone no longer waits for them."""
        words = toast(text) if text else None
        await settled(self._bot.answer_callback_query(query, words, show_alert=(alert and words is not None) or None))

    async def _post(self, to: Address, text: str, silent: bool, buttons: Any) -> Ref:
        call = self._bot.send_message(
            int(to.id),
            text,
            message_thread_id=int(to.thread) if to.thread else None,
            disable_notification=silent or None,
            link_preview_options=NO_PREVIEW,
            reply_markup=buttons,
        )
        return Ref(to, str((await settled(call)).message_id))

    async def _rest(self, number: int, post: Callable[[], Awaitable[Ref]]) -> Ref:
        """Post a piece; once the first stands, the others are not left away and the first is not said again."""
        if not number:
            return await post()
        try:
            return await patiently(post, self._pause, doubt=DOUBT)
        except SlowDown as slow:
            raise Uncertain("a part of the message was posted") from slow
