"""The tables of calls: what people write in them is sealed; states, wishes and deadlines are not."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from storage.tables import Instant, metadata

calls = Table(
    "calls",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("network_id", String(16), ForeignKey("networks.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("names", Text, nullable=False),  # JSON: by language
    Column("shorts", Text, nullable=False),  # JSON: by language
    Column("selection", String(16), nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("results_by", Date, nullable=False),
    Column("confirm_hours", Integer, nullable=False),
    Column("retention", Integer, nullable=False),  # months after the results
    Column("controller", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("asked", Text, nullable=False),  # JSON: the questions
    Column("opened_by", String(16), nullable=False),
    Column("results_at", Instant),
    Column("called_off_at", Instant),
    Column("seed", String(64)),  # of the lot that was drawn
    Column("erased", Integer, nullable=False),  # applications of which nothing but this number is left
    Column("done", Text, nullable=False),  # JSON: what the clock has done once
    Index("ix_calls_network_id_closes_at", "network_id", "closes_at"),
)

call_groups = Table(
    "call_groups",
    metadata,
    Column("call_id", String(16), ForeignKey("calls.id"), primary_key=True),
    Column("id", String(8), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("least", Integer, nullable=False),
    Column("meets", Text, nullable=False),  # JSON: instants
)

applications = Table(
    "applications",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("call_id", String(16), ForeignKey("calls.id"), nullable=False),
    Column("person_id", String(16), ForeignKey("people.id"), index=True),  # none: it came by e-mail
    Column("ordinal", Integer, nullable=False),  # the order of sending
    Column("locale", String(2), nullable=False),
    Column("notice", String(16), nullable=False),  # the privacy notice that was shown
    Column("answers", LargeBinary),  # sealed JSON; gone after the call's retention
    Column("wishes", String(200), nullable=False),  # group ids, the dearest first
    Column("state", String(16), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("verdict", String(8)),
    Column("group_id", String(8)),
    Column("explained", String(200), nullable=False),  # the key of the order, for explaining it afterwards
    Column("sent_at", Instant, nullable=False),
    Column("entered_by", String(16)),  # the coordinator who typed in what came by e-mail
    Index("uq_applications_call_id_person_id", "call_id", "person_id", unique=True),
    Index("uq_applications_call_id_ordinal", "call_id", "ordinal", unique=True),
)

offers = Table(
    "place_offers",
    metadata,
    Column("application_id", String(16), ForeignKey("applications.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("call_id", String(16), nullable=False),
    Column("group_id", String(8), nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("reminded", Boolean, nullable=False),
    Column("outcome", String(16)),
    ForeignKeyConstraint(["call_id", "group_id"], ["call_groups.call_id", "call_groups.id"]),
    Index(
        "uq_place_offers_open",
        "application_id",
        unique=True,
        sqlite_where=text("outcome IS NULL"),
        postgresql_where=text("outcome IS NULL"),
    ),
)

reviews = Table(
    "reviews",
    metadata,
    Column("application_id", String(16), ForeignKey("applications.id"), primary_key=True),
    Column("reviewer_id", String(16), ForeignKey("people.id"), primary_key=True),
    Column("recused", Boolean, nullable=False),
    Column("body", LargeBinary),  # sealed JSON: scores and a note
    Column("at", Instant, nullable=False),
)

pairs = Table(
    "call_pairs",
    metadata,
    Column("application_id", String(16), ForeignKey("applications.id"), primary_key=True),
    Column("group_id", String(8), primary_key=True),  # the mentor
    Column("agreed", Boolean),  # none: asked, not answered
)

interests = Table(
    "call_interests",
    metadata,
    Column("person_id", String(16), ForeignKey("people.id"), primary_key=True),
    Column("network_id", String(16), ForeignKey("networks.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
)

extensions = Table(
    "call_extensions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("code", LargeBinary),  # sealed: what the digest is of
    Column("call_id", String(16), ForeignKey("calls.id"), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("person_id", String(16), ForeignKey("people.id")),  # who used it
)

notices = Table(
    "call_notices",
    metadata,
    Column("version", String(16), primary_key=True),
    Column("body", Text, nullable=False),  # JSON: by language
    Column("first_shown_at", Instant, nullable=False),
)
