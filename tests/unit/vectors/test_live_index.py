"""A live index equals brute force over the rows as they are now, whatever happened before."""

import tempfile
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from menura.vectors import (
    DISTANCE_TOLERANCE,
    BuildOptions,
    Changes,
    IndexDamagedError,
    InvalidVectorsError,
    LiveIndex,
    SearchOptions,
    build_index_file,
)
from menura.vectors.index_folder import current_version

DIMENSION = 6
MOST_KEYS = 120
KEYS = st.lists(st.integers(0, MOST_KEYS - 1), max_size=60, unique=True)
SEEDS = st.integers(0, 2**32 - 1)


def vectors(count: int, seed: int):
    return np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)


def changes(revision: int, keys, seed: int = 0, deleted=()) -> Changes:
    return Changes(
        revision=revision,
        keys=np.array(keys, np.int64),
        vectors=vectors(len(keys), seed),
        deleted=np.array(deleted, np.int64),
    )


class LiveIndexMachine(RuleBasedStateMachine):
    """Change rows, rebuild the file, reload it, in any order; compare with a dictionary."""

    @initialize(exact_until_rows=st.sampled_from([0, 10_000]))
    def begin(self, exact_until_rows: int) -> None:
        self.home = tempfile.TemporaryDirectory()
        self.folder = Path(self.home.name)
        self.live = LiveIndex(self.folder, DIMENSION, SearchOptions(probes=10_000))
        self.options = BuildOptions(exact_until_rows=exact_until_rows)
        self.rows: dict[int, np.ndarray] = {}
        self.revision = 0
        self.delivered: list[Changes] = []

    def teardown(self) -> None:
        if hasattr(self, "home"):
            self.home.cleanup()

    @rule(keys=KEYS, deleted=KEYS, seed=SEEDS)
    def change(self, keys: list[int], deleted: list[int], seed: int) -> None:
        deleted = [key for key in deleted if key not in keys]
        self.revision += 1
        made = changes(self.revision, keys, seed, deleted)
        self.delivered.append(made)
        assert made.vectors is not None
        self.rows.update(zip(keys, made.vectors, strict=True))
        for key in deleted:
            self.rows.pop(key, None)
        self.live.refresh(made)

    @precondition(lambda self: self.delivered)
    @rule(which=SEEDS)
    def deliver_again(self, which: int) -> None:
        self.live.refresh(self.delivered[which % len(self.delivered)])

    @rule()
    def rebuild(self) -> None:
        chunk = (np.array(list(self.rows), np.int64), np.array(list(self.rows.values())))
        build_index_file(
            self.folder,
            [chunk] if self.rows else [],
            dimension=DIMENSION,
            revision=self.revision,
            options=self.options,
        )

    @rule()
    def reload(self) -> None:
        if self.live.reload():
            assert self.live.version == current_version(self.folder)
        assert self.live.revision == self.revision if self.delivered else True

    @rule(
        seed=SEEDS,
        count=st.integers(1, MOST_KEYS + 10),
        allowed=st.none() | KEYS,
        excluded=st.none() | KEYS,
    )
    def search(self, seed, count, allowed, excluded) -> None:
        query = vectors(1, seed)[0]
        found = self.live.search(
            query,
            count,
            allowed=None if allowed is None else np.array(allowed, np.int64),
            excluded=None if excluded is None else np.array(excluded, np.int64),
        )
        left = {
            key: 1 - float(row @ query / np.linalg.norm(row) / np.linalg.norm(query))
            for key, row in self.rows.items()
            if (allowed is None or key in allowed) and key not in (excluded or ())
        }
        expected = sorted(left.values())[:count]
        np.testing.assert_allclose(found.distances, expected, atol=DISTANCE_TOLERANCE)
        for neighbour in found:
            assert neighbour.distance == pytest.approx(left[neighbour.key], abs=DISTANCE_TOLERANCE)
        assert len(set(found.keys.tolist())) == len(found)

    @invariant()
    def length_is_that_of_the_rows(self) -> None:
        if hasattr(self, "live"):
            assert len(self.live) == len(self.rows)


LiveIndexMachine.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None
)
TestLiveIndexLaw = LiveIndexMachine.TestCase


def test_reloading_forgets_the_changes_the_file_contains(tmp_path: Path) -> None:
    live = LiveIndex(tmp_path, DIMENSION)
    live.refresh(changes(1, [1, 2, 3]))
    live.refresh(changes(2, [4], deleted=[1]))
    assert (len(live), live.pending_count, live.version) == (3, 4, None)
    chunk = ([2, 3], vectors(2, 0))
    build_index_file(tmp_path, [chunk], dimension=DIMENSION, revision=1)
    assert live.reload()
    assert (len(live), live.pending_count, live.revision) == (3, 2, 2)
    assert not live.reload()


def test_a_folder_begun_anew_is_reloaded(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    live = LiveIndex(folder, DIMENSION)
    for count in (5, 9):
        build_index_file(
            folder, [(np.arange(count), vectors(count, 1))], dimension=DIMENSION, revision=0
        )
        assert live.reload()
        assert len(live) == count
        folder.rename(tmp_path / f"old-{count}")


def test_a_damaged_newer_file_leaves_the_former_in_use(tmp_path: Path) -> None:
    live = LiveIndex(tmp_path, DIMENSION)
    for revision in (1, 2):
        build_index_file(
            tmp_path, [([1, 2], vectors(2, 1))], dimension=DIMENSION, revision=revision
        )
        if revision == 1:
            live.reload()
    (tmp_path / current_version(tmp_path) / "index.faiss").write_bytes(b"short")
    with pytest.raises(IndexDamagedError, match="rebuild"):
        live.reload()
    assert len(live.search(vectors(1, 1)[0], 5)) == 2


def test_a_file_of_another_dimension_is_refused(tmp_path: Path) -> None:
    build_index_file(tmp_path, [([1], np.ones((1, 3)))], dimension=3, revision=1)
    with pytest.raises(InvalidVectorsError, match="3 dimensions where 6"):
        LiveIndex(tmp_path, DIMENSION).reload()


@pytest.mark.parametrize(
    "wrong",
    [
        Changes(revision=1, keys=np.array([1])),
        Changes(revision=1, keys=np.array([1]), vectors=np.zeros((1, DIMENSION), np.float32)),
        Changes(revision=1, keys=np.array([1]), vectors=np.ones((1, 2), np.float32)),
        Changes(revision=-1),
        changes(1, [1], deleted=[1]),
    ],
    ids=["no vector", "zeros", "dimension", "revision", "both"],
)
def test_changes_that_cannot_be_taken_in_change_nothing(tmp_path: Path, wrong) -> None:
    live = LiveIndex(tmp_path, DIMENSION)
    live.refresh(changes(0, [5]))
    with pytest.raises(InvalidVectorsError):
        live.refresh(wrong)
    assert (len(live), live.revision) == (1, 0)


def test_of_a_key_named_twice_the_later_vector_counts(tmp_path: Path) -> None:
    live = LiveIndex(tmp_path, 2)
    live.refresh(Changes(revision=0, keys=np.array([1, 1]), vectors=np.eye(2, dtype=np.float32)))
    assert live.search(np.array([0, 1], np.float32), 1).distances.tolist() == [0.0]


def test_a_distance_does_not_change_when_a_row_moves_into_the_file(tmp_path: Path) -> None:
    live = LiveIndex(tmp_path, DIMENSION)
    live.refresh(changes(1, range(50), seed=4))
    query = vectors(1, 9)[0]
    before = live.search(query, 50)
    build_index_file(tmp_path, [(np.arange(50), vectors(50, 4))], dimension=DIMENSION, revision=1)
    live.reload()
    after = live.search(query, 50)
    assert after.keys.tolist() == before.keys.tolist()
    np.testing.assert_allclose(after.distances, before.distances, atol=3e-6)


def test_searches_never_fail_while_rows_change_and_files_are_rebuilt(tmp_path: Path) -> None:
    """Key 0 always stands exactly at the query: every answer must begin with it."""
    query = vectors(1, 1)[0]
    live = LiveIndex(tmp_path, DIMENSION)
    live.refresh(Changes(revision=0, keys=np.array([0]), vectors=query[np.newaxis]))
    over, failures = threading.Event(), []
    answers = 0

    def look() -> None:
        nonlocal answers
        while not over.is_set():
            found = live.search(query, 20, excluded=np.array([3]))
            if found.keys[0] != 0 or 3 in found.keys or len(found) != min(20, len(found)):
                failures.append(found)
            answers += 1

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for revision in range(1, 25):
            keys = np.arange(1, 60 + revision)
            live.refresh(changes(revision, keys, seed=revision))
            library = np.vstack([query, vectors(len(keys), revision)])
            build_index_file(
                tmp_path,
                [(np.append(0, keys), library)],
                dimension=DIMENSION,
                revision=revision,
                options=BuildOptions(exact_until_rows=0 if revision % 2 else 1_000),
            )
            assert live.reload()
    finally:
        over.set()
        for reader in readers:
            reader.join()
    assert failures == []
    assert answers > 0
