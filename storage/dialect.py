"""What SQLite and PostgreSQL say differently."""

from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
Where: TypeAlias = "tuple[ColumnElement[bool], ...]"


def insert(connection: Connection, table: Table) -> Any:
    """Give the engine's own INSERT, which knows ON CONFLICT; both spell its methods the same."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
