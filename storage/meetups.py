"""Meetups; what people answer to them is kept by ``storage.answers``."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update

from bot.domain.dates import Part, Precision, When
from bot.domain.meetups import Meetup, State
from bot.domain.seating import Reply, Standing
from storage.answers import Answers
from storage.dialect import AnyRow
from storage.standings import ASKED, row_of
from storage.tables import answers, meetups

_OPEN_KEPT = timedelta(days=31)  # "lokakuussa" is stored as the first of the month

_LOCK = select(meetups).where(meetups.c.id == bindparam("id")).with_for_update()
_GET = select(meetups).where(meetups.c.id == bindparam("id"))


class Meetups(Answers):
    """Keep meetups and what people answer to them."""

    # -- meetups --

    def create(self, meetup: Meetup, *, by: str, at: datetime) -> None:
        """Keep a meetup that is being published."""
        kept = meetups.insert().values(**_columns(meetup), published_by=by, published_at=at)
        self._connection.execute(kept)

    def change(self, meetup: Meetup) -> None:
        """Keep a locked meetup as it is from now on."""
        self._connection.execute(update(meetups).where(meetups.c.id == meetup.id).values(**_columns(meetup)))
        self._forget_answers(meetup)
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

    def publish(self, meetup: Meetup, *, at: datetime) -> None:
        """Keep a locked meetup that goes out now."""
        self.change(meetup)
        self._connection.execute(update(meetups).where(meetups.c.id == meetup.id).values(published_at=at))

    def latest(self, network: str, *, most: int) -> Sequence[Meetup]:
        """List a network's meetups, the latest first."""
        query = select(meetups).where(meetups.c.network_id == network)
        ordered = query.order_by(func.coalesce(meetups.c.starts_at, meetups.c.published_at).desc())
        return [_meetup(row) for row in self._connection.execute(ordered.limit(most))]

    def due(self, column: str, at: datetime, *, most: int = 20) -> Sequence[str]:
        """List meetups whose time has come: to go out (``publish_at``), or to let places go (``held_until``)."""
        query = select(meetups.c.id).where(meetups.c[column] <= at).order_by(meetups.c[column]).limit(most)
        return self._connection.execute(query).scalars().all()

    # -- answers --

    def answered_by(self, person: str, *, at: datetime | None = None) -> Sequence[tuple[Meetup, Standing]]:
        """List the meetups a person has answered, the earliest first: those still to come ``at`` an instant, or all."""
        query = (
            select(meetups, *ASKED)
            .join(answers, answers.c.meetup_id == meetups.c.id)
            .where(answers.c.person_id == person)
            .order_by(meetups.c.starts_at)
        )
        coming = query if at is None else query.where(meetups.c.starts_at.is_(None) | (meetups.c.starts_at > at))
        rows = self._connection.execute(coming).all()
        return [(meetup := _meetup(row), self._standing(meetup, row_of(row))) for row in rows]

    def unconfirmed(self, meetup: Meetup) -> Sequence[str]:
        """List those whose yes is to the time before a move, the last to ask first."""
        old = answers.c.meetup_id == meetup.id, answers.c.reply == Reply.YES, answers.c.at <= meetup.moved_at
        query = select(answers.c.person_id).where(*old).order_by(answers.c.ordinal.desc())
        return self._connection.execute(query).scalars().all()


def _columns(meetup: Meetup) -> dict[str, object]:
    when = meetup.when
    return {
        "id": meetup.id, "network_id": meetup.network, "name": meetup.name, "theme": meetup.theme,
        "precision": when.precision, "part": when.part, "day": when.day, "starts": when.starts, "ends": when.ends,
        "zone": meetup.zone, "starts_at": meetup.starts_at, "venue": meetup.venue,
        "municipality": meetup.municipality, "capacity": meetup.capacity, "most_guests": meetup.most_guests,
        "signup_by": meetup.signup_by,
        "details": json.dumps(dict(meetup.details), ensure_ascii=False), "state": meetup.state,
        "publish_at": meetup.publish_at, "moved_at": meetup.moved_at, "held_until": meetup.held_until,
        "follows": meetup.follows,
    }  # fmt: skip


def _meetup(row: AnyRow) -> Meetup:
    when = When(
        precision=Precision(row.precision), day=row.day, starts=row.starts, ends=row.ends,
        part=Part(row.part) if row.part else None,
    )  # fmt: skip
    return Meetup(
        id=row.id, network=row.network_id, name=row.name, theme=row.theme, when=when, zone=row.zone, venue=row.venue,
        municipality=row.municipality, capacity=row.capacity, signup_by=row.signup_by,
        details=json.loads(row.details), state=State(row.state), most_guests=row.most_guests,
        publish_at=row.publish_at, moved_at=row.moved_at, held_until=row.held_until, follows=row.follows,
    )  # fmt: skip
