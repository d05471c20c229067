"""Measure what fitting does to loops: ``python -m benchmarks.stretch_quality``.

Every loop lasts 8 s. Onsets are those of clicks at 120 BPM in stereo, where a click first reaches a
third of its peak, against where the beat is after fitting, at worst; pitch is that of a sine at
220 Hz; level and peak are those of a drum loop; the side is what a second channel at half the level
differs from half the first. Time is that of one processor, for the clicks.
"""

import math
import time
from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float32Array
from menura.suggest.handoff import fit_audio
from menura.suggest.model import Fit
from tests.audio_synthesis import click_track, drum_loop, sine

LENGTH_S, TEMPO_BPM, TONE_HZ = 8.0, 120.0, 220.0
BEATS_S = np.arange(0, LENGTH_S, 60 / TEMPO_BPM)
CASES = (
    *((44_100, ratio, 0) for ratio in (0.5, 0.8, 0.9375, 0.97, 1.03, 1.0667, 1.25, 1.5, 2.0)),
    *((44_100, 1.0, semitones) for semitones in (-12, -2, -1, 1, 2, 12)),
    *((48_000, ratio, semitones) for ratio, semitones in ((0.9375, 1), (1.06, -2))),
    (96_000, 0.9375, 1),
)
COLUMNS = "{:>7} {:>7} {:>4} {:>6} {:>10} {:>9} {:>8} {:>8} {:>8}"


@dataclass(frozen=True, slots=True)
class Found:
    """What one fit did."""

    cpu_s: float
    onset_ms: float
    pitch_cents: float
    level_db: float
    peak_db: float
    side_db: float


def main() -> None:
    """Print one table."""
    print(
        COLUMNS.format(
            "Hz", "ratio", "st", "cpu s", "onsets ms", "cents", "level dB", "peak dB", "side dB"
        )
    )
    for rate_hz, ratio, semitones in CASES:
        found = measure(rate_hz, Fit(1, ratio, semitones))
        print(
            COLUMNS.format(
                rate_hz,
                f"{ratio:.4f}",
                f"{semitones:+d}",
                f"{found.cpu_s:.2f}",
                f"{found.onset_ms:.2f}",
                f"{found.pitch_cents:+.3f}",
                f"{found.level_db:+.2f}",
                f"{found.peak_db:+.2f}",
                f"{found.side_db:.1f}",
            )
        )


def measure(rate_hz: int, fit: Fit) -> Found:
    """Return what a fit does to loops of one rate."""
    clicks = click_track(TEMPO_BPM, LENGTH_S, sample_rate_hz=rate_hz)
    begun_s = time.process_time()
    fitted = fit_audio(np.concatenate([clicks, clicks / 2]), rate_hz, fit, is_percussive=True)
    cpu_s = time.process_time() - begun_s
    drums = drum_loop(TEMPO_BPM, LENGTH_S, sample_rate_hz=rate_hz)
    fitted_drums = fit_audio(drums, rate_hz, fit, is_percussive=True)
    tone = fit_audio(sine(TONE_HZ, LENGTH_S, amplitude=0.5, sample_rate_hz=rate_hz), rate_hz, fit)
    wanted_hz = TONE_HZ * 2 ** (fit.transpose_semitones / 12)
    return Found(
        cpu_s=cpu_s,
        onset_ms=1000 * _onset_error_s(clicks, fitted, rate_hz),
        pitch_cents=1200 * math.log2(_frequency_hz(tone[0], rate_hz) / wanted_hz),
        level_db=_level_db(fitted_drums) - _level_db(drums),
        peak_db=20 * math.log10(float(np.abs(fitted_drums).max() / np.abs(drums).max())),
        side_db=_level_db(fitted[1] - fitted[0] / 2) - _level_db(fitted[1]),
    )


def _onset_error_s(clicks: Float32Array, fitted: Float32Array, rate_hz: int) -> float:
    ratio = fitted.shape[1] / clicks.shape[1]
    before = _onsets_s(clicks[0], BEATS_S, rate_hz) - BEATS_S
    after = _onsets_s(fitted[0], BEATS_S * ratio, rate_hz) - BEATS_S * ratio
    return float(np.abs(after - before).max())


def _onsets_s(loop: Float32Array, around_s: np.ndarray, rate_hz: int) -> np.ndarray:
    """Return where a repeated loop first reaches a third of its peak, near each place."""
    twice, length_s, within_s = np.tile(loop, 2), loop.size / rate_hz, 0.06
    found = []
    for place_s in around_s:
        first = round((place_s + length_s - within_s) * rate_hz)
        near = np.abs(twice[first : first + round(2 * within_s * rate_hz)])
        found.append((first + int(np.argmax(near > near.max() / 3))) / rate_hz - length_s)
    return np.array(found)


def _frequency_hz(tone: Float32Array, rate_hz: int) -> float:
    bins = np.log(np.abs(np.fft.rfft(tone * np.hanning(tone.size), 1 << 20)) + 1e-12)
    top = int(bins.argmax())
    left, middle, right = bins[top - 1 : top + 2]
    return float(top + (left - right) / 2 / (left - 2 * middle + right)) * rate_hz / (1 << 20)


def _level_db(samples: Float32Array) -> float:
    return 10 * math.log10(float(np.mean(np.square(samples, dtype=np.float64))) + 1e-20)


if __name__ == "__main__":
    main()
