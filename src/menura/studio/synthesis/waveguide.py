"""Play plucked strings: a delay line closed by a loss filter, tuned to a fraction of a sample.

Karplus and Strong's string as Jaffe and Smith extended it (1983): the place of the pick takes
harmonics away, a one-pole filter lets high ones die sooner. Both the filter's own delay and the
fraction of a sample (a cubic interpolation) are taken off the line's length, so every note is in
tune; reading between samples also allows slides and vibrato.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.synthesis.block import BLOCK
from menura.studio.synthesis.envelopes import ONSET, release_factor, slurred
from menura.studio.synthesis.note_table import (
    BRIGHTNESS,
    FREQUENCY,
    GATE,
    GLIDE_FROM,
    SEED,
    START,
    TIED_IN,
    TIED_OUT,
    VELOCITY,
)
from menura.studio.synthesis.randomness import next_state, unit

RATE = float(SAMPLE_RATE_HZ)
LINE = 4096  # samples: notes down to 12 Hz
DISPERSIONS = 8
DISPERSION = -0.62
DULL_HZ = 4000.0  # where `bright_decay_s` is said


class PluckedString(NamedTuple):
    """The settings of a string: numbers only.

    `decay_s` and `bright_decay_s` are the times to -60 dB of the fundamental (at 220 Hz; it
    shortens with `decay_track` per octave) and of what sounds at 4 kHz. `hardness_hz` is the
    brightness of the pick, `noise` how much of a pluck is scrape rather than push. `pick` and
    `pickup` are places on the string (0 at the bridge to .5). A second course sounds at
    `second_ratio`. `knock` is the thump of the hand or the body.
    """

    decay_s: float = 3.0
    decay_track: float = 0.35
    bright_decay_s: float = 0.5
    hardness_hz: float = 4000.0
    velocity_octaves: float = 1.5
    noise: float = 0.3
    pick: float = 0.18
    pickup: float = 0.0
    release_s: float = 0.15
    second_ratio: float = 1.003
    second_level: float = 0.0
    knock: float = 0.0
    knock_hz: float = 180.0
    vibrato_hz: float = 5.2
    vibrato_cents: float = 0.0
    vibrato_delay_s: float = 0.35
    glide_s: float = 0.07
    pan_spread: float = 0.15
    velocity_curve: float = 1.0
    level: float = 1.0


@compiled
def loss_filter(string: PluckedString, frequency_hz: float, result: NDArray[np.float64]) -> None:
    """Find the loop's gain, the pole that makes 4 kHz die in time, and the pole's delay."""
    octave = math.log2(frequency_hz / 220.0)
    decay_s = string.decay_s * 2.0 ** (-string.decay_track * octave)
    gain = min(0.99999, 10.0 ** (-3.0 / (decay_s * frequency_hz)))
    bright_s = min(decay_s, string.bright_decay_s)
    ratio = (10.0 ** (-3.0 / (bright_s * frequency_hz)) / gain) ** 2
    cosine = math.cos(2.0 * math.pi * DULL_HZ / RATE)
    pole = 0.0
    if ratio < 0.999999:
        b = 1.0 - ratio * cosine
        pole = (b - math.sqrt(max(0.0, b * b - (1.0 - ratio) ** 2))) / (1.0 - ratio)
    pole = min(0.9, max(0.0, pole))
    w = 2.0 * math.pi * frequency_hz / RATE
    result[0] = gain
    result[1] = pole
    result[2] = math.atan2(pole * math.sin(w), 1.0 - pole * math.cos(w)) / w
    # What the pole takes from the fundamental is given back, as far as the loop stays stable.
    at_note = (1.0 - pole) / math.sqrt(1.0 - 2.0 * pole * math.cos(w) + pole * pole)
    result[0] = min(0.99999, gain / at_note)


@compiled
def pluck(
    string: PluckedString,
    row: NDArray[np.float64],
    frequency_hz: float,
    seed: np.uint64,
    excitation: NDArray[np.float64],
) -> int:
    """Write one period of excitation, without mean, at an RMS of .25; return its length."""
    period = min(LINE - 8, max(4, int(RATE / frequency_hz)))
    hard_hz = string.hardness_hz * row[BRIGHTNESS]
    hard_hz *= 2.0 ** (string.velocity_octaves * (row[VELOCITY] - 0.8))
    a = 1.0 - math.exp(-2.0 * math.pi * min(18_000.0, hard_hz) / RATE)
    random = next_state(next_state(seed * np.uint64(2654435761) + np.uint64(17)))
    raw = np.zeros(period)
    push = math.sqrt(float(period))
    for i in range(period):
        random = next_state(random)
        raw[i] = string.noise * (2.0 * unit(random) - 1.0)
    raw[0] += (1.0 - string.noise) * push
    low1 = low2 = 0.0
    for turn in range(2):  # twice around, so that the period joins itself
        for i in range(period):
            low1 += a * (raw[i] - low1)
            low2 += a * (low1 - low2)
            if turn == 1:
                excitation[i] = low2
    random = next_state(random)
    place = string.pick * (0.9 + 0.2 * unit(random))
    lag = max(1, int(period * place))
    mean = power = 0.0
    for i in range(period):
        raw[i] = excitation[i] - 0.95 * excitation[(i - lag) % period]
        mean += raw[i]
    mean /= period
    for i in range(period):
        raw[i] -= mean
        power += raw[i] * raw[i]
    scale = 0.25 / math.sqrt(power / period + 1e-20)
    for i in range(period):
        excitation[i] = raw[i] * scale
    disperse(excitation, period)
    return period


@compiled
def disperse(excitation: NDArray[np.float64], period: int) -> None:
    """Spread a push over the period, as stiffness does: the same spectrum, a lower peak."""
    for _ in range(DISPERSIONS):
        x0 = y0 = 0.0
        for turn in range(2):
            for i in range(period):
                x = excitation[i]
                y = DISPERSION * (x - y0) + x0
                x0, y0 = x, y
                if turn == 1:
                    excitation[i] = y


@compiled
def play_strings(
    out: NDArray[np.float32], notes: NDArray[np.float64], string: PluckedString
) -> None:
    """Add all notes to `out`, float32 of shape (2, samples)."""
    line = np.zeros(LINE)
    excitation = np.zeros(LINE)
    losses = np.zeros(3)
    # place in the line, loss filter, length of and place in the excitation, loudness, pan
    memory = np.zeros(6)
    for course in range(2 if string.second_level > 0.0 else 1):
        level = string.second_level if course == 1 else 1.0
        ratio = string.second_ratio if course == 1 else 1.0
        chain_start = 0
        for index in range(notes.shape[0]):
            row = notes[index]
            hz = row[FREQUENCY] * ratio
            seed = np.uint64(row[SEED]) + np.uint64(course)
            if hz * 5.0 > RATE:
                continue
            if row[TIED_IN] == 0.0:
                line[:] = 0.0
                memory[:] = 0.0
                memory[2] = pluck(string, row, hz, seed, excitation)
                chain_start = int(row[START])
                side = 2.0 * unit(next_state(next_state(next_state(seed)))) - 1.0
                memory[5] = string.pan_spread * side
            loss_filter(string, hz, losses)
            loudness = level * string.level * row[VELOCITY] ** string.velocity_curve
            if row[TIED_IN] == 0.0:
                memory[4] = loudness
            ring(out, line, excitation, memory, losses, string, row, hz, loudness, chain_start)


@compiled
def ring(
    out: NDArray[np.float32],
    line: NDArray[np.float64],
    excitation: NDArray[np.float64],
    memory: NDArray[np.float64],
    losses: NDArray[np.float64],
    string: PluckedString,
    row: NDArray[np.float64],
    note_hz: float,
    loudness: float,
    chain_start: int,
) -> None:
    """Let the string swing for one note."""
    start, gate = int(row[START]), int(row[GATE])
    end = gate if row[TIED_OUT] > 0.0 else gate + int(string.release_s * RATE)
    end = min(end, out.shape[1] - start)
    left, right = math.sqrt(0.5 * (1.0 - memory[5])), math.sqrt(0.5 * (1.0 + memory[5]))
    write, low, length, played = int(memory[0]), memory[1], int(memory[2]), int(memory[3])
    gain, pole, lag = losses[0], losses[1], losses[2]
    at = 0
    quiet = 0
    while at < end and quiet < 64:
        count = min(BLOCK, end - at)
        if at < gate:
            count = min(count, gate - at)
        time_s = at / RATE
        chain_s = (start + at - chain_start) / RATE
        hz = note_hz
        if row[GLIDE_FROM] > 0.0:
            hz *= (row[GLIDE_FROM] / row[FREQUENCY]) ** math.exp(-5.0 * time_s / string.glide_s)
        if string.vibrato_cents > 0.0:
            swell = min(1.0, max(0.0, (chain_s - string.vibrato_delay_s) * 3.0))
            turn = math.sin(2.0 * math.pi * string.vibrato_hz * chain_s)
            hz *= 2.0 ** (string.vibrato_cents * swell * turn / 1200.0)
        delay = min(LINE - 8.0, max(3.0, RATE / hz - lag))
        whole = int(delay) - 1
        d = delay - whole  # between 1 and 2: the middle of a cubic through four points
        h0 = -(d - 1.0) * (d - 2.0) * (d - 3.0) / 6.0
        h1 = d * (d - 2.0) * (d - 3.0) / 2.0
        h2 = -d * (d - 1.0) * (d - 3.0) / 2.0
        h3 = d * (d - 1.0) * (d - 2.0) / 6.0
        tap = int(string.pickup * delay)
        before = release_factor((at - gate) / RATE, string.release_s)
        after = release_factor((at + count - gate) / RATE, string.release_s)
        before *= slurred(loudness, memory[4], at)
        after *= slurred(loudness, memory[4], at + count)
        slope = (after - before) / count
        knock = string.knock * math.exp(-chain_s / 0.035)
        loudest = 0.0
        for i in range(count):
            read = write - whole
            x = (
                h0 * line[read & 4095]
                + h1 * line[(read - 1) & 4095]
                + h2 * line[(read - 2) & 4095]
                + h3 * line[(read - 3) & 4095]
            )
            low = (1.0 - pole) * x + pole * low
            y = gain * low
            if played < length:
                y += excitation[played]
                played += 1
            line[write & 4095] = y
            if tap > 0:
                y -= 0.9 * line[(write - tap) & 4095]
            write = (write + 1) & 4095
            loudest = max(loudest, abs(y))
            if knock > 1e-4:
                y += knock * math.sin(2.0 * math.pi * string.knock_hz * (chain_s + i / RATE))
            y *= before + slope * i
            if chain_s == 0.0:
                y *= ONSET[i]
            out[0, start + at + i] += np.float32(y * left)
            out[1, start + at + i] += np.float32(y * right)
        quiet = quiet + 1 if loudest < 1e-6 else 0
        at += count
    memory[0], memory[1], memory[3], memory[4] = write, low, played, loudness
