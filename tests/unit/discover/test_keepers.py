"""What is read once is read again when it has changed, and only then."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from menura.discover import ArtistKeeper, MapKeeper, fit_artists, save_artists
from menura.discover.artist_file import load_artists
from menura.discover.clusters.model import ClusterPlaylist, ClusterRun
from menura.discover.map_keeper import ShownRun
from menura.discover.model import MusicMap
from tests.unit.discover.shelves import clustered_library, make_shelf, track_id

AT = datetime(2024, 1, 1, tzinfo=UTC)
NOTHING = ShownRun(None, lambda: None)


def a_map(count: int, layout_id: str = "first") -> MusicMap:
    places = np.random.default_rng(count).uniform(-1, 1, (count, 2)).astype(np.float32)
    return MusicMap("dsp", layout_id, "pca", np.arange(1, count + 1), places, count, AT, AT)


@dataclass
class FakeMaps:
    """Maps in memory; counts how often one is read whole."""

    music_map: MusicMap | None = None
    reads: int = 0

    def get(self, space: str) -> MusicMap | None:
        self.reads += 1
        return self.music_map

    def layout(self, space: str) -> str | None:
        known = self.music_map
        return None if known is None else f"{known.layout_id} {len(known.numbers)}"

    def put(self, music_map: MusicMap) -> None:
        self.music_map = music_map


@dataclass
class FakeRuns:
    """A run that counts how often it is read."""

    playlists: Sequence[ClusterPlaylist]
    reads: list[str] = field(default_factory=list)

    def shown(self, run_id: str) -> ShownRun:
        return ShownRun(run_id, lambda: self._read(run_id))

    def _read(self, run_id: str) -> ClusterRun:
        self.reads.append(run_id)
        return ClusterRun(
            run_id, None, False, {}, 1.0, {}, {}, {}, 10, 4, playlists=self.playlists, created_at=AT
        )


def a_playlist(name: str, *numbers: int) -> ClusterPlaylist:
    return ClusterPlaylist(name, [track_id(one) for one in numbers], {}, None, None)


def test_a_map_is_read_and_packed_once():
    keeper, maps, shelf = MapKeeper(), FakeMaps(a_map(5)), make_shelf(5)
    first = keeper.packed("dsp", maps, shelf, NOTHING)
    assert first is not None
    assert len(first) == 5
    assert keeper.packed("dsp", maps, shelf, NOTHING) is first
    assert keeper.music_map("dsp", maps) is maps.music_map
    assert maps.reads == 1


def test_a_map_is_packed_anew_when_the_library_has_changed():
    keeper, maps, shelf = MapKeeper(), FakeMaps(a_map(5)), make_shelf(5)
    first = keeper.packed("dsp", maps, shelf, NOTHING)
    assert first is not None
    renewed = replace(shelf, revision=shelf.revision + 1, is_favourite=~shelf.is_favourite)
    assert keeper.packed("dsp", maps, renewed, NOTHING) is first  # nothing that is shown
    changed = replace(shelf, revision=shelf.revision + 2, tempo_bpm=np.full(5, 99, np.float32))
    second = keeper.packed("dsp", maps, changed, NOTHING)
    assert second is not None
    assert second.version != first.version
    assert keeper.packed("dsp", maps, changed, NOTHING) is second
    assert keeper.former("dsp", first.version) is first
    assert keeper.former("dsp", "another") is None
    assert maps.reads == 1


def test_a_map_is_read_anew_when_it_was_laid_out_or_has_grown():
    keeper, maps, shelf = MapKeeper(), FakeMaps(a_map(5)), make_shelf(8)
    versions = []
    for music_map in (a_map(5), a_map(8), a_map(8, "second")):
        maps.put(music_map)
        packed = keeper.packed("dsp", maps, shelf, NOTHING)
        assert packed is not None
        assert len(packed) == len(music_map.numbers)
        assert keeper.music_map("dsp", maps) is music_map
        versions.append(packed.version)
    assert len(set(versions)) == maps.reads == 3


def test_a_map_that_is_gone_is_forgotten():
    keeper, maps, shelf = MapKeeper(), FakeMaps(a_map(5)), make_shelf(5)
    keeper.packed("dsp", maps, shelf, NOTHING)
    maps.music_map = None
    assert keeper.music_map("dsp", maps) is None
    assert keeper.packed("dsp", maps, shelf, NOTHING) is None


def test_each_space_has_a_map_of_its_own():
    keeper, one, other = MapKeeper(), FakeMaps(a_map(5)), FakeMaps(a_map(3, "other"))
    assert keeper.music_map("dsp", one) is one.music_map
    assert keeper.music_map("clap", other) is other.music_map
    assert keeper.music_map("dsp", one) is one.music_map
    assert (one.reads, other.reads) == (1, 1)


def test_clusters_colour_the_map_and_are_read_when_another_run_is_shown():
    keeper, maps, shelf = MapKeeper(), FakeMaps(a_map(4)), make_shelf(4)
    runs = FakeRuns([a_playlist("Calm", 2, 4, 99), a_playlist("Loud", 1)])
    plain = keeper.packed("dsp", maps, shelf, NOTHING)
    packed = keeper.packed("dsp", maps, shelf, runs.shown("one"))
    assert packed is not None
    assert packed.columns.cluster.tolist() == [1, 0, 255, 0]
    assert packed.manifest["clusters"] == ["Calm", "Loud"]
    assert keeper.packed("dsp", maps, shelf, runs.shown("one")) is packed
    other = keeper.packed("dsp", maps, shelf, runs.shown("two"))
    assert plain is not None
    assert other is not None
    assert plain.version != packed.version
    assert other is packed  # both runs say the same
    assert plain.columns.cluster.tolist() == [255] * 4
    assert runs.reads == ["one", "two"]
    assert maps.reads == 1


def test_a_run_that_is_gone_meanwhile_colours_nothing():
    keeper, maps, shelf = MapKeeper(), FakeMaps(a_map(4)), make_shelf(4)
    packed = keeper.packed("dsp", maps, shelf, ShownRun("gone", lambda: None))
    assert packed is not None
    assert packed.columns.cluster.tolist() == [255] * 4


def test_artists_are_read_once_until_they_are_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    reads: list[Path] = []

    def counted(path: Path):
        reads.append(path)
        return load_artists(path)

    monkeypatch.setattr("menura.discover.artist_keeper.load_artists", counted)
    keeper, path = ArtistKeeper(), tmp_path / "artists" / "artists.npz"
    assert keeper.read(path) is None
    known = clustered_library(60)
    models = fit_artists(known.shelf, known.vectors, "dsp")
    save_artists(models, path)
    first = keeper.read(path)
    assert first is not None
    assert list(first.names) == list(models.names)
    assert keeper.read(path) is first
    assert len(reads) == 1

    save_artists(replace(models, revision=77), path)
    second = keeper.read(path)
    assert second is not None
    assert (second.revision, len(reads)) == (77, 2)

    path.write_bytes(path.read_bytes()[:200])
    assert keeper.read(path) is None
    assert keeper.read(path) is None
    assert len(reads) == 3
    path.unlink()
    assert keeper.read(path) is None
