"""Tell how wide, how dynamic and how bright the random prompts came out, by family of genre."""

from collections.abc import Sequence

import numpy as np

from benchmarks.listening.report import Table
from benchmarks.studio_making import Made
from menura.studio.genres.catalogue import GENRES

_LOW_BANDS, _HIGH_BANDS = slice(0, 7), slice(21, 28)  # to 125 Hz, from 4 kHz


def tell_image(made: Sequence[Made]) -> Table:
    """Return medians by family, and the genres that lie furthest from their target spectrum."""
    table = Table("width, dynamics and balance of the random prompts")
    sides = np.array([one.side_to_mid_db for one in made])
    table.add("sides to middle, median", float(np.median(sides)), "dB")
    table.add("sides to middle, 5 %", float(np.quantile(sides, 0.05)), "dB")
    table.add("sides to middle, 95 %", float(np.quantile(sides, 0.95)), "dB")
    by_family: dict[str, list[Made]] = {}
    by_genre: dict[str, list[Made]] = {}
    for one in made:
        by_family.setdefault(GENRES[one.case.genre].family, []).append(one)
        by_genre.setdefault(one.case.genre, []).append(one)
    table.detail(
        ("family", "n", "side/mid", "range LU", "crest", "centroid", "<125", ">4k", "like target"),
        [(name, *_medians(some)) for name, some in sorted(by_family.items())],
    )
    nearest = sorted(by_genre.items(), key=lambda item: _likeness(item[1]))
    table.detail(
        ("genre", "n", "side/mid", "range LU", "crest", "centroid", "<125", ">4k", "like target"),
        [(name, *_medians(some)) for name, some in nearest[:12]],
    )
    return table


def _medians(some: Sequence[Made]) -> tuple[float, ...]:
    spectra = np.array([one.spectrum_db for one in some])
    power = 10 ** (spectra / 10)
    ranges = [one.range_lu for one in some if one.range_lu is not None]
    return (
        len(some),
        float(np.median([one.side_to_mid_db for one in some])),
        float(np.median(ranges)) if ranges else float("nan"),
        float(np.median([one.crest_db for one in some])),
        float(np.median([one.centroid_hz for one in some])),
        float(np.median(10 * np.log10(power[:, _LOW_BANDS].sum(axis=1)))),
        float(np.median(10 * np.log10(power[:, _HIGH_BANDS].sum(axis=1)))),
        _likeness(some),
    )


def _likeness(some: Sequence[Made]) -> float:
    return float(np.median([one.similarity or 0.0 for one in some]))
