"""Make the sound of one stroke on a drum, cymbal or piece of wood."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft
from scipy.signal import butter, sosfilt

from menura.studio.rate import SAMPLE_RATE_HZ

Samples = NDArray[np.float32]

LINES_PER_OCTAVE = 55  # of a cymbal: fewer sound like a bell, many more like noise


@dataclass(frozen=True, slots=True)
class Stroke:
    """A struck thing: a falling tone, its overtones, noise, metal and a click.

    Attributes
    ----------
    tone_hz : float
        Where the tone ends; it starts `sweep_octaves` higher and falls in `sweep_s`.
    overtones : tuple of (ratio, level, decay as a fraction of the tone's)
    noise_hz : (float, float)
        Band of the noise.
    bursts : int
        Hands of a clap: so many short bursts before the tail, `gap_s` apart.
    metal_hz : float
        Lowest partial of the metal; above it they lie densely, unevenly.
    decay times
        Time constants in seconds.
    """

    tone_hz: float = 100.0
    tone: float = 0.0
    sweep_octaves: float = 0.0
    sweep_s: float = 0.02
    tone_decay_s: float = 0.2
    overtones: tuple[tuple[float, float, float], ...] = ()
    noise: float = 0.0
    noise_hz: tuple[float, float] = (800.0, 10_000.0)
    noise_decay_s: float = 0.06
    noise_attack_s: float = 0.0005
    bursts: int = 0
    gap_s: float = 0.01
    metal: float = 0.0
    metal_hz: float = 3000.0
    metal_decay_s: float = 0.05
    click: float = 0.0
    click_hz: float = 4000.0
    drive: float = 0.0
    level_db: float = 0.0

    @property
    def length_s(self) -> float:
        """Return after which time nothing is left of it (-56 dB, then faded)."""
        longest = 0.02
        if self.tone > 0.0:
            longest = max(longest, self.tone_decay_s)
        if self.noise > 0.0:
            longest = max(longest, self.noise_decay_s + self.noise_attack_s)
        if self.metal > 0.0:
            longest = max(longest, self.metal_decay_s)
        return min(3.0, 6.5 * longest + self.bursts * self.gap_s + 0.02)


def vary_stroke(stroke: Stroke, random: np.random.Generator, amount: float) -> Stroke:
    """Return the stroke with tuning, decays and balance moved by up to `amount` (a fraction)."""

    def moved(value: float, part: float = 1.0) -> float:
        return float(value * (1.0 + amount * part * random.uniform(-1.0, 1.0)))

    return replace(
        stroke,
        tone_hz=moved(stroke.tone_hz, 0.2),
        tone_decay_s=moved(stroke.tone_decay_s),
        sweep_s=moved(stroke.sweep_s, 0.6),
        noise=moved(stroke.noise),
        noise_decay_s=moved(stroke.noise_decay_s),
        metal_hz=moved(stroke.metal_hz, 0.4),
        metal_decay_s=moved(stroke.metal_decay_s),
        click=moved(stroke.click),
        gap_s=moved(stroke.gap_s),
    )


def strike(
    stroke: Stroke, force: float, random: np.random.Generator, *, casting: int = 0
) -> Samples:
    """Return one stroke.

    Parameters
    ----------
    force : float
        0 to 1: a soft stroke is darker and has less click and less fall, not only less level.
    casting : int
        Seed of the metal: the same piece rings at the same frequencies however it is struck.

    Returns
    -------
    ndarray of float32, shape (2, samples)
    """
    count = int(stroke.length_s * SAMPLE_RATE_HZ)
    time_s = np.arange(count) / SAMPLE_RATE_HZ
    bright = 0.35 + 0.65 * force
    sound = np.zeros((2, count))
    if stroke.tone > 0.0:
        sound += _tone(stroke, time_s, bright, random)
    if stroke.noise > 0.0:
        sound += _noise(stroke, time_s, bright, random)
    if stroke.metal > 0.0:
        sound += _metal(
            stroke, time_s, bright, random, np.random.Generator(np.random.PCG64(casting))
        )
    if stroke.click > 0.0:
        burst = random.standard_normal(count) * np.exp(-time_s / 0.0018)
        sound += stroke.click * bright**2 * _band(burst, stroke.click_hz * 0.5, stroke.click_hz * 2)
    if stroke.drive > 0.0:
        gain = 1.0 + 4.0 * stroke.drive * (0.6 + 0.4 * force)
        sound = np.tanh(sound * gain) / np.tanh(gain)
    fade = count // 6
    sound[:, -fade:] *= np.linspace(1.0, 0.0, fade)
    sound[:, :8] *= np.linspace(0.0, 1.0, 8)
    sound *= 10.0 ** (stroke.level_db / 20.0)
    return np.asarray(sound, dtype=np.float32)


def _tone(
    stroke: Stroke, time_s: NDArray[np.float64], bright: float, random: np.random.Generator
) -> NDArray[np.float64]:
    """Return the falling tone with its overtones."""
    octaves = stroke.sweep_octaves * (0.6 + 0.4 * bright) * np.exp(-time_s / stroke.sweep_s)
    turns = np.cumsum(stroke.tone_hz * 2.0**octaves) / SAMPLE_RATE_HZ
    tone = np.sin(2.0 * np.pi * turns) * np.exp(-time_s / stroke.tone_decay_s)
    for ratio, level, decay in stroke.overtones:
        phase = random.uniform(0.0, 1.0) if ratio > 2.5 else 0.0
        tone = tone + level * bright * np.sin(2.0 * np.pi * (turns * ratio + phase)) * np.exp(
            -time_s / (stroke.tone_decay_s * decay)
        )
    return np.asarray(stroke.tone * tone)


def _noise(
    stroke: Stroke, time_s: NDArray[np.float64], bright: float, random: np.random.Generator
) -> NDArray[np.float64]:
    """Return the noise of wires, hands, beads or a stick, a little wider than mono."""
    low, high = stroke.noise_hz
    lasts_s = stroke.bursts * stroke.gap_s + stroke.noise_attack_s + 7.5 * stroke.noise_decay_s
    whole = time_s
    time_s = whole[: int(lasts_s * SAMPLE_RATE_HZ)]
    raw = random.standard_normal((2, time_s.size))
    raw = np.stack([0.85 * raw[0] + 0.15 * raw[1], 0.85 * raw[0] - 0.15 * raw[1]])
    sound = _band(raw, low, max(low * 1.5, high * bright))
    after_s = stroke.bursts * stroke.gap_s
    late = time_s - after_s
    shape = np.where(
        late >= 0.0,
        np.minimum(1.0, late / stroke.noise_attack_s) * np.exp(-late / stroke.noise_decay_s),
        0.0,
    )
    for burst in range(stroke.bursts):
        since = time_s - burst * stroke.gap_s * random.uniform(0.92, 1.08)
        shape = shape + np.where(since >= 0.0, 0.8 * np.exp(-since / 0.0045), 0.0)
    result = np.zeros((2, whole.size))
    result[:, : time_s.size] = stroke.noise * bright**0.6 * sound * shape
    return result


def _metal(
    stroke: Stroke,
    time_s: NDArray[np.float64],
    bright: float,
    random: np.random.Generator,
    cast: np.random.Generator,
) -> NDArray[np.float64]:
    """Return a cluster of partials in three bands; higher ones die sooner."""
    size = 1 << (time_s.size - 1).bit_length()
    lowest, highest = stroke.metal_hz, 17_500.0
    edges = lowest * (highest / lowest) ** np.array([0.0, 0.35, 0.7, 1.0])
    sound = np.zeros((2, time_s.size))
    lasting = (1.0, 0.75, 0.5)
    for band in range(3):
        octaves = np.log2(edges[band + 1] / edges[band])
        lines = max(4, int(LINES_PER_OCTAVE * octaves))
        hz = edges[band] * 2.0 ** (octaves * cast.uniform(0.0, 1.0, lines))
        places = (hz / SAMPLE_RATE_HZ * size).astype(int)
        spectrum = np.zeros((2, size // 2 + 1), dtype=np.complex64)
        level = cast.exponential(1.0, lines) * 10.0 ** (random.normal(0.0, 1.5, lines) / 20.0)
        turn = random.uniform(0.0, 2.0 * np.pi, lines)
        np.add.at(spectrum[0], places, level * np.exp(1j * turn))
        apart = turn + random.normal(0.0, 0.5, lines)
        np.add.at(spectrum[1], places, level * np.exp(1j * apart))
        part = irfft(spectrum, size, axis=1)[:, : time_s.size] * size / (2.0 * np.sqrt(lines))
        decay_s = stroke.metal_decay_s * lasting[band]
        tilt = bright ** (band * 1.6)
        sound += part * tilt * np.exp(-time_s / decay_s)
    return np.asarray(stroke.metal * 0.35 * sound)


def _band(sound: NDArray[np.float64], low_hz: float, high_hz: float) -> NDArray[np.float64]:
    """Return what lies between two frequencies."""
    high_hz = min(high_hz, 0.46 * SAMPLE_RATE_HZ)
    sections = butter(2, [low_hz, high_hz], "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
    return np.asarray(sosfilt(sections, sound, axis=-1))
