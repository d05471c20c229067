"""What may be called how, and what a name stands for that more than one thing has."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from menura.catalogue import (
    AmbiguousNameError,
    ControlCharactersError,
    Library,
    NewPlaylistItem,
    PlaylistNotFoundError,
    Playlists,
)
from menura.catalogue.errors import PlaylistNameError, TrackFileForbiddenError
from menura.store import Store, Unit
from tests.factories import add_source, add_tracks


@pytest.fixture
def unit(store: Store) -> Iterator[Unit]:
    with store.unit() as opened:
        yield opened


def test_a_name_of_two_sources_is_answered_with_their_folders(unit: Unit, library: Library):
    first, second = add_source(unit, "Music", "/a/Music"), add_source(unit, "Music", "/b/Music")
    with pytest.raises(AmbiguousNameError, match="/a/Music, /b/Music"):
        library.source("Music")
    assert library.source("/b/Music") == second
    assert library.source(first.id) == first


def test_a_folder_wins_over_a_source_of_that_name(unit: Unit, library: Library):
    add_source(unit, "/b", "/a")
    meant = add_source(unit, "B", "/b")
    assert library.source("/b") == meant


def test_a_name_of_two_playlists_is_answered_with_their_ids(playlists: Playlists):
    first, second = playlists.save("Evening", []), playlists.save("Evening", [])
    playlists.save("Evening 2", [])
    with pytest.raises(AmbiguousNameError) as told:
        playlists.get("Evening")
    assert first.id in told.value.message
    assert second.id in told.value.message
    assert playlists.get("Evening 2").name == "Evening 2"
    assert playlists.get(second.id) == second


@pytest.mark.parametrize("nonsense", ["a\x00b", "\ud800", "evening"])
def test_a_name_that_no_playlist_has_is_not_found(playlists: Playlists, nonsense: str):
    playlists.save("Evening", [])
    with pytest.raises(PlaylistNotFoundError):
        playlists.get(nonsense)


@pytest.mark.parametrize("name", ["a\x00b", "a\nb", "\x1b[31mred", "\ud800"])
def test_names_that_cannot_be_read_are_refused(
    library: Library, playlists: Playlists, tmp_path: Path, name: str
):
    with pytest.raises(PlaylistNameError, match="control characters"):
        playlists.save(name, [])
    with pytest.raises(ControlCharactersError, match="The name"):
        library.add_folder(str(tmp_path), name)
    assert not library.sources()


@pytest.mark.parametrize("name", ["👨\u200d👩\u200d👧", "a\u00a0b", "夜\u3000想曲", "Sigur Rós"])
def test_names_of_any_script_are_kept(playlists: Playlists, name: str):
    assert playlists.get(playlists.save(name, []).id).name == name


def test_a_folder_of_an_unreadable_name_gets_one_that_can_be_shown(
    library: Library, tmp_path: Path
):
    (tmp_path / "a\x1bb").mkdir()
    assert library.add_folder(str(tmp_path / "a\x1bb")).name == "a�b"


def test_a_description_has_lines_but_no_control_characters(playlists: Playlists):
    kept = playlists.save("Evening", [], "two\n\tlines")
    assert playlists.get(kept.id).description == "two\n\tlines"
    with pytest.raises(ControlCharactersError, match="The description"):
        playlists.save("Evening", [], "a\x00b")
    with pytest.raises(ControlCharactersError, match="The description"):
        playlists.rename(kept.id, version=1, name=None, description="a\x00b")


def test_a_reason_with_control_characters_is_refused(unit: Unit, playlists: Playlists):
    (track,) = add_tracks(unit, add_source(unit), "a.mp3")
    bad = [NewPlaylistItem(track.id, "a\x00b")]
    with pytest.raises(ControlCharactersError, match="The reason"):
        playlists.save("Evening", bad)
    kept = playlists.save("Evening", [])
    with pytest.raises(ControlCharactersError, match="The reason"):
        playlists.reorder(kept.id, bad, version=1)


def test_a_file_that_may_not_be_read_is_said(
    unit: Unit, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "a.mp3").write_bytes(b"x")
    (track,) = add_tracks(unit, add_source(unit, location=str(tmp_path)), "a.mp3")
    assert library.audio_file(track) == tmp_path / "a.mp3"
    # The superuser may read everything: only a pretended refusal is one on every machine.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(TrackFileForbiddenError, match="may not be read"):
        library.audio_file(track)
