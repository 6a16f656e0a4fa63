"""The tables of a meetup's life besides its answers: what was changed, who waits for its day, who was reminded."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from storage.tables import Instant, metadata

#: The audit trail: one row a change, with how things were before and after.
changes = Table(
    "changes",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),  # what the content is sealed to
    Column("network_id", String(16), ForeignKey("networks.id"), nullable=False),
    Column("subject", String(16), nullable=False),
    Column("what", String(16), nullable=False),  # published · scheduled · edited · cancelled · lapsed …
    Column("person_id", String(16), ForeignKey("people.id"), index=True),  # none: Kuppi itself, by the clock
    Column("at", Instant, nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),  # sealed JSON: before, after
    Index("ix_changes_subject", "subject", "number"),
)

watchers = Table(
    "watchers",
    metadata,
    Column("meetup_id", String(16), ForeignKey("meetups.id"), primary_key=True),
    Column("person_id", String(16), ForeignKey("people.id"), primary_key=True, index=True),
)

#: The ledger that makes each reminder happen once, whoever or whatever it is for; ``storage.reminders`` tells of it.
reminders = Table(
    "reminders",
    metadata,
    Column("subject", String(16), primary_key=True),  # a meetup, or a network of which nothing is planned
    Column("kind", String(16), primary_key=True),  # wish · day · week · quiet
    Column("target", String(16), primary_key=True, index=True),  # a person, a chat, a day; "all" when it is done with
    Column("state", String(16), nullable=False),  # wanted · sent · unreached · skipped · dropped
)
