"""What a SELECT that somebody else wrote may do, over both databases: read one view, no more."""

import shutil

import pytest

from menura.analysis import Correction, MoodScore, MoodScores
from menura.assistant import QueryRefusedError
from menura.catalogue import Track, TrackKind
from menura.kernel.errors import UnavailableError
from menura.store import Store, open_store
from menura.store.engine import SQLITE_FILE
from tests.factories import (
    MORNING,
    add_source,
    add_tracks,
    at,
    features,
    measured,
    record,
)


def ask(store: Store, sql: str, *, limit: int = 100, timeout_s: float = 20.0) -> list[list[object]]:
    return [
        list(row) for row in store.track_queries.run(sql, limit=limit, timeout_s=timeout_s).rows
    ]


@pytest.fixture
def tracks(store: Store) -> list[Track]:
    """Three songs that were heard, a loop, and a file that was not heard."""
    with store.unit() as unit:
        names = ("Folder.x/a.b.mp3", "b.mp3", "c", "loop.wav")
        *songs, loop, _ = add_tracks(unit, add_source(unit), *names, "new.mp3")
        moods = MoodScores("estimated", {"happy": MoodScore(0.2, 0.5)}, {})
        for number, track in enumerate([*songs, loop]):
            sung = features(tempo_bpm=100.0 + number, energy=number / 4)
            unit.analyses.keep(track.id, measured(features=sung, moods=[moods]))
        record(unit, songs[0])
        record(unit, songs[1], title="It's", artists=("A", "B"), genres=("Rock", "Pop"), year=1999)
        record(unit, songs[2])
        record(unit, loop)
        unit.tracks.set_kind(loop.id, TrackKind.LOOP)
        unit.tracks.set_favourite(songs[1].id, True)
        unit.listening.add_play("me", songs[1].id, at(1))
        unit.listening.add_play("you", songs[1].id, at(1))
    return songs


def test_the_view_tells_what_it_says_it_does(store: Store, tracks: list[Track]):
    """Every column is described, and only whole music that was heard is in it."""
    queries = store.track_queries
    assert queries.dialect == {"sqlite": "sqlite", "postgresql": "postgres"}[store.dialect]
    told = queries.run("SELECT * FROM chat_track", limit=10, timeout_s=20)
    assert list(told.columns) == list(queries.columns)
    assert len(told.rows) == 3


def test_whole_music_that_was_heard_is_read(store: Store, tracks: list[Track]):
    sql = (
        "SELECT id, title, artist, genres, year, tempo_bpm, key, mode, energy, happy, sad, "
        "is_favourite, play_count FROM chat_track ORDER BY tempo_bpm"
    )
    one, other, third = ask(store, sql)
    assert one[:2] == [tracks[0].id, "a.b"]
    assert other[:4] == [tracks[1].id, "It's", "A, B", "Rock, Pop"]
    assert other[4:11] == [1999, 101.0, "C", "major", 0.25, 0.2, None]
    assert (bool(other[11]), other[12]) == (True, 2)
    assert third[1] == "c"
    assert (bool(third[11]), third[12]) == (False, 0)


def test_what_people_corrected_and_classifiers_told_comes_first(store: Store, tracks: list[Track]):
    with store.unit() as unit:
        told = MoodScores("musicnn", {"happy": MoodScore(0.7, 0.9), "sad": MoodScore(0.6, 0.9)}, {})
        unit.analyses.keep(tracks[0].id, measured(moods=[told]))
        for name, value in (
            ("moods", {"sad": 1.0}),
            ("tempo_bpm", 64.0),
            ("key", {"key": "A", "mode": "minor"}),
        ):
            unit.analyses.correct(tracks[0].id, Correction(name, value, MORNING))
        unit.analyses.correct(tracks[1].id, Correction("key", None, MORNING))
    sql = "SELECT happy, sad, tempo_bpm, key, mode FROM chat_track ORDER BY title"
    told_of = ask(store, sql)
    assert [0.7, 1.0, 64.0, "A", "minor"] in told_of
    assert [0.2, None, 101.0, None, None] in told_of


USUAL = (
    "select id, title from chat_track where lower(genres) like '%rock%' and year between 1990 and "
    "1999 order by random() limit 5;",
    "WITH slow AS (SELECT * FROM chat_track WHERE tempo_bpm < 102), named AS (SELECT id, title "
    "FROM slow) SELECT s.id FROM slow AS s JOIN named AS n ON n.id = s.id WHERE s.is_favourite",
    "SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY artist ORDER BY energy DESC) AS n "
    "FROM chat_track) AS t WHERE n <= 3 AND id IN (SELECT id FROM chat_track WHERE year = 1999)",
    "WITH n AS (SELECT id FROM chat_track) SELECT max(b.id) FROM chat_track AS b WHERE b.year = "
    "1999 AND (SELECT count(*) FROM n) = 3",
    "SELECT id FROM chat_track WHERE title = 'It''s' UNION SELECT id FROM chat_track WHERE 1 = 0",
    "SELECT max(id) FROM chat_track WHERE coalesce(year, 0) > 0 GROUP BY artist HAVING sum(1) = 1",
)


def test_what_language_models_usually_write_runs(store: Store, tracks: list[Track]):
    found = {sql: ask(store, sql)[0][0] for sql in USUAL}
    assert found == dict.fromkeys(USUAL, tracks[1].id)


def test_never_more_rows_than_allowed(store: Store, tracks: list[Track]):
    sql = "SELECT a.id FROM chat_track AS a, chat_track AS b LIMIT 9"
    assert len(ask(store, sql, limit=5)) == 5
    assert len(ask(store, sql, limit=100)) == 9


WRITES = (
    "INSERT INTO track (id) VALUES ('x')",
    "UPDATE track SET title = 'x'",
    "DELETE FROM track",
    "DROP VIEW chat_track",
    "DROP TABLE track",
    "CREATE TABLE stolen AS SELECT * FROM chat_track",
    "SELECT * INTO stolen FROM chat_track",
    "ATTACH DATABASE 'stolen.sqlite' AS stolen",
    "PRAGMA query_only = OFF",
    "VACUUM INTO 'stolen.sqlite'",
    "COPY chat_track TO PROGRAM 'cat'",
    "COPY (SELECT 1) TO '/tmp/stolen'",
    "SET ROLE postgres",
    "BEGIN",
    "EXPLAIN SELECT * FROM chat_track",
    "SELECT id FROM chat_track; DELETE FROM track",
    "SELECT id FROM chat_track; COMMIT; DELETE FROM track",
    "SELECT 1; SELECT 2",
    "WITH gone AS (DELETE FROM track RETURNING id) SELECT * FROM gone",
    "WITH a AS (SELECT 1) INSERT INTO track (id) SELECT * FROM a",
    "SELECT id FROM chat_track FOR UPDATE",
    "VALUES (1)",
    "",
    "-- nothing",
    "\x00",
    "SELECT '\x00'",
)
READS = (
    "SELECT * FROM track",
    "SELECT location FROM source",
    "SELECT count(*) FROM track",
    "SELECT 1 FROM job",
    "SELECT count(*) FROM sqlite_master",
    "WITH a AS (SELECT id FROM chat_track) SELECT count(*) FROM a, job",
    "SELECT title, location FROM chat_track, track",
    "SELECT (SELECT max(location) FROM track) FROM chat_track",
    "SELECT id FROM chat_track UNION SELECT location FROM source",
    "SELECT id FROM chat_track WHERE EXISTS (SELECT 1 FROM job)",
    "SELECT id /* , */ FROM/**/main.track",
    'SELECT * FROM "track"',
    "SELECT * FROM sqlite_master",
    "SELECT * FROM sqlite_temp_master",
    "SELECT * FROM temp.sqlite_master",
    "SELECT * FROM pragma_table_info('track')",
    "SELECT * FROM json_each('[1]')",
    "SELECT * FROM pg_shadow",
    "SELECT * FROM pg_catalog.pg_user",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM generate_series(1, 1000000000)",
    # a part of the statement with the name of the view, or of a table, may not open others
    "WITH chat_track AS (SELECT * FROM track) SELECT * FROM chat_track",
    "WITH chat_track(a) AS (SELECT location FROM source) SELECT a FROM chat_track",
    "WITH source AS (SELECT * FROM source) SELECT * FROM source",
    "SELECT * FROM (WITH source AS (SELECT 1 AS x) SELECT * FROM source) AS a, source",
    'WITH "Source" AS (SELECT 1) SELECT * FROM Source, source',
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n",
)
CALLS = (
    "SELECT pg_sleep(10)",
    "SELECT id FROM chat_track WHERE pg_sleep(10) IS NULL",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT readfile('/etc/passwd')",
    "SELECT load_extension('x')",
    "SELECT current_setting('data_directory')",
    "SELECT set_config('role', 'postgres', false)",
    "SELECT version()",
    "SELECT sqlite_version()",
    "SELECT lo_import('/etc/passwd')",
    "SELECT query_to_xml('DELETE FROM track', true, true, '')",
    "SELECT nextval('track_number_seq')",
    "SELECT pg_terminate_backend(1)",
    "SELECT randomblob(1000000000)",
    "SELECT zeroblob(1000000000)",
    "SELECT printf('%1000000000d', 1)",
    "SELECT repeat('x', 1000000000)",
    "SELECT json_extract('{}', '$')",
    "SELECT 'track'::regclass",
    "SELECT id FROM chat_track WHERE title = $$x$$ || pg_sleep(10)::text",
)


@pytest.mark.parametrize("statements", [WRITES, READS, CALLS], ids=["writes", "reads", "calls"])
def test_anything_else_is_refused_with_a_reason(
    store: Store, tracks: list[Track], statements: tuple[str, ...]
):
    for sql in statements:
        with pytest.raises(QueryRefusedError) as caught:
            pytest.fail(f"{sql} gave {store.track_queries.run(sql, limit=10, timeout_s=2)}")
        assert caught.value.message.endswith("."), sql
        assert "rows_" not in caught.value.message, sql
    with store.unit(read_only=True) as unit:
        assert unit.tracks.counts().total == 5


def test_a_part_that_is_named_later_opens_no_table(store: Store, tracks: list[Track]):
    """For SQLite it is the part that is meant, for PostgreSQL the table."""
    sql = "WITH a AS (SELECT * FROM source), source AS (SELECT 1) SELECT * FROM a"
    if store.dialect == "sqlite":
        assert ask(store, sql) == [[1]]
        return
    with pytest.raises(QueryRefusedError, match="source"):
        ask(store, sql)


def test_a_mistake_is_told_as_the_database_tells_it(store: Store, tracks: list[Track]):
    for sql in (
        "SELECT colour FROM chat_track",
        "SELECT chat_track.colour FROM chat_track",
        "SELECT id FROM chat_track WHERE",
        "SELECT id FROM",
    ):
        with pytest.raises(QueryRefusedError) as caught:
            store.track_queries.run(sql, limit=10, timeout_s=2)
        assert "rows_" not in caught.value.message
        assert "colour" not in sql or "colour" in caught.value.message


def test_what_takes_too_long_is_stopped(store: Store, tracks: list[Track]):
    many = ", ".join(f"chat_track AS t{n}" for n in range(6))
    endless = (
        f"WITH a AS (SELECT t0.energy FROM {many} LIMIT 1000) "
        "SELECT count(*) FROM a, a AS b, a AS c, a AS d"
    )
    with pytest.raises(QueryRefusedError, match=r"longer than 0\.2 s"):
        store.track_queries.run(endless, limit=1, timeout_s=0.2)
    assert len(ask(store, "SELECT id FROM chat_track")) == 3


def test_a_query_of_a_megabyte_is_refused(store: Store):
    with pytest.raises(QueryRefusedError):
        store.track_queries.run(f"SELECT '{'x' * 1_000_000}'", limit=1, timeout_s=2)
    with pytest.raises(QueryRefusedError):
        store.track_queries.run(f"SELECT {'(' * 5_000}1{')' * 5_000}", limit=1, timeout_s=2)


def test_a_writer_and_a_query_do_not_wait_for_each_other(store: Store, tracks: list[Track]):
    with store.unit() as unit:
        unit.tracks.set_favourite(tracks[0].id, True)
        assert len(ask(store, "SELECT id FROM chat_track WHERE is_favourite", timeout_s=2)) == 1
    assert len(ask(store, "SELECT id FROM chat_track WHERE is_favourite")) == 2


def test_a_folder_with_a_strange_name_is_still_a_folder(sqlite_store: Store):
    strange = sqlite_store.home / "50% off? #1"
    strange.mkdir()
    shutil.copy(sqlite_store.home / SQLITE_FILE, strange / SQLITE_FILE)
    opened = open_store(strange)
    assert ask(opened, "SELECT count(*) FROM chat_track") == [[0]]
    opened.close()
    shutil.rmtree(strange)
    with pytest.raises(UnavailableError):
        ask(opened, "SELECT count(*) FROM chat_track")
