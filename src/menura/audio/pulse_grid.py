"""Follow a pulse through a signal, and lay a fine grid along it."""

from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.pulse_streams import Int64Array

CELLS_PER_PULSE = 24  # halves, thirds, quarters and their halves all fall on cells
_TIGHTNESS = 60.0  # against an envelope of deviation 1; Ellis has 100 on a narrower curve
_SPAN = 0.2  # a pulse may come this share of its period early or late
_SMOOTHING_REACH = 4  # pulses to each side: drift stays, the scatter of single hits goes
_TINY = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class PulseGrid:
    """Hold a steady pulse, divided into cells, over a whole signal.

    Parameters
    ----------
    cell_frames : ndarray, shape (cells + 1,)
        Time of every cell in (fractional) frames, ascending; 24 cells make one pulse. Up to one
        pulse lies before the first frame, up to one after the last.
    period : float
        Median frames from pulse to pulse.
    """

    cell_frames: Float64Array
    period: float


def lay_grid(envelope: Float64Array, period: float) -> PulseGrid:
    """Follow a pulse of about `period` frames and divide it into cells.

    The pulse need not be the beat: it may be its half, its double or lie between the beats, as
    long as it moves along with them. Which cells are beats is a question asked later, of the
    folded grid, and costs no further tracking.
    """
    pulses = _smoothed(track_pulse(envelope, period))
    if pulses.size > 1:
        period = float(np.median(np.diff(pulses)))
    # past both ends, so that every reading of the grid reaches the first and the last sound
    before = int(np.ceil(pulses[0] / period))
    after = int(np.ceil((envelope.size - 1 - pulses[-1]) / period))
    whole = np.concatenate(
        [
            pulses[0] - period * np.arange(before, 0, -1),
            pulses,
            pulses[-1] + period * np.arange(1, after + 1),
        ]
    )
    cells = np.arange((whole.size - 1) * CELLS_PER_PULSE + 1) / CELLS_PER_PULSE
    return PulseGrid(np.interp(cells, np.arange(whole.size), whole), period)


def track_pulse(envelope: Float64Array, period: float) -> Int64Array:
    """Return the frames of the best chain of pulses about `period` frames apart.

    Dynamic programming after Ellis (2007): the sum of the envelope at the pulses less a penalty on
    the squared log of each step's deviation. Steps stay within 20 %, so all frames of one shortest
    step are solved at once.
    """
    size = envelope.size
    shortest = max(1, int(period * (1 - _SPAN)))
    longest = max(shortest, int(np.ceil(period * (1 + _SPAN))))
    steps = np.arange(shortest, longest + 1)
    penalty = -_TIGHTNESS * np.log(steps / period) ** 2
    score = np.zeros(size + longest)  # shifted by the longest step: before the start it is 0
    best_step = np.zeros(size, np.int64)
    window = np.arange(shortest)[:, None] + (longest - steps)[None]
    rows = np.arange(shortest)
    for first in range(0, size, shortest):
        count = min(shortest, size - first)
        reached = score[window[:count] + first] + penalty
        best = reached.argmax(axis=1)
        score[longest + first : longest + first + count] = (
            envelope[first : first + count] + reached[rows[:count], best]
        )
        best_step[first : first + count] = steps[best]
    tail = max(0, size - longest)
    frame = tail + int(score[longest + tail :].argmax())
    chain = []
    while frame >= 0:
        chain.append(frame)
        frame -= int(best_step[frame])
    return np.array(chain[::-1], np.int64)


def sample_cells(streams: Float32Array, grid: PulseGrid) -> Float32Array:
    """Read every stream at every cell: the best of three frames, mean 1, shape ``(7, cells)``."""
    frame = np.round(grid.cell_frames).astype(np.int64)
    last = streams.shape[1] - 1
    near = [np.clip(frame + shift, 0, last) for shift in (-1, 0, 1)]
    cells = np.maximum.reduce([streams[:, index] for index in near])
    return np.asarray(cells / (cells.mean(axis=1, keepdims=True) + _TINY), np.float32)


def fold_cells(cells: Float32Array, period: int) -> Float64Array:
    """Average cells `period` apart, shape ``(7, period)``; a phase without cells reads the mean."""
    rows, size = cells.shape
    whole = size // period * period
    total = cells[:, :whole].reshape(rows, -1, period).sum(axis=1, dtype=np.float64)
    count = np.full(period, whole // period)
    total[:, : size - whole] += cells[:, whole:]
    count[: size - whole] += 1
    mean = cells.mean(axis=1, keepdims=True)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), mean))


def _smoothed(pulses: Int64Array) -> Float64Array:
    """Fit a weighted line through each pulse and its neighbours, the ends reflected in a point."""
    reach = min(_SMOOTHING_REACH, (pulses.size - 1) // 2)
    if reach == 0:
        return pulses.astype(np.float64)
    before = 2 * pulses[0] - pulses[1 : reach + 1][::-1]
    after = 2 * pulses[-1] - pulses[-reach - 1 : -1][::-1]
    weights = np.hanning(2 * reach + 3)[1:-1]
    padded = np.concatenate([before, pulses, after]).astype(np.float64)
    return np.convolve(padded, weights / weights.sum(), "valid")
