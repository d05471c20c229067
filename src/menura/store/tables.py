"""Name every table and column. Migrations bring a database here; a test compares the two."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from menura.store.types import HalfVector, Id, JsonColumn, SortKey, UtcDateTime

# Named constraints: SQLite's batch migrations cannot drop what has no name.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column(name: str = "id", **more: bool) -> "Column[str]":
    """Return the column of an id."""
    return Column(name, Id(), **more)  # type: ignore[arg-type]


def _where(condition: str) -> dict[str, Any]:
    """Return what makes an index hold the rows of a condition alone."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


# Numbers that only grow. Taking one locks its row until the transaction ends, so changes become
# visible in the order of their numbers, on PostgreSQL too.
counter = Table(
    "counter",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

source = Table(
    "source",
    metadata,
    id_column(primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("location", Text, nullable=False),
    Column("account", Text, nullable=False, server_default=""),
    Column("options", JsonColumn, nullable=False, server_default="{}"),
    Column("secret", Text),  # sealed
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_scan_at", UtcDateTime),
    Column("trouble_code", String(60)),
    Column("trouble_message", Text),
    Column("trouble_at", UtcDateTime),
    UniqueConstraint("location", "account"),
)

track = Table(
    "track",
    metadata,
    # BIGINT would not be SQLite's rowid, which the search table refers to.
    Column("number", Integer, primary_key=True, autoincrement=True),
    id_column(nullable=False, unique=True),
    Column("source_id", ForeignKey("source.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("location", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),
    Column("seen_by", Id(), nullable=False),  # the scan that saw it last
    Column("state", String(20), nullable=False),
    Column("error_code", String(60)),
    Column("error_message", Text),
    Column("title", Text),
    Column("artists", JsonColumn, nullable=False),
    Column("album", Text),
    Column("album_artist", Text),
    Column("year", SmallInteger),
    Column("track_number", SmallInteger),
    Column("genres", JsonColumn, nullable=False),
    Column("musicbrainz_recording_id", String(36)),
    Column("tagged_bpm", Float),
    Column("tagged_key", Text),
    Column("replaygain_db", Float),
    Column("duration_s", Float),
    Column("content_hash", String(32)),  # of the undecoded audio; null: not heard
    Column("added_at", UtcDateTime, nullable=False),
    Column("analysed_at", UtcDateTime),
    # Normalised text: to sort by and to search in, the same on both databases.
    Column("artist_key", SortKey, nullable=False),
    Column("album_key", SortKey, nullable=False),
    Column("title_key", SortKey, nullable=False),
    Column("search_text", Text, nullable=False),
    Column("favourite", Boolean, nullable=False, server_default=false()),
    Column("revision", BigInteger, nullable=False, server_default="0"),  # of its last change
    Column("path", Text),
    Column("said", JsonColumn),  # what a music server says of it, beside what its file says
    Column("rating", SmallInteger),
    Column("copy_of", ForeignKey("track.number", ondelete="SET NULL")),
    Column("stands_alone", Boolean, nullable=False, server_default=false()),
    Column("missing_since", UtcDateTime),
    UniqueConstraint("source_id", "location"),
    Index("ix_track_artist", "artist_key", "album_key", "track_number", "number"),
    Index("ix_track_title", "title_key", "number"),
    Index("ix_track_album", "album_key", "track_number", "number"),
    Index("ix_track_state", "source_id", "state", "copy_of"),  # counts are read from it alone
    Index("ix_track_revision", "revision"),
    Index("ix_track_kind", "kind"),
    Index("ix_track_favourite", "number", **_where("favourite")),
    Index("ix_track_rating", "rating", **_where("rating IS NOT NULL")),
    Index("ix_track_copy_of", "copy_of", **_where("copy_of IS NOT NULL")),
    Index(
        "ix_track_recording",
        "musicbrainz_recording_id",
        **_where("musicbrainz_recording_id IS NOT NULL"),
    ),
    Index("ix_track_missing", "missing_since", "number", **_where("missing_since IS NOT NULL")),
    sqlite_autoincrement=True,  # a number is never given twice: vector indexes refer to it
)

features = Table(
    "features",
    metadata,
    Column(
        "track_id",
        ForeignKey("track.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("tempo_bpm", Float),
    Column("tempo_confidence", Float, nullable=False),
    Column("tempo_candidates", JsonColumn, nullable=False),
    Column("key", String(2)),
    Column("mode", String(5)),
    Column("key_confidence", Float, nullable=False),
    Column("tuning_cents", Float),
    Column("loudness_lufs", Float),
    Column("loudness_range_lu", Float),
    Column("true_peak_dbtp", Float),
    Column("energy", Float, nullable=False),
    Column("brightness", Float, nullable=False),
    Column("spectrum_db", JsonColumn, nullable=False),
    Column("sample_rate_hz", Integer, nullable=False),
    Column("channels", SmallInteger, nullable=False),
    Column("decode_error_count", Integer, nullable=False),
    # The defaults are for rows that an older release measured.
    Column("key_candidates", JsonColumn, nullable=False, server_default="[]"),
    Column("tempo_source", String(20)),
    Column("beats_per_bar", SmallInteger),
    Column("beat_confidence", Float, nullable=False, server_default="0"),
    Column("downbeat_confidence", Float, nullable=False, server_default="0"),
    Column("pulse_clarity", Float, nullable=False, server_default="0"),
    Column("onset_rate_hz", Float, nullable=False, server_default="0"),
    Column("flux", Float, nullable=False, server_default="0"),
    Column("momentary_max_lufs", Float),
    Column("short_term_max_lufs", Float),
    Column("sample_peak_dbfs", Float),
    Column("crest_db", Float),
    Column("plr_lu", Float),
    Column("psr_lu", Float),
    Column("stereo_width", Float, nullable=False, server_default="0"),
    Column("stereo_correlation", Float),
    Column("lead_in_s", Float, nullable=False, server_default="0"),
    Column("lead_out_s", Float, nullable=False, server_default="0"),
    Column("sections", JsonColumn, nullable=False, server_default="[]"),
    Column("intro_end_s", Float),
    Column("outro_start_s", Float),
    Column("kind", String(20), nullable=False, server_default="song"),
    Column("kind_confidence", Float, nullable=False, server_default="0"),
    Column("instrument", String(20)),
    Column("instrument_probabilities", JsonColumn, nullable=False, server_default="{}"),
    Column("loop_beats", Integer),
    Column("codec", String(40)),
    Column("declared_duration_s", Float),
)

# What was done of a track's analysis, and in which version of the algorithm or model.
analysis_step = Table(
    "analysis_step",
    metadata,
    Column("track_number", ForeignKey("track.number", ondelete="CASCADE"), primary_key=True),
    Column("step", String(20), primary_key=True),
    Column("version", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("error_code", String(60)),
    Column("error_message", Text),
)

beat_grid = Table(
    "beat_grid",
    metadata,
    Column("track_id", ForeignKey("track.id", ondelete="CASCADE"), primary_key=True),
    Column("beats", LargeBinary, nullable=False),
    Column("downbeats", LargeBinary, nullable=False),
)

fingerprint = Table(
    "fingerprint",
    metadata,
    Column("track_number", ForeignKey("track.number", ondelete="CASCADE"), primary_key=True),
    Column("duration_s", Float, nullable=False),
    Column("codes", LargeBinary, nullable=False),
)

# A few parts of each fingerprint, to find those that may be of the same recording.
fingerprint_piece = Table(
    "fingerprint_piece",
    metadata,
    Column("piece", BigInteger, primary_key=True),
    Column("track_number", ForeignKey("track.number", ondelete="CASCADE"), primary_key=True),
    Index("ix_fingerprint_piece_track", "track_number"),
)

moods = Table(
    "moods",
    metadata,
    Column("track_id", ForeignKey("track.id", ondelete="CASCADE"), primary_key=True),
    Column("source", String(20), primary_key=True),
    Column("moods", JsonColumn, nullable=False),
    Column("tags", JsonColumn, nullable=False),
)

correction = Table(
    "correction",
    metadata,
    Column("track_id", ForeignKey("track.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String(30), primary_key=True),
    Column("value", JsonColumn),
    Column("at", UtcDateTime, nullable=False),
)

waveform = Table(
    "waveform",
    metadata,
    Column("track_id", ForeignKey("track.id", ondelete="CASCADE"), primary_key=True),
    Column("duration_s", Float, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
)

# Keyed by the track's number and without a foreign key: a removed track leaves a row without a
# vector behind until every index has seen that it is gone.
embedding = Table(
    "embedding",
    metadata,
    Column("track_number", Integer, primary_key=True, autoincrement=False),
    Column("space", String(40), primary_key=True),
    Column("model_hash", String(64), nullable=False),
    Column("vector", HalfVector),
    Column("revision", BigInteger, nullable=False),
    Index("ix_embedding_revision", "space", "revision"),
)

playlist = Table(
    "playlist",
    metadata,
    id_column(primary_key=True),
    Column("name", String(200), nullable=False),
    Column("description", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

playlist_item = Table(
    "playlist_item",
    metadata,
    Column("playlist_id", ForeignKey("playlist.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("track_id", ForeignKey("track.id", ondelete="CASCADE"), nullable=False),
    Column("reason", Text),
    Index("ix_playlist_item_track", "track_id"),
)

# The files lie in an artifact store. No foreign key to the parent: a production may outlive it.
production = Table(
    "production",
    metadata,
    id_column(primary_key=True),  # also the id of the job that makes it
    Column("title", Text, nullable=False),
    Column("request", JsonColumn, nullable=False),
    Column("parent_id", Id()),
    Column("state", String(20), nullable=False),
    Column("engine_version", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("summary", JsonColumn, nullable=False),
    Column("qa_passed", Boolean),
    Column("size_bytes", BigInteger, nullable=False),
    Column("error_code", String(60)),
    Column("error_message", Text),
    Index("ix_production_created", "created_at", "id"),
    Index("ix_production_parent", "parent_id", "created_at"),
)
