"""Samples, genomes, and which of them live on."""

import json
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from menura.discover.clusters.evolution import (
    Scored,
    batches,
    generation_rng,
    generations,
    keep_elites,
    plan_generation,
)
from menura.discover.clusters.genomes import Genome, draw, mutate
from menura.discover.clusters.model import Algorithm, ClusterOptions
from menura.discover.clusters.sampling import Sampler, share_evenly

OPTIONS = ClusterOptions(iterations=100, clusters_from=10, clusters_to=20, pca_to=16)


def scored(iteration: int, fitness: float, viable: int = 8, clusters: int = 12) -> Scored:
    genome = Genome(iteration, Algorithm.KMEANS, 10, seed=1, clusters=clusters, starts=(3, 1, 4))
    return Scored(genome, viable, fitness, {"purity": fitness})


@given(st.lists(st.integers(1, 500), min_size=1, max_size=30), st.integers(1, 5_000))
def test_places_are_shared_as_evenly_as_possible(counts: list[int], size: int) -> None:
    shares = share_evenly(counts, size)
    assert sum(shares) == min(size, sum(counts))
    assert all(share <= count for share, count in zip(shares, counts, strict=True))
    whole = [share for share, count in zip(shares, counts, strict=True) if share == count]
    cut = [share for share, count in zip(shares, counts, strict=True) if share < count]
    if cut:
        assert max(cut) - min(cut) <= 1
        assert max(whole, default=0) <= max(cut) + 1


def test_rare_genres_are_in_every_sample() -> None:
    stratum = np.array([0] * 900 + [1] * 60 + [2] * 40, np.int32)
    sampler = Sampler.create(stratum, 300, change=0.2, seed=1)
    for iteration in (0, 7, 123):
        rows = sampler.rows(iteration)
        assert np.bincount(stratum[rows]).tolist() == [200, 60, 40]
        assert len(np.unique(rows)) == 300


def test_the_share_that_changes_is_exchanged() -> None:
    sampler = Sampler.create(np.zeros(5_000, np.int32), 1_000, change=0.2, seed=1)
    first, second, later = (set(sampler.rows(i).tolist()) for i in (5, 6, 10))
    assert len(first & second) == 800
    assert not first & later
    assert set().union(*(sampler.rows(i).tolist() for i in range(25))) == set(range(5_000))


def test_a_generation_holds_every_iteration_once_and_batches_keep_the_order() -> None:
    for iterations in (1, 9, 10, 95, 1_000, 10_000):
        spans = generations(replace(OPTIONS, iterations=iterations))
        assert [i for span in spans for i in span] == list(range(iterations))
    assert len(generations(replace(OPTIONS, iterations=1_000))) == 10
    genomes = plan_generation([], generation_rng(OPTIONS, 0), OPTIONS, 0)
    assert [one for batch in batches(genomes, 3) for one in batch] == genomes


def test_a_plan_follows_from_the_seed() -> None:
    elites = [scored(i, float(i)) for i in range(5)]

    def plan(options: ClusterOptions) -> list[Genome]:
        return plan_generation(elites, generation_rng(options, 50), options, 50)

    assert plan(OPTIONS) == plan(OPTIONS)
    assert plan(OPTIONS) != plan(replace(OPTIONS, seed=1))


def test_elites_are_mutated_only_after_free_exploration() -> None:
    elites = [scored(i, float(i)) for i in range(5)]
    options = replace(OPTIONS, explore_share=0.5, mutation_share=1.0)
    early = plan_generation(elites, generation_rng(options, 40), options, 40)
    late = plan_generation(elites, generation_rng(options, 50), options, 50)
    assert all(one.parent is None for one in early)
    assert all(one.parent is not None for one in late)
    assert [one.iteration for one in late] == list(range(50, 60))


@given(st.integers(0, 1_000), st.sampled_from(Algorithm))
def test_draws_and_mutations_stay_within_the_ranges(seed: int, algorithm: Algorithm) -> None:
    options = replace(OPTIONS, algorithm=algorithm)
    rng = np.random.default_rng(seed)
    genome = draw(options, 0, rng)
    for iteration in range(1, 6):
        if algorithm is Algorithm.DBSCAN:
            assert options.eps_from <= genome.eps <= options.eps_to
            assert options.min_samples_from <= genome.min_samples <= options.min_samples_to
        else:
            assert options.clusters_from <= genome.clusters <= options.clusters_to
        assert 8 <= genome.components <= options.pca_to
        assert len(genome.starts) <= genome.clusters
        assert Genome.from_payload(json.loads(json.dumps(genome.to_payload()))) == genome
        genome = replace(genome, starts=tuple(range(genome.clusters)))
        genome = mutate(genome, options, iteration=iteration, rng=rng)


def test_enough_playlists_come_before_a_better_score() -> None:
    few, many, more = scored(1, 9.0, viable=3), scored(2, 1.0, viable=8), scored(3, 0.5, viable=20)
    assert keep_elites([few, more, many], OPTIONS) == [many, more, few]
    assert keep_elites([few, more, many], replace(OPTIONS, playlists=0)) == [few, many, more]


def test_a_solution_found_twice_takes_one_place() -> None:
    options = replace(OPTIONS, elites=2)
    again = [scored(i, 5.0) for i in range(4)]
    assert keep_elites([*again, scored(8, 0.5), scored(9, 1.0)], options) == [
        again[0],
        scored(9, 1.0),
    ]


def test_what_came_of_a_genome_survives_json() -> None:
    one = scored(4, 2.5)
    assert Scored.from_payload(json.loads(json.dumps(one.to_payload()))) == one
