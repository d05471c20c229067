"""Playlists beside the music: one file for each, and nobody else's touched."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.catalogue import Playlist, PlaylistItem, Source
from menura.catalogue.playlist_folder import OWN_FOLDER, write_to_folder
from menura.kernel.errors import UnavailableError
from tests.factories import a_source, a_track, playlist


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return a_source(location=str(tmp_path))


def with_items(name: str, *locations: str) -> Playlist:
    items = tuple(
        PlaylistItem(place, a_track(place + 1, location=location), None)
        for place, location in enumerate(locations)
    )
    return replace(playlist(name), items=items)


def test_paths_are_relative_to_the_music(source: Source):
    sent = write_to_folder(source, made := with_items("Evening", "a.mp3", "B/c d.mp3"), made.items)
    path = Path(sent.path)
    assert path.parent == Path(source.location) / OWN_FOLDER
    entries = [line for line in path.read_text("utf-8").splitlines() if line[0] != "#"]
    assert entries == ["../a.mp3", "../B/c d.mp3"]
    assert (sent.track_count, sent.left_out) == (2, 0)
    assert path.stat().st_mode & 0o777 == 0o644
    assert write_to_folder(source, made, made.items[:1]).left_out == 1


def test_a_renamed_playlist_takes_its_old_file_away_and_no_other(source: Source):
    made = with_items("Evening", "a.mp3")
    old = Path(write_to_folder(source, made, made.items).path)
    others = [
        old.with_name("Evening.m3u8"),
        old.with_name("Evening (12345678).m3u8"),
        old.with_name(f"{old.stem}.txt"),
        Path(source.location) / old.name,
    ]
    for other in others:
        other.write_text("mine")
    renamed = replace(made, name="Morning")
    new = Path(write_to_folder(source, renamed, renamed.items).path)
    assert (old.exists(), new.name.startswith("Morning (")) == (False, True)
    assert [other.read_text() for other in others] == ["mine"] * len(others)
    assert write_to_folder(source, renamed, renamed.items).path == str(new)


def test_two_playlists_of_one_name_are_two_files(source: Source):
    one, other = with_items("Evening", "a.mp3"), with_items("Evening", "b.mp3")
    one = replace(one, id="00000000-0000-4000-8000-000000000001")
    other = replace(other, id="00000000-0000-4000-8000-000000000002")
    paths = [write_to_folder(source, each, each.items).path for each in (one, other)]
    assert paths[0] != paths[1]
    assert "../a.mp3" in Path(paths[0]).read_text()


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=150))
def test_any_name_becomes_a_file_in_the_own_folder(tmp_path_factory: object, name: str):
    root = tmp_path_factory.mktemp("any")  # type: ignore[attr-defined]
    made = with_items(name, "a.mp3")
    path = Path(write_to_folder(a_source(location=str(root)), made, made.items).path)
    assert path.parent == root / OWN_FOLDER
    assert list(path.parent.iterdir()) == [path]
    assert path.read_text("utf-8").startswith("#EXTM3U")


def test_a_folder_nothing_can_be_written_to_is_told_in_a_sentence(source: Source):
    (Path(source.location) / OWN_FOLDER).write_text("a file stands in the way")
    made = with_items("Evening", "a.mp3")
    with pytest.raises(UnavailableError, match="File exists") as caught:
        write_to_folder(source, made, made.items)
    assert OWN_FOLDER in caught.value.message
    gone = a_source(location=f"{source.location}/gone")
    with pytest.raises(UnavailableError, match="No such file"):
        write_to_folder(gone, made, made.items)
    assert not Path(gone.location).exists()


def test_a_write_that_fails_leaves_the_old_file(source: Source, monkeypatch: pytest.MonkeyPatch):
    made = with_items("Evening", "a.mp3")
    path = Path(write_to_folder(source, made, made.items).path)
    before = path.read_text()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("menura.catalogue.playlist_folder.os.fsync", full)
    changed = with_items("Evening", "b.mp3")
    changed = replace(changed, id=made.id)
    with pytest.raises(UnavailableError, match="No space left"):
        write_to_folder(source, changed, changed.items)
    assert path.read_text() == before
    assert list(path.parent.iterdir()) == [path]
