"""Say what a generator is asked for, what it gives, and what it can do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock
from typing import Protocol

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.generators.errors import InvalidStemRequestError, UnusableTakeError
from menura.studio.model import Mode, Role
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Part

LONGEST_S = 3_600.0
_PATIENCE_S = 0.2
_LOUDEST = 16.0  # +24 dBFS, as decoding trusts

Check = Callable[[], None]
"""Is called now and then while work goes on; raises `CancelledError` to end it."""


class GeneratorName(StrEnum):
    """Name the generators, the built-in one first."""

    BUILTIN = "builtin"
    MUSICGEN = "musicgen"
    HOSTED = "hosted"
    ACESTEP = "acestep"


@dataclass(frozen=True, slots=True)
class StemRequest:
    """Ask for one stem, or for a whole mix.

    Attributes
    ----------
    role : Role, optional
        Which stem; None asks for the whole mix.
    description : str
        What it is to sound like, in words: what models that know words are given.
    duration_s : float
        Length of the take; models with a shorter reach say in its notes what they did.
    key : int, optional
        Pitch class, C = 0.
    part : Part, optional
        The notes: what the built-in instruments play, and nobody else.
    verbatim : bool
        Models that know words are given the description as it stands, without tempo and key.
    """

    role: Role | None
    description: str
    duration_s: float
    bpm: float
    key: int | None
    mode: Mode | None
    seed: int
    part: Part | None = None
    verbatim: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.duration_s <= LONGEST_S:
            raise InvalidStemRequestError(
                f"A stem of {self.duration_s:g} s cannot be made: ask for up to {LONGEST_S:g} s.",
                field="duration_s",
            )
        if not 20 <= self.bpm <= 400:
            raise InvalidStemRequestError(
                f"{self.bpm:g} BPM is no tempo: ask for 20 to 400.", field="bpm"
            )

    @property
    def length(self) -> int:
        """Return how many samples were asked for."""
        return round(self.duration_s * SAMPLE_RATE_HZ)


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """Hold what a generator made.

    Attributes
    ----------
    samples : ndarray, shape (2, n), float32
        At 48 kHz, finite, not necessarily as long as was asked for.
    seed : int
        What it was made from; the same generator makes the same take from it, if it can.
    provider : str
        Which generator, and which model.
    notes : tuple of str
        Sentences on what is not as asked.
    """

    samples: Float32Array = field(repr=False)
    seed: int
    provider: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Say what a generator can do, and on which terms.

    Attributes
    ----------
    native_stems : bool
        Whether it makes single stems; if not, a whole mix is asked for.
    max_seconds : float
        Longest take.
    vocals : bool
        Whether it can sing words.
    obeys_grid : bool
        Whether tempo and key are exactly as asked; if not, takes need `conform_take`.
    licence : str
        Sentence to show: on which terms what it makes may be used.
    needs : str
        Sentence to show: what it needs and how long it takes.
    """

    name: str
    native_stems: bool
    max_seconds: float
    vocals: bool
    obeys_grid: bool
    licence: str
    needs: str


class StemGenerator(Protocol):
    """Make audio for a stem that is described, whoever is asked."""

    def capabilities(self) -> Capabilities:
        """Return what it can do; nothing is loaded or asked for that."""
        ...

    def generate(self, request: StemRequest, check: Check) -> Take:
        """Return a take.

        Raises
        ------
        GeneratorError
            In one of its forms: there is no take.
        InvalidStemRequestError
            It cannot make that.
        CancelledError
            Or whatever else `check` raises.
        """
        ...


def checked_samples(samples: Float32Array, provider: str) -> Float32Array:
    """Return samples as a take holds them: stereo, float32, contiguous.

    Raises
    ------
    UnusableTakeError
        There are none, they are silent, not finite, or far beyond full scale.
    """
    if samples.ndim == 1:
        samples = samples[None]
    if samples.shape[0] == 1:
        samples = np.repeat(samples, 2, axis=0)
    if samples.shape[0] != 2 or samples.shape[1] == 0:
        raise UnusableTakeError(f"{provider} made no audio: try again with another seed.")
    peak = float(np.abs(samples).max())
    if not np.isfinite(peak) or peak > _LOUDEST:
        raise UnusableTakeError(f"{provider} made noise beyond all bounds: try another seed.")
    if peak == 0.0:
        raise UnusableTakeError(f"{provider} made silence: try another seed or description.")
    return np.ascontiguousarray(samples, np.float32)


def stem_note(request: StemRequest) -> str:
    """Return the sentence on what a model that makes whole mixes was asked for."""
    if request.role is None:
        return "Made as a whole mix: there are no single stems."
    return f"Asked for {request.role} alone, which such models do not always keep to."


@contextmanager
def held(lock: Lock, check: Check) -> Iterator[None]:
    """Wait for a lock without ceasing to look whether anybody still waits for the result."""
    while not lock.acquire(timeout=_PATIENCE_S):
        check()
    try:
        yield
    finally:
        lock.release()
