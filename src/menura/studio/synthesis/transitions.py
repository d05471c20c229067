"""Make the sounds between sections and the noises below them."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from menura.studio.compiled import compiled
from menura.studio.palette import Kit
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Drum, FxEvent, FxKind
from menura.studio.synthesis.block import BLOCK
from menura.studio.synthesis.drums.kits import KITS
from menura.studio.synthesis.drums.stroke import strike
from menura.studio.synthesis.filters import BAND_PASS, LOW_PASS, filter_block
from menura.studio.synthesis.randomness import mix_seed

Samples = NDArray[np.float32]
Maker = Callable[[int, np.random.Generator], Samples]

BEDS = frozenset({FxKind.VINYL_CRACKLE, FxKind.TAPE_HISS, FxKind.AIR})
BED_SAMPLES = 17 * SAMPLE_RATE_HZ
BED_OVERLAP = SAMPLE_RATE_HZ
FX_LEVEL = 0.5
EDGE = 240  # samples: every transition begins and ends within 5 ms at least


@compiled
def sweep(
    samples: NDArray[np.float32], cutoff_hz: NDArray[np.float64], resonance: float, mode: int
) -> None:
    """Filter in place with a cutoff for every block of ``BLOCK`` samples."""
    memory = np.zeros((4, 2, 2))
    buffer = np.zeros((2, BLOCK), dtype=np.float32)
    for block in range(cutoff_hz.shape[0]):
        begin = block * BLOCK
        count = min(BLOCK, samples.shape[1] - begin)
        for channel in range(2):
            for i in range(count):
                buffer[channel, i] = samples[channel, begin + i]
        filter_block(buffer, memory, cutoff_hz[block], resonance, mode, 4.0, count)
        for channel in range(2):
            for i in range(count):
                samples[channel, begin + i] = buffer[channel, i]


def play_effects(out: Samples, events: Sequence[FxEvent], *, bpm: float, seed: int) -> None:
    """Add all effects to `out`, float32 of shape (2, samples)."""
    for index, event in enumerate(events):
        start = round(event.start_beat * 60.0 / bpm * SAMPLE_RATE_HZ)
        count = round(event.length_beats * 60.0 / bpm * SAMPLE_RATE_HZ)
        random = np.random.Generator(np.random.PCG64(mix_seed(seed, index, 311)))
        if start < 0 or count <= 0 or start >= out.shape[1]:
            continue
        maker = MAKERS[event.kind]
        if event.kind in BEDS:
            sound = _lay(maker, max(count, 4 * EDGE), random)
        else:
            sound = maker(max(count, 4 * EDGE), random)
        edge = min(SAMPLE_RATE_HZ, sound.shape[1] // 4) if event.kind in BEDS else EDGE
        ramp = np.linspace(0.0, 1.0, edge, dtype=np.float32)
        if event.kind not in (FxKind.IMPACT, FxKind.SUB_DROP):
            sound[:, :edge] *= ramp
        sound[:, -edge:] *= ramp[::-1]
        fits = min(sound.shape[1], out.shape[1] - start)
        out[:, start : start + fits] += sound[:, :fits] * np.float32(event.level * FX_LEVEL)


def _lay(maker: Maker, count: int, random: np.random.Generator) -> Samples:
    """Return a long noise as one piece that is laid again and again, each over the last."""
    if count <= BED_SAMPLES:
        return maker(count, random)
    piece = maker(BED_SAMPLES, random)
    ramp = np.sin(np.linspace(0.0, np.pi / 2.0, BED_OVERLAP, dtype=np.float32))
    piece[:, :BED_OVERLAP] *= ramp
    piece[:, -BED_OVERLAP:] *= ramp[::-1]
    whole = np.zeros((2, count), dtype=np.float32)
    for start in range(0, count, BED_SAMPLES - BED_OVERLAP):
        fits = min(BED_SAMPLES, count - start)
        whole[:, start : start + fits] += piece[:, :fits]
    return whole


def _noise(count: int, random: np.random.Generator) -> Samples:
    """Return independent noise on both sides."""
    return random.standard_normal((2, count), dtype=np.float32) * np.float32(0.3)


def _course(count: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Return 0 to 1 over the blocks of a sound."""
    del random
    blocks = -(-count // BLOCK)
    return (np.arange(blocks) + 0.5) / blocks


def _riser(count: int, random: np.random.Generator) -> Samples:
    """Return noise and a rising cluster; level, pitch, width and pulse all grow at the end."""
    x = _course(count, random)
    noise = _noise(count, random)
    sweep(noise, 250.0 * 2.0 ** (5.3 * x**1.4), 0.55 + 0.2 * random.uniform(), BAND_PASS)
    along = np.linspace(0.0, 1.0, count)
    tone = np.zeros((2, count))
    root_hz = random.uniform(95.0, 130.0)
    for voice in range(4):
        bend = root_hz * 2.0 ** (2.0 * along**1.7) * (1.0 + 0.006 * random.uniform(-1, 1))
        turns = np.cumsum(bend) / SAMPLE_RATE_HZ + random.uniform()
        tone[voice % 2] += np.sin(2 * np.pi * turns) + 0.4 * np.sin(6 * np.pi * turns)
    beats = np.cumsum(2.0 + 14.0 * along**2) / SAMPLE_RATE_HZ
    pulse = 1.0 - 0.5 * along * (0.5 - 0.5 * np.cos(2 * np.pi * beats))
    shape = (0.02 + 0.98 * along**2.6) * pulse
    return ((1.6 * noise + 0.11 * tone * along) * shape).astype(np.float32)


def _downlifter(count: int, random: np.random.Generator) -> Samples:
    """Return noise that falls and dies away."""
    x = _course(count, random)
    noise = _noise(count, random)
    sweep(noise, 9000.0 * 2.0 ** (-5.5 * x**0.7), 0.5, BAND_PASS)
    along = np.linspace(0.0, 1.0, count)
    hz = 420.0 * 2.0 ** (-3.0 * along**0.6)
    tone = np.sin(2 * np.pi * np.cumsum(hz) / SAMPLE_RATE_HZ) * 0.12
    return ((1.3 * noise + tone) * (1.0 - along) ** 2.2).astype(np.float32)


def _impact(count: int, random: np.random.Generator) -> Samples:
    """Return a low boom, a crack and a tail of noise that darkens."""
    count = max(count, SAMPLE_RATE_HZ)
    time_s = np.arange(count) / SAMPLE_RATE_HZ
    hz = 34.0 + 90.0 * np.exp(-time_s / 0.07)
    boom = np.tanh(1.6 * np.sin(2 * np.pi * np.cumsum(hz) / SAMPLE_RATE_HZ)) * np.exp(
        -time_s / 0.55
    )
    noise = _noise(count, random)
    sweep(noise, 300.0 + 9000.0 * np.exp(-_blocks_s(count) / 0.25), 0.1, LOW_PASS)
    tail = noise * np.exp(-time_s / 0.4) * 0.7
    crack = _noise(count, random) * np.exp(-time_s / 0.006) * 0.8
    rest = np.clip((count / SAMPLE_RATE_HZ - time_s) / 0.3, 0.0, 1.0)
    whole = (0.55 * boom + tail + crack) * rest * _soft_start(count)
    return np.asarray(whole, dtype=np.float32)


def _sub_drop(count: int, random: np.random.Generator) -> Samples:
    """Return a sine that falls from 110 to 28 Hz."""
    along = np.linspace(0.0, 1.0, count)
    top_hz = random.uniform(95.0, 125.0)
    hz = 28.0 + (top_hz - 28.0) * np.exp(-4.0 * along)
    wave = np.tanh(1.3 * np.sin(2 * np.pi * np.cumsum(hz) / SAMPLE_RATE_HZ))
    shape = np.minimum(1.0, (1.0 - along) * 3.0) * np.exp(-1.2 * along)
    whole = np.stack([wave, wave]) * 0.55 * shape * _soft_start(count)
    return np.asarray(whole, dtype=np.float32)


def _noise_sweep(count: int, random: np.random.Generator) -> Samples:
    """Return noise whose filter opens and closes while it wanders from side to side."""
    x = _course(count, random)
    noise = _noise(count, random)
    sweep(noise, 400.0 * 2.0 ** (4.5 * np.sin(np.pi * x) ** 1.5), 0.45, BAND_PASS)
    along = np.linspace(0.0, 1.0, count)
    pan = 0.6 * np.sin(2 * np.pi * (along * 1.5 + random.uniform()))
    shape = np.sin(np.pi * along) ** 1.5
    return (noise * np.stack([1.0 - pan, 1.0 + pan]) * shape).astype(np.float32)


def _reverse_cymbal(count: int, random: np.random.Generator) -> Samples:
    """Return a crash played backwards, growing to its end."""
    crash = strike(KITS[Kit.POP].stroke(Drum.CRASH), 1.0, random)
    sound = np.zeros((2, count), dtype=np.float32)
    fits = min(count, crash.shape[1])
    sound[:, count - fits :] = crash[:, :fits][:, ::-1]
    along = np.linspace(0.0, 1.0, count)
    return (sound * (0.2 + 0.8 * along) * 0.8).astype(np.float32)


def _vinyl_crackle(count: int, random: np.random.Generator) -> Samples:
    """Return clicks of many sizes, thuds once a turn and a soft rumble of the groove."""
    sound = np.zeros((2, count), dtype=np.float32)
    clicks = max(1, random.poisson(count / SAMPLE_RATE_HZ * 14.0))
    places = random.integers(0, count, clicks)
    sizes = (random.pareto(2.2, clicks) * 0.02).clip(0.0, 0.2) * random.choice([-1, 1], clicks)
    side = random.uniform(0.3, 1.0, (2, clicks))
    np.add.at(sound[0], places, (sizes * side[0]).astype(np.float32))
    np.add.at(sound[1], places, (sizes * side[1]).astype(np.float32))
    sweep(sound, np.full(-(-count // BLOCK), 3200.0), 0.3, BAND_PASS)
    # a needle has mass: without this, a crackle is as short as a fault of the file
    sweep(sound, np.full(-(-count // BLOCK), 4200.0), 0.0, LOW_PASS)
    hiss = _noise(count, random) * np.float32(0.02)
    sweep(hiss, np.full(-(-count // BLOCK), 1600.0), 0.0, BAND_PASS)
    turns = np.arange(count) / SAMPLE_RATE_HZ * (33.333 / 60.0)
    sway = 0.7 + 0.3 * np.sin(2 * np.pi * (turns + random.uniform()))
    return (16.0 * sound + 7.0 * hiss * sway).astype(np.float32)


def _tape_hiss(count: int, random: np.random.Generator) -> Samples:
    """Return soft hiss that breathes a little."""
    noise = _noise(count, random)
    x = np.arange(-(-count // BLOCK)) * BLOCK / SAMPLE_RATE_HZ
    sweep(noise, 5200.0 * 2.0 ** (0.25 * np.sin(2 * np.pi * 0.13 * x)), 0.05, BAND_PASS)
    return (noise * 0.25).astype(np.float32)


def _air(count: int, random: np.random.Generator) -> Samples:
    """Return wind: two bands that wander on their own, wide."""
    x = np.arange(-(-count // BLOCK)) * BLOCK / SAMPLE_RATE_HZ
    sound = np.zeros((2, count), dtype=np.float32)
    for centre_hz in (700.0, 2600.0):
        noise = _noise(count, random)
        start = random.uniform(0, 6.28)
        wander = np.sin(2 * np.pi * 0.06 * x + start) + 0.5 * np.sin(
            2 * np.pi * 0.17 * x + 2 * start
        )
        sweep(noise, centre_hz * 2.0 ** (0.8 * wander), 0.4, BAND_PASS)
        sound += noise
    along = np.arange(count) / SAMPLE_RATE_HZ
    swell = 0.65 + 0.35 * np.sin(2 * np.pi * 0.08 * along + random.uniform(0, 6.28))
    return (sound * swell * 0.5).astype(np.float32)


def _blocks_s(count: int) -> NDArray[np.float64]:
    """Return the times of the blocks of a sound."""
    return np.arange(-(-count // BLOCK)) * BLOCK / SAMPLE_RATE_HZ


def _soft_start(count: int) -> NDArray[np.float64]:
    """Return 1 but for the first millisecond."""
    return np.minimum(1.0, np.arange(count) / 48.0)


MAKERS: Mapping[FxKind, Maker] = {
    FxKind.RISER: _riser,
    FxKind.DOWNLIFTER: _downlifter,
    FxKind.IMPACT: _impact,
    FxKind.SUB_DROP: _sub_drop,
    FxKind.NOISE_SWEEP: _noise_sweep,
    FxKind.REVERSE_CYMBAL: _reverse_cymbal,
    FxKind.VINYL_CRACKLE: _vinyl_crackle,
    FxKind.TAPE_HISS: _tape_hiss,
    FxKind.AIR: _air,
}
