"""Propose contexts to begin with, from what the library has most of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from menura.discover import UNKNOWN
from menura.suggest.rules import TEMPO_BOOST_BPM, key_of_code, tempo_distances
from menura.suggest.samples import Samples

MOST_PRESETS = 4
LEAST_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Preset:
    """A context to begin with, and how many samples are near its tempo."""

    name: str
    sample_count: int
    context: Mapping[str, Any]


def find_presets(samples: Samples) -> Sequence[Preset]:
    """Return tempi around which most loops lie, each with the commonest key there.

    Greedy: the tempo that most loops lie within 4 BPM of (half and double counted), then the same
    among those that are left.
    """
    left = ~np.isnan(samples.tempo_bpm)
    found: list[Preset] = []
    while len(found) < MOST_PRESETS and left.any():
        tempi = np.round(samples.tempo_bpm[left])
        values, counts = np.unique(tempi, return_counts=True)
        near = [
            int(counts[np.abs(values - value) <= TEMPO_BOOST_BPM].sum())
            for value in values.tolist()
        ]
        # Of those with equally many around, the one that is written most often
        best = int(np.lexsort((values, -counts, -np.array(near)))[0])
        bpm = float(values[best])
        members = left & (tempo_distances(samples.tempo_bpm, bpm) <= TEMPO_BOOST_BPM)
        count = int(np.count_nonzero(members))
        if count < LEAST_SAMPLES:
            break
        found.append(_preset(samples, bpm, members))
        left &= ~members
    return found


def _preset(samples: Samples, bpm: float, members: np.ndarray[Any, Any]) -> Preset:
    keys = samples.key[members]
    keys = keys[keys != UNKNOWN]
    context: dict[str, Any] = {"bpm": bpm}
    name = f"{bpm:.0f} BPM"
    if len(keys):
        values, counts = np.unique(keys, return_counts=True)
        key = key_of_code(int(values[np.argmax(counts)]))
        if key is not None:
            context |= {"key": key.tonic, "mode": key.mode}
            name = f"{name}, {key.name}"
    return Preset(name, int(np.count_nonzero(members)), context)
