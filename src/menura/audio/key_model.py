"""Weigh the evidence for each key with constants that were learned once and are shipped.

The model is a multinomial regression whose weights are shared by all twelve tonics (see
`key_evidence`): learned key profiles, for more than chroma. `key_v1.json` names its origin.
``benchmarks/fit_key.py`` makes that file.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from menura.audio.arrays import Float64Array
from menura.audio.key_evidence import BLOCKS

CONSTANTS_FILE = "key_v1.json"
_MODES = ("major", "minor")

# Left-out clips of 1-4 s were right less often than the regression said, whole ones of 45 s more
# often. The sharpness at 2.4 s and its growth per e-fold of length make up for it.
_SHARPNESS_OF_SHORT, _SHORT_FRAMES = 0.8, 12
_SHARPNESS_GROWTH = 0.15
_LEAST_SHARPNESS, _MOST_SHARPNESS = 0.6, 1.25
# Single notes have 1 to 3.5 effective pitch classes, excerpts of music (.8 s and longer) 3.8 and
# more: below that the regression extrapolates and must not be sure of itself.
_FEWEST_PITCH_CLASSES = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class KeyModel:
    """Hold the learned weights.

    Parameters
    ----------
    weights : ndarray, shape (2, 192)
        For major and minor, of the columns that `key_evidence.gather_evidence` returns.
    minor_bias : float
        Added to the score of minor keys.
    """

    weights: Float64Array
    minor_bias: float

    def estimate_probabilities(
        self, evidence: Float64Array, *, frame_count: int, pitch_classes: float
    ) -> Float64Array:
        """Return the probability of each key, major on C .. B, then minor, shape ``(24,)``.

        The length of the signal and its (effective) number of pitch classes change how sure the
        answer is, never what it is.
        """
        score = np.einsum("mtd,md->mt", evidence, self.weights)
        score[1] += self.minor_bias
        score = score.ravel() * _sharpness(frame_count, pitch_classes)
        likelihood = np.exp(score - score.max())
        return np.asarray(likelihood / likelihood.sum())


@cache
def load_key_model() -> KeyModel:
    """Read the shipped weights."""
    text = files("menura.audio").joinpath(CONSTANTS_FILE).read_text(encoding="utf-8")
    stored = json.loads(text)
    weights = [
        np.concatenate([np.asarray(stored[mode][block], np.float64) for block in BLOCKS])
        for mode in _MODES
    ]
    return KeyModel(np.stack(weights), float(stored["minor_bias"]))


def _sharpness(frame_count: int, pitch_classes: float) -> float:
    grown = _SHARPNESS_OF_SHORT + _SHARPNESS_GROWTH * np.log(max(frame_count, 1) / _SHORT_FRAMES)
    variety = min(1.0, pitch_classes / _FEWEST_PITCH_CLASSES)
    return float(np.clip(grown, _LEAST_SHARPNESS, _MOST_SHARPNESS)) * variety**2
