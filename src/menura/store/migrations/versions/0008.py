"""Keep what sharing of analyses needs: consent, who is trusted, and what was offered."""

import sqlalchemy as sa
from alembic import op

from menura.store.types import Id, JsonColumn, SortKey, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of what is shared, and find tracks by their audio."""
    op.create_table(
        "collection_setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", JsonColumn, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_collection_setting")),
    )
    op.create_table(
        "collection_signer",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("trusted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_collection_signer")),
    )
    _create_tokens_and_peers()
    _create_offers()
    where = sa.text("content_hash IS NOT NULL")
    op.create_index(
        "ix_track_content_hash",
        "track",
        ["content_hash"],
        sqlite_where=where,
        postgresql_where=where,
    )


def _create_tokens_and_peers() -> None:
    op.create_table(
        "collection_token",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signer", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_collection_token_digest")),
    )
    op.create_table(
        "collection_peer",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sealed_token", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("signer", sa.String(length=64), nullable=True),
        sa.Column("ca_file", sa.Text(), nullable=True),
        sa.Column("last_pull_at", UtcDateTime(), nullable=True),
        sa.Column("last_push_at", UtcDateTime(), nullable=True),
        sa.Column("pulled_to", UtcDateTime(), nullable=True),
        sa.Column("pushed_to", UtcDateTime(), nullable=True),
        sa.Column("pulled_tracks", sa.Integer(), nullable=False),
        sa.Column("pushed_tracks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_peer")),
    )


def _create_offers() -> None:
    op.create_table(
        "offered_analysis",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("signer", sa.String(length=64), nullable=False),
        sa.Column("identity", sa.String(length=32), nullable=False),
        sa.Column("content_hash", sa.String(length=32), nullable=True),
        sa.Column("recording_id", sa.String(length=36), nullable=True),
        sa.Column("artist_key", SortKey, nullable=False),
        sa.Column("title_key", SortKey, nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signer"],
            ["collection_signer.fingerprint"],
            name=op.f("fk_offered_analysis_signer_collection_signer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_offered_analysis")),
        sa.UniqueConstraint("signer", "identity", name=op.f("uq_offered_analysis_signer")),
    )
    indexes = {
        "ix_offered_analysis_content": ["content_hash"],
        "ix_offered_analysis_recording": ["recording_id"],
        "ix_offered_analysis_names": ["title_key", "artist_key", "duration_s"],
    }
    for name, columns in indexes.items():
        op.create_index(name, "offered_analysis", columns)
    op.create_table(
        "taken_step",
        sa.Column("track_number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("signer", sa.String(length=64), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["track_number"],
            ["track.number"],
            name=op.f("fk_taken_step_track_number_track"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("track_number", "step", name=op.f("pk_taken_step")),
    )
    op.create_index("ix_taken_step_signer", "taken_step", ["signer"])


def downgrade() -> None:
    """Drop them; steps that came from others stay, and count as done here."""
    op.drop_index("ix_track_content_hash", "track")
    for table in (
        *("taken_step", "offered_analysis", "collection_peer", "collection_token"),
        *("collection_signer", "collection_setting"),
    ):
        op.drop_table(table)
