"""Turn notes into sound: fluidsynth, detuning, loudness, a soft ceiling."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soxr

from benchmarks.rendered_music.midi_file import Note, write_midi
from benchmarks.rendered_music.soundfonts import SYNTHESISER, SoundFont
from menura.audio.arrays import Float32Array
from menura.audio.levels import LevelMeter
from menura.audio.loudness import MOMENTARY_FRAMES, gated_loudness, sliding_mean

SAMPLE_RATE_HZ = 44_100
_GAIN = 0.5  # of the synthesiser; the loudness is set afterwards
_KNEE, _CEILING = 0.7, 0.98  # of the soft clipper: a loud master, not a broken one
_PATIENCE_S = 600


def synthesise(notes: Sequence[Note], font: SoundFont, *, duration_s: float) -> Float32Array:
    """Play notes with a sound font, shape ``(2, samples)``, cut or padded to `duration_s`.

    Raises
    ------
    RuntimeError
        When the synthesiser fails; says what it said.
    """
    with tempfile.TemporaryDirectory() as folder:
        score, sound = Path(folder) / "score.mid", Path(folder) / "sound.raw"
        write_midi(score, notes)
        command = [SYNTHESISER, "-n", "-i", "-q", "-F", str(sound), "-T", "raw", "-O", "float"]
        command += ["-r", str(SAMPLE_RATE_HZ), "-g", str(_GAIN)]
        command += ["-o", "synth.dynamic-sample-loading=1", str(font.path), str(score)]
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE_S, check=False)
        if done.returncode != 0 or not sound.is_file():
            raise RuntimeError(f"{SYNTHESISER} failed: {done.stderr.decode(errors='replace')}")
        samples = np.fromfile(sound, "<f4").reshape(-1, 2).T
    count = round(duration_s * SAMPLE_RATE_HZ)
    padded = np.zeros((2, count), np.float32)
    taken = samples[:, :count]
    padded[:, : taken.shape[1]] = taken
    return padded


def detune(signal: Float32Array, cents: float) -> Float32Array:
    """Play a signal faster, by as much as raises it by `cents`."""
    ratio = cents_to_ratio(cents)
    faster = soxr.resample(signal.T, SAMPLE_RATE_HZ * ratio, SAMPLE_RATE_HZ, quality="HQ")
    return np.ascontiguousarray(faster.T, np.float32)


def cents_to_ratio(cents: float) -> float:
    """Return the ratio of frequencies that many cents apart."""
    return float(2 ** (cents / 1200))


def measure_lufs(signal: Float32Array, sample_rate_hz: int = SAMPLE_RATE_HZ) -> float | None:
    """Return the integrated loudness; None for silence."""
    meter = LevelMeter(sample_rate_hz)
    meter.feed(signal)
    energies, _ = meter.finish()
    return gated_loudness(sliding_mean(energies, MOMENTARY_FRAMES))


def master(signal: Float32Array, loudness_lufs: float) -> Float32Array:
    """Bring a signal to a loudness, rounding off what would clip (which costs some of it)."""
    measured = measure_lufs(signal)
    if measured is None:
        peak = float(np.abs(signal).max(initial=0.0))
        return signal if peak == 0 else (signal * (0.5 / peak)).astype(np.float32)
    return soft_clip(signal * np.float32(10 ** ((loudness_lufs - measured) / 20)))


def soft_clip(signal: Float32Array) -> Float32Array:
    """Leave samples below .7 as they are and bend the others below .98."""
    if float(np.abs(signal).max(initial=0.0)) <= _CEILING:
        return signal
    room = _CEILING - _KNEE
    bent = _KNEE + room * np.tanh((np.abs(signal) - _KNEE) / room)
    bent = np.sign(signal) * bent
    return np.where(np.abs(signal) > _KNEE, bent, signal).astype(np.float32)


def fade_out(signal: Float32Array, duration_s: float) -> Float32Array:
    """Return a copy whose end fades linearly."""
    count = min(signal.shape[1], round(duration_s * SAMPLE_RATE_HZ))
    faded = signal.copy()
    faded[:, signal.shape[1] - count :] *= np.linspace(1, 0, count, dtype=np.float32)
    return faded
