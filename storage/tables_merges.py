"""The table of two that became one person: what was before, for as long as it can be undone."""

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table

from storage.tables import Instant, metadata

merges = Table(
    "merges",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kept_id", String(16), ForeignKey("people.id"), nullable=False, index=True),
    Column("gone_id", String(16), ForeignKey("people.id"), nullable=False, unique=True),
    Column("at", Instant, nullable=False, index=True),
    Column("before", LargeBinary, nullable=False),  # sealed JSON
)
