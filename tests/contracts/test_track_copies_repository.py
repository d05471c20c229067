"""Laws every TrackRepository keeps of recordings that several sources have, over both databases."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menura.analysis import Correction, Fingerprint
from menura.catalogue import (
    HeardFile,
    Listening,
    NewPlaylistItem,
    Source,
    SourceKind,
    Track,
    TrackMetadata,
    TrackNotFoundError,
    TrackQuery,
    TrackState,
)
from menura.kernel.clock import FixedClock
from menura.kernel.ids import new_id
from menura.store import Store, Unit
from menura.store.tracks import SqlTracks
from menura.suggest import Mark, MarkKind
from tests.factories import (
    MORNING,
    NOBODY,
    SPACE,
    WANTED,
    a_source,
    add_source,
    add_tracks,
    at,
    found,
    keep_vector,
    measured,
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


def add_server(unit: Unit, name: str = "Server") -> Source:
    source = replace(a_source(SourceKind.SUBSONIC, f"http://{new_id()}"), name=name)
    unit.sources.add(source)
    return source


def heard(unit: Unit, source: Source, *locations: str, **said: Any) -> list[Track]:
    """Keep tracks that were analysed."""
    tracks = []
    for track in add_tracks(unit, source, *locations):
        keep_vector(unit, track, unit_vector(track.number))
        tracks.append(record(unit, track, **said))
    return tracks


def on_two(unit: Unit) -> tuple[Source, Source]:
    return add_source(unit), add_server(unit)


def merged(unit: Unit) -> tuple[Track, Track]:
    """Return a track in a folder, and its copy on a server."""
    folder, server = on_two(unit)
    (track,), (copy,) = heard(unit, folder, "a.flac"), heard(unit, server, "id1")
    unit.tracks.make_copy(copy.number, track.number)
    return unit.tracks.get(track.id), unit.tracks.get(copy.id)


def listed(unit: Unit, **query: Any) -> list[str]:
    return [track.id for track in unit.tracks.list(TrackQuery(limit=1_000, **query)).items]


def with_time(unit: Unit, seconds: float) -> SqlTracks:
    """Return the same tracks at another time."""
    return SqlTracks(unit.tracks._connection, FixedClock(at(seconds)))


def lose(unit: Unit, track: Track, seconds: float = 0) -> None:
    """Let a track's file be gone since a moment."""
    with_time(unit, seconds).mark_missing_at(track.source_id, [track.location])


# --------------------------------------------------------------------------------- making copies


def test_a_copy_is_listed_with_the_track_that_stands_for_it(store: Store):
    with store.unit() as unit:
        track, copy = merged(unit)
        assert copy.copy_of == track.number
        assert unit.tracks.copies_of([track.number, 999]) == {track.number: [copy]}
        assert listed(unit) == [track.id]
        assert listed(unit, source_id=track.source_id) == [track.id]
        assert listed(unit, source_id=copy.source_id) == [track.id]
        assert unit.tracks.counts().total == 1
        assert unit.tracks.counts(copy.source_id).analysed == 1
        assert unit.tracks.unheard(copy.source_id, {"other": "1"}, True) == []
        assert unit.tracks.unheard(track.source_id, {"other": "1"}, True) == [track.number]


def test_a_copy_keeps_no_measurement_but_its_fingerprint(store: Store):
    with store.unit() as unit:
        folder, server = on_two(unit)
        (track,), (copy,) = heard(unit, folder, "a.flac"), heard(unit, server, "id1")
        codes = unit_vector(1, 8).view("<u4")
        unit.analyses.keep(copy.id, measured(fingerprint=Fingerprint(180.0, codes, codes)))
        shelf, index = unit.shelf.revision(), unit.analyses.space_state(SPACE).revision
        unit.tracks.make_copy(copy.number, track.number)
        changes = unit.shelf.changes(shelf, 100)
        assert (changes.removed, [row.id for row in changes.rows]) == ([copy.number], [track.id])
        gone = unit.analyses.embedding_changes(SPACE, index, 100)
        assert (gone.removed.tolist(), gone.keys.tolist()) == ([copy.number], [])
        assert unit.analyses.features([copy.id, track.id]).keys() == {track.id}
        assert unit.analyses.steps([copy.number]) == {copy.number: {}}
        assert unit.analyses.fingerprint(copy.id) is not None
        whole = unit.shelf.changes(0, 100)
        assert [row.id for row in whole.rows] == [track.id]


def test_what_people_said_of_a_copy_is_said_of_the_track(store: Store):
    with store.unit() as unit:
        folder, server = on_two(unit)
        (track,), (copy,) = heard(unit, folder, "a.flac"), heard(unit, server, "id1")
        evening = playlist()
        items = [NewPlaylistItem(one.id, reason) for one, reason in [(copy, "x"), (track, "y")]]
        unit.playlists.add(evening, items)
        unit.listening.take_over("ann", [Listening(copy.id, 9, at(5)), Listening(track.id, 3)])
        unit.listening.take_over("bob", [Listening(copy.id, 2, at(7))])
        for one, reason in ((track, "mine"), (copy, "theirs")):
            unit.suggestions.put_mark("live", Mark(one.id, MarkKind.DISMISS, MORNING, reason))
        version = unit.suggestions.put_mark("live", Mark(copy.id, MarkKind.ACCEPT, MORNING))
        unit.tracks.set_favourite(copy.id, True)
        unit.tracks.set_rating(copy.id, 80)
        unit.analyses.correct(copy.id, Correction("tempo_bpm", 99.0, MORNING))
        unit.tracks.make_copy(copy.number, track.number)
        kept = [(item.track.id, item.reason) for item in unit.playlists.get(evening.id).items]
        assert kept == [(track.id, "x"), (track.id, "y")]
        assert unit.listening.top("ann", 9) == [Listening(track.id, 12, at(5))]
        assert unit.listening.top("bob", 9) == [Listening(track.id, 2, at(7))]
        session = unit.suggestions.session("live")
        assert [(mark.track_id, mark.kind, mark.reason) for mark in session.marks] == [
            (track.id, MarkKind.DISMISS, "mine"),
            (track.id, MarkKind.ACCEPT, None),
        ]
        assert session.context.version > version
        now, then = unit.tracks.get(track.id), unit.tracks.get(copy.id)
        assert (now.favourite, now.rating) == (True, 80)
        assert (then.favourite, then.rating) == (False, None)
        assert unit.analyses.features([track.id])[track.id].tempo_bpm == 99.0


def test_what_is_said_of_a_copy_later_is_kept_with_the_track(store: Store):
    with store.unit() as unit:
        track, copy = merged(unit)
        evening = playlist()
        unit.playlists.add(evening, [NewPlaylistItem(copy.id.upper())])
        unit.listening.add_play("ann", copy.id, MORNING)
        unit.listening.take_over("bob", [Listening(copy.id, 4)])
        unit.tracks.set_favourite(copy.id, True)
        unit.tracks.set_rating(copy.id, 60)
        assert [item.track.id for item in unit.playlists.get(evening.id).items] == [track.id]
        assert unit.listening.top("ann", 9) == [Listening(track.id, 1, MORNING)]
        assert unit.listening.top("bob", 9) == [Listening(track.id, 4)]
        now = unit.tracks.get(track.id)
        assert (now.favourite, now.rating) == (True, 60)


def test_a_rating_of_the_track_holds_over_that_of_its_copy(store: Store):
    with store.unit() as unit:
        folder, server = on_two(unit)
        (track,), (copy,) = heard(unit, folder, "a.flac"), heard(unit, server, "id1")
        unit.tracks.set_rating(track.id, 20)
        unit.tracks.set_rating(copy.id, 80)
        unit.tracks.make_copy(copy.number, track.number)
        assert unit.tracks.get(track.id).rating == 20


def test_a_rating_can_be_taken_back_and_one_of_nothing_is_refused(store: Store):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        for rating in (100, 0, None):
            unit.tracks.set_rating(track.id, rating)
            assert unit.tracks.get(track.id).rating == rating
        for nobody in (NOBODY, "nonsense"):
            with pytest.raises(TrackNotFoundError):
                unit.tracks.set_rating(nobody, 50)


def test_copies_of_a_copy_are_copies_of_the_track(store: Store):
    with store.unit() as unit:
        track, copy = merged(unit)
        (best,) = heard(unit, add_server(unit), "id9")
        unit.tracks.make_copy(track.number, best.number)
        both = unit.tracks.copies_of([best.number])[best.number]
        assert [one.id for one in both] == [track.id, copy.id]
        assert unit.tracks.copies_of([track.number]) == {}


def test_no_copy_is_made_of_a_copy_nor_of_what_is_gone(store: Store):
    with store.unit() as unit:
        track, copy = merged(unit)
        (other,) = heard(unit, add_server(unit), "id9")
        for number, of in ((other.number, copy.number), (other.number, 999), (999, track.number)):
            unit.tracks.make_copy(number, of)
        unit.tracks.make_copy(track.number, track.number)
        assert unit.tracks.get(other.id) == other
        assert unit.tracks.get(track.id) == track


@FEW
@given(st.lists(st.booleans(), max_size=4))
def test_what_is_made_a_copy_parted_and_made_a_copy_again_is_one(store: Store, ways: list[bool]):
    with undone(store) as unit:
        track, copy = merged(unit)
        for is_reheard in ways:
            unit.tracks.separate(copy.id)
            alone = unit.tracks.get(copy.id)
            assert (alone.copy_of, alone.state) == (None, TrackState.FOUND)
            assert unit.tracks.unheard(copy.source_id, WANTED, False) == [copy.number]
            assert len(listed(unit)) == 2
            if is_reheard:
                record(unit, alone)
                assert unit.tracks.maybe_same([copy.number, track.number]) == {}
            unit.tracks.make_copy(copy.number, track.number)
            again = unit.tracks.get(copy.id)
            assert replace(again, content_hash=copy.content_hash) == copy
            assert unit.tracks.get(track.id) == track


def test_parting_what_is_no_copy_changes_nothing_and_of_nothing_is_refused(store: Store):
    with store.unit() as unit:
        (track,) = heard(unit, add_source(unit), "a.mp3")
        unit.tracks.separate(track.id)
        assert unit.tracks.get(track.id) == track
        for nobody in (NOBODY, "nonsense"):
            with pytest.raises(TrackNotFoundError):
                unit.tracks.separate(nobody)


def test_a_copy_whose_file_has_changed_is_a_track_of_its_own_again(store: Store):
    with store.unit() as unit:
        track, copy = merged(unit)
        unit.tracks.upsert_found(copy.source_id, new_id(), [found("id1", 5)], MORNING)
        now = unit.tracks.get(copy.id)
        assert (now.copy_of, now.state, now.content_hash) == (None, TrackState.FOUND, None)
        assert unit.tracks.copies_of([track.number]) == {}


def test_a_track_that_holds_another_sound_now_lets_its_copies_go(store: Store):
    with store.unit() as unit:
        track, copy = merged(unit)
        record(unit, track, title="Other tags, same sound")
        assert unit.tracks.get(copy.id).copy_of == track.number
        other = HeardFile(TrackMetadata(), 180.0, "f" * 32)
        unit.tracks.record_heard(track.id, other, at(60))
        assert unit.tracks.get(copy.id).state is TrackState.FOUND
        assert len(listed(unit)) == 2


# ----------------------------------------------------------------------------------- candidates


def test_tracks_that_are_called_alike_may_be_the_same(store: Store):
    with store.unit() as unit:
        folder, server = on_two(unit)
        said = {"title": "Jóga", "artists": ("Björk",)}
        (track,) = heard(unit, folder, "a.flac", **said)
        (alike,) = heard(unit, server, "1", title="JOGA", artists=("bjork",), duration_s=182.9)
        heard(unit, server, "2", duration_s=183.5, **said)
        heard(unit, server, "3", title="Jóga", artists=("Emilíana",))
        heard(unit, folder, "b.flac", **said)
        add_tracks(unit, server, "4")
        assert unit.tracks.maybe_same([track.number])[track.number] == [alike.number]


def test_tracks_of_one_musicbrainz_recording_may_be_the_same(store: Store):
    with store.unit() as unit:
        folder, server = on_two(unit)
        (track,) = heard(unit, folder, "a", title="A", musicbrainz_recording_id=NOBODY)
        (other,) = heard(unit, server, "b", title="B", musicbrainz_recording_id=NOBODY)
        assert unit.tracks.maybe_same([track.number]) == {track.number: [other.number]}


def test_what_menura_made_is_missing_or_a_copy_is_the_same_as_nothing(store: Store):
    with store.unit() as unit:
        folder, server = on_two(unit)
        studio = a_source(SourceKind.STUDIO, "studio")
        unit.sources.add(studio)
        said = {"title": "A", "artists": ("B",)}
        (track,) = heard(unit, folder, "a", **said)
        heard(unit, studio, "s", **said)
        (gone,) = heard(unit, server, "g", **said)
        lose(unit, gone)
        assert unit.tracks.maybe_same([track.number, gone.number]) == {}


def test_two_tracks_of_one_source_are_not_the_same_by_way_of_a_copy(store: Store):
    with store.unit() as unit:
        folder, server = on_two(unit)
        said = {"title": "A", "artists": ("B",)}
        (track,) = heard(unit, folder, "a", **said)
        first, second = heard(unit, server, "1", "2", **said)
        assert unit.tracks.maybe_same([track.number])[track.number] == [
            first.number,
            second.number,
        ]
        unit.tracks.make_copy(first.number, track.number)
        assert unit.tracks.maybe_same([second.number]) == {}


def test_at_most_five_candidates_are_returned_nearest_in_length_first(store: Store):
    with store.unit() as unit:
        (track,) = heard(unit, add_source(unit), "a", title="A")
        near = [
            heard(unit, add_server(unit), "1", title="A", duration_s=180 + n / 4)[0]
            for n in (7, 1, 5, 3, 6, 2)
        ]
        same = unit.tracks.maybe_same([track.number])[track.number]
        assert same == [near[place].number for place in (1, 5, 3, 2, 4)]


# ------------------------------------------------------------------------------ where tracks are


def test_a_source_says_where_it_has_tracks_and_copies(store: Store):
    with store.unit() as unit:
        track, copy = merged(unit)
        (own,) = add_tracks(unit, unit.sources.get(copy.source_id), "own")
        asked = [track.id, copy.id, own.id, NOBODY, "nonsense"]
        assert unit.tracks.locations_on(copy.source_id, asked) == {
            track.id: "id1",
            copy.id: "id1",
            own.id: "own",
        }
        assert unit.tracks.locations_on(track.source_id, asked) == {
            track.id: "a.flac",
            copy.id: "a.flac",
        }
        assert unit.tracks.by_locations(copy.source_id, ["id1", "own", "none"]) == {
            "id1": track,
            "own": own,
        }
        lose(unit, copy)
        assert unit.tracks.locations_on(copy.source_id, asked) == {own.id: "own"}


# ------------------------------------------------------------------------------ removing sources


def test_a_playlist_is_in_nobodys_way_when_its_tracks_are_elsewhere_too(store: Store):
    with store.unit() as unit:
        track, copy = merged(unit)
        unit.playlists.add(playlist(), [NewPlaylistItem(track.id)])
        assert unit.playlists.count_using_source(track.source_id) == 0
        unit.sources.remove(copy.source_id)
        assert unit.playlists.count_using_source(track.source_id) == 1


@st.composite
def libraries(draw: st.DrawFn) -> tuple[list[Sequence[int]], Sequence[int], Sequence[int]]:
    """Draw which of three recordings each of three sources has, who stands, and who goes when."""
    recordings = st.lists(st.integers(0, 2), unique=True, max_size=3)
    order = st.permutations(range(3))
    return [draw(recordings) for _ in range(3)], draw(order), draw(order)


@FEW
@given(libraries())
def test_a_recording_is_known_as_long_as_any_source_has_it(
    store: Store, library: tuple[list[Sequence[int]], Sequence[int], Sequence[int]]
):
    held, standing, leaving = library
    with undone(store) as unit:
        sources = [add_server(unit, f"Server {n}") for n in range(3)]
        tracks = {
            (n, one): heard(unit, sources[n], f"{one}")[0] for n in range(3) for one in held[n]
        }
        everything = playlist()
        unit.playlists.add(everything, [NewPlaylistItem(track.id) for track in tracks.values()])
        for one in range(3):
            same = [tracks[n, one] for n in standing if (n, one) in tracks]
            for copy in same[1:]:
                unit.tracks.make_copy(copy.number, same[0].number)
        for gone in range(4):
            staying = [n for n in range(3) if n not in leaving[:gone]]
            known = {one for n in staying for one in held[n]}
            shown = unit.tracks.list(TrackQuery(limit=99)).items
            assert sorted(track.location for track in shown) == sorted(f"{one}" for one in known)
            assert unit.analyses.space_state(SPACE).count == len(known)
            items = unit.playlists.get(everything.id).items
            expected = sum(1 for _, one in tracks if one in known)
            assert len(items) == expected
            ids = [track.id for track in shown]
            for n in staying:
                here = unit.tracks.locations_on(sources[n].id, ids)
                assert sorted(here.values()) == sorted(f"{one}" for one in held[n])
            if gone < 3:
                unit.sources.remove(sources[leaving[gone]].id)
