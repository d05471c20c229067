"""Laws every TrackRepository keeps of tracks that a server calls by other ids, over both databases.

A server whose library was built anew gives every track another id; whoever only looked at ids
would lose playlists, plays and ratings.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menura.catalogue import (
    FoundFile,
    Listening,
    NewPlaylistItem,
    Source,
    Track,
    TrackMetadata,
    TrackNotFoundError,
    TrackState,
    WriteKind,
)
from menura.catalogue.ports import MovedTrack
from menura.kernel.ids import new_id
from menura.store import Store, Unit
from tests.contracts.test_track_copies_repository import add_server
from tests.factories import (
    MORNING,
    SPACE,
    all_tracks,
    at,
    keep_vector,
    playlist,
    record,
    undone,
    unit_vector,
)

FEW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def songs(count: int, prefix: str = "") -> list[FoundFile]:
    """Return songs as a server tells them."""
    return [
        FoundFile(
            f"{prefix}{n}",
            1_000 + n,
            1,
            metadata=TrackMetadata(title=f"Song {n}", artists=("Artist",)),
            duration_s=100.0 + n,
            path=f"a/{n}.flac",
        )
        for n in range(count)
    ]


def walk(unit: Unit, source: Source, files: Sequence[FoundFile]) -> str:
    """Note what a walk sees, and return its scan."""
    scan = new_id()
    unit.tracks.upsert_found(source.id, scan, files, MORNING)
    return scan


def first_walk(unit: Unit, count: int) -> tuple[Source, list[Track]]:
    """Return a server with tracks that were analysed."""
    source = add_server(unit)
    walk(unit, source, songs(count))
    tracks = []
    for number, track in enumerate(all_tracks(unit, source)):
        keep_vector(unit, track, unit_vector(track.number))
        said = {"title": track.title, "artists": track.metadata.artists}
        tracks.append(record(unit, track, 100.0 + number, **said))
    return source, tracks


def second_walk(unit: Unit, source: Source, files: Sequence[FoundFile]) -> list[MovedTrack]:
    """Note what a walk sees, and know again what it calls otherwise."""
    scan = walk(unit, source, files)
    moved = list(unit.tracks.known_again(source.id, scan, None))
    unit.tracks.move(moved)
    unit.tracks.mark_missing(source.id, scan, [])
    return moved


@FEW
@given(st.sets(st.integers(0, 7)), st.booleans())
def test_every_track_stays_what_it_was_whichever_ids_are_new(
    store: Store, renamed: set[int], has_grown: bool
):
    with undone(store) as unit:
        source, before = first_walk(unit, 8)
        files = [
            replace(file, location=f"new{n}", size_bytes=file.size_bytes + (n if has_grown else 0))
            if n in renamed
            else file
            for n, file in enumerate(songs(8))
        ]
        moved = second_walk(unit, source, files)
        assert len(moved) == len(renamed)
        after = {track.id: track for track in all_tracks(unit, source)}
        assert set(after) == {track.id for track in before}
        assert {t.location for t in after.values()} == {file.location for file in files}
        for n, track in enumerate(before):
            now = after[track.id]
            is_heard = n not in renamed or not has_grown or n == 0
            state = TrackState.ANALYSED if is_heard else TrackState.FOUND
            assert (now.number, now.title, now.state) == (track.number, track.title, state)
            assert now.missing_since is None


def test_what_people_said_of_either_is_said_of_the_one_that_stays(store: Store):
    with store.unit() as unit:
        source, (one, two) = first_walk(unit, 2)
        evening = playlist()
        unit.playlists.add(evening, [NewPlaylistItem(one.id), NewPlaylistItem(two.id)])
        unit.tracks.set_rating(one.id, 80)
        unit.listening.take_over("bob", [Listening(one.id, 50, at(1)), Listening(two.id, 3, at(2))])
        unit.write_backs.add(source.id, "0", WriteKind.RATING, value=80, at=at(3))
        scan = walk(unit, source, songs(2, "new"))
        newer = {t.location: t for t in all_tracks(unit, source)}
        unit.tracks.set_favourite(newer["new1"].id, True)
        seen = [Listening(newer["new0"].id, 50, at(1)), Listening(newer["new1"].id, 4, at(5))]
        unit.listening.take_over("bob", seen)  # what the account has played is told with each walk
        unit.tracks.move(unit.tracks.known_again(source.id, scan, None))
        assert [item.track.id for item in unit.playlists.get(evening.id).items] == [one.id, two.id]
        assert unit.tracks.get(one.id).rating == 80
        assert unit.tracks.get(two.id).favourite
        plays = {play.track_id: play.play_count for play in unit.listening.top("bob", 9)}
        assert plays == {one.id: 50, two.id: 4}
        (waiting,) = unit.write_backs.waiting(source.id, 9)
        assert (waiting.location, waiting.value) == ("new0", 80)
        for gone in newer.values():
            if gone.location.startswith("new"):
                with pytest.raises(TrackNotFoundError):
                    unit.tracks.get(gone.id)


def test_vectors_stay_and_those_of_the_newer_ones_go(store: Store):
    with store.unit() as unit:
        source, before = first_walk(unit, 3)
        scan = walk(unit, source, songs(3, "new"))
        for track in all_tracks(unit, source):
            if track.location.startswith("new"):
                keep_vector(unit, track, unit_vector(track.number))
        unit.tracks.move(unit.tracks.known_again(source.id, scan, None))
        for track in before:
            row = unit.analyses.embedding_row(track.id, SPACE)
            assert row is not None
            assert row.vector == pytest.approx(unit_vector(track.number), abs=1e-3)
        assert [track.id for track in all_tracks(unit, source)] == [track.id for track in before]


def test_a_track_that_is_gone_meanwhile_is_passed_over(store: Store):
    with store.unit() as unit:
        source, (one, two) = first_walk(unit, 2)
        scan = walk(unit, source, songs(2, "new"))
        moved = {m.number: m for m in unit.tracks.known_again(source.id, scan, None)}
        ghost = MovedTrack(number=10_000_000, newer=moved[one.number].newer)
        unit.tracks.move([ghost, moved[two.number]])
        assert unit.tracks.get(two.id).location == "new1"
        assert unit.tracks.get(one.id).location == "0"
