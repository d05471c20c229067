"""Play hits on a kit."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from menura.studio.palette import Kit
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Drum, Hit
from menura.studio.synthesis.body import embody
from menura.studio.synthesis.drums.kits import KITS, KitSound
from menura.studio.synthesis.drums.stroke import Samples, strike, vary_stroke
from menura.studio.synthesis.randomness import mix_seed

FORCES = (0.3, 0.65, 1.0)
"""How hard the layers of a drum are struck; in between, the nearest one is played louder."""
TAKES = 4
"""Recordings of each layer, none of them played twice in a row."""
CHOKE_S = 0.012
HATS = frozenset({Drum.CLOSED_HAT, Drum.PEDAL_HAT, Drum.OPEN_HAT})
KIT_LEVEL = 0.25
LOUDNESS_POWER = 1.5

# From the drummer's seat, halved: what carries the beat stays in the middle.
# fmt: off
PAN: Mapping[Drum, float] = {
    Drum.CLOSED_HAT: 0.25, Drum.PEDAL_HAT: 0.25, Drum.OPEN_HAT: 0.25, Drum.RIDE: -0.35,
    Drum.CRASH: 0.4, Drum.LOW_TOM: -0.4, Drum.MID_TOM: -0.05, Drum.HIGH_TOM: 0.3,
    Drum.SHAKER: -0.45, Drum.TAMBOURINE: 0.5, Drum.COWBELL: -0.3, Drum.LOW_CONGA: -0.35,
    Drum.HIGH_CONGA: 0.2, Drum.BONGO: 0.4, Drum.CLAVE: 0.35, Drum.TIMBALE: -0.3,
    Drum.WOODBLOCK: -0.4, Drum.SNAP: 0.12, Drum.RIM: -0.12, Drum.TAIKO: 0.0,
}
# fmt: on


def play_kit(out: Samples, hits: Sequence[Hit], kit: Kit, *, bpm: float, seed: int) -> None:
    """Add all hits to `out`, float32 of shape (2, samples).

    An open hi-hat is silenced by the next stroke on the pair; each drum takes turns among
    recordings of the layer that fits its velocity.
    """
    sound = KITS[kit]
    kit_seed = mix_seed(seed, *kit.value.encode())
    takes: dict[tuple[Drum, int, int], Samples] = {}
    random = np.random.Generator(np.random.PCG64(mix_seed(seed, 77)))
    ordered = sorted(hits, key=lambda hit: (hit.start_beat, hit.drum))
    starts = [max(0, round(hit.start_beat * 60.0 / bpm * SAMPLE_RATE_HZ)) for hit in ordered]
    until = _choked_at(ordered, starts)
    turn = dict.fromkeys(Drum, 0)
    for hit, start, end in zip(ordered, starts, until, strict=True):
        layer = int(np.argmin([abs(hit.velocity - force) for force in FORCES]))
        turn[hit.drum] = (turn[hit.drum] + int(random.integers(1, TAKES))) % TAKES
        name = (hit.drum, layer, turn[hit.drum])
        if name not in takes:
            takes[name] = record(sound, *name, seed=kit_seed)
        gain = max(0.02, hit.velocity) ** LOUDNESS_POWER * 10.0 ** (random.normal(0.0, 0.5) / 20.0)
        _add(out, takes[name], start, end, np.float32(gain))
    embody(out, sound.body)
    out *= np.float32(10.0 ** (sound.level_db / 20.0))


def record(sound: KitSound, drum: Drum, layer: int, take: int, *, seed: int) -> Samples:
    """Return one stroke of a drum, panned and levelled, float32 of shape (2, samples)."""
    drum_seed = mix_seed(seed, *drum.value.encode())
    tuned = vary_stroke(sound.stroke(drum), np.random.Generator(np.random.PCG64(drum_seed)), 0.15)
    random = np.random.Generator(np.random.PCG64(mix_seed(drum_seed, layer, take)))
    pan = max(-0.9, min(0.9, PAN.get(drum, 0.0) * sound.width))
    sides = np.array([[np.sqrt(1.0 - pan)], [np.sqrt(1.0 + pan)]], dtype=np.float32)
    stroke = strike(vary_stroke(tuned, random, 0.05), FORCES[layer], random, casting=drum_seed)
    return stroke * sides * np.float32(KIT_LEVEL)


def _choked_at(hits: Sequence[Hit], starts: Sequence[int]) -> NDArray[np.int64]:
    """Return for each hit at which sample it is silenced: a large number for most."""
    until = np.full(len(hits), np.iinfo(np.int64).max)
    next_hat = until[0] if len(hits) else 0
    for index in range(len(hits) - 1, -1, -1):
        if hits[index].drum in HATS:
            if hits[index].drum is Drum.OPEN_HAT and next_hat > starts[index]:
                until[index] = next_hat
            next_hat = starts[index]
    return until


def _add(out: Samples, stroke: Samples, start: int, end: int, gain: np.float32) -> None:
    """Add one stroke, faded where it is choked."""
    fade = int(CHOKE_S * SAMPLE_RATE_HZ)
    count = min(stroke.shape[1], out.shape[1] - start)
    if count <= 0:
        return
    if end - start >= count:
        out[:, start : start + count] += stroke[:, :count] * gain
        return
    count = int(min(count, end - start + fade))
    piece = stroke[:, :count] * gain
    tail = min(fade, count)
    piece[:, -tail:] *= np.linspace(1.0, 0.0, tail, dtype=np.float32)
    out[:, start : start + count] += piece
