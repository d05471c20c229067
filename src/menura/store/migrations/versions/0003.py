"""Keep what the studio makes."""

import sqlalchemy as sa
from alembic import op

from menura.store.types import Id, JsonColumn, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of productions."""
    op.create_table(
        "production",
        sa.Column("id", Id(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("request", JsonColumn, nullable=False),
        sa.Column("parent_id", Id(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("engine_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("finished_at", UtcDateTime, nullable=True),
        sa.Column("summary", JsonColumn, nullable=False),
        sa.Column("qa_passed", sa.Boolean(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("error_code", sa.String(length=60), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_production")),
    )
    op.create_index("ix_production_created", "production", ["created_at", "id"])
    op.create_index("ix_production_parent", "production", ["parent_id", "created_at"])


def downgrade() -> None:
    """Drop it; the files stay."""
    op.drop_table("production")
