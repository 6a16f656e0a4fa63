"""The table of workspaces; the token is sealed by the gateway."""

from sqlalchemy import Column, LargeBinary, String, Table

from storage.tables import Instant, metadata

workspaces = Table(
    "workspaces",
    metadata,
    Column("team", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("bot_user", String(32), nullable=False),
    Column("token", LargeBinary, nullable=False),  # sealed
    Column("at", Instant, nullable=False),
)
