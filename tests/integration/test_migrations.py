"""The migrations bring any database to what `tables` names, and no further back than they may."""

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, ForeignKeyConstraint, inspect, text
from sqlalchemy.exc import IntegrityError

from menura.catalogue import NewPlaylistItem, SourceKind, TrackQuery
from menura.kernel.errors import UnavailableError
from menura.kernel.ids import new_id
from menura.store import DatabaseNewerError, Store, open_store, schema
from menura.store.counters import SUGGESTION_EVENTS, newest_number, take_numbers
from menura.store.engine import SQLITE_FILE
from menura.store.tables import metadata
from tests.conftest import Database
from tests.factories import MORNING, a_source, add_source, add_tracks, measured, playlist, record
from tests.postgres import Postgres


def versions() -> dict[str, str | None]:
    """Return every migration and the one before it, as its file says."""
    found = {}
    for file in (schema.MIGRATIONS / "versions").glob("*.py"):
        down = re.search(r'^down_revision = (?:"(.+)"|None)$', file.read_text(), re.MULTILINE)
        assert down is not None, f"{file.name} does not say what is before it"
        found[file.stem] = down[1]
    return found


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda thing, name, *_: (
                    not ((name or "").startswith(BY_HAND) or is_read_in_part(thing, engine))
                ),
            },
        )
        return list(compare_metadata(context, metadata))


BY_HAND = ("track_search", "ix_track_search")


def is_read_in_part(thing: object, engine: Engine) -> bool:
    """Tell whether this is the reference that was added with its column.

    SQLAlchemy reads neither the name of such a reference from SQLite nor what happens on delete.
    """
    if engine.dialect.name != "sqlite" or not isinstance(thing, ForeignKeyConstraint):
        return False
    return [column.name for column in thing.columns] == ["copy_of"]


def revision_of(store: Store) -> object:
    with store.engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def pretend(store: Store, revision: str) -> None:
    with store.engine.begin() as connection:
        statement = text("UPDATE alembic_version SET version_num = :revision")
        connection.execute(statement, {"revision": revision})


def alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def test_the_newest_migration_is_the_one_the_code_expects():
    known = versions()
    newest = set(known) - set(known.values())
    assert newest == {schema.HEAD}
    assert [v for v, before in known.items() if before is None] == ["0001"]


def test_a_new_database_is_what_the_tables_say(store: Store):
    assert revision_of(store) == schema.HEAD
    assert differences(store.engine) == []


def test_the_comparison_would_notice(store: Store):
    with store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE source ADD COLUMN colour VARCHAR(10)"))
        connection.execute(text("DROP INDEX ix_track_title"))
    assert len(differences(store.engine)) == 2


@pytest.mark.postgres
def test_a_postgresql_without_anything_is_brought_up(postgres: Postgres, tmp_path: Path):
    name = postgres.make_database()
    store = open_store(tmp_path, postgres.url(name))
    assert revision_of(store) == schema.HEAD
    store.close()
    postgres.drop_database(name)


@pytest.mark.parametrize("writer", ["postgres", "postgresql", "postgresql+psycopg"])
@pytest.mark.postgres
def test_every_usual_way_to_write_the_address_is_understood(
    postgres: Postgres, tmp_path: Path, writer: str
):
    name = postgres.make_database()
    url = postgres.url(name).replace("postgresql", writer, 1)
    open_store(tmp_path, url).close()
    postgres.drop_database(name)


def test_opening_a_current_database_again_changes_nothing(database: Database, store: Store):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
    again = database.open()
    with again.unit(read_only=True) as unit:
        assert unit.tracks.get(track.id) == track
    again.close()
    assert not (database.home / "backups").exists()


def test_down_and_up_again_gives_the_same_schema(store: Store):
    with store.engine.connect() as connection, connection.begin():
        command.downgrade(alembic(connection), "base")
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    with store.engine.connect() as connection, connection.begin():
        command.upgrade(alembic(connection), "head")
    assert differences(store.engine) == []
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a song.mp3")
        assert unit.tracks.list(TrackQuery(text="song")).items == [track]


def test_a_database_of_a_newer_menura_is_refused_and_left_alone(database: Database, store: Store):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
    pretend(store, "9999")
    with pytest.raises(DatabaseNewerError, match="newer Menura") as caught:
        database.open()
    assert "'9999'" in caught.value.message
    assert "upgrade" in caught.value.message
    assert revision_of(store) == "9999"
    pretend(store, schema.HEAD)
    with store.unit(read_only=True) as unit:
        assert unit.tracks.get(track.id) == track


OLD_SOURCE = "018f0000-0000-7000-8000-000000000001"
OLD_TRACK = "018f0000-0000-7000-8000-000000000002"
FIRST_RELEASE = (
    "INSERT INTO source (id, kind, name, location, created_at) "
    "VALUES (':source', 'folder', 'Music', '/music', '2026-01-01 08:00:00')",
    "INSERT INTO track (id, source_id, kind, location, size_bytes, modified_ns, seen_by, state, "
    "artists, genres, duration_s, listener_version, added_at, analysed_at, artist_key, album_key, "
    "title_key, search_text) VALUES (':track', ':source', 'song', 'a.mp3', 1000, 1, ':source', "
    "'analysed', '[]', '[]', 180.0, 1, '2026-01-01 08:00:00', '2026-01-01 08:00:00', '', '', 'a', "
    "'a mp3')",
    "INSERT INTO features (track_id, listener_version, tempo_bpm, tempo_confidence, "
    "tempo_candidates, key, mode, key_confidence, energy, brightness, spectrum_db, sample_rate_hz, "
    "channels, decode_error_count) VALUES (':track', 1, 120.0, 0.9, '[[120.0, 1.0]]', 'C', "
    "'major', 0.9, 0.5, 0.5, '[]', 44100, 2, 0)",
)
"""What the first release kept of one track, as it wrote it."""


def take_back_to_the_first_release(store: Store) -> Store:
    """Make an empty, current database one of the first release, with a track in it."""
    with store.engine.begin() as connection:
        command.downgrade(alembic(connection), "0001")
        for statement in FIRST_RELEASE:
            ids = {":source": OLD_SOURCE, ":track": OLD_TRACK}
            for name, number in ids.items():
                number = number if store.dialect == "postgresql" else number.replace("-", "")
                statement = statement.replace(name, number)
            connection.exec_driver_sql(statement)
    return store


@pytest.fixture
def older(sqlite_store: Store) -> Store:
    """A SQLite database of the first release."""
    return take_back_to_the_first_release(sqlite_store)


def test_what_the_first_release_measured_is_still_there_and_to_be_heard_anew(
    database: Database, store: Store
):
    take_back_to_the_first_release(store)
    upgraded = database.open()
    assert differences(upgraded.engine) == []
    with upgraded.unit() as unit:
        track = unit.tracks.get(OLD_TRACK)
        known = unit.analyses.features([OLD_TRACK])[OLD_TRACK]
        assert (track.duration_s, track.content_hash) == (180.0, None)
        assert (known.tempo_bpm, known.key, known.pulse_clarity) == (120.0, "C", 0.0)
        assert unit.tracks.unheard(OLD_SOURCE, {"features": "2"}, False) == [track.number]
        assert unit.tracks.list(TrackQuery(text="mp3")).items == [track]
    upgraded.close()


def test_tracks_that_were_there_before_shelves_are_shown_part_by_part(
    database: Database, store: Store
):
    with store.unit() as unit:
        tracks = add_tracks(unit, add_source(unit), "a.mp3", "b.mp3", "c.mp3")
        for track in tracks:
            unit.analyses.keep(track.id, measured())
            record(unit, track)
    with store.engine.connect() as connection, connection.begin():
        command.downgrade(alembic(connection), "0004")
    upgraded = database.open()
    assert differences(upgraded.engine) == []
    with upgraded.unit() as unit:
        first = unit.shelf.changes(0, 2)
        assert [row.number for row in first.rows] == [track.number for track in tracks[:2]]
        rest = unit.shelf.changes(first.revision, 2)
        assert [row.id for row in rest.rows] == [tracks[2].id]
        assert rest.revision == unit.shelf.revision()
        assert not any(row.is_favourite for row in (*first.rows, *rest.rows))
        unit.tracks.set_favourite(tracks[0].id, True)
        assert [row.id for row in unit.shelf.changes(rest.revision, 2).rows] == [tracks[0].id]
    found = upgraded.track_queries.run("SELECT id FROM chat_track", limit=9, timeout_s=20)
    assert sorted(row[0] for row in found.rows) == sorted(track.id for track in tracks)
    upgraded.close()


def test_a_library_without_suggestions_gets_them_in_place_and_can_do_without_again(
    database: Database, store: Store
):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.wav")
        unit.suggestions.set_accepted("default", [track.id], MORNING)
    with store.engine.connect() as connection, connection.begin():
        take_numbers(connection, SUGGESTION_EVENTS, 7)
        command.downgrade(alembic(connection), "0005")
        assert not [
            name for name in inspect(connection).get_table_names() if name.startswith("suggestion")
        ]
        assert newest_number(connection, SUGGESTION_EVENTS) == 0
    upgraded = database.open()
    assert differences(upgraded.engine) == []
    with upgraded.unit() as unit:
        assert unit.suggestions.newest_version() == 0
        assert unit.suggestions.sessions() == []
        unit.suggestions.set_accepted("default", [track.id], MORNING)
        context = unit.suggestions.session("default").context
        assert (context.accepted_track_ids, context.version) == ((track.id,), 1)
    upgraded.close()


def test_a_library_without_servers_keeps_everything_and_gets_accounts_and_copies(
    database: Database, store: Store
):
    with store.unit() as unit:
        music, loops = add_source(unit, "Music"), add_source(unit, "Loops")
        here, gone = add_tracks(unit, music, "a song.mp3", "b.mp3")
        (other,) = add_tracks(unit, loops, "c.wav")
        unit.analyses.keep(here.id, measured())
        here = record(unit, here, title="Söng")
        unit.tracks.record_missing(gone.id)
        evening = playlist()
        unit.playlists.add(evening, [NewPlaylistItem(one.id) for one in (other, here)])
    with store.engine.connect() as connection, connection.begin():
        command.downgrade(alembic(connection), "0006")
        columns = {column["name"] for column in inspect(connection).get_columns("source")}
        assert "account" not in columns
    before = datetime.now(UTC)
    upgraded = database.open()
    assert differences(upgraded.engine) == []
    with upgraded.unit() as unit:
        assert unit.sources.all() == [loops, music]
        assert unit.tracks.get(here.id) == here
        assert unit.analyses.features([here.id]).keys() == {here.id}
        items = unit.playlists.get(evening.id).items
        assert [item.track.id for item in items] == [other.id, here.id]
        assert unit.tracks.list(TrackQuery(text="song")).items == [here]
        since = unit.tracks.get(gone.id).missing_since
        assert since is not None
        assert before <= since <= datetime.now(UTC)
        unit.sources.add(replace(music, id=new_id(), account="ann"))
        unit.tracks.make_copy(other.number, here.number)
        assert unit.tracks.get(other.id).copy_of == here.number
    with upgraded.engine.begin() as connection:  # what no program should do, but a person may
        connection.execute(text(f"DELETE FROM track WHERE number = {here.number}"))
        left = connection.execute(text(f"SELECT copy_of FROM track WHERE number = {other.number}"))
        assert left.scalar_one() is None
    with pytest.raises(IntegrityError), upgraded.engine.begin() as connection:
        connection.execute(text("UPDATE track SET copy_of = 999"))
    upgraded.close()


def test_a_library_with_servers_goes_back_to_one_without_them(database: Database, store: Store):
    with store.unit() as unit:
        music = add_source(unit)
        server = replace(a_source(SourceKind.JELLYFIN, music.location), account="ann")
        unit.sources.add(server)
        (track,), (copy,) = add_tracks(unit, server, "id1"), add_tracks(unit, music, "a.mp3")
        for one in (track, copy):
            record(unit, one)
        unit.tracks.make_copy(copy.number, track.number)
    with store.engine.connect() as connection, connection.begin():
        command.downgrade(alembic(connection), "0006")
    upgraded = database.open()
    with upgraded.unit(read_only=True) as unit:
        assert unit.sources.all() == [music]
        assert unit.tracks.unheard(music.id, {}, False) == [copy.number]
    upgraded.close()


def test_before_an_upgrade_a_copy_is_kept(older: Store):
    open_store(older.home).close()
    assert revision_of(older) == schema.HEAD
    copy = older.home / "backups" / "menura-0001.sqlite"
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
            ("0001",)
        ]
        assert connection.execute("SELECT location FROM track").fetchall() == [("a.mp3",)]
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_copy_put_back_is_a_database_again(
    older: Store, tmp_path_factory: pytest.TempPathFactory
):
    open_store(older.home).close()
    home = tmp_path_factory.mktemp("restored")
    copy = older.home / "backups" / "menura-0001.sqlite"
    (home / SQLITE_FILE).write_bytes(copy.read_bytes())
    store = open_store(home)
    with store.unit(read_only=True) as unit:
        assert unit.tracks.counts().total == 1
    store.close()


def test_only_the_newest_copies_are_kept(older: Store):
    folder = older.home / "backups"
    folder.mkdir()
    for name in ("0000a", "0000b", "0000c", "0000d"):
        (folder / f"menura-{name}.sqlite").write_bytes(b"")
    (folder / "mine.txt").write_text("not a copy")
    open_store(older.home).close()
    kept = sorted(file.name for file in folder.glob("*.sqlite"))
    assert kept == ["menura-0000c.sqlite", "menura-0000d.sqlite", "menura-0001.sqlite"]
    assert (folder / "mine.txt").exists()


def test_without_room_for_a_copy_nothing_is_upgraded(older: Store):
    (older.home / "backups").write_text("a file is in the way")
    with pytest.raises(UnavailableError, match="copy"):
        open_store(older.home)
    assert revision_of(older) == "0001"
