"""Meetups and their answers; seats are derived, with the rule in ``bot.domain.seating``."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from bot.domain.dates import Part, Precision, When
from bot.domain.meetups import Change, Meetup, SignUp, State
from bot.domain.seating import Reply, Standing, Tally, place
from storage.dialect import AnyRow, for_engines
from storage.seals import Seals
from storage.tables import answers, identities, meetups, people

_OPEN_KEPT = timedelta(days=31)  # "lokakuussa" is stored as the first of the month

_LOCK = select(meetups).where(meetups.c.id == bindparam("id")).with_for_update()
_GET = select(meetups).where(meetups.c.id == bindparam("id"))
_COUNT = select(
    func.count().filter(answers.c.reply == Reply.YES).label("asked"),
    func.count().filter(answers.c.reply == Reply.MAYBE).label("maybe"),
    func.max(answers.c.ordinal).label("last"),
).where(answers.c.meetup_id == bindparam("meetup"))
_THEIRS = select(answers.c.person_id, answers.c.reply, answers.c.ordinal).where(
    answers.c.meetup_id == bindparam("meetup"), answers.c.person_id.in_(bindparam("people", expanding=True))
)
_ASKED = answers.c.meetup_id == bindparam("meetup"), answers.c.reply == Reply.YES
_ASKING_ORDER = select(answers.c.person_id, answers.c.ordinal).where(*_ASKED).order_by(answers.c.ordinal)
_LAST_SEAT = select(answers.c.ordinal).where(*_ASKED).order_by(answers.c.ordinal).limit(1).offset(bindparam("others"))
_NEXT = _ASKING_ORDER.where(answers.c.ordinal > bindparam("seat")).limit(1)
_QUEUE = select(func.count()).where(
    *_ASKED, answers.c.ordinal > bindparam("seat"), answers.c.ordinal <= bindparam("ordinal")
)


def _keep(insert: Any) -> Any:
    kept = insert(answers)
    changed = {name: kept.excluded[name] for name in ("reply", "ordinal", "at")}
    return kept.on_conflict_do_update(index_elements=["meetup_id", "person_id"], set_=changed)


_KEEP = for_engines(_keep)


class Meetups:
    """Keep meetups and what people answer to them."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals
        self._locked: dict[str, Meetup] = {}
        self._counted: dict[str, tuple[Tally, int]] = {}
        self._expected: Sequence[str] = ()
        self._replies: dict[str, dict[str, tuple[Reply, int]]] = {}
        self._last_seats: dict[str, int] = {}

    def expect(self, people: Sequence[str]) -> None:
        """Say who speaks in this transaction, so that their answers to a meetup are read together."""
        self._expected = people
        self._replies.clear()

    def forget(self) -> None:
        """Drop what was counted and read, when a savepoint is rolled back."""
        self._counted.clear()
        self._locked.clear()
        self._replies.clear()
        self._last_seats.clear()

    # -- meetups --

    def create(self, meetup: Meetup, *, by: str, at: datetime) -> None:
        """Keep a meetup that is being published."""
        kept = meetups.insert().values(**_columns(meetup), published_by=by, published_at=at)
        self._connection.execute(kept)

    def change(self, meetup: Meetup) -> None:
        """Keep a locked meetup as it is from now on."""
        self._connection.execute(update(meetups).where(meetups.c.id == meetup.id).values(**_columns(meetup)))
        self.forget()
        self._locked[meetup.id] = meetup

    def get(self, id_: str) -> Meetup | None:
        """Give a meetup, or None."""
        row = self._connection.execute(_GET, {"id": id_}).first()
        return _meetup(row) if row else None

    def lock(self, id_: str) -> Meetup | None:
        """Give a meetup whose answers nobody else changes until this transaction ends, or None."""
        if id_ not in self._locked:
            row = self._connection.execute(_LOCK, {"id": id_}).first()
            if row is None:
                return None
            self._locked[id_] = _meetup(row)
        return self._locked[id_]

    def coming(
        self, networks: Sequence[str], *, at: datetime, states: Sequence[State] = (State.PUBLISHED,)
    ) -> Sequence[Meetup]:
        """List meetups that have not begun (published ones), the nearest first, those without a day last."""
        still_open = meetups.c.day.is_(None) | (meetups.c.day > at.date() - _OPEN_KEPT)
        ahead = (meetups.c.starts_at.is_(None) & still_open) | (meetups.c.starts_at > at)
        query = select(meetups).where(meetups.c.network_id.in_(list(networks)), meetups.c.state.in_(states))
        ordered = query.where(ahead).order_by(meetups.c.starts_at.is_(None), meetups.c.starts_at, meetups.c.day)
        return [_meetup(row) for row in self._connection.execute(ordered)]

    def due(self, column: str, at: datetime, *, most: int = 20) -> Sequence[str]:
        """List meetups whose time has come: to go out (``publish_at``), or to let places go (``held_until``)."""
        query = select(meetups.c.id).where(meetups.c[column] <= at).order_by(meetups.c[column]).limit(most)
        return self._connection.execute(query).scalars().all()

    # -- answers --

    def tally(self, meetup: Meetup) -> Tally:
        """Count a meetup's answers."""
        return self._count(meetup)[0]

    def _count(self, meetup: Meetup) -> tuple[Tally, int]:
        """Count once a transaction: with the meetup locked, nobody else can change what we then keep up ourselves."""
        if meetup.id not in self._locked:
            return self._counted_now(meetup)
        if meetup.id not in self._counted:
            self._counted[meetup.id] = self._counted_now(meetup)
        return self._counted[meetup.id]

    def _counted_now(self, meetup: Meetup) -> tuple[Tally, int]:
        row = self._connection.execute(_COUNT, {"meetup": meetup.id}).one()
        return Tally(meetup.capacity, row.asked, row.maybe), row.last or 0

    def answer(self, meetup: Meetup, person: str, reply: Reply, *, at: datetime) -> Change:
        """Keep a person's answer to a locked meetup; say where they stand and who got a seat by it."""
        tally, last = self._count(meetup)
        before = self.standing(meetup, person)
        if before is not None and before.reply is reply:
            if meetup.moved_at is not None:
                self._confirm(meetup, person, at)
            return Change(before, before, tally)
        self._keep(meetup, person, reply, last + 1, at)
        after = tally.changed(before.reply if before else None, reply)
        self._counted[meetup.id] = after, last + 1
        mine = place(after.asked, meetup.capacity) if reply is Reply.YES else Standing(reply)
        freed = before is not None and before.seated
        return Change(before, mine, after, self._pass_on(meetup) if freed else ())

    def _confirm(self, meetup: Meetup, person: str, at: datetime) -> None:
        """Note that an answer holds for the time as it is now; its place in the order stays."""
        mine = answers.c.meetup_id == meetup.id, answers.c.person_id == person
        self._connection.execute(update(answers).where(*mine).values(at=at))

    def _keep(self, meetup: Meetup, person: str, reply: Reply, ordinal: int, at: datetime) -> None:
        row = {"meetup_id": meetup.id, "person_id": person, "reply": reply, "ordinal": ordinal, "at": at}
        self._connection.execute(_KEEP[self._connection.dialect.name], row)
        if meetup.id in self._replies:
            self._replies[meetup.id][person] = reply, ordinal

    def _reply(self, meetup: Meetup, person: str) -> tuple[Reply, int] | None:
        """Give a person's reply and its place in the order; of a locked meetup, all who speak now are read at once."""
        if meetup.id in self._locked and person in self._expected:
            if meetup.id not in self._replies:
                self._replies[meetup.id] = self._read(meetup, self._expected)
            return self._replies[meetup.id].get(person)
        return self._read(meetup, [person]).get(person)

    def _read(self, meetup: Meetup, people: Sequence[str]) -> dict[str, tuple[Reply, int]]:
        rows = self._connection.execute(_THEIRS, {"meetup": meetup.id, "people": list(people)})
        return {row.person_id: (Reply(row.reply), row.ordinal) for row in rows}

    def _pass_on(self, meetup: Meetup) -> tuple[str, ...]:
        """Give a seat that was freed to the first who waits; nobody may be."""
        seat = self._last_seat(meetup)
        if seat is None:
            return ()
        lucky = self._connection.execute(_NEXT, {"meetup": meetup.id, "seat": seat}).one()
        self._last_seats[meetup.id] = lucky.ordinal
        return (lucky.person_id,)

    def _last_seat(self, meetup: Meetup) -> int | None:
        """Say up to which ordinal there are seats, read once a transaction; None while there are seats for all."""
        if meetup.capacity is None or self._count(meetup)[0].asked < meetup.capacity:
            self._last_seats.pop(meetup.id, None)
            return None
        if meetup.id not in self._locked or meetup.id not in self._last_seats:
            others = {"meetup": meetup.id, "others": meetup.capacity - 1}
            self._last_seats[meetup.id] = self._connection.execute(_LAST_SEAT, others).scalar_one()
        return self._last_seats[meetup.id]

    def _standing(self, meetup: Meetup, reply: Reply, ordinal: int) -> Standing:
        seat = self._last_seat(meetup) if reply is Reply.YES else None
        if seat is None or ordinal <= seat:
            return Standing(reply)
        waiting = {"meetup": meetup.id, "seat": seat, "ordinal": ordinal}
        return Standing(reply, self._connection.execute(_QUEUE, waiting).scalar_one())

    def standing(self, meetup: Meetup, person: str) -> Standing | None:
        """Say where a person stands; None when they have not answered."""
        replied = self._reply(meetup, person)
        return self._standing(meetup, *replied) if replied else None

    def answered_by(self, person: str, *, at: datetime) -> Sequence[tuple[Meetup, Standing]]:
        """List the coming meetups a person has answered, the nearest first."""
        query = (
            select(meetups, answers.c.reply, answers.c.ordinal)
            .join(answers, answers.c.meetup_id == meetups.c.id)
            .where(answers.c.person_id == person, meetups.c.starts_at.is_(None) | (meetups.c.starts_at > at))
            .order_by(meetups.c.starts_at)
        )
        rows = [(_meetup(row), row) for row in self._connection.execute(query).all()]
        return [(meetup, self._standing(meetup, Reply(row.reply), row.ordinal)) for meetup, row in rows]

    def sign_ups(self, meetup: Meetup) -> Sequence[SignUp]:
        """List everyone who answered, in asking order, each by the name last met."""
        query = (
            select(answers.c.person_id, answers.c.reply, answers.c.ordinal, identities.c.id, identities.c.name)
            .join(identities, identities.c.person_id == answers.c.person_id)
            .where(answers.c.meetup_id == meetup.id)
            .order_by(answers.c.ordinal, identities.c.spoke_at)
        )
        named = {row.person_id: row for row in self._connection.execute(query)}
        return self._seated(meetup, list(named.values()))

    def _seated(self, meetup: Meetup, rows: Sequence[AnyRow]) -> Sequence[SignUp]:
        found, asked = [], 0
        for row in rows:
            asked += row.reply == Reply.YES
            standing = place(asked, meetup.capacity) if row.reply == Reply.YES else Standing(Reply(row.reply))
            found.append(SignUp(row.person_id, self._seals.open(row.name, "identities", "name", row.id), standing))
        return found

    def visible_names(self, meetup: Meetup, most: int = 30) -> Sequence[str]:
        """List the names of those with a seat who let theirs be seen, in asking order."""
        queue = select(answers.c.person_id, answers.c.ordinal).where(
            answers.c.meetup_id == meetup.id, answers.c.reply == Reply.YES
        )
        seats = queue.order_by(answers.c.ordinal).limit(meetup.capacity).subquery()
        visible = select(seats).join(people, people.c.id == seats.c.person_id).where(people.c.name_visible)
        shown = visible.order_by(seats.c.ordinal).limit(most).subquery()
        query = (
            select(shown.c.person_id, identities.c.id, identities.c.name)
            .join(identities, identities.c.person_id == shown.c.person_id)
            .order_by(shown.c.ordinal, identities.c.spoke_at)
        )
        last = {row.person_id: row for row in self._connection.execute(query)}
        return [self._seals.open(row.name, "identities", "name", row.id) for row in last.values()]

    def unconfirmed(self, meetup: Meetup) -> Sequence[str]:
        """List those whose yes is to the time before a move, the last to ask first."""
        old = answers.c.meetup_id == meetup.id, answers.c.reply == Reply.YES, answers.c.at <= meetup.moved_at
        query = select(answers.c.person_id).where(*old).order_by(answers.c.ordinal.desc())
        return self._connection.execute(query).scalars().all()

    def seated(self, meetup: Meetup) -> Sequence[str]:
        """List those with a seat, in asking order."""
        query = _ASKING_ORDER if meetup.capacity is None else _ASKING_ORDER.limit(meetup.capacity)
        return self._connection.execute(query, {"meetup": meetup.id}).scalars().all()


def _columns(meetup: Meetup) -> dict[str, object]:
    when = meetup.when
    return {
        "id": meetup.id, "network_id": meetup.network, "name": meetup.name, "theme": meetup.theme,
        "precision": when.precision, "part": when.part, "day": when.day, "starts": when.starts, "ends": when.ends,
        "zone": meetup.zone, "starts_at": meetup.starts_at, "venue": meetup.venue,
        "municipality": meetup.municipality, "capacity": meetup.capacity, "signup_by": meetup.signup_by,
        "details": json.dumps(dict(meetup.details), ensure_ascii=False), "state": meetup.state,
        "publish_at": meetup.publish_at, "moved_at": meetup.moved_at, "held_until": meetup.held_until,
    }  # fmt: skip


def _meetup(row: AnyRow) -> Meetup:
    when = When(
        precision=Precision(row.precision), day=row.day, starts=row.starts, ends=row.ends,
        part=Part(row.part) if row.part else None,
    )  # fmt: skip
    return Meetup(
        id=row.id, network=row.network_id, name=row.name, theme=row.theme, when=when, zone=row.zone, venue=row.venue,
        municipality=row.municipality, capacity=row.capacity, signup_by=row.signup_by,
        details=json.loads(row.details), state=State(row.state), publish_at=row.publish_at, moved_at=row.moved_at,
        held_until=row.held_until,
    )  # fmt: skip
