"""Ask of a pulse grid which of its cells are the beats."""

from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.frames import MEL_FRAME_RATE_HZ
from menura.audio.pulse_grid import CELLS_PER_PULSE, PulseGrid, fold_cells, sample_cells
from menura.audio.pulse_streams import Int64Array, Stream, onset_envelope, onset_frames
from menura.audio.tempo import Pulse

SLOWEST_BPM, FASTEST_BPM = 39.0, 245.0
_BEAT_CELLS = (8, 12, 16, 18, 24, 32, 36, 48, 72, 96)  # 1/3 .. 4 pulses, with 2/3, 3/4 and 4/3
_PHASES = (0, 6, 8, 12, 16, 18)  # cells within a pulse where a beat may lie: quarters and thirds
_REFERENCE_BPM = 110.0
_PARTS = {"half": (1 / 2,), "quarter": (1 / 4, 3 / 4), "third": (1 / 3, 2 / 3)}
_LAGS = {"1": 1.0, "2": 2.0, "3": 3.0, "4": 4.0, "half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4}
_HARMONIC_BEATS = (1, 2, 3, 4, 8)
_BAR_STREAMS = (Stream.KICK, Stream.SNARE, Stream.CHORD_CHANGE, Stream.BASS_CHANGE)
_COUNTED_STREAMS = (Stream.KICK, Stream.HIGHS, Stream.SNARE)
_COUNTED_SHARE = 0.25
_FLOOR = 0.2  # of a stream's mean: a silent place is not infinitely telling


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """Hold the ways to read beats off a grid, and what speaks for each.

    Parameters
    ----------
    beat_cells : ndarray, shape (r,)
        Length of a beat in cells.
    phases : ndarray, shape (r,)
        Cell of the first beat.
    tempi_bpm : ndarray, shape (r,)
        What the beat length means.
    evidence : ndarray, shape (r, features)
        One row per reading; columns named by `names`.
    names : tuple of str
        Names of the columns.
    """

    beat_cells: Int64Array
    phases: Int64Array
    tempi_bpm: Float64Array
    evidence: Float64Array
    names: tuple[str, ...]


def list_readings(
    streams: Float32Array, grid: PulseGrid, pulse: Pulse, harmony: Float64Array
) -> Readings:
    """Gather the evidence for every beat length and phase on a grid.

    Evidence of a reading: how strong each stream is on the beat and at its halves, quarters and
    thirds; how beats alternate (kick and snare); how clearly groups of three and four stand out;
    the autocorrelation of onsets at the beat and its multiples and of chords at likely bars; how
    many onsets a beat would hold; and the tempo itself. Strengths are logarithms relative to the
    stream's mean, so levels do not matter.

    Parameters
    ----------
    streams : ndarray, shape (7, n)
        From `pulse_streams`.
    grid : PulseGrid
        Laid along these streams.
    pulse : Pulse
        Autocorrelation of the onsets.
    harmony : ndarray, shape (lags,)
        From `harmonic_repetition`.
    """
    cells = sample_cells(streams, grid)
    pulse_bpm = 60 * MEL_FRAME_RATE_HZ / grid.period
    rates_hz = _onset_rates_hz(streams)
    beat_cells, phases, tables = [], [], []
    for length in _BEAT_CELLS:
        tempo_bpm = pulse_bpm * CELLS_PER_PULSE / length
        if not SLOWEST_BPM <= tempo_bpm <= FASTEST_BPM:
            continue
        phase = np.array([c for c in range(length) if c % CELLS_PER_PULSE in _PHASES])
        columns = _beat_evidence(cells, length, phase)
        columns |= _bar_evidence(cells, length, phase)
        columns |= _tempo_evidence(pulse, harmony, tempo_bpm, rates_hz)
        tables.append(
            {name: np.broadcast_to(value, phase.shape) for name, value in columns.items()}
        )
        beat_cells.append(np.full(phase.size, length))
        phases.append(phase)
    lengths = np.concatenate(beat_cells)
    names = tuple(tables[0])
    return Readings(
        beat_cells=lengths,
        phases=np.concatenate(phases),
        tempi_bpm=np.asarray(pulse_bpm * CELLS_PER_PULSE / lengths, np.float64),
        evidence=np.stack([np.concatenate([t[name] for t in tables]) for name in names], axis=1),
        names=names,
    )


def _beat_evidence(cells: Float32Array, length: int, phase: Int64Array) -> dict[str, Float64Array]:
    """Compare the streams on the beat and between beats."""
    folded = fold_cells(cells, length)
    evidence = {f"on_{stream.name}": _log(folded[stream, phase]) for stream in Stream}
    for part, places in _PARTS.items():
        at = [folded[:, (phase + round(place * length)) % length] for place in places]
        # a swung or a straight quarter: both count; of the thirds one may be empty (shuffle)
        strength = np.maximum.reduce(at) if part == "third" else np.mean(at, axis=0)
        evidence |= {f"{part}_{stream.name}": _log(strength[stream]) for stream in Stream}
    return evidence


def _bar_evidence(cells: Float32Array, length: int, phase: Int64Array) -> dict[str, Float64Array]:
    """Tell how beats differ from their neighbours: two by two, in threes and in fours."""
    four = _log(_beats_of_bar(cells, length, phase, 4))
    three = _log(_beats_of_bar(cells, length, phase, 3))
    even, odd = (four[:, 0] + four[:, 2]) / 2, (four[:, 1] + four[:, 3]) / 2
    evidence = {f"alternate_{stream.name}": np.abs(even - odd)[stream] for stream in Stream}
    opposed = (even - odd)[Stream.KICK] * (odd - even)[Stream.SNARE]
    evidence["backbeat"] = np.sqrt(np.maximum(opposed, 0.0))
    evidence["together"] = np.sqrt(np.maximum(-opposed, 0.0))
    for name, bar in (("four", four), ("three", three)):
        contrast = bar.max(axis=1) - bar.mean(axis=1)
        evidence |= {f"{name}_{stream.name}": contrast[stream] for stream in _BAR_STREAMS}
    return evidence


def _beats_of_bar(
    cells: Float32Array, length: int, phase: Int64Array, beats_per_bar: int
) -> Float64Array:
    """Return the strength of each beat of a bar, shape ``(7, beats, phases)``."""
    bar = beats_per_bar * length
    folded = fold_cells(cells, bar)
    places = phase[None, :] + length * np.arange(beats_per_bar)[:, None]
    return np.asarray(folded[:, places % bar])


def _tempo_evidence(
    pulse: Pulse, harmony: Float64Array, tempo_bpm: float, rates_hz: dict[str, float]
) -> dict[str, Float64Array]:
    """Describe what follows from the tempo alone, without a phase."""
    octaves = float(np.log2(tempo_bpm / _REFERENCE_BPM))
    lag = 60 * MEL_FRAME_RATE_HZ / tempo_bpm
    values = {"tempo": octaves, "tempo_squared": octaves**2, "tempo_cubed": octaves**3}
    own = float(pulse.near(np.array([lag]), 0.01)[0])
    for name, multiple in _LAGS.items():
        visible = lag * multiple < pulse.joint.size - 3
        at = pulse.near(np.array([lag * multiple]), 0.01)[0] if visible else own
        values[f"repeat_{name}"] = float(at)
    frames = np.arange(pulse.bands.shape[1])
    for index, band in enumerate(pulse.bands):
        values[f"repeat_{Stream(index).name}"] = float(np.interp(lag, frames, band))
    for beats in _HARMONIC_BEATS:
        values[f"harmony_{beats}"] = float(np.interp(lag * beats, np.arange(harmony.size), harmony))
    for name, rate_hz in rates_hz.items():
        per_beat = float(np.log2(rate_hz * 60 / tempo_bpm + 0.1))
        values |= {f"count_{name}": per_beat, f"count_squared_{name}": per_beat**2}
    return {name: np.array(value) for name, value in values.items()}


def _onset_rates_hz(streams: Float32Array) -> dict[str, float]:
    seconds = streams.shape[1] / MEL_FRAME_RATE_HZ
    rates = {
        stream.name: onset_frames(streams[stream], _COUNTED_SHARE).size / seconds
        for stream in _COUNTED_STREAMS
    }
    return rates | {"ALL": onset_frames(onset_envelope(streams)).size / seconds}


def _log(strength: Float64Array) -> Float64Array:
    return np.asarray(np.log(strength + _FLOOR))
