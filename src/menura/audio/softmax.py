"""Turn standardised features into probabilities by a linear softmax with stored weights."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from menura.audio.arrays import Float64Array

CLIP = 3.0  # deviations; one odd value must not decide alone
_SIGNIFICANT_DIGITS = 4


@dataclass(frozen=True, slots=True, eq=False)
class SoftmaxModel:
    """Hold a linear classifier.

    Parameters
    ----------
    features, classes : tuple of str
        What goes in and what comes out, in the order of the arrays.
    mean, deviation : ndarray, shape (features,)
        What every value is measured against.
    weights : ndarray, shape (2 * features + 1, classes)
        For the standardised values, their squares and a constant, already divided by the
        temperature that calibrates the probabilities.
    origin : str
        What it was fitted on.
    """

    features: tuple[str, ...]
    classes: tuple[str, ...]
    mean: Float64Array
    deviation: Float64Array
    weights: Float64Array
    origin: str

    def probabilities(self, features: Mapping[str, float]) -> dict[str, float]:
        """Return the probability of every class; missing features count as average."""
        average = dict(zip(self.features, self.mean.tolist(), strict=True))
        values = np.array([features.get(name, average[name]) for name in self.features])
        logits = expand((values - self.mean) / self.deviation) @ self.weights
        power = np.exp(logits - logits.max())
        return dict(zip(self.classes, (power / power.sum()).tolist(), strict=True))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        stored = json.loads(text)
        return cls(
            features=tuple(stored["features"]),
            classes=tuple(stored["classes"]),
            mean=np.array(stored["mean"]),
            deviation=np.array(stored["deviation"]),
            weights=np.array(stored["weights"]),
            origin=stored["origin"],
        )

    def to_json(self) -> str:
        """Write the model with four significant digits, a row of weights on each line."""
        stored: dict[str, object] = {
            "origin": self.origin,
            "classes": list(self.classes),
            "features": list(self.features),
            "mean": _rounded(self.mean),
            "deviation": _rounded(self.deviation),
        }
        rows = ",\n  ".join(json.dumps(_rounded(row)) for row in self.weights)
        head = json.dumps(stored, indent=1).removesuffix("\n}")
        return f'{head},\n "weights": [\n  {rows}\n ]\n}}\n'


def expand(standardised: Float64Array) -> Float64Array:
    """Return clipped values, their squares and 1, so that a class may lie in the middle."""
    clipped = np.clip(standardised, -CLIP, CLIP)
    one = np.ones((*clipped.shape[:-1], 1))
    return np.concatenate([clipped, clipped**2 / CLIP, one], axis=-1)


def _rounded(values: Float64Array) -> list[float]:
    return [float(f"{value:.{_SIGNIFICANT_DIGITS}g}") for value in values]
