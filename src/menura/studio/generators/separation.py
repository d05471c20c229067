"""Split a finished mix into stems, or say honestly that there are none."""

import importlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import soxr

from menura.audio.arrays import Float32Array
from menura.studio.generators.errors import (
    GeneratorError,
    GeneratorNotInstalledError,
    ModelNotServedError,
)
from menura.studio.generators.model import Check, Take, held
from menura.studio.rate import SAMPLE_RATE_HZ

MIX, REST = "mix", "other"
DEMUCS_LICENCE = (
    "Demucs' program is MIT licensed; its authors give the weights for scientific purposes only. "
    "Use them if that is what you do, or if you have weights of your own."
)
_CPU_S_PER_S = 1.9  # measured with random weights of htdemucs' size
_OVERLAP = 0.25
_TINY = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class Separation:
    """Hold the stems of a mix.

    Attributes
    ----------
    stems : mapping of str to ndarray, shape (2, n), float32
        They add up to the mix, sample by sample. Names are those of roles where one fits, else
        ``"other"``; ``"mix"`` alone means that nothing was separated.
    notes : tuple of str
        Sentences for whoever gets the stems.
    """

    stems: Mapping[str, Float32Array] = field(repr=False)
    notes: tuple[str, ...]


class Separator(Protocol):
    """Split a mix into stems."""

    @property
    def licence(self) -> str:
        """Return the sentence to show before it is used."""
        ...

    def separate(self, take: Take, check: Check) -> Separation:
        """Return stems that add up to the take.

        Raises
        ------
        GeneratorError
            It cannot.
        """
        ...


class NoSeparator:
    """Leave a mix whole.

    Splitting harmonics from strokes by filters is no substitute: what came out was further from
    the true stems than the mix itself (signal-to-distortion ratio of drums 0 against -9.4 dB).
    """

    licence = ""

    def separate(self, take: Take, check: Check) -> Separation:
        """Return the mix as the only stem."""
        note = "This generator makes whole mixes and no separator is set up: the only stem is it."
        return Separation({MIX: take.samples}, (note,))


class DemucsSeparator:
    """Split a mix into drums, bass, vocals and the rest with Demucs.

    Parameters
    ----------
    model : str
        Name of a model: ``htdemucs``.
    folder : Path, optional
        Where its weights are; None: Demucs looks in its cache, and downloads what is missing.
    """

    licence = DEMUCS_LICENCE

    def __init__(self, model: str = "htdemucs", folder: Path | None = None) -> None:
        self._name, self._folder = model, folder
        self._lock = threading.Lock()
        self._loaded: Any = None

    def estimate_cpu_s(self, duration_s: float) -> float:
        """Return about how much processor time it takes without a graphics card."""
        return _CPU_S_PER_S * duration_s

    def separate(self, take: Take, check: Check) -> Separation:
        """Return stems; what the model loses or invents is in ``"other"``.

        Raises
        ------
        GeneratorNotInstalledError
            demucs or torch is missing.
        ModelNotServedError
            There are no such weights.
        GeneratorError
            It failed.

        Notes
        -----
        Can be cancelled before and after the model, not while it works.
        """
        torch, apply = _load("torch"), _load("demucs.apply")
        with held(self._lock, check):
            model = self._model(torch)
            check()
            rate_hz = int(model.samplerate)
            mix = soxr.resample(take.samples.T, SAMPLE_RATE_HZ, rate_hz).T
            mono = mix.mean(axis=0)
            mean, spread = float(mono.mean()), float(mono.std()) + _TINY  # as it was trained
            try:
                given = torch.from_numpy(np.ascontiguousarray((mix - mean) / spread, np.float32))
                with torch.inference_mode():
                    found = apply.apply_model(
                        model, given[None].to(_device(torch)), overlap=_OVERLAP, progress=False
                    )[0]
                parts = found.float().cpu().numpy() * spread + mean
            except (RuntimeError, ValueError) as error:
                reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
                raise GeneratorError(
                    f"Demucs failed ({reason}): try a shorter track, or go without it."
                ) from error
        check()
        stems = {
            str(name): _at_studio_rate(part, rate_hz, take.samples.shape[1])
            for name, part in zip(model.sources, parts, strict=True)
        }
        return _adding_up(stems, take.samples, self._name)

    def _model(self, torch: Any) -> Any:
        if self._loaded is None:
            pretrained = _load("demucs.pretrained")
            try:
                model = pretrained.get_model(self._name, repo=self._folder)
            except Exception as error:  # whatever it makes of weights that are not there
                reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
                raise ModelNotServedError(
                    f"The weights {self._name!r} of Demucs cannot be loaded ({reason}): put them "
                    "into the folder that is set."
                ) from error
            self._loaded = model.eval().to(_device(torch))
        return self._loaded


def _adding_up(stems: dict[str, Float32Array], mix: Float32Array, name: str) -> Separation:
    """Put what is missing from the sum, or too much in it, into the rest."""
    rest = np.zeros_like(mix)
    rest += mix
    for stem, samples in stems.items():
        if stem != REST:
            rest -= samples
    note = f"Stems were split from a finished mix by {name}: each holds traces of the others."
    return Separation({**stems, REST: rest}, (note,))


def _at_studio_rate(part: Float32Array, rate_hz: int, length: int) -> Float32Array:
    samples = soxr.resample(part.T, rate_hz, SAMPLE_RATE_HZ).T[:, :length]
    missing = length - samples.shape[1]
    return np.ascontiguousarray(np.pad(samples, ((0, 0), (0, missing))), np.float32)


def _device(torch: Any) -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


def _load(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise GeneratorNotInstalledError(
            f"Splitting mixes needs {module.partition('.')[0]}, and it cannot be loaded "
            f"({error}): install torch for your machine and `pip install demucs`."
        ) from error
