"""Read the tempo of a finished track against a target, and blindly."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import scipy.fft as fft

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.frames import MEL_FRAME_RATE_HZ
from menura.studio.qa.report import TempoReading

_BEATS = 16  # four bars: a lag of 8 s at 120 BPM, where a frame of 20 ms is a quarter per cent
_BEAT_WEIGHTS = np.where(np.arange(1, _BEATS + 1) % 4 == 0, 2.0, 1.0)  # bars repeat best
_LONGEST_LAG = 0.6  # of the signal: beyond it the unbiased correlation is mostly noise
_FEWEST_BEATS = 2
_SEARCH = 0.06  # to both sides of the target
_STEP_BPM, _FINE_STEP_BPM = 0.05, 0.01
# A tenth off is no simple ratio of the target: what scores there is another tempo. On the simple
# ratios a beat that is not ours would repeat better: a true 120 read as 90 BPM has its bars there.
_COMPETITORS = (0.9, 1.11, 2 / 3, 3 / 4, 4 / 5, 5 / 4, 4 / 3, 3 / 2)
_COMPETITOR_WIDTH = 0.02
_LOWEST_BLIND_BPM, _HIGHEST_BLIND_BPM = 50.0, 210.0
_BLIND_STEP = 0.002
_PRIOR_BPM, _PRIOR_OCTAVES = 120.0, 0.9
_RATIOS = tuple(Fraction(*r) for r in ((1, 1), (1, 2), (2, 1), (2, 3), (3, 2), (3, 4), (4, 3)))
_RATIO_TOLERANCE = 0.03
_TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class OnsetCorrelation:
    """Hold how alike the onsets are to themselves later: 1 at lag 0, by frames."""

    values: Float64Array

    def score(self, tempi_bpm: Float64Array) -> Float64Array:
        """Return for each tempo the weighted mean correlation after 1 to 16 of its beats."""
        beats = np.arange(1, _BEATS + 1)
        lags = 60.0 * MEL_FRAME_RATE_HZ / tempi_bpm[:, None] * beats
        inside = lags < self.values.size * _LONGEST_LAG
        heard = np.interp(lags, np.arange(self.values.size), self.values)
        weights = _BEAT_WEIGHTS * inside
        total = weights.sum(axis=1)
        enough = inside.sum(axis=1) >= _FEWEST_BEATS
        means = (heard * weights).sum(axis=1) / np.maximum(total, _TINY)
        return np.asarray(np.where(enough, means, -1.0))


def correlate_onsets(strength: Float32Array) -> OnsetCorrelation:
    """Correlate onset strength of several bands with itself over the whole track.

    Parameters
    ----------
    strength : ndarray, shape (bands, n)
        50 frames per second (`menura.audio.onsets.Onsets.strength`). Each band counts alike, so
        that a hi-hat cannot drown a kick.
    """
    count = strength.shape[1]
    deviation = strength.std(axis=1)
    heard = strength[deviation > _TINY].astype(np.float64)
    if count < 2 or heard.size == 0:
        return OnsetCorrelation(np.zeros(max(count, 1)))
    joint = ((heard - heard.mean(axis=1, keepdims=True)) / heard.std(axis=1, keepdims=True)).sum(0)
    spectrum = fft.rfft(joint, fft.next_fast_len(2 * count, real=True))
    power = spectrum.real**2 + spectrum.imag**2
    correlation = fft.irfft(power, fft.next_fast_len(2 * count, real=True))[:count]
    correlation = correlation / (count - np.arange(count))
    return OnsetCorrelation(np.asarray(correlation / (correlation[0] + _TINY)))


def read_tempo(correlation: OnsetCorrelation, target_bpm: float) -> TempoReading:
    """Read the tempo near a target, with the score of its best wrong competitor.

    A comb over long lags: onsets must repeat after every one of sixteen beats, which tells 120
    from 120.3 BPM. Knowing the target is no proof of it: the range searched is wider than what
    passes, and the same comb around wrong tempi must find less: a tenth off, and at the ratios
    where sixteenths still fall on sixteenths. Halves and doubles cannot be told from the target
    by anybody, so they do not compete; the blind reading shows them.
    """
    reach = np.arange(-_SEARCH * target_bpm, _SEARCH * target_bpm, _STEP_BPM)
    heard_bpm, score = _best(correlation, target_bpm + reach)
    fine = heard_bpm + np.arange(-_STEP_BPM, _STEP_BPM + _FINE_STEP_BPM / 2, _FINE_STEP_BPM)
    heard_bpm, score = _best(correlation, fine)
    competitor = max(
        _best(correlation, target_bpm * ratio * (1 + _spread(_COMPETITOR_WIDTH)))[1]
        for ratio in _COMPETITORS
    )
    blind_bpm = _blind(correlation)
    return TempoReading(
        target_bpm=target_bpm,
        heard_bpm=heard_bpm if score > 0 else None,
        score=score,
        competitor_score=competitor,
        blind_bpm=blind_bpm,
        blind_ratio="" if blind_bpm is None else _name_ratio(blind_bpm / target_bpm),
    )


def _best(correlation: OnsetCorrelation, tempi_bpm: Float64Array) -> tuple[float, float]:
    scores = correlation.score(tempi_bpm)
    best = int(scores.argmax())
    return float(tempi_bpm[best]), float(scores[best])


def _spread(width: float) -> Float64Array:
    return np.linspace(-width, width, 41)


def _blind(correlation: OnsetCorrelation) -> float | None:
    octaves = np.log(_HIGHEST_BLIND_BPM / _LOWEST_BLIND_BPM)
    tempi = _LOWEST_BLIND_BPM * np.exp(np.arange(0, octaves, _BLIND_STEP))
    prior = np.exp(-0.5 * (np.log2(tempi / _PRIOR_BPM) / _PRIOR_OCTAVES) ** 2)
    scores = correlation.score(tempi) * prior
    best = int(scores.argmax())
    return float(tempi[best]) if scores[best] > 0 else None


def _name_ratio(ratio: float) -> str:
    for simple in _RATIOS:
        if abs(ratio / float(simple) - 1) < _RATIO_TOLERANCE:
            return f"{simple.numerator}:{simple.denominator}"
    return ""
