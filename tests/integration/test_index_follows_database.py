"""An index file never outlives the rows it was made from."""

import shutil
from pathlib import Path

import numpy as np

from menura.analysis import EmbeddingRow
from menura.analysis.space_index import SpaceIndex
from menura.bootstrap import build
from menura.config import load_settings
from menura.embedding import DSP
from menura.store import Store, Unit, open_store
from tests.factories import add_source, add_tracks, measured


def keep_vectors(unit: Unit, count: int, seed: int) -> dict[int, np.ndarray]:
    """Keep tracks with random vectors; return these by the tracks' numbers."""
    source = add_source(unit, f"Source {seed}", f"/music/{seed}")
    tracks = add_tracks(unit, source, *(f"{n}.mp3" for n in range(count)))
    vectors = np.random.default_rng(seed).standard_normal((count, 8)).astype(np.float32)
    for track, vector in zip(tracks, vectors, strict=True):
        row = EmbeddingRow(track.id, "dsp", "model", vector)
        unit.analyses.keep(track.id, measured(embeddings=[row]))
    return {track.number: vector for track, vector in zip(tracks, vectors, strict=True)}


def nearest(index: SpaceIndex, store: Store, vector: np.ndarray) -> int:
    with store.unit(read_only=True) as unit:
        return int(index.fresh(unit.analyses).search(vector, 1).keys[0])


def test_another_database_has_index_files_of_its_own(tmp_path: Path):
    folders = []
    for _ in range(2):
        application = build(load_settings(data_dir=tmp_path / "data"))
        folders.append(application.index_folder(DSP.name))
        again = build(load_settings(data_dir=tmp_path / "data"))
        assert again.index_folder(DSP.name) == folders[-1]
        application.stop()
        again.stop()
        (tmp_path / "data" / "menura.sqlite").unlink()
    assert folders[0] != folders[1]


def test_an_index_newer_than_a_restored_database_is_dropped(tmp_path: Path):
    home, folder = tmp_path / "data", tmp_path / "index"
    store = open_store(home)
    with store.unit() as unit:
        keep_vectors(unit, 5, seed=1)
    store.close()
    shutil.copy(home / "menura.sqlite", tmp_path / "backup")
    store = open_store(home)
    with store.unit() as unit:
        keep_vectors(unit, 40, seed=2)
    SpaceIndex(folder, "dsp", 8).build(store)
    store.close()

    for file in home.glob("menura.sqlite*"):
        file.unlink()
    shutil.copy(tmp_path / "backup", home / "menura.sqlite")
    store = open_store(home)
    with store.unit() as unit:
        vectors = keep_vectors(unit, 3, seed=3)
    index = SpaceIndex(folder, "dsp", 8)
    with store.unit(read_only=True) as unit:
        assert index.is_due(unit.analyses)
    for number, vector in vectors.items():
        assert nearest(index, store, vector) == number
    assert index.build(store) == 8
    store.close()


def test_an_older_build_that_ends_later_is_no_failure(tmp_path: Path):
    store = open_store(tmp_path / "data")
    with store.unit() as unit:
        keep_vectors(unit, 4, seed=1)
    index = SpaceIndex(tmp_path / "index", "dsp", 8)
    assert index.build(store) == 4
    with store.unit(read_only=True) as unit:
        assert not index.is_due(unit.analyses)
    assert index.build(store) == 4
    store.close()
