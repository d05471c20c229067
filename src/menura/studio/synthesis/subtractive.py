"""Play notes with oscillators, a filter and envelopes.

One loop serves synthesisers, bowed strings, winds, brass and voices: they differ in waveform,
in how many players there are, in what the filter does and in how the pitch moves.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.synthesis.block import BLOCK
from menura.studio.synthesis.envelopes import ONSET, held_level, release_factor, slurred
from menura.studio.synthesis.filters import drive_block, filter_block, formants_block
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
from menura.studio.synthesis.wave_reading import mip_of, noise_block, ratio_of, read_wave, sway
from menura.studio.synthesis.wavetables import TURN, Wave

MOST_VOICES = 12
LONG_BLOCK = 2 * BLOCK
SETTLED_S = 0.3  # after that nothing in a note moves so fast that short blocks are needed
SECOND, SUB = MOST_VOICES, MOST_VOICES + 1  # places of the other oscillators among the phases
RATE = float(SAMPLE_RATE_HZ)


class Subtractive(NamedTuple):
    """The settings of a voice: numbers only, so that compiled loops can read them.

    Times in seconds; `release_s` until nothing is left. `unison` voices are spread over
    `detune_cents` (both sides) and `spread` of the width. `pulse` above 0 turns a saw into a
    pulse of that width, moved by `pulse_depth`. `key_track` 1 keeps the cutoff at the same
    harmonic. `formant_from` and `formant_to` are places in the row of vowels, 0 for none.
    `note_spread` puts every note somewhere else, as far from the middle as it says.
    """

    wave: float = Wave.SAW
    pulse: float = 0.0
    pulse_depth: float = 0.0
    pulse_hz: float = 0.3
    unison: float = 1.0
    detune_cents: float = 0.0
    spread: float = 0.0
    wave2: float = Wave.SAW
    level2: float = 0.0
    semitones2: float = 0.0
    decay2_s: float = 0.0
    sub: float = 0.0
    noise: float = 0.0
    noise_decay_s: float = 0.0
    cutoff_hz: float = 6000.0
    resonance: float = 0.1
    filter_mode: float = 0.0
    poles: float = 2.0
    env_octaves: float = 0.0
    filter_attack_s: float = 0.002
    filter_decay_s: float = 0.3
    filter_sustain: float = 0.0
    key_track: float = 0.3
    velocity_octaves: float = 1.0
    attack_s: float = 0.003
    decay_s: float = 0.3
    sustain: float = 0.8
    release_s: float = 0.12
    lfo_hz: float = 0.0
    lfo_octaves: float = 0.0
    lfo_level: float = 0.0
    vibrato_hz: float = 5.0
    vibrato_cents: float = 0.0
    vibrato_delay_s: float = 0.3
    drift_cents: float = 0.0
    onset_spread_s: float = 0.0
    glide_s: float = 0.06
    pitch_semitones: float = 0.0
    pitch_decay_s: float = 0.05
    drive: float = 0.0
    formant_from: float = 0.0
    formant_to: float = 0.0
    formant_s: float = 0.1
    velocity_curve: float = 1.0
    level: float = 1.0
    note_spread: float = 0.0


@compiled
def spread_voices(voice: Subtractive, seed: np.uint64, players: NDArray[np.float64]) -> np.uint64:
    """Fill a row per voice: phase, detune, gains, vibrato, drift and delay; return the state."""
    count = int(voice.unison)
    state = next_state(next_state(seed * np.uint64(2654435761) + np.uint64(97)))
    for v in range(MOST_VOICES + 2):
        state = next_state(state)
        players[v, 0] = math.floor(unit(state) * TURN) if count > 1 else 0.0
        side = 2.0 * v / (count - 1) - 1.0 if count > 1 else 0.0
        state = next_state(state)
        cents = side * voice.detune_cents * (0.85 + 0.3 * unit(state))
        players[v, 1] = cents
        # by turns, so that sharp is not right; mirrored, so that neither side has more voices
        pan = min(1.0, voice.spread) * side * (1.0 if min(v, count - 1 - v) % 2 == 0 else -1.0)
        pan = min(1.0, max(-1.0, pan))
        players[v, 2] = math.sqrt(0.5 * (1.0 - pan)) / math.sqrt(count)
        players[v, 3] = math.sqrt(0.5 * (1.0 + pan)) / math.sqrt(count)
        state = next_state(state)
        players[v, 4] = voice.vibrato_hz * (0.9 + 0.2 * unit(state))
        state = next_state(state)
        players[v, 5] = unit(state) if count > 1 else 0.0
        state = next_state(state)
        players[v, 6] = 0.15 + 0.5 * unit(state)
        state = next_state(state)
        players[v, 7] = unit(state)
        state = next_state(state)
        players[v, 8] = unit(state) * voice.onset_spread_s if v > 0 else 0.0
    centre = np.mean(players[:count, 1])
    for v in range(count):  # together they are in tune
        players[v, 1] = 2.0 ** ((players[v, 1] - centre) / 1200.0)
    return state


@compiled
def bend(voice: Subtractive, row: NDArray[np.float64], time_s: float, chain_s: float) -> float:
    """Return by what factor the whole note is off its pitch: glide and pitch envelope."""
    factor = 1.0
    if row[GLIDE_FROM] > 0.0 and voice.glide_s > 0.0:
        left = math.exp(-5.0 * time_s / voice.glide_s)
        factor *= (row[GLIDE_FROM] / row[FREQUENCY]) ** left
    if voice.pitch_semitones != 0.0:
        factor *= 2.0 ** (
            voice.pitch_semitones / 12.0 * math.exp(-chain_s / max(voice.pitch_decay_s, 1e-4))
        )
    return factor


@compiled
def oscillate(
    buffer: NDArray[np.float32],
    tables: NDArray[np.float32],
    voice: Subtractive,
    players: NDArray[np.float64],
    frequency_hz: float,
    song_s: float,
    chain_s: float,
    count: int,
) -> None:
    """Add what all oscillators play in one block."""
    wave = int(voice.wave)
    sine = tables[0, 0]
    width = voice.pulse
    if voice.pulse_depth > 0.0:
        width += voice.pulse_depth * sway(sine, voice.pulse_hz * song_s)
    width = min(0.95, max(0.05, width))
    # one table for all: the highest voice is a hundredth or two above the note
    table = tables[wave, mip_of(frequency_hz)]
    swell = min(1.0, max(0.0, (chain_s - voice.vibrato_delay_s) * 3.0))
    for v in range(int(voice.unison)):
        since_s = chain_s - players[v, 8]
        if since_s < 0.0:
            continue
        cents = 0.0
        if voice.vibrato_cents > 0.0 and swell > 0.0:
            turns = players[v, 4] * chain_s + players[v, 5]
            cents += voice.vibrato_cents * swell * sway(sine, turns)
        if voice.drift_cents > 0.0:
            cents += voice.drift_cents * sway(sine, players[v, 6] * song_s + players[v, 7])
        hz = frequency_hz * players[v, 1] * ratio_of(cents)
        step = int(min(0.45, hz / RATE) * TURN)
        fade = min(1.0, since_s * 50.0) if players[v, 8] > 0.0 else 1.0
        left, right = np.float32(players[v, 2] * fade), np.float32(players[v, 3] * fade)
        phase = int(players[v, 0])
        read_wave(buffer, table, phase, step, left, right, count)
        if voice.pulse > 0.0:
            read_wave(buffer, table, phase + int(width * TURN), step, -left, -right, count)
        players[v, 0] = (phase + count * step) & (TURN - 1)
    second = voice.level2
    if voice.decay2_s > 0.0:
        second *= math.exp(-chain_s / voice.decay2_s)
    if second > 1e-4:
        hz = frequency_hz * 2.0 ** (voice.semitones2 / 12.0)
        add_voice(buffer, tables[int(voice.wave2), mip_of(hz)], players, SECOND, hz, second, count)
    if voice.sub > 0.0:
        add_voice(buffer, tables[0, 0], players, SUB, 0.5 * frequency_hz, voice.sub, count)


@compiled
def add_voice(
    buffer: NDArray[np.float32],
    table: NDArray[np.float32],
    players: NDArray[np.float64],
    place: int,
    frequency_hz: float,
    level: float,
    count: int,
) -> None:
    """Add one oscillator in the middle and move its phase on."""
    step = int(min(0.45, frequency_hz / RATE) * TURN)
    phase = int(players[place, 0])
    gain = np.float32(0.7071 * level)
    read_wave(buffer, table, phase, step, gain, gain, count)
    players[place, 0] = (phase + count * step) & (TURN - 1)


@compiled
def cutoff_at(
    voice: Subtractive, row: NDArray[np.float64], octaves: float, chain_s: float, song_s: float
) -> float:
    """Return the filter's cutoff in Hz; `octaves` is what pitch and velocity add."""
    if voice.env_octaves != 0.0:
        octaves += voice.env_octaves * held_level(
            chain_s, voice.filter_attack_s, voice.filter_decay_s, voice.filter_sustain
        )
    wobble_hz = row[WOBBLE] if row[WOBBLE] > 0.0 else voice.lfo_hz
    if wobble_hz > 0.0:
        time_s = chain_s if row[WOBBLE] > 0.0 else song_s
        octaves += voice.lfo_octaves * (0.5 - 0.5 * math.cos(2.0 * math.pi * wobble_hz * time_s))
    return float(min(20_000.0, max(30.0, voice.cutoff_hz * row[BRIGHTNESS] * 2.0**octaves)))


@compiled
def play_subtractive(
    out: NDArray[np.float32],
    notes: NDArray[np.float64],
    voice: Subtractive,
    tables: NDArray[np.float32],
) -> None:
    """Add all notes to `out`.

    Parameters
    ----------
    out : ndarray of float32, shape (2, samples)
        Added to.
    notes : ndarray of float64, shape (notes, COLUMNS)
        As ``table_of`` makes them.
    """
    players = np.zeros((MOST_VOICES + 2, 9))
    buffer = np.zeros((2, LONG_BLOCK), dtype=np.float32)
    memory = np.zeros((4, 2, 2))
    vowel_memory = np.zeros((5, 4))
    random = np.uint64(1)
    chain_start = 0
    loudness = pan = 0.0
    for index in range(notes.shape[0]):
        row = notes[index]
        start, gate = int(row[START]), int(row[GATE])
        if row[TIED_IN] == 0.0:
            random = spread_voices(voice, np.uint64(row[SEED]), players)
            memory[:] = 0.0
            vowel_memory[:] = 0.0
            chain_start = start
            pan = voice.note_spread * (2.0 * unit(next_state(random)) - 1.0)
        end = gate if row[TIED_OUT] > 0.0 else gate + int(voice.release_s * RATE)
        end = min(end, out.shape[1] - start)
        base = (start - chain_start) / RATE
        last = loudness
        loudness = voice.level * row[VELOCITY] ** voice.velocity_curve
        if row[TIED_IN] == 0.0:
            last = loudness
        octaves = voice.velocity_octaves * (row[VELOCITY] - 0.8)
        octaves += voice.key_track * math.log2(row[FREQUENCY] / 261.63)
        before = shape_at(voice, base, start / RATE, -gate / RATE)
        at = 0
        while at < end:
            still = base + at / RATE > SETTLED_S and row[WOBBLE] == 0.0
            count = min(LONG_BLOCK if still else BLOCK, end - at)
            if at < gate:
                count = min(count, gate - at)
            time_s = at / RATE
            chain_s = base + time_s
            song_s = (start + at) / RATE
            buffer[:] = 0.0
            hz = row[FREQUENCY] * bend(voice, row, time_s, chain_s)
            oscillate(buffer, tables, voice, players, hz, song_s, chain_s, count)
            if voice.noise > 0.0:
                hiss = voice.noise
                if voice.noise_decay_s > 0.0:
                    hiss *= math.exp(-chain_s / voice.noise_decay_s)
                random = noise_block(buffer, random, hiss, count)
            if voice.drive > 0.0:
                drive_block(buffer, voice.drive, count)
            cutoff_hz = cutoff_at(voice, row, octaves, chain_s, song_s)
            filter_block(
                buffer,
                memory,
                cutoff_hz,
                voice.resonance,
                int(voice.filter_mode),
                voice.poles,
                count,
            )
            if voice.formant_from > 0.0:
                moved = 1.0 - math.exp(-chain_s / max(voice.formant_s, 1e-3))
                if row[WOBBLE] > 0.0:
                    moved = 0.5 - 0.5 * math.cos(2.0 * math.pi * row[WOBBLE] * chain_s)
                vowel = voice.formant_from + (voice.formant_to - voice.formant_from) * moved
                formants_block(buffer, vowel_memory, vowel, count)
            after_s = count / RATE
            after = shape_at(voice, chain_s + after_s, song_s + after_s, (at + count - gate) / RATE)
            first = before * slurred(loudness, last, at)
            then = after * slurred(loudness, last, at + count)
            if chain_s == 0.0:
                begin(buffer, count)
            add_shaped(out, buffer, first, then, pan, start + at, count)
            before = after
            at += count


@compiled
def shape_at(voice: Subtractive, chain_s: float, song_s: float, released_s: float) -> float:
    """Return the level of a note under its envelope and its tremolo."""
    level = held_level(chain_s, voice.attack_s, voice.decay_s, voice.sustain)
    level *= release_factor(released_s, voice.release_s)
    if voice.lfo_level > 0.0:
        turn = 2.0 * math.pi * voice.lfo_hz
        level *= 1.0 - voice.lfo_level * (0.5 - 0.5 * math.cos(turn * song_s))
    return level


@compiled
def begin(buffer: NDArray[np.float32], count: int) -> None:
    """Let the first block of a note come in without a jump."""
    for channel in range(2):
        for i in range(min(count, len(ONSET))):
            buffer[channel, i] *= ONSET[i]


@compiled
def add_shaped(
    out: NDArray[np.float32],
    buffer: NDArray[np.float32],
    first: float,
    then: float,
    pan: float,
    place: int,
    count: int,
) -> None:
    """Add a block to the output; its level goes straight from `first` to `then`."""
    low, rise = np.float32(first), np.float32((then - first) / count)
    left, right = out[0, place : place + count], out[1, place : place + count]
    from_left, from_right = buffer[0], buffer[1]
    to_left, to_right = np.float32(math.sqrt(1.0 - pan)), np.float32(math.sqrt(1.0 + pan))
    for i in range(count):
        gain = low + rise * np.float32(i)
        left[i] += to_left * from_left[i] * gain
        right[i] += to_right * from_right[i] * gain
