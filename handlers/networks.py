"""Networks and their chats: found, join, leave, language, coordinators' room, how things are."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.chat import (
    SILENCE,
    Address,
    Answer,
    Command,
    Event,
    Joined,
    Left,
    Message,
    Moved,
    Press,
    Refusal,
    Renamed,
    Uninstalled,
)
from bot.domain.meetups import next_turn
from bot.domain.people import Chat, Network, Role
from bot.domain.regions import brand_of
from bot.router import Audience, Router, Scope, fold
from bot.text import LOCALES, clean, t
from bot.wording import networks as wording
from storage import Transaction

router = Router()

#: What may follow /verkosto, in three languages.
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "uusi": "new", "ny": "new", "new": "new",
        "koodi": "code", "kod": "code", "code": "code",
        "liita": "join", "anslut": "join", "join": "join",
        "irrota": "leave", "kopplabort": "leave", "leave": "leave",
        "tila": "status", "status": "status", "": "status",
        "koordinaattorihuone": "room", "koordinatorsrum": "room", "coordinatorroom": "room",
        "kieli": "language", "sprak": "language", "language": "language",
    }
)  # fmt: skip
_OF_A_NETWORK = frozenset({"code", "status"})
LONGEST_NAME = 100
ZONE = "Europe/Helsinki"


def _deed(text: str) -> tuple[str, str]:
    """Split what follows the command into the deed and its matter."""
    first, _, rest = text.strip().partition(" ")
    return _WORDS.get(fold(first), "?"), rest.strip()


def _scope(text: str) -> Scope:
    return Scope.NETWORK if _deed(text)[0] in _OF_A_NETWORK else Scope.NOTHING


@router.command(
    "verkosto", "natverk", "network", audience=Audience.ADMINS, scope=_scope, help=t("help.verkosto")
)  # fmt: skip
def network(command: Command, tx: Transaction) -> Answer:
    """Do what the next word says."""
    deed, matter = _deed(command.text)
    if deed not in _DEEDS:
        raise Refusal(t("network.words"))
    return _DEEDS[deed](command, matter, tx)


def _require_admin(event: Event) -> None:
    if not event.person.admin:
        raise Refusal(t("role.admins_only"))


def _here(event: Event) -> Chat:
    """Give the joined chat that a command was typed in."""
    if event.private:
        raise Refusal(t("network.type_in_group"))
    if event.chat is None:
        raise Refusal(t("network.not_joined"))
    return event.chat


# -- deeds -------------------------------------------------------------------------------------------------


def _found(command: Command, name: str, tx: Transaction) -> Answer:
    """Found a network, and join the group it was typed in."""
    _require_admin(command)
    name = " ".join(clean(name).split())
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(t("network.name_needed", most=LONGEST_NAME))
    if tx.networks.named(name):
        raise Refusal(t("network.exists", name=name))
    if command.chat:
        raise Refusal(t("network.joined_already", name=tx.networks.get(command.chat.network).name))
    founded = tx.networks.create(
        name=name, brand=brand_of(name), locale=_first_language(command), zone=ZONE, at=command.at,
    )  # fmt: skip
    tx.people.enrol(command.person.id, founded.id, Role.COORDINATOR)  # until others are invited, somebody is told
    if command.private:
        return Answer(messages=(wording.founded(founded),))
    return _join_here(founded, command, tx)


def _first_language(founder: Event) -> str:
    """Choose a network's language: its founder's if it is a national one, else Finnish."""
    return founder.person.locale if founder.person.locale in {"fi", "sv"} else "fi"


def _join(event: Event, code: str, tx: Transaction) -> Answer:
    """Join the group to the network whose code was typed."""
    if event.private:
        raise Refusal(t("network.type_in_group"))
    if event.chat:
        tx.codes.spoil(code, event.at)  # others have seen it
        raise Refusal(t("network.joined_already", name=tx.networks.get(event.chat.network).name))
    network_id = tx.codes.redeem("join", code, event.at)
    if network_id is None:
        tx.codes.spoil(code, event.at)
        raise Refusal(t("code.void"))
    return _join_here(tx.networks.get(network_id), event, tx)


@router.press("j")
def join_by_link(press: Press, tx: Transaction) -> Answer:
    """Join a group that Kuppi was added to by a link with a code."""
    return _join(press, press.arg, tx)


def _join_here(joined: Network, event: Event, tx: Transaction) -> Answer:
    title = clean(event.title).strip()[:LONGEST_NAME] or event.where.id
    chat = tx.networks.join(joined, event.where, title=title, locale=joined.locale)
    tx.people.enrol(event.person.id, joined.id)
    _welcome(chat, event, tx)
    _announce_coming(chat, event, tx)
    if event.where.platform == "slack":
        return Answer(messages=(Message((t("network.invite_on_slack", name=joined.name),)),), private=True)
    return SILENCE


def _welcome(chat: Chat, event: Event, tx: Transaction) -> None:
    joined = tx.networks.get(chat.network)
    hello = wording.welcome(joined, _responsible(joined, tx))
    tx.post.tell_chat(chat, "welcome", hello, dedupe=f"welcome:{chat.id}:{event.key}", at=event.at)


def _announce_coming(chat: Chat, event: Event, tx: Transaction) -> None:
    """Post what is coming; a card that stands there is redrawn."""
    for meetup in tx.meetups.coming([chat.network], at=event.at):
        tx.post.announce("meetup", meetup.id, chat, at=event.at, turns_at=next_turn(meetup, at=event.at))
    rota = tx.duty.of(chat.network)
    if rota:
        tx.post.announce("duty", rota.id, chat, at=event.at, turns_at=rota.plan.duty(event.at).until)


def _responsible(joined: Network, tx: Transaction) -> str:
    return ", ".join(person.name for person in tx.people.coordinators(joined.id) if person.name_visible)


def _code(command: Command, _: str, tx: Transaction) -> Answer:
    """Give an admin the line that joins another chat."""
    _require_admin(command)
    if command.network is None:
        raise Refusal(t("network.unknown_to_you"))
    code = tx.codes.issue("join", command.network.id, command.at)
    return Answer(messages=wording.join_code(command.network, code, command.where.platform), private=True)


def _leave(command: Command, _: str, tx: Transaction) -> Answer:
    """Ask before a chat is taken out of its network."""
    _require_admin(command)
    chat = _here(command)
    return Answer(messages=(wording.ask_to_leave(chat, tx.networks.get(chat.network)),), private=True)


@router.press("leave")
def leave(press: Press, tx: Transaction) -> Answer:
    """Take a chat out of its network."""
    _require_admin(press)
    chat = tx.networks.chat(press.subject)
    if chat is None:
        raise Refusal(t("button.unknown"))
    tx.networks.leave(Address.of(chat))
    tx.post.withdraw(chat)
    return Answer(messages=(Message((t("network.left", chat=chat.title),)),), private=True)


def _status(command: Command, _: str, tx: Transaction) -> Answer:
    """Show coordinators how their network is, and what could not be delivered."""
    mine = command.network
    if mine is None or not command.person.coordinates(mine.id):
        raise Refusal(t("role.coordinators_only"))
    troubles = [*tx.cards.troubled(mine.id), *tx.outbox.troubled(mine.id)]
    lost = [(card.chat.title, f"{card.id}-{card.version}") for card in tx.cards.lost(mine.id)]
    told = wording.status(mine, tx.networks.chats(mine.id), tx.people.coordinators(mine.id), troubles, lost)
    return Answer(messages=(told,), private=True, fresh=True)


@router.press("again")
def post_again(press: Press, tx: Transaction) -> Answer:
    """Post a card again that its chat does not see; a second press of the same button posts nothing."""
    card = tx.cards.get(press.subject)
    if card is None:
        raise Refusal(t("status.not_there"))
    if not press.person.coordinates(card.network):
        raise Refusal(t("role.coordinators_only"))
    lost = [one for one in tx.cards.lost(card.network) if f"{one.id}-{one.version}" == press.arg]
    if not any(tx.post.post_anew(one, at=press.at) for one in lost):
        raise Refusal(t("status.not_lost"))
    return Answer(toast=t("status.posting", chat=lost[0].chat.title))


def _room(command: Command, _: str, tx: Transaction) -> Answer:
    """Ask before a chat becomes the coordinators' room: all its members will see what is told there."""
    _require_admin(command)
    chat = _here(command)
    return Answer(messages=(wording.ask_for_room(chat, tx.networks.get(chat.network)),), private=True)


@router.press("room")
def seat_coordinators(press: Press, tx: Transaction) -> Answer:
    """Make a chat the coordinators' room."""
    _require_admin(press)
    chat = tx.networks.chat(press.subject)
    if chat is None:
        raise Refusal(t("button.unknown"))
    tx.networks.seat_coordinators(chat)
    return Answer(messages=(Message((t("network.room_done", chat=chat.title),)),), private=True)


def _language(command: Command, matter: str, tx: Transaction) -> Answer:
    """Choose the language of a chat's cards."""
    chat = _here(command)
    if not command.person.coordinates(chat.network):
        raise Refusal(t("role.coordinators_only"))
    locale = wording.language(matter)
    if locale not in LOCALES:
        raise Refusal(t("language.which_chat"))
    tx.networks.speak(chat.id, locale)
    tx.cards.redraw(chat.id)
    return Answer(messages=(Message((t("network.language_done", language=wording.NAMES[locale]),)),))


Deed = Callable[[Command, str, Transaction], Answer]
_DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        "new": _found, "code": _code, "join": _join, "leave": _leave, "status": _status, "room": _room,
        "language": _language,
    }
)  # fmt: skip


# -- what happens to chats ---------------------------------------------------------------------------------


@router.on(Joined)
def joined(event: Joined, tx: Transaction) -> Answer:
    """Note that Kuppi was added: a chat joined before gets what it missed, another one a hint."""
    if event.chat:
        tx.networks.note_away(event.where, away=False)
        tx.networks.rename(event.where, event.title or event.chat.title)
        if tx.outbox.take_lost(event.where, "welcome"):  # on Slack a channel may be joined before Kuppi is invited
            _welcome(event.chat, event, tx)
        tx.post.revive(event.chat, at=event.at)
        if not event.chat.coordinators:
            _announce_coming(event.chat, event, tx)
        return SILENCE
    return Answer(messages=(Message((t("joined.hint"),)),))


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
