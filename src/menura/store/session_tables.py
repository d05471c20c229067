"""Name the tables of sessions, and their columns."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from menura.store.tables import id_column, metadata
from menura.store.types import FloatArray, Id, JsonColumn, UtcDateTime

# The files of clips lie in the media folder; there is a row only where there is a file.
session = Table(
    "session",
    metadata,
    id_column(primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("brief", Text, nullable=False),
    Column("params", JsonColumn, nullable=False),
    Column("name", Text),
    Column("pinned", Boolean, nullable=False),
    Column("space", Text),
    Column("projection", FloatArray),  # origin and two axes, one after the other
    Column("explained", Float),
    Index("ix_session_created", "pinned", "created_at", "id"),
)

session_batch = Table(
    "session_batch",
    metadata,
    id_column(primary_key=True),  # also the id of the job that makes it
    Column("session_id", ForeignKey("session.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("prompt", Text, nullable=False),
    Column("num_requested", Integer, nullable=False),
    Column("num_generated", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("parent_cluster_ids", JsonColumn, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("silhouette", Float),
    UniqueConstraint("session_id", "position", name="uq_session_batch_position"),
)

session_cluster = Table(
    "session_cluster",
    metadata,
    id_column(primary_key=True),
    Column("batch_id", ForeignKey("session_batch.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("label", Text, nullable=False),
    Column("track_ids", JsonColumn, nullable=False),
    Column("centroid", FloatArray),
    Index("ix_session_cluster_batch", "batch_id", "position"),
)

# No foreign key to the cluster: removing the last clip of one removes it first.
session_clip = Table(
    "session_clip",
    metadata,
    id_column(primary_key=True),  # also the id of the track in the catalogue
    Column("session_id", ForeignKey("session.id", ondelete="CASCADE"), nullable=False),
    Column("batch_id", ForeignKey("session_batch.id", ondelete="CASCADE"), nullable=False),
    Column("cluster_id", Id(), nullable=False),
    Column("position", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("audio_url", Text, nullable=False),
    Column("duration_s", Float, nullable=False),
    Column("raw_prompt", Text, nullable=False),
    Column("embedding", FloatArray, nullable=False),
    Column("manifest", JsonColumn, nullable=False),
    Column("features", JsonColumn),
    Column("name", Text),
    Column("pinned", Boolean, nullable=False),
    Column("favourite", Boolean, nullable=False),
    Index("ix_session_clip_session", "session_id"),
    Index("ix_session_clip_batch", "batch_id", "position"),
)
