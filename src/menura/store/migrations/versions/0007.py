"""Keep what music servers need: accounts, copies, missing tracks, what is sent and written back."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from menura.store.types import Id, JsonColumn, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TRACK = sa.table("track", sa.column("state"), sa.column("missing_since", UtcDateTime()))


def upgrade() -> None:
    """Let a place have several accounts, and tracks have copies; add what servers are told."""
    _rebuild_sources(has_accounts=True)
    columns: tuple[sa.Column[object], ...] = (
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("said", JsonColumn, nullable=True),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.Column("stands_alone", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("missing_since", UtcDateTime(), nullable=True),
    )
    for column in columns:
        op.add_column("track", column)
    # Written out: SQLite adds a reference only together with its column.
    op.execute(
        "ALTER TABLE track ADD COLUMN copy_of INTEGER "
        "CONSTRAINT fk_track_copy_of_track REFERENCES track (number) ON DELETE SET NULL"
    )
    # Nobody has noted since when: from now on they are kept as long as any.
    is_missing = TRACK.c.state == "missing"
    op.execute(sa.update(TRACK).where(is_missing).values(missing_since=datetime.now(UTC)))
    _index_tracks()
    _create_remote_playlists()
    _create_write_backs()


def _index_tracks() -> None:
    op.drop_index("ix_track_state", "track")
    op.create_index("ix_track_state", "track", ["source_id", "state", "copy_of"])
    partial = {
        "ix_track_copy_of": ["copy_of"],
        "ix_track_recording": ["musicbrainz_recording_id"],
        "ix_track_missing": ["missing_since", "number"],
    }
    for name, columns in partial.items():
        where = sa.text(f"{columns[0]} IS NOT NULL")
        op.create_index(name, "track", columns, sqlite_where=where, postgresql_where=where)


def _create_remote_playlists() -> None:
    op.create_table(
        "remote_playlist",
        sa.Column("playlist_id", Id(), nullable=False),
        sa.Column("source_id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(length=80), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("before", JsonColumn, nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("track_count", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["source.id"],
            name=op.f("fk_remote_playlist_source_id_source"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("playlist_id", "source_id", name=op.f("pk_remote_playlist")),
    )
    op.create_index("ix_remote_playlist_source", "remote_playlist", ["source_id", "name"])


def _create_write_backs() -> None:
    op.create_table(
        "write_back",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source_id", Id(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.SmallInteger(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["source.id"],
            name=op.f("fk_write_back_source_id_source"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_write_back")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_write_back_source", "write_back", ["source_id", "number"])


def _rebuild_sources(*, has_accounts: bool) -> None:
    """Make the table of sources anew, with what is in it: SQLite cannot drop a constraint.

    Tracks hang on its rows, and would be deleted with the old table. So the old rows give up
    their ids first: until the new rows have them the tracks refer to nothing, which SQLite is
    told to mind at the end only.
    """
    if op.get_bind().dialect.name == "postgresql":
        _alter_sources(has_accounts=has_accounts)
        return
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute(
        "CREATE TEMPORARY TABLE kept_source AS "
        "SELECT id, kind, name, location, created_at, last_scan_at FROM source"
    )
    op.execute("UPDATE source SET id = '-' || id")
    op.drop_table("source")
    op.create_table(
        "source",
        sa.Column("id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        *(_account_columns()[:3] if has_accounts else ()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_scan_at", UtcDateTime(), nullable=True),
        *(_account_columns()[3:] if has_accounts else ()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint(
            *(("location", "account") if has_accounts else ("location",)),
            name=op.f("uq_source_location"),
        ),
    )
    op.execute(
        "INSERT INTO source (id, kind, name, location, created_at, last_scan_at) "
        "SELECT id, kind, name, location, created_at, last_scan_at FROM kept_source"
    )
    op.execute("DROP TABLE kept_source")


def _account_columns() -> "tuple[sa.Column[object], ...]":
    return (
        sa.Column("account", sa.Text(), nullable=False, server_default=""),
        sa.Column("options", JsonColumn, nullable=False, server_default="{}"),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("trouble_code", sa.String(length=60), nullable=True),
        sa.Column("trouble_message", sa.Text(), nullable=True),
        sa.Column("trouble_at", UtcDateTime(), nullable=True),
    )


def _alter_sources(*, has_accounts: bool) -> None:
    op.drop_constraint("uq_source_location", "source")
    for column in _account_columns():
        if has_accounts:
            op.add_column("source", column)
        else:
            op.drop_column("source", column.name)
    unique = ["location", "account"] if has_accounts else ["location"]
    op.create_unique_constraint("uq_source_location", "source", unique)


def downgrade() -> None:
    """Drop it: sources on music servers go with their tracks, and copies are to be heard again."""
    op.execute("UPDATE track SET state = 'found', content_hash = NULL WHERE copy_of IS NOT NULL")
    op.execute("UPDATE track SET copy_of = NULL")
    op.execute(
        "DELETE FROM source WHERE kind IN ('subsonic', 'jellyfin', 'emby', 'lyrion', 'plex', 'mpd')"
    )
    for table in ("write_back", "remote_playlist"):
        op.drop_table(table)
    for name in ("ix_track_missing", "ix_track_recording", "ix_track_copy_of", "ix_track_state"):
        op.drop_index(name, "track")
    op.create_index("ix_track_state", "track", ["source_id", "state"])
    for column in ("copy_of", "missing_since", "stands_alone", "rating", "said", "path"):
        op.execute(f"ALTER TABLE track DROP COLUMN {column}")
    _rebuild_sources(has_accounts=False)
