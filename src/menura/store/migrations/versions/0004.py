"""Keep sessions of generated clips."""

import sqlalchemy as sa
from alembic import op

from menura.store.types import FloatArray, Id, JsonColumn, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of sessions, their batches, clusters and clips."""
    op.create_table(
        "session",
        sa.Column("id", Id(), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("brief", sa.Text(), nullable=False),
        sa.Column("params", JsonColumn, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("space", sa.Text(), nullable=True),
        sa.Column("projection", FloatArray(), nullable=True),
        sa.Column("explained", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    op.create_index("ix_session_created", "session", ["pinned", "created_at", "id"])
    op.create_table(
        "session_batch",
        sa.Column("id", Id(), nullable=False),
        sa.Column("session_id", Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("num_requested", sa.Integer(), nullable=False),
        sa.Column("num_generated", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent_cluster_ids", JsonColumn, nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("silhouette", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["session.id"],
            name=op.f("fk_session_batch_session_id_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_batch")),
        sa.UniqueConstraint("session_id", "position", name="uq_session_batch_position"),
    )
    op.create_table(
        "session_cluster",
        sa.Column("id", Id(), nullable=False),
        sa.Column("batch_id", Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("track_ids", JsonColumn, nullable=False),
        sa.Column("centroid", FloatArray(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["session_batch.id"],
            name=op.f("fk_session_cluster_batch_id_session_batch"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_cluster")),
    )
    op.create_index("ix_session_cluster_batch", "session_cluster", ["batch_id", "position"])
    op.create_table(
        "session_clip",
        sa.Column("id", Id(), nullable=False),
        sa.Column("session_id", Id(), nullable=False),
        sa.Column("batch_id", Id(), nullable=False),
        sa.Column("cluster_id", Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("audio_url", sa.Text(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("raw_prompt", sa.Text(), nullable=False),
        sa.Column("embedding", FloatArray(), nullable=False),
        sa.Column("manifest", JsonColumn, nullable=False),
        sa.Column("features", JsonColumn, nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("favourite", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["session.id"],
            name=op.f("fk_session_clip_session_id_session"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["session_batch.id"],
            name=op.f("fk_session_clip_batch_id_session_batch"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_clip")),
    )
    op.create_index("ix_session_clip_session", "session_clip", ["session_id"])
    op.create_index("ix_session_clip_batch", "session_clip", ["batch_id", "position"])


def downgrade() -> None:
    """Drop them; the files stay."""
    for table in ("session_clip", "session_cluster", "session_batch", "session"):
        op.drop_table(table)
