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

from menura.audio.arrays import Float32Array, Float64Array
from menura.studio.compiled import compiled
from menura.studio.effects import SAMPLE_RATE_HZ


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
    gains = np.power(10.0, -3.0 * lines / (SAMPLE_RATE_HZ * space.decay_s)).astype(np.float64)
    diffusers = np.maximum(1, np.round(_DIFFUSERS * min(1.0, space.size))).astype(np.int64)
    settings = np.array(
        [
            1.0 - 0.75 * space.damping,
            1.0 - math.exp(-2 * math.pi * space.low_cut_hz / SAMPLE_RATE_HZ),
            wet,
            _DIFFUSION,
        ]
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
    gains: Float64Array,
    diffusers: np.ndarray,
    settings: Float64Array,
    predelay: int,
) -> None:
    brightness, low_cut, wet, diffusion = settings
    echoes = np.zeros((8, lines.max()))
    places = np.zeros(8, np.int64)
    dull = np.zeros(8)
    out = np.zeros(8)
    smear = np.zeros((2, 4, diffusers.max()))
    smear_places = np.zeros((2, 4), np.int64)
    waiting = np.zeros((2, predelay))
    low = np.zeros(2)
    entering = np.zeros(2)
    place = 0
    for i in range(samples.shape[1]):
        amount = wet + send[i] if len(send) > 0 else wet
        for c in range(2):
            value = waiting[c, place]
            sent = amount * samples[c, i]
            low[c] += low_cut * (sent - low[c]) + 1e-24
            waiting[c, place] = sent - low[c]
            for k in range(4):
                held = smear[c, k, smear_places[c, k]]
                fed = value - diffusion * held
                smear[c, k, smear_places[c, k]] = fed
                value = held + diffusion * fed
                smear_places[c, k] += 1
                if smear_places[c, k] >= diffusers[c, k]:
                    smear_places[c, k] = 0
            entering[c] = value
        place += 1
        if place >= predelay:
            place = 0
        total = 0.0
        for k in range(8):
            dull[k] += brightness * (echoes[k, places[k]] - dull[k])
            out[k] = dull[k] * gains[k]
            total += out[k]
        total *= 0.25
        for k in range(8):
            echoes[k, places[k]] = out[k] - total + entering[k & 1] + 1e-24
            places[k] += 1
            if places[k] >= lines[k]:
                places[k] = 0
        result[0, i] = samples[0, i] + 0.5 * (out[0] - out[2] + out[4] - out[6])
        result[1, i] = samples[1, i] + 0.5 * (out[1] - out[3] + out[5] - out[7])
