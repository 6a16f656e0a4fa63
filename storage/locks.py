"""Locks that live as long as their holder: a PostgreSQL session, or a file beside the SQLite database."""

import asyncio
import fcntl
import os
import zlib
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError


class Taken(Exception):
    """Another process has this database."""


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
