"""What is said about messages that did not arrive."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from bot.chat import Button, Message
from bot.text import Text, t, tn
from bot.wording.networks import why

ByHand: TypeAlias = "Callable[[str], Message]"  # what coordinators read of somebody who has no chat, by their name
_NAMED = 20  #: names in one line


def pointer(name: str) -> Message:
    """Point someone to the private chat, in a group, without saying what it is about."""
    return Message((t("notice.pointer", name=name),), ((Button(t("private.open"), "do", "start", private=True),),))


def unreached(name: str) -> Message:
    """Tell coordinators whom a notice did not reach."""
    return Message((t("notice.unreached", name=name),))


def without_chat(name: str) -> Message:
    """Tell coordinators that somebody who has no chat should hear of their place."""
    return Message((t("notice.without_chat", name=name),))


def lost(chat: str, code: str) -> Message:
    """Tell coordinators that a chat did not get a message; ``code`` says why."""
    return Message((t("notice.lost", chat=chat, why=why(code)),))


def withdrawn(network: str) -> Message:
    """Say on a card that its chat has left the network; there is nothing to press."""
    return Message((t("card.withdrawn", name=network),))


def to_be_told(names: Sequence[str]) -> tuple[Text, ...]:
    """Name those whom only people can tell."""
    if not names:
        return ()
    more = len(names) - _NAMED
    listed = ", ".join(names[:_NAMED])
    return (tn("by_hand.more", more, names=listed) if more > 0 else t("by_hand.names", names=listed),)
