"""The road in and out is tested on databases migrated once."""

from tests.storage.quick import database, migrated_postgres

__all__ = ["database", "migrated_postgres"]
