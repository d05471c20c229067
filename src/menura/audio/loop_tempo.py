"""Find the tempo of trimmed loops: their length is a whole number of beats.

``benchmarks/fit_loop_tempo.py`` makes the weights.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from menura.audio.arrays import Float64Array
from menura.audio.file_name_hints import NameHints
from menura.audio.frames import MEL_FRAME_RATE_HZ, Frames
from menura.audio.onsets import ONSET_BANDS, find_onsets
from menura.audio.riff_chunks import SampleChunks
from menura.audio.tempo import Tempo

TempoSource = Literal["chunk", "name", "length"]

BEAT_COUNTS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)
LOWEST_BPM, HIGHEST_BPM = 50.0, 210.0
_SHORTEST_S, _LONGEST_S = 0.25, 65.0  # a beat at 210 BPM; 32 bars at 120 BPM
# Of the columns of `beat_features`; multinomial logit fitted on 833 rendered loops of four families
WEIGHTS = (0.0134, -2.34, 0.916, -0.464, 2.29, 0.944, -0.576, 0.884, 3.29, 1.4, 0.375, 0.955)
_PRIOR_BPM = 118.0  # as for whole songs, see `tempo`
_SAME_TEMPO = 0.02  # octaves, 1.4 %: what `measure_tempo` misses by on short loops
_WHOLE_BPM = 0.02  # producers work at whole tempi; a trim is exact to a sample
_LEAST_AGREEMENT = 0.03  # encoder padding of 50 ms is 2.5 % of the shortest usual loop, 2 s
_EXACT_AGREEMENT = 0.004  # a loop cut to the sample agrees to 1e-4, one bounced by hand to this
_PADDED_TRUST = 0.6
_LIKELY = 0.5
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class LoopCandidate:
    """Give one reading of a loop; the probabilities of all readings add up to 1."""

    tempo_bpm: float
    beat_count: int
    probability: float


@dataclass(frozen=True, slots=True)
class LoopTempo:
    """Describe the tempo of a loop.

    Parameters
    ----------
    tempo_bpm : float
        `beat_count` over the exact duration; as written in a chunk or the name where the file
        is padded.
    beat_count : int
        Length in beats.
    confidence : float
        0..1.
    source : {'chunk', 'name', 'length'}
        What chose among the readings.
    candidates : tuple of LoopCandidate
        Readings by the sound alone, likeliest first, at most four, half and double among them
        where they are possible.
    """

    tempo_bpm: float
    beat_count: int
    confidence: float
    source: TempoSource
    candidates: tuple[LoopCandidate, ...]


def measure_loop_tempo(
    frames: Frames,
    tempo: Tempo | None = None,
    chunks: SampleChunks | None = None,
    hints: NameHints | None = None,
) -> LoopTempo | None:
    """Read the tempo of a signal that is taken to be a trimmed loop; None if it cannot be one.

    Every beat count of `BEAT_COUNTS` between 50 and 210 BPM is scored by how strongly onsets
    recur at that many (and twice, four times, half as many) evenly spaced moments of the loop,
    wrapped around at its end, by the tempo measured without knowledge of the length, and by
    how usual the tempo is. What a chunk or the file's name says chooses among the readings if it
    agrees with the length within 3 %; more than .4 % off, the file is taken to be padded by an
    encoder or cut by hand, and the written tempo is trusted instead of the length, less firmly.

    On 833 rendered loops, each family of sounds read by weights fitted on the others, .84 are
    within .5 BPM by the sound alone and .99 when half and double count; the right count is always
    among the four candidates. `measure_tempo` alone has .51 within .5 BPM.
    """
    candidates = rank_beat_counts(frames, tempo)
    if not candidates:
        return None
    by_chunk = _from_chunk(frames, chunks, candidates)
    by_name = _from_tempo(frames, hints.tempo_bpm if hints else None, "name", candidates)
    if by_chunk or by_name:
        return by_chunk or by_name
    best = candidates[0]
    # encoder padding makes any tempo an odd one, and most loops are made at whole ones
    trust = 1.0 if abs(best.tempo_bpm - round(best.tempo_bpm)) < _WHOLE_BPM else _PADDED_TRUST
    return LoopTempo(
        best.tempo_bpm, best.beat_count, trust * best.probability, "length", candidates[:4]
    )


def rank_beat_counts(frames: Frames, tempo: Tempo | None) -> tuple[LoopCandidate, ...]:
    """Return every possible reading, likeliest first."""
    duration_s = frames.duration_s
    if not _SHORTEST_S <= duration_s <= _LONGEST_S or len(frames.mel_energies) < 2:
        return ()
    counts = possible_beat_counts(duration_s)
    if not counts:
        return ()
    scores = beat_features(frames, counts, tempo) @ np.array(WEIGHTS)
    power = np.exp(scores - scores.max())
    probabilities = (power / power.sum()).tolist()
    readings = [
        LoopCandidate(60 * count / duration_s, count, probability)
        for count, probability in zip(counts, probabilities, strict=True)
    ]
    return tuple(sorted(readings, key=lambda reading: -reading.probability))


def possible_beat_counts(duration_s: float) -> tuple[int, ...]:
    """Return the beat counts that make a usual tempo of a duration."""
    return tuple(n for n in BEAT_COUNTS if LOWEST_BPM <= 60 * n / duration_s <= HIGHEST_BPM)


def beat_features(frames: Frames, counts: tuple[int, ...], tempo: Tempo | None) -> Float64Array:
    """Return what each beat count is judged by, shape ``(counts, 12)``."""
    pulse = _LoopPulse(frames)
    beats = np.array(counts, np.float64)
    tempi = 60 * beats / frames.duration_s
    octaves = np.log2(tempi / _PRIOR_BPM)
    columns = [octaves, octaves**2, np.isin(counts, (4, 8, 16, 32, 64)), np.isin(counts, (1, 2))]
    columns.append(np.abs(tempi - np.round(tempi)) < _WHOLE_BPM)
    columns += [pulse.strength(beats * factor) for factor in (0.5, 1.0, 2.0, 4.0)]
    columns.append(pulse.similarity(4 / beats) + pulse.similarity(1 / beats))
    measured, confidence = (tempo.tempo_bpm, tempo.confidence) if tempo else (1.0, 0.0)
    distance = np.log2(tempi / measured)
    same = np.exp(-0.5 * (distance / _SAME_TEMPO) ** 2)
    octave = np.exp(-0.5 * ((distance - np.round(distance)) / _SAME_TEMPO) ** 2)
    columns += [same * min(1.0, confidence * 4), octave * min(1.0, confidence * 4)]
    return np.stack([np.asarray(column, np.float64) for column in columns], axis=1)


class _LoopPulse:
    """Look at the onsets of a loop as if it went on for ever."""

    def __init__(self, frames: Frames) -> None:
        # a silent frame before it, so that the first hit is an onset too
        silence = np.zeros((1, frames.mel_energies.shape[1]), np.float32)
        onsets = find_onsets(np.concatenate([silence, frames.mel_energies]))
        strength = onsets.strength[:, 1:].astype(np.float64)
        # bands count alike, or the hi-hat's eighths would rule
        total = strength.sum(axis=1, keepdims=True)
        self._bands = strength / (total + _TINY) / ONSET_BANDS
        self._phase = np.arange(strength.shape[1]) / (frames.duration_s * MEL_FRAME_RATE_HZ)
        size = max(2, round(frames.duration_s * MEL_FRAME_RATE_HZ))
        joint = np.zeros(size)
        shown = self._bands.sum(axis=0)[:size]
        joint[: shown.size] = shown
        joint = np.convolve(np.tile(joint, 3), (0.25, 0.5, 0.25), "same")[size : 2 * size]
        joint -= joint.mean()
        spectrum = np.fft.rfft(joint)
        correlation = np.fft.irfft(np.abs(spectrum) ** 2, size)
        self._correlation = correlation / (correlation[0] + _TINY)

    def strength(self, cycles: Float64Array) -> Float64Array:
        """Return how strongly onsets recur so many times per loop, 0..1."""
        turns = np.exp(2j * np.pi * cycles[:, None] * self._phase[None])
        return np.asarray(np.abs(turns @ self._bands.T).sum(axis=1))

    def similarity(self, share: Float64Array) -> Float64Array:
        """Return how alike the onsets are to themselves moved by a share of the loop."""
        place = np.mod(share, 1.0) * self._correlation.size
        wrapped = np.append(self._correlation, self._correlation[0])
        return np.asarray(np.interp(place, np.arange(wrapped.size), wrapped))


def _from_chunk(
    frames: Frames, chunks: SampleChunks | None, candidates: tuple[LoopCandidate, ...]
) -> LoopTempo | None:
    if chunks is None or chunks.is_one_shot:
        return None
    if chunks.beat_count is None:
        return _from_tempo(frames, chunks.tempo_bpm, "chunk", candidates)
    tempo_bpm = 60 * chunks.beat_count / frames.duration_s
    if chunks.tempo_bpm is not None:
        return _from_tempo(frames, chunks.tempo_bpm, "chunk", candidates, chunks.beat_count)
    if not LOWEST_BPM / 2 <= tempo_bpm <= HIGHEST_BPM * 2:
        return None
    # any count fits any length: one that makes no whole bars must not contradict the sound
    is_usual = (
        chunks.beat_count in BEAT_COUNTS or chunks.beat_count % (chunks.meter_numerator or 4) == 0
    )
    if not is_usual and candidates[0].probability >= _LIKELY:
        return None
    return LoopTempo(tempo_bpm, chunks.beat_count, 0.95, "chunk", candidates[:4])


def _from_tempo(
    frames: Frames,
    written_bpm: float | None,
    source: TempoSource,
    candidates: tuple[LoopCandidate, ...],
    beat_count: int | None = None,
) -> LoopTempo | None:
    """Read the loop at a written tempo; None if its length is no whole number of those beats."""
    if written_bpm is None:
        return None
    beats = written_bpm * frames.duration_s / 60
    count = beat_count or round(beats)
    if count < 1:
        return None
    error = abs(beats / count - 1)
    # half a second too much is 1 beat of 200: only near whole numbers say something
    if error > _LEAST_AGREEMENT or abs(beats - count) > 0.25:
        return None
    if error > _EXACT_AGREEMENT and beat_count is None and count not in BEAT_COUNTS:
        return None
    if error <= _EXACT_AGREEMENT:
        tempo_bpm, confidence = 60 * count / frames.duration_s, 0.98
    else:
        tempo_bpm, confidence = written_bpm, _PADDED_TRUST
    return LoopTempo(tempo_bpm, count, confidence, source, candidates[:4])
