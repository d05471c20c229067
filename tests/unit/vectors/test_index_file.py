"""Index files survive crashes, refuse nonsense and can be shared."""

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from menura.kernel.errors import ConflictError
from menura.vectors import (
    BuildOptions,
    ExactIndex,
    FileIndex,
    IndexDamagedError,
    IndexKind,
    IndexMissingError,
    InvalidVectorsError,
    SearchOptions,
    build_index_file,
    verify_version,
)
from menura.vectors.index_folder import POINTER_FILE, current_version, versions

DIMENSION = 8
IVF = BuildOptions(exact_until_rows=100)


def rows(count: int, seed: int = 0):
    return np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)


def build(folder: Path, count: int = 300, revision: int = 1, options: BuildOptions | None = None):
    chunk = (np.arange(count), rows(count))
    return build_index_file(
        folder, [chunk], dimension=DIMENSION, revision=revision, options=options
    )


def current(folder: Path) -> Path:
    return folder / current_version(folder)


def clustered(count: int, dimension: int):
    """Draw rows around 60 centres, as embeddings of music lie."""
    random = np.random.default_rng(11)
    centres = random.standard_normal((60, dimension))
    spread = random.standard_normal((count, dimension)) * 0.5
    return (centres[random.integers(60, size=count)] + spread).astype(np.float32)


def test_the_kind_follows_from_the_number_of_rows(tmp_path: Path) -> None:
    assert build(tmp_path, 100, 1, IVF).kind is IndexKind.EXACT
    meta = build(tmp_path, 300, 2, IVF)
    assert meta.kind is IndexKind.IVF
    assert meta.lists == 7  # 300 // 39, fewer than 4 * sqrt(300)
    assert verify_version(tmp_path) == meta


def test_lists_find_nearly_all_neighbours_with_default_options(tmp_path: Path) -> None:
    vectors = clustered(5_200, 48)
    library, queries = vectors[:5_000], vectors[5_000:]
    keys = np.arange(5_000)
    build_index_file(tmp_path, [(keys, library)], dimension=48, revision=1, options=IVF)
    found = FileIndex.open(tmp_path).search_many(queries, 10)
    true = ExactIndex(keys, library).search_many(queries, 10)
    shares = [np.isin(f.keys, t.keys).mean() for f, t in zip(found, true, strict=True)]
    assert np.mean(shares) >= 0.95


def test_lists_find_nearly_all_neighbours_in_a_tenth_of_the_rows(tmp_path: Path) -> None:
    vectors = clustered(12_000, 24)
    library, queries, keys = vectors[:11_900], vectors[11_900:], np.arange(11_900)
    build_index_file(tmp_path, [(keys, library)], dimension=24, revision=1, options=IVF)
    index, reference = FileIndex.open(tmp_path), ExactIndex(keys, library)
    allowed = keys[::10][:1_190]
    shares = []
    for query in queries:
        found = index.search(query, 10, allowed=allowed).keys
        shares.append(np.isin(found, reference.search(query, 10, allowed=allowed).keys).mean())
    assert np.mean(shares) >= 0.95


def test_wanted_rows_are_found_even_if_none_is_near_the_query(tmp_path: Path) -> None:
    """The allowed half lies opposite to the query, in lists no sensible search would read."""
    near = np.eye(1, DIMENSION) + rows(3_000) * 0.1
    near[1_500:] *= -1
    keys, options = np.arange(3_000), SearchOptions(probes=1)
    build_index_file(tmp_path, [(keys, near)], dimension=DIMENSION, revision=1, options=IVF)
    index = FileIndex.open(tmp_path, options)
    found = index.search(np.eye(1, DIMENSION, dtype=np.float32)[0], 5, allowed=keys[1_500:])
    assert len(found) == 5
    assert found.keys.min() >= 1_500


def test_the_same_rows_and_seed_give_the_same_file(tmp_path: Path) -> None:
    assert build(tmp_path / "a", options=IVF) == build(tmp_path / "b", options=IVF)


def test_chunks_give_the_same_file_as_one_array(tmp_path: Path) -> None:
    whole = build(tmp_path / "a", options=IVF)
    vectors, order = rows(300), np.random.default_rng(2).permutation(300)
    chunks = ((part, vectors[part]) for part in np.array_split(order, 7))
    pieces = build_index_file(tmp_path / "b", chunks, dimension=DIMENSION, revision=1, options=IVF)
    assert whole.files == pieces.files


@pytest.mark.parametrize(
    ("keys", "vectors"),
    [
        ([1, 2], np.ones((1, DIMENSION))),
        ([1], np.ones((1, DIMENSION - 1))),
        ([1, 1], np.ones((2, DIMENSION))),
        ([1, 2], np.array([[1.0] * DIMENSION, [0.0] * DIMENSION])),
        ([1], np.full((1, DIMENSION), np.nan)),
        ([1], np.full((1, DIMENSION), np.inf)),
        ([0.5], np.ones((1, DIMENSION))),
        ([1], np.ones(DIMENSION)),
    ],
    ids=["too few vectors", "dimension", "twice", "zeros", "nan", "infinite", "float key", "flat"],
)
def test_rows_that_cannot_be_searched_publish_nothing(tmp_path: Path, keys, vectors) -> None:
    build(tmp_path)
    before = current(tmp_path)
    good = (np.arange(100, 110), rows(10))
    with pytest.raises(InvalidVectorsError):
        build_index_file(tmp_path, [good, (keys, vectors)], dimension=DIMENSION, revision=2)
    assert current(tmp_path) == before
    assert list(tmp_path.glob(".building-*")) == []


def test_vectors_at_the_ends_of_the_float_range_keep_their_direction(tmp_path: Path) -> None:
    shape = rows(3)
    vectors = shape * np.array([[1e-38], [1e37], [1.0]], np.float32)
    build_index_file(tmp_path, [(np.arange(3), vectors)], dimension=DIMENSION, revision=1)
    index = FileIndex.open(tmp_path)
    assert [index.search(row, 1).keys.tolist() for row in shape] == [[0], [1], [2]]


def test_a_folder_without_an_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="build one"):
        FileIndex.open(tmp_path / "nowhere")


def test_a_version_that_no_pointer_names_is_not_an_index(tmp_path: Path) -> None:
    build(tmp_path)
    (tmp_path / POINTER_FILE).unlink()
    with pytest.raises(IndexMissingError, match="build one"):
        FileIndex.open(tmp_path)
    build(tmp_path, 20)
    assert len(FileIndex.open(tmp_path)) == 20


def test_a_crash_before_publishing_leaves_the_former_index(tmp_path: Path) -> None:
    """A power cut leaves a temporary folder, or a version that no pointer names."""
    build(tmp_path)
    stray = tmp_path / ".building-abc"
    stray.mkdir()
    (stray / "index.faiss").write_bytes(b"half")
    shutil.copytree(current(tmp_path), tmp_path / "v00000002-unnamed")
    (tmp_path / ".building-CURRENT").write_text("v0000")
    assert FileIndex.open(tmp_path).version.startswith("v00000001-")
    build(tmp_path, revision=2)
    assert FileIndex.open(tmp_path).version.startswith("v00000003-")
    assert not stray.exists()
    assert not (tmp_path / "v00000002-unnamed").exists()


def test_a_builder_that_fails_halfway_leaves_the_former_index(tmp_path: Path) -> None:
    build(tmp_path)
    before = current(tmp_path)

    def chunks():
        yield np.arange(10), rows(10)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index_file(tmp_path, chunks(), dimension=DIMENSION, revision=2)
    assert FileIndex.open(tmp_path).version == before.name
    assert list(tmp_path.glob(".building-*")) == []


@pytest.mark.parametrize("killed_in", ["spool_rows", "made_index", "publish", "point_at", "prune"])
def test_a_builder_killed_at_any_step_leaves_a_usable_index(tmp_path: Path, killed_in) -> None:
    build(tmp_path)
    script = f"""
import os, numpy as np
from pathlib import Path
from menura.vectors import build_index_file, index_build, index_folder
def die(*args, **kwargs): os._exit(9)
for module in (index_build, index_folder):
    if hasattr(module, {killed_in!r}):
        setattr(module, {killed_in!r}, die)
rows = np.random.default_rng(1).standard_normal((20, {DIMENSION}))
folder, chunk = Path({str(tmp_path)!r}), (np.arange(20), rows)
build_index_file(folder, [chunk], dimension={DIMENSION}, revision=2)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    expected = 20 if killed_in == "prune" else 300
    assert len(FileIndex.open(tmp_path)) == expected
    build(tmp_path, 50, revision=3)
    assert len(FileIndex.open(tmp_path)) == 50
    assert list(tmp_path.glob(".building-*")) == []


@pytest.mark.parametrize("name", ["index.faiss", "keys.npy", "meta.json"])
@pytest.mark.parametrize("fault", ["truncated", "missing", "empty"])
def test_a_damaged_file_is_named_and_a_rebuild_advised(tmp_path: Path, name, fault) -> None:
    build(tmp_path)
    path = current(tmp_path) / name
    if fault == "missing":
        path.unlink()
    else:
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] if fault == "truncated" else b"")
    with pytest.raises(IndexDamagedError, match="rebuild") as caught:
        FileIndex.open(tmp_path)
    assert name in caught.value.message
    build(tmp_path, revision=2)
    assert len(FileIndex.open(tmp_path)) == 300


@pytest.mark.parametrize("content", ["", "../../etc", "v00000009-gone", "\x00"])
def test_a_pointer_to_nothing_is_damage(tmp_path: Path, content) -> None:
    build(tmp_path)
    (tmp_path / POINTER_FILE).write_text(content)
    with pytest.raises(IndexDamagedError, match="rebuild"):
        FileIndex.open(tmp_path)


def test_changed_bytes_are_found_by_verifying(tmp_path: Path) -> None:
    build(tmp_path)
    path = current(tmp_path) / "index.faiss"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(IndexDamagedError, match="other bytes"):
        verify_version(tmp_path)


def test_files_of_another_format_are_refused(tmp_path: Path) -> None:
    build(tmp_path)
    path = current(tmp_path) / "meta.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))
    with pytest.raises(IndexDamagedError, match="another version of Menura"):
        FileIndex.open(tmp_path)


def test_an_earlier_revision_never_replaces_a_later_one(tmp_path: Path) -> None:
    build(tmp_path, revision=5)
    with pytest.raises(ConflictError, match="revision 5, later than 4"):
        build(tmp_path, revision=4)
    build(tmp_path, revision=5)


def test_old_versions_are_pruned_but_for_the_former_one(tmp_path: Path) -> None:
    for revision in range(5):
        build(tmp_path, revision=revision)
    assert [path.name[:9] for path in versions(tmp_path)] == ["v00000004", "v00000005"]
    build(tmp_path, revision=5, options=BuildOptions(kept_versions=9))
    assert len(versions(tmp_path)) == 3


def test_an_open_index_works_on_after_its_version_was_pruned(tmp_path: Path) -> None:
    build(tmp_path)
    index = FileIndex.open(tmp_path)
    for revision in range(2, 5):
        build(tmp_path, 10, revision)
    assert not (tmp_path / index.version).exists()
    assert index.search(rows(1)[0], 1).keys.tolist() == [0]


def test_builders_at_the_same_time_take_turns(tmp_path: Path) -> None:
    threads = [threading.Thread(target=build, args=(tmp_path, 200 + n, 1)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert FileIndex.open(tmp_path).version.startswith("v00000004-")
    verify_version(tmp_path)


def test_two_processes_map_the_same_file(tmp_path: Path) -> None:
    build(tmp_path, options=IVF)
    script = f"""
import sys, numpy as np
from pathlib import Path
from menura.vectors import FileIndex
index = FileIndex.open(Path({str(tmp_path)!r}))
sys.stdin.readline()
query = np.arange(1, {DIMENSION} + 1, dtype=np.float32)
print(index.search(query, 5).keys.tolist())
"""
    command = [sys.executable, "-c", script]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as first,
        subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as second,
    ):
        answers = [process.communicate("\n", timeout=60)[0] for process in (first, second)]
    query = np.arange(1, DIMENSION + 1, dtype=np.float32)
    here = str(FileIndex.open(tmp_path).search(query, 5).keys.tolist())
    assert [answer.strip() for answer in answers] == [here, here]


def test_importing_the_room_does_not_load_faiss() -> None:
    script = "import sys, menura.vectors; sys.exit('faiss' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
