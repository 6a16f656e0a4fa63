"""Keep where the duty is shown beside the card.

Revision ID: signs
Revises: codes
"""

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant

revision = "signs"
down_revision = "codes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "duty_signs",
        sa.Column("rota_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("handle", sa.String(length=80), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["rota_id"], ["rotas.id"], name="fk_duty_signs_rota_id"),
        sa.PrimaryKeyConstraint("rota_id", "kind", name="pk_duty_signs"),
    )
