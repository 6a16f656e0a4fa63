"""What shows whether we were given the keys that this database was sealed with."""

from sqlalchemy import Column, LargeBinary, String, Table

from storage.tables import metadata

#: One row for each key that has sealed here, and one for the key that makes digests.
keys = Table(
    "keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("proof", LargeBinary, nullable=False),  # sealed
)
