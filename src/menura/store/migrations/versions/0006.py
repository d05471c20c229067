"""Keep what suggestions need: contexts, marks, and what became of suggestions."""

import sqlalchemy as sa
from alembic import op

from menura.store.types import Id, JsonColumn, SortKey, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of suggestions."""
    op.create_table(
        "suggestion_session",
        sa.Column("name", SortKey, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("context", JsonColumn, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_suggestion_session")),
    )
    _create_marks()
    _create_events()


def _create_marks() -> None:
    op.create_table(
        "suggestion_mark",
        sa.Column("session", SortKey, nullable=False),
        sa.Column("track_id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("expires_at", UtcDateTime, nullable=True),
        sa.ForeignKeyConstraint(
            ["session"],
            ["suggestion_session.name"],
            name=op.f("fk_suggestion_mark_session_suggestion_session"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["track_id"],
            ["track.id"],
            name=op.f("fk_suggestion_mark_track_id_track"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session", "track_id", "kind", name=op.f("pk_suggestion_mark")),
    )
    op.create_index(
        "ix_suggestion_mark_place", "suggestion_mark", ["session", "place"], unique=True
    )
    op.create_index("ix_suggestion_mark_track", "suggestion_mark", ["track_id"])


def _create_events() -> None:
    op.create_table(
        "suggestion_event",
        sa.Column("id", Id(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("session", SortKey, nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("track_id", Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("policy", sa.String(length=20), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=False),
        sa.Column("context_version", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("components", JsonColumn, nullable=False),
        sa.Column("shown_by", JsonColumn, nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("is_exploration", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_event")),
    )
    op.create_index("ix_suggestion_event_number", "suggestion_event", ["number"], unique=True)
    op.create_index("ix_suggestion_event_session", "suggestion_event", ["session", "number"])
    op.create_index("ix_suggestion_event_at", "suggestion_event", ["at"])


def downgrade() -> None:
    """Drop them, and what their versions and numbers came from."""
    for table in ("suggestion_event", "suggestion_mark", "suggestion_session"):
        op.drop_table(table)
    op.execute("DELETE FROM counter WHERE name IN ('suggestion', 'suggestion_event')")
