"""A row in every table, whatever columns there are: for what must hold of all of them."""

import json
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, LargeBinary, String, Table, Time, select

from bot.chat import Address
from storage import Transaction
from storage.outbox import lane_of
from storage.personal import HELD, Whose
from storage.reseal import digested
from storage.seals import Seals
from storage.selves import opened
from storage.tables import metadata
from tests.storage.making import NOW

#: Whose identity the rows below make, where text is filled in with its column's name.
THE_ONE = Address("platform", "address")


Rows = dict[str, dict[str, Any]]


def fill(tx: Transaction, seals: Seals) -> Rows:
    """Put a row into every table but that of the keys, with something sealed in every sealed column; give them."""
    rows: Rows = {}
    for table in metadata.sorted_tables:
        if table.name != "keys":
            rows[table.name] = filled(table, rows, seals)
            tx._connection.execute(table.insert().values(rows[table.name]))
    return rows


def filled(table: Table, rows: Rows, seals: Seals) -> dict[str, Any]:
    held = HELD[table.name]
    row = {column.name: something(column, rows) for column in table.c}
    for name, naming in held.names.items():
        if naming.whose is Whose.SENDER:
            row[name] = seals.digest(lane_of(THE_ONE))
    if table in digested():
        row |= seals.kept(f"a code of {table.name}", table.name)
    else:
        places = {name: [str(row[one]) for one in held.sealed_to(name)] for name in held.sealed}
        row |= {name: seals.seal(worth(table.name, name), table.name, name, *to) for name, to in places.items()}
    return row


def worth(table: str, name: str) -> str:
    return json.dumps({f"{table}.{name}": "ääkkösiä"}) if table == "merges" else f"{table}.{name} ääkkösiä"


def something(column: "Column[Any]", rows: Rows) -> object:
    for key in column.foreign_keys:
        return rows[key.column.table.name][key.column.name]
    kinds: list[tuple[type[Any], object]] = [
        (LargeBinary, b""), (Boolean, True), (Integer, 1), (DateTime, NOW), (Date, date(2026, 11, 20)),
        (Time, time(9, 0)), (String, column.name[: getattr(column.type, "length", None)]),
    ]  # fmt: skip
    kind = getattr(column.type, "impl_instance", column.type)
    return next(value for of, value in kinds if isinstance(kind, of))


def words_held(tx: Transaction) -> Iterator[str]:
    """Give all that the database holds as words, with what is sealed opened."""
    for table in metadata.sorted_tables:
        for row in tx._connection.execute(select(table)).mappings():
            yield from (f"{table.name}.{name}: {value}" for name, value in opened(tx.seals, table, row).items())
