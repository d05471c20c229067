"""Keep all that listening finds: beats, sections, fingerprints, moods, corrections, steps."""

import sqlalchemy as sa
from alembic import op

from menura.store.types import JsonColumn, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEW_FEATURES: tuple[sa.Column[object], ...] = (
    sa.Column("key_candidates", JsonColumn, nullable=False, server_default="[]"),
    sa.Column("tempo_source", sa.String(length=20), nullable=True),
    sa.Column("beats_per_bar", sa.SmallInteger(), nullable=True),
    sa.Column("beat_confidence", sa.Float(), nullable=False, server_default="0"),
    sa.Column("downbeat_confidence", sa.Float(), nullable=False, server_default="0"),
    sa.Column("pulse_clarity", sa.Float(), nullable=False, server_default="0"),
    sa.Column("onset_rate_hz", sa.Float(), nullable=False, server_default="0"),
    sa.Column("flux", sa.Float(), nullable=False, server_default="0"),
    sa.Column("momentary_max_lufs", sa.Float(), nullable=True),
    sa.Column("short_term_max_lufs", sa.Float(), nullable=True),
    sa.Column("sample_peak_dbfs", sa.Float(), nullable=True),
    sa.Column("crest_db", sa.Float(), nullable=True),
    sa.Column("plr_lu", sa.Float(), nullable=True),
    sa.Column("psr_lu", sa.Float(), nullable=True),
    sa.Column("stereo_width", sa.Float(), nullable=False, server_default="0"),
    sa.Column("stereo_correlation", sa.Float(), nullable=True),
    sa.Column("lead_in_s", sa.Float(), nullable=False, server_default="0"),
    sa.Column("lead_out_s", sa.Float(), nullable=False, server_default="0"),
    sa.Column("sections", JsonColumn, nullable=False, server_default="[]"),
    sa.Column("intro_end_s", sa.Float(), nullable=True),
    sa.Column("outro_start_s", sa.Float(), nullable=True),
    sa.Column("kind", sa.String(length=20), nullable=False, server_default="song"),
    sa.Column("kind_confidence", sa.Float(), nullable=False, server_default="0"),
    sa.Column("instrument", sa.String(length=20), nullable=True),
    sa.Column("instrument_probabilities", JsonColumn, nullable=False, server_default="{}"),
    sa.Column("loop_beats", sa.Integer(), nullable=True),
    sa.Column("codec", sa.String(length=40), nullable=True),
    sa.Column("declared_duration_s", sa.Float(), nullable=True),
)
NEW_TRACK: tuple[sa.Column[object], ...] = (
    sa.Column("content_hash", sa.String(length=32), nullable=True),
    sa.Column("tagged_bpm", sa.Float(), nullable=True),
    sa.Column("tagged_key", sa.Text(), nullable=True),
    sa.Column("replaygain_db", sa.Float(), nullable=True),
)


def upgrade() -> None:
    """Add what the listener of the second release keeps.

    Columns are added and dropped in place (SQLite can since 3.35): rebuilding ``track`` would
    drop the triggers of its search table.
    """
    for column in NEW_TRACK:
        op.add_column("track", column)
    for column in NEW_FEATURES:
        op.add_column("features", column)
    # What the first release measured stays until the next scan has measured it anew.
    op.execute("ALTER TABLE track DROP COLUMN listener_version")
    op.execute("ALTER TABLE features DROP COLUMN listener_version")
    op.create_table(
        "analysis_step",
        sa.Column("track_number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("error_code", sa.String(length=60), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["track_number"],
            ["track.number"],
            name=op.f("fk_analysis_step_track_number_track"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("track_number", "step", name=op.f("pk_analysis_step")),
    )
    op.create_table(
        "beat_grid",
        sa.Column("track_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("beats", sa.LargeBinary(), nullable=False),
        sa.Column("downbeats", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["track_id"], ["track.id"], name=op.f("fk_beat_grid_track_id_track"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("track_id", name=op.f("pk_beat_grid")),
    )
    op.create_table(
        "fingerprint",
        sa.Column("track_number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("codes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["track_number"],
            ["track.number"],
            name=op.f("fk_fingerprint_track_number_track"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("track_number", name=op.f("pk_fingerprint")),
    )
    op.create_table(
        "fingerprint_piece",
        sa.Column("piece", sa.BigInteger(), nullable=False),
        sa.Column("track_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["track_number"],
            ["track.number"],
            name=op.f("fk_fingerprint_piece_track_number_track"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("piece", "track_number", name=op.f("pk_fingerprint_piece")),
    )
    op.create_index("ix_fingerprint_piece_track", "fingerprint_piece", ["track_number"])
    op.create_table(
        "moods",
        sa.Column("track_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("moods", JsonColumn, nullable=False),
        sa.Column("tags", JsonColumn, nullable=False),
        sa.ForeignKeyConstraint(
            ["track_id"], ["track.id"], name=op.f("fk_moods_track_id_track"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("track_id", "source", name=op.f("pk_moods")),
    )
    op.create_table(
        "correction",
        sa.Column("track_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("value", JsonColumn, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["track_id"],
            ["track.id"],
            name=op.f("fk_correction_track_id_track"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("track_id", "name", name=op.f("pk_correction")),
    )


def downgrade() -> None:
    """Go back to what the first release knew; corrections and fingerprints are lost."""
    for table in (
        "correction",
        "moods",
        "fingerprint_piece",
        "fingerprint",
        "beat_grid",
        "analysis_step",
    ):
        op.drop_table(table)
    op.add_column("track", sa.Column("listener_version", sa.SmallInteger(), nullable=True))
    op.add_column(
        "features",
        sa.Column("listener_version", sa.SmallInteger(), nullable=False, server_default="0"),
    )
    for name, columns in (("track", NEW_TRACK), ("features", NEW_FEATURES)):
        for column in columns:
            op.execute(f"ALTER TABLE {name} DROP COLUMN {column.name}")
