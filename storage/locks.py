"""Locks that live as long as their holder: a PostgreSQL session, or a file beside the SQLite database."""

import asyncio
import fcntl
import os
import zlib
from pathlib import Path
from typing import Self

from psycopg import OperationalError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError


class Taken(Exception):
    """Another process has this database."""


_IN_USE = 7_285_775  # any number of ours: held by every connection there is


def share(connection: DBAPIConnection) -> None:
    """Note for as long as a PostgreSQL connection lives that the database is in use."""
    cursor = connection.cursor()
    cursor.execute(f"SELECT pg_try_advisory_lock_shared({_IN_USE})")
    (free,) = cursor.fetchone() or (False,)
    connection.commit()
    if not free:
        connection.close()
        raise OperationalError("the database is being sealed anew")  # as if it were away: it will be back


def take_alone(connection: Connection) -> bool:
    """Keep a PostgreSQL database to one connection for as long as it lives; False when there is another."""
    with connection.begin():
        return bool(connection.scalar(text("SELECT pg_try_advisory_lock(:n)"), {"n": _IN_USE}))


class SessionLock:
    """Hold an advisory lock on a connection of its own; it goes when the connection goes."""

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection = connection
        self._number = number

    @classmethod
    def take(cls, engine: Engine, name: str) -> Self | None:
        """Take the lock of a name; None when another session has it."""
        number = zlib.crc32(name.encode())
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            # the leader pings every 5 s: a frozen one loses its session, and so the lock
            connection.execute(text("SET idle_session_timeout = '15s'"))
            if connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": number}).scalar():
                return cls(connection, number)
        except DBAPIError:
            pass
        connection.close()
        return None

    async def held(self) -> bool:
        """Tell whether the session, and so the lock, is still there."""
        return await asyncio.to_thread(self._alive)

    def _alive(self) -> bool:
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True

    async def release(self) -> None:
        """Give the lock back."""
        await asyncio.to_thread(self.close)

    def close(self) -> None:
        """Give the lock back and close its connection; a second time changes nothing."""
        if self._connection.closed:
            return
        try:
            self._connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": self._number})
        except DBAPIError:
            self._connection.invalidate()
        self._connection.close()


class OnlyProcess:
    """Stand in for a lock where there is one process by definition."""

    async def held(self) -> bool:
        """Tell that we lead."""
        return True

    async def release(self) -> None:
        """Do nothing: the file's lock goes with the process."""


def claim_file(database: Path) -> int:
    """Take a SQLite database for this process alone; give the descriptor that holds it. Raises Taken."""
    descriptor = os.open(f"{database}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise Taken(f"another process uses {database}") from error
    return descriptor
