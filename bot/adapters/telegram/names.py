"""Who spoke and where, in our words; names as they may be shown."""

from telegram import Chat, Message, User

from bot.chat import Address, Sender
from bot.domain.people import LONGEST_NAME
from bot.text import one_line

LONGEST_TITLE = 128
#: Accounts behind which anybody may stand: an anonymous admin, a linked channel, somebody posting as a channel.
MASKS = frozenset({1087968824, 777000, 136817688})


def clean(name: str, longest: int = LONGEST_NAME) -> str:
    """Make a name one visible line, never empty."""
    return one_line(name, longest) or "?"


def sender(user: User) -> Sender:
    """Say who a person is."""
    name = clean(f"{user.first_name} {user.last_name or ''}")
    return Sender("telegram", str(user.id), name, user.language_code, bot=user.is_bot or user.id in MASKS)


def speaker(message: Message) -> Sender:
    """Say who wrote.

    Somebody behind a mask (an anonymous admin, a channel) is shown as a bot with the mask's id: whatever they may be,
    nothing proves it.
    """
    user, mask = message.from_user, message.sender_chat
    if user is not None and not is_masked(message):
        return sender(user)
    chat = mask or message.chat
    return Sender("telegram", str(user.id if user is not None else chat.id), title(chat.title), bot=True)


def is_masked(message: Message) -> bool:
    """Tell whether anybody at all may have written this."""
    user = message.from_user
    return user is None or user.id in MASKS or message.sender_chat is not None


def title(given: str | None) -> str:
    """Make a chat's title fit to be shown."""
    return clean(given or "", LONGEST_TITLE)


def address(chat: Chat, message: Message | None = None) -> Address:
    """Name a chat, and the forum topic a message stands in.

    The General topic has no number of its own, and outside forums the same field only says what a reply belongs to.
    """
    thread = message.message_thread_id if message is not None and message.is_topic_message else None
    if thread is None or chat.type == Chat.PRIVATE:
        return Address("telegram", str(chat.id))
    return Address("telegram", str(chat.id), str(thread))
