"""Choose one reading of the pulse and tell how sure the choice is."""

from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float64Array
from menura.audio.beat_levels import FASTEST_BPM, SLOWEST_BPM, Readings
from menura.audio.frames import MEL_FRAME_RATE_HZ
from menura.audio.pulse_grid import CELLS_PER_PULSE, PulseGrid
from menura.audio.rhythm_weights import BEAT_WEIGHTS
from menura.audio.tempo import TempoCandidate

_SAME_TEMPO = 0.04  # the tolerance tempi are judged by (MIREX)
_SAME_BEAT_S = 0.07  # the tolerance beats are judged by (mir_eval)
_OCTAVES = (0.5, 1.0, 2.0)  # always listed
_OTHER_RATIOS = (1 / 3, 2 / 3, 3 / 4, 4 / 3, 3 / 2, 3.0)
_LEAST_SCORE = 0.02  # of the best: what is less likely is not worth telling


@dataclass(frozen=True, slots=True, eq=False)
class BeatChoice:
    """Hold the most likely reading.

    Parameters
    ----------
    grid : int
        Index of the grid it was read off.
    beat_cells, phase : int
        Length of a beat and place of the first one, in cells.
    tempo_bpm, tempo_probability : float
        Tempo and how likely it is within 4 %.
    beat_probability : float
        How likely the beats are where they are said to be.
    candidates : tuple of TempoCandidate
        The chosen tempo, half, double and what else is likely, best first.
    """

    grid: int
    beat_cells: int
    phase: int
    tempo_bpm: float
    tempo_probability: float
    beat_probability: float
    candidates: tuple[TempoCandidate, ...]


def choose_beats(grids: list[PulseGrid], readings: list[Readings]) -> BeatChoice:
    """Weigh the evidence of all readings of all grids of one signal.

    Probabilities are a softmax of the weighted evidence (conditional logit). The weights were
    fitted on rendered music so that the readings that are right get the most probability
    together; the tempo with the most of it wins, then the likeliest beats of that tempo.
    """
    weights = np.array([BEAT_WEIGHTS[name] for name in readings[0].names])
    score = np.concatenate([r.evidence for r in readings]) @ weights
    probability = np.exp(score - score.max())
    probability /= probability.sum()
    tempi_bpm = np.concatenate([r.tempi_bpm for r in readings])
    alike = np.abs(tempi_bpm[:, None] / tempi_bpm[None] - 1) < _SAME_TEMPO
    mass = alike @ probability
    # of the tempi that agree with the winner, the reading that is likeliest itself
    best = int(np.where(alike[int(mass.argmax())], probability, 0.0).argmax())
    sizes = np.cumsum([len(r.phases) for r in readings])
    grid = int(np.searchsorted(sizes, best, side="right"))
    index = best - (int(sizes[grid]) - len(readings[grid].phases))
    chosen = readings[grid]
    length, phase = int(chosen.beat_cells[index]), int(chosen.phases[index])
    own = probability[int(sizes[grid]) - len(chosen.phases) : int(sizes[grid])]
    away = np.abs((chosen.phases - phase + length / 2) % length - length / 2)
    away_s = away / CELLS_PER_PULSE * grids[grid].period / MEL_FRAME_RATE_HZ
    together = (chosen.beat_cells == length) & (away_s <= _SAME_BEAT_S)
    return BeatChoice(
        grid=grid,
        beat_cells=length,
        phase=phase,
        tempo_bpm=float(tempi_bpm[best]),
        tempo_probability=float(min(1.0, mass[best])),
        beat_probability=float(min(1.0, own[together].sum())),
        candidates=_list_candidates(float(tempi_bpm[best]), tempi_bpm, probability),
    )


def _list_candidates(
    tempo_bpm: float, tempi_bpm: Float64Array, probability: Float64Array
) -> tuple[TempoCandidate, ...]:
    """List the tempo, its half and its double, and simple ratios that are likely at all."""

    def mass(reading_bpm: float) -> float:
        return float(probability[np.abs(tempi_bpm / reading_bpm - 1) < _SAME_TEMPO].sum())

    best = mass(tempo_bpm)
    candidates = [TempoCandidate(tempo_bpm, 1.0)]
    for ratio in (*_OCTAVES, *_OTHER_RATIOS):
        reading_bpm = tempo_bpm * ratio
        score = min(1.0, mass(reading_bpm) / best)
        listed = ratio in _OCTAVES or score >= _LEAST_SCORE
        if ratio != 1.0 and listed and SLOWEST_BPM / 2 <= reading_bpm <= FASTEST_BPM * 2:
            candidates.append(TempoCandidate(reading_bpm, score))
    return tuple(sorted(candidates, key=lambda c: (-c.score, c.tempo_bpm != tempo_bpm)))
