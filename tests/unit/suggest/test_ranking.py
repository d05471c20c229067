from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.catalogue import TrackKind
from menura.suggest import Weights
from menura.suggest.ranking import Choice, ChoiceOptions, best_rows, choose, compare_pairs
from menura.suggest.samples import Samples
from tests.unit.discover.shelves import make_space, scattered_vectors
from tests.unit.suggest.worlds import around, samples_of

WEIGHTS = Weights()
FREE = replace(WEIGHTS, per_pack=100)


def chosen(
    samples: Samples,
    scores: Any,
    *,
    vectors: Any = None,
    count: int = 10,
    weights: Weights = WEIGHTS,
    name: str = "dsp",
    taken: Sequence[int] = (),
    seed: int | None = None,
) -> Choice:
    spaces = [] if vectors is None else [make_space(samples.shelf, vectors, name=name)]
    options = ChoiceOptions(count, taken, seed)
    return choose(samples, spaces, np.asarray(scores, np.float32), weights, options)


def plain(count: int, **given_: Any) -> Samples:
    return samples_of(*({} | given_ for _ in range(count)))


# ------------------------------------------------------------------------ order


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([0.0, 0.1, 0.5, -0.3, -np.inf]), min_size=1, max_size=40),
    st.integers(1, 50),
)
def test_the_best_come_first_and_of_equals_the_lower_number(scores: list[float], count: int):
    found = best_rows(np.array(scores, np.float32), count).tolist()
    wanted = sorted((row for row, score in enumerate(scores) if score > -np.inf))
    wanted.sort(key=lambda row: -np.float32(scores[row]))
    assert found == wanted[:count]


def test_without_ears_the_order_is_that_of_the_scores():
    samples = plain(30)
    scores = np.random.default_rng(0).normal(size=30)
    assert list(chosen(samples, scores).places) == np.argsort(-scores)[:10].tolist()


def test_equals_come_in_the_order_of_their_numbers():
    assert list(chosen(plain(300), np.zeros(300)).places) == list(range(10))


def test_what_is_out_is_never_chosen():
    scores = np.full(20, -np.inf)
    scores[[4, 7]] = 0.0
    assert list(chosen(plain(20), scores).places) == [4, 7]
    assert list(chosen(plain(20), np.full(20, -np.inf)).places) == []
    assert list(chosen(plain(20), scores, count=0).places) == []


@settings(deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 30), st.integers(1, 4))
def test_a_choice_has_neither_doubles_nor_gaps(seed: int, count: int, packs: int):
    rng = np.random.default_rng(seed)
    samples = samples_of(*({"pack": f"Pack {'ABCD'[i % packs]} Tales"} for i in range(24)))
    scores = np.where(rng.random(24) < 0.2, -np.inf, rng.normal(size=24))
    found = chosen(samples, scores, vectors=scattered_vectors(24, 8, seed % 1000), count=count)
    places = list(found.places)
    assert len(set(places)) == len(places)
    assert all(scores[place] > -np.inf for place in places)
    per_pack = Counter(samples.pack_name(place) for place in places)
    assert max(per_pack.values(), default=0) <= 3
    room = Counter(samples.pack_name(i) for i in range(24) if scores[i] > -np.inf)
    assert len(places) == min(count, sum(min(3, n) for n in room.values()))


# ------------------------------------------------------------------------ variety


def test_ten_are_not_all_from_one_of_two_clusters_that_are_liked_alike():
    """By score alone the first ten were of one cluster: it is a hair better."""
    vectors = around([1, 0], [0, 1], count=30, spread=0.15)
    samples, scores = plain(60), np.where(np.arange(60) < 30, 0.8, 0.795)
    by_score = chosen(samples, scores, vectors=vectors, weights=replace(WEIGHTS, mmr_lambda=1.0))
    assert Counter(place < 30 for place in by_score.places) == {True: 10}
    mixed = Counter(place < 30 for place in chosen(samples, scores, vectors=vectors).places)
    assert min(mixed[True], mixed[False]) >= 3


def test_variety_does_not_bring_in_what_fits_far_worse():
    vectors = around([1, 0], [0, 1], count=30, spread=0.08)
    scores = np.where(np.arange(60) < 30, 1.2, 0.1)
    assert all(place < 30 for place in chosen(plain(60), scores, vectors=vectors).places)


def test_the_first_is_always_the_best():
    scores = np.random.default_rng(3).normal(size=50)
    for weight in (0.0, 0.3, 0.7, 1.0):
        found = chosen(
            plain(50),
            scores,
            vectors=scattered_vectors(50, 8),
            weights=replace(WEIGHTS, mmr_lambda=weight),
        )
        if weight > 0:
            assert found.places[0] == int(np.argmax(scores))


def test_a_pack_gives_three_at_most_and_others_fill_the_list():
    rows = [{"pack": "Golden Dust"} for _ in range(400)] + [{} for _ in range(20)]
    scores = np.r_[np.linspace(2, 1, 400), np.linspace(0.5, 0.1, 20)]
    found = chosen(samples_of(*rows), scores)
    assert list(found.places) == [0, 1, 2, *range(400, 407)]
    assert found.was_capped


def test_what_belongs_to_no_pack_is_not_limited():
    samples = samples_of(*({"folder": "Loops/120 bpm"} for _ in range(20)))
    samples = replace(samples, pack=np.full(20, -1, np.int32))
    assert len(chosen(samples, np.zeros(20)).places) == 10


# ------------------------------------------------------------------------ near copies


def planted(groups: int, each: int, others: int, seed: int = 0) -> Any:
    """Return vectors of groups of near copies (cosine .995 and more) and of other sounds."""
    rng = np.random.default_rng(seed)
    centres = scattered_vectors(groups, 32, seed)
    copies = np.repeat(centres, each, axis=0) + rng.normal(size=(groups * each, 32)) * 0.004
    return np.concatenate([copies, scattered_vectors(others, 32, seed + 1)])


@pytest.mark.parametrize("name", ["dsp", "musicnn", "clap"])
@pytest.mark.parametrize(("groups", "each"), [(4, 10), (1, 40), (8, 5), (20, 2)])
def test_at_most_one_of_forty_planted_near_copies_of_each_group_is_shown(
    name: str, groups: int, each: int
):
    samples = plain(100)
    scores = np.r_[np.linspace(2, 1.5, 40), np.linspace(0.9, 0.1, 60)]
    found = chosen(samples, scores, vectors=planted(groups, each, 60), name=name)
    shown = Counter(place // each for place in found.places if place < 40)
    assert len(found.places) == 10
    assert max(shown.values()) == 1
    for place in found.places:
        folded = found.copies.get(place, [])
        assert len(folded) == (each - 1 if place < 40 else 0)
        assert all(copy // each == place // each for copy in folded)


def test_the_best_of_near_copies_leads_and_of_equals_the_lower_number():
    scores = np.r_[0.5, 0.9, 0.7, np.linspace(0.4, 0.1, 20)]
    found = chosen(plain(23), scores, vectors=planted(1, 3, 20))
    assert found.places[0] == 1
    assert sorted(found.copies[1]) == [0, 2]
    equal = chosen(plain(23), np.r_[[0.9] * 3, scores[3:]], vectors=planted(1, 3, 20))
    assert equal.places[0] == 0


def test_near_copies_far_down_the_list_are_folded_as_well():
    """They are gathered in blocks: the leader stands in the first, the copies in later ones."""
    vectors = scattered_vectors(600, 32)
    vectors[[150, 300, 599]] = vectors[0]
    found = chosen(plain(600), np.linspace(1, 0, 600), vectors=vectors, count=100)
    assert {150, 300, 599} & set(found.places) == set()
    assert 150 in found.copies[0]


@pytest.mark.parametrize(
    ("one", "other", "is_copy"),
    [
        ({}, {"kind": TrackKind.ONE_SHOT}, False),
        ({"instrument": "bass"}, {"instrument": "pad"}, True),  # guesses about the same sound
        ({"instrument": "bass"}, {"instrument": None}, True),
        ({"instrument": "bass"}, {"instrument": "bass"}, True),
        ({"duration_s": 4.0}, {"duration_s": 8.0}, False),
        ({"duration_s": 4.0}, {"duration_s": 4.01}, True),
        ({"duration_s": 4.0}, {"duration_s": None}, True),
    ],
)
def test_copies_are_of_one_kind_instrument_and_length(
    one: dict[str, Any], other: dict[str, Any], is_copy: bool
):
    found = chosen(samples_of(one, other), [0.2, 0.1], vectors=np.ones((2, 4)))
    assert list(found.places) == ([0] if is_copy else [0, 1])
    assert found.copies == ({0: [1]} if is_copy else {})


@pytest.mark.parametrize(("other", "is_copy"), [("pad", False), ("bass", True), (None, True)])
def test_what_is_only_near_is_a_copy_of_the_same_instrument_alone(other: str | None, is_copy: bool):
    near = np.array([[1.0, 0.0], [0.985, (1 - 0.985**2) ** 0.5]])
    samples = samples_of({"instrument": "bass"}, {"instrument": other})
    found = chosen(samples, [0.2, 0.1], vectors=near)
    assert list(found.places) == ([0] if is_copy else [0, 1])


def test_a_copy_of_what_stands_in_the_session_is_not_shown_nor_counted():
    vectors = planted(1, 5, 20)
    found = chosen(plain(25), np.linspace(1, 0, 25), vectors=vectors, taken=[3])
    assert not set(found.places) & set(range(5))
    assert found.copies == {}


def test_copies_are_told_by_the_best_ears_that_know_both():
    alike: Any = np.full((2, 4), 0.5, np.float32)
    apart: Any = np.eye(4, dtype=np.float32)[:2]
    half_known: Any = np.array([[0.5] * 4, [0.0] * 4], np.float32)
    for vectors, cosine in (
        ([alike, apart], 1.0),
        ([apart, alike], 0.0),
        ([half_known, alike], 1.0),
        ([half_known, half_known], 0.0),
    ):
        found = compare_pairs(vectors, ["clap", "dsp"], size=2)
        assert found.cosines[0, 1] == pytest.approx(cosine)
        assert bool(found.is_near[0, 1]) == (cosine == 1)


# ------------------------------------------------------------------------ surprises


def test_a_surprise_takes_the_last_place_and_each_seed_draws_anew():
    samples, scores = plain(300), np.linspace(1, 0, 300)
    plain_list = chosen(samples, scores)
    drawn = [chosen(samples, scores, seed=seed) for seed in range(40)]
    for found in drawn:
        assert list(found.places[:9]) == list(plain_list.places[:9])
        assert found.places[9] in found.surprise_pool
        assert not found.surprise_pool & set(plain_list.places)
    assert len({found.places[9] for found in drawn}) > 20
    again = chosen(samples, scores, seed=7)
    assert list(again.places) == list(drawn[7].places)


def test_every_surprise_is_drawn_as_often_as_another():
    samples, scores = plain(16), np.linspace(1, 0, 16)
    pool = chosen(samples, scores, seed=0).surprise_pool
    assert len(pool) == 6
    drawn = Counter(chosen(samples, scores, seed=seed).places[9] for seed in range(600))
    assert set(drawn) == set(pool)
    assert min(drawn.values()) > 60


def test_a_surprise_is_no_fourth_of_a_pack():
    rows = [{"pack": "Golden Dust"} for _ in range(50)] + [{} for _ in range(12)]
    samples = samples_of(*rows)
    scores = np.r_[np.linspace(2, 1, 50), np.linspace(0.9, 0.1, 12)]
    for seed in range(20):
        found = chosen(samples, scores, seed=seed)
        per_pack = Counter(samples.pack_name(place) for place in found.places)
        assert per_pack["Golden Dust"] == 3
        assert len(found.surprise_pool) == 12 - 7


def test_there_is_no_surprise_where_everything_is_shown():
    found = chosen(plain(10), np.linspace(1, 0, 10), seed=1)
    assert list(found.places) == list(range(10))
    assert not found.surprise_pool
