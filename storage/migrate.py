"""Bring the schema up to date: ``python -m storage.migrate``, and at every start."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from bot.config import Settings
from storage.locks import Taken
from storage.opening import Unopenable, claim_key, open_database

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_285_774  # any number of ours: replicas that start together migrate one after the other
log = logging.getLogger(__name__)


def migrate(engine: Engine) -> None:
    """Bring a database's schema up to date, one replica at a time."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(config(connection), "head")


def config(connection: Connection) -> Config:
    """Point Alembic at our migrations and an open connection."""
    made = Config()
    made.set_main_option("script_location", str(_FOLDER))
    made.attributes["connection"] = connection
    return made


def main() -> None:
    """Migrate the database of the environment."""
    try:
        database = open_database(Settings())
        migrate(database.engine)
        claim_key(database)
    except (Unopenable, Taken) as trouble:
        raise SystemExit(str(trouble)) from None
    database.close()


if __name__ == "__main__":
    main()
