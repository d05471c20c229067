"""Keep what discovery needs: changes of tracks, favourites, anchors, maps, runs, conversations."""

import sqlalchemy as sa
from alembic import op

from menura.store.types import FloatArray, Id, JsonColumn, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns to tracks in place, the tables of discovery, and the view that chats read."""
    new: tuple[sa.Column[object], ...] = (
        sa.Column("favourite", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"),
    )
    for column in new:
        op.add_column("track", column)
    _number_what_is_there()
    op.create_index("ix_track_revision", "track", ["revision"])
    op.create_table(
        "removed_track",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_removed_track")),
    )
    op.create_index("ix_removed_track_revision", "removed_track", ["revision"])
    _create_anchors()
    op.create_table(
        "music_map",
        sa.Column("space", sa.String(length=40), nullable=False),
        sa.Column("layout_id", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("laid_out", sa.Integer(), nullable=False),
        sa.Column("track_count", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.Column("positions", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("space", name=op.f("pk_music_map")),
    )
    _create_runs()
    op.create_table(
        "listening",
        sa.Column("listener", sa.Text(), nullable=False),
        sa.Column("track_id", Id(), nullable=False),
        sa.Column("play_count", sa.Integer(), nullable=False),
        sa.Column("last_played_at", UtcDateTime, nullable=True),
        sa.ForeignKeyConstraint(
            ["track_id"], ["track.id"], name=op.f("fk_listening_track_id_track"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("listener", "track_id", name=op.f("pk_listening")),
    )
    op.create_index("ix_listening_track", "listening", ["track_id"])
    op.create_table(
        "conversation",
        sa.Column("id", Id(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("turns", JsonColumn, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_index("ix_conversation_updated", "conversation", ["updated_at", "id"])
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(_view_for_postgresql() if is_postgresql else _view_for_sqlite())


def _number_what_is_there() -> None:
    """Give each track a change of its own, so that a shelf can read them part by part."""
    op.execute("UPDATE track SET revision = number")
    op.execute(
        "INSERT INTO counter (name, value) SELECT 'track', coalesce(max(number), 0) FROM track"
    )


def _create_anchors() -> None:
    op.create_table(
        "anchor",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("space", sa.String(length=40), nullable=False),
        sa.Column("dimension", sa.Integer(), nullable=False),
        sa.Column("points", FloatArray(), nullable=False),
        sa.Column("avoided", FloatArray(), nullable=False),
        sa.Column("avoided_distance", sa.Float(), nullable=False),
        sa.Column("recipe", JsonColumn, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor")),
    )
    op.create_table(
        "radio",
        sa.Column("id", Id(), nullable=False),
        sa.Column("anchor_id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("temperature", sa.Float(), nullable=False),
        sa.Column("track_count", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("filter", JsonColumn, nullable=False),
        sa.Column("per_artist", sa.Integer(), nullable=True),
        sa.Column("cron", sa.String(length=80), nullable=True),
        sa.Column("playlist_id", Id(), nullable=True),
        sa.Column("last_run_at", UtcDateTime, nullable=True),
        sa.Column("run_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["anchor_id"], ["anchor.id"], name=op.f("fk_radio_anchor_id_anchor"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_radio")),
    )
    op.create_index("ix_radio_anchor", "radio", ["anchor_id"])


def _create_runs() -> None:
    op.create_table(
        "cluster_run",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("options", JsonColumn, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("measures", JsonColumn, nullable=False),
        sa.Column("genome", JsonColumn, nullable=False),
        sa.Column("scaling", JsonColumn, nullable=False),
        sa.Column("iterations", sa.Integer(), nullable=False),
        sa.Column("track_count", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("parent_id", Id(), nullable=True),
        sa.Column("playlists", JsonColumn, nullable=False),
        sa.Column("contents", JsonColumn, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_run")),
    )
    op.create_index("ix_cluster_run_created", "cluster_run", ["created_at", "id"])


# What a language model's SELECT may read, and nothing else. A later migration that changes a
# column it names must drop the view first and make it again. Moods are what a person said, else
# what the classifier told, else what was estimated: as `view_moods` has it.
VIEW = """CREATE VIEW chat_track AS SELECT
  {id} AS id,
  coalesce(nullif(track.title, ''), {file_name}) AS title,
  {artist} AS artist,
  track.album AS album,
  track.album_artist AS album_artist,
  track.year AS year,
  {genres} AS genres,
  track.kind AS kind,
  track.duration_s AS duration_s,
  coalesce({tempo_bpm}, features.tempo_bpm) AS tempo_bpm,
  CASE WHEN pitch.track_id IS NULL THEN features.key ELSE {key} END AS "key",
  CASE WHEN pitch.track_id IS NULL THEN features.mode ELSE {mode} END AS mode,
  features.energy AS energy,
  features.brightness AS brightness,
  features.loudness_lufs AS loudness_lufs,
  {moods},
  track.favourite AS is_favourite,
  track.added_at AS added_at,
  (SELECT coalesce(sum(listening.play_count), 0) FROM listening
   WHERE listening.track_id = track.id) AS play_count
FROM track
JOIN features ON features.track_id = track.id
LEFT JOIN moods AS estimated ON estimated.track_id = track.id AND estimated.source = 'estimated'
LEFT JOIN moods AS musicnn ON musicnn.track_id = track.id AND musicnn.source = 'musicnn'
LEFT JOIN correction AS said ON said.track_id = track.id AND said.name = 'moods'
LEFT JOIN correction AS tempo ON tempo.track_id = track.id AND tempo.name = 'tempo_bpm'
LEFT JOIN correction AS pitch ON pitch.track_id = track.id AND pitch.name = 'key'
WHERE track.state = 'analysed' AND track.kind IN ('song', 'mix', 'clip')
"""


def _view_for_sqlite() -> str:
    parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    name = "substr(location, length(rtrim(location, replace(location, '/', ''))) + 1)"
    stem = f"rtrim({name}, replace({name}, '.', ''))"  # up to the last full stop
    names = "(SELECT group_concat(value, ', ') FROM json_each(track.{}))"
    return VIEW.format(
        id=" || '-' || ".join(f"substr(track.id, {at}, {length})" for at, length in parts),
        file_name=f"CASE WHEN instr({name}, '.') THEN substr({stem}, 1, length({stem}) - 1) "
        f"ELSE {name} END",
        artist=names.format("artists"),
        genres=names.format("genres"),
        tempo_bpm="json_extract(tempo.value, '$')",
        key="json_extract(pitch.value, '$.key')",
        mode="json_extract(pitch.value, '$.mode')",
        moods=_moods(
            "json_extract(said.value, '$.{0}')",
            "json_extract(musicnn.moods, '$.{0}[0]')",
            "json_extract(estimated.moods, '$.{0}[0]')",
        ),
    )


def _view_for_postgresql() -> str:
    names = (
        "(SELECT string_agg(name, ', ' ORDER BY place) "
        "FROM jsonb_array_elements_text(track.{}) WITH ORDINALITY AS listed(name, place))"
    )
    return VIEW.format(
        id="track.id::text",
        file_name=r"regexp_replace(regexp_replace(location, '^.*/', ''), '\.[^.]*$', '')",
        artist=names.format("artists"),
        genres=names.format("genres"),
        tempo_bpm="(tempo.value #>> '{}')::float8",
        key="pitch.value ->> 'key'",
        mode="pitch.value ->> 'mode'",
        moods=_moods(
            "(said.value ->> '{0}')::float8",
            "(musicnn.moods -> '{0}' ->> 0)::float8",
            "(estimated.moods -> '{0}' ->> 0)::float8",
        ),
    )


def _moods(*told: str) -> str:
    """Return a column for each mood: what the first of these tells that knows it."""
    names = ("danceable", "aggressive", "happy", "party", "relaxed", "sad")
    return ",\n  ".join(f"coalesce({', '.join(told).format(name)}) AS {name}" for name in names)


def downgrade() -> None:
    """Drop them; what was shown to shelves is read anew after the next upgrade."""
    op.execute("DROP VIEW chat_track")
    for table in (
        "conversation",
        "listening",
        "cluster_run",
        "music_map",
        "radio",
        "anchor",
        "removed_track",
    ):
        op.drop_table(table)
    op.drop_index("ix_track_revision", "track")
    for column in ("revision", "favourite"):
        op.execute(f"ALTER TABLE track DROP COLUMN {column}")
    op.execute("DELETE FROM counter WHERE name IN ('track', 'track_trace')")
