"""Turn the notes of a part into rows of numbers that compiled loops read."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Note
from menura.studio.synthesis.randomness import mix_seed

START, GATE, FREQUENCY, VELOCITY, BRIGHTNESS, WOBBLE = 0, 1, 2, 3, 4, 5
GLIDE_FROM, TIED_IN, TIED_OUT, SEED = 6, 7, 8, 9
COLUMNS = 10

NoteTable = NDArray[np.float64]

SHORTEST_GATE = 96  # samples: 2 ms, so that even a grace note has an attack
TIE_GAP_S = 0.012  # notes nearer than this belong to one breath or bow


def pitch_hz(pitch: float) -> float:
    """Return the frequency of a MIDI note number."""
    return float(440.0 * 2.0 ** ((pitch - 69.0) / 12.0))


def table_of(
    notes: Sequence[Note], *, bpm: float, seed: int, length: int, monophonic: bool
) -> NoteTable:
    """Return one row per note, sorted by time.

    A monophonic patch never sounds two notes at once: an earlier note ends where the next one
    begins, and notes that touch with a glide are tied, so that the voice is not struck anew.

    Returns
    -------
    ndarray of float64, shape (notes, COLUMNS)
        Start and gate in samples, frequencies in Hz.
    """
    played = sorted(notes, key=lambda note: (note.start_beat, note.pitch))
    samples_per_beat = 60.0 / bpm * SAMPLE_RATE_HZ
    table = np.zeros((len(played), COLUMNS), dtype=np.float64)
    for row, note in zip(table, played, strict=True):
        row[START] = max(0, round(note.start_beat * samples_per_beat))
        row[GATE] = max(SHORTEST_GATE, round(note.length_beats * samples_per_beat))
        row[FREQUENCY] = pitch_hz(note.pitch)
        row[VELOCITY] = min(1.0, max(0.02, note.velocity))
        row[BRIGHTNESS] = note.brightness
        row[WOBBLE] = note.cycles_per_beat * bpm / 60.0
    _join(table, [note.glide for note in played], monophonic=monophonic)
    for index, row in enumerate(table):
        row[SEED] = mix_seed(seed, index) >> 21  # 32 bits: exact in a float
    return table[table[:, START] < length]


def _join(table: NoteTable, glides: list[bool], *, monophonic: bool) -> None:
    """Set where glides come from and, for one voice, end notes at the next one's beginning."""
    gap = TIE_GAP_S * SAMPLE_RATE_HZ
    for index in range(1, len(table)):
        before, row = table[index - 1], table[index]
        if glides[index]:
            row[GLIDE_FROM] = before[FREQUENCY]
        if not monophonic:
            continue
        distance = row[START] - before[START]
        touches = before[GATE] >= distance - gap
        if touches and glides[index] and distance >= SHORTEST_GATE:
            before[GATE], before[TIED_OUT], row[TIED_IN] = distance, 1.0, 1.0
        elif before[GATE] > distance:
            before[GATE] = max(float(SHORTEST_GATE), distance)
