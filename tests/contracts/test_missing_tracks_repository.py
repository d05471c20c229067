"""Laws every TrackRepository keeps of tracks whose files are gone, over both databases."""

import pytest

from menura.catalogue import (
    FoundFile,
    MissingCounts,
    NewPlaylistItem,
    TrackMetadata,
    TrackNotFoundError,
    TrackState,
)
from menura.kernel.ids import new_id
from menura.store import Store
from tests.contracts.test_track_copies_repository import heard, lose, merged, on_two
from tests.factories import (
    MORNING,
    add_source,
    add_tracks,
    all_tracks,
    at,
    found,
    keep_vector,
    playlist,
    record,
    unit_vector,
)


def test_a_copy_stands_in_for_a_track_that_is_missing(store: Store):
    with store.unit() as unit:
        folder, server = on_two(unit)
        (track,) = heard(unit, folder, "a.flac", title="Song")
        file = FoundFile("id1", 77, 8, metadata=TrackMetadata(title="Sóng"), path="x/a.flac")
        unit.tracks.upsert_found(server.id, new_id(), [file], MORNING)
        (copy,) = all_tracks(unit, server)
        keep_vector(unit, copy, unit_vector(2))
        copy = record(unit, copy)
        unit.tracks.make_copy(copy.number, track.number)
        evening = playlist()
        unit.playlists.add(evening, [NewPlaylistItem(track.id)])
        shelf = unit.shelf.revision()
        assert unit.tracks.mark_missing(folder.id, new_id(), []) == 1
        now = unit.tracks.get(track.id)
        place = (now.source_id, now.location, now.path, now.size_bytes, now.modified_ns)
        assert place == (server.id, "id1", "x/a.flac", 77, 8)
        assert (now.state, now.missing_since) == (TrackState.ANALYSED, None)
        assert (now.number, now.title, now.content_hash) == (
            track.number,
            "Song",
            copy.content_hash,
        )
        with pytest.raises(TrackNotFoundError):
            unit.tracks.get(copy.id)
        assert [row.source_id for row in unit.shelf.changes(shelf, 9).rows] == [server.id]
        assert [item.track.id for item in unit.playlists.get(evening.id).items] == [track.id]
        assert unit.tracks.counts(folder.id).total == 0
        seen = unit.tracks.upsert_found(server.id, new_id(), [file], MORNING)
        assert (seen.unchanged, unit.tracks.get(track.id)) == (1, now)


def test_a_missing_track_waits_until_one_of_its_copies_is_back(store: Store):
    with store.unit() as unit:
        track, copy = merged(unit)
        lose(unit, copy, 10)
        lose(unit, track, 20)
        gone = unit.tracks.get(track.id)
        assert (gone.state, gone.missing_since) == (TrackState.MISSING, at(20))
        assert unit.tracks.stand_in([track.number]) == 0
        unit.tracks.upsert_found(copy.source_id, new_id(), [found("id1")], MORNING)
        now = unit.tracks.get(track.id)
        assert (now.state, now.source_id) == (TrackState.ANALYSED, copy.source_id)


def test_a_track_that_is_missing_when_it_gets_a_copy_is_there_at_once(store: Store):
    with store.unit() as unit:
        folder, server = on_two(unit)
        (track,), (copy,) = heard(unit, folder, "a.flac"), heard(unit, server, "id1")
        lose(unit, track)
        unit.tracks.make_copy(copy.number, track.number)
        assert unit.tracks.get(track.id).source_id == server.id


def test_a_file_that_is_gone_when_it_is_to_be_heard_is_stood_in_for(store: Store):
    with store.unit() as unit:
        track, copy = merged(unit)
        unit.tracks.record_missing(track.id)
        assert unit.tracks.get(track.id).source_id == copy.source_id


def test_missing_tracks_tell_since_when_and_forget_it_when_they_are_back(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        track, _ = add_tracks(unit, source, "a.mp3", "b.mp3")
        lose(unit, track, 10)
        lose(unit, track, 20)
        assert unit.tracks.get(track.id).missing_since == at(10)
        assert unit.tracks.mark_missing_at(source.id, ["a.mp3", "b.mp3", "c.mp3"]) == 1
        unit.tracks.upsert_found(source.id, new_id(), [found("a.mp3")], MORNING)
        assert unit.tracks.get(track.id).missing_since is None


def test_what_a_walk_did_not_see_can_be_counted_before_it_is_marked(store: Store):
    with store.unit() as unit:
        source, scan = add_source(unit), new_id()
        lost, *_ = add_tracks(unit, source, "a.mp3", "b.mp3", "c.mp3")
        lose(unit, lost)
        unit.tracks.upsert_found(source.id, scan, [found("b.mp3")], MORNING)
        assert unit.tracks.count_unseen(source.id, scan) == 1
        assert unit.tracks.mark_missing(source.id, scan, []) == 1


def test_only_what_was_missing_for_long_and_nobody_holds_is_swept(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        names = [
            "old.mp3",
            "older.mp3",
            "new.mp3",
            "listed.mp3",
            "dear.mp3",
            "rated.mp3",
            "here.mp3",
        ]
        old, older, new, held, dear, rated, here = add_tracks(unit, source, *names)
        for track, seconds in ((old, 20), (older, 10), (new, 99), (held, 1), (dear, 2), (rated, 3)):
            lose(unit, track, seconds)
        unit.playlists.add(playlist(), [NewPlaylistItem(held.id)])
        unit.tracks.set_favourite(dear.id, True)
        unit.tracks.set_rating(rated.id, 0)
        assert unit.tracks.missing_counts(at(50)) == MissingCounts(total=6, ready=5, held=3)
        ready = [held, dear, rated, older, old]
        assert [one.id for one in unit.tracks.missing(at(50), 9)] == [one.id for one in ready]
        assert [one.id for one in unit.tracks.missing(at(50), 2)] == [held.id, dear.id]
        assert unit.tracks.sweep(at(50), with_held=False, limit=1) == 1
        assert unit.tracks.get_many([older.id, old.id]).keys() == {old.id}
        assert unit.tracks.sweep(at(50), with_held=False, limit=9) == 1
        assert unit.tracks.missing_counts(at(50)) == MissingCounts(total=4, ready=3, held=3)
        assert unit.tracks.sweep(at(50), with_held=True, limit=9) == 3
        kept = unit.tracks.get_many([one.id for one in (old, new, held, dear, rated, here)])
        assert kept.keys() == {new.id, here.id}


def test_a_swept_track_stays_as_long_as_a_copy_that_was_missed_later(store: Store):
    with store.unit() as unit:
        track, copy = merged(unit)
        lose(unit, copy, 90)
        lose(unit, track, 10)
        assert unit.tracks.sweep(at(50), with_held=False, limit=9) == 1
        now = unit.tracks.get(track.id)
        assert (now.source_id, now.missing_since) == (copy.source_id, at(90))
        assert unit.tracks.sweep(at(100), with_held=False, limit=9) == 1
        assert unit.tracks.counts().total == 0
