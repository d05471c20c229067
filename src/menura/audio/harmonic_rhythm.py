"""Measure how regularly the harmony changes: bars show even where nothing is struck."""

import numpy as np
import scipy.fft as fft

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.frames import MEL_FRAME_RATE_HZ
from menura.audio.pulse_streams import Stream

LONGEST_LAG = 10 * MEL_FRAME_RATE_HZ  # two bars of four at 48 BPM
_SHORTEST_BAR = round(1.4 * MEL_FRAME_RATE_HZ)  # changes closer than .6 s are blurred into one
_LONGEST_BAR = round(4.8 * MEL_FRAME_RATE_HZ)
_SLOWEST_PULSE = 1.05 * MEL_FRAME_RATE_HZ  # frames: 57 BPM
_LEAST_REPETITION = 0.3  # noise reads up to .2, ambient pads .4 and up
_AS_GOOD = 0.8  # of the best peak: the shortest such lag is the bar, the others its multiples
_TINY = 1e-9


def harmonic_curve(streams: Float32Array) -> Float64Array:
    """Return how much chords and bass change together, mean 0."""
    changes = streams[[Stream.CHORD_CHANGE, Stream.BASS_CHANGE]].astype(np.float64)
    curve = (changes / (changes.std(axis=1, keepdims=True) + _TINY)).sum(axis=0)
    return np.asarray(curve - curve.mean() if curve.size else curve)


def harmonic_repetition(curve: Float64Array) -> Float64Array:
    """Return the autocorrelation of a harmonic curve, 1 at lag 0, up to ten seconds."""
    size = fft.next_fast_len(curve.size + LONGEST_LAG, real=True)
    spectrum = fft.rfft(curve, size)
    sums = fft.irfft(spectrum.real**2 + spectrum.imag**2, size)[:LONGEST_LAG]
    overlap = curve.size - np.arange(LONGEST_LAG)
    # a lag seen less than twice would repeat by chance
    mean = np.where(overlap >= np.arange(LONGEST_LAG), sums / np.maximum(overlap, 1), 0.0)
    return np.asarray(mean / (mean[0] + _TINY))


def find_harmonic_pulse(repetition: Float64Array) -> float | None:
    """Return a pulse in frames that whole bars of chords are made of; None without regular chords.

    The shortest clear lag is taken for the bar and halved until it is a possible beat. Which beat
    it really is, is left to the evidence.
    """
    inner = repetition[1:-1]
    is_peak = (inner > repetition[:-2]) & (inner >= repetition[2:]) & (inner > _LEAST_REPETITION)
    lags = np.nonzero(is_peak)[0] + 1
    lags = lags[lags >= _SHORTEST_BAR]
    if lags.size == 0:
        return None
    clear = lags[repetition[lags] >= _AS_GOOD * repetition[lags].max()]
    bar = float(clear[0])
    if bar > 2 * _LONGEST_BAR:
        return None
    # the longest multiple within reach is read most sharply
    for multiple in (2, 3):
        near = clear[np.abs(clear - multiple * bar) < 0.04 * multiple * bar]
        if near.size:
            bar = float(near[0]) / multiple
    while bar > _SLOWEST_PULSE:
        bar /= 2
    return bar
