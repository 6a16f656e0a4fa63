"""Fixtures that every test may use: both engines, and a key to seal with."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")  # python-telegram-bot then gives RetryAfter without a warning

import shutil
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


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate a SQLite file once; migrating takes longer than most tests."""
    file = tmp_path_factory.mktemp("template") / "kuppi.db"
    _migrated(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """Migrate a PostgreSQL database once; give its address."""
    with postgres.database(postgres_server) as url:
        _migrated(url)
        yield url


def _migrated(url: str) -> None:
    opened = Database(url, Seals(KEY))
    migrate(opened.engine)
    opened.close()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a database of each engine with our tables and nothing in them."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "kuppi.db")
        yield f"sqlite:///{tmp_path}/kuppi.db"
        return
    template = request.getfixturevalue("postgres_template")
    with postgres.database(request.getfixturevalue("postgres_server"), like=template) as url:
        yield url


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a database of each engine that nothing has touched."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/kuppi.db"
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give an open database."""
    opened = Database(database_url, Seals(KEY))
    try:
        yield opened
    finally:
        opened.close()
