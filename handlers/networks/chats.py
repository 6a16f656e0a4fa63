"""What happens to a network's chats: Kuppi comes, goes and comes back; they get new titles and addresses."""

from bot.chat import SILENCE, Address, Answer, Elevated, Event, Joined, Left, Message, Moved, Renamed, Uninstalled
from bot.domain.meetups import next_turn
from bot.domain.people import Chat, Network
from bot.router import Router
from bot.text import t
from bot.wording import networks as wording
from storage import Transaction

router = Router()


def welcome(chat: Chat, event: Event, tx: Transaction) -> None:
    """Greet a chat, once for an event."""
    joined = tx.networks.get(chat.network)
    hello = wording.welcome(joined, _responsible(joined, tx))
    tx.post.tell_chat(chat, "welcome", hello, dedupe=f"welcome:{chat.id}:{event.key}", at=event.at)


def announce_coming(chat: Chat, event: Event, tx: Transaction) -> None:
    """Post what is coming; a card that stands there is redrawn."""
    for meetup in tx.meetups.coming([chat.network], at=event.at):
        tx.post.announce("meetup", meetup.id, chat, at=event.at, turns_at=next_turn(meetup, at=event.at))
    rota = tx.duty.of(chat.network)
    if rota:
        tx.post.announce("duty", rota.id, chat, at=event.at, turns_at=rota.plan.duty(event.at).until)


def _responsible(joined: Network, tx: Transaction) -> str:
    return ", ".join(person.name for person in tx.people.coordinators(joined.id) if person.name_visible)


@router.on(Joined)
def joined(event: Joined, tx: Transaction) -> Answer:
    """Note that Kuppi was added: a chat joined before gets what it missed, another one a hint."""
    if event.chat:
        tx.networks.note_away(event.where, away=False)
        tx.networks.rename(event.where, event.title or event.chat.title)
        if tx.outbox.take_lost(event.where, "welcome"):  # on Slack a channel may be joined before Kuppi is invited
            welcome(event.chat, event, tx)
        tx.post.revive(event.chat, at=event.at)
        if not event.chat.coordinators:
            announce_coming(event.chat, event, tx)
        if event.reads_all:
            _own_up(event.chat, event, tx)
        return SILENCE
    own_up = (Message((t("chat.reads_all"),)),) if event.reads_all else ()
    return Answer(messages=(Message((t("joined.hint"),)), *own_up))


@router.on(Elevated)
def elevated(event: Elevated, tx: Transaction) -> Answer:
    """Say that we are shown what a group says, though we do not read it."""
    if event.chat is None:
        return Answer(messages=(Message((t("chat.reads_all"),)),))
    _own_up(event.chat, event, tx)
    return SILENCE


def _own_up(chat: Chat, event: Event, tx: Transaction) -> None:
    """Say once in a chat that we could read all of it."""
    told = Message((t("chat.reads_all"),), silent=True)
    tx.post.tell_chat(chat, "reads_all", told, dedupe=f"reads_all:{chat.id}", at=event.at)


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
