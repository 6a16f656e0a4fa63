"""Keep why coordinators bent the order of turns.

Revision ID: reasons
Revises: signs
"""

import sqlalchemy as sa
from alembic import op

revision = "reasons"
down_revision = "signs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "deed_reasons",
        sa.Column("rota_id", sa.String(length=16), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("seal", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["rota_id"], ["rotas.id"], name="fk_deed_reasons_rota_id"),
        sa.PrimaryKeyConstraint("rota_id", "act", name="pk_deed_reasons"),
    )
