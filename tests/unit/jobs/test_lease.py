"""Leases tell the dead from those that slept."""

from pathlib import Path

import pytest

from menura.jobs.lease import LEASE_TTL_S, Lease
from menura.kernel.clock import FixedClock
from menura.store import Store, open_store


@pytest.fixture
def kept(tmp_path: Path):
    store = open_store(tmp_path)
    yield store
    store.close()


def test_who_slept_takes_nothing_over_until_the_next_beat(kept: Store):
    clock = FixedClock()
    one, other = Lease("one", kept, clock), Lease("other", kept, clock)
    one.beat()
    other.beat()
    clock.advance(60)  # the machine was asleep, and both with it
    one.beat()
    assert one.reap() == []
    other.beat()
    clock.advance(1)
    one.beat()
    assert one.reap() == []
    assert other.reap() == []


def test_who_stays_silent_while_others_beat_is_taken_over(kept: Store):
    clock = FixedClock()
    one, other = Lease("one", kept, clock), Lease("other", kept, clock)
    other.beat()
    taken: list[str] = []
    for _ in range(int(LEASE_TTL_S) + 2):
        one.beat()
        taken += one.reap()
        clock.advance(1)
    assert taken == ["other"]


def test_a_server_gives_the_time_for_all(store: Store):
    if store.dialect == "sqlite":
        pytest.skip("SQLite is on one machine, with one clock")
    fast, slow = FixedClock(), FixedClock()
    fast.advance(3600)
    ahead, behind = Lease("ahead", store, fast), Lease("behind", store, slow)
    behind.beat()
    ahead.beat()
    assert ahead.reap() == []
    assert behind.reap() == []
