"""Open the database that the settings name, with the key that seals what is personal."""

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.config import Settings
from storage.database import Database
from storage.seals import Seals, new_key


class Unopenable(Exception):
    """The database cannot be opened; the words say why, to whoever runs Kuppi."""


class KeyLost(Unopenable):
    """A key that this database was sealed with is not there."""


def claim_key(database: Database) -> None:
    """Hold a migrated database to its keys, so that none begins to seal what another sealed; raises KeyLost."""
    with database.begin() as tx:
        if not tx.keys.fit():
            if tx.keys.fit(database.seals.alone()):
                raise KeyLost("this database is sealed with the first key of SECRET_KEY alone: leave the others out")
            raise KeyLost(
                "SECRET_KEY is not the one this database was sealed with; after a change of keys give all of them, "
                "the newest first and the oldest last: SECRET_KEY=new,old"
            )
        tx.keys.note()


def open_database(settings: Settings) -> Database:
    """Open the database; a missing key is made and kept beside a SQLite file. Raises Unopenable, or Taken."""
    url = settings.database_url
    try:
        key = settings.secret_key.get_secret_value() if settings.secret_key else _kept_key(url)
        database = Database(url, Seals(key))
    except (ValueError, ArgumentError):
        raise Unopenable(
            "DATABASE_URL is not understood, for example postgresql://kuppi:password@host:5432/kuppi"
        ) from None
    except OSError as error:
        place = Path(url.removeprefix("sqlite:///")).parent
        raise Unopenable(f"DATABASE_URL: the folder {place} cannot be used: {error.strerror}") from None
    _reach(database)
    return database


def _reach(database: Database) -> None:
    """Connect for the first time: what is wrong with the address or beyond it is told now. Raises Unopenable."""
    try:
        database.engine.connect().close()
    except DBAPIError as error:
        database.close()
        raise Unopenable(f"DATABASE_URL: the database cannot be used: {_reason(database, error)}") from None


def _reason(database: Database, error: DBAPIError) -> str:
    """Give the first line of what the driver says: it names the place and the user, and never the password."""
    told = str(error.orig).partition("\n")[0].removeprefix("connection failed: ")
    password = database.engine.url.password
    return told.replace(str(password), "***") if password else told


def _kept_key(url: str) -> str:
    file = Path(url.removeprefix("sqlite:///") + ".key")
    if not file.exists():
        if Path(url.removeprefix("sqlite:///")).exists():
            raise KeyLost(f"{file.name} is missing: without it nobody's name in the database can be read")
        _write_once(file, new_key())
    return file.read_text(encoding="ascii").strip()


def _write_once(file: Path, key: str) -> None:
    """Write the key whole and for our eyes only; another process that was faster keeps its own."""
    ours = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(ours, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(key)
        out.flush()
        os.fsync(out.fileno())
    with suppress(FileExistsError):
        file.hardlink_to(ours)
    ours.unlink()
