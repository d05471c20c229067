"""Name the tables of what Menura has on music servers, and their columns."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
)

from menura.store.tables import metadata
from menura.store.types import Id, JsonColumn, UtcDateTime

# No foreign key to the playlist: it may be gone here while it is still on the server.
remote_playlist = Table(
    "remote_playlist",
    metadata,
    Column("playlist_id", Id(), primary_key=True),
    Column("source_id", ForeignKey("source.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("mark", String(80), nullable=False),
    Column("remote_id", Text),
    Column("before", JsonColumn),
    Column("sent_at", UtcDateTime),
    Column("version", Integer),
    Column("track_count", Integer, nullable=False),
    Column("left_out", Integer, nullable=False),
    Index("ix_remote_playlist_source", "source_id", "name"),
)

write_back = Table(
    "write_back",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("source_id", ForeignKey("source.id", ondelete="CASCADE"), nullable=False),
    Column("location", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("value", SmallInteger),
    Column("at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error_message", Text),
    Index("ix_write_back_source", "source_id", "number"),
    sqlite_autoincrement=True,  # a number is never given twice: what was done is noted by number
)
