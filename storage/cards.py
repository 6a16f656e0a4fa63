"""Cards: messages that show a subject and are redrawn when it changes. Rows hold versions, never text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, or_, select, update

from bot.chat import Address, Ref
from bot.domain.people import Chat
from storage.dialect import AnyRow
from storage.ids import new_id
from storage.networks import chat_of
from storage.tables import cards, chats

_BEHIND = cards.c.wanted_version > cards.c.shown_version
#: A card that changes while it waits keeps its place in the queue.
_WANTED = {
    "wanted_version": cards.c.wanted_version + 1,
    "queued_at": case((_BEHIND, cards.c.queued_at), else_=bindparam("now")),
}
_CHANGED = (
    update(cards)
    .where(cards.c.kind == bindparam("k"), cards.c.subject == bindparam("s"), ~cards.c.withdrawn)
    .values(_WANTED)
    .returning(cards.c.lane)
)
_CARD = select(cards, chats.c.platform, chats.c.address, chats.c.thread, chats.c.locale).join(
    chats, chats.c.id == cards.c.chat_id
)
_LOST = cards.c.state.in_(("doubt", "dead"))
_AT_HOME = and_(chats.c.active, ~cards.c.withdrawn, cards.c.network_id == chats.c.network_id)


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
    withdrawn: bool = False  #: its chat has left the network: it says so, and no more

    @property
    def ref(self) -> Ref | None:
        """Name the message that shows the card; None before it is posted."""
        return Ref(self.to, self.message) if self.message else None


@dataclass(frozen=True, kw_only=True)
class LostCard:
    """A card that its chat does not see, or may not; ``version`` says of which try."""

    id: str
    version: int
    chat: Chat


class Cards:
    """Keep the cards."""

    def __init__(self, connection: Connection, machine_ms: Callable[[], int]) -> None:
        self._connection = connection
        self._machine_ms = machine_ms
        self._changed: set[tuple[str, str]] = set()
        self._woken: list[str] = []

    def changed(self, kind: str, subject: str) -> None:
        """Ask that a subject's cards be redrawn; many changes in a page are one redrawing."""
        self._changed.add((kind, subject))

    def flush(self) -> Sequence[str]:
        """Note what changed; give the lanes to wake."""
        now = self._machine_ms() if self._changed else 0
        for kind, subject in sorted(self._changed):
            changed = self._connection.execute(_CHANGED, {"k": kind, "s": subject, "now": now})
            self._woken += changed.scalars()
        self._changed.clear()
        woken, self._woken = self._woken, []
        return woken

    def _redraw(self, *which: ColumnElement[bool], **values: object) -> None:
        """Ask that certain cards be redrawn, and no other chat's of the same subject."""
        wanted = update(cards).where(*which).values(_WANTED | values).returning(cards.c.lane)
        self._woken += self._connection.execute(wanted, {"now": self._machine_ms()}).scalars()

    def create(self, kind: str, subject: str, chat: Chat, turns_at: datetime | None = None) -> str | None:
        """Make a card for a chat, or one anew that it never got; None when the chat has it: that one is redrawn."""
        there = cards.c.kind == kind, cards.c.subject == subject, cards.c.chat_id == chat.id
        old = self._connection.execute(select(cards.c.id).where(*there)).scalar()
        if old is not None:
            return self._again(old, chat, turns_at)
        id_ = new_id()
        self._connection.execute(
            cards.insert().values(
                id=id_, kind=kind, subject=subject, chat_id=chat.id, network_id=chat.network,
                lane=f"{chat.platform}:{chat.address}", wanted_version=1, shown_version=0, state="new", attempts=0,
                turns_at=turns_at, over=False, withdrawn=False, queued_at=self._machine_ms(),
            )
        )  # fmt: skip
        return id_

    def _again(self, id_: str, chat: Chat, turns_at: datetime | None) -> str | None:
        """Bring a card back that its chat had before."""
        this = cards.c.id == id_
        self._redraw(this, withdrawn=False, network_id=chat.network, turns_at=turns_at, over=False)
        return next(iter(self._renew(this)), None)

    def get(self, id_: str) -> Card | None:
        """Give a card, unless its chat has left."""
        row = self._connection.execute(_CARD.where(cards.c.id == id_, _AT_HOME, ~chats.c.away)).first()
        return _card(row) if row else None

    def posted(self, kind: str, subject: str) -> Mapping[str, str]:
        """Give the messages that show a subject, by chat: of those chats where they still stand."""
        there = cards.c.kind == kind, cards.c.subject == subject, cards.c.message.is_not(None), cards.c.state != "dead"
        return {row.chat_id: row.message for row in self._connection.execute(select(cards).where(*there))}

    def stale(self, lane: str) -> Card | None:
        """Find the posted card of a lane that has waited longest to show the latest."""
        due = cards.c.lane == lane, _BEHIND, cards.c.state == "shown", ~chats.c.away, or_(_AT_HOME, cards.c.withdrawn)
        query = _CARD.where(*due).order_by(cards.c.queued_at, cards.c.id).limit(1)
        row = self._connection.execute(query).first()
        return _card(row) if row else None

    def shown(self, id_: str, version: int, message: str | None = None) -> None:
        """Note what a card shows now, and where."""
        values: dict[str, object] = {
            "shown_version": version, "state": "shown", "attempts": 0, "queued_at": self._machine_ms()
        }  # fmt: skip
        if message is not None:
            values["message"] = message
        self._connection.execute(update(cards).where(cards.c.id == id_).values(values))

    def fail(self, id_: str, *, state: str, note: str) -> None:
        """Note that a card could not be shown: ``doubt``, ``dead``, or ``shown`` for another try."""
        failed = update(cards).where(cards.c.id == id_)
        self._connection.execute(
            failed.values(state=state, note=note, attempts=cards.c.attempts + 1, queued_at=self._machine_ms())
        )

    def turn(self, kind: str, subject: str, at: datetime | None, *, over: bool | None = None) -> None:
        """Note when a subject's cards must next change by themselves; if never, they are history unless said so."""
        of = cards.c.kind == kind, cards.c.subject == subject
        history = at is None if over is None else over
        self._connection.execute(update(cards).where(*of).values(turns_at=at, over=history))

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
        doubted = cards.c.id == id_, cards.c.state == "doubt"
        self._redraw(*doubted, state="shown", message=message, note=None)

    def move(self, old: str, new: str) -> None:
        """Take a lane's cards along; the messages of those still in use stay behind, and are to be posted anew."""
        live = cards.c.lane == old, ~cards.c.over, cards.c.message.is_not(None)
        self._connection.execute(update(cards).where(*live).values(message=None, state="dead", note="moved"))
        self._connection.execute(update(cards).where(cards.c.lane == old).values(lane=new))

    def troubled(self, network: str) -> Sequence[tuple[str, str]]:
        """List a network's cards that could not be shown, as (chat title, note), the newest first."""
        query = (
            select(chats.c.title, cards.c.note)
            .join(chats, chats.c.id == cards.c.chat_id)
            .where(cards.c.network_id == network, ~cards.c.withdrawn, _LOST)
            .order_by(cards.c.queued_at.desc(), cards.c.id)
        )
        return [(row.title, row.note or "") for row in self._connection.execute(query)]

    def lost(self, network: str) -> Sequence[LostCard]:
        """List the cards that could be posted again in chats where Kuppi is, the newest trouble first."""
        query = (
            select(cards.c.id.label("card"), cards.c.wanted_version, chats)
            .join(chats, chats.c.id == cards.c.chat_id)
            .where(cards.c.network_id == network, _LOST, ~cards.c.over, _AT_HOME, ~chats.c.away)
            .order_by(cards.c.queued_at.desc(), cards.c.id)
        )
        rows = self._connection.execute(query)
        return [LostCard(id=row.card, version=row.wanted_version, chat=chat_of(row)) for row in rows]

    def post_anew(self, lost: LostCard) -> bool:
        """Make a lost card new once more; False when somebody was faster, or it is lost no longer."""
        this = cards.c.id == lost.id, cards.c.wanted_version == lost.version, _LOST
        anew = update(cards).where(*this).values(
            state="new", message=None, note=None, attempts=0, shown_version=0, wanted_version=lost.version + 1
        )  # fmt: skip
        return self._connection.execute(anew.returning(cards.c.id)).first() is not None

    def unposted(self, chat: str) -> Sequence[str]:
        """Take up the cards that a chat never got and that still matter; they are new again."""
        return self._renew(cards.c.chat_id == chat, ~cards.c.over, ~cards.c.withdrawn)

    def _renew(self, *which: ColumnElement[bool]) -> Sequence[str]:
        never = *which, cards.c.state == "dead", cards.c.message.is_(None)
        renewed = update(cards).where(*never).values(state="new", note=None, attempts=0)
        return self._connection.execute(renewed.returning(cards.c.id)).scalars().all()

    def take_up(self, chat: str) -> None:
        """Take up the cards that a chat has and that could not be redrawn, unless their messages are gone."""
        standing = cards.c.message.is_not(None), cards.c.note.is_distinct_from("message")
        posted = cards.c.chat_id == chat, cards.c.state == "dead", *standing
        self._connection.execute(update(cards).where(*posted).values(state="shown", note=None, attempts=0))

    def redraw(self, chat: str) -> None:
        """Ask that a chat's cards be redrawn, but for those that are history."""
        self._redraw(cards.c.chat_id == chat, ~cards.c.over, ~cards.c.withdrawn)

    def withdraw(self, chat: str) -> None:
        """Take a chat's cards back, now that it has left: they are drawn once more, to say so."""
        live = cards.c.chat_id == chat, ~cards.c.over, ~cards.c.withdrawn
        never = cards.c.state == "new", cards.c.message.is_(None)
        self._redraw(*live, withdrawn=True, state=case((and_(*never), "dead"), else_=cards.c.state))

    def stood(self, kind: str, subject: str, where: Address) -> bool:
        """Tell whether a chat has a subject's card, be it withdrawn."""
        of = cards.c.kind == kind, cards.c.subject == subject
        at = chats.c.platform == where.platform, chats.c.address == where.id
        return self._connection.execute(_CARD.where(*of, *at)).first() is not None


def _card(row: AnyRow) -> Card:
    return Card(
        id=row.id, kind=row.kind, subject=row.subject, network=row.network_id,
        to=Address(row.platform, row.address, row.thread), locale=row.locale, message=row.message,
        wanted=row.wanted_version, attempts=row.attempts, withdrawn=row.withdrawn,
    )  # fmt: skip
