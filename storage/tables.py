"""The tables. Names and what people type are sealed by the gateways (columns marked so); the rest is ids and facts."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Time,
    TypeDecorator,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """Keep an instant as UTC and give it back aware on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Refuse naive instants; give UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"naive instant: {value}")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Give UTC-aware instants; SQLite forgets the zone."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _id(name: str = "id") -> Column[str]:
    return Column(name, String(16), primary_key=True)


def _of(table: str, **options: Any) -> Column[str]:
    return Column(f"{table.rstrip('s')}_id", String(16), ForeignKey(f"{table}.id"), nullable=False, **options)


networks = Table(
    "networks",
    metadata,
    _id(),
    Column("name", String(200), nullable=False, unique=True),
    Column("brand", String(64), nullable=False),
    Column("words", Text, nullable=False),  # of its own, for its meetups; folded, a space between
    Column("locale", String(2), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
)

chats = Table(
    "chats",
    metadata,
    _id(),
    _of("networks", index=True),
    Column("platform", String(16), nullable=False),
    Column("address", String(64), nullable=False),
    Column("thread", String(32)),
    Column("title", String(200), nullable=False),
    Column("locale", String(2), nullable=False),
    Column("coordinators", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),  # joined to its network
    Column("away", Boolean, nullable=False),  # Kuppi was removed and may be added back
    Index("uq_chats_platform_address", "platform", "address", unique=True),
)

people = Table(
    "people",
    metadata,
    _id(),
    Column("locale", String(2), nullable=False),
    Column("locale_chosen", Boolean, nullable=False),
    Column("name_visible", Boolean),
    Column("reminded", Boolean, nullable=False),  # wants reminders
    Column("name_chosen", Boolean, nullable=False),  # goes by a name of their own choice, whatever a platform tells
    Column("created_at", Instant, nullable=False),
)

identities = Table(
    "identities",
    metadata,
    _id(),
    Column("platform", String(16), nullable=False),
    Column("address", String(64), nullable=False),
    Column("person_id", String(16), ForeignKey("people.id"), nullable=False, index=True),
    Column("name", LargeBinary, nullable=False),  # sealed
    Column("reachable", Boolean, nullable=False),
    Column("spoke_at", Instant, nullable=False),
    Column("menu", String(16)),  # the version of the coordinators' menu that is shown there; none: everybody's
    Index("uq_identities_platform_address", "platform", "address", unique=True),
)

members = Table(
    "members",
    metadata,
    Column("person_id", String(16), ForeignKey("people.id"), primary_key=True),
    Column("network_id", String(16), ForeignKey("networks.id"), primary_key=True, index=True),
    Column("role", String(16), nullable=False),
)

codes = Table(
    "codes",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("code", LargeBinary),  # sealed: what the digest is of
    Column("purpose", String(16), nullable=False),
    Column("network_id", String(16), ForeignKey("networks.id")),  # what it opens: a network,
    Column("person_id", String(16), ForeignKey("people.id"), index=True),  # or a person's other self
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

meetups = Table(
    "meetups",
    metadata,
    _id(),
    _of("networks"),
    Column("name", String(200), nullable=False),
    Column("theme", Text, nullable=False),
    Column("precision", String(16), nullable=False),
    Column("part", String(16)),
    Column("day", Date),
    Column("starts", Time),
    Column("ends", Time),
    Column("zone", String(64), nullable=False),
    Column("starts_at", Instant),
    Column("venue", Text, nullable=False),
    Column("municipality", String(100), nullable=False),
    Column("capacity", Integer),
    Column("most_guests", Integer, nullable=False),
    Column("signup_by", Instant),
    Column("details", Text, nullable=False),  # JSON: the optional lines of the announcement
    Column("state", String(16), nullable=False),
    Column("published_by", String(16), nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("publish_at", Instant, index=True),  # of one that is still to go out
    Column("moved_at", Instant),
    Column("held_until", Instant, index=True),
    Column("follows", String(16), nullable=False),  # the meetup it was copied from, or empty
    Index("ix_meetups_network_id_starts_at", "network_id", "starts_at"),
    Index("ix_meetups_state_starts_at", "state", "starts_at"),
)

answers = Table(
    "answers",
    metadata,
    Column("meetup_id", String(16), ForeignKey("meetups.id"), primary_key=True),
    Column("person_id", String(16), ForeignKey("people.id"), primary_key=True, index=True),
    Column("reply", String(8), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("guests", Integer, nullable=False),
    Column("hold", String(8)),  # seat · offer · queue
    Column("left_at", Instant),  # when they left what they still hold
    Index("uq_answers_asking_order", "meetup_id", "ordinal", unique=True),
    Index("ix_answers_counting", "meetup_id", "hold", "ordinal", "reply", "guests", "left_at"),
    Index(
        "ix_answers_left_at",
        "left_at",
        sqlite_where=text("left_at IS NOT NULL"),
        postgresql_where=text("left_at IS NOT NULL"),
    ),
)

drafts = Table(
    "drafts",
    metadata,
    _id(),
    Column("person_id", String(16), ForeignKey("people.id"), nullable=False),
    Column("form", String(32), nullable=False),
    Column("network_id", String(16), ForeignKey("networks.id")),
    Column("subject", String(16)),  # what the form is about, where one form is filled in about several things
    Column("answers", LargeBinary, nullable=False),  # sealed JSON
    Column("question", String(32)),
    Column("state", String(16), nullable=False),  # open · resting · done · dropped
    Column("touched_at", Instant, nullable=False),
    Index("ix_drafts_person_id_state", "person_id", "state"),
)

events = Table(
    "events",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("state", String(8), nullable=False),  # done · failed
    Column("outcome", LargeBinary),  # sealed
    Column("raw", LargeBinary),  # sealed; only of failed events
    Column("sender", String(64)),  # a keyed digest of who caused it, so that their outcomes can be found and forgotten
)

#: One row a chat; its times are milliseconds of the machine's clock, for a network's pace follows no other.
lanes = Table(
    "lanes",
    metadata,
    Column("key", String(96), primary_key=True),
    Column("due", BigInteger, index=True),  # none: nothing to do
    Column("not_before", BigInteger, nullable=False),  # a pause the platform asked for, or we keep
    Column("lease_until", BigInteger, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("tat", BigInteger, nullable=False),  # GCRA: the theoretical arrival time of the next call
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("lane", String(96), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("dedupe", String(128), unique=True),
    Column("network_id", String(16), ForeignKey("networks.id")),
    Column("person_id", String(16), ForeignKey("people.id"), index=True),
    Column("card_id", String(16), ForeignKey("cards.id")),
    Column("thread", String(32)),
    Column("locale", String(2), nullable=False),
    Column("seal", String(16), nullable=False),  # what the payload is sealed to
    Column("payload", LargeBinary),  # sealed; gone once sent
    Column("due", Instant, nullable=False),
    Column("state", String(16), nullable=False),  # waiting · sending · sent · held · doubt · dead
    Column("attempts", Integer, nullable=False),
    Column("note", String(64)),
    Column("tried_at", Instant),
    Index("ix_outbox_lane_state", "lane", "state", "id"),
    Index(
        "ix_outbox_due",
        "due",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index("ix_outbox_due_state", "due", "state"),
)

cards = Table(
    "cards",
    metadata,
    _id(),
    Column("kind", String(16), nullable=False),
    Column("subject", String(16), nullable=False),
    _of("chats"),
    _of("networks"),  # whose it is: the chat may have left for another
    Column("lane", String(96), nullable=False),
    Column("message", String(64)),
    Column("wanted_version", Integer, nullable=False),
    Column("shown_version", Integer, nullable=False),
    Column("state", String(16), nullable=False),  # new · shown · doubt · dead
    Column("attempts", Integer, nullable=False),
    Column("note", String(64)),
    Column("turns_at", Instant),  # when it must change by itself
    Column("over", Boolean, nullable=False),  # it has turned for the last time, and is left as it stands
    Column("withdrawn", Boolean, nullable=False),  # its chat has left the network
    Column("queued_at", BigInteger, nullable=False),  # ms of the machine's clock: since when it waits for its turn
    Index("uq_cards_kind_subject_chat_id", "kind", "subject", "chat_id", unique=True),
    Index(
        "ix_cards_stale",
        "lane",
        sqlite_where=text("wanted_version > shown_version"),
        postgresql_where=text("wanted_version > shown_version"),
    ),
)

pending = Table(
    "pending",
    metadata,
    _id(),
    Column("person_id", String(16), ForeignKey("people.id")),
    Column("word", String(32), nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed
    Column("at", Instant, nullable=False),
)
