"""What every search finds in a fixed synthetic library, to the track.

The laws beside this file say what must hold of any result; this one notices when a result changes.
When that was meant, write the file anew: ``python -m tests.unit.discover.test_golden``.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from menura.catalogue import Listening
from menura.discover import (
    AlchemyOptions,
    ExtendOptions,
    FingerprintOptions,
    Ingredient,
    IngredientKind,
    Order,
    PathOptions,
    SearchSpace,
    SimilarOptions,
    TrackFilter,
    extend_playlist,
    find_path,
    find_similar,
    find_similar_artists,
    fit_artists,
    mix,
    order_rows,
    take_fingerprint,
)
from tests.unit.discover.shelves import clustered_library, make_space

GOLDEN = Path(__file__).parents[2] / "golden" / "discover.json"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def track(search: SearchSpace, row: int) -> Ingredient:
    track_id = search.shelf.track_id(row)
    return Ingredient(IngredientKind.TRACK, f"track {row}", (track_id,))


def numbers(items: Any) -> list[int]:
    return [item.number for item in items]


def found() -> dict[str, list[int] | list[str]]:
    """Return what every search finds."""
    library = clustered_library(600, d=32, seed=5)
    search = make_space(library.shelf, library.vectors)
    shelf = search.shelf
    calm = Ingredient(IngredientKind.MOOD, "relaxed")
    rock = TrackFilter(genres=("Rock",))
    ids = [shelf.track_id(row) for row in range(0, 60, 5)]
    played = [Listening(one, 3 + at, NOW - timedelta(days=9 * at)) for at, one in enumerate(ids)]
    models = fit_artists(shelf, search.vectors(shelf.numbers), "dsp")
    artist = shelf.artists[int(shelf.artist[0])]
    return {
        "similar": numbers(find_similar(search, [track(search, 3)], SimilarOptions(25)).items),
        "similar rock": numbers(
            find_similar(
                search, [track(search, 3)], SimilarOptions(10, per_artist=1, filter=rock)
            ).items
        ),
        "path": numbers(find_path(search, track(search, 1), track(search, 400)).items),
        "another path": numbers(
            find_path(
                search, track(search, 1), calm, PathOptions(steps=12, variance=0.5, seed=3)
            ).items
        ),
        "alchemy": numbers(
            mix(
                search,
                [track(search, 7), calm],
                [track(search, 90)],
                AlchemyOptions(count=20, temperature=0.0),
            ).items
        ),
        "alchemy by chance": numbers(
            mix(search, [track(search, 7)], (), AlchemyOptions(count=20, seed=11)).items
        ),
        "extend": numbers(extend_playlist(search, ids, ids[:1], ExtendOptions(count=15)).items),
        "fingerprint": numbers(
            take_fingerprint(search, played, NOW, FingerprintOptions(count=30)).items
        ),
        "artists": [one.name for one in find_similar_artists(models, shelf, artist, 8)],
        "harmonic": [int(row) for row in order_rows(search, range(40), Order.HARMONIC)],
        "smooth": [int(row) for row in order_rows(search, range(40), Order.SMOOTH)],
    }


@pytest.fixture(scope="module")
def results() -> dict[str, list[int] | list[str]]:
    return found()


@pytest.mark.parametrize("name", sorted(json.loads(GOLDEN.read_text())) if GOLDEN.exists() else [])
def test_a_fixed_library_gives_the_results_it_gave(name: str, results) -> None:
    assert results[name] == json.loads(GOLDEN.read_text())[name]


def test_nothing_is_missing_from_the_golden_results(results) -> None:
    assert set(results) == set(json.loads(GOLDEN.read_text()))
    assert all(len(np.unique(one)) == len(one) > 5 for one in results.values())


if __name__ == "__main__":
    lines = [f"{json.dumps(name)}: {json.dumps(one)}" for name, one in found().items()]
    GOLDEN.write_text("{\n" + ",\n".join(lines) + "\n}\n")
