"""The database: one writer on SQLite, a small pool on PostgreSQL; pages of work run in their threads."""

import asyncio
import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DataError, DBAPIError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool, StaticPool

from storage.errors import Unavailable
from storage.locks import OnlyProcess, SessionLock, Taken, claim_file, share, take_alone
from storage.seals import Seals
from storage.transaction import Transaction

Result = TypeVar("Result")
log = logging.getLogger(__name__)

#: SQLite before this may corrupt the log when two connections reset it at once; ours has one writer.
_SAFE_SQLITE = (3, 51, 3)
_POSTGRES_WRITERS = 4
_READERS = 2
_PATIENCE = "10"  #: seconds for a connection to come about, unless the address says otherwise


class Database:
    """Own the engines and their threads."""

    def __init__(self, url: str, seals: Seals) -> None:
        self.seals = seals
        self.sqlite = url.startswith("sqlite")
        self._claimed = claim_file(Path(url.removeprefix("sqlite:///"))) if self.sqlite else None
        self._writer = _sqlite(url, "BEGIN IMMEDIATE", StaticPool) if self.sqlite else _postgres(url)
        self._reader = _sqlite(url, "BEGIN", QueuePool) if self.sqlite else self._writer
        self._writing = ThreadPoolExecutor(1 if self.sqlite else _POSTGRES_WRITERS, "kuppi-writer")
        self._reading = ThreadPoolExecutor(_READERS, "kuppi-reader")
        self._locking = ThreadPoolExecutor(1, "kuppi-locks")
        self._locks: list[SessionLock] = []
        self._to_shred = False

    async def write(self, work: Callable[[Transaction], Result]) -> Result:
        """Run work in one writing transaction, on a writer's thread. Raises Unavailable."""
        return await asyncio.get_running_loop().run_in_executor(self._writing, self._whole, work)

    async def read(self, work: Callable[[Transaction], Result]) -> Result:
        """Run work in one reading transaction, beside the writer. Raises Unavailable."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, self._glance, work)

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Open a writing transaction: commit at the end, roll back on any exception."""
        with _availability(), self._writer.begin() as connection:
            tx = Transaction(connection, self.seals, machine_ms)
            yield tx
            tx.flush()
        if tx.privacy.erased or self._to_shred:
            self._shred()

    def _shred(self) -> None:
        """Let nothing that was erased stay in SQLite's log; while somebody reads, the next writing tries again."""
        if not self.sqlite:
            return
        with contextlib.closing(self._writer.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._to_shred = cursor.fetchone() != (0, 0, 0)  # it was busy, or something is left in the log

    def _whole(self, work: Callable[[Transaction], Result]) -> Result:
        with self.begin() as tx:
            return work(tx)

    def _glance(self, work: Callable[[Transaction], Result]) -> Result:
        with _availability(), self._reader.connect() as connection:
            return work(Transaction(connection, self.seals, machine_ms))

    @property
    def engine(self) -> Engine:
        """Give the writing engine, for migrations."""
        return self._writer

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """Give a connection while nobody else uses the database, and nobody can begin to. Raises Taken."""
        with self._writer.connect() as connection:
            if not self.sqlite and not take_alone(connection):
                raise Taken("Kuppi runs on this database: stop it first, on every machine")
            try:
                yield connection
            finally:
                if not self.sqlite:
                    connection.invalidate()  # the lock goes with its session
        self._shred()

    async def lock(self, name: str) -> SessionLock | OnlyProcess | None:
        """Take a lock that lives as long as this process; None when another replica has it."""
        if self.sqlite:
            return OnlyProcess()
        return await asyncio.get_running_loop().run_in_executor(self._locking, self._take, name)

    def _take(self, name: str) -> SessionLock | None:
        """Take a session's lock and remember it: whoever asked may be gone before it is there."""
        lock = SessionLock.take(self._writer, name)
        self._locks += [lock] if lock else []
        return lock

    def close(self) -> None:
        """Finish what is running and close the connections."""
        self._writing.shutdown()
        self._reading.shutdown()
        self._locking.shutdown()
        for lock in self._locks:
            lock.close()
        self._writer.dispose()
        self._reader.dispose()
        if self._claimed is not None:
            os.close(self._claimed)


def machine_ms() -> int:
    """Read the machine's clock: leases and paces follow no other."""
    return time.time_ns() // 1_000_000


@contextmanager
def _availability() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable(type(error).__name__) from error
    except DBAPIError as error:
        # an integrity error outside any savepoint is another replica that was faster: read again
        if not isinstance(error, DataError | ProgrammingError) or error.connection_invalidated:
            raise Unavailable(type(error.orig).__name__) from error
        raise


def _sqlite(url: str, begin: str, pool: type[StaticPool] | type[QueuePool]) -> Engine:
    engine = create_engine(url, poolclass=pool, connect_args={"check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        if not isinstance(connection, sqlite3.Connection):
            raise TypeError("not a SQLite connection")
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA secure_delete=ON")

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _postgres(url: str) -> Engine:
    given = make_url(url).set(drivername="postgresql+psycopg")
    driver = given.update_query_dict({"connect_timeout": _PATIENCE, **given.query})
    engine = create_engine(driver, pool_size=_POSTGRES_WRITERS + _READERS, pool_pre_ping=True, hide_parameters=True)
    event.listen(engine, "connect", lambda connection, _: share(connection))
    return engine


def warn_of_old_sqlite() -> None:
    """Say when this machine's SQLite has the log-reset bug."""
    if sqlite3.sqlite_version_info < _SAFE_SQLITE:
        log.warning("SQLite %s is older than 3.51.3; Kuppi keeps a single writer, keep it so", sqlite3.sqlite_version)
