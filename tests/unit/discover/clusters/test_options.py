"""What a clustering may be asked for."""

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from menura.discover.clusters.model import Algorithm, Basis, ClusterOptions, ScoreWeights
from menura.discover.clusters.options import (
    check_options,
    options_from_payload,
    options_to_payload,
    suggest_clusters,
)
from menura.discover.errors import EmptyLibraryError, SearchInputError


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"iterations": 0}, "iterations"),
        ({"iterations": 10_001}, "iterations"),
        ({"clusters_from": -1}, "clusters_from"),
        ({"clusters_from": 90, "clusters_to": 80}, "clusters_from"),
        ({"clusters_to": 5_000}, "clusters_to"),
        ({"eps_from": math.nan}, "eps_from"),
        ({"eps_to": 0.0}, "eps_to"),
        ({"eps_from": 2.0}, "eps_from"),
        ({"min_samples_from": 30}, "min_samples_from"),
        ({"sample_size": 0}, "sample_size"),
        ({"sample_size": 30}, "sample_size"),
        ({"sample_change": 1.5}, "sample_change"),
        ({"explore_share": math.nan}, "explore_share"),
        ({"elites": 0}, "elites"),
        ({"min_songs": 0}, "min_songs"),
        ({"max_songs": 3, "min_songs": 5}, "max_songs"),
        ({"per_artist": -1}, "per_artist"),
        ({"seed": -1}, "seed"),
        ({"naming": "poem"}, "naming"),
        ({"weights": ScoreWeights(diversity=0.0, purity=0.0)}, "weights"),
        ({"weights": ScoreWeights(purity=math.inf)}, "weights.purity"),
        ({"weights": ScoreWeights(silhouette=-1.0)}, "weights.silhouette"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(SearchInputError) as refused:
        check_options(replace(ClusterOptions(), **wrong), 1_000)
    assert refused.value.field == field
    assert refused.value.message.endswith(".")


def test_the_defaults_are_fine() -> None:
    check_options(ClusterOptions(), 40)


def test_more_clusters_than_tracks_are_refused_with_a_number_that_works() -> None:
    with pytest.raises(SearchInputError, match="40 is more than the 20 tracks"):
        check_options(ClusterOptions(), 20)
    few, many = suggest_clusters(20)
    check_options(ClusterOptions(clusters_from=few, clusters_to=many), 20)


def test_dbscan_needs_tracks_not_clusters() -> None:
    options = ClusterOptions(algorithm=Algorithm.DBSCAN)
    check_options(options, 5)
    with pytest.raises(SearchInputError, match="min_samples_from = 5 is more than the 4 tracks"):
        check_options(options, 4)


def test_an_empty_library_is_told_as_such() -> None:
    with pytest.raises(EmptyLibraryError, match="No track has been analysed"):
        check_options(ClusterOptions(), 0)
    with pytest.raises(EmptyLibraryError, match="filter"):
        check_options(ClusterOptions(filter={"genres": ["Polka"]}), 0)


def test_options_survive_json() -> None:
    options = ClusterOptions(
        algorithm=Algorithm.GMM,
        basis=Basis.FEATURES,
        genres=("Rock", "Jazz"),
        weights=ScoreWeights(silhouette=0.5),
        filter={"favourites_only": True},
        seed=9,
    )
    assert options_from_payload(json.loads(json.dumps(options_to_payload(options)))) == options


def test_what_is_not_written_down_has_its_default() -> None:
    assert options_from_payload({"eps_to": 2, "weights": {"purity": 3}}) == ClusterOptions(
        eps_to=2.0, weights=ScoreWeights(purity=3.0)
    )


@pytest.mark.parametrize(
    "payload",
    [
        {"clusters": 3},
        {"iterations": "many"},
        {"iterations": True},
        {"iterations": 2.5},
        {"algorithm": "magic"},
        {"genres": "Rock"},
        {"weights": 2},
        {"weights": {"beauty": 1.0}},
        {"filter": []},
    ],
)
def test_unknown_names_and_wrong_types_are_refused(payload: dict[str, object]) -> None:
    with pytest.raises(SearchInputError):
        options_from_payload(payload)
