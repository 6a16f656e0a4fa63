"""The outbox: notices to others, written in the transaction that caused them, sent once each in order per chat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, select, update

from bot.chat import Address, Message
from bot.chat.codec import dump, load
from bot.chat.signs import Sign
from storage.dialect import AnyRow, forget, insert
from storage.ids import new_id
from storage.seals import Seals
from storage.tables import outbox

KEPT = timedelta(days=30)  #: to whom and of what kind; the words are forgotten as soon as they are sent
HELD = timedelta(days=14)  #: what waited longer for a person is no news any more
BESIDE = "~signs"  #: ends the lane of what is shown beside a chat's messages
#: How the keys of letters begin that tell one person of one meetup.
TOLD_OF = ("seat", "moved", "lapsed", "day", "cancelled")
TRIES = 8  #: after so many a row is dead, and coordinators see it


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A row of the outbox on its way: a message, a card to post, or a sign to put up."""

    id: int
    kind: str
    to: Address
    network: str | None
    person: str | None
    card: str | None
    locale: str
    message: Message | Sign | None
    attempts: int
    tried_at: datetime | None
    interrupted: bool  #: an earlier try was begun and never settled

    @property
    def sign(self) -> Sign | None:
        """Give the sign that it puts up, if it does."""
        return self.message if isinstance(self.message, Sign) else None

    @property
    def key(self) -> str:
        """Name the post, so that it can be found again where the platform can."""
        return f"letter-{self.id}"


@dataclass(frozen=True, kw_only=True)
class News:
    """Something to be sent, to whom and from when on; ``held`` until its person can be reached."""

    kind: str
    to: Address
    message: Message | Sign | None
    locale: str
    due: datetime
    dedupe: str | None = None
    network: str | None = None
    person: str | None = None
    card: str | None = None
    held: bool = False

    @property
    def lane(self) -> str:
        """Name its lane; signs have one of their own, so that their failing holds up no message."""
        return lane_of(self.to) + (BESIDE if isinstance(self.message, Sign) else "")


class Outbox:
    """Keep what is to be sent."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals
        self._woken: list[str] = []

    def add(
        self,
        kind: str,
        to: Address,
        message: Message | Sign | None,
        *,
        locale: str,
        due: datetime,
        dedupe: str | None = None,
        network: str | None = None,
        person: str | None = None,
        card: str | None = None,
        held: bool = False,
    ) -> bool:
        """Write a row; False when its dedupe key has one already."""
        news = News(kind=kind, to=to, message=message, locale=locale, due=due, dedupe=dedupe, network=network,
                    person=person, card=card, held=held)  # fmt: skip
        row = self._row(news)
        statement = insert(self._connection, outbox).values(row).on_conflict_do_nothing().returning(outbox.c.id)
        written = self._connection.execute(statement).scalar() is not None
        if written and not held:
            self._woken.append(news.lane)
        return written

    def add_all(self, news: Sequence["News"]) -> None:
        """Write rows, those whose dedupe key has one already left out, in one statement."""
        if news:
            statement = insert(self._connection, outbox).on_conflict_do_nothing()
            self._connection.execute(statement, [self._row(one) for one in news])
            self._woken += [one.lane for one in news if not one.held]

    def _row(self, news: "News") -> dict[str, object]:
        seal = new_id()  # the row's number is the database's, so its seal has an id of its own
        body = self._seals.seal(dump(news.message), "outbox", "payload", seal) if news.message else None
        return {
            "lane": news.lane, "thread": news.to.thread, "kind": news.kind, "dedupe": news.dedupe,
            "network_id": news.network, "person_id": news.person, "card_id": news.card, "locale": news.locale,
            "seal": seal, "payload": body, "due": news.due, "state": "held" if news.held else "waiting", "attempts": 0,
        }  # fmt: skip

    def flush(self) -> Sequence[str]:
        """Give the lanes to wake."""
        woken, self._woken = self._woken, []
        return woken

    def wake_due(self, now: datetime) -> None:
        """Wake the lanes of rows that waited for their hour; the clock that tells it is not the lanes' own."""
        waited = outbox.c.state == "waiting", outbox.c.attempts == 0, outbox.c.due <= now
        self._woken += self._connection.execute(select(outbox.c.lane).where(*waited).distinct()).scalars()

    def let_sleep(self, lanes: Sequence[str]) -> None:
        """Wake these lanes no more in this transaction: what was to be sent there is gone."""
        self._woken = [lane for lane in self._woken if lane not in lanes]

    def next(self, lane: str, now: datetime) -> Letter | None:
        """Find the oldest row of a lane that is due."""
        query = (
            select(outbox)
            .where(outbox.c.lane == lane, outbox.c.state.in_(("waiting", "sending")), outbox.c.due <= now)
            .order_by(outbox.c.id)
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return self._letter(row) if row else None

    def next_due(self, lane: str) -> datetime | None:
        """Say when a lane's next row is due; None when it has none."""
        waiting = outbox.c.lane == lane, outbox.c.state.in_(("waiting", "sending"))
        return self._connection.execute(select(func.min(outbox.c.due)).where(*waiting)).scalar()

    def begin(self, letter: Letter, at: datetime) -> None:
        """Note that a row is being sent, and since when; found so after a crash, it is in doubt."""
        self._set(letter.id, state="sending", tried_at=letter.tried_at or at, attempts=letter.attempts + 1)

    def sent(self, letter: Letter) -> None:
        """Note that a row was sent; its words are forgotten."""
        self._set(letter.id, state="sent", payload=None)

    def again(self, letter: Letter, *, counted: bool) -> None:
        """Put a row back for another try."""
        self._set(letter.id, state="waiting", attempts=letter.attempts + counted)

    def settle(self, letter: Letter, state: str, note: str) -> None:
        """Note that a row is ``held`` until its person can be reached, in ``doubt``, or ``dead``."""
        kept = {} if state == "held" else {"payload": None}
        self._set(letter.id, state=state, note=note, **kept)

    def found(self, card: str) -> None:
        """Note that a card whose posting was in doubt or given up did arrive, or is posted anew."""
        doubted = outbox.c.card_id == card, outbox.c.state.in_(("doubt", "dead"))
        self._connection.execute(update(outbox).where(*doubted).values(state="sent", note=None))

    def take_lost(self, to: Address, kind: str) -> bool:
        """Take the letters of a kind that a chat never got, so that they can be said anew: False when there is none."""
        lost = outbox.c.lane == lane_of(to), outbox.c.kind == kind, outbox.c.state == "dead"
        taken = update(outbox).where(*lost, outbox.c.note.is_distinct_from("withdrawn")).values(note="withdrawn")
        return self._connection.execute(taken.returning(outbox.c.id)).first() is not None

    def _set(self, id_: int, **values: object) -> None:
        self._connection.execute(update(outbox).where(outbox.c.id == id_).values(values))

    def deliver_held(self, person: str, to: Address, at: datetime) -> None:
        """Send what waited for a person to open the private chat."""
        mine = outbox.c.person_id == person, outbox.c.state == "held"
        self._connection.execute(
            update(outbox).where(*mine, outbox.c.due < at - HELD).values(state="dead", payload=None, note="withdrawn")
        )
        moved = update(outbox).where(*mine).values(state="waiting", lane=lane_of(to), attempts=0, note=None)
        if self._connection.execute(moved.returning(outbox.c.id)).first():
            self._woken.append(lane_of(to))

    def move(self, old: str, new: str) -> None:
        """Take a lane's rows along to the chat's new address."""
        self._connection.execute(
            update(outbox).where(outbox.c.lane == old, outbox.c.state.in_(("waiting", "sending"))).values(lane=new)
        )

    def withdraw(self, person: str, about: str) -> None:
        """Take back what was not sent yet to a person, by the beginning of its dedupe key."""
        theirs = outbox.c.person_id == person, outbox.c.dedupe.startswith(about, autoescape=True)
        unsent = (*theirs, outbox.c.state.in_(("waiting", "held")))
        self._connection.execute(update(outbox).where(*unsent).values(state="dead", payload=None, note="withdrawn"))

    def withdraw_all(self, about: str) -> Sequence[str]:
        """Take back what was not sent yet to anybody, by the beginning of its dedupe key; give the keys."""
        unsent = outbox.c.dedupe.startswith(about, autoescape=True), outbox.c.state.in_(("waiting", "held"))
        withdrawn = update(outbox).where(*unsent).values(state="dead", payload=None, note="withdrawn")
        return self._connection.execute(withdrawn.returning(outbox.c.dedupe)).scalars().all()

    def taken_back(self, about: str) -> Mapping[str, Sequence[tuple[str, bool]]]:
        """Give what was ever written about a matter, by its dedupe key's beginning: for whom, and whether taken back.

        By the third part of the key, which names the cause.
        """
        of = select(outbox.c.dedupe, outbox.c.person_id, outbox.c.note).where(
            outbox.c.dedupe.startswith(about, autoescape=True)
        )
        found: dict[str, list[tuple[str, bool]]] = {}
        for row in self._connection.execute(of):
            _, _, cause, *_, last = row.dedupe.split(":")
            found.setdefault(cause, []).append((row.person_id or last, row.note == "withdrawn"))
        return found

    def arrived(self, keys: Sequence[str]) -> frozenset[str]:
        """Tell which of some rows, by dedupe key, were sent."""
        query = select(outbox.c.dedupe).where(outbox.c.dedupe.in_(list(keys)), outbox.c.state == "sent")
        return frozenset(self._connection.execute(query).scalars())

    def told(self, about: str) -> frozenset[str]:
        """Give the people who have been told of a matter or are about to be, by the beginning of its dedupe keys."""
        return self._addressed(about, ("sent", "waiting", "sending", "held"))

    def unheard(self, about: str) -> frozenset[str]:
        """Give the people to whom what would be withdrawn is addressed, by the beginning of its dedupe keys."""
        return self._addressed(about, ("waiting", "held"))

    def _addressed(self, about: str, states: Sequence[str]) -> frozenset[str]:
        of = outbox.c.dedupe.startswith(about, autoescape=True), outbox.c.person_id.is_not(None)
        query = select(outbox.c.person_id).where(*of, outbox.c.state.in_(states))
        return frozenset(self._connection.execute(query).scalars())

    def withdraw_from(self, to: Address, network: str) -> None:
        """Take back what was not sent yet to a chat on behalf of a network."""
        theirs = outbox.c.lane.in_(lanes_of(to)), outbox.c.network_id == network, outbox.c.state == "waiting"
        self._connection.execute(update(outbox).where(*theirs).values(state="dead", payload=None, note="withdrawn"))

    def sweep(self, now: datetime, *, most: int) -> int:
        """Give up what has waited two weeks for a person, forget words a month after their time; say how many.

        A card that still waits shows what is true when it is posted, however long we were away.
        """
        waited = outbox.c.state == "held", outbox.c.due < now - HELD
        late = select(outbox.c.id).where(*waited).limit(most).scalar_subquery()
        given_up = update(outbox).where(outbox.c.id.in_(late)).values(state="dead", payload=None, note="withdrawn")
        words = self._connection.execute(given_up).rowcount
        to_post = and_(outbox.c.card_id.is_not(None), outbox.c.state.in_(("waiting", "sending")))
        return words + forget(self._connection, outbox.c.id, and_(outbox.c.due < now - KEPT, ~to_post), most)

    def troubled(self, network: str) -> Sequence[tuple[str, str]]:
        """List a network's rows that did not arrive, as (kind, note), the newest first; cards tell of themselves."""
        bad = outbox.c.state.in_(("doubt", "dead", "held")), outbox.c.note.is_distinct_from("withdrawn")
        query = select(outbox.c.kind, outbox.c.note).where(outbox.c.network_id == network, *bad)
        rows = self._connection.execute(query.where(outbox.c.card_id.is_(None)).order_by(outbox.c.id.desc()))
        return [(row.kind, row.note or "") for row in rows]

    def _letter(self, row: AnyRow) -> Letter:
        platform, _, address = row.lane.partition(":")
        message = load(self._seals.open(row.payload, "outbox", "payload", row.seal)) if row.payload else None
        return Letter(
            id=row.id, kind=row.kind, to=Address(platform, address.removesuffix(BESIDE), row.thread),
            network=row.network_id, person=row.person_id, card=row.card_id, locale=row.locale, message=message,
            attempts=row.attempts, tried_at=row.tried_at, interrupted=row.state == "sending",
        )  # fmt: skip


def lane_of(to: Address) -> str:
    """Name the lane of a chat."""
    return f"{to.platform}:{to.id}"


def lanes_of(to: Address) -> tuple[str, str]:
    """Name both lanes of a chat: that of its messages, and that of its signs."""
    return lane_of(to), lane_of(to) + BESIDE
