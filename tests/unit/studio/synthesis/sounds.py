"""Play single notes, hits and effects, and measure what comes out."""

import numpy as np
from numpy.typing import NDArray

from menura.studio.model import Role
from menura.studio.palette import Kit, Patch
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Drum, FxEvent, FxKind, Hit, Note, Part
from menura.studio.synthesis.instruments import BASSES
from menura.studio.synthesis.render import render_part

BPM = 120.0  # a beat is half a second
LOW = {*BASSES, Patch.CELLO, Patch.FRENCH_HORN, Patch.LOW_BRASS}


def home(patch: Patch) -> int:
    """Return a note in the middle of where a patch is played."""
    return 43 if patch in LOW else 64


def play(
    patch: Patch, *notes: Note, seconds: float = 2.0, seed: int = 5, bpm: float = BPM
) -> NDArray[np.float32]:
    part = Part(Role.LEAD, patch.value, notes=notes)
    return render_part(part, bpm=bpm, length=int(seconds * SAMPLE_RATE_HZ), seed=seed)


def strike(kit: Kit, *hits: Hit, seconds: float = 4.5, seed: int = 5) -> NDArray[np.float32]:
    part = Part(Role.DRUMS, kit.value, hits=hits)
    return render_part(part, bpm=BPM, length=int(seconds * SAMPLE_RATE_HZ), seed=seed)


def hit(kit: Kit, drum: Drum, velocity: float = 0.8, seed: int = 5) -> NDArray[np.float32]:
    return strike(kit, Hit(0.0, drum, velocity), seed=seed)


def effect(kind: FxKind, beats: float = 8.0, seed: int = 5) -> NDArray[np.float32]:
    part = Part(Role.FX, "fx", effects=(FxEvent(1.0, beats, kind, 0.8),))
    return render_part(part, bpm=BPM, length=int(6.0 * SAMPLE_RATE_HZ), seed=seed)


def rms_db(sound: NDArray[np.float32]) -> float:
    return float(10.0 * np.log10(np.mean(sound.astype(np.float64) ** 2) + 1e-20))


def peak_db(sound: NDArray[np.float32]) -> float:
    return float(20.0 * np.log10(np.max(np.abs(sound)) + 1e-20))


def power_spectrum(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    mono = sound.mean(axis=0).astype(np.float64)
    return np.asarray(np.abs(np.fft.rfft(mono * np.hanning(mono.size), 1 << 19)) ** 2)


def centroid_hz(sound: NDArray[np.float32]) -> float:
    power = np.abs(np.fft.rfft(sound.mean(axis=0).astype(np.float64))) ** 2
    frequencies = np.fft.rfftfreq(sound.shape[1], 1.0 / SAMPLE_RATE_HZ)
    return float(np.sum(power * frequencies) / np.sum(power))


def cents_off(sound: NDArray[np.float32], frequency_hz: float) -> float:
    """Return how far the energy around the first harmonics lies from them, on average."""
    power = power_spectrum(sound)
    bin_hz = SAMPLE_RATE_HZ / (1 << 19)
    energy = weighted = 0.0
    for harmonic in range(1, max(2, min(5, int(5000 / frequency_hz)))):
        centre = frequency_hz * harmonic
        low, high = (
            int(centre * 2 ** (-50 / 1200) / bin_hz),
            int(centre * 2 ** (50 / 1200) / bin_hz),
        )
        bins = np.arange(low, high + 1)
        cents = 1200.0 * np.log2(bins * bin_hz / centre)
        energy += float(np.sum(power[bins]))
        weighted += float(np.sum(power[bins] * cents))
    return weighted / energy
