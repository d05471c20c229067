"""Measure rhythm: tempo, beats, bars and how clear the pulse is."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.beat_choice import BeatChoice, choose_beats
from menura.audio.beat_levels import FASTEST_BPM, SLOWEST_BPM, list_readings
from menura.audio.downbeats import Bar, find_bar
from menura.audio.frames import MEL_FRAME_RATE_HZ, PITCH_FRAME_RATE_HZ, Frames
from menura.audio.harmonic_rhythm import find_harmonic_pulse, harmonic_curve, harmonic_repetition
from menura.audio.onsets import Onsets, find_onsets
from menura.audio.pulse_grid import CELLS_PER_PULSE, PulseGrid, lay_grid, sample_cells
from menura.audio.pulse_streams import Int64Array, onset_envelope, onset_frames, pulse_streams
from menura.audio.tempo import (
    Pulse,
    Tempo,
    TempoCandidate,
    has_onsets,
    measure_pulse,
    tempo_of_pulse,
)

_SAME_TEMPO = 0.04  # the tolerance tempi are judged by (MIREX)
_WEAK_PULSE = 0.1  # below it only 33 % of tempi read off onsets alone were right: ask the chords
_HARMONY_SHARE = 2.0  # of chord changes against .5 of onsets where chords lead
_UNEVEN_BEATS = (16, 18, 32, 36)  # cells: 2/3, 3/4, 4/3 and 3/2 pulses
_FLAT_PULSE = 0.25  # confidence of a rough tempo that noise of three seconds reaches
_LEAST_CREST = 2.35  # peaks over mean of the envelope: noise reads 2.0-2.26, rendered music 2.55 up
_EDGE_FRAMES = 10  # where noise begins is an onset
_LEAST_BAR_CONFIDENCE = 0.5  # below it as often wrong as right
_CLARITY_BEATS = (1, 2, 4)
_EDGE_SLACK = 3.0  # frames a beat may be early: a sound at the very start has no rise
_SILENCE = 1e-6  # -60 dB below the loud frames
_FEWEST_CLICKS = 4
_CLICK_SHARE = 0.3
_CLICK_SCATTER = 1.5  # frames from a straight line: 30 ms
_CLICK_SPREAD = 0.3  # of their strengths; kick and hi-hat differ by far more
_SEGMENT_S = 60  # what `Frames` keeps of long signals
_MOST_SEGMENTS = 5
_COVERAGE_SLACK_S = 2.0
_TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Rhythm:
    """Describe the rhythm of a signal.

    Parameters
    ----------
    tempo : Tempo or None
        None when nothing is struck and no chords change regularly, or nothing repeats.
    beats_s : ndarray, shape (n,)
        Times of the beats, ascending, inside the signal; empty without a tempo and for signals
        of which only parts were kept.
    beat_confidence : float
        Probability that tempo and place of the beats are right; 0 without beats.
    downbeats_s : ndarray, shape (m,)
        First beats of the bars, a subset of `beats_s`; empty when it cannot be told.
    beats_per_bar : int or None
        3 or 4; None when it cannot be told.
    downbeat_confidence : float
        Probability that beats and bars are right; 0 without downbeats.
    onset_rate_hz : float
        Distinct onsets of notes and drums per second.
    pulse_clarity : float
        0..1, how regular and clear the pulse is: the root of the mean autocorrelation of the
        onsets one, two and four beats later, negative values counting 0.
    """

    tempo: Tempo | None
    beats_s: Float32Array
    beat_confidence: float
    downbeats_s: Float32Array
    beats_per_bar: int | None
    downbeat_confidence: float
    onset_rate_hz: float
    pulse_clarity: float


@dataclass(frozen=True, slots=True, eq=False)
class _Beats:
    """Hold beats in frames, with the tempo and the bar they make."""

    frames: Float64Array
    tempo: Tempo
    confidence: float
    bar: Bar | None


def measure_rhythm(frames: Frames, onsets: Onsets) -> Rhythm:
    """Measure tempo, beats and bars.

    Parameters
    ----------
    frames : Frames
        Of any length, also empty.
    onsets : Onsets
        Of the same frames.

    Returns
    -------
    Rhythm
        Always; what cannot be told is None or empty.

    Notes
    -----
    A pulse is read off the autocorrelation of onsets and followed once (Ellis 2007) on a grid of
    24 cells per pulse. Every way to read beats off that grid, from a third to four times the
    pulse and on or between its strokes, is then scored by what drums, bass and chords do there,
    so that octave and phase are decided together. Where onsets hardly repeat, regular chord
    changes give a second grid.

    On 120 rendered clips the weights were not fitted to, tempo is within 4 % in 94 % (98 % when
    multiples count), beats score F .87 and downbeats, where told, .88. Half-time grooves (trap,
    reggae) and syncopated ones without a backbeat (salsa) stay hard; `rhythm_weights` says how
    this carries over to styles never seen.
    """
    if not _covers(frames):
        return _measure_segments(frames, onsets)
    size = onsets.strength.shape[1]
    if not has_onsets(onsets):
        return _no_rhythm(0.0)
    streams = pulse_streams(frames, onsets)
    envelope, pulse = onset_envelope(streams), measure_pulse(onsets)
    rate_hz = onset_frames(envelope).size * MEL_FRAME_RATE_HZ / size
    beats = _find_clicks(streams, envelope) or _find_beats(streams, envelope, pulse)
    if beats is None:
        return _no_rhythm(rate_hz)
    heard = _is_heard(beats.frames, frames)
    beats_s = np.maximum(beats.frames / MEL_FRAME_RATE_HZ, 0.0).astype(np.float32)
    rhythm = replace(
        _no_rhythm(rate_hz),
        tempo=beats.tempo,
        beats_s=beats_s[heard],
        beat_confidence=beats.confidence if heard.any() else 0.0,
        pulse_clarity=_pulse_clarity(pulse, beats.tempo.tempo_bpm),
    )
    return _with_bars(rhythm, beats, beats_s, heard) if beats.bar else rhythm


def _with_bars(
    rhythm: Rhythm, beats: _Beats, beats_s: Float32Array, heard: npt.NDArray[np.bool_]
) -> Rhythm:
    """Add what is known of the bars well enough to be told."""
    bar = beats.bar
    if bar is None or bar.metre_confidence < _LEAST_BAR_CONFIDENCE:
        return rhythm
    rhythm = replace(rhythm, beats_per_bar=bar.beats_per_bar)
    is_downbeat = np.zeros(beats_s.size, np.bool_)
    is_downbeat[bar.first_beat :: bar.beats_per_bar] = True
    downbeats_s = beats_s[heard & is_downbeat]
    if bar.confidence < _LEAST_BAR_CONFIDENCE or downbeats_s.size == 0:
        return rhythm
    confidence = beats.confidence * bar.confidence
    return replace(rhythm, downbeats_s=downbeats_s, downbeat_confidence=confidence)


def _no_rhythm(onset_rate_hz: float) -> Rhythm:
    nothing = np.zeros(0, np.float32)
    return Rhythm(None, nothing, 0.0, nothing, None, 0.0, onset_rate_hz, 0.0)


def _find_beats(streams: Float32Array, envelope: Float64Array, pulse: Pulse) -> _Beats | None:
    """Lay grids along the pulses that can be told and choose the likeliest beats on them."""
    curve = harmonic_curve(streams)
    harmony = harmonic_repetition(curve)
    rough = tempo_of_pulse(pulse)
    clarity = rough.confidence if rough else 0.0
    if clarity < _FLAT_PULSE and _is_flat(envelope):
        return None
    curves, grids = [], []
    if rough is not None:
        curves.append(envelope)
        grids.append(lay_grid(envelope, 60 * MEL_FRAME_RATE_HZ / rough.tempo_bpm))
    period = find_harmonic_pulse(harmony) if clarity < _WEAK_PULSE else None
    if period is not None:
        changes = _HARMONY_SHARE * curve / (curve.std() + _TINY)
        curves.append(0.5 * envelope + changes)
        grids.append(lay_grid(curves[-1], period))
    if not grids:
        return None
    readings = [list_readings(streams, grid, pulse, harmony) for grid in grids]
    choice = choose_beats(grids, readings)
    if choice.beat_cells in _UNEVEN_BEATS:
        # strokes of two thirds or three quarters of a beat pull a grid about: follow the beat
        period = grids[choice.grid].period * choice.beat_cells / CELLS_PER_PULSE
        grids.append(lay_grid(curves[choice.grid], period))
        readings.append(list_readings(streams, grids[-1], pulse, harmony))
        choice = choose_beats(grids, readings)
    return _beats_of_choice(streams, grids[choice.grid], choice)


def _is_flat(envelope: Float64Array) -> bool:
    """Tell whether nothing stands out, as in noise."""
    inner = envelope[_EDGE_FRAMES:]
    return bool(np.percentile(inner, 99) < _LEAST_CREST * inner.mean())


def _beats_of_choice(streams: Float32Array, grid: PulseGrid, choice: BeatChoice) -> _Beats:
    chosen = slice(choice.phase, None, choice.beat_cells)
    times = grid.cell_frames[chosen]
    bar = find_bar(sample_cells(streams, grid)[:, chosen])
    tempo = Tempo(choice.tempo_bpm, choice.tempo_probability, choice.candidates)
    return _Beats(times, _sharpened(tempo, times), choice.beat_probability, bar)


def _sharpened(tempo: Tempo, beat_frames: Float64Array) -> Tempo:
    """Replace the tempo by the slope of a line through the beats, which averages all of them."""
    if beat_frames.size < 4:
        return tempo
    period = _slope(beat_frames)
    factor = 60 * MEL_FRAME_RATE_HZ / period / tempo.tempo_bpm
    if abs(factor - 1) > _SAME_TEMPO / 2:  # a tempo that wanders: its median is the better word
        return tempo
    candidates = tuple(TempoCandidate(c.tempo_bpm * factor, c.score) for c in tempo.candidates)
    return Tempo(tempo.tempo_bpm * factor, tempo.confidence, candidates)


def _slope(times: Float64Array) -> float:
    index = np.arange(times.size) - (times.size - 1) / 2
    return float(index @ times / (index @ index))


def _find_clicks(streams: Float32Array, envelope: Float64Array) -> _Beats | None:
    """Recognise a bare train of equal clicks: a metronome has no octaves to choose from."""
    clicks = onset_frames(envelope, _CLICK_SHARE)
    if clicks.size < _FEWEST_CLICKS or not _are_alike(streams, clicks):
        return None
    times = clicks.astype(np.float64)
    period = _slope(times)
    tempo_bpm = 60 * MEL_FRAME_RATE_HZ / period
    first = times.mean() - period * (times.size - 1) / 2
    line = first + period * np.arange(times.size)
    if np.abs(times - line).max() > _CLICK_SCATTER or not SLOWEST_BPM <= tempo_bpm <= FASTEST_BPM:
        return None
    # a click at the very start has no rise to be seen by; `_is_heard` drops what is not there
    before = int((first + _EDGE_SLACK) / period)
    after = int((envelope.size - 1 - line[-1]) / period)
    line = first + period * np.arange(-before, times.size + after)
    candidates = tuple(
        TempoCandidate(tempo_bpm * r, s) for r, s in ((1, 1.0), (0.5, 0.0), (2, 0.0))
    )
    return _Beats(line, Tempo(tempo_bpm, 1.0, candidates), 1.0, None)


def _are_alike(streams: Float32Array, onsets: Int64Array) -> bool:
    """Tell whether all onsets have the same strength in every band (of three frames each)."""
    last = streams.shape[1] - 1
    near = [streams[:4, np.clip(onsets + shift, 0, last)] for shift in (-1, 0, 1)]
    strength = np.sum(near, axis=0)[:, 1:]  # the first may lie at the very start
    spread = strength.std(axis=1) / (strength.mean(axis=1) + _TINY)
    return bool((spread[strength.mean(axis=1) > _TINY] < _CLICK_SPREAD).all())


def _is_heard(beat_frames: Float64Array, frames: Frames) -> npt.NDArray[np.bool_]:
    """Tell which beats lie inside the signal, between its first and its last sound."""
    power = frames.mel_energies.sum(axis=1)
    loud = np.nonzero(power > _SILENCE * np.percentile(power, 95))[0]
    first, last = float(loud[0]) - _EDGE_SLACK, float(loud[-1]) + 1
    end = frames.duration_s * MEL_FRAME_RATE_HZ
    return np.asarray((beat_frames >= first) & (beat_frames <= last) & (beat_frames < end))


def _pulse_clarity(pulse: Pulse, tempo_bpm: float) -> float:
    lags = 60 * MEL_FRAME_RATE_HZ / tempo_bpm * np.array(_CLARITY_BEATS, np.float64)
    visible = lags[lags < pulse.joint.size - 2]
    if visible.size == 0:
        return 0.0
    mean = np.maximum(pulse.near(visible, 0.01), 0.0).mean()
    return float(np.sqrt(min(1.0, mean)))


def _covers(frames: Frames) -> bool:
    return len(frames.mel_energies) / MEL_FRAME_RATE_HZ >= frames.duration_s - _COVERAGE_SLACK_S


def _measure_segments(frames: Frames, onsets: Onsets) -> Rhythm:
    """Measure the kept minutes of a long signal one by one; the tempo most of them share wins."""
    count = len(frames.mel_energies) // (_SEGMENT_S * MEL_FRAME_RATE_HZ)
    chosen = np.unique(np.linspace(0, max(0, count - 1), _MOST_SEGMENTS).round().astype(np.int64))
    rhythms = [_measure_minute(frames, int(number)) for number in chosen]
    tempi = [r.tempo for r in rhythms if r.tempo is not None]
    rate_hz = float(np.mean([r.onset_rate_hz for r in rhythms]))
    if not tempi:
        return _no_rhythm(rate_hz)
    bpm = np.array([t.tempo_bpm for t in tempi])
    mass = (np.abs(bpm[:, None] / bpm - 1) < _SAME_TEMPO) @ np.array([t.confidence for t in tempi])
    best = tempi[int(mass.argmax())]
    tempo = Tempo(best.tempo_bpm, float(mass.max() / len(rhythms)), best.candidates)
    clarity = float(np.mean([r.pulse_clarity for r in rhythms]))
    return replace(_no_rhythm(rate_hz), tempo=tempo, pulse_clarity=clarity)


def _measure_minute(frames: Frames, number: int) -> Rhythm:
    mel, pitch = _SEGMENT_S * MEL_FRAME_RATE_HZ, _SEGMENT_S * PITCH_FRAME_RATE_HZ
    energies = frames.mel_energies[number * mel : (number + 1) * mel]
    minute = replace(
        frames,
        sample_count=round(len(energies) / MEL_FRAME_RATE_HZ * frames.sample_rate_hz),
        mel_energies=energies,
        pitch_salience=frames.pitch_salience[number * pitch : (number + 1) * pitch],
    )
    return measure_rhythm(minute, find_onsets(energies))
