"""The way from a group to the private chat."""

import re

from bot.chat.events import Command, Event
from bot.chat.messages import Button, Message
from bot.text import t

_LINKABLE = re.compile(r"[a-z0-9_-]{1,62}")  #: the word that a button into the private chat can carry


def pointer(event: Event) -> Message:
    """Point to the private chat, with the word typed when it can be said there again as it is."""
    again = isinstance(event, Command) and not event.text and _LINKABLE.fullmatch(event.word)
    word = event.word if isinstance(event, Command) and again else "start"
    return Message((t("private.pointer"),), ((Button(t("private.open"), "w", word, private=True),),))
