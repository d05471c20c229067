"""Make the sound of a part: notes, hits or effects in, samples out."""

import numpy as np
from numpy.typing import NDArray

from menura.studio.palette import Kit, Patch
from menura.studio.rate import SAMPLE_RATE_HZ
from menura.studio.score import Part
from menura.studio.synthesis.additive import play_partials
from menura.studio.synthesis.body import embody
from menura.studio.synthesis.drums.play import play_kit
from menura.studio.synthesis.errors import UnknownSoundError
from menura.studio.synthesis.fm import FrequencyModulation, play_fm
from menura.studio.synthesis.instruments import LEVEL_DB, SOUNDS
from menura.studio.synthesis.note_table import FREQUENCY, START, NoteTable, table_of
from menura.studio.synthesis.randomness import mix_seed
from menura.studio.synthesis.sound import Bars, Layer, Sound, vary
from menura.studio.synthesis.subtractive import Subtractive, play_subtractive
from menura.studio.synthesis.transitions import play_effects
from menura.studio.synthesis.waveguide import play_strings
from menura.studio.synthesis.wavetables import wavetables

Samples = NDArray[np.float32]

END_FADE = 480  # samples: what still sounds when the file ends goes in 10 ms


def render_part(part: Part, *, bpm: float, length: int, seed: int) -> Samples:
    """Return what a part sounds like, dry.

    Parameters
    ----------
    part : Part
        Its `patch` names a ``Patch``, a ``Kit``, or is ``"fx"``.
    bpm : float
        Beat b sounds at ``60 * b / bpm`` seconds.
    length : int
        Samples of the result; what would sound later is faded out at the end.
    seed : int
        Varies the patch a little, and all that a player would never do twice alike.

    Returns
    -------
    ndarray of float32, shape (2, length)
        At 48 000 Hz. Silence is exactly 0. The same arguments give the same samples.

    Raises
    ------
    UnknownSoundError
        If `patch` names nothing that can be played that way.
    """
    out = np.zeros((2, length), dtype=np.float32)
    if part.effects:
        play_effects(out, part.effects, bpm=bpm, seed=seed)
    if part.hits:
        play_kit(out, part.hits, _kit(part.patch), bpm=bpm, seed=seed)
    if part.notes:
        _play_notes(out, part, bpm=bpm, seed=seed)
    fade = min(END_FADE, length)
    if fade and np.any(out[:, -1]):
        out[:, -fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    return out


def _kit(name: str) -> Kit:
    """Return the kit of that name."""
    if name not in set(Kit):
        raise UnknownSoundError(name, "kit")
    return Kit(name)


def _play_notes(out: Samples, part: Part, *, bpm: float, seed: int) -> None:
    """Play a part's notes with its patch."""
    if part.patch not in set(Patch):
        raise UnknownSoundError(part.patch, "patch")
    patch = Patch(part.patch)
    random = np.random.Generator(np.random.PCG64(mix_seed(seed, *patch.value.encode())))
    sound = vary(SOUNDS[patch], random)
    for take in range(2 if sound.double else 1):
        table = table_of(
            part.notes,
            bpm=bpm,
            seed=mix_seed(seed, take),
            length=out.shape[1],
            monophonic=sound.monophonic,
        )
        table[:, FREQUENCY] *= 2.0 ** (sound.transpose / 12.0)
        if not sound.double:
            _play_layers(out, table, sound)
            continue
        _be_late(table, sound.timing_s, random)
        side = np.zeros_like(out)
        _play_layers(side, table, sound)
        embody(side, sound.body)
        middle = side.mean(axis=0) * np.float32(1.2)
        out[take] += middle * np.float32(0.92)
        out[1 - take] += middle * np.float32(0.2)
    if not sound.double:
        embody(out, sound.body)
    out *= np.float32(10.0 ** (LEVEL_DB.get(patch, 0.0) / 20.0))


def _be_late(table: NoteTable, timing_s: float, random: np.random.Generator) -> None:
    """Move every note a little: no player is exactly with the other."""
    late = random.uniform(0.0, timing_s * SAMPLE_RATE_HZ, len(table))
    table[:, START] = np.round(table[:, START] + late)


def _play_layers(out: Samples, table: NoteTable, sound: Sound) -> None:
    """Add all layers of a sound."""
    for layer in sound.layers:
        _play_layer(out, table, layer)


def _play_layer(out: Samples, table: NoteTable, layer: Layer) -> None:
    """Add one layer."""
    if isinstance(layer, Subtractive):
        play_subtractive(out, table, layer, wavetables())
    elif isinstance(layer, FrequencyModulation):
        play_fm(out, table, layer, wavetables())
    elif isinstance(layer, Bars):
        play_partials(out, table, layer.voice, np.array(layer.modes), wavetables())
    else:
        play_strings(out, table, layer)
