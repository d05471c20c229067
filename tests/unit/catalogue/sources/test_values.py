"""Whatever servers write, single values come out well formed or not at all."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.catalogue.sources.values import (
    LARGEST,
    moment,
    number,
    seconds,
    suffix,
    text,
    unix_moment,
    whole,
)

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
ANYTHING = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(ANYTHING)
def test_nothing_a_server_writes_breaks_the_reading_of_it(value: object) -> None:
    found = number(value)
    assert found is None or 0 <= found < LARGEST
    assert whole(value) is None or whole(value) == int(found or 0)
    assert seconds(value) is None or 0 < (seconds(value) or 0) < LARGEST
    assert (told := text(value)) is None or told.strip()
    for at in (moment(value), unix_moment(value)):
        assert at is None or at.utcoffset() == UTC.utcoffset(None)


@given(st.integers(0, LARGEST - 1))
def test_whole_numbers_are_the_same_as_numbers_and_as_text(value: int) -> None:
    assert whole(value) == whole(str(value)) == value


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)))
def test_a_moment_comes_back_from_iso_and_from_unix_time(at: datetime) -> None:
    at = at.replace(tzinfo=UTC)
    assert moment(at.isoformat()) == at
    assert unix_moment(str(int(at.timestamp()))) == at.replace(microsecond=0)


@pytest.mark.parametrize("nothing", ["0001-01-01T00:00:00Z", "soon", "", 5, "9999-12-31T23-23:00"])
def test_what_is_no_moment_is_none(nothing: object) -> None:
    assert moment(nothing) is None


@pytest.mark.parametrize(
    ("path", "kind", "ending"),
    [
        ("a/b.FLAC", None, "flac"),
        ("a.b/c", "mp3", "mp3"),
        ("a/.hidden", " MOV,mp4", "mov"),
        (None, None, None),
        ("a/Op. 5 No. 1", "flac", "flac"),
    ],
)
def test_an_ending_is_that_of_the_path_or_the_format(
    path: str | None, kind: str | None, ending: str | None
) -> None:
    assert suffix(path, kind) == ending
