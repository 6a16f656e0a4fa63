"""The tables of coordination duty. The plan is computed from its deeds; only what was, and what was told, is kept."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text

from storage.tables import Instant, metadata


def _id() -> Column[str]:
    return Column("id", String(16), primary_key=True)


def _part_of(table: str, *, key: bool = False, index: bool = False) -> Column[str]:
    name = f"{table.rstrip('s')}_id"
    return Column(name, String(16), ForeignKey(f"{table}.id"), nullable=False, primary_key=key, index=index)


organisations = Table(
    "organisations",
    metadata,
    _id(),
    _part_of("networks"),
    Column("name", String(64), nullable=False),
    Column("folded", String(128), nullable=False),
    Index("uq_organisations_network_id_folded", "network_id", "folded", unique=True),
)

contacts = Table(
    "contacts",
    metadata,
    _part_of("organisations", key=True),
    Column("person_id", String(16), ForeignKey("people.id"), primary_key=True, index=True),
    Column("rank", Integer, nullable=False),
)

absences = Table(
    "absences",
    metadata,
    _id(),
    Column("person_id", String(16), ForeignKey("people.id"), nullable=False, index=True),
    _part_of("networks"),
    Column("first", Date, nullable=False),
    Column("last", Date),  # none: until told otherwise
)

areas = Table(
    "areas",
    metadata,
    _id(),
    _part_of("networks"),
    Column("name", String(64), nullable=False),
    Column("folded", String(128), nullable=False),
    Column("words", Text, nullable=False),  # JSON
    Column("organisation_id", String(16), ForeignKey("organisations.id")),
    Index("uq_areas_network_id_folded", "network_id", "folded", unique=True),
)

invitations = Table(
    "invitations",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("code", LargeBinary),  # sealed: what the digest is of
    _part_of("organisations"),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

rotas = Table(
    "rotas",
    metadata,
    _id(),
    _part_of("networks"),
    Column("fallback_id", String(16), ForeignKey("people.id"), nullable=False),
    Column("current", Boolean, nullable=False),  # one of a network's at most
    Column("made_at", Instant, nullable=False),
    Column("swept_at", Instant, nullable=False),  # what came due until then has been seen to
    Column("due_at", Instant, index=True),  # when something comes due next
    Index(
        "uq_rotas_current", "network_id", unique=True, sqlite_where=text("current"), postgresql_where=text("current")
    ),
)

#: All that a plan follows from, append-only: what is taken back keeps its row.
deeds = Table(
    "deeds",
    metadata,
    _id(),
    _part_of("rotas"),
    Column("ordinal", Integer, nullable=False),
    Column("sort", String(8), nullable=False),  # cadence · break · lineup · change · cover · pause
    Column("act", String(16), nullable=False),
    Column("body", Text, nullable=False),  # JSON: organisations and dates, nothing of people
    Column("by", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone_by", String(16)),
    Column("undone_at", Instant),
    Index("uq_deeds_rota_id_ordinal", "rota_id", "ordinal", unique=True),
)

#: Why a coordinator bent the order, by the deed.
reasons = Table(
    "deed_reasons",
    metadata,
    _part_of("rotas", key=True),
    Column("act", String(16), primary_key=True),
    Column("seal", String(16), nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed
)

#: What people have been told of a turn: its day is kept to, and its event in calendars has a number of changes.
turns = Table(
    "turns",
    metadata,
    _part_of("rotas", key=True),
    Column("period", Date, primary_key=True),
    Column("day", Date),  # published
    Column("sequence", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

steps = Table(
    "handover_steps",
    metadata,
    _part_of("rotas", key=True),
    Column("period", Date, primary_key=True),
    Column("step", String(16), primary_key=True),
    Column("at", Instant, nullable=False),
)

handovers = Table(
    "handovers",
    metadata,
    _part_of("rotas", key=True),
    Column("period", Date, primary_key=True),
    Column("organisation_id", String(16)),
    Column("starts_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("seal", String(16), nullable=False),
    Column("packet", LargeBinary),  # sealed: what was handed over, as it was
    Column("acknowledged_by", String(16)),
    Column("acknowledged_at", Instant),
)

notes = Table(
    "handover_notes",
    metadata,
    _part_of("rotas", key=True),
    Column("period", Date, primary_key=True),  # the turn that is handed over
    Column("seal", String(16), nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed
    Column("by", String(16), nullable=False),
    Column("at", Instant, nullable=False),
)

#: Who had the duty, for a turn or a part of it; never changed.
facts = Table(
    "duty_facts",
    metadata,
    _part_of("rotas", key=True),
    Column("starts_at", Instant, primary_key=True),
    Column("ends_at", Instant, nullable=False),
    Column("period", Date, nullable=False),
    Column("organisation_id", String(16)),
)

offers = Table(
    "swap_offers",
    metadata,
    _id(),
    _part_of("rotas"),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),  # JSON
    Column("due_at", Instant, index=True),  # when it is brought up again or lapses; none: it is over
    Column("by", String(16), nullable=False),
)

requests = Table(
    "requests",
    metadata,
    _id(),
    _part_of("networks"),
    Column("person_id", String(16), ForeignKey("people.id"), nullable=False, index=True),
    Column("organisation_id", String(16), ForeignKey("organisations.id")),  # its area's; none: whoever is on duty
    Column("body", LargeBinary, nullable=False),  # sealed
    Column("asked_at", Instant, nullable=False),
    Column("answered_by", String(16)),
    Column("answered_at", Instant),
    Index("ix_requests_network_id_answered_at", "network_id", "answered_at"),
)

feeds = Table(
    "feeds",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("code", LargeBinary),  # sealed: what the digest is of
    _part_of("organisations"),
    Column("made_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

#: Where the duty is shown beside the card; a row is what a coordinator asked for.
signs = Table(
    "duty_signs",
    metadata,
    _part_of("rotas", key=True),
    Column("kind", String(8), primary_key=True),  # topic · group · tag
    Column("handle", String(80), nullable=False),  # the user group's; empty for others
    Column("since", Instant, nullable=False),
    Column("told", Text, nullable=False),  # why it failed, as far as coordinators were told; a space between
)
