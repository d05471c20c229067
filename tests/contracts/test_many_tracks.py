"""What a store promises of tracks when disks fail, permissions pass and connections run out."""

import pytest
from sqlalchemy import event
from sqlalchemy.exc import TimeoutError

from menura.catalogue import PASSING_FAILURES, TrackState
from menura.kernel.ids import new_id
from menura.store import DatabaseBusyError, Store
from tests.factories import WANTED, add_source, add_tracks, all_tracks

FOLDERS = 1_500  # more than SQLite takes conditions in one statement


def test_tracks_below_many_unreadable_folders_are_kept(store: Store):
    folders = [f"locked {number}" for number in range(FOLDERS)]
    kept = [f"{folder}/deep/a.mp3" for folder in folders[::100]]
    gone = ["a.mp3", "locked/b.mp3", "locked 1x/c.mp3", "locked", "LOCKED 1/d.mp3"]
    with store.unit() as unit:
        source = add_source(unit)
        add_tracks(unit, source, *kept, *gone)
        below = [*folders, *(f"{folder}/deep" for folder in folders)]
        assert unit.tracks.mark_missing(source.id, new_id(), below) == len(gone)
        states = {track.location: track.state for track in all_tracks(unit, source)}
    assert states == dict.fromkeys(kept, TrackState.FOUND) | dict.fromkeys(gone, TrackState.MISSING)


def test_more_missing_tracks_than_one_statement_holds_are_all_marked(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        add_tracks(unit, source, *(f"{number}.mp3" for number in range(1_100)))
        assert unit.tracks.mark_missing(source.id, new_id(), []) == 1_100
        assert unit.tracks.counts(source.id).missing == 1_100


@pytest.mark.parametrize("code", sorted(PASSING_FAILURES))
def test_a_failure_that_may_have_passed_is_tried_again_unasked(store: Store, code: str):
    with store.unit() as unit:
        source = add_source(unit)
        failed, missing, bad = add_tracks(unit, source, "a.mp3", "b.mp3", "c.mp3")
        for track in (failed, missing):
            unit.tracks.record_failure(track.id, code, "It may pass.")
        unit.tracks.record_missing(missing.id)
        unit.tracks.record_failure(bad.id, "audio_undecodable", "It is no audio.")
        assert unit.tracks.unheard(source.id, WANTED, False) == [failed.number]


def test_connections_that_run_out_are_a_busy_database(store: Store):
    with pytest.raises(DatabaseBusyError), store.unit(read_only=True):
        raise TimeoutError


def test_a_check_reads_one_row_that_is_always_there(store: Store):
    said: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda _, __, sql, *___: said.append(sql))
    store.check()
    read = [sql for sql in said if not sql.startswith("BEGIN")]
    assert read == ["SELECT version_num FROM alembic_version"]
