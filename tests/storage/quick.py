"""The ``database`` fixture made quick: migrated once an engine, copied or emptied for each test.

Where a test wants a database that nothing has touched, ``empty_url`` gives one.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import Database
from storage.seals import Seals
from storage.tables import metadata
from tests import postgres
from tests.conftest import ENGINES, KEY


def open_(url: str) -> Database:
    """Open a database as the tests do."""
    return Database(url, Seals(KEY))


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """Give a PostgreSQL database that every test leaves empty."""
    with postgres.database(postgres_server, like=postgres_template) as url:
        yield url


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a migrated, empty database of each engine."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "kuppi.db")
        opened = open_(f"sqlite:///{tmp_path}/kuppi.db")
    else:
        opened = open_(request.getfixturevalue("migrated_postgres"))
    try:
        yield opened
    finally:
        if not opened.sqlite:
            _empty(opened)
        opened.close()


def _empty(database: Database) -> None:
    tables = (table.name for table in reversed(metadata.sorted_tables))
    with database.engine.begin() as connection:
        connection.exec_driver_sql("; ".join(f"DELETE FROM {name}" for name in tables))  # noqa: S608 -- our own names
