"""Estimate tempo from the self-similarity of onsets."""

from dataclasses import dataclass

import numpy as np
import scipy.fft as fft

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.frames import MEL_FRAME_RATE_HZ
from menura.audio.onsets import Onsets

_WINDOW = 8 * MEL_FRAME_RATE_HZ  # 8 s hold several bars of a slow song
_HOP = 2 * MEL_FRAME_RATE_HZ
_LAGS = round(4.2 * MEL_FRAME_RATE_HZ)  # four beats at 57 BPM
_LEAST_OVERLAP = 0.15  # of the window: below it the unbiased estimate is mostly noise

_STEPS_PER_OCTAVE = 48
_GRID_BPM: Float64Array = 30 * 2 ** np.arange(0, 3.2, 1 / _STEPS_PER_OCTAVE)  # 30 .. 275
_BAND_WEIGHTS = (1.3, 1.0, 1.0, 1.0)  # the kick knows the beat best
_COMB_WEIGHTS = ((2, 0.6), (3, 0.4), (4, 0.5))  # a beat repeats after 2, 3 and 4 beats
_HALF_BEAT_WEIGHT = 0.35
_PRIOR_BPM, _PRIOR_OCTAVES = 118.0, 0.75  # log-normal; chosen on 120 rendered clips
_REFINING_MULTIPLES = (8, 6, 4, 3, 2, 1)
_SHORTEST_FRAMES = round(1.5 * MEL_FRAME_RATE_HZ)
_LEAST_ONSET = 0.1  # 99th percentile of strength: tones read 1e-6, the calmest rendered music .37
_LEAST_CLARITY = 0.02  # below it no lag repeats at all (noise, drones)
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class TempoCandidate:
    """Give one reading of the tempo and its strength relative to the best one."""

    tempo_bpm: float
    score: float


@dataclass(frozen=True, slots=True)
class Tempo:
    """Describe the tempo of a signal.

    Parameters
    ----------
    tempo_bpm : float
        Most likely reading.
    confidence : float
        Of `rhythm.measure_rhythm`: probability that the tempo is within 4 %. Of 120 rendered clips
        it was not fitted to, half of the 14 below .6 were right and all 106 above. Of
        `tempo_of_pulse`: clarity of the pulse, the correlation of the onsets one beat later.
    candidates : tuple of TempoCandidate
        The best reading, its half and its double, best first, and other simple ratios that are
        likely. Match tempi modulo octave: most errors are octaves.
    """

    tempo_bpm: float
    confidence: float
    candidates: tuple[TempoCandidate, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Pulse:
    """Hold the self-similarity of onsets at lags of whole frames.

    Parameters
    ----------
    bands : ndarray, shape (4, lags)
        Mean autocorrelation per onset band, 1 at lag 0 (all 0 for a band without onsets).
    joint : ndarray, shape (lags,)
        The same over all bands, loud passages counting more.
    """

    bands: Float32Array
    joint: Float64Array

    def at(self, lags: Float64Array) -> Float64Array:
        """Interpolate the joint autocorrelation at fractional lags; 0 beyond the last."""
        return np.interp(lags, np.arange(self.joint.size), self.joint, right=0.0)

    def near(self, lags: Float64Array, tolerance: float) -> Float64Array:
        """Return the best of each lag and its neighbours `tolerance` (a ratio) to both sides."""
        sides = [self.at(lags * factor) for factor in (1, 1 - tolerance, 1 + tolerance)]
        return np.asarray(np.maximum.reduce(sides))


def measure_tempo(onsets: Onsets) -> Tempo | None:
    """Estimate the tempo from onsets alone; None when there are none or nothing repeats.

    The first guess of `rhythm.measure_rhythm`, which knows better. Autocorrelation of four-band
    onset strength in 8-s windows, read by a comb (1, 2, 3, 4 and a half beat) under a log-normal
    prior around 118 BPM. On two sets of 120 rendered clips 75 and 82 % are within 4 % of the true
    tempo (95 and 94 % when multiples count); where they are, the median error is .06 %.
    """
    return tempo_of_pulse(measure_pulse(onsets)) if has_onsets(onsets) else None


def has_onsets(onsets: Onsets) -> bool:
    """Tell whether there is enough to have a rhythm: a second and a half, and audible onsets."""
    if onsets.strength.shape[1] < _SHORTEST_FRAMES:
        return False
    # even the rounding of a steady tone repeats, but nobody hears a beat in it
    return bool(np.percentile(onsets.strength.max(axis=0), 99) >= _LEAST_ONSET)


def measure_pulse(onsets: Onsets) -> Pulse:
    """Correlate onset strength with itself, averaged over windows of eight seconds."""
    windows = _windows(onsets.strength)
    taper = np.hanning(_WINDOW).astype(np.float32)
    size = fft.next_fast_len(_WINDOW + _LAGS, real=True)
    centred = windows - windows.mean(axis=2, keepdims=True)
    correlation = _autocorrelation(centred * taper, size)[:, :, :_LAGS]
    overlap = _autocorrelation(taper, size)[:_LAGS]
    correlation = correlation / np.maximum(overlap / overlap[0], _LEAST_OVERLAP)

    energy = correlation[:, :, :1]
    mean_energy = energy.mean(axis=0, keepdims=True)
    weights = np.array(_BAND_WEIGHTS)[None, :, None]
    # the root of each window's share: loud sections count more, but do not rule
    joint = (correlation * weights / (np.sqrt(energy * mean_energy) + _TINY)).sum(axis=(0, 1))
    bands = correlation.mean(axis=0)
    return Pulse(
        bands=np.asarray(bands / (bands[:, :1] + _TINY), np.float32),
        joint=np.asarray(joint / (joint[0] + _TINY), np.float64),
    )


def tempo_of_pulse(pulse: Pulse) -> Tempo | None:
    """Read the tempo off a pulse; None when nothing repeats."""
    salience = _comb_salience(pulse)
    best = int(salience.argmax())
    if salience[best] <= 0:
        return None
    tempo_bpm = _refined_bpm(pulse, _interpolated_bpm(salience, best))
    # A bare click every second leads the comb to 120 BPM, where every other beat is silent
    for reading_bpm in (tempo_bpm, tempo_bpm / 2):
        clarity = float(pulse.near(_lag(np.array([reading_bpm])), 0.01)[0])
        if clarity >= _LEAST_CLARITY:
            candidates = _octave_candidates(salience, reading_bpm)
            return Tempo(reading_bpm, min(1.0, clarity), candidates)
    return None


def _windows(strength: Float32Array) -> Float32Array:
    """Return windows of shape ``(windows, bands, 400)``; a short signal is padded to one."""
    missing = max(0, _WINDOW - strength.shape[1])
    padded = np.pad(strength, ((0, 0), (0, missing)))
    view = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW, axis=1)[:, ::_HOP]
    return view.transpose(1, 0, 2)


def _autocorrelation(signal: Float32Array, size: int) -> Float32Array:
    spectrum = fft.rfft(signal, size, axis=-1)
    return np.asarray(fft.irfft(spectrum.real**2 + spectrum.imag**2, size, axis=-1))


def _lag(tempo_bpm: Float64Array) -> Float64Array:
    return 60 * MEL_FRAME_RATE_HZ / tempo_bpm


def _comb_salience(pulse: Pulse) -> Float64Array:
    """Score every tempo of the grid."""
    lag = _lag(_GRID_BPM)
    own = pulse.near(lag, 0.01)
    salience = own.copy()
    for multiple, weight in _COMB_WEIGHTS:
        inside = lag * multiple < pulse.joint.size - 2
        # a lag too long to be seen is taken to be as good as the beat itself
        salience += weight * np.where(inside, pulse.near(lag * multiple, 0.008), own)
    salience += _HALF_BEAT_WEIGHT * pulse.near(lag / 2, 0.02)
    octaves_off = np.log2(_GRID_BPM / _PRIOR_BPM) / _PRIOR_OCTAVES
    return np.asarray(np.maximum(salience, 0.0) * np.exp(-0.5 * octaves_off**2))


def _interpolated_bpm(salience: Float64Array, best: int) -> float:
    """Return the tempo at the top of a parabola through the best grid point."""
    shift = 0.0
    if 0 < best < salience.size - 1:
        left, centre, right = salience[best - 1 : best + 2]
        shift = 0.5 * (left - right) / (left - 2 * centre + right - _TINY)
    return float(_GRID_BPM[best] * 2 ** (np.clip(shift, -0.5, 0.5) / _STEPS_PER_OCTAVE))


def _refined_bpm(pulse: Pulse, tempo_bpm: float) -> float:
    """Sharpen a tempo by the peaks near its longer multiples.

    A frame is 20 ms, 4 % of a beat at 120 BPM; at a lag of eight beats the same frame is half a
    per cent. Each peak narrows the search for the next, longer one.
    """
    lag = float(_lag(np.array(tempo_bpm)))
    for multiple in sorted(_REFINING_MULTIPLES):
        centre = round(lag * multiple)
        reach = max(1, round(0.25 * lag * min(1.0, 2 / multiple)))
        low, high = max(1, centre - reach), min(pulse.joint.size - 2, centre + reach)
        if high <= low:
            break
        top = low + int(pulse.joint[low : high + 1].argmax())
        left, middle, right = pulse.joint[top - 1 : top + 2]
        if middle <= max(left, right) - _TINY or middle <= 0:
            continue
        shift = 0.5 * (left - right) / (left - 2 * middle + right - _TINY)
        sharper = (top + float(np.clip(shift, -0.5, 0.5))) / multiple
        if abs(sharper / lag - 1) < 0.5 / (lag * max(1, multiple // 2)) + 0.004:
            lag = sharper
    return 60 * MEL_FRAME_RATE_HZ / lag


def _octave_candidates(salience: Float64Array, tempo_bpm: float) -> tuple[TempoCandidate, ...]:
    readings = [tempo_bpm * factor for factor in (0.5, 1.0, 2.0)]
    grid = np.log2(_GRID_BPM)
    scores = [float(np.interp(np.log2(bpm), grid, salience, 0.0, 0.0)) for bpm in readings]
    best = max(scores[1], _TINY)
    candidates = [
        TempoCandidate(bpm, min(1.0, score / best))
        for bpm, score in zip(readings, scores, strict=True)
        if _GRID_BPM[0] <= bpm <= _GRID_BPM[-1]
    ]
    # at equal scores the reading that was chosen comes first
    return tuple(sorted(candidates, key=lambda c: (-c.score, c.tempo_bpm != tempo_bpm)))
