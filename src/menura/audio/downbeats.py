"""Tell the bar from the beats: three or four, and which beat is the first."""

from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.pulse_grid import fold_cells
from menura.audio.rhythm_weights import BAR_WEIGHTS

_BAR_LENGTHS = (4, 3)
_COMPARED_BEATS = {4: 3, 3: 2}  # the last one follows from the others: logs are centred
_FEWEST_BARS = 4  # of the longest bar: less is a riff, not a metre
_FLOOR = 0.2  # of a stream's mean, as for beats


@dataclass(frozen=True, slots=True)
class Bar:
    """Say how beats form bars.

    Parameters
    ----------
    beats_per_bar : int
        3 or 4.
    first_beat : int
        Index of the first downbeat among the beats.
    confidence : float
        Probability that both are right, given that the beats are.
    metre_confidence : float
        Probability that the number of beats is right.
    """

    beats_per_bar: int
    first_beat: int
    confidence: float
    metre_confidence: float


def find_bar(beat_cells: Float32Array) -> Bar | None:
    """Find metre and downbeats; None for fewer than sixteen beats.

    Parameters
    ----------
    beat_cells : ndarray, shape (7, beats)
        Strength of every stream at every beat.

    Notes
    -----
    Beats are folded by four and by three; each of the seven places a downbeat may have is scored
    by how strong kick, snare, chord and bass changes ... are there and on the beats after it.
    """
    if beat_cells.shape[1] < _FEWEST_BARS * max(_BAR_LENGTHS):
        return None
    score = bar_evidence(beat_cells) @ np.array(BAR_WEIGHTS)
    likelihood = np.exp(score - score.max())
    likelihood /= likelihood.sum()
    best = int(likelihood.argmax())
    if best < _BAR_LENGTHS[0]:
        return Bar(4, best, float(likelihood[best]), float(likelihood[:4].sum()))
    return Bar(3, best - 4, float(likelihood[best]), float(likelihood[4:].sum()))


def bar_evidence(beat_cells: Float32Array) -> Float64Array:
    """Return one row per place of the downbeat: four of bars of four, three of bars of three.

    Columns: log strength of the streams on the first, second and third beat (of four), on the
    first and second (of three), and 1 for a bar of three. Shape ``(7, 36)``.
    """
    blocks = []
    for length in _BAR_LENGTHS:
        folded = np.log(fold_cells(beat_cells, length) + _FLOOR)
        folded -= folded.mean(axis=1, keepdims=True)
        first = np.arange(length)
        beats = [folded[:, (first + k) % length].T for k in range(_COMPARED_BEATS[length])]
        blocks.append(np.hstack(beats))
    four, three = blocks
    evidence = np.zeros((len(four) + len(three), four.shape[1] + three.shape[1] + 1))
    evidence[: len(four), : four.shape[1]] = four
    evidence[len(four) :, four.shape[1] : -1] = three
    evidence[len(four) :, -1] = 1.0
    return evidence
