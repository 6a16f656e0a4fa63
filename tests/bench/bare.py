"""The bare loop, for comparison: parse an update, insert a row, commit; our engine and its settings, no network."""

import json
import time
from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table
from telegram import Update

from storage import Database
from storage.seals import Seals

_metadata = MetaData()
_presses = Table(
    "bare_presses", _metadata, Column("id", Integer, primary_key=True), Column("person", BigInteger),
    Column("data", String(64)),
)  # fmt: skip


def rate(url: str, updates: Sequence[bytes]) -> float:
    """Give the presses a second."""
    database = Database(url, Seals("none"))
    _metadata.create_all(database.engine)
    insert = _presses.insert()
    try:
        begun = time.perf_counter()
        for wire in updates:
            query = Update.de_json(json.loads(wire)).callback_query
            assert query is not None
            with database.engine.begin() as connection:
                connection.execute(insert, {"person": query.from_user.id, "data": query.data})
        return len(updates) / (time.perf_counter() - begun)
    finally:
        database.close()
