"""The cache of stems gives back exactly what was put in, and stays within its size."""

import os
from pathlib import Path

import numpy as np

from menura.studio.stem_cache import StemCache, stem_key
from tests.unit.studio.scores import small_score

BIG = 1 << 30


def stem(seed: int, length: int = 1000) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((2, length)).astype(np.float32)


def test_a_stem_comes_back_bit_by_bit(tmp_path: Path):
    cache = StemCache(tmp_path / "stems", BIG)
    assert cache.get("a") is None
    cache.put("a", stem(1))
    kept = cache.get("a")
    assert kept is not None
    assert np.array_equal(kept, stem(1))


def test_the_longest_unused_stems_make_room(tmp_path: Path):
    cache = StemCache(tmp_path, 3 * 8200)
    for number, name in enumerate("abc"):
        cache.put(name, stem(number))
        os.utime(tmp_path / f"{name}.npy", (number, number))
    cache.get("a")  # used: now the newest
    cache.put("d", stem(4))
    assert cache.get("b") is None
    assert cache.get("a") is not None
    assert cache.get("d") is not None


def test_a_file_cut_short_is_no_stem(tmp_path: Path):
    cache = StemCache(tmp_path, BIG)
    cache.put("a", stem(1))
    whole = (tmp_path / "a.npy").read_bytes()
    for size in (0, 10, 100, len(whole) - 100):
        (tmp_path / "a.npy").write_bytes(whole[:size])
        assert cache.get("a") is None


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    cache = StemCache(blocked / "stems", BIG)
    cache.put("a", stem(1))
    assert cache.get("a") is None


def test_a_key_depends_on_every_note_and_on_everything_it_is_played_with():
    score = small_score()
    parts = list(score.parts.values())
    keys = {stem_key(part, bpm=120, seed=1) for part in parts}
    keys |= {stem_key(parts[0], bpm=121, seed=1), stem_key(parts[0], bpm=120, seed=2)}
    assert len(keys) == len(parts) + 2
    assert stem_key(parts[0], bpm=120, seed=1) == stem_key(parts[0], seed=1, bpm=120)
