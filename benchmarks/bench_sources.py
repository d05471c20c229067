"""Measure music servers: walking, playlists, originals, copies, and sharing analysis.

    python -m benchmarks sources [--only PART ...] [--quick] [--large]

Parts: walk, catalogue, playlists, originals, probe, collection. The servers are the fakes of the
tests, each in a process of its own, and the mpd of this machine; times of walking hold the fake's
time too, so the processor time of the walking process stands beside them. A full run takes about
ten minutes on two quiet cores, --quick about two, --large forty minutes more.
"""

import argparse
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import menura  # noqa: F401  first of all: it holds the arithmetic to one thread, as in the service
from benchmarks.listening.report import Table
from benchmarks.sources_collection import measure_collection
from benchmarks.sources_originals import measure_originals
from benchmarks.sources_playlists import measure_playlists
from benchmarks.sources_probe import measure_probe
from benchmarks.sources_walk import TRACKS, measure_catalogue, measure_walks


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything is measured."""

    tracks: int = TRACKS
    playlist: int = 2_000
    files: int = 24
    rounds: int = 7
    shared: int = 10_000


FULL = Sizes()
QUICK = Sizes(tracks=5_000, playlist=300, files=6, rounds=3, shared=500)
LARGE_SHARED = 100_000
PARTS: Mapping[str, Callable[[Sizes], Table]] = {
    "walk": lambda sizes: measure_walks(sizes.tracks),
    "catalogue": lambda sizes: measure_catalogue(sizes.tracks),
    "playlists": lambda sizes: measure_playlists(sizes.playlist),
    "originals": lambda sizes: measure_originals(sizes.files, sizes.rounds),
    "probe": lambda sizes: measure_probe(sizes.rounds),
    "collection": lambda sizes: measure_collection(sizes.shared),
}


def main() -> None:
    """Run the parts that are asked for and print their figures."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks sources",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help="run only these")
    parser.add_argument("--quick", action="store_true", help="a twentieth of everything, no goals")
    parser.add_argument(
        "--large", action="store_true", help=f"share {LARGE_SHARED:,} recordings as well"
    )
    options = parser.parse_args()
    sizes = QUICK if options.quick else FULL
    for name in options.only or PARTS:
        PARTS[name](sizes).print()
        if name == "collection" and options.large:
            measure_collection(LARGE_SHARED).print()
    print(f"\nload average now {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
