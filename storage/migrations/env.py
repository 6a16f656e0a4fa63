"""Run migrations on the connection that ``storage.migrate`` opened."""

from alembic import context

from storage import tables_calls  # noqa: F401 -- its tables are in the metadata only once it is imported
from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
