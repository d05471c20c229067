"""Check what a clustering is asked for, and write it down as JSON."""

import math
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from enum import StrEnum
from typing import Any

from menura.discover.clusters.model import Algorithm, ClusterOptions, ScoreWeights
from menura.discover.errors import EmptyLibraryError, SearchInputError

MOST_ITERATIONS = 10_000
MOST_CLUSTERS = 2_000  # more are slower than what they find is worth
MOST_SAMPLED = 100_000
NAMINGS = ("mood_tempo", "language")
_SHARES = ("sample_change", "explore_share", "mutation_share")
_LEAST = {
    "clusters_from": 1,
    "min_samples_from": 1,
    "pca_to": 0,
    "sample_size": 1,
    "elites": 1,
    "playlists": 0,
    "max_songs": 0,
    "min_songs": 1,
    "per_artist": 0,
    "seed": 0,
}


def check_options(options: ClusterOptions, track_count: int) -> None:
    """Refuse what cannot lead to playlists, and say what would.

    `clusters_to` above the number of tracks is no fault: iterations stop at what there is.

    Raises
    ------
    EmptyLibraryError
        There is no track.
    SearchInputError
        A value makes no sense, or asks for more clusters than there are tracks.
    """
    if track_count < 1:
        raise EmptyLibraryError(filtered=bool(options.filter))
    _check_numbers(options)
    _check_ranges(options)
    _check_weights(options.weights)
    if options.naming not in NAMINGS:
        raise _wrong("naming", options.naming, f"take one of {', '.join(NAMINGS)}")
    _check_against(options, track_count)


def suggest_clusters(track_count: int) -> tuple[int, int]:
    """Return from how many to how many clusters suit so many tracks.

    The usual 40 to 100 from 1 600 tracks on; below, groups of 8 to 40 tracks, at least two.
    """
    few = min(40, max(min(2, track_count), track_count // 40))
    return few, min(100, max(few, track_count // 8))


def settle_options(options: ClusterOptions, track_count: int) -> ClusterOptions:
    """Return the options with numbers of clusters that suit the library, where none are given."""
    few, many = suggest_clusters(track_count)
    return replace(
        options,
        clusters_from=options.clusters_from or min(few, options.clusters_to or few),
        clusters_to=options.clusters_to or max(many, options.clusters_from),
    )


def options_to_payload(options: ClusterOptions) -> dict[str, Any]:
    """Return options as JSON-able values."""
    payload = asdict(options)
    payload["algorithm"] = options.algorithm.value
    payload["basis"] = options.basis.value
    payload["genres"] = list(options.genres)
    payload["filter"] = dict(options.filter)
    return payload


def options_from_payload(payload: Mapping[str, Any]) -> ClusterOptions:
    """Return the options that were written down; what is missing has its default.

    Raises
    ------
    SearchInputError
        A name is unknown, or a value is of another type.
    """
    usual = ClusterOptions()
    values = _read(payload, usual)
    if "weights" in payload:
        values["weights"] = ScoreWeights(
            **_read(_mapping("weights", payload["weights"]), usual.weights)
        )
    if "filter" in payload:
        values["filter"] = _mapping("filter", payload["filter"])
    return ClusterOptions(**values)


def _read(payload: Mapping[str, Any], usual: ClusterOptions | ScoreWeights) -> dict[str, Any]:
    known = {field.name for field in fields(usual)}
    if unknown := sorted(set(payload) - known):
        raise SearchInputError(
            f"Clustering has no option {unknown[0]!r}; there are {', '.join(sorted(known))}.",
            field=unknown[0],
        )
    return {
        name: _converted(name, value, getattr(usual, name))
        for name, value in payload.items()
        if name not in ("weights", "filter")
    }


def _converted(name: str, value: Any, usual: Any) -> Any:
    """Return a value in the type of the usual one."""
    if isinstance(usual, StrEnum):
        kinds = type(usual)
        if value not in list(kinds):
            raise _wrong(name, value, f"take one of {', '.join(kinds)}")
        return kinds(value)
    if isinstance(usual, tuple):
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            raise _wrong(name, value, "give a list of names")
        return tuple(value)
    if isinstance(usual, float) and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(usual):  # also True, which Python takes for a number
        raise _wrong(name, value, "give a text" if isinstance(usual, str) else "give a number")
    return value


def _mapping(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong(name, value, "give names with values")
    return dict(value)


def _check_numbers(options: ClusterOptions) -> None:
    if not 1 <= options.iterations <= MOST_ITERATIONS:
        raise _wrong("iterations", options.iterations, f"take 1 to {MOST_ITERATIONS}")
    for name, least in _LEAST.items():
        if getattr(options, name) < least:
            raise _wrong(name, getattr(options, name), f"take {least} or more")
    for name in _SHARES:
        if not 0.0 <= getattr(options, name) <= 1.0:  # NaN fails too
            raise _wrong(name, getattr(options, name), "take a share from 0 to 1")
    if options.sample_size > MOST_SAMPLED:
        raise _wrong("sample_size", options.sample_size, f"take {MOST_SAMPLED} or fewer")
    if 0 < options.max_songs < options.min_songs:
        raise _wrong(
            "max_songs",
            options.max_songs,
            f"take at least min_songs ({options.min_songs}), or 0 for no limit",
        )


def _check_ranges(options: ClusterOptions) -> None:
    for name in ("eps_from", "eps_to"):
        if not (math.isfinite(getattr(options, name)) and getattr(options, name) > 0.0):
            raise _wrong(name, getattr(options, name), "take a number above 0, such as 1.0")
    for name in ("clusters", "eps", "min_samples"):
        lower, upper = getattr(options, f"{name}_from"), getattr(options, f"{name}_to")
        if lower > upper:
            raise _wrong(f"{name}_from", lower, f"take at most {name}_to, which is {upper}")
    if options.clusters_to > MOST_CLUSTERS:
        raise _wrong("clusters_to", options.clusters_to, f"take {MOST_CLUSTERS} or fewer")


def _check_weights(weights: ScoreWeights) -> None:
    values = asdict(weights)
    for name, value in values.items():
        if not (math.isfinite(value) and value >= 0.0):
            raise _wrong(f"weights.{name}", value, "take 0 or a positive number")
    if not any(values.values()):
        raise SearchInputError(
            "All weights are 0, so every solution is as good as any other; "
            "set one above 0, for example diversity to 2 and purity to 1.",
            field="weights",
        )


def _check_against(options: ClusterOptions, track_count: int) -> None:
    """Compare with how many tracks there are."""
    sampled = min(track_count, options.sample_size)
    asked, name = options.clusters_from, "clusters_from"
    if options.algorithm is Algorithm.DBSCAN:
        asked, name = options.min_samples_from, "min_samples_from"
    if asked <= sampled:
        return
    if sampled < track_count:
        raise _wrong("sample_size", sampled, f"take at least {name}, which is {asked}")
    few, many = suggest_clusters(track_count)
    example = f"{few} to {many}" if few < many else f"{few}"
    advice = f"take {example}, for example" if name == "clusters_from" else "take fewer"
    raise SearchInputError(
        f"{name} = {asked} is more than the {track_count} tracks there are; {advice}, "
        "or let more music be heard first.",
        field=name,
    )


def _wrong(name: str, value: object, advice: str) -> SearchInputError:
    return SearchInputError(f"{name} = {value!r} cannot be used; {advice}.", field=name)
