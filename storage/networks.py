"""Networks and the chats joined to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.chat import Address
from bot.domain.people import Chat, Network
from storage.dialect import AnyRow, Where
from storage.ids import new_id
from storage.tables import chats, networks


class Networks:
    """Keep networks and chats."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.changes = 0  #: how often a chat has changed in this transaction

    def create(self, *, name: str, brand: str, locale: str, zone: str, at: datetime) -> Network:
        """Found a network."""
        network = Network(id=new_id(), name=name, brand=brand, locale=locale, zone=zone)
        self._connection.execute(networks.insert().values(**asdict(network) | {"words": ""}, created_at=at))
        return network

    def get(self, network: str) -> Network:
        """Give a network; raises LookupError when there is none."""
        row = self._connection.execute(select(networks).where(networks.c.id == network)).first()
        if row is None:
            raise LookupError("no such network")
        return _network(row)

    def named(self, name: str) -> Network | None:
        """Find a network by its name."""
        row = self._connection.execute(select(networks).where(networks.c.name == name)).first()
        return _network(row) if row else None

    def all(self) -> Sequence[Network]:
        """List the networks by name."""
        return [_network(row) for row in self._connection.execute(select(networks).order_by(networks.c.name))]

    def about(self, chat: Chat | None) -> Sequence[str]:
        """List the networks of which something open to anyone is told: the chat's own, elsewhere every one."""
        return [chat.network] if chat else [network.id for network in self.all()]

    def name_meetups(self, network: str, brand: str) -> None:
        """Note what a network calls its meetups from now on; those published keep their names."""
        self._connection.execute(update(networks).where(networks.c.id == network).values(brand=brand))

    def speak_of_meetups(self, network: str, words: Iterable[str]) -> None:
        """Note a network's own words, folded, for asking what is coming."""
        self._connection.execute(update(networks).where(networks.c.id == network).values(words=" ".join(words)))

    # -- chats --

    def chats_at(self, addresses: Iterable[Address]) -> Mapping[tuple[str, str], Chat]:
        """Find the joined chats among addresses, by (platform, address)."""
        ids = list({address.id for address in addresses})
        found = self._connection.execute(select(chats).where(chats.c.address.in_(ids), chats.c.active))
        return {(row.platform, row.address): chat_of(row) for row in found}

    def chats_within(self, workspace: Address) -> Sequence[Chat]:
        """List the joined chats of a workspace where Kuppi is."""
        inside = chats.c.platform == workspace.platform, chats.c.address.startswith(f"{workspace.id}/", autoescape=True)
        query = select(chats).where(*inside, chats.c.active, ~chats.c.away)
        return [chat_of(row) for row in self._connection.execute(query)]

    def chats(self, network: str) -> Sequence[Chat]:
        """List a network's joined chats where Kuppi is, the coordinators' room last."""
        query = select(chats).where(chats.c.network_id == network, chats.c.active, ~chats.c.away)
        return [chat_of(row) for row in self._connection.execute(query.order_by(chats.c.coordinators, chats.c.title))]

    def groups(self, network: str) -> Sequence[Chat]:
        """List the chats of a network that are everybody's: where cards are posted."""
        return [chat for chat in self.chats(network) if not chat.coordinators]

    def join(self, network: Network, address: Address, *, title: str, locale: str) -> Chat:
        """Join a chat to a network, or take it back where it left."""
        self.changes += 1
        self._forget(address)
        row = {
            "id": new_id(), "network_id": network.id, "platform": address.platform, "address": address.id,
            "thread": address.thread, "title": title, "locale": locale, "coordinators": False, "active": True,
            "away": False,
        }  # fmt: skip
        old = self._connection.execute(select(chats.c.id).where(*_at(address))).scalar()
        if old is None:
            self._connection.execute(chats.insert().values(row))
        else:
            row["id"] = old
            self._connection.execute(update(chats).where(chats.c.id == old).values(row))
        return self._chat(str(row["id"]))

    def _forget(self, address: Address) -> None:
        self._connection.execute(update(chats).where(*_at(address)).values(coordinators=False))

    def _chat(self, chat: str) -> Chat:
        return chat_of(self._connection.execute(select(chats).where(chats.c.id == chat)).one())

    def leave(self, address: Address) -> Chat | None:
        """Take a chat out of its network; its cards are redrawn no more."""
        self.changes += 1
        row = self._connection.execute(select(chats).where(*_at(address), chats.c.active)).first()
        if row is None:
            return None
        self._connection.execute(update(chats).where(chats.c.id == row.id).values(active=False, coordinators=False))
        return chat_of(row)

    def chat(self, id_: str) -> Chat | None:
        """Give a joined chat, or None."""
        row = self._connection.execute(select(chats).where(chats.c.id == id_, chats.c.active)).first()
        return chat_of(row) if row else None

    def note_away(self, address: Address, *, away: bool) -> None:
        """Note that Kuppi was removed from a chat, or added back."""
        self._connection.execute(update(chats).where(*_at(address)).values(away=away))

    def title(self, address: Address) -> str:
        """Give a chat's title, joined or not; its id where we never learnt one."""
        return self._connection.execute(select(chats.c.title).where(*_at(address))).scalar() or address.id

    def rename(self, address: Address, title: str) -> None:
        """Note a chat's new title."""
        self.changes += 1
        self._connection.execute(update(chats).where(*_at(address)).values(title=title))

    def move(self, old: Address, new: Address) -> None:
        """Follow a chat to its new address; a row already there gives way."""
        self.changes += 1
        if self._connection.execute(select(chats.c.id).where(*_at(old))).first() is None:
            return
        self._connection.execute(update(chats).where(*_at(new)).values(address=f"gone:{new_id()}", active=False))
        self._connection.execute(update(chats).where(*_at(old)).values(address=new.id, thread=new.thread))

    def speak(self, chat: str, locale: str) -> None:
        """Choose a chat's language."""
        self.changes += 1
        self._connection.execute(update(chats).where(chats.c.id == chat).values(locale=locale))

    def seat_coordinators(self, chat: Chat) -> None:
        """Make a chat the coordinators' room; a network has at most one."""
        self.changes += 1
        of = chats.c.network_id == chat.network
        self._connection.execute(update(chats).where(of).values(coordinators=False))
        self._connection.execute(update(chats).where(chats.c.id == chat.id).values(coordinators=True))


def _at(address: Address) -> Where:
    return chats.c.platform == address.platform, chats.c.address == address.id


def _network(row: AnyRow) -> Network:
    return Network(
        id=row.id, name=row.name, brand=row.brand, locale=row.locale, zone=row.zone, words=tuple(row.words.split())
    )


def chat_of(row: AnyRow) -> Chat:
    """Read a chat from its row."""
    return Chat(
        id=row.id, network=row.network_id, platform=row.platform, address=row.address, thread=row.thread,
        title=row.title, locale=row.locale, coordinators=row.coordinators,
    )  # fmt: skip
