"""A playlist that Menura makes is replaced in place; what people wrote stays."""

from collections.abc import Iterator

import pytest

from menura.catalogue import NewPlaylistItem, Playlists
from menura.catalogue.errors import PlaylistNameError, TrackNotFoundError
from menura.kernel.ids import derive_id
from menura.store import Store, Unit
from tests.factories import NOBODY, add_source, add_tracks

MINE = derive_id(NOBODY, "made here")


@pytest.fixture
def unit(sqlite_store: Store) -> Iterator[Unit]:
    with sqlite_store.unit() as opened:
        yield opened


@pytest.fixture
def track_ids(unit: Unit) -> list[str]:
    return [one.id for one in add_tracks(unit, add_source(unit), "a.mp3", "b.mp3", "c.mp3")]


def items(*track_ids: str) -> list[NewPlaylistItem]:
    return [NewPlaylistItem(one, "found") for one in track_ids]


def held(playlists: Playlists, playlist_id: str) -> list[str]:
    return [item.track.id for item in playlists.get(playlist_id).items]


def test_the_first_time_it_is_made_under_its_own_id(playlists: Playlists, track_ids: list[str]):
    made = playlists.put_made(MINE, " Radio ", items(*track_ids[:2]), "Of an anchor.")
    assert (made.id, made.name, made.description, made.version) == (
        MINE,
        "Radio",
        "Of an anchor.",
        1,
    )
    assert held(playlists, MINE) == track_ids[:2]
    assert [item.reason for item in playlists.get(MINE).items] == ["found", "found"]


def test_again_its_tracks_are_replaced_and_no_second_one_is_made(
    playlists: Playlists, track_ids: list[str]
):
    playlists.put_made(MINE, "Radio", items(*track_ids[:2]))
    again = playlists.put_made(MINE, "Another name", items(track_ids[2]), "Another description.")
    assert (again.id, again.name, again.description) == (MINE, "Radio", "")
    assert held(playlists, MINE) == [track_ids[2]]
    assert len(playlists.all()) == 1


def test_the_name_people_gave_stays(playlists: Playlists, track_ids: list[str]):
    made = playlists.put_made(MINE, "Radio", items(track_ids[0]))
    playlists.rename(MINE, version=made.version, name="My morning", description="With coffee")
    again = playlists.put_made(MINE, "Radio", items(track_ids[1]))
    assert (again.name, again.description) == ("My morning", "With coffee")
    assert held(playlists, MINE) == [track_ids[1]]


def test_one_that_was_deleted_is_made_again(playlists: Playlists, track_ids: list[str]):
    playlists.put_made(MINE, "Radio", items(track_ids[0]))
    playlists.remove(MINE)
    again = playlists.put_made(MINE, "Radio", items(track_ids[1]))
    assert (again.id, held(playlists, MINE)) == (MINE, [track_ids[1]])


def test_one_of_the_same_name_is_somebody_elses(playlists: Playlists, track_ids: list[str]):
    mine = playlists.save("Radio", items(track_ids[0]))
    made = playlists.put_made(None, "Radio", items(track_ids[1]))
    assert made.id != mine.id
    assert held(playlists, mine.id) == [track_ids[0]]


def test_what_cannot_be_kept_leaves_it_as_it_was(playlists: Playlists, track_ids: list[str]):
    playlists.put_made(MINE, "Radio", items(track_ids[0]))
    with pytest.raises(TrackNotFoundError):
        playlists.put_made(MINE, "Radio", items(track_ids[1], NOBODY))
    assert held(playlists, MINE) == [track_ids[0]]
    with pytest.raises(PlaylistNameError):
        playlists.put_made(derive_id(MINE, "other"), "a\x00b", items(track_ids[1]))
    assert len(playlists.all()) == 1
