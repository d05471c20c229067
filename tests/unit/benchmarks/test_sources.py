"""Hold the benchmark of music servers to what its lines say."""

import re

import pytest

from benchmarks.sources_apart import run_apart
from benchmarks.sources_collection import VERSIONS, fill_library, take_in, write_archive
from benchmarks.sources_fakes import track_id
from benchmarks.sources_serving import make_audio, make_world
from menura.catalogue import SourceKind
from menura.store import open_store
from menura.store.engine import SQLITE_FILE


@pytest.mark.parametrize("kind", [SourceKind.SUBSONIC, SourceKind.EMBY, SourceKind.LYRION])
def test_a_world_has_the_tracks_a_playlist_names(kind):
    world = make_world(kind, 40, make_audio(64), "1")
    assert [track.id for track in world] == [track_id(kind, number) for number in range(40)]
    assert len({track.path for track in world}) == 40
    assert len({track.album_id for track in world}) == 4
    assert not {track.id for track in world} & {track.album_id for track in world}


def test_a_world_is_the_same_each_time_and_like_a_real_one():
    one, other = (make_world(SourceKind.SUBSONIC, 2_000, b"fLaC", "1") for _ in range(2))
    assert one == other
    assert 0.25 < sum(track.play_count > 0 for track in one) / 2_000 < 0.42
    assert 0.1 < sum(not track.title.isascii() for track in one) / 2_000 < 0.2
    assert all((track.last_played is None) == (track.play_count == 0) for track in one)


def test_an_original_begins_like_audio_and_has_its_size():
    audio = make_audio(10_000)
    assert (audio[:4], len(audio)) == (b"fLaC", 10_000)


def test_what_goes_wrong_in_a_process_of_its_own_is_told():
    with pytest.raises(RuntimeError, match="nobody_knows"):
        run_apart("benchmarks.sources_apart:nobody_knows")


def test_a_synthetic_library_is_shared_and_known_again(sqlite_template, tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    for home in (here, there):
        home.mkdir()
        (home / SQLITE_FILE).write_bytes(sqlite_template.read_bytes())
    fill_library(here, 3)
    assert write_archive(str(here)) == {"tracks": 3, "left_out": 0}
    archive = str(here / "archive")
    told = {str(home): take_in(str(home), archive) for home in (here, there)}
    assert (told[str(here)]["known"], told[str(here)]["offers"]) == (3, 0)
    assert (told[str(there)]["known"], told[str(there)]["offers"]) == (0, 3)
    store = open_store(here)
    with store.unit(read_only=True) as unit:
        assert set(unit.analyses.steps([1])[1]) == set(VERSIONS)
        assert re.fullmatch("[01]{64}", unit.collection.space_hashes()["clap"])
    store.close()
