"""Name the tables of discovery and conversations, and their columns."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from menura.store.tables import id_column, metadata
from menura.store.types import FloatArray, Id, JsonColumn, UtcDateTime

# What removed tracks leave behind for shelves to see; the oldest are dropped after a while.
removed_track = Table(
    "removed_track",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("revision", BigInteger, nullable=False),
    Index("ix_removed_track_revision", "revision"),
)

anchor = Table(
    "anchor",
    metadata,
    id_column(primary_key=True),
    Column("name", Text, nullable=False),
    Column("space", String(40), nullable=False),
    Column("dimension", Integer, nullable=False),
    Column("points", FloatArray, nullable=False),  # one after the other
    Column("avoided", FloatArray, nullable=False),
    Column("avoided_distance", Float, nullable=False),
    Column("recipe", JsonColumn, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

# No foreign key to the playlist: who deletes it deletes what the radio has played, not the radio.
radio = Table(
    "radio",
    metadata,
    id_column(primary_key=True),
    Column("anchor_id", ForeignKey("anchor.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("temperature", Float, nullable=False),
    Column("track_count", Integer, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("filter", JsonColumn, nullable=False),
    Column("per_artist", Integer),
    Column("cron", String(80)),
    Column("playlist_id", Id()),
    Column("last_run_at", UtcDateTime),
    Column("run_count", Integer, nullable=False),
    Index("ix_radio_anchor", "anchor_id"),
)

# The blobs come last: SQLite reads the columns before them without following their pages.
music_map = Table(
    "music_map",
    metadata,
    Column("space", String(40), primary_key=True),
    Column("layout_id", Text, nullable=False),
    Column("method", String(20), nullable=False),
    Column("laid_out", Integer, nullable=False),
    Column("track_count", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("numbers", LargeBinary, nullable=False),  # int64, little-endian
    Column("positions", LargeBinary, nullable=False),  # float32, little-endian, x and y by turns
)

# `contents` holds the long part of each playlist, its tracks and its centroid: lists leave it out.
cluster_run = Table(
    "cluster_run",
    metadata,
    id_column(primary_key=True),  # also the id of the job that made it
    Column("name", Text),
    Column("pinned", Boolean, nullable=False),
    Column("options", JsonColumn, nullable=False),
    Column("score", Float, nullable=False),
    Column("measures", JsonColumn, nullable=False),
    Column("genome", JsonColumn, nullable=False),
    Column("scaling", JsonColumn, nullable=False),
    Column("iterations", Integer, nullable=False),
    Column("track_count", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("parent_id", Id()),
    Column("playlists", JsonColumn, nullable=False),
    Column("contents", JsonColumn, nullable=False),
    Index("ix_cluster_run_created", "created_at", "id"),
)

listening = Table(
    "listening",
    metadata,
    Column("listener", Text, primary_key=True),
    Column("track_id", ForeignKey("track.id", ondelete="CASCADE"), primary_key=True),
    Column("play_count", Integer, nullable=False),
    Column("last_played_at", UtcDateTime),
    Index("ix_listening_track", "track_id"),
)

conversation = Table(
    "conversation",
    metadata,
    id_column(primary_key=True),
    Column("title", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("turns", JsonColumn, nullable=False),
    Index("ix_conversation_updated", "updated_at", "id"),
)
