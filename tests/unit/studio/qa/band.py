"""A little band that plays from a seed: what it plays is known to the sample."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from menura.audio.arrays import Float32Array, Float64Array
from menura.audio.loudness import measure_loudness
from menura.audio.streaming import StreamingPass
from menura.studio.model import Mode, Role

RATE_HZ = 48_000
_ROOTS = (0, 5, 7, 0)
_SCALES = {Mode.MINOR: (0, 2, 3, 5, 7, 8, 10), Mode.MAJOR: (0, 2, 4, 5, 7, 9, 11)}


@dataclass(frozen=True)
class Piece:
    bpm: float = 120.0
    key: int = 9
    mode: Mode = Mode.MINOR
    bars: int = 14
    swing: float = 0.5
    has_drums: bool = True
    width: float = 0.4
    lufs: float = -14.0
    peak: float = 0.68
    seed: int = 1
    loudness_of_bars: tuple[float, ...] = ()
    pattern: str = "x.x.x.x.x.x.x.x."
    tail_s: float = 0.5


@dataclass
class Played:
    mix: Float32Array
    stems: dict[Role, Float32Array]
    piece: Piece = field(default_factory=Piece)

    @property
    def duration_s(self) -> float:
        return float(self.mix.shape[1] / RATE_HZ)


def hertz(pitch: float) -> float:
    return float(440.0 * 2 ** ((pitch - 69) / 12))


@lru_cache(maxsize=64)
def saw(frequency_hz: float, count: int, partials: int = 12) -> Float64Array:
    phase = 2 * np.pi * frequency_hz * np.arange(count) / RATE_HZ
    highest = max(1, min(partials, int(20_000 / frequency_hz)))
    return np.asarray(np.sum([np.sin(k * phase) / k for k in range(1, highest + 1)], axis=0))


def square(frequency_hz: float, count: int) -> Float64Array:
    """Return a square with hard edges: the harshest lead there is."""
    return np.sign(np.sin(2 * np.pi * frequency_hz * np.arange(count) / RATE_HZ))


def raw_saw(frequency_hz: float, count: int) -> Float64Array:
    """Return a saw that is not band-limited: it falls within one sample."""
    return 2 * ((frequency_hz * np.arange(count) / RATE_HZ) % 1.0) - 1


def fade(count: int, attack_s: float, release_s: float) -> Float64Array:
    place = np.arange(count)
    rise = np.minimum(1, place / max(1, attack_s * RATE_HZ))
    return rise * np.minimum(1, (count - place) / max(1, release_s * RATE_HZ))


def kick() -> Float64Array:
    time_s = np.arange(int(0.3 * RATE_HZ)) / RATE_HZ
    sweep = 2 * np.pi * (48 * time_s + 3.0 * (1 - np.exp(-40 * time_s)))
    click = np.exp(-time_s * 900) * np.sin(2 * np.pi * 3000 * time_s) * 0.2
    return np.sin(sweep) * np.exp(-12 * time_s) * fade(time_s.size, 0, 0.1) + click


def snare(generator: np.random.Generator) -> Float64Array:
    time_s = np.arange(int(0.2 * RATE_HZ)) / RATE_HZ
    noise = generator.standard_normal(time_s.size) * np.exp(-25 * time_s)
    return 0.35 * noise + 0.5 * np.sin(2 * np.pi * 190 * time_s) * np.exp(-30 * time_s)


def hat(generator: np.random.Generator) -> Float64Array:
    time_s = np.arange(int(0.05 * RATE_HZ)) / RATE_HZ
    return np.diff(generator.standard_normal(time_s.size + 1)) * np.exp(-80 * time_s) * 0.2


def play(piece: Piece = Piece()) -> Played:
    """Play chords (I iv V I), a bass, a melody and drums; brought to a loudness, peaks shaved."""
    generator = np.random.default_rng(piece.seed)
    beat_s = 60 / piece.bpm
    count = int((piece.bars * 4 * beat_s + piece.tail_s) * RATE_HZ)
    roles = [Role.BASS, Role.CHORDS, Role.LEAD] + [Role.DRUMS] * piece.has_drums
    stems = {role: np.zeros((2, count)) for role in roles}
    scale = _SCALES[piece.mode]

    def put(role: Role, time_s: float, sound: Float64Array, pan: float = 0.0) -> None:
        start = round(time_s * RATE_HZ)
        length = max(0, min(sound.size, count - start))
        stems[role][0, start : start + length] += sound[:length] * (1 - pan)
        stems[role][1, start : start + length] += sound[:length] * (1 + pan)

    for bar in range(piece.bars):
        start_s, root = bar * 4 * beat_s, _ROOTS[bar % 4]
        gain = piece.loudness_of_bars[bar] if piece.loudness_of_bars else 1.0
        third = 4 if root == 7 or piece.mode is Mode.MAJOR else 3
        for number, step in enumerate((0, third, 7)):
            length = int(4 * beat_s * RATE_HZ)
            sound = saw(hertz(60 + (piece.key + root + step) % 12), length)
            pan = piece.width * (number - 1)
            put(Role.CHORDS, start_s, gain * 0.06 * sound * fade(length, 0.02, 0.06), pan)
        for eighth in range(8):
            length = int(0.4 * beat_s * RATE_HZ)
            sound = saw(hertz(36 + (piece.key + root) % 12), length) * fade(length, 0.004, 0.02)
            put(Role.BASS, start_s + eighth * beat_s / 2, gain * 0.16 * sound)
        for quarter in range(4):
            if generator.random() < 0.7:
                length = int(0.9 * beat_s * RATE_HZ)
                degree = scale[(0, 2, 4, 2)[quarter]]
                sound = np.sin(
                    2 * np.pi * hertz(72 + (piece.key + degree) % 12) * np.arange(length) / RATE_HZ
                )
                put(
                    Role.LEAD,
                    start_s + quarter * beat_s,
                    gain * 0.1 * sound * fade(length, 0.01, 0.1),
                )
        if piece.has_drums:
            for quarter in range(4):
                drum = snare(generator) * 0.5 if quarter % 2 else kick() * 0.5
                put(Role.DRUMS, start_s + quarter * beat_s, gain * drum)
            for step, sign in enumerate(piece.pattern):
                if sign == "x":
                    pair, second = divmod(step, 2)
                    place = pair / 2 + (piece.swing / 2 if second else 0.0)
                    put(Role.DRUMS, start_s + place * beat_s, gain * hat(generator))
    return _finished(stems, piece)


def _finished(stems: dict[Role, Float64Array], piece: Piece) -> Played:
    mix = np.sum(list(stems.values()), axis=0)
    curve = np.ones(mix.shape[1])
    for _ in range(2):
        gain = curve * 10 ** ((piece.lufs - loudness_of(mix * curve)) / 20)
        highest = np.abs(mix * gain).max(axis=0)
        blocks = -(-highest.size // 480)
        padded = np.pad(highest, (0, blocks * 480 - highest.size)).reshape(blocks, 480).max(axis=1)
        near = np.maximum(padded, np.maximum(np.append(padded[1:], 0), np.append(0, padded[:-1])))
        needed = np.minimum(1.0, piece.peak / np.maximum(near, 1e-9))
        places = (np.arange(blocks) + 0.5) * 480
        curve = gain * np.interp(np.arange(highest.size), places, needed)
    done = {role: (stem * curve).astype(np.float32) for role, stem in stems.items()}
    total = np.asarray(np.sum(list(done.values()), axis=0), np.float32)
    return Played(total, done, piece)


def loudness_of(mix: Float64Array) -> float:
    listening = StreamingPass(RATE_HZ, 2)
    listening.feed(mix.astype(np.float32))
    return measure_loudness(listening.finish()).integrated_lufs or -70.0
