"""Networks: found, join, leave, language, names, coordinators' room, how things are; what happens to their chats."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.chat import SILENCE, Address, Answer, Command, Event, Message, Press, Refusal
from bot.domain.people import Chat, Network, Role, as_one_word
from bot.domain.regions import brand_of
from bot.i18n import brands
from bot.rights import network_meant, own_network, require_admin, require_coordinator
from bot.router import Audience, Router, Scope
from bot.text import LOCALES, clean, one_line, t
from bot.wording import networks as wording
from handlers.networks import chats
from storage import Transaction

router = Router()

_OF_A_NETWORK = frozenset({"code", "status", "brand", "words"})
LONGEST_NAME = 100
LONGEST_BRAND = 40
LONGEST_WORD, MOST_WORDS = 32, 10
ZONE = "Europe/Helsinki"


def _scope(text: str) -> Scope:
    return Scope.NETWORK if wording.deed(text)[0] in _OF_A_NETWORK else Scope.NOTHING


@router.command(
    "verkosto", "natverk", "network", audience=Audience.ADMINS, scope=_scope, help=t("help.verkosto")
)  # fmt: skip
def network(command: Command, tx: Transaction) -> Answer:
    """Do what the next word says."""
    deed, matter = wording.deed(command.text)
    if deed not in _DEEDS:
        raise Refusal(t("network.words"))
    return _DEEDS[deed](command, matter, tx)


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
    require_admin(command)
    name = " ".join(clean(name).split())
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(t("network.name_needed", most=LONGEST_NAME))
    if tx.networks.named(name):
        raise Refusal(t("network.exists", name=name))
    if command.chat:
        raise Refusal(t("network.joined_already", name=tx.networks.get(command.chat.network).name))
    founded = tx.networks.create(
        name=name, brand=brand_of(name, brands()), locale=_first_language(command), zone=ZONE, at=command.at,
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
    chats.welcome(chat, event, tx)
    chats.announce_coming(chat, event, tx)
    if event.where.platform == "slack":
        return Answer(messages=(Message((t("network.invite_on_slack", name=joined.name),)),), private=True)
    return SILENCE


def _code(command: Command, _: str, tx: Transaction) -> Answer:
    """Give an admin the line that joins another chat."""
    require_admin(command)
    network = network_meant(command)
    code = tx.codes.issue("join", network.id, command.at)
    return Answer(messages=wording.join_code(network, code, command.where.platform), private=True)


def _leave(command: Command, _: str, tx: Transaction) -> Answer:
    """Ask before a chat is taken out of its network."""
    require_admin(command)
    chat = _here(command)
    return Answer(messages=(wording.ask_to_leave(chat, tx.networks.get(chat.network)),), private=True)


@router.press("leave")
def leave(press: Press, tx: Transaction) -> Answer:
    """Take a chat out of its network."""
    chat = _meant(press, tx)
    tx.networks.leave(Address.of(chat))
    tx.post.withdraw(chat)
    return Answer(messages=(Message((t("network.left", chat=chat.title),)),), private=True)


def _status(command: Command, _: str, tx: Transaction) -> Answer:
    """Show coordinators how their network is, and what could not be delivered."""
    mine = own_network(command)
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
    require_coordinator(press, card.network)
    lost = [one for one in tx.cards.lost(card.network) if f"{one.id}-{one.version}" == press.arg]
    if not any(tx.post.post_anew(one, at=press.at) for one in lost):
        raise Refusal(t("status.not_lost"))
    return Answer(toast=t("status.posting", chat=lost[0].chat.title))


def _meant(press: Press, tx: Transaction) -> Chat:
    """Give the joined chat that an admin's button names."""
    require_admin(press)
    chat = tx.networks.chat(press.subject)
    if chat is None:
        raise Refusal(t("button.unknown"))
    return chat


def _room(command: Command, _: str, tx: Transaction) -> Answer:
    """Ask before a chat becomes the coordinators' room: all its members will see what is told there."""
    require_admin(command)
    chat = _here(command)
    ask = wording.ask_for_room(chat, tx.networks.get(chat.network))
    return Answer(messages=(ask,), headcount=wording.how_many(chat), private=True)


@router.press("room")
def seat_coordinators(press: Press, tx: Transaction) -> Answer:
    """Make a chat the coordinators' room."""
    chat = _meant(press, tx)
    tx.networks.seat_coordinators(chat)
    return Answer(messages=(Message((t("network.room_done", chat=chat.title),)),), private=True)


def _language(command: Command, matter: str, tx: Transaction) -> Answer:
    """Choose the language of a chat's cards."""
    chat = _here(command)
    require_coordinator(command, chat.network)
    locale = wording.language(matter)
    if locale not in LOCALES:
        raise Refusal(t("language.which_chat"))
    tx.networks.speak(chat.id, locale)
    tx.cards.redraw(chat.id)
    return Answer(messages=(Message((t("network.language_done", language=wording.NAMES[locale]),)),))


def _brand(command: Command, matter: str, tx: Transaction) -> Answer:
    """Choose what a network calls its meetups; the name is a command there too."""
    mine, brand = own_network(command), one_line(matter, 2 * LONGEST_BRAND)
    if not as_one_word(brand) or len(brand) > LONGEST_BRAND:
        raise Refusal(t("network.brand_needed", most=LONGEST_BRAND))
    tx.networks.name_meetups(mine.id, brand)
    return Answer(messages=(wording.renamed(mine, brand),), private=True)


def _own_words(command: Command, matter: str, tx: Transaction) -> Answer:
    """Choose the words by which a network asks for its meetups, besides their name."""
    mine = own_network(command)
    words = [word for one in matter.replace(",", " ").split() if (word := as_one_word(one))]
    if not words or len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise Refusal(t("network.own_words_needed", most=MOST_WORDS))
    tx.networks.speak_of_meetups(mine.id, dict.fromkeys(words))
    spoken = tx.networks.get(mine.id).vocabulary
    return Answer(messages=(Message((t("network.own_words_done", words=", ".join(sorted(spoken))),)),), private=True)


Deed = Callable[[Command, str, Transaction], Answer]
_DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        "new": _found, "code": _code, "join": _join, "leave": _leave, "status": _status, "room": _room,
        "language": _language, "brand": _brand, "words": _own_words,
    }
)  # fmt: skip
