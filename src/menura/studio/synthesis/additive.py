"""Play notes as sums of partials: pianos, mallets, bells and organs.

Each partial is a sine with its own decay; struck strings and bars have partials that are not
whole multiples, which no filter can make out of an oscillator.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from menura.studio.compiled import compiled
from menura.studio.synthesis.envelopes import release_factor
from menura.studio.synthesis.note_table import (
    BRIGHTNESS,
    FREQUENCY,
    GATE,
    SEED,
    START,
    VELOCITY,
)
from menura.studio.synthesis.randomness import next_state, unit
from menura.studio.synthesis.rate import BLOCK, SAMPLE_RATE_HZ
from menura.studio.synthesis.subtractive import read_wave
from menura.studio.synthesis.wavetables import TABLE_SIZE

RATE = float(SAMPLE_RATE_HZ)
HIGHEST_HZ = 15_000.0
INAUDIBLE = 2e-4  # -74 dB of the note: a partial below it is left alone


class Partials(NamedTuple):
    """The settings of a struck or blown sum of sines: numbers only.

    The partials themselves are rows of (ratio, level, decay in s; 0 for as long as the key is
    held). `inharmonicity` is B of a stiff string at middle C. `slope` is how many dB per octave
    the partials fall further when struck softly. `after_level` of the sound decays
    `after_ratio` times slower (two strings that come apart), `beat_cents` apart.
    """

    inharmonicity: float = 0.0
    inharmonic_track: float = 0.0
    decay_track: float = 0.5
    slope: float = 6.0
    after_level: float = 0.0
    after_ratio: float = 3.0
    beat_cents: float = 0.0
    attack_s: float = 0.002
    release_s: float = 0.15
    knock: float = 0.0
    knock_hz: float = 900.0
    knock_s: float = 0.012
    tremolo_hz: float = 0.0
    tremolo: float = 0.0
    pan_width: float = 0.3
    velocity_curve: float = 1.2
    level: float = 1.0


@compiled
def play_partials(
    out: NDArray[np.float32],
    notes: NDArray[np.float64],
    voice: Partials,
    modes: NDArray[np.float64],
    tables: NDArray[np.float32],
) -> None:
    """Add all notes to `out`.

    Parameters
    ----------
    out : ndarray of float32, shape (2, samples)
    notes : ndarray of float64, shape (notes, COLUMNS)
    modes : ndarray of float64, shape (partials, 3)
        Ratio, level and decay of each.
    """
    sine = tables[0, 0]
    buffer = np.zeros((2, BLOCK))
    for index in range(notes.shape[0]):
        row = notes[index]
        random = next_state(next_state(np.uint64(row[SEED]) * np.uint64(2654435761)))
        hz = row[FREQUENCY]
        octave = math.log2(hz / 261.63)
        stiff = voice.inharmonicity * 2.0 ** (voice.inharmonic_track * octave)
        shorter = 2.0 ** (-voice.decay_track * octave)
        pan = min(0.8, max(-0.8, voice.pan_width * octave / 3.0))
        left, right = math.sqrt(0.5 * (1.0 - pan)), math.sqrt(0.5 * (1.0 + pan))
        loudness = voice.level * row[VELOCITY] ** voice.velocity_curve
        darker = voice.slope * (0.85 - row[VELOCITY]) - 6.0 * math.log2(max(0.1, row[BRIGHTNESS]))
        for m in range(modes.shape[0]):
            ratio = modes[m, 0]
            partial_hz = hz * ratio * math.sqrt(
                (1.0 + stiff * ratio * ratio) / (1.0 + stiff)
            )
            level = modes[m, 1]
            if ratio > 1.0:
                level *= 10.0 ** (-darker * math.log2(ratio) / 20.0)
            random = next_state(random)
            if partial_hz > HIGHEST_HZ or level < INAUDIBLE:
                continue
            pairs = 2 if voice.beat_cents > 0.0 and m < 6 else 1
            for string in range(pairs):
                random = next_state(random)
                side = 1.0 - 2.0 * string if pairs == 2 else 0.0
                cents = voice.beat_cents * side
                step = partial_hz * 2.0 ** (cents / 1200.0) / RATE * TABLE_SIZE
                tilt = 0.15 * side
                decay = modes[m, 2] * shorter
                gain = loudness * level / pairs
                phase = unit(random) * TABLE_SIZE
                ring_partial(
                    out, buffer, sine, voice, row, phase, step, decay,
                    gain * left * (1.0 + tilt), gain * right * (1.0 - tilt),
                )
        if voice.knock > 0.0:
            strike(out, voice, row, random, loudness)


@compiled
def ring_partial(
    out: NDArray[np.float32],
    buffer: NDArray[np.float64],
    sine: NDArray[np.float32],
    voice: Partials,
    row: NDArray[np.float64],
    phase: float,
    step: float,
    decay_s: float,
    left: float,
    right: float,
) -> None:
    """Add one partial of one note."""
    start, gate = int(row[START]), int(row[GATE])
    end = min(gate + int(voice.release_s * RATE), out.shape[1] - start)
    at = 0
    while at < end:
        count = min(BLOCK, end - at)
        if at < gate:
            count = min(count, gate - at)
        before = partial_level(voice, decay_s, at / RATE, (at - gate) / RATE, start / RATE)
        after = partial_level(
            voice, decay_s, (at + count) / RATE, (at + count - gate) / RATE, start / RATE
        )
        if before < INAUDIBLE and after < before:
            # Straight to nothing within this block, so that leaving is not heard.
            after = 0.0
        buffer[:] = 0.0
        read_wave(buffer, sine, phase, step, left, right, count)
        phase = (phase + count * step) % TABLE_SIZE
        slope = (after - before) / count
        for i in range(count):
            gain = before + slope * i
            out[0, start + at + i] += np.float32(buffer[0, i] * gain)
            out[1, start + at + i] += np.float32(buffer[1, i] * gain)
        at += count
        if after == 0.0:
            break


@compiled
def partial_level(
    voice: Partials, decay_s: float, time_s: float, let_go_s: float, start_s: float
) -> float:
    """Return the envelope of one partial: attack, two decays, tremolo and release."""
    level = min(1.0, time_s / voice.attack_s)
    if decay_s > 0.0:
        fast = math.exp(-6.9 * time_s / decay_s)
        if voice.after_level > 0.0:
            slow = math.exp(-6.9 * time_s / (decay_s * voice.after_ratio))
            fast = (1.0 - voice.after_level) * fast + voice.after_level * slow
        level *= fast
    if voice.tremolo > 0.0:
        turn = 2.0 * math.pi * voice.tremolo_hz * (start_s + time_s)
        level *= 1.0 - voice.tremolo * (0.5 - 0.5 * math.cos(turn))
    return level * release_factor(let_go_s, voice.release_s)


@compiled
def strike(
    out: NDArray[np.float32],
    voice: Partials,
    row: NDArray[np.float64],
    random: np.uint64,
    loudness: float,
) -> None:
    """Add the noise of a hammer, mallet or key: a short burst through a resonance."""
    start = int(row[START])
    end = min(int(voice.knock_s * 7.0 * RATE), out.shape[1] - start)
    g = math.tan(math.pi * min(9000.0, voice.knock_hz) / RATE)
    k = 1.0
    a1 = 1.0 / (1.0 + g * (g + k))
    s1 = s2 = 0.0
    fall = math.exp(-1.0 / (voice.knock_s * RATE))
    level = voice.knock * loudness * row[VELOCITY]
    for i in range(end):
        random = next_state(random)
        v1 = a1 * (s1 + g * (unit(random) * 2.0 - 1.0 - s2))
        v2 = s2 + g * v1
        s1 = 2.0 * v1 - s1
        s2 = 2.0 * v2 - s2
        y = np.float32(v1 * level * min(1.0, i / 24.0))
        out[0, start + i] += y
        out[1, start + i] += y
        level *= fall
