"""What SQLite and PostgreSQL say differently."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, Connection, Row, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
Where: TypeAlias = "tuple[ColumnElement[bool], ...]"


def insert(connection: Connection, table: Table) -> Any:
    """Give the engine's own INSERT, which knows ON CONFLICT; both spell its methods the same."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def for_engines(build: Callable[[Any], Any]) -> Mapping[str, Any]:
    """Build a statement once, from each engine's own INSERT: to build it anew costs more than to run it."""
    return MappingProxyType({"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)})


def forget(connection: Connection, key: Column[Any], old: ColumnElement[bool], most: int) -> int:
    """Delete rows, a part at a time so that nobody waits for a sweep; say how many."""
    part = select(key).where(old).limit(most).scalar_subquery()
    return connection.execute(delete(key.table).where(key.in_(part))).rowcount
