"""What the library and the playlists promise to those who knock."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from menura.catalogue import (
    FolderNotFoundError,
    FolderOverlapsError,
    Library,
    NewPlaylistItem,
    NotAFolderError,
    PlaylistChangedError,
    PlaylistNotFoundError,
    Playlists,
    Source,
    SourceInUseError,
    SourceNotFoundError,
    TrackFileMissingError,
    TrackNotFoundError,
)
from menura.store import Store, Unit
from tests.factories import MORNING, NOBODY, add_tracks, record


@pytest.fixture
def unit(sqlite_store: Store) -> Iterator[Unit]:
    with sqlite_store.unit() as opened:
        yield opened


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "Music"
    (folder / "Jazz").mkdir(parents=True)
    return folder


def item(track, reason=None) -> NewPlaylistItem:
    return NewPlaylistItem(track.id, reason)


# ------------------------------------------------------------------------------------- sources


def test_a_folder_becomes_a_source_named_after_it(library: Library, music: Path):
    source = library.add_folder(f"{music}/./Jazz/..")
    assert (source.name, source.location, source.created_at) == ("Music", str(music), MORNING)
    assert library.sources() == [source]
    assert library.add_folder(str(music), "Mine too") == source


def test_a_source_may_be_called_as_one_likes(library: Library, music: Path):
    assert library.add_folder(str(music), "  My records ").name == "My records"


def test_a_folder_with_a_very_long_name_can_be_taken_in(library: Library, tmp_path: Path):
    """A folder's name may have 255 letters, a source's 200; PostgreSQL would refuse it."""
    folder = tmp_path / ("x" * 250)
    folder.mkdir()
    source = library.add_folder(str(folder))
    assert (source.name, source.location) == ("x" * 200, str(folder))


@pytest.mark.parametrize(("first", "second"), [("", "Jazz"), ("Jazz", ""), ("Jazz", "Jazz/Free")])
def test_folders_never_overlap(library: Library, music: Path, first: str, second: str):
    (music / "Jazz/Free").mkdir()
    library.add_folder(str(music / first), "First")
    with pytest.raises(FolderOverlapsError, match="'First'"):
        library.add_folder(str(music / second))


def test_a_folder_whose_name_begins_like_anothers_does_not_overlap(library, music: Path):
    (music / "Jazz 2").mkdir()
    library.add_folder(str(music / "Jazz"))
    library.add_folder(str(music / "Jazz 2"))


@pytest.mark.parametrize(("path", "error"), [("no", FolderNotFoundError), ("f", NotAFolderError)])
def test_what_is_no_folder_is_not_taken_in(library: Library, music: Path, path: str, error):
    (music / "f").touch()
    with pytest.raises(error):
        library.add_folder(str(music / path))
    assert library.sources() == []


def test_a_source_is_found_by_id_name_and_place(library: Library, music: Path):
    source = library.add_folder(str(music), "Records")
    assert all(library.source(s) == source for s in (source.id, "Records", str(music)))
    for unknown in ("records", NOBODY, ""):
        with pytest.raises(SourceNotFoundError):
            library.source(unknown)


def test_a_source_that_playlists_use_is_removed_only_when_that_is_meant(
    unit: Unit, library: Library, playlists: Playlists, music: Path
):
    source = library.add_folder(str(music))
    (track,) = add_tracks(unit, source, "a.mp3")
    saved = playlists.save("Evening", [item(track)])
    with pytest.raises(SourceInUseError, match="1 playlist"):
        library.check_removable("Music")
    assert library.sources() == [source]
    library.remove_source(library.check_removable("Music", force=True))
    assert library.sources() == []
    assert playlists.get(saved.id).track_count == 0
    assert music.is_dir()


# -------------------------------------------------------------------------------------- tracks


def test_a_track_is_found_by_id_or_by_words(unit: Unit, library: Library, music: Path):
    one, two = add_tracks(unit, library.add_folder(str(music)), "one.mp3", "two.mp3")
    one = record(unit, one, title="Air", artists=("Bach",))
    assert library.find_track(one.id) == library.find_track("bach air") == one
    assert library.find_track("two") == library.track(two.id) == two
    for unknown in ("three", NOBODY, "", "  ", "🎵"):
        with pytest.raises(TrackNotFoundError):
            library.find_track(unknown)


def test_the_file_of_a_track_is_where_its_source_is(unit: Unit, library: Library, music: Path):
    (track,) = add_tracks(unit, library.add_folder(str(music)), "Jazz/a.mp3")
    with pytest.raises(TrackFileMissingError, match=r"Jazz/a\.mp3"):
        library.audio_file(track)
    (music / "Jazz/a.mp3").touch()
    assert library.audio_file(track) == music / "Jazz/a.mp3"
    shutil.rmtree(music)
    with pytest.raises(TrackFileMissingError):
        library.audio_file(track)


# ----------------------------------------------------------------------------------- playlists


@pytest.fixture
def tracks(unit: Unit, library: Library, music: Path):
    return add_tracks(unit, library.add_folder(str(music)), "a.mp3", "b.mp3", "c\nd.mp3")


def test_a_playlist_is_saved_and_found_by_id_and_name(playlists: Playlists, tracks):
    saved = playlists.save(" Evening ", [item(tracks[1], "calm"), item(tracks[0])], " slow ")
    assert (saved.name, saved.description, saved.version) == ("Evening", "slow", 1)
    assert [(i.track, i.reason) for i in saved.items] == [(tracks[1], "calm"), (tracks[0], None)]
    assert playlists.get("Evening") == playlists.get(saved.id) == saved
    assert playlists.get(saved.id.upper()) == saved
    for unknown in ("evening", NOBODY, ""):
        with pytest.raises(PlaylistNotFoundError):
            playlists.get(unknown)


def test_a_playlist_with_an_unknown_track_is_not_saved(playlists: Playlists, tracks):
    for unknown in (NOBODY, "nonsense"):
        with pytest.raises(TrackNotFoundError, match=unknown):
            playlists.save("Evening", [item(tracks[0]), NewPlaylistItem(unknown)])
    assert list(playlists.all()) == []


def test_ids_in_capitals_name_the_same_tracks(playlists: Playlists, tracks):
    saved = playlists.save("Evening", [NewPlaylistItem(tracks[0].id.upper())])
    assert saved.items[0].track == tracks[0]


def test_a_change_tells_what_is_new(playlists: Playlists, tracks):
    saved = playlists.save("Evening", [item(track) for track in tracks], "slow")
    renamed = playlists.rename(saved.id, version=1, name="Night", description=None)
    assert (renamed.name, renamed.description, renamed.version) == ("Night", "slow", 2)
    changed = playlists.reorder(saved.id, [item(tracks[2])], version=2)
    assert ([i.track for i in changed.items], changed.version) == ([tracks[2]], 3)


def test_a_change_to_an_old_version_is_refused_and_changes_nothing(playlists: Playlists, tracks):
    saved = playlists.save("Evening", [item(tracks[0])])
    newer = playlists.rename(saved.id, version=1, name="Night", description="")
    with pytest.raises(PlaylistChangedError, match="version 2"):
        playlists.rename(saved.id, version=1, name="Mine", description="")
    with pytest.raises(PlaylistChangedError, match="'Night'"):
        playlists.reorder(saved.id, [], version=1)
    assert playlists.get(saved.id) == newer


def test_a_change_to_an_unknown_playlist_or_track_is_refused(playlists: Playlists, tracks):
    saved = playlists.save("Evening", [item(tracks[0])])
    with pytest.raises(PlaylistNotFoundError):
        playlists.rename(NOBODY, version=1, name="x", description="")
    with pytest.raises(PlaylistNotFoundError):
        playlists.reorder(NOBODY, [], version=1)
    with pytest.raises(TrackNotFoundError):
        playlists.reorder(saved.id, [NewPlaylistItem(NOBODY)], version=1)
    with pytest.raises(PlaylistNotFoundError):
        playlists.remove(NOBODY)
    assert playlists.get(saved.id) == saved


def test_an_export_holds_absolute_paths(playlists: Playlists, tracks, music: Path):
    playlists.save("Evening", [item(track) for track in tracks])
    lines = playlists.export("Evening").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        f"{music}/a.mp3",
        f"{music}/b.mp3",
        f"file://{music}/c%0Ad.mp3",
    ]


@pytest.mark.parametrize("add", [Library.add_sessions, Library.add_studio])
def test_what_was_made_here_is_known_again_when_the_data_folder_was_moved(
    library: Library, tmp_path: Path, add: Callable[[Library, str], Source]
):
    old, new, copy = (tmp_path / name for name in ("old", "new", "copy"))
    old.mkdir()
    first = add(library, str(old))
    old.rename(new)
    moved = add(library, str(new))
    assert (moved.id, moved.location) == (first.id, str(new))
    assert library.sources() == [moved]
    copy.mkdir()  # both are there: two sources, as a copied folder would be
    assert add(library, str(copy)).id != first.id
