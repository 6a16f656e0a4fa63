"""Seal everything anew with the first key, so that the older ones can go: ``python -m storage.reseal``.

Nobody else may use the database meanwhile. Sealed values are done a batch at a time: each opens with one key or the
other, so one that was stopped begins again where it stood. Digests, by which things are found, and the proofs of the
keys change all at once, last: until then the database opens with all its keys, and from then on with the first alone.
"""

import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    RowMapping,
    Table,
    Update,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from bot.chat import Address
from bot.config import Settings
from storage.database import Database
from storage.keys import Keys
from storage.locks import Taken
from storage.migrate import migrate
from storage.opening import Unopenable, claim_key, open_database
from storage.outbox import lane_of
from storage.personal import HELD, place
from storage.seals import Seals
from storage.tables import events, identities, metadata
from storage.tables_keys import keys
from storage.tables_merges import merges

BATCH = 500  #: rows sealed anew in one transaction


def sealed_tables() -> Sequence[Table]:
    """List the tables that hold sealed values, but for the proofs of the keys: those are made anew at the end."""
    return [table for table in metadata.sorted_tables if HELD[table.name].sealed and table is not keys]


def digested() -> Mapping[Table, str]:
    """List the tables that are looked up by the digest of a code, each with the column of the code."""
    codes = {table: set(HELD[table.name].sealed) for table in metadata.sorted_tables if "digest" in table.c}
    return {table: one for table, (one,) in codes.items()}


def resealing(database: Database, *, batch: int = BATCH) -> Generator[int]:
    """Seal everything anew, a batch at each step; give how many rows each was. Raises Taken."""
    with database.alone() as connection:
        for table in sealed_tables():
            while done := _seal_some(connection, database.seals, table, batch):
                yield done
        with connection.begin():
            _find_anew(connection, database.seals, database.seals.alone())


def _seal_some(connection: Connection, seals: Seals, table: Table, most: int) -> int:
    """Seal some rows of a table anew, each value in its place; say how many there still were."""
    columns = [table.c[name] for name in HELD[table.name].sealed]
    with connection.begin():
        old = select(table).where(or_(*(_older(column, seals) for column in columns))).limit(most)
        rows = connection.execute(old).mappings().all()
        if rows:
            connection.execute(_setting(table, columns), [_anew(seals, table, row) for row in rows])
    return len(rows)


def _setting(table: Table, columns: Sequence[Column[Any]]) -> Update:
    own = (key == bindparam(f"own_{key.name}") for key in table.primary_key)
    return update(table).where(*own).values({column.name: bindparam(f"new_{column.name}") for column in columns})


def _older(column: Column[bytes], seals: Seals) -> ColumnElement[bool]:
    head: ColumnElement[bytes] = func.substr(column, 1, len(seals.mark), type_=LargeBinary)
    return head != seals.mark


def _anew(seals: Seals, table: Table, row: RowMapping) -> dict[str, Any]:
    """Give a row's key and its sealed values, sealed anew to where they stand."""
    values: dict[str, Any] = {f"own_{key.name}": row[key.name] for key in table.primary_key}
    for name in HELD[table.name].sealed:
        here = place(table.name, name, row)
        values[f"new_{name}"] = None if row[name] is None else seals.seal(seals.open(row[name], *here), *here)
    return values


# -- what things are found by --------------------------------------------------------------------------------


def _find_anew(connection: Connection, held: Seals, first: Seals) -> None:
    """Make every digest anew, and hold the database to the first key alone."""
    renamed: dict[str, str] = {}
    for table, column in digested().items():
        renamed |= _digest_codes(connection, first, table, column)
    _digest_senders(connection, held, first)
    _rename_in_merges(connection, first, renamed)
    connection.execute(delete(keys))
    Keys(connection, first).note()


def _digest_codes(connection: Connection, first: Seals, table: Table, column: str) -> Mapping[str, str]:
    """Find codes by the first key; those of which only the old digest was kept would never be found again."""
    connection.execute(delete(table).where(table.c[column].is_(None)))
    renamed = {}
    for row in connection.execute(select(table.c.digest, table.c[column])).all():
        kept = first.kept(first.open(row[1], table.name, column, row.digest), table.name)
        connection.execute(update(table).where(table.c.digest == row.digest).values(kept))
        renamed[row.digest] = str(kept["digest"])
    return renamed


def _digest_senders(connection: Connection, held: Seals, first: Seals) -> None:
    """Name senders anew, as far as they are known; of one who is not, nothing is known any more."""
    places = connection.execute(select(identities.c.platform, identities.c.address))
    lanes = [lane_of(Address(row.platform, row.address)) for row in places]
    anew = {held.digest(lane): first.digest(lane) for lane in lanes}
    for sender in connection.execute(select(events.c.sender).where(events.c.sender.is_not(None)).distinct()).scalars():
        connection.execute(update(events).where(events.c.sender == sender).values(sender=anew.get(sender)))


def _rename_in_merges(connection: Connection, first: Seals, renamed: Mapping[str, str]) -> None:
    """Let a merge be undone still: it remembers rows by their keys, and some keys are digests."""
    for row in connection.execute(select(merges)).all():
        before = first.open(row.before, "merges", "before", row.id)
        for old, new in renamed.items():
            before = before.replace(old, new)
        sealed = first.seal(before, "merges", "before", row.id)
        connection.execute(update(merges).where(merges.c.id == row.id).values(before=sealed))


def main() -> None:
    """Seal the database of the environment anew."""
    try:
        with closing(open_database(Settings())) as database:
            migrate(database.engine)
            claim_key(database)
            done = sum(resealing(database))
    except (Unopenable, Taken) as trouble:
        raise SystemExit(str(trouble)) from None
    sys.stdout.write(f"{done} rows sealed anew. From now on SECRET_KEY is the first key alone.\n")


if __name__ == "__main__":
    main()
