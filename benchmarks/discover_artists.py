"""Fit the sounds of 10,000 artists, and ask who sounds like one."""

import time

import numpy as np

from benchmarks.discover_library import NAMES, TRACKS_PER_ARTIST, synthetic_library
from benchmarks.discover_report import print_head, print_seconds, print_times, take_times
from menura.discover import find_similar_artists, fit_artists

COUNT = 10
GOAL_MS = 50.0


def measure_artists(artist_count: int, dimension: int) -> None:
    """Print one table."""
    library = synthetic_library(artist_count * TRACKS_PER_ARTIST)
    vectors = library.vectors(dimension)
    began_s = time.perf_counter()
    models = fit_artists(library.shelf, vectors, NAMES[dimension])
    took_s = time.perf_counter() - began_s
    sounds = f" ({len(models.means):,} sounds)"
    print_head(f"{len(models.keys):,} artists, {len(library):,} x {dimension}")
    print_seconds("fitting all artists, once", took_s, more=sounds)
    chosen = np.random.default_rng(1).integers(0, len(models.keys), 100).tolist()
    names = [models.names[artist] for artist in chosen]
    plain = take_times(lambda name: find_similar_artists(models, library.shelf, name, COUNT), names)
    print_times(f"similar artists, n = {COUNT}", plain, GOAL_MS)
    matched = take_times(
        lambda name: find_similar_artists(models, library.shelf, name, COUNT, with_matches=True),
        names,
    )
    print_times("  - with which of their sounds are alike", matched, GOAL_MS)
