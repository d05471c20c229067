"""Measure how closely tracks meet the spectrum of references of other genres."""

import tempfile
from pathlib import Path

import numpy as np

from benchmarks.listening.report import Table, at_least
from benchmarks.rendered_music import MusicLibrary, usual_folder
from benchmarks.rendered_music.soundfonts import missing_packages
from benchmarks.studio_cases import Case
from benchmarks.studio_making import Made, make_all, make_references
from menura.studio.genres.catalogue import GENRES

_GOAL = 0.85
_LENGTH_S = 24
_REFERENCE_S = 40
_DRAWN_FROM = 20_261_121


def measure_likeness(pairs: int, processes: int) -> Table:
    """Make tracks after references: half of them our own, half rendered by sampled instruments.

    References of our own share our patches with the tracks, if not their genre; the others share
    nothing with them.
    """
    with tempfile.TemporaryDirectory(prefix="menura-bench-") as name:
        references = _references(pairs, processes, Path(name))
        rng = np.random.default_rng(_DRAWN_FROM)
        order = [str(genre) for genre in rng.permutation(sorted(GENRES))]
        cases = [
            Case(
                number=number,
                prompt=f"{GENRES[genre].title}, {_LENGTH_S} seconds",
                seed=int(rng.integers(1, 2**31)),
                genre=genre,
                reference=path,
            )
            for number, (genre, path) in enumerate(
                zip(_cycled(order, len(references)), references, strict=True)
            )
        ]
        made = make_all(cases, processes)
    return _tell(made)


def _cycled(order: list[str], count: int) -> list[str]:
    return [order[number % len(order)] for number in range(count)]


def _references(pairs: int, processes: int, folder: Path) -> list[Path]:
    """Return as many references as pairs, our own and others in turn."""
    rendered: list[Path] = []
    if missing_packages():
        print("No sampled instruments here: every reference is a track of our own.")
    else:
        library = MusicLibrary(usual_folder(), processes)
        rendered = [file.path for file in library.clips(pairs // 2)]
    rng = np.random.default_rng(_DRAWN_FROM + 1)
    order = [str(genre) for genre in rng.permutation(sorted(GENRES))]
    cases = [
        Case(
            number=number,
            prompt=f"{GENRES[genre].title}, {_REFERENCE_S} seconds",
            seed=int(rng.integers(1, 2**31)),
            genre=genre,
        )
        for number, genre in enumerate(_cycled(order, pairs - len(rendered)))
    ]
    own = make_references(cases, folder, processes)
    # in turn, so that fewer pairs are still of both kinds
    return [
        path
        for number in range(max(len(own), len(rendered)))
        for path in (*own[number : number + 1], *rendered[number : number + 1])
    ]


def _tell(made: list[Made]) -> Table:
    before = np.array([_number(one.similarity_before) for one in made])
    after = np.array([_number(one.similarity) for one in made])
    table = Table(f"likeness to {len(made)} references of another genre")
    table.add("before mastering, median", float(np.median(before)))
    table.add("before mastering, share from .85", float(np.mean(before >= _GOAL)))
    table.add("in the file, median", float(np.median(after)))
    table.add("in the file, lowest", float(after.min()), "", at_least(_GOAL))
    table.add("in the file, share from .85", float(np.mean(after >= _GOAL)), "", at_least(1.0))
    first = np.mean([not one.first_faults for one in made])
    last = np.mean([not one.last_faults for one in made])
    table.add("pass every check at the first attempt", float(first))
    table.add("pass after at most two retries", float(last))
    table.detail(
        ("track after reference", "before", "after", "attempts", "failed first", "in the end"),
        [
            (
                f"{one.case.genre} after {_stem(one.case.reference)}",
                _number(one.similarity_before),
                _number(one.similarity),
                one.attempts,
                " ".join(fault.name for fault in one.first_faults),
                " ".join(fault.name for fault in one.last_faults),
            )
            for one in sorted(made, key=lambda one: _number(one.similarity))
        ],
    )
    return table


def _stem(path: Path | None) -> str:
    return "-" if path is None else path.stem


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
