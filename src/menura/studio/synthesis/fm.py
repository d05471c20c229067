"""Play notes by frequency modulation (J. Chowning, 1973): electric pianos, bells and basses."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.synthesis.block import BLOCK
from menura.studio.synthesis.envelopes import ONSET, held_level, release_factor, slurred
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
    WOBBLE,
)
from menura.studio.synthesis.randomness import next_state, unit
from menura.studio.synthesis.wavetables import TABLE_SIZE

RATE = float(SAMPLE_RATE_HZ)
HIGHEST_SIDEBAND_HZ = 17_000.0


class FrequencyModulation(NamedTuple):
    """The settings of two carriers, each moved by its own sine: numbers only.

    `index1` and `index2` are depths in radians at full velocity; they fall in `decay1_s` and
    `decay2_s` to `sustain1` and `sustain2` of themselves. The second carrier is the tine or
    hammer: it dies in `carrier2_s`. `feedback` bends the first modulator towards a saw. `spread`
    moves the carriers apart, by turns to either side.
    """

    ratio1: float = 1.0
    index1: float = 1.5
    decay1_s: float = 0.8
    sustain1: float = 0.2
    ratio2: float = 14.0
    index2: float = 0.4
    decay2_s: float = 0.15
    sustain2: float = 0.0
    carrier2_ratio: float = 1.0
    carrier2_level: float = 0.5
    carrier2_s: float = 0.0
    feedback: float = 0.0
    detune_cents: float = 1.5
    attack_s: float = 0.002
    decay_s: float = 1.6
    sustain: float = 0.0
    decay_track: float = 0.4
    release_s: float = 0.2
    velocity_index: float = 1.0
    wobble_hz: float = 0.0
    wobble_depth: float = 0.0
    pan_hz: float = 0.0
    pan_depth: float = 0.0
    vibrato_hz: float = 5.0
    vibrato_cents: float = 0.0
    glide_s: float = 0.06
    velocity_curve: float = 1.1
    level: float = 1.0
    spread: float = 0.0


@compiled
def look_up(sine: NDArray[np.float32], place: float) -> float:
    """Return the sine (of height .707) at a place in table points."""
    below = math.floor(place)
    fraction = place - below
    index = int(below) & (TABLE_SIZE - 1)
    low = sine[index]
    return float(low + fraction * (sine[index + 1] - low))


@compiled
def depth_within(hz: float, ratio: float, index: float) -> float:
    """Return an index whose sidebands (Carson's rule) stay below what can be heard or folds."""
    room = (HIGHEST_SIDEBAND_HZ - hz) / max(1.0, hz * ratio) - 1.0
    return min(index, max(0.0, room))


@compiled
def play_fm(
    out: NDArray[np.float32],
    notes: NDArray[np.float64],
    voice: FrequencyModulation,
    tables: NDArray[np.float32],
) -> None:
    """Add all notes to `out`, float32 of shape (2, samples)."""
    held = np.zeros(11)
    chain_start = 0
    for index in range(notes.shape[0]):
        row = notes[index]
        if row[TIED_IN] == 0.0:
            chain_start = int(row[START])
            random = next_state(next_state(np.uint64(row[SEED]) * np.uint64(2654435761)))
            held[:] = 0.0
            held[3] = unit(random) * TABLE_SIZE
            held[5] = voice.level * row[VELOCITY] ** voice.velocity_curve
            held[6] = hardness(voice, row)
            held[7] = 2.0 ** (-voice.decay_track * math.log2(row[FREQUENCY] / 261.63))
            held[8] = voice.spread if unit(next_state(random)) < 0.5 else -voice.spread
        sound_note(out, tables[0, 0], voice, row, held, chain_start)


@compiled
def hardness(voice: FrequencyModulation, row: NDArray[np.float64]) -> float:
    """Return by what the depths of a note are multiplied."""
    return float(row[BRIGHTNESS] * (1.0 + voice.velocity_index * (row[VELOCITY] - 0.8)))


@compiled
def sound_note(
    out: NDArray[np.float32],
    sine: NDArray[np.float32],
    voice: FrequencyModulation,
    row: NDArray[np.float64],
    held: NDArray[np.float64],
    chain_start: int,
) -> None:
    """Add one note.

    `held` goes from note to note of a slur: four phases, the last feedback, loudness, hardness,
    of the first note how fast it decays and where its carriers lie, and the last two depths.
    """
    start, gate = int(row[START]), int(row[GATE])
    end = gate if row[TIED_OUT] > 0.0 else gate + int(voice.release_s * RATE)
    end = min(end, out.shape[1] - start)
    shorter, apart = held[7], held[8]
    to_hard, to_loud = hardness(voice, row), voice.level * row[VELOCITY] ** voice.velocity_curve
    # Phases count table points; a radian is TABLE_SIZE / 2 pi of them, and the table's sine
    # is .707 high.
    radian = TABLE_SIZE / (2.0 * math.pi) * math.sqrt(2.0)
    p0, p1, p2, p3, old = held[0], held[1], held[2], held[3], held[4]
    depth1, depth2 = held[9], held[10]
    at = 0
    while at < end:
        count = min(BLOCK, end - at)
        if at < gate:
            count = min(count, gate - at)
        chain_s = (start + at - chain_start) / RATE
        hard = slurred(to_hard, held[6], at)
        hz = row[FREQUENCY]
        if row[GLIDE_FROM] > 0.0:
            left_over = math.exp(-5.0 * (at / RATE) / voice.glide_s)
            hz *= (row[GLIDE_FROM] / row[FREQUENCY]) ** left_over
        if voice.vibrato_cents > 0.0:
            swell = min(1.0, max(0.0, (chain_s - 0.3) * 3.0))
            turn = math.sin(2.0 * math.pi * voice.vibrato_hz * chain_s)
            hz *= 2.0 ** (voice.vibrato_cents * swell * turn / 1200.0)
        index1 = (
            voice.index1
            * hard
            * held_level(chain_s, 0.001, voice.decay1_s * shorter, voice.sustain1)
        )
        index2 = (
            voice.index2
            * hard
            * held_level(chain_s, 0.001, voice.decay2_s * shorter, voice.sustain2)
        )
        wobble_hz = row[WOBBLE] if row[WOBBLE] > 0.0 else voice.wobble_hz
        if wobble_hz > 0.0:
            turn = 0.5 - 0.5 * math.cos(2.0 * math.pi * wobble_hz * chain_s)
            index1 *= 1.0 - voice.wobble_depth * turn
        index1 = depth_within(hz, voice.ratio1, index1) * radian
        index2 = depth_within(hz * voice.carrier2_ratio, voice.ratio2, index2) * radian
        second = voice.carrier2_level
        if voice.carrier2_s > 0.0:
            second *= math.exp(-chain_s / voice.carrier2_s)
        before = held_level(chain_s, voice.attack_s, voice.decay_s * shorter, voice.sustain)
        after = held_level(
            chain_s + count / RATE, voice.attack_s, voice.decay_s * shorter, voice.sustain
        )
        before *= release_factor((at - gate) / RATE, voice.release_s)
        after *= release_factor((at + count - gate) / RATE, voice.release_s)
        before *= slurred(to_loud, held[5], at)
        after *= slurred(to_loud, held[5], at + count)
        pan = voice.pan_depth * math.sin(2.0 * math.pi * voice.pan_hz * (start + at) / RATE)
        left, right = math.sqrt(0.5 * (1.0 - pan)), math.sqrt(0.5 * (1.0 + pan))
        near, far = math.sqrt(1.0 - apart), math.sqrt(1.0 + apart)
        first_left, first_right = left * near, right * far
        second_left, second_right = second * left * far, second * right * near
        step = hz / RATE * TABLE_SIZE
        step1 = step * voice.ratio1
        step2 = step * voice.carrier2_ratio * 2.0 ** (voice.detune_cents / 1200.0)
        step3 = step * voice.carrier2_ratio * voice.ratio2
        back = voice.feedback * TABLE_SIZE / 4.0
        slope = (after - before) / count
        # a depth that moved in steps would be heard: it arrives at the end of the block
        rise1, rise2 = (index1 - depth1) / count, (index2 - depth2) / count
        for i in range(count):
            old = look_up(sine, p1 + back * old)
            one = look_up(sine, p0 + (depth1 + rise1 * i) * old)
            two = look_up(sine, p2 + (depth2 + rise2 * i) * look_up(sine, p3))
            gain = before + slope * i
            if chain_s == 0.0:
                gain *= ONSET[i]
            p0 += step
            p1 += step1
            p2 += step2
            p3 += step3
            out[0, start + at + i] += np.float32(gain * (first_left * one + second_left * two))
            out[1, start + at + i] += np.float32(gain * (first_right * one + second_right * two))
        p0, p1, p2, p3 = p0 % TABLE_SIZE, p1 % TABLE_SIZE, p2 % TABLE_SIZE, p3 % TABLE_SIZE
        depth1, depth2 = index1, index2
        at += count
    held[0], held[1], held[2], held[3], held[4] = p0, p1, p2, p3, old
    held[5], held[6], held[9], held[10] = to_loud, to_hard, depth1, depth2
