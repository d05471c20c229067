"""Name the tables of what is shared, and their columns."""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from menura.store.tables import id_column, metadata, track
from menura.store.types import JsonColumn, SortKey, UtcDateTime

collection_setting = Table(
    "collection_setting",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", JsonColumn, nullable=False),
)

collection_signer = Table(
    "collection_signer",
    metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("trusted_at", UtcDateTime, nullable=False),
)

# The token itself is kept nowhere.
collection_token = Table(
    "collection_token",
    metadata,
    id_column(primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("signer", String(64)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
)

collection_peer = Table(
    "collection_peer",
    metadata,
    id_column(primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("sealed_token", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("signer", String(64)),
    Column("ca_file", Text),
    Column("last_pull_at", UtcDateTime),
    Column("last_push_at", UtcDateTime),
    Column("pulled_to", UtcDateTime),
    Column("pushed_to", UtcDateTime),
    Column("pulled_tracks", Integer, nullable=False),
    Column("pushed_tracks", Integer, nullable=False),
)

# Analyses that wait for their track. The payload comes last: lookups do not read it.
offered_analysis = Table(
    "offered_analysis",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column(
        "signer",
        ForeignKey("collection_signer.fingerprint", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("identity", String(32), nullable=False),
    Column("content_hash", String(32)),
    Column("recording_id", String(36)),
    Column("artist_key", SortKey, nullable=False),
    Column("title_key", SortKey, nullable=False),
    Column("duration_s", Float, nullable=False),
    Column("offered_at", UtcDateTime, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    UniqueConstraint("signer", "identity"),
    Index("ix_offered_analysis_content", "content_hash"),
    Index("ix_offered_analysis_recording", "recording_id"),
    Index("ix_offered_analysis_names", "title_key", "artist_key", "duration_s"),
)

# Which steps of a track are not from here: they are not shared on, and go with who offered them.
taken_step = Table(
    "taken_step",
    metadata,
    Column("track_number", ForeignKey("track.number", ondelete="CASCADE"), primary_key=True),
    Column("step", String(20), primary_key=True),
    Column("version", String(64), nullable=False),
    Column("signer", String(64), nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
    Index("ix_taken_step_signer", "signer"),
)

Index(
    "ix_track_content_hash",
    track.c.content_hash,
    sqlite_where=text("content_hash IS NOT NULL"),
    postgresql_where=text("content_hash IS NOT NULL"),
)
