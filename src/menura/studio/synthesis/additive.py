"""Play notes as sums of partials: pianos, mallets, bells and organs.

Each partial is a sine with its own decay; struck strings and bars have partials that are not
whole multiples, which no filter can make out of an oscillator.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.synthesis.block import BLOCK
from menura.studio.synthesis.envelopes import ONSET, release_factor
from menura.studio.synthesis.note_table import (
    BRIGHTNESS,
    FREQUENCY,
    GATE,
    SEED,
    START,
    VELOCITY,
)
from menura.studio.synthesis.randomness import next_state, unit
from menura.studio.synthesis.wavetables import (
    FRACTION_BITS,
    FRACTION_MASK,
    FRACTION_SCALE,
    TABLE_SIZE,
    TURN,
)

RATE = float(SAMPLE_RATE_HZ)
HIGHEST_HZ = 15_000.0
PARTIAL_BLOCK = 128
BEATING = 6  # partials that two strings share; above them nobody hears two
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
    # Six numbers for each ringing partial: phase, step, decay, gain, envelope, which string.
    ringing = np.zeros((2 * modes.shape[0], 6))
    for index in range(notes.shape[0]):
        row = notes[index]
        random = next_state(next_state(np.uint64(row[SEED]) * np.uint64(2654435761)))
        count, random = start_partials(ringing, voice, modes, row, random)
        octave = math.log2(row[FREQUENCY] / 261.63)
        pan = min(0.8, max(-0.8, voice.pan_width * octave / 3.0))
        loudness = voice.level * row[VELOCITY] ** voice.velocity_curve
        ring_note(out, ringing, count, tables[0, 0], voice, row, pan, loudness)
        if voice.knock > 0.0:
            strike(out, voice, row, random, loudness)


@compiled
def start_partials(
    ringing: NDArray[np.float64],
    voice: Partials,
    modes: NDArray[np.float64],
    row: NDArray[np.float64],
    random: np.uint64,
) -> tuple[int, np.uint64]:
    """Fill a row for every partial that can be heard; return how many, and the random state."""
    hz = row[FREQUENCY]
    octave = math.log2(hz / 261.63)
    stiff = voice.inharmonicity * 2.0 ** (voice.inharmonic_track * octave)
    shorter = 2.0 ** (-voice.decay_track * octave)
    darker = voice.slope * (0.85 - row[VELOCITY]) - 6.0 * math.log2(max(0.1, row[BRIGHTNESS]))
    count = 0
    for m in range(modes.shape[0]):
        ratio, level = modes[m, 0], modes[m, 1]
        partial_hz = hz * ratio * math.sqrt((1.0 + stiff * ratio * ratio) / (1.0 + stiff))
        if ratio > 1.0:
            level *= 10.0 ** (-darker * math.log2(ratio) / 20.0)
        pairs = 2 if voice.beat_cents > 0.0 and m < BEATING else 1
        for string in range(pairs):
            random = next_state(random)
            if partial_hz > HIGHEST_HZ or level < INAUDIBLE:
                continue
            side = 1.0 - 2.0 * string if pairs == 2 else 0.0
            step = partial_hz * 2.0 ** (voice.beat_cents * side / 1200.0) / RATE * TURN
            ringing[count, 0] = math.floor(unit(random) * TURN)
            ringing[count, 1] = math.floor(step)
            ringing[count, 2] = modes[m, 2] * shorter
            ringing[count, 3] = level / pairs
            ringing[count, 4] = partial_level(voice, ringing[count, 2], 0.0)
            ringing[count, 5] = string
            count += 1
    return count, random


@compiled
def ring_note(
    out: NDArray[np.float32],
    ringing: NDArray[np.float64],
    count: int,
    sine: NDArray[np.float32],
    voice: Partials,
    row: NDArray[np.float64],
    pan: float,
    loudness: float,
) -> None:
    """Add all partials of one note, block by block; partials that have died are left out."""
    start, gate = int(row[START]), int(row[GATE])
    end = min(gate + int(voice.release_s * RATE), out.shape[1] - start)
    sums = np.zeros((2, PARTIAL_BLOCK), dtype=np.float32)
    left, right = loudness * math.sqrt(0.5 * (1.0 - pan)), loudness * math.sqrt(0.5 * (1.0 + pan))
    tilt = 0.15 if voice.beat_cents > 0.0 else 0.0
    at = 0
    while at < end and count > 0:
        # Short blocks in the attack, long ones after it.
        size = min(BLOCK if at < 4 * PARTIAL_BLOCK else PARTIAL_BLOCK, end - at)
        if at < gate:
            size = min(size, gate - at)
        sums[:] = 0.0
        n = 0
        while n < count:
            after = partial_level(voice, ringing[n, 2], (at + size) / RATE)
            before = ringing[n, 4]
            if after < INAUDIBLE / ringing[n, 3] and after < before:
                after = 0.0
            phase, step = int(ringing[n, 0]), int(ringing[n, 1])
            first = np.float32(before * ringing[n, 3])
            slope = np.float32((after - before) * ringing[n, 3] / size)
            read_sine(sums[int(ringing[n, 5])], sine, phase, step, first, slope, size)
            ringing[n, 0] = (phase + size * step) & (TURN - 1)
            ringing[n, 4] = after
            if after == 0.0:
                count -= 1
                ringing[n] = ringing[count]
            else:
                n += 1
        before = note_level(voice, start, at, gate)
        slope_all = (note_level(voice, start, at + size, gate) - before) / size
        to_left, to_right = (
            out[0, start + at : start + at + size],
            out[1, start + at : start + at + size],
        )
        ll, lr = np.float32(left * (1.0 + tilt)), np.float32(left * (1.0 - tilt))
        rl, rr = np.float32(right * (1.0 - tilt)), np.float32(right * (1.0 + tilt))
        if at == 0:
            for i in range(min(size, len(ONSET))):
                sums[0, i] *= ONSET[i]
                sums[1, i] *= ONSET[i]
        for i in range(size):
            gain = np.float32(before) + np.float32(slope_all) * np.float32(i)
            to_left[i] += gain * (ll * sums[0, i] + lr * sums[1, i])
            to_right[i] += gain * (rl * sums[0, i] + rr * sums[1, i])
        at += size


@compiled
def read_sine(
    into: NDArray[np.float32],
    sine: NDArray[np.float32],
    phase: int,
    step: int,
    first: np.float32,
    slope: np.float32,
    count: int,
) -> None:
    """Add a sine under a straight piece of its envelope."""
    for i in range(count):
        place = phase + i * step
        index = (place >> FRACTION_BITS) & (TABLE_SIZE - 1)
        fraction = np.float32(place & FRACTION_MASK) * FRACTION_SCALE
        low = sine[index]
        sample = low + fraction * (sine[index + 1] - low)
        into[i] += (first + slope * np.float32(i)) * sample


@compiled
def partial_level(voice: Partials, decay_s: float, time_s: float) -> float:
    """Return the envelope of one partial: a fast decay and a slow one, or none."""
    if decay_s <= 0.0:
        return 1.0
    fast = math.exp(-6.9 * time_s / decay_s)
    if voice.after_level > 0.0:
        slow = math.exp(-6.9 * time_s / (decay_s * voice.after_ratio))
        fast = (1.0 - voice.after_level) * fast + voice.after_level * slow
    return fast


@compiled
def note_level(voice: Partials, start: int, at: int, gate: int) -> float:
    """Return what the whole note is multiplied by: attack, tremolo and release."""
    level = min(1.0, at / RATE / voice.attack_s) * release_factor(
        (at - gate) / RATE, voice.release_s
    )
    if voice.tremolo > 0.0:
        turn = 2.0 * math.pi * voice.tremolo_hz * (start + at) / RATE
        level *= 1.0 - voice.tremolo * (0.5 - 0.5 * math.cos(turn))
    return level


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
        y = np.float32(v1 * level * (ONSET[i] if i < len(ONSET) else 1.0))
        out[0, start + i] += y
        out[1, start + i] += y
        level *= fall
