"""Offers of seats: at most one open at a time for a person, and one that is open to everybody who waits."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.domain.meetups import Meetup
from storage.ids import new_id
from storage.tables_seats import seat_offers

_OPEN = seat_offers.c.outcome.is_(None)


class SeatOffers:
    """Keep offers of seats and how they ended."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def make(self, meetup: Meetup, people: Sequence[str | None], *, at: datetime, until: datetime) -> None:
        """Offer seats; to nobody in particular is to everybody who waits."""
        rows = [
            {"id": new_id(), "meetup_id": meetup.id, "person_id": one, "made_at": at, "until": until} for one in people
        ]
        self._connection.execute(seat_offers.insert(), rows)

    def open_to(self, meetup: Meetup) -> Mapping[str | None, datetime]:
        """Say whom seats are offered to, each until when; None stands for everybody."""
        query = select(seat_offers.c.person_id, seat_offers.c.until).where(seat_offers.c.meetup_id == meetup.id, _OPEN)
        return {row.person_id: row.until for row in self._connection.execute(query)}

    def until(self, meetup: Meetup, person: str | None) -> datetime | None:
        """Say until when a seat is offered to a person (or to everybody); None when it is not."""
        whose = seat_offers.c.person_id.is_(None) if person is None else seat_offers.c.person_id == person
        query = select(seat_offers.c.until).where(seat_offers.c.meetup_id == meetup.id, whose, _OPEN)
        return self._connection.execute(query).scalar()

    def late(self, meetup: Meetup, at: datetime) -> Sequence[str]:
        """List those whose offers have run out."""
        late = seat_offers.c.person_id.is_not(None), seat_offers.c.until <= at, _OPEN
        query = select(seat_offers.c.person_id).where(seat_offers.c.meetup_id == meetup.id, *late)
        return self._connection.execute(query.order_by(seat_offers.c.person_id)).scalars().all()

    def end(self, meetup: Meetup, people: Sequence[str | None], outcome: str, *, at: datetime) -> None:
        """Note how offers ended."""
        named = seat_offers.c.person_id.in_([one for one in people if one])
        whose = named | seat_offers.c.person_id.is_(None) if None in people else named
        ended = update(seat_offers).where(seat_offers.c.meetup_id == meetup.id, whose, _OPEN)
        self._connection.execute(ended.values(outcome=outcome, settled_at=at))

    def due(self, at: datetime) -> Sequence[str]:
        """List the meetups in which an offer has run out."""
        query = select(seat_offers.c.meetup_id).where(_OPEN, seat_offers.c.until <= at).distinct()
        return self._connection.execute(query).scalars().all()

    def forget(self, meetup: Meetup, person: str) -> None:
        """Forget what a person was offered."""
        theirs = seat_offers.c.meetup_id == meetup.id, seat_offers.c.person_id == person
        self._connection.execute(delete(seat_offers).where(*theirs))
