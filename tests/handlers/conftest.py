"""Handlers are tested on databases migrated once."""

from tests.handlers.calls_stage import office
from tests.handlers.life import life
from tests.storage.quick import database, migrated_postgres

__all__ = ["database", "life", "migrated_postgres", "office"]
