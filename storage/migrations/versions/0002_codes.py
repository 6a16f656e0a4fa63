"""Keep codes, sealed, beside their digests: a new key makes a digest anew of what it is of.

Revision ID: codes
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "codes"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column to every table that finds its rows by the digest of a code."""
    for table in ("codes", "invitations", "feeds", "call_extensions"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("code", sa.LargeBinary(), nullable=True))
