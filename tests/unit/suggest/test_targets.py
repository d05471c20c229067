import numpy as np
import pytest

from menura.discover import Shelf
from menura.suggest.samples import gather_samples
from menura.suggest.targets import (
    LATEST,
    NO_SPACE,
    Wanted,
    centre_of,
    compare,
    find_target,
)
from tests.unit.discover.shelves import make_space, scattered_vectors
from tests.unit.suggest.worlds import sample, shelf_of, words_to

E = np.eye(4, dtype=np.float32)
NOTHING = np.zeros(4)


def shelf_with(count: int) -> Shelf:
    return shelf_of([sample() for _ in range(count)])


def test_the_target_is_the_mean_of_what_was_accepted_whatever_the_length_of_vectors():
    space = make_space(shelf_with(3), [E[0] * 100, E[1], E[2]])
    target = find_target(space, Wanted(like=(1, 2)))
    assert target == pytest.approx((E[0] + E[1]) / np.sqrt(2), abs=1e-6)


def test_only_the_last_eight_count():
    shelf = shelf_with(12)
    space = make_space(shelf, np.vstack([[E[0]] * 4, [E[1]] * 8]))
    everything = find_target(space, Wanted(like=tuple(range(1, 13))))
    assert everything == pytest.approx(E[1], abs=1e-6)
    assert LATEST == 8
    seven = find_target(space, Wanted(like=(4, *range(5, 12))))
    assert seven is not None
    assert seven[0] == pytest.approx(seven[1] / 7, abs=1e-6)


def test_words_count_as_one_more_track_where_the_space_has_words():
    text = words_to({"rain": E[3]})
    shelf = shelf_with(2)
    vectors = [E[0], E[0]]
    clap, dsp = make_space(shelf, vectors, name="clap"), make_space(shelf, vectors, name="dsp")
    wanted = Wanted(like=(1, 2), prompt="rain")
    both = (2 * E[0] + E[3]) / np.sqrt(5)
    assert find_target(clap, wanted, text) == pytest.approx(both, abs=1e-6)
    assert find_target(dsp, wanted, text) == pytest.approx(E[0], abs=1e-6)
    assert find_target(clap, Wanted(prompt="rain"), text) == pytest.approx(E[3], abs=1e-6)
    assert find_target(dsp, Wanted(prompt="rain"), text) is None
    assert find_target(clap, wanted, None) == pytest.approx(E[0], abs=1e-6)


def test_what_is_not_wanted_is_moved_away_from():
    space = make_space(shelf_with(2), [E[0], E[1]])
    target = find_target(space, Wanted(like=(1,), unlike=(2,)))
    assert target is not None
    assert target[0] > 0 > target[1]
    only = find_target(space, Wanted(unlike=(2,)))
    assert only == pytest.approx(-E[1], abs=1e-6)
    nowhere = make_space(shelf_with(2), [E[0], -E[0]])
    assert find_target(nowhere, Wanted(like=(1, 2))) is None


def test_tracks_without_a_vector_say_nothing():
    space = make_space(shelf_with(2), [E[0], NOTHING])
    assert find_target(space, Wanted(like=(2,))) is None
    assert find_target(space, Wanted(like=(77,))) is None
    assert find_target(space, Wanted(like=(1, 2, 77))) == pytest.approx(E[0])


def test_each_sample_is_compared_by_the_best_ears_that_know_it_and_the_target():
    shelf = shelf_with(5)
    samples = gather_samples(shelf, pack_of=lambda _: "")
    spaces = [
        make_space(shelf, [E[0], E[0], NOTHING, NOTHING, NOTHING], name="clap"),
        make_space(shelf, [E[0], E[1], E[0] + E[1], NOTHING, NOTHING], name="musicnn"),
        make_space(shelf, [E[0], E[1], E[1], -E[0], NOTHING], name="dsp"),
    ]
    found = compare(samples, spaces, Wanted(like=(1,)))
    assert [found.source(place) for place in range(5)] == [
        "clap",
        "clap",
        "musicnn",
        "dsp",
        "recency",
    ]
    assert found.cosine == pytest.approx([1, 1, np.sqrt(0.5), -1, 0], abs=1e-6)
    # The accepted one is unknown to CLAP: then CLAP can compare nothing
    without = compare(samples, spaces, Wanted(like=(3,)))
    assert [without.source(place) for place in range(4)] == ["musicnn"] * 3 + ["dsp"]


def test_nothing_accepted_leaves_all_to_recency():
    shelf = shelf_with(3)
    samples = gather_samples(shelf, pack_of=lambda _: "")
    found = compare(samples, [make_space(shelf, E[:3])], Wanted())
    assert (found.space == NO_SPACE).all()
    assert not found.cosine.any()


def test_the_cosines_are_those_of_brute_force():
    shelf = shelf_with(40)
    vectors = scattered_vectors(40, 12, seed=5)
    samples = gather_samples(shelf, pack_of=lambda _: "")
    found = compare(samples, [make_space(shelf, vectors)], Wanted(like=(3, 9)))
    mean = vectors[[2, 8]].mean(axis=0)
    assert found.cosine == pytest.approx(vectors @ (mean / np.linalg.norm(mean)), abs=1e-5)


def test_the_middle_is_where_most_are():
    shelf = shelf_with(4)
    samples = gather_samples(shelf, pack_of=lambda _: "")
    found = centre_of(samples, [make_space(shelf, [E[0], E[0] + E[1] / 4, E[0], E[2]])])
    assert found.cosine[3] < 0.5 < found.cosine[:3].min()
