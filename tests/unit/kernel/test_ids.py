"""Ids sort by time and can be made again."""

import uuid
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from menura.kernel.clock import FixedClock
from menura.kernel.ids import derive_id, is_id, new_id

MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC))
ENTROPY = st.binary(min_size=10, max_size=10)


@given(MOMENTS, ENTROPY)
def test_an_id_is_a_uuid_of_version_7_that_tells_its_moment(moment: datetime, entropy: bytes):
    made = uuid.UUID(new_id(FixedClock(moment), entropy))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == int(moment.timestamp() * 1000)


@given(MOMENTS, ENTROPY, ENTROPY, st.integers(1, 10**9))
def test_a_later_id_sorts_after_an_earlier_one(
    moment: datetime, one: bytes, other: bytes, later_ms: int
):
    later = moment + timedelta(milliseconds=later_ms)
    assert new_id(FixedClock(moment), one) < new_id(FixedClock(later), other)


@given(ENTROPY)
def test_the_same_clock_and_entropy_give_the_same_id(entropy: bytes):
    assert new_id(FixedClock(), entropy) == new_id(FixedClock(), entropy)


def test_ids_of_one_moment_differ():
    assert len({new_id(FixedClock()) for _ in range(1000)}) == 1000


@given(st.text(), st.text())
def test_derived_ids_are_equal_only_for_equal_names(one: str, other: str):
    parent = new_id()
    surrogates = any("\ud800" <= c <= "\udfff" for c in one + other)
    if not surrogates:
        assert (derive_id(parent, one) == derive_id(parent, other)) == (one == other)


@given(st.text())
def test_what_is_no_id_is_not_taken_for_one(text: str):
    assert not is_id(text) or uuid.UUID(text)


def test_what_looks_nearly_like_an_id_is_none():
    made = new_id()
    assert is_id(made)
    assert is_id(made.upper())
    for wrong in (made[:-1], made.replace("-", ""), "{" + made + "}", "urn:uuid:" + made, ""):
        assert not is_id(wrong)
