"""Cards: messages that show a subject and are redrawn when it changes. Rows hold versions, never text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from bot.chat import Address, Ref
from bot.domain.people import Chat
from storage.dialect import AnyRow
from storage.ids import new_id
from storage.tables import cards, chats

_CHANGED = (
    update(cards)
    .where(cards.c.kind == bindparam("k"), cards.c.subject == bindparam("s"))
    .values(wanted_version=cards.c.wanted_version + 1)
    .returning(cards.c.lane)
)
_CARD = select(
    cards, chats.c.platform, chats.c.address, chats.c.thread, chats.c.locale, chats.c.active, chats.c.network_id
).join(chats, chats.c.id == cards.c.chat_id)


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card in a chat; ``message`` is the platform's id once it is known."""

    id: str
    kind: str
    subject: str
    network: str
    to: Address
    locale: str
    message: str | None
    wanted: int
    attempts: int

    @property
    def ref(self) -> Ref | None:
        """Name the message that shows the card; None before it is posted."""
        return Ref(self.to, self.message) if self.message else None


class Cards:
    """Keep the cards."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._changed: set[tuple[str, str]] = set()

    def changed(self, kind: str, subject: str) -> None:
        """Ask that a subject's cards be redrawn; many changes in a page are one redrawing."""
        self._changed.add((kind, subject))

    def flush(self) -> Sequence[str]:
        """Note what changed; give the lanes to wake."""
        woken = [
            lane
            for kind, subject in sorted(self._changed)
            for lane in self._connection.execute(_CHANGED, {"k": kind, "s": subject}).scalars()
        ]
        self._changed.clear()
        return woken

    def create(self, kind: str, subject: str, chat: Chat, turns_at: datetime | None = None) -> str | None:
        """Make a card for a chat, or make one anew that the chat never got; None when the chat has it."""
        there = cards.c.kind == kind, cards.c.subject == subject, cards.c.chat_id == chat.id
        old = self._connection.execute(select(cards.c.id).where(*there)).scalar()
        if old is not None:
            return next(iter(self._renew(cards.c.id == old)), None)
        id_ = new_id()
        self._connection.execute(
            cards.insert().values(
                id=id_, kind=kind, subject=subject, chat_id=chat.id, lane=f"{chat.platform}:{chat.address}",
                wanted_version=1, shown_version=0, state="new", attempts=0, turns_at=turns_at,
            )
        )  # fmt: skip
        return id_

    def get(self, id_: str) -> Card | None:
        """Give a card, unless its chat has left."""
        row = self._connection.execute(_CARD.where(cards.c.id == id_, chats.c.active, ~chats.c.away)).first()
        return _card(row) if row else None

    def posted(self, kind: str, subject: str) -> Mapping[str, str]:
        """Give the messages that show a subject, by chat: of those chats where they still stand."""
        there = cards.c.kind == kind, cards.c.subject == subject, cards.c.message.is_not(None), cards.c.state != "dead"
        return {row.chat_id: row.message for row in self._connection.execute(select(cards).where(*there))}

    def stale(self, lane: str) -> Card | None:
        """Find a posted card of a lane that does not show the latest."""
        behind = cards.c.wanted_version > cards.c.shown_version
        query = _CARD.where(cards.c.lane == lane, behind, cards.c.state == "shown", chats.c.active, ~chats.c.away)
        row = self._connection.execute(query.limit(1)).first()
        return _card(row) if row else None

    def shown(self, id_: str, version: int, message: str | None = None) -> None:
        """Note what a card shows now, and where."""
        values: dict[str, object] = {"shown_version": version, "state": "shown", "attempts": 0}
        if message is not None:
            values["message"] = message
        self._connection.execute(update(cards).where(cards.c.id == id_).values(values))

    def fail(self, id_: str, *, state: str, note: str) -> None:
        """Note that a card could not be shown: ``doubt``, ``dead``, or ``shown`` for another try."""
        failed = update(cards).where(cards.c.id == id_)
        self._connection.execute(failed.values(state=state, note=note, attempts=cards.c.attempts + 1))

    def turn(self, kind: str, subject: str, at: datetime | None) -> None:
        """Note when a subject's cards must next change by themselves."""
        of = cards.c.kind == kind, cards.c.subject == subject
        self._connection.execute(update(cards).where(*of).values(turns_at=at))

    def turning(self, kind: str, at: datetime) -> Sequence[str]:
        """List the subjects whose cards must change now."""
        query = select(cards.c.subject).where(cards.c.kind == kind, cards.c.turns_at <= at).distinct()
        return self._connection.execute(query).scalars().all()

    def doubtful(self) -> Mapping[tuple[str, Address], str]:
        """List the cards whose first posting is in doubt, by subject and chat."""
        rows = self._connection.execute(_CARD.where(cards.c.state == "doubt"))
        return {(row.subject, Address(row.platform, row.address)): row.id for row in rows}

    def adopt(self, id_: str, message: str) -> None:
        """Take a message that people press as the card it must be; it is redrawn at once."""
        adopted = update(cards).where(cards.c.id == id_, cards.c.state == "doubt")
        row = self._connection.execute(
            adopted.values(state="shown", message=message, note=None).returning(cards.c.kind, cards.c.subject)
        ).first()
        if row:
            self.changed(row.kind, row.subject)

    def move(self, old: str, new: str) -> None:
        """Take a lane's cards along; the messages of those still in use stay behind, and are to be posted anew."""
        live = cards.c.lane == old, cards.c.turns_at.is_not(None), cards.c.message.is_not(None)
        self._connection.execute(update(cards).where(*live).values(message=None, state="dead", note="moved"))
        self._connection.execute(update(cards).where(cards.c.lane == old).values(lane=new))

    def troubled(self, network: str) -> Sequence[tuple[str, str]]:
        """List a network's cards that could not be shown, as (chat title, note)."""
        query = (
            select(chats.c.title, cards.c.note)
            .join(chats, chats.c.id == cards.c.chat_id)
            .where(chats.c.network_id == network, cards.c.state.in_(("doubt", "dead")))
        )
        return [(row.title, row.note or "") for row in self._connection.execute(query)]

    def unposted(self, chat: str) -> Sequence[str]:
        """Take up the cards that a chat never got; they are new again."""
        return self._renew(cards.c.chat_id == chat)

    def _renew(self, which: ColumnElement[bool]) -> Sequence[str]:
        never = which, cards.c.state == "dead", cards.c.message.is_(None)
        renewed = update(cards).where(*never).values(state="new", note=None, attempts=0)
        return self._connection.execute(renewed.returning(cards.c.id)).scalars().all()

    def take_up(self, chat: str) -> None:
        """Take up the cards that a chat has and that could not be redrawn."""
        posted = cards.c.chat_id == chat, cards.c.state == "dead", cards.c.message.is_not(None)
        self._connection.execute(update(cards).where(*posted).values(state="shown", note=None, attempts=0))

    def in_chat(self, chat: str) -> Sequence[Card]:
        """List a chat's cards."""
        return [_card(row) for row in self._connection.execute(_CARD.where(cards.c.chat_id == chat))]


def _card(row: AnyRow) -> Card:
    return Card(
        id=row.id, kind=row.kind, subject=row.subject, network=row.network_id,
        to=Address(row.platform, row.address, row.thread), locale=row.locale, message=row.message,
        wanted=row.wanted_version, attempts=row.attempts,
    )  # fmt: skip
