"""Put a sound into a room: a feedback delay network of eight lines.

After J.-M. Jot and A. Chaigne, "Digital delay networks for designing artificial reverberators"
(1991): mutually prime delays, a Householder matrix between them, a gain per line that gives every
line the same decay, and a low-pass in each so that treble dies first. Four all-passes in front
make the first echoes dense.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Space:
    """Describe a room.

    Attributes
    ----------
    decay_s : float
        Time to fall by 60 dB in the middle register (T60).
    size : float
        Scales the delays; 1 is a hall of about 20 m.
    damping : float
        0 (treble lasts like the rest) to 1 (dull).
    predelay_s : float
        Before the first echo: keeps the sound itself clear.
    low_cut_hz : float
        Below this nothing is sent into the room.
    """

    decay_s: float
    size: float
    damping: float
    predelay_s: float
    low_cut_hz: float


class Room(StrEnum):
    """Name the rooms."""

    BOOTH = "booth"
    ROOM = "room"
    PLATE = "plate"
    CHAMBER = "chamber"
    HALL = "hall"
    CATHEDRAL = "cathedral"


SPACES = {
    Room.BOOTH: Space(decay_s=0.3, size=0.22, damping=0.45, predelay_s=0.002, low_cut_hz=150.0),
    Room.ROOM: Space(decay_s=0.6, size=0.38, damping=0.4, predelay_s=0.006, low_cut_hz=180.0),
    Room.PLATE: Space(decay_s=1.3, size=0.55, damping=0.2, predelay_s=0.012, low_cut_hz=250.0),
    Room.CHAMBER: Space(decay_s=1.1, size=0.65, damping=0.35, predelay_s=0.015, low_cut_hz=200.0),
    Room.HALL: Space(decay_s=2.1, size=1.0, damping=0.35, predelay_s=0.022, low_cut_hz=200.0),
    Room.CATHEDRAL: Space(decay_s=4.2, size=1.4, damping=0.4, predelay_s=0.035, low_cut_hz=160.0),
}
_LINES = np.array([1423, 1627, 1801, 2053, 2239, 2473, 2699, 2927])  # primes, 30..61 ms
_DIFFUSERS = np.array([[113, 337, 557, 811], [131, 353, 577, 797]])  # primes, left and right
_DIFFUSION = 0.6
_CHUNK = 8192
_STILL = np.float32(1e-8)
_NOT_DENORMAL = np.float32(1e-20)  # numbers near the smallest are slow


def reverberate(
    samples: Float32Array, space: Space, *, wet: float, send: Float32Array | None = None
) -> Float32Array:
    """Return the samples with the room's answer added.

    Parameters
    ----------
    samples : ndarray, shape (2, n), float32
    wet : float
        Amplitude of what is sent into the room, relative to the sound itself.
    send : ndarray, shape (n,), float32, optional
        Added to `wet`, sample by sample (automation).

    Returns
    -------
    ndarray, shape (2, n), float32
        The dry sound at its level plus the room.
    """
    result = np.empty_like(samples)
    lines = np.maximum(1, np.round(_LINES * space.size)).astype(np.int64)
    gains = np.power(10.0, -3.0 * lines / (SAMPLE_RATE_HZ * space.decay_s)).astype(np.float32)
    diffusers = np.maximum(1, np.round(_DIFFUSERS * min(1.0, space.size))).astype(np.int64)
    settings = np.array(
        [
            1.0 - 0.75 * space.damping,
            1.0 - math.exp(-2 * math.pi * space.low_cut_hz / SAMPLE_RATE_HZ),
            wet,
            _DIFFUSION,
        ],
        np.float32,
    )
    amounts = np.zeros(0, np.float32) if send is None else send
    predelay = max(1, round(space.predelay_s * SAMPLE_RATE_HZ))
    _run_room(
        np.ascontiguousarray(samples), amounts, result, lines, gains, diffusers, settings, predelay
    )
    return result


@compiled
def _run_room(
    samples: Float32Array,
    send: Float32Array,
    result: Float32Array,
    lines: np.ndarray,
    gains: Float32Array,
    diffusers: np.ndarray,
    settings: Float32Array,
    predelay: int,
) -> None:
    """Go through the room a chunk at a time, and inside it in blocks.

    Delays are straight buffers: read at `i`, written at `i` plus the delay, moved back after each
    chunk. No block is longer than the shortest delay, so all but the one-pole filters runs eight
    samples at once.
    """
    count = samples.shape[1]
    size = min(64, predelay, diffusers.min(), lines.min())
    echoes = np.zeros((8, lines.max() + _CHUNK), np.float32)
    smear = np.zeros((2, 4, diffusers.max() + _CHUNK), np.float32)
    waiting = np.zeros((2, predelay + _CHUNK), np.float32)
    dull = np.zeros(8, np.float32)
    low = np.zeros(2, np.float32)
    out = np.zeros((8, 64), np.float32)
    entering = np.zeros((2, 64), np.float32)
    is_still = True
    for start in range(0, count, _CHUNK):
        end = min(count, start + _CHUNK)
        is_silent = float(np.abs(samples[:, start:end]).max()) == 0.0
        if is_still and is_silent:
            result[:, start:end] = np.float32(0.0)
            continue
        loudest = np.float32(0.0)
        for first in range(start, end, size):
            n = min(size, end - first)
            at = first - start
            _without_bass(
                samples[:, first : first + n],
                send[first : first + n],
                waiting[:, at + predelay : at + predelay + n],
                low,
                settings,
            )
            for c in range(2):
                entering[c, :n] = waiting[c, at : at + n]
                _smear(entering[c], smear[c], diffusers[c], settings[3], at, n)
            loudest = max(
                loudest, _circulate(echoes, lines, gains, dull, out, entering, settings, at, n)
            )
            for j in range(n):
                result[0, first + j] = samples[0, first + j] + np.float32(0.5) * (
                    out[0, j] - out[2, j] + out[4, j] - out[6, j]
                )
            for j in range(n):
                result[1, first + j] = samples[1, first + j] + np.float32(0.5) * (
                    out[1, j] - out[3, j] + out[5, j] - out[7, j]
                )
        done = end - start
        for k in range(8):
            for j in range(lines[k]):
                echoes[k, j] = echoes[k, done + j]
        for c in range(2):
            for k in range(4):
                for j in range(diffusers[c, k]):
                    smear[c, k, j] = smear[c, k, done + j]
            for j in range(predelay):
                waiting[c, j] = waiting[c, done + j]
        # a chunk is longer than the longest delay: what was still for one stays still
        is_still = is_silent and bool(loudest < _STILL)
        if is_still:
            echoes[:] = np.float32(0.0)
            smear[:] = np.float32(0.0)
            waiting[:] = np.float32(0.0)
            dull[:] = np.float32(0.0)
            low[:] = np.float32(0.0)


@compiled
def _without_bass(
    samples: Float32Array,
    send: Float32Array,
    waiting: Float32Array,
    low: Float32Array,
    settings: Float32Array,
) -> None:
    """Write what is sent of a block: its share, less the bass."""
    low_cut, wet = settings[1], settings[2]
    keep = np.float32(1.0) - low_cut
    left, right = low[0], low[1]
    for j in range(samples.shape[1]):
        amount = wet + send[j] if len(send) > 0 else wet
        sent_left, sent_right = amount * samples[0, j], amount * samples[1, j]
        left = keep * left + (low_cut * sent_left + _NOT_DENORMAL)
        right = keep * right + (low_cut * sent_right + _NOT_DENORMAL)
        waiting[0, j] = sent_left - left
        waiting[1, j] = sent_right - right
    low[0], low[1] = left, right


@compiled
def _smear(
    entering: Float32Array,
    smear: Float32Array,
    diffusers: np.ndarray,
    diffusion: np.float32,
    at: int,
    n: int,
) -> None:
    """Send a block of one channel through its four all-passes, in place."""
    for k in range(4):
        held, fed = smear[k, at : at + n], smear[k, at + diffusers[k] : at + diffusers[k] + n]
        for j in range(n):
            new = entering[j] - diffusion * held[j]
            fed[j] = new
            entering[j] = held[j] + diffusion * new


@compiled
def _circulate(
    echoes: Float32Array,
    lines: np.ndarray,
    gains: Float32Array,
    dull: Float32Array,
    out: Float32Array,
    entering: Float32Array,
    settings: Float32Array,
    at: int,
    n: int,
) -> np.float32:
    """Take a block out of all lines and feed it back; return the highest amplitude."""
    brightness = settings[0]
    keep = np.float32(1.0) - brightness
    for k in range(0, 8, 4):  # four at a time: each filter waits for its own last sample
        e0, e1, e2, e3 = echoes[k], echoes[k + 1], echoes[k + 2], echoes[k + 3]
        d0, d1, d2, d3 = dull[k], dull[k + 1], dull[k + 2], dull[k + 3]
        g0, g1, g2, g3 = gains[k], gains[k + 1], gains[k + 2], gains[k + 3]
        for j in range(n):
            d0 = keep * d0 + brightness * e0[at + j]
            d1 = keep * d1 + brightness * e1[at + j]
            d2 = keep * d2 + brightness * e2[at + j]
            d3 = keep * d3 + brightness * e3[at + j]
            out[k, j] = d0 * g0
            out[k + 1, j] = d1 * g1
            out[k + 2, j] = d2 * g2
            out[k + 3, j] = d3 * g3
        dull[k], dull[k + 1], dull[k + 2], dull[k + 3] = d0, d1, d2, d3
    loudest = np.float32(0.0)
    quarter = np.float32(0.25)
    total = np.empty(64, np.float32)
    for j in range(n):
        total[j] = quarter * (
            ((out[0, j] + out[1, j]) + (out[2, j] + out[3, j]))
            + ((out[4, j] + out[5, j]) + (out[6, j] + out[7, j]))
        )
    for k in range(8):
        row, source = out[k], entering[k & 1]
        back = echoes[k, at + lines[k] : at + lines[k] + n]
        for j in range(n):
            back[j] = row[j] - total[j] + source[j] + _NOT_DENORMAL
        loudest = max(loudest, abs(row[0]), abs(row[n - 1]))
    return loudest
