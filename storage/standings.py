"""Where people stand in a meetup: what they answered, what it holds, and what it all comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from bot.domain.meetups import Meetup, SignUp
from bot.domain.seating import Asked, Hold, Reply, Standing, Tally
from storage.dialect import AnyRow
from storage.seals import Seals
from storage.seat_offers import SeatOffers
from storage.tables import answers, identities, people

HERE = answers.c.left_at.is_(None)
OF = answers.c.meetup_id == bindparam("meetup")
SEATED = answers.c.hold == Hold.SEAT, HERE
WAITS = answers.c.hold == Hold.QUEUE


def _seats(*which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(1 + answers.c.guests).filter(*which), 0)


_COUNT = select(
    _seats(*SEATED).label("coming"),
    func.count().filter(answers.c.reply == Reply.MAYBE).label("maybe"),
    _seats(answers.c.hold.in_((Hold.QUEUE, Hold.OFFER)), HERE).label("waiting"),
    _seats(answers.c.hold == Hold.OFFER).label("offered"),
    _seats(answers.c.hold == Hold.SEAT, ~HERE).label("leaving"),
    func.count().filter(WAITS).label("queue"),
    func.max(answers.c.ordinal).label("last"),
    func.min(answers.c.left_at).label("left_at"),
).where(OF)
#: The columns that ``row_of`` reads.
ASKED = (
    answers.c.person_id,
    answers.c.ordinal,
    answers.c.reply,
    answers.c.guests,
    answers.c.hold,
    answers.c.left_at,
)
_THEIRS = select(*ASKED).where(OF, answers.c.person_id.in_(bindparam("people", expanding=True)))
_NUMBER = select(func.count()).where(OF, WAITS, answers.c.ordinal <= bindparam("ordinal"))
_SEAT_ORDER = select(answers.c.person_id).where(OF, *SEATED).order_by(answers.c.ordinal)


@dataclass(frozen=True)
class Counted:
    """What a meetup's answers come to."""

    tally: Tally
    last: int  #: the latest ordinal
    left_at: datetime | None  #: when the first left of those who still hold what they left


@dataclass(frozen=True)
class Row:
    """One person's answer with its place in the order."""

    person: str
    asked: Asked
    ordinal: int


class Standings:
    """Tell where people stand. Of a locked meetup, what was read once in a transaction is kept up."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals
        self._offers = SeatOffers(connection)
        self._locked: dict[str, Meetup] = {}
        self._counts: dict[str, Counted] = {}
        self._expected: Sequence[str] = ()
        self._read_rows: dict[str, dict[str, Row]] = {}

    def expect(self, people: Sequence[str]) -> None:
        """Say who speaks in this transaction, so that their answers to a meetup are read together."""
        self._expected = people
        self._read_rows.clear()

    def forget(self) -> None:
        """Drop what was counted and read, when a savepoint is rolled back."""
        self._locked.clear()
        self._counts.clear()
        self._read_rows.clear()

    def _forget_answers(self, meetup: Meetup) -> None:
        self._counts.pop(meetup.id, None)
        self._read_rows.pop(meetup.id, None)

    # -- counting --

    def tally(self, meetup: Meetup) -> Tally:
        """Count a meetup's answers."""
        return self._counted(meetup).tally

    def _counted(self, meetup: Meetup) -> Counted:
        """Count once a transaction: with the meetup locked, nobody else can change what we then keep up ourselves."""
        if meetup.id not in self._locked:
            return self._counted_now(meetup)
        if meetup.id not in self._counts:
            self._counts[meetup.id] = self._counted_now(meetup)
        return self._counts[meetup.id]

    def _counted_now(self, meetup: Meetup) -> Counted:
        row = self._connection.execute(_COUNT, {"meetup": meetup.id}).one()
        tally = Tally(
            meetup.capacity, coming=row.coming, maybe=row.maybe, waiting=row.waiting, offered=row.offered,
            leaving=row.leaving, queue=row.queue,
        )  # fmt: skip
        return Counted(tally, row.last or 0, row.left_at)

    # -- where people stand --

    def holds(self, meetup: Meetup, person: str) -> Hold | None:
        """Say what a person's asking holds; a place left a moment ago is still held."""
        row = self._row(meetup, person)
        return row.asked.hold if row else None

    def standing(self, meetup: Meetup, person: str) -> Standing | None:
        """Say where a person stands; None when they have not answered."""
        row = self._row(meetup, person)
        return self._standing(meetup, row) if row else None

    def _row(self, meetup: Meetup, person: str) -> Row | None:
        """Give a person's answer; of a locked meetup, those of all who speak now are read at once."""
        if meetup.id in self._locked and person in self._expected:
            if meetup.id not in self._read_rows:
                self._read_rows[meetup.id] = self._read(meetup, self._expected)
            return self._read_rows[meetup.id].get(person)
        return self._read(meetup, [person]).get(person)

    def _read(self, meetup: Meetup, people: Sequence[str]) -> dict[str, Row]:
        rows = self._connection.execute(_THEIRS, {"meetup": meetup.id, "people": list(people)})
        return {row.person_id: row_of(row) for row in rows}

    def _standing(self, meetup: Meetup, row: Row) -> Standing:
        reply = row.asked.reply or Reply.NO
        if reply is not Reply.YES:
            return Standing(reply)
        offered = self._offers.until(meetup, row.person) if row.asked.hold is Hold.OFFER else None
        return Standing(reply, self._number(meetup, row), row.asked.guests, offered)

    def _number(self, meetup: Meetup, row: Row) -> int:
        """Say which in the queue a party is; 0 when it does not wait."""
        if row.asked.hold is not Hold.QUEUE:
            return 0
        if meetup.id in self._locked and row.ordinal == self._counted(meetup).last:
            return self.tally(meetup).queue  # whoever asked last stands last
        return self._connection.execute(_NUMBER, {"meetup": meetup.id, "ordinal": row.ordinal}).scalar_one()

    # -- lists --

    def sign_ups(self, meetup: Meetup) -> Sequence[SignUp]:
        """List everyone who answered, in asking order, each by the name last met."""
        query = (
            select(*ASKED, identities.c.id, identities.c.name)
            .join(identities, identities.c.person_id == answers.c.person_id)
            .where(answers.c.meetup_id == meetup.id)
            .order_by(answers.c.ordinal, identities.c.spoke_at)
        )
        named = {row.person_id: row for row in self._connection.execute(query)}
        return self._listed(list(named.values()), meetup)

    def _listed(self, rows: Sequence[AnyRow], meetup: Meetup) -> Sequence[SignUp]:
        found, queue = [], 0
        offers = self._offers.open_to(meetup) if any(row.hold == Hold.OFFER for row in rows) else {}
        for row in rows:
            queue += row.hold == Hold.QUEUE
            yes = row.reply == Reply.YES
            number = queue if yes and row.hold == Hold.QUEUE else 0
            standing = Standing(Reply(row.reply), number, row.guests if yes else 0, offers.get(row.person_id))
            found.append(SignUp(row.person_id, self._seals.open(row.name, "identities", "name", row.id), standing))
        return found

    def visible_names(self, meetup: Meetup, most: int = 30) -> Sequence[str]:
        """List the names of those with a seat who let theirs be seen, in asking order."""
        seats = select(answers.c.person_id, answers.c.ordinal).where(answers.c.meetup_id == meetup.id, *SEATED)
        visible = seats.join(people, people.c.id == answers.c.person_id).where(people.c.name_visible)
        shown = visible.order_by(answers.c.ordinal).limit(most).subquery()
        query = (
            select(shown.c.person_id, identities.c.id, identities.c.name)
            .join(identities, identities.c.person_id == shown.c.person_id)
            .order_by(shown.c.ordinal, identities.c.spoke_at)
        )
        last = {row.person_id: row for row in self._connection.execute(query)}
        return [self._seals.open(row.name, "identities", "name", row.id) for row in last.values()]

    def seated(self, meetup: Meetup) -> Sequence[str]:
        """List those with a seat, in asking order."""
        return self._connection.execute(_SEAT_ORDER, {"meetup": meetup.id}).scalars().all()


def row_of(row: AnyRow) -> Row:
    """Read an answer from the columns ``ASKED``."""
    hold = Hold(row.hold) if row.hold else None
    return Row(row.person_id, Asked(Reply(row.reply), row.guests, hold, row.left_at), row.ordinal)
