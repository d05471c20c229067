"""Measure what finds music, on synthetic clustered vectors, beside its goals.

    python -m benchmarks discover [--quick] [--only PART ...]

Parts: similar, path, alchemy, fingerprint, text, artists, clusters, map, shelf, http. A full run
takes about fifteen minutes on two quiet cores, a quick one less than three. What is faster or
better than something else is measured against it in the same run.
"""

import argparse
from dataclasses import dataclass

import menura  # noqa: F401  first of all: it holds the arithmetic to one thread, as in the service
from benchmarks.discover_artists import measure_artists
from benchmarks.discover_clusters import measure_clusters
from benchmarks.discover_map import measure_map
from benchmarks.discover_searches import MEASURES, measure_searches
from benchmarks.discover_server import measure_server

PARTS = (*MEASURES, "artists", "clusters", "map", "shelf", "http")


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured."""

    sizes: tuple[int, ...] = (100_000, 1_000_000)
    dimensions: tuple[int, ...] = (200, 512)
    artists: int = 10_000
    iterations: int = 1_000
    naive_iterations: int = 3
    map_tracks: int = 101_000
    server_tracks: int = 100_000


QUICK = Extent(
    sizes=(100_000, 300_000),
    dimensions=(200,),
    artists=2_000,
    iterations=60,
    naive_iterations=1,
    map_tracks=21_000,
    server_tracks=20_000,
)


def main() -> None:
    """Run the parts that are asked for and print their tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks discover",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="smaller libraries, fewer rounds")
    parser.add_argument(
        "--only", metavar="PART", help=f"run only these, with commas: {', '.join(PARTS)}"
    )
    options = parser.parse_args()
    parts = options.only.split(",") if options.only else PARTS
    if unknown := sorted(set(parts) - set(PARTS)):
        parser.error(f"there is no part {unknown[0]!r}; take some of {', '.join(PARTS)}")
    extent = QUICK if options.quick else Extent()
    measure_searches(extent.sizes, extent.dimensions, [one for one in MEASURES if one in parts])
    if "artists" in parts:
        for dimension in extent.dimensions:
            measure_artists(extent.artists, dimension)
    if "clusters" in parts:
        measure_clusters(extent.iterations, extent.naive_iterations)
    if "map" in parts:
        measure_map(extent.map_tracks)
    if "shelf" in parts or "http" in parts:
        measure_server(extent.server_tracks, [one for one in ("shelf", "http") if one in parts])


if __name__ == "__main__":
    main()
