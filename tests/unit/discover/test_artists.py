"""Artists are compared by all the sounds they make, and found by any spelling."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.catalogue import TrackKind
from menura.discover.artist_mixtures import fit_mixture
from menura.discover.artists import (
    artist_distances,
    find_similar_artists,
    fit_artists,
    load_artists,
    save_artists,
)
from menura.discover.errors import ArtistNotFoundError, SearchInputError
from menura.vectors import InvalidVectorsError
from tests.unit.discover.shelves import clustered_library, make_shelf, track_id


def unit(vectors):
    rows = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths == 0, 1, lengths)


def grouped(sizes, *, dimension=40, noise=0.25, seed=0):
    """Return tracks of well separated groups of these sizes, mixed."""
    rng = np.random.default_rng(seed)
    centres = unit(rng.normal(size=(len(sizes), dimension)))
    group = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    spread = rng.normal(size=(len(group), dimension)) * noise / np.sqrt(dimension)
    return unit(centres[group] + spread), group, centres


def models_of(artists, vectors, **given):
    shelf = make_shelf([{"artist": artist, **given} for artist in artists])
    return fit_artists(shelf, unit(vectors), "dsp"), shelf


@pytest.fixture(scope="module")
def library():
    return clustered_library(400, d=12, seed=3)


@pytest.fixture(scope="module")
def models(library):
    return fit_artists(library.shelf, library.vectors, "dsp")


@pytest.mark.parametrize("seed", range(5))
def test_three_separate_groups_are_three_components(seed):
    vectors, group, centres = grouped([30, 20, 10], seed=seed)
    found = fit_mixture(vectors, np.random.default_rng(seed))
    assert found.weights == pytest.approx([0.5, 1 / 3, 1 / 6], abs=0.01)
    assert np.allclose(np.linalg.norm(found.means, axis=1), 1.0, atol=1e-5)
    assert (np.sum(found.means * centres, axis=1) > 0.98).all()
    assert len(group) == 60


@pytest.mark.parametrize("seed", range(5))
def test_one_group_is_one_component(seed):
    vectors, _, _ = grouped([60], seed=seed)
    assert len(fit_mixture(vectors, np.random.default_rng(seed)).weights) == 1


def test_as_many_components_are_found_as_by_the_textbook():
    mixture = pytest.importorskip("sklearn.mixture")
    for sizes in ([25, 25], [20, 20, 20], [15, 15, 15, 15]):
        vectors, _, _ = grouped(sizes, seed=len(sizes), noise=0.4)
        fits = [
            mixture.GaussianMixture(k, covariance_type="diag", n_init=3, random_state=42)
            for k in range(1, 7)
        ]
        textbook = 1 + int(np.argmin([fit.fit(vectors).bic(vectors) for fit in fits]))
        ours = len(fit_mixture(vectors, np.random.default_rng(0)).weights)
        assert ours == textbook == len(sizes)


@settings(max_examples=40, deadline=None)
@given(count=st.integers(1, 60), copies=st.integers(1, 8), seed=st.integers(0, 2**32))
def test_any_tracks_make_a_mixture(count, copies, seed):
    rng = np.random.default_rng(seed)
    vectors = unit(np.repeat(rng.normal(size=(-(-count // copies), 6)), copies, axis=0)[:count])
    found = fit_mixture(vectors, np.random.default_rng(seed))
    assert 1 <= len(found.weights) <= max(1, min(10, count // 5))
    assert found.weights.sum() == pytest.approx(1.0, abs=1e-5)
    assert np.allclose(np.linalg.norm(found.means, axis=1), 1.0, atol=1e-5)
    again = fit_mixture(vectors, np.random.default_rng(seed))
    assert np.array_equal(found.means, again.means)


def test_opposite_tracks_still_have_a_direction():
    vectors = unit([[1, 0], [-1, 0]] * 3)
    assert np.allclose(np.linalg.norm(fit_mixture(vectors, np.random.default_rng(0)).means), 1.0)


def test_few_songs_are_their_own_components():
    found, shelf = models_of(["A"] * 4 + ["B"], np.eye(5))
    assert np.diff(found.starts).tolist() == [4, 1]
    assert found.weights.tolist() == [0.25] * 4 + [1.0]
    assert found.songs[:, 0].tolist() == shelf.numbers.tolist()
    assert (found.songs[:, 1:] == -1).all()
    assert np.isnan(found.song_distances[:, 1:]).all()


def test_songs_stand_for_their_own_component_nearest_first():
    vectors, group, _ = grouped([30, 20])
    found, shelf = models_of(["A"] * 50, vectors)
    assert len(found.weights) == 2
    for component in range(2):
        own = np.flatnonzero(group == component)
        order = own[np.argsort(1 - vectors[own] @ found.means[component], kind="stable")]
        assert found.songs[component].tolist() == shelf.numbers[order[:3]].tolist()
    assert (np.diff(found.song_distances, axis=1) >= 0).all()


def test_spellings_are_one_artist_under_the_most_frequent():
    found, _ = models_of(["Björk", "bjork", "Björk", "!!!", None, "?"], np.eye(6))
    assert list(found.keys) == sorted(found.keys)
    assert dict(zip(found.names, found.track_counts.tolist(), strict=True)) == {
        "Björk": 3,
        "!!!": 1,
        "?": 1,
    }


def test_tracks_without_sound_and_parts_of_music_do_not_count():
    vectors = np.eye(4, dtype=np.float32)
    vectors[1] = 0.0
    rows = [{"artist": "A"}, {"artist": "B"}, {"artist": "C", "kind": TrackKind.STEM}]
    shelf = make_shelf([*rows, {"artist": "A"}])
    assert fit_artists(shelf, vectors, "dsp").names == ["A"]


def test_an_artist_is_fitted_the_same_whoever_else_is_there(library, models):
    half = [i for i, code in enumerate(library.shelf.artist) if code % 2 == 0]
    names = [library.shelf.artists[library.shelf.artist[i]] for i in half]
    shelf = make_shelf([{"number": i + 1, "artist": n} for i, n in zip(half, names, strict=True)])
    alone = fit_artists(shelf, library.vectors[half], "dsp")
    for artist, key in enumerate(alone.keys):
        there = models.components(models.keys.index(key))
        assert np.array_equal(alone.means[alone.components(artist)], models.means[there])


def test_nothing_is_fitted_to_an_empty_shelf():
    found = fit_artists(make_shelf(0), np.empty((0, 8), np.float32), "dsp")
    assert len(found.keys) == 0
    with pytest.raises(ArtistNotFoundError):
        find_similar_artists(found, make_shelf(0), "A")


@pytest.mark.parametrize("vectors", [np.full((2, 3), np.nan, "f4"), np.ones((3, 3), "f4")])
def test_vectors_that_do_not_fit_the_shelf_are_refused(vectors):
    with pytest.raises(InvalidVectorsError):
        fit_artists(make_shelf(2), vectors, "dsp")


def test_fitting_tells_how_far_it_is_and_can_be_stopped(library):
    def stop(share, doing):
        assert share == 0.0
        raise InterruptedError(doing)

    with pytest.raises(InterruptedError, match="Artist"):
        fit_artists(library.shelf, library.vectors, "dsp", report=stop)


def test_distances_are_those_of_the_plain_double_loop(models):
    for one in range(0, len(models.keys), 7):
        distances = artist_distances(models, one)
        for other in range(len(models.keys)):
            assert distances[other] == pytest.approx(plain_distance(models, one, other), abs=1e-5)


def plain_distance(models, one, other):
    total = 0.0
    for here, there in ((one, other), (other, one)):
        for i in range(models.starts[here], models.starts[here + 1]):
            gaps = [
                1.0 - float(np.dot(models.means[i], models.means[j]))
                for j in range(models.starts[there], models.starts[there + 1])
            ]
            total += float(models.weights[i]) * min(gaps)
    return total / 2.0


def test_distance_is_zero_to_itself_and_the_same_both_ways(models):
    square = np.stack([artist_distances(models, i) for i in range(len(models.keys))])
    assert np.abs(np.diag(square)).max() <= 1e-6
    assert np.allclose(square, square.T, atol=2e-6)
    assert square.min() >= 0.0
    assert square.max() <= 2.0


def test_the_nearest_artists_come_first_without_the_one_asked_for(library, models):
    name = models.names[5]
    found = find_similar_artists(models, library.shelf, name.upper(), 10)
    distances = [artist.distance for artist in found]
    assert len(found) == 10
    assert distances == sorted(distances)
    assert name not in [artist.name for artist in found]
    everybody = np.sort(np.delete(artist_distances(models, 5), 5))
    assert distances == pytest.approx(everybody[:10].tolist())


def test_equal_artists_come_by_name():
    found, shelf = models_of(["Z", "M", "A", "Q"], [[1, 0], [0, 1], [0, 1], [0, 1]])
    assert [a.name for a in find_similar_artists(found, shelf, "z")] == ["A", "M", "Q"]


def test_matches_show_which_sounds_are_alike_and_by_which_songs():
    found, shelf = models_of(["A", "A", "B", "B"], [[1, 0, 0], [0, 1, 0], [1, 0.1, 0], [0, 0, 1]])
    (other,) = find_similar_artists(found, shelf, "A", with_matches=True)
    best = other.matches[0]
    assert (best.component, best.other_component) == (0, 0)
    assert best.distance == pytest.approx(1 - 1 / np.sqrt(1.01), abs=1e-5)
    assert (best.weight, best.other_weight) == (0.5, 0.5)
    assert (best.track_ids, best.other_track_ids) == ([track_id(1)], [track_id(3)])
    assert {m.component for m in other.matches} == {m.other_component for m in other.matches}
    assert len(find_similar_artists(found, shelf, "A")[0].matches) == 0


def test_results_say_what_the_artists_have_in_common():
    ours = [{"artist": "A", "genres": ("Rock",), "tempo_bpm": t} for t in (90, 100, 130)]
    theirs = [{"artist": "B", "genres": ("Folk", "Rock"), "tempo_bpm": t} for t in (100, 120, 150)]
    shelf = make_shelf([*ours, *theirs])
    found = fit_artists(shelf, unit([[1, 0], [1, 0.1], [1, 0.2]] * 2), "dsp")
    (other,) = find_similar_artists(found, shelf, "A")
    assert {reason.code: reason.text for reason in other.reasons} == {
        "sound": "hardly to be told apart in sound",
        "matching": "all their sounds match",
        "genres": "both: Rock",
        "tempo": "both often 104 to 124 BPM",
    }


def test_artists_that_left_the_shelf_are_not_shown():
    found, _ = models_of(["A", "B", "C"], np.eye(3))
    later = make_shelf([{"number": 1, "artist": "A"}, {"number": 3, "artist": "C"}])
    assert [artist.name for artist in find_similar_artists(found, later, "A")] == ["C"]


@pytest.mark.parametrize("count", [-1, 0, 501])
def test_counts_beyond_reason_are_refused(library, models, count):
    with pytest.raises(SearchInputError, match="1 to 500"):
        find_similar_artists(models, library.shelf, models.names[0], count)


@pytest.mark.parametrize("name", ["nobody", "", "   "])
def test_an_unknown_artist_is_an_error(library, models, name):
    with pytest.raises(ArtistNotFoundError):
        find_similar_artists(models, library.shelf, name)


def test_models_are_the_same_after_saving(models, tmp_path):
    path = tmp_path / "new folder" / "artists.npz"
    save_artists(models, path)
    save_artists(models, path)
    loaded = load_artists(path)
    assert loaded is not None
    assert (loaded.space, loaded.revision) == (models.space, models.revision)
    assert (loaded.keys, loaded.names) == (list(models.keys), list(models.names))
    for column in ("starts", "means", "weights", "songs", "song_distances", "track_counts"):
        written, read = getattr(models, column), getattr(loaded, column)
        assert np.array_equal(written, read, equal_nan=written.dtype.kind == "f")
    assert [file.name for file in path.parent.iterdir()] == ["artists.npz"]


def test_a_missing_file_is_none(tmp_path):
    assert load_artists(tmp_path / "none.npz") is None


@settings(max_examples=30, deadline=None)
@given(cut=st.floats(0, 1), at=st.floats(0, 0.999), value=st.integers(0, 255))
def test_a_damaged_file_is_none_or_as_it_was(models, tmp_path_factory, cut, at, value):
    path = tmp_path_factory.getbasetemp() / "damaged.npz"
    save_artists(models, path)
    whole = bytearray(path.read_bytes())
    whole[int(at * len(whole))] = value
    path.write_bytes(bytes(whole))
    changed = load_artists(path)
    assert changed is None or np.array_equal(changed.means, models.means)
    path.write_bytes(bytes(whole[: int(cut * (len(whole) - 1))]))
    assert load_artists(path) is None


def test_columns_that_do_not_fit_together_are_none(models, tmp_path):
    path = tmp_path / "artists.npz"
    save_artists(replace(models, weights=models.weights[1:]), path)
    assert load_artists(path) is None


def test_a_write_that_fails_leaves_the_old_file_and_no_rubbish(models, tmp_path, monkeypatch):
    path = tmp_path / "artists.npz"
    save_artists(models, path)

    def fail(*_args, **_named):
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(OSError, match="no space"):
        save_artists(replace(models, revision=99), path)
    kept = load_artists(path)
    assert kept is not None
    assert kept.revision == models.revision
    assert len(list(tmp_path.iterdir())) == 1
