"""Give a part its body: resonances of wood, cabinets and rooms' edges, overdrive, rotation.

What is the same for all notes of an instrument is done once for the whole part.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.studio.compiled import compiled
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.synthesis.filters import resonate

RATE = float(SAMPLE_RATE_HZ)


@dataclass(frozen=True, slots=True)
class Resonance:
    """A bell in the frequency response."""

    centre_hz: float
    gain_db: float
    q: float = 2.0


@dataclass(frozen=True, slots=True)
class Body:
    """What all notes of a part go through, in this order.

    Attributes
    ----------
    before : tuple of Resonance
        In front of the amplifier (or alone where there is none).
    drive : float
        Gain into the amplifier; 0 for none. A chord distorts as one, as it does in an amplifier.
    bias : float
        Bends one half of the wave more: even harmonics, as valves give.
    resonances : tuple of Resonance
    low_cut_hz, high_cut_hz : float
        0: the latter is not there. `steep` makes it fall 24 instead of 12 dB per octave.
    rotary_hz : float
        Speed of a rotary speaker or of the tremolo's panning; 0 for none.
    rotary_depth : float
    """

    before: tuple[Resonance, ...] = ()
    drive: float = 0.0
    bias: float = 0.0
    resonances: tuple[Resonance, ...] = ()
    low_cut_hz: float = 25.0
    high_cut_hz: float = 0.0
    steep: bool = False
    rotary_hz: float = 0.0
    rotary_depth: float = 0.0


def embody(samples: NDArray[np.float32], body: Body) -> None:
    """Send a part, float32 of shape (2, n), through its body, in place."""
    if body.before:
        resonate(samples, np.array([_bell(r) for r in body.before]))
    if body.drive > 0.0:
        amplify(samples, body.drive, body.bias)
    sections = [_cut(body.low_cut_hz, high=True), *(_bell(r) for r in body.resonances)]
    if body.high_cut_hz > 0.0:
        sections.append(_cut(body.high_cut_hz, high=False, q=0.54 if body.steep else 0.7071))
        if body.steep:
            sections.append(_cut(body.high_cut_hz, high=False, q=1.31))
    resonate(samples, np.array(sections))
    if body.rotary_hz > 0.0:
        rotate(samples, body.rotary_hz, body.rotary_depth)


def _bell(resonance: Resonance) -> tuple[float, ...]:
    """Return b0, b1, b2, a1, a2 of a peaking filter (R. Bristow-Johnson's recipes)."""
    w = 2.0 * math.pi * min(resonance.centre_hz, 0.45 * RATE) / RATE
    a = 10.0 ** (resonance.gain_db / 40.0)
    alpha = math.sin(w) / (2.0 * resonance.q)
    a0 = 1.0 + alpha / a
    middle = -2.0 * math.cos(w) / a0
    return (1.0 + alpha * a) / a0, middle, (1.0 - alpha * a) / a0, middle, (1.0 - alpha / a) / a0


def _cut(cutoff_hz: float, *, high: bool, q: float = 0.7071) -> tuple[float, ...]:
    """Return b0, b1, b2, a1, a2 of a high-pass or low-pass of second order."""
    w = 2.0 * math.pi * min(cutoff_hz, 0.45 * RATE) / RATE
    alpha = math.sin(w) / (2.0 * q)
    a0 = 1.0 + alpha
    cosine = math.cos(w)
    edge = (1.0 + cosine) / a0 if high else (1.0 - cosine) / a0
    middle = -edge if high else edge
    return edge / 2.0, middle, edge / 2.0, -2.0 * cosine / a0, (1.0 - alpha) / a0


@compiled
def antiderivative(x: float, bias: float) -> float:
    """Return the integral of the amplifier's curve: log cosh, with the bias as its middle."""
    a = abs(x + bias)
    return a + math.log1p(math.exp(-2.0 * a)) - math.tanh(bias) * x


@compiled
def amplify(samples: NDArray[np.float32], drive: float, bias: float) -> None:
    """Overdrive in place: tanh between samples, averaged over each step so that it folds little.

    The mean of the curve between two samples is the difference of its integral (Parker et al.,
    DAFx 2016); a curve at samples alone would alias.
    """
    for channel in range(2):
        x0 = 0.0
        f0 = antiderivative(0.0, bias)
        for i in range(samples.shape[1]):
            x1 = drive * float(samples[channel, i])
            if x1 == x0 == 0.0:
                continue
            f1 = antiderivative(x1, bias)
            step = x1 - x0
            if abs(step) > 1e-4:
                y = (f1 - f0) / step
            else:
                y = math.tanh(0.5 * (x0 + x1) + bias) - math.tanh(bias)
            samples[channel, i] = np.float32(y)
            x0, f0 = x1, f1


@compiled
def rotate(samples: NDArray[np.float32], speed_hz: float, depth: float) -> None:
    """Turn a horn in place: level and a short delay (Doppler) sway against each other."""
    size = 512
    line = np.zeros((2, size))
    left, right = 1.0, 1.0
    idle = size
    for i in range(samples.shape[1]):
        silent = samples[0, i] == 0.0 and samples[1, i] == 0.0
        idle = idle + 1 if silent else 0
        if idle > size:
            continue
        if i % 32 == 0 or idle == 0:
            turn = math.sin(2.0 * math.pi * speed_hz * i / RATE)
            left, right = turn, -turn
        line[0, i % size] = samples[0, i]
        line[1, i % size] = samples[1, i]
        for channel in range(2):
            sway = left if channel == 0 else right
            delay = 24.0 + 18.0 * depth * sway
            whole = int(delay)
            part = delay - whole
            first = line[channel, (i - whole) % size]
            second = line[channel, (i - whole - 1) % size]
            y = (first + part * (second - first)) * (1.0 + 0.4 * depth * sway)
            samples[channel, i] = np.float32(y)
