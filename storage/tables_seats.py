"""Seats that are offered: a row each, with a deadline of its own."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, text

from storage.tables import Instant, metadata

_OPEN = text("outcome IS NULL")

#: Without a person it is an offer to everybody who waits: the first to press gets the seat.
seat_offers = Table(
    "seat_offers",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("meetup_id", String(16), ForeignKey("meetups.id"), nullable=False),
    Column("person_id", String(16), ForeignKey("people.id"), index=True),
    Column("made_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("outcome", String(9)),  # none while open · taken · declined · lapsed · withdrawn
    Column("settled_at", Instant),
    Index(
        "uq_seat_offers_open",
        "meetup_id",
        "person_id",
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    Index("ix_seat_offers_until", "until", sqlite_where=_OPEN, postgresql_where=_OPEN),
)

#: Who came, as marked at the door.
attendance = Table(
    "attendance",
    metadata,
    Column("meetup_id", String(16), ForeignKey("meetups.id"), primary_key=True),
    Column("person_id", String(16), ForeignKey("people.id"), primary_key=True, index=True),
    Column("came", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    Column("marked_by", String(16), nullable=False),
)
