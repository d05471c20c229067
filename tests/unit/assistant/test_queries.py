import sqlite3

import pytest

from menura.assistant import ChatMode, ChatRequest, QueryRefusedError, QueryRows
from menura.assistant.lookups import Lookups
from menura.assistant.sql import check_query
from tests.unit.assistant.library import (
    COLUMNS,
    FakeLanguageModel,
    FakeTrackQueries,
    make_assistant,
    warnings_of,
)
from tests.unit.assistant.test_sql import ALLOWED
from tests.unit.discover.shelves import track_id

GOOD = {"sql": "SELECT id FROM chat_track WHERE genres LIKE '%Jazz%' ORDER BY energy LIMIT 5"}
BAD = {"sql": "SELECT id FROM job; DROP TABLE job"}
ROWS = [(track_id(9),), (track_id(2),), (track_id(9),), ("gone",)]


def ask(*answers, queries=None):
    model = FakeLanguageModel(list(answers))
    queries = queries or FakeTrackQueries(rows=ROWS)
    request = ChatRequest("calm jazz", ChatMode.SQL)
    return make_assistant(model, queries).answer(request), model, queries


def test_a_checked_query_is_run_and_its_order_kept():
    answer, _, queries = ask(GOOD)
    assert [one.track_id for one in answer.items] == [track_id(9), track_id(2)]
    assert queries.ran == [answer.query]
    assert answer.query is not None
    assert answer.query.endswith('ORDER BY "energy" LIMIT 5')
    assert "1 of the rows" in warnings_of(answer)


def test_a_count_that_was_given_holds_whatever_the_model_writes():
    rows = [(track_id(n),) for n in range(1, 9)]
    model = FakeLanguageModel([{"sql": "SELECT id FROM chat_track"}])
    request = ChatRequest("all", ChatMode.SQL, count=3)
    answer = make_assistant(model, FakeTrackQueries(rows=rows)).answer(request)
    assert [one.track_id for one in answer.items] == [track_id(1), track_id(2), track_id(3)]


def test_a_refused_query_may_be_put_right_once():
    answer, model, queries = ask(BAD, GOOD)
    assert len(answer.items) == 2
    assert "Only one statement" in model.asked[1]
    assert len(queries.ran) == 1


def test_two_refused_queries_are_refused_and_never_run():
    queries = FakeTrackQueries(rows=ROWS)
    with pytest.raises(QueryRefusedError, match="Only one statement"):
        ask(BAD, BAD, queries=queries)
    assert queries.ran == []


def test_what_the_database_refuses_is_told_to_the_model():
    def refuse_first(_sql):
        if len(queries.ran) == 1:
            raise QueryRefusedError("It takes too long.")

    queries = FakeTrackQueries(rows=ROWS, refuse=refuse_first)
    answer, model, _ = ask(GOOD, GOOD, queries=queries)
    assert len(answer.items) == 2
    assert "It takes too long." in model.asked[1]


def test_a_query_that_finds_nothing_says_so():
    answer, _, _ = ask(GOOD, queries=FakeTrackQueries())
    assert answer.items == []
    assert "No track here fits" in answer.text


def test_titles_are_looked_up_as_data():
    queries = FakeTrackQueries()
    assert Lookups(queries).song("x' OR 1=1; DROP TABLE job --") is None
    assert "DROP TABLE" not in queries.ran[0]
    assert Lookups(queries).song("THUNDERSTRUCK", "acdc") == track_id(1)
    assert Lookups(queries).song("Thunderstruck", "Madonna") is None


def test_lookups_that_are_refused_find_nothing():
    def refuse(_sql):
        raise QueryRefusedError("No.")

    lookups = Lookups(FakeTrackQueries(refuse=refuse))
    assert lookups.song("Thunderstruck") is None
    assert lookups.plays([track_id(1)]) == {}


class SqliteQueries(FakeTrackQueries):
    """A real view in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.database = sqlite3.connect(":memory:")
        names = ", ".join(COLUMNS)
        self.database.execute(f"CREATE TABLE chat_track ({names})")
        songs = (("a", "Déjà Vu", "Beyoncé", 3), ("b", "Déjà Vu (Live)", "Beyoncé", 0))
        for song_id, title, artist, plays in songs:
            self.database.execute(
                "INSERT INTO chat_track (id, title, artist, play_count) VALUES (?, ?, ?, ?)",
                (song_id, title, artist, plays),
            )

    def run(self, sql, *, limit, timeout_s):
        found = self.database.execute(sql)
        return QueryRows([column[0] for column in found.description], found.fetchmany(limit))


@pytest.mark.parametrize("sql", ALLOWED)
def test_what_passes_runs(sql):
    queries = SqliteQueries()
    rows = queries.run(check_query(sql, "sqlite", COLUMNS), limit=9, timeout_s=1.0)
    assert "id" in rows.columns


def test_titles_are_found_without_their_accents():
    assert Lookups(SqliteQueries()).song("deja vu", "beyonce") == "a"


@pytest.mark.parametrize("more", [0, 600])
def test_plays_are_counted_among_few_and_many(more):
    ids = ["b", *(f"other {i}" for i in range(more)), "a"]
    assert Lookups(SqliteQueries()).plays(ids) == {"a": 3.0}
