"""What happens to chats: Kuppi is removed, a workspace takes its leave, a title or an address changes."""

from bot.chat import SILENCE, Address, Answer, Event, Left, Message, Moved, Renamed, Uninstalled
from bot.domain.people import Chat
from bot.router import Router
from bot.text import t
from storage import Transaction

router = Router()


@router.on(Left)
def left(event: Left, tx: Transaction) -> Answer:
    """Note that Kuppi was removed, and let coordinators know."""
    if event.chat:
        _note_away(event.chat, event, tx)
    return SILENCE


@router.on(Uninstalled)
def uninstalled(event: Uninstalled, tx: Transaction) -> Answer:
    """Note that a whole workspace has taken our access away: its chats, and everybody's private chat there."""
    for chat in tx.networks.chats_within(event.where):
        _note_away(chat, event, tx)
    tx.people.lose(event.where)
    return SILENCE


def _note_away(chat: Chat, event: Event, tx: Transaction) -> None:
    where = Address.of(chat)
    tx.networks.note_away(where, away=True)
    message = Message((t("left.notice", chat=chat.title),))
    once = f"left:{event.key}:{chat.id}"
    tx.post.tell_coordinators(chat.network, "left", message, dedupe=once, at=event.at, avoiding=where)


@router.on(Renamed)
def renamed(event: Renamed, tx: Transaction) -> Answer:
    """Follow a chat's new title."""
    tx.networks.rename(event.where, event.title)
    return SILENCE


@router.on(Moved)
def moved(event: Moved, tx: Transaction) -> Answer:
    """Follow a chat to its new address."""
    tx.post.move(event.where, event.to, at=event.at)
    return SILENCE
