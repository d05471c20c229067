"""Find where a piece of music changes: the boundaries between its sections."""

from dataclasses import dataclass

import numpy as np
import scipy.fft as fft

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.chroma import Tuning, chromagram
from menura.audio.frames import MEL_BANDS, MEL_FRAME_RATE_HZ, PITCH_FRAME_RATE_HZ, Frames

# Everything below was chosen on 24 rendered arrangements of four forms in 20 styles.
_FEWEST_BEATS = 16
_STEP_WITHOUT_BEATS_S = 0.5
_SHORTEST_STEP_S, _LONGEST_STEP_S = 0.3, 1.2
_FEWEST_STEPS = 24
_SHAPE_COEFFICIENTS, _ATTACK_COEFFICIENTS, _CHROMA = 14, 4, 12
_CHROMA_SCALE = 10.0  # brings a chord change to the size of a change of timbre in dB
_FLOOR = 1e-5  # -50 dB below the loud frames: less is silence
_REFERENCE_PERCENTILE = 95
_ACTIVE_DB = -45.0

_CONTEXT_STEPS = 16  # four bars to both sides: chord progressions cancel out
_SHORTEST_CONTEXT_S = 4.0
_SCALE_STEPS = 8
_SCALE_QUANTILE = 0.35  # changes of section make the upper half of all differences
_SCALE_PER_QUANTILE = 0.2  # that quantile of a squared normal deviate
# Smallest scatter believed, per kind of feature: machines play without any
_LEAST_SCALES = (2.0, 0.3, 0.3)
_WEIGHTS = (1.0, 1.0, 0.5)
_LEVEL_WEIGHT = 2.0  # of the first coefficient: the mean level over all bands
_LEAST_NOVELTY = 36.0  # squared scatters over all features
_SHORTEST_SECTION_S = 8.0
_REFINING_REACH, _REFINING_CONTEXT = 12, 24  # steps
_REFINING_ROUNDS = 2
_EDGE_STEPS = 4
_EDGE_S = 4.0  # shorter intros are not told from pick-ups
_TINY = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class SectionFeatures:
    """Hold what sections are told apart by, one row per step (a beat, or half a second).

    Parameters
    ----------
    times_s : ndarray, shape (steps,)
        Where each step begins.
    values : ndarray, shape (steps, 30)
        Shape of the spectrum, of its attacks, and pitch classes, each divided by its scatter from
        one pair of bars to the next.
    attack_db : ndarray, shape (steps,)
        Mean height of the loudest frame above the mean one: how percussive the music is.
    """

    times_s: Float64Array
    values: Float64Array
    attack_db: Float64Array


@dataclass(frozen=True, slots=True, eq=False)
class Boundaries:
    """Hold boundaries, ascending and strictly inside the signal.

    Parameters
    ----------
    steps : tuple of int
        Rows of `SectionFeatures` at which sections start.
    novelty : tuple of float
        How much the music changes there, in multiples of the least change that counts.
    """

    steps: tuple[int, ...]
    novelty: tuple[float, ...]


def measure_section_features(frames: Frames, beats_s: Float32Array) -> SectionFeatures | None:
    """Measure what sections are told apart by; None when the signal is too short.

    Cosine transforms of mel levels tell instruments, those of the attacks above them tell drums,
    chroma tells harmony. Every column is divided by how much it moves *within* sections (a low
    quantile of the differences between neighbouring pairs of bars), so the same threshold serves
    a steady machine and a rubato pianist.
    """
    mel = frames.mel_energies
    times_s = _lay_steps(beats_s, len(mel) / MEL_FRAME_RATE_HZ)
    first = np.unique(np.round(times_s * MEL_FRAME_RATE_HZ).astype(np.int64))
    first = first[first < len(mel)]
    if first.size < _FEWEST_STEPS or not mel.any():
        return None
    mean_db, attack_db = _levels(mel, first)
    active = np.flatnonzero(mean_db.mean(axis=1) > _ACTIVE_DB)
    if active.size < _FEWEST_STEPS:
        return None
    heard = slice(int(active[0]), int(active[-1]) + 1)  # silence at the ends is no section
    for levels_db in (mean_db, attack_db):  # steps that are partly silence would look like attacks
        levels_db[active[0]], levels_db[active[-1]] = levels_db[active[1]], levels_db[active[-2]]
    shape = fft.dct(mean_db, axis=1, norm="ortho")[:, :_SHAPE_COEFFICIENTS]
    attack = fft.dct(attack_db, axis=1, norm="ortho")[:, :_ATTACK_COEFFICIENTS]
    values = np.hstack([shape, attack, _CHROMA_SCALE * _chroma_by_step(frames, first)])
    return SectionFeatures(
        first[heard] / MEL_FRAME_RATE_HZ,
        _without_scatter(values[heard]),
        attack_db[heard].mean(axis=1),
    )


def find_boundaries(features: SectionFeatures) -> Boundaries:
    """Find where the music before differs most from the music after.

    Novelty after Foote (2000), here the distance between the means of four bars before and after
    a step, which equals his checkerboard kernel on squared distances and costs no matrix. Each
    boundary is then moved to where it splits its two sections best.
    """
    novelty = _novelty(features)
    step_s = float(np.median(np.diff(features.times_s)))
    reach = max(_EDGE_STEPS, int(_SHORTEST_SECTION_S / step_s))
    around = np.lib.stride_tricks.sliding_window_view(np.pad(novelty, reach), 2 * reach + 1)
    peaks = np.flatnonzero((novelty >= around.max(axis=1)) & (novelty > _LEAST_NOVELTY))
    steps = [0, *(int(peak) for peak in peaks), len(features.values)]
    sums = _running_sums(features.values)
    for _ in range(_REFINING_ROUNDS):
        for index in range(1, len(steps) - 1):
            steps[index] = _best_split(sums, steps[index - 1], steps[index], steps[index + 1])
    return Boundaries(
        steps=tuple(steps[1:-1]), novelty=tuple(float(novelty[p] / _LEAST_NOVELTY) for p in peaks)
    )


def _lay_steps(beats_s: Float32Array, duration_s: float) -> Float64Array:
    """Return beats, continued to both ends at their median distance; else half seconds."""
    if beats_s.size < _FEWEST_BEATS:
        return np.arange(0, duration_s - _STEP_WITHOUT_BEATS_S / 2, _STEP_WITHOUT_BEATS_S)
    beats = np.asarray(beats_s, np.float64)
    step = max(float(np.median(np.diff(beats))), 1 / MEL_FRAME_RATE_HZ)
    before = np.arange(beats[0] - step, 0, -step)[::-1]
    after = np.arange(beats[-1] + step, duration_s - step / 2, step)
    steps = np.concatenate([before, beats, after])
    if step < _SHORTEST_STEP_S:  # a tempo read an octave too high
        return steps[::2]
    if step > _LONGEST_STEP_S:
        halves = np.arange(2 * steps.size - 1) / 2
        return np.asarray(np.interp(halves, np.arange(steps.size), steps))
    return steps


def _levels(
    mel: Float32Array, first: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> tuple[Float64Array, Float64Array]:
    """Return mean level and attack above it, in dB, per step and band."""
    reference = np.percentile(mel[::5].sum(axis=1), _REFERENCE_PERCENTILE) / MEL_BANDS + _TINY
    length = np.diff(np.append(first, len(mel)))[:, None]
    mean = np.add.reduceat(mel, first, axis=0) / length
    highest = np.maximum.reduceat(mel, first, axis=0)
    mean_db = 10 * np.log10(mean / reference + _FLOOR)
    return mean_db, 10 * np.log10(highest / reference + _FLOOR) - mean_db


def _chroma_by_step(
    frames: Frames, first: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Float64Array:
    chroma = chromagram(frames.pitch_salience, Tuning(frames.tuning_histogram).cents)
    start = np.round(first * (PITCH_FRAME_RATE_HZ / MEL_FRAME_RATE_HZ)).astype(np.int64)
    start = np.minimum(start, len(chroma) - 1)
    end = np.maximum(start + 1, np.append(start[1:], len(chroma)))
    sums = _running_sums(chroma)
    by_step = sums[end] - sums[start]
    return np.asarray(by_step / (np.linalg.norm(by_step, axis=1, keepdims=True) + _TINY))


def _without_scatter(values: Float64Array) -> Float64Array:
    """Divide every column by its scatter within sections, and weigh it."""
    before, after = _means_around(values, _SCALE_STEPS)
    inner = slice(_SCALE_STEPS, len(values) - _SCALE_STEPS)
    squared = (after[inner] - before[inner]) ** 2
    counts = (_SHAPE_COEFFICIENTS, _ATTACK_COEFFICIENTS, _CHROMA)
    least = np.repeat(_LEAST_SCALES, counts)
    weight = np.repeat(_WEIGHTS, counts)
    weight[0] = _LEVEL_WEIGHT
    typical = np.quantile(squared, _SCALE_QUANTILE, axis=0) / _SCALE_PER_QUANTILE
    scaled = (values - np.median(values, axis=0)) * (weight / np.sqrt(typical + least**2))
    return np.asarray(scaled)


def _novelty(features: SectionFeatures) -> Float64Array:
    """Return the squared distance between what comes before and after each step."""
    times_s, values = features.times_s, features.values
    step_s = float(np.median(np.diff(times_s)))
    context = _CONTEXT_STEPS
    while context * step_s < _SHORTEST_CONTEXT_S:
        context *= 2
    before, after = _means_around(values, context)
    step = np.arange(len(values))
    left, right = np.minimum(step, context), np.minimum(len(values) - step, context)
    # less context, less trust: at the very ends half
    trust = 0.5 + np.minimum(left, right) / (left + right)
    novelty = ((after - before) ** 2).sum(axis=1)[:-1] * trust
    margin = max(_EDGE_STEPS, int(np.ceil(_EDGE_S / step_s)))
    novelty[:margin] = 0.0
    novelty[len(novelty) - margin :] = 0.0
    return np.asarray(novelty)


def _means_around(values: Float64Array, length: int) -> tuple[Float64Array, Float64Array]:
    """Return the means of up to `length` rows before and after each of ``rows + 1`` places."""
    sums, place = _running_sums(values), np.arange(len(values) + 1)
    low, high = np.maximum(place - length, 0), np.minimum(place + length, len(values))
    before = (sums[place] - sums[low]) / np.maximum(place - low, 1)[:, None]
    after = (sums[high] - sums[place]) / np.maximum(high - place, 1)[:, None]
    return before, after


def _best_split(sums: Float64Array, start: int, middle: int, end: int) -> int:
    """Return the place near `middle` that leaves the least scatter in both sections."""
    lowest = max(start + _EDGE_STEPS, middle - _REFINING_REACH)
    place = np.arange(lowest, min(end - _EDGE_STEPS, middle + _REFINING_REACH) + 1)
    if place.size == 0:
        return middle
    low = np.maximum(start, place - _REFINING_CONTEXT)
    high = np.minimum(end, place + _REFINING_CONTEXT)
    left, right = place - low, high - place
    before = (sums[place] - sums[low]) / left[:, None]
    after = (sums[high] - sums[place]) / right[:, None]
    between = ((after - before) ** 2).sum(axis=1) * (left * right / (left + right))
    return int(place[between.argmax()])


def _running_sums(values: Float64Array | Float32Array) -> Float64Array:
    sums = np.zeros((len(values) + 1, values.shape[1]))
    np.cumsum(values, axis=0, out=sums[1:])
    return sums
