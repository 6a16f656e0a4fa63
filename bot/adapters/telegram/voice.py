"""Saying things through the Bot: post, redraw, and the answer to a button."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeAlias

from telegram import Bot, LinkPreviewOptions, ReplyParameters

from bot.adapters.telegram.draw import caption, keyboard, texts, toast
from bot.adapters.telegram.failures import DOUBT, settled
from bot.chat import Address, File, Gone, Message, Pause, Ref, SlowDown, Uncertain, patiently
from bot.i18n import render

Json: TypeAlias = dict[str, Any]
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
            await self._rest(number, partial(self._post, to, text, message, None))
        buttons = keyboard(message, locale, to, self.username)
        return await self._rest(len(first), partial(self._post, to, last, message, buttons))

    async def hand(self, to: Address, file: File, locale: str) -> Ref:
        """Send a file with its line of words."""
        call = self._bot.send_document(
            int(to.id),
            file.text.encode(),
            filename=file.name,
            caption=caption(render(file.caption, locale)),
            message_thread_id=int(to.thread) if to.thread else None,
        )
        return Ref(to, str((await settled(call)).message_id))

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

    async def members(self, of: Address) -> int:
        """Count a chat's members, as everybody there sees it."""
        return int(await settled(self._bot.get_chat_member_count(int(of.id))))

    async def acknowledge(self, query: str, text: str | None, *, alert: bool) -> None:
        """Answer a button, with words or none; raises Gone("too_old") when the phone no longer waits for them."""
        words = toast(text) if text else None
        await settled(self._bot.answer_callback_query(query, words, show_alert=(alert and words is not None) or None))

    # -- the same, as a webhook's response carries it ----------------------------------------------------

    def posted(self, to: Address, message: Message, locale: str) -> Json | None:
        """Spell the posting of a message; None when it takes more than one call, or there is nothing to say."""
        said = texts(message, locale)
        if len(said) != 1 or message.reply_to:
            return None
        buttons = keyboard(message, locale, to, self.username)
        call: Json = {
            "method": "sendMessage", "chat_id": int(to.id), "text": said[0],
            "link_preview_options": NO_PREVIEW.to_dict(),
        }  # fmt: skip
        call |= {"message_thread_id": int(to.thread)} if to.thread else {}
        call |= {"disable_notification": True} if message.silent else {}
        return call | ({"reply_markup": buttons.to_dict()} if buttons else {})

    def acknowledgement(self, query: str, text: str | None, *, alert: bool) -> Json:
        """Spell the answer to a button."""
        call: Json = {"method": "answerCallbackQuery", "callback_query_id": query}
        return call | ({"text": toast(text), "show_alert": alert} if text else {})

    # -- posting -----------------------------------------------------------------------------------------

    async def _post(self, to: Address, text: str, message: Message, buttons: Any) -> Ref:
        call = self._bot.send_message(
            int(to.id),
            text,
            message_thread_id=int(to.thread) if to.thread else None,
            disable_notification=message.silent or None,
            link_preview_options=NO_PREVIEW,
            reply_markup=buttons,
            reply_parameters=_reply(message),
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


def _reply(message: Message) -> ReplyParameters | None:
    """Point at the message that this one belongs to; it goes without where that one is no more."""
    if not message.reply_to:
        return None
    return ReplyParameters(int(message.reply_to), allow_sending_without_reply=True)
