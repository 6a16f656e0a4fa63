"""Fixtures that every test may use: both engines, and a key to seal with."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")  # python-telegram-bot then gives RetryAfter without a warning

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import Database
from storage.migrate import migrate
from storage.seals import Seals
from tests import postgres

ENGINES = ("sqlite", "postgresql")
KEY = "a key for tests"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Run one PostgreSQL for the whole suite, started by the first test that needs it."""
    with postgres.server() as url:
        yield url


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give an empty database of each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/kuppi.db"
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give a migrated database."""
    opened = Database(database_url, Seals(KEY))
    migrate(opened.engine)
    try:
        yield opened
    finally:
        opened.close()
