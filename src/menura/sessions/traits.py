"""Find what sets a cluster apart from the rest of its batch, in words.

Every clip of a batch was asked for with the same words, so words of the prompt cannot tell
clusters apart; what was measured can. A trait's size is a standardised difference: that of the
means, over the deviation within the groups (Cohen 1988). Groups here have one to six clips, whose
deviation may be 0 by chance, so the smallest difference a listener would care about is added to
it as variance. A cluster without others is compared with what is usual for clips.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from menura.sessions.labels import clean_label
from menura.sessions.ports import HeardClip
from menura.studio import Mode

CLEAR = 0.8
"""Cohen's large effect: what most would hear."""
FAINT = 0.2
"""Cohen's small effect: below it there is nothing to say."""
_MOST_HAVE, _FEW_HAVE = 2 / 3, 1 / 3
LONGEST_WORD = 20  # three of them and two blanks are a label
_NOTICEABLE_SHARE = 0.4  # an instrument that all have here and none elsewhere has size 2.5
_SURE_TEMPO = 0.5
_BEATING = ("drum", "percussion")
# Sounds are called by a quality and a kind: "grand piano", "acid bass". Nearly every clip has some
# of these kinds, so only a quality that is well known tells anything.
_VAGUE_KINDS = frozenset({"bass", "chords", "fx", "lead", "other"})
_TELLING = re.compile(
    r"\b(?:808|acid|bell|fm|growl|guitar|hoover|moog|organ|pluck|reese|slap|sub|supersaw|talkbox"
    r"|upright|whistle|wobble)\b"
)
_SPOKEN = {
    "aah": "choir",
    "arp": "arps",
    "bell": "bells",
    "chop": "chops",
    "electric piano": "keys",
    "ensemble": "strings",
    "ooh": "choir",
    "ostinato": "strings",
    "pad": "pads",
    "pan": "steelpan",
    "pluck": "plucks",
    "section": "brass",
    "stab": "stabs",
    "string": "guitar",  # twelve string
    "tonk": "piano",  # honky tonk
}


@dataclass(frozen=True, slots=True)
class Trait:
    """A word for a cluster.

    Attributes
    ----------
    group : str
        Of one group only one word is said: *dark* and *moody* tell the same.
    size : float
        Standardised difference, 0 or more.
    is_noun : bool
        It stands after the others.
    """

    word: str
    group: str
    size: float
    is_noun: bool = False


@dataclass(frozen=True, slots=True)
class _Axis:
    """Something measured, and the words for little and much of it.

    Attributes
    ----------
    usual, spread : float
        Mean and deviation over 36 clips of the built-in provider in twelve genres, rounded.
    noticeable : float
        The smallest difference worth a word.
    """

    group: str
    low: str
    high: str
    read: Callable[[HeardClip], float | None]
    usual: float
    spread: float
    noticeable: float


def find_traits(clips: Sequence[HeardClip], others: Sequence[HeardClip]) -> tuple[Trait, ...]:
    """Return the words for a cluster, those that distinguish it most first.

    Parameters
    ----------
    clips, others : sequence of HeardClip
        The cluster's, and all others of the batch; without others the cluster is compared with
        what is usual, and no instruments are told.
    """
    traits = [
        trait for axis in _AXES if (trait := _compare(axis, clips, others)) is not None
    ] + _instruments_of(clips, others)
    return tuple(sorted(traits, key=lambda trait: (-trait.size, trait.word)))


def _compare(axis: _Axis, clips: Sequence[HeardClip], others: Sequence[HeardClip]) -> Trait | None:
    here = [value for clip in clips if (value := axis.read(clip)) is not None]
    there = [value for clip in others if (value := axis.read(clip)) is not None]
    if not here or (others and not there):
        return None
    if others:
        spread = math.sqrt((np.var(here) + np.var(there)) / 2 + axis.noticeable**2)
        size = float(np.mean(here) - np.mean(there)) / spread
    else:
        size = float(np.mean(here) - axis.usual) / axis.spread
    if abs(size) < FAINT:
        return None
    return Trait(axis.high if size > 0 else axis.low, axis.group, abs(size))


def _instruments_of(clips: Sequence[HeardClip], others: Sequence[HeardClip]) -> list[Trait]:
    """Return what most clips of the cluster have and few others do."""
    if not clips or not others:
        return []
    here, there = [_sounds(clip) for clip in clips], [_sounds(clip) for clip in others]
    traits = []
    for word in sorted(set().union(*here)):
        share = sum(word in sounds for sounds in here) / len(here)
        elsewhere = sum(word in sounds for sounds in there) / len(there)
        if share >= _MOST_HAVE and elsewhere <= _FEW_HAVE:
            variance = (share * (1 - share) + elsewhere * (1 - elsewhere)) / 2
            size = (share - elsewhere) / math.sqrt(variance + _NOTICEABLE_SHARE**2)
            traits.append(Trait(word, "instrument", size, is_noun=True))
    return traits


def _sounds(clip: HeardClip) -> set[str]:
    """Return a word for each instrument that is worth one."""
    words = {_sound(clean_label(name) or "") for name in clip.manifest.instruments}
    return {word for word in words if 0 < len(word) <= LONGEST_WORD}


def _sound(name: str) -> str:
    """Return the telling word of an instrument's name, or nothing."""
    parts = name.split()
    if not parts or any(beat in name for beat in _BEATING):
        return ""
    if parts[-1] in _VAGUE_KINDS:
        telling = _TELLING.search(name)
        return _SPOKEN.get(telling[0], telling[0]) if telling else ""
    return _SPOKEN.get(name, _SPOKEN.get(parts[-1], parts[-1]))


def _octaves(value: float | None) -> float | None:
    return math.log2(value) if value is not None and 0 < value < math.inf else None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _tempo(clip: HeardClip) -> float | None:
    """Return the tempo that was meant, which is never heard as its half, else the one heard."""
    if clip.manifest.targets.bpm is not None:
        return _octaves(clip.manifest.targets.bpm)
    features = clip.features
    sure = features is not None and features.tempo_confidence >= _SURE_TEMPO
    return _octaves(features.tempo_bpm) if features is not None and sure else None


def _centroid(clip: HeardClip) -> float | None:
    return _octaves(clip.features.centroid_hz) if clip.features is not None else None


def _onset_rate(clip: HeardClip) -> float | None:
    return _octaves(clip.features.onset_rate_hz) if clip.features is not None else None


def _energy(clip: HeardClip) -> float | None:
    return _finite(clip.features.energy) if clip.features is not None else None


def _is_major(clip: HeardClip) -> float | None:
    mode = clip.manifest.targets.mode or (clip.features.mode if clip.features else None)
    return float(Mode(mode).is_major) if mode in set(Mode) else None


def _has_drums(clip: HeardClip) -> float | None:
    names = [name.lower() for name in clip.manifest.instruments]
    return float(any(part in name for name in names for part in _BEATING)) if names else None


_AXES = (
    _Axis("tempo", "slow", "fast", _tempo, math.log2(112.0), 0.4, 0.1),
    _Axis("colour", "dark", "bright", _centroid, math.log2(480.0), 0.7, 0.25),
    _Axis("density", "sparse", "busy", _onset_rate, math.log2(2.9), 0.5, 0.3),
    _Axis("energy", "calm", "driving", _energy, 0.52, 0.09, 0.06),
    _Axis("colour", "moody", "sunny", _is_major, 0.5, 0.7, 0.4),
    _Axis("beat", "beatless", "rhythmic", _has_drums, 1.0, 0.8, 0.4),
)
GROUPS = {word: axis.group for axis in _AXES for word in (axis.low, axis.high)}
"""The group of each word for something measured."""
