import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from menura.assistant import QueryRefusedError
from menura.assistant.sql import MOST_ROWS, VIEW, check_query
from tests.unit.assistant.library import COLUMNS

DIALECTS = ("sqlite", "postgres")
DEEP = f"SELECT id FROM chat_track WHERE {'(' * 900}1 = 1{')' * 900}"
REFUSED = (
    "SELECT id FROM chat_track; DROP TABLE job",
    "SELECT id FROM chat_track; SELECT id FROM chat_track",
    "DELETE FROM chat_track",
    "UPDATE chat_track SET id = 1 RETURNING id",
    "INSERT INTO job VALUES (1) RETURNING id",
    "WITH x AS (DELETE FROM job RETURNING *) SELECT id FROM x",
    "WITH x AS (SELECT id FROM chat_track) SELECT id FROM x",
    "WITH chat_track AS (SELECT id FROM job) SELECT id FROM chat_track",
    "SELECT pg_sleep(10)",
    "SELECT id FROM chat_track WHERE pg_sleep(5) IS NULL",
    "SELECT id FROM chat_track ORDER BY pg_sleep(5)",
    "SELECT id FROM job",
    "SELECT id FROM sqlite_master",
    "SELECT id FROM information_schema.tables",
    "SELECT id FROM pg_catalog.pg_user",
    "SELECT id FROM other.chat_track",
    "SELECT id FROM a.main.chat_track",
    'SELECT id FROM "CHAT_TRACK"',
    "SELECT id FROM ｃhat_track",
    "SELECT id FROM chat\u200b_track",
    "SELECT id FROM chat_track UNION SELECT id FROM job",
    "SELECT id FROM chat_track UNION ALL SELECT id FROM chat_track",
    "SELECT id FROM chat_track WHERE id IN (SELECT id FROM job)",
    "SELECT id FROM chat_track ORDER BY (SELECT id FROM users)",
    "SELECT id FROM (SELECT id FROM job) AS chat_track",
    "SELECT id FROM pragma_table_info('job')",
    "SELECT id FROM generate_series(1, 100000000)",
    "SELECT a.id FROM chat_track a, chat_track b, chat_track c",
    "SELECT a.id FROM chat_track a CROSS JOIN chat_track b",
    "SELECT a.id FROM chat_track a JOIN chat_track b ON 1 = 1",
    "SELECT id FROM chat_track, LATERAL (SELECT 1) x",
    "ATTACH DATABASE 'x' AS y",
    "COPY chat_track TO '/tmp/x'",
    "COPY (SELECT id FROM chat_track) TO PROGRAM 'sh'",
    "PRAGMA table_info(job)",
    "EXPLAIN SELECT id FROM chat_track",
    "SELECT id INTO stolen FROM chat_track",
    "SELECT id FROM chat_track FOR UPDATE",
    "SELECT id FROM chat_track WHERE id = current_user",
    "SELECT id FROM chat_track WHERE load_extension('x') = 1",
    "SELECT id FROM chat_track WHERE 'a'::regclass IS NULL",
    "SELECT ctid FROM chat_track",
    "SELECT rowid FROM chat_track",
    "SELECT id, password FROM chat_track",
    "SELECT chat_track FROM chat_track",
    "SELECT (chat_track).id FROM chat_track",
    "SELECT count(*) FROM chat_track",
    "SELECT artist FROM chat_track GROUP BY artist",
    "SELECT 'x' AS id FROM chat_track",
    "SELECT title AS id FROM chat_track",
    "SELECT id FROM chat_track WHERE id = $1",
    "SELECT id FROM chat_track WHERE id = ?",
    "SELECT id FROM chat_track TABLESAMPLE SYSTEM (1)",
    "SELECT id FROM chat_track LIMIT (SELECT count(*) FROM job)",
    "SELECT id FROM chat_track LIMIT 5 OFFSET (SELECT 1)",
    "SELECT id, repeat('x', 1000000000) FROM chat_track",
    "SELECT id FROM chat_track WHERE randomblob(1000000000) IS NOT NULL",
    "SELECT id FROM chat_track WHERE replace(title, 'a', 'aaaa') = ''",
    "SELECT id FROM chat_track\x00",
    "SELECT 1",
    "VALUES (1)",
    "",
    "-- nothing",
    "please find me some jazz",
    DEEP,
    "SELECT id FROM chat_track WHERE " + " OR ".join(["id = 'a'"] * 300),
    "SELECT id FROM chat_track WHERE id = '" + "x" * 5_000 + "'",
)
ALLOWED = (
    "SELECT id FROM chat_track",
    "select title, artist from chat_track where lower(genres) like '%pop%' order by energy desc;",
    "SELECT * FROM public.chat_track LIMIT 10000",
    "SELECT id, energy * 2 AS e FROM chat_track t WHERE t.year BETWEEN 1980 AND 1989 ORDER BY e",
    "SELECT DISTINCT id FROM chat_track WHERE energy > (SELECT AVG(energy) FROM chat_track)",
    "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY artist ORDER BY energy DESC) AS n"
    " FROM chat_track) AS t WHERE n <= 2 LIMIT 25",
    "SELECT id FROM chat_track ORDER BY random() LIMIT 5",
    "SELECT id FROM chat_track LIMIT ALL",
    "SELECT id FROM chat_track FETCH FIRST 5 ROWS ONLY",
    "SELECT id FROM chat_track WHERE title = 'it''s; DROP TABLE job --'",
    'SELECT "id" FROM "chat_track" WHERE is_favourite = TRUE',
)


def assert_is_harmless(checked: str, dialect: str) -> None:
    statements = sqlglot.parse(checked, dialect=dialect)
    assert len(statements) == 1
    select = statements[0]
    assert isinstance(select, exp.Select)
    assert {table.name for table in select.find_all(exp.Table)} == {VIEW}
    assert not list(select.find_all(exp.Join, exp.With, exp.Anonymous, exp.Into, exp.Lock))
    assert int(select.args["limit"].expression.this) <= MOST_ROWS
    assert all(not node.comments for node in select.walk())
    assert check_query(checked, dialect, COLUMNS) == checked


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("sql", REFUSED)
def test_what_is_no_plain_select_over_the_view_is_refused_with_a_reason(sql, dialect):
    with pytest.raises(QueryRefusedError) as refused:
        check_query(sql, dialect, COLUMNS)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("sql", ALLOWED)
def test_a_plain_select_over_the_view_is_written_anew_with_a_limit(sql, dialect):
    assert_is_harmless(check_query(sql, dialect, COLUMNS), dialect)


@pytest.mark.parametrize(
    ("asked", "given"),
    [("", 500), (" LIMIT 7", 7), (" LIMIT 9999999", 500), (" LIMIT ALL", 500), (" LIMIT 0", 0)],
)
def test_a_limit_is_kept_lowered_or_set(asked, given):
    checked = check_query(f"SELECT id FROM chat_track{asked}", "postgres", COLUMNS)
    assert checked.endswith(f"LIMIT {given}")


def test_comments_never_reach_the_database():
    checked = check_query(
        "SELECT id /* ; DROP TABLE job */ FROM chat_track -- UNION SELECT", "sqlite", COLUMNS
    )
    assert checked == 'SELECT "id" FROM "chat_track" LIMIT 500'


def test_ids_are_selected_where_the_model_forgot_them():
    checked = check_query("SELECT title FROM chat_track LIMIT 3", "sqlite", COLUMNS)
    assert checked == 'SELECT "id", "title" FROM "chat_track" LIMIT 3'


@pytest.mark.parametrize(
    ("sql", "kept"),
    [
        ("SELECT id, title, artist FROM chat_track", '"id"'),
        ("SELECT * FROM chat_track", '"id"'),
        ("SELECT id, title, energy * 2 AS worth FROM chat_track ORDER BY worth",
         '"id", "energy" * 2 AS "worth"'),
    ],
)  # fmt: skip
def test_nothing_is_selected_that_nobody_reads(sql, kept):
    checked = check_query(sql, "sqlite", COLUMNS, only_ids=True)
    assert checked.startswith(f'SELECT {kept} FROM "chat_track"')


def test_order_by_a_place_keeps_its_meaning():
    sql = "SELECT id, title, energy FROM chat_track ORDER BY 3 DESC"
    checked = check_query(sql, "sqlite", COLUMNS, only_ids=True)
    assert checked.startswith('SELECT "id" FROM "chat_track" ORDER BY "energy" DESC')
    with pytest.raises(QueryRefusedError, match="points at no column"):
        check_query(sql.replace("3", "9"), "sqlite", COLUMNS, only_ids=True)


def test_short_texts_make_no_long_ones():
    with pytest.raises(QueryRefusedError, match="texts may be joined"):
        check_query(f"SELECT id FROM chat_track WHERE {'title || ' * 9} title = 'x'",
                    "sqlite", COLUMNS)  # fmt: skip


PIECES = st.sampled_from(
    [";", "--", "/*", "*/", "UNION SELECT id FROM job", "'", '"', "(", ")", ", job", " JOIN job ",
     "pg_sleep(9)", "$$", "E'\\''", "\\", "FROM job", "WITH x AS (SELECT 1)", "RETURNING *",
     "INTO x", "::regclass", "LIMIT ALL", "\u00a0", "`", "chat_track.*", "sqlite_master", "\n",
     "AS chat_track", "ATTACH", "OR 1=1", "generate_series(1,9)", "ONLY", "LATERAL", "[job]"]
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(
    sql=st.sampled_from(ALLOWED),
    piece=PIECES,
    other=PIECES,
    at=st.floats(0, 1),
    cut=st.floats(0, 0.3),
    dialect=st.sampled_from(DIALECTS),
)
def test_whatever_passes_is_a_single_select_over_the_view(sql, piece, other, at, cut, dialect):
    place, length = int(at * len(sql)), int(cut * len(sql))
    mutated = f"{sql[:place]} {piece} {sql[place + length :]} {other if cut > 0.15 else ''}"
    try:
        checked = check_query(mutated, dialect, COLUMNS)
    except QueryRefusedError:
        return
    assert_is_harmless(checked, dialect)
