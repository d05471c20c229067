"""Name the tables of suggestions, and their columns."""

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
)

from menura.store.tables import id_column, metadata
from menura.store.types import Id, JsonColumn, SortKey, UtcDateTime

suggestion_session = Table(
    "suggestion_session",
    metadata,
    Column("name", SortKey, primary_key=True),
    Column("version", BigInteger, nullable=False),  # of its last change, counted over all sessions
    Column("context", JsonColumn, nullable=False),
)

suggestion_mark = Table(
    "suggestion_mark",
    metadata,
    Column("session", ForeignKey("suggestion_session.name", ondelete="CASCADE"), primary_key=True),
    Column("track_id", ForeignKey("track.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("place", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", Text),
    Column("expires_at", UtcDateTime),
    Index("ix_suggestion_mark_place", "session", "place", unique=True),
    Index("ix_suggestion_mark_track", "track_id"),
)

# No foreign keys: what became of suggestions outlives the tracks and the sessions it tells of.
suggestion_event = Table(
    "suggestion_event",
    metadata,
    id_column(primary_key=True),
    Column("number", BigInteger, nullable=False),  # in the order in which they were kept
    Column("kind", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("session", SortKey, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("track_id", Id(), nullable=False),
    Column("position", Integer, nullable=False),
    Column("policy", String(20), nullable=False),
    Column("propensity", Float, nullable=False),
    Column("context_version", BigInteger, nullable=False),
    Column("score", Float, nullable=False),
    Column("components", JsonColumn, nullable=False),
    Column("shown_by", JsonColumn, nullable=False),
    Column("source", String(20), nullable=False),
    Column("is_exploration", Boolean, nullable=False),
    Index("ix_suggestion_event_number", "number", unique=True),
    Index("ix_suggestion_event_session", "session", "number"),
    Index("ix_suggestion_event_at", "at"),
)
