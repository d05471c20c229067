"""Lay the first tables."""

import secrets

import sqlalchemy as sa
from alembic import op

from menura.store.types import HalfVector, JsonColumn, SortKey, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of the first release."""
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "embedding",
        sa.Column("track_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("space", sa.String(length=40), nullable=False),
        sa.Column("model_hash", sa.String(length=64), nullable=False),
        sa.Column("vector", HalfVector(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("track_number", "space", name=op.f("pk_embedding")),
    )
    with op.batch_alter_table("embedding", schema=None) as batch_op:
        batch_op.create_index("ix_embedding_revision", ["space", "revision"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("payload", JsonColumn, nullable=False),
        sa.Column("parent_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("singleton_key", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("counts", JsonColumn, nullable=False),
        sa.Column("rate_per_minute", sa.Float(), nullable=True),
        sa.Column("time_left_s", sa.Float(), nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("owner", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("dispatched", sa.Boolean(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("error_code", sa.String(length=60), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("result", JsonColumn, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["job.id"], name=op.f("fk_job_parent_id_job"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_parent", ["parent_id", "created_at"], unique=False)
        batch_op.create_index("ix_job_revision", ["revision"], unique=False)
        batch_op.create_index("ix_job_status", ["status", "dispatched", "priority"], unique=False)

    op.create_table(
        "playlist",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playlist")),
    )
    op.create_table(
        "schedule",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("cron", sa.String(length=80), nullable=False),
        sa.Column("payload", JsonColumn, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("last_job_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_schedule")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_scan_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("location", name=op.f("uq_source_location")),
    )
    op.create_table(
        "worker_lease",
        sa.Column("executor_id", sa.String(length=80), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("executor_id", name=op.f("pk_worker_lease")),
    )
    op.create_table(
        "job_log",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("job_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_job_log_job_id_job"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_job_log")),
    )
    with op.batch_alter_table("job_log", schema=None) as batch_op:
        batch_op.create_index("ix_job_log_job", ["job_id", "number"], unique=False)

    op.create_table(
        "track",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("source_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("modified_ns", sa.BigInteger(), nullable=False),
        sa.Column("seen_by", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("error_code", sa.String(length=60), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("artists", JsonColumn, nullable=False),
        sa.Column("album", sa.Text(), nullable=True),
        sa.Column("album_artist", sa.Text(), nullable=True),
        sa.Column("year", sa.SmallInteger(), nullable=True),
        sa.Column("track_number", sa.SmallInteger(), nullable=True),
        sa.Column("genres", JsonColumn, nullable=False),
        sa.Column("musicbrainz_recording_id", sa.String(length=36), nullable=True),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("listener_version", sa.SmallInteger(), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("analysed_at", UtcDateTime(), nullable=True),
        sa.Column("artist_key", SortKey, nullable=False),
        sa.Column("album_key", SortKey, nullable=False),
        sa.Column("title_key", SortKey, nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_track_source_id_source"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_track")),
        sa.UniqueConstraint("id", name=op.f("uq_track_id")),
        sa.UniqueConstraint("source_id", "location", name=op.f("uq_track_source_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("track", schema=None) as batch_op:
        batch_op.create_index(
            "ix_track_album", ["album_key", "track_number", "number"], unique=False
        )
        batch_op.create_index(
            "ix_track_artist", ["artist_key", "album_key", "track_number", "number"], unique=False
        )
        batch_op.create_index("ix_track_state", ["source_id", "state"], unique=False)
        batch_op.create_index("ix_track_title", ["title_key", "number"], unique=False)

    op.create_table(
        "features",
        sa.Column("track_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("listener_version", sa.SmallInteger(), nullable=False),
        sa.Column("tempo_bpm", sa.Float(), nullable=True),
        sa.Column("tempo_confidence", sa.Float(), nullable=False),
        sa.Column("tempo_candidates", JsonColumn, nullable=False),
        sa.Column("key", sa.String(length=2), nullable=True),
        sa.Column("mode", sa.String(length=5), nullable=True),
        sa.Column("key_confidence", sa.Float(), nullable=False),
        sa.Column("tuning_cents", sa.Float(), nullable=True),
        sa.Column("loudness_lufs", sa.Float(), nullable=True),
        sa.Column("loudness_range_lu", sa.Float(), nullable=True),
        sa.Column("true_peak_dbtp", sa.Float(), nullable=True),
        sa.Column("energy", sa.Float(), nullable=False),
        sa.Column("brightness", sa.Float(), nullable=False),
        sa.Column("spectrum_db", JsonColumn, nullable=False),
        sa.Column("sample_rate_hz", sa.Integer(), nullable=False),
        sa.Column("channels", sa.SmallInteger(), nullable=False),
        sa.Column("decode_error_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["track_id"], ["track.id"], name=op.f("fk_features_track_id_track"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("track_id", name=op.f("pk_features")),
    )
    op.create_table(
        "playlist_item",
        sa.Column("playlist_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["playlist_id"],
            ["playlist.id"],
            name=op.f("fk_playlist_item_playlist_id_playlist"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["track_id"],
            ["track.id"],
            name=op.f("fk_playlist_item_track_id_track"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("playlist_id", "position", name=op.f("pk_playlist_item")),
    )
    with op.batch_alter_table("playlist_item", schema=None) as batch_op:
        batch_op.create_index("ix_playlist_item_track", ["track_id"], unique=False)

    op.create_table(
        "waveform",
        sa.Column("track_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["track_id"], ["track.id"], name=op.f("fk_waveform_track_id_track"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("track_id", name=op.f("pk_waveform")),
    )

    _create_search()
    _name_library()


def _name_library() -> None:
    """Draw the number by which derived files know which database they were made from."""
    counter = sa.table("counter", sa.column("name"), sa.column("value"))
    op.execute(counter.insert().values(name="library", value=secrets.randbits(62)))


def _create_search() -> None:
    """Make the search over tracks: what each database has for it.

    A later migration that rebuilds ``track`` on SQLite (batch mode) drops its triggers and must
    call this again.
    """
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_track_search ON track USING gin (to_tsvector('simple', search_text))"
        )
        return
    op.execute(
        "CREATE VIRTUAL TABLE track_search USING fts5("
        "search_text, content='track', content_rowid='number', prefix='2 3')"
    )
    new = "INSERT INTO track_search(rowid, search_text) VALUES (new.number, new.search_text);"
    old = (
        "INSERT INTO track_search(track_search, rowid, search_text) "
        "VALUES ('delete', old.number, old.search_text);"
    )
    op.execute(f"CREATE TRIGGER track_search_insert AFTER INSERT ON track BEGIN {new} END")
    op.execute(f"CREATE TRIGGER track_search_delete AFTER DELETE ON track BEGIN {old} END")
    op.execute(
        "CREATE TRIGGER track_search_update AFTER UPDATE OF search_text ON track "
        f"BEGIN {old} {new} END"
    )


def downgrade() -> None:
    """Remove every table; there is nothing before this."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE track_search")
    for table in (
        "job_log",
        "playlist_item",
        "waveform",
        "features",
        "track",
        "source",
        "job",
        "playlist",
        "embedding",
        "counter",
        "schedule",
        "worker_lease",
    ):
        op.drop_table(table)
