"""Laws every PlaylistRepository keeps, over both databases."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.catalogue import NewPlaylistItem, PlaylistNotFoundError
from menura.kernel.ids import new_id
from menura.store import Store
from tests.contracts.test_source_repository import STRANGE_NAMES
from tests.contracts.test_track_repository import EXAMPLES
from tests.factories import MORNING, NOBODY, add_source, add_tracks, at, playlist, record, undone

FILES = ["a.mp3", "b.mp3", "c.mp3"]


@EXAMPLES
@given(st.lists(st.tuples(st.integers(0, 2), st.none() | st.text("aé🎵\n", max_size=5))))
def test_items_come_back_in_order_with_their_reasons(store: Store, wanted):
    """Any order, and the same track as often as one likes."""
    with undone(store) as unit:
        tracks = add_tracks(unit, add_source(unit), *FILES)
        new = playlist()
        items = [NewPlaylistItem(tracks[n].id, reason) for n, reason in wanted]
        unit.playlists.add(new, items)
        kept = unit.playlists.get(new.id)
        assert [(i.track.id, i.reason) for i in kept.items] == [
            (i.track_id, i.reason) for i in items
        ]
        assert [i.position for i in kept.items] == list(range(len(items)))
        assert kept.track_count == len(items)


def test_length_and_duration_are_added_up(store: Store):
    with store.unit() as unit:
        one, two, unheard = add_tracks(unit, add_source(unit), *FILES)
        record(unit, one, duration_s=60.5)
        record(unit, two, duration_s=30.0)
        new = playlist()
        unit.playlists.add(new, [NewPlaylistItem(t.id) for t in (one, one, two, unheard)])
        (head,) = unit.playlists.all()
        assert (head.track_count, head.duration_s, list(head.items)) == (4, 151.0, [])


def test_an_empty_playlist_is_a_playlist(store: Store):
    with store.unit() as unit:
        new = playlist()
        unit.playlists.add(new, [])
        assert replace(unit.playlists.get(new.id), items=()) == new
        assert list(unit.playlists.get(new.id).items) == []


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_strange_names_are_kept_and_found(store: Store, name: str):
    with store.unit() as unit:
        new = playlist(name)
        unit.playlists.add(new, [])
        (found,) = unit.playlists.all()
        assert (found.id, found.name) == (new.id, name)


def test_of_two_playlists_with_one_name_the_latest_comes_first(store: Store):
    with store.unit() as unit:
        old, new = playlist(), playlist()
        for made in (old, new):
            unit.playlists.add(made, [])
        unit.playlists.replace_items(old.id, [], version=1, at=at(10))
        unit.playlists.replace_items(new.id, [], version=1, at=at(20))
        assert [made.id for made in unit.playlists.all()] == [new.id, old.id]


def test_a_change_counts_the_version_up(store: Store):
    with store.unit() as unit:
        one, two, _ = add_tracks(unit, add_source(unit), *FILES)
        new = playlist()
        unit.playlists.add(new, [NewPlaylistItem(one.id)])
        assert unit.playlists.rename(new.id, name="Night", description="x", version=1, at=at(1))
        assert unit.playlists.replace_items(
            new.id, [NewPlaylistItem(two.id), NewPlaylistItem(one.id)], version=2, at=at(2)
        )
        kept = unit.playlists.get(new.id)
    assert (kept.name, kept.description, kept.version) == ("Night", "x", 3)
    assert (kept.created_at, kept.updated_at) == (MORNING, at(2))
    assert [item.track.id for item in kept.items] == [two.id, one.id]


@pytest.mark.parametrize("seen", [0, 1, 3, 99])
def test_a_change_to_another_version_than_the_newest_changes_nothing(store: Store, seen: int):
    with store.unit() as unit:
        one, two, _ = add_tracks(unit, add_source(unit), *FILES)
        new = playlist()
        unit.playlists.add(new, [NewPlaylistItem(one.id)])
        unit.playlists.rename(new.id, name="Night", description="", version=1, at=at(1))
        before = unit.playlists.get(new.id)
        assert not unit.playlists.rename(new.id, name="X", description="", version=seen, at=at(2))
        items = [NewPlaylistItem(two.id)]
        assert not unit.playlists.replace_items(new.id, items, version=seen, at=at(2))
        assert unit.playlists.get(new.id) == before


def test_of_two_writers_with_one_version_one_wins(store: Store):
    with store.unit() as unit:
        new = playlist()
        unit.playlists.add(new, [])
    won = []
    for name in ("mine", "yours"):
        with store.unit() as unit:
            kept = unit.playlists.rename(new.id, name=name, description="", version=1, at=at(1))
            won.append(kept)
    assert won == [True, False]


def test_a_removed_playlist_is_gone_and_its_tracks_are_not(store: Store):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        new = playlist()
        unit.playlists.add(new, [NewPlaylistItem(track.id)])
        unit.playlists.remove(new.id)
        assert unit.playlists.all() == []
        assert unit.tracks.get(track.id) == track


@pytest.mark.parametrize("nonsense", ["", "nonsense", "\x00", "🎵", NOBODY])
def test_what_is_no_playlist_is_not_found(store: Store, nonsense: str):
    with store.unit() as unit:
        with pytest.raises(PlaylistNotFoundError):
            unit.playlists.get(nonsense)
        with pytest.raises(PlaylistNotFoundError):
            unit.playlists.remove(nonsense)


def test_an_id_in_capitals_names_the_same_playlist(store: Store):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        new = playlist()
        unit.playlists.add(new, [NewPlaylistItem(track.id)])
        assert unit.playlists.get(new.id.upper()) == unit.playlists.get(new.id)


def test_playlists_that_use_a_source_are_counted_once_each(store: Store):
    with store.unit() as unit:
        source, other = add_source(unit), add_source(unit)
        here = add_tracks(unit, source, *FILES)
        (there,) = add_tracks(unit, other, "x.mp3")
        for tracks in (here, [here[0], there], [there]):
            unit.playlists.add(playlist(), [NewPlaylistItem(track.id) for track in tracks])
        assert unit.playlists.count_using_source(source.id) == 2
        assert unit.playlists.count_using_source(other.id) == 2
        assert unit.playlists.count_using_source(new_id()) == 0
