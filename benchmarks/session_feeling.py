"""Measure whether the Session Lab's energy and density are heard in its clips."""

import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise, product
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.listening.report import Table, at_least
from benchmarks.studio_making import use_one_thread
from menura.audio.arrays import Float64Array
from menura.audio.listen import ListenOptions, decode_once, measure
from menura.sessions.clip_plans import plan_clips
from menura.sessions.clip_rendering import write_clip
from menura.sessions.measuring import spectral_centroid_hz
from menura.sessions.model import BriefParams
from menura.sessions.prompt import write_prompt

STEPS = (0.1, 0.5, 0.9)
MIDDLE = 0.5
SLIDERS = ("energy", "density")
QUANTITIES = ("loudness range (LU)", "onsets a second", "centroid (Hz)")
BRIEFS = {
    "house": "groovy house with piano",
    "lofi": "warm lofi hip hop, dusty keys",
    "cinematic": "something cinematic and hopeful",
    "rock": "rock with electric guitars",
    "no genre": "music for a rainy evening",
}
_LENGTH_S = 12.0  # long enough for a range over windows of three seconds
_BATCH_SEED = 20_261_121


@dataclass(frozen=True, slots=True)
class Setting:
    """A brief with its numbers, and which of the drawn clips."""

    brief: str
    energy: float
    density: float
    index: int


def measure_feeling(seeds: int, processes: int) -> Table:
    """Make clips of every brief at three energies and three densities, and measure the files.

    The same seeds are taken at every setting, so that each clip is compared with itself.
    """
    points = {(step, MIDDLE) for step in STEPS} | {(MIDDLE, step) for step in STEPS}
    settings = [
        Setting(brief, energy, density, index)
        for brief, (energy, density), index in product(BRIEFS, sorted(points), range(seeds))
    ]
    with ProcessPoolExecutor(
        processes, get_context("spawn"), initializer=use_one_thread
    ) as workers:
        felt = workers.map(_feel, settings, [seeds] * len(settings), chunksize=4)
        return tell_feeling(dict(zip(settings, felt, strict=True)), seeds)


def _feel(setting: Setting, seeds: int) -> tuple[float, ...]:
    """Return the quantities of one clip, as measured in its file."""
    params = BriefParams(energy=setting.energy, density=setting.density, duration_sec=_LENGTH_S)
    prompt = write_prompt(BRIEFS[setting.brief], params)
    clip = plan_clips(prompt, seeds, _LENGTH_S, _BATCH_SEED)[setting.index]
    with tempfile.TemporaryDirectory(prefix="menura-bench-") as name:
        path = Path(name) / "clip.wav"
        write_clip(clip, path)
        decoded = decode_once(path, ListenOptions(fingerprint=False))
        heard = measure(path, decoded)
    range_lu = heard.loudness.range_lu
    assert decoded.frames is not None
    return (
        float("nan") if range_lu is None else range_lu,
        heard.rhythm.onset_rate_hz,
        spectral_centroid_hz(decoded.frames),
    )


def tell_feeling(felt: Mapping[Setting, Sequence[float]], seeds: int) -> Table:
    """Return the table of what was measured of every setting."""
    table = Table(f"energy and density of clips at {STEPS}, means over {seeds} seeds")
    for slider in SLIDERS:
        rows = []
        for quantity, name in enumerate(QUANTITIES):
            by_brief = {brief: _values(felt, brief, slider, quantity, seeds) for brief in BRIEFS}
            rising = {brief: rises(values.mean(axis=0)) for brief, values in by_brief.items()}
            table.add(
                f"{name} rises with {slider}: briefs",
                sum(rising.values()) / len(rising),
                "",
                at_least(1.0),
            )
            pooled = np.concatenate(list(by_brief.values()))
            told = f"{name} rises with {slider}: all together"
            table.add(told, float(rises(pooled.mean(axis=0))), "", at_least(1.0))
            for label, values in [*by_brief.items(), ("all", pooled)]:
                each = [rises(row) for row in values]
                means = [float(mean) for mean in values.mean(axis=0)]
                rows.append((name, label, *means, f"{sum(each)} of {len(each)}"))
        header = (slider, "brief", *(f"{step:g}" for step in STEPS), "rises in")
        table.detail(header, rows)
    return table


def rises(values: "Sequence[float] | Float64Array") -> bool:
    """Tell whether each value is higher than the one before."""
    return all(before < after for before, after in pairwise(values))


def _values(
    felt: Mapping[Setting, Sequence[float]], brief: str, slider: str, quantity: int, seeds: int
) -> Float64Array:
    """Return one quantity, shape ``(seeds, steps)``."""
    return np.array(
        [
            [felt[_setting(brief, slider, step, index)][quantity] for step in STEPS]
            for index in range(seeds)
        ]
    )


def _setting(brief: str, slider: str, step: float, index: int) -> Setting:
    energy, density = (step, MIDDLE) if slider == "energy" else (MIDDLE, step)
    return Setting(brief, energy, density, index)
