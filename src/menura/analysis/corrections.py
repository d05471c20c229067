"""Let a person's word win over measurement, and keep it.

A correction is kept beside what was measured, never in its place: it outlives every new
measurement, and taking it back shows the measurement again.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menura.analysis.errors import CorrectionError
from menura.analysis.model import NO_BEATS, BeatGrid, Features
from menura.audio.instrument import INSTRUMENTS, UNPITCHED
from menura.audio.key import TONICS
from menura.audio.key_notation import UnreadableKeyError, parse_key
from menura.catalogue import TrackKind

LOWEST_BPM, HIGHEST_BPM = 20.0, 400.0
MOST_MOODS = 50
SEPARATORS = frozenset(",;/")  # programs take these in a tag for the end of a word
LONGEST_LABEL = 60
_SAME_BEATS = 0.1
_SAME_OCTAVES = 0.057  # 4 %, the tolerance of the MIREX tempo task


@dataclass(frozen=True, slots=True)
class Correction:
    """Something a person knows better.

    Attributes
    ----------
    name : str
        ``tempo_bpm``, ``key``, ``kind``, ``instrument`` or ``moods``.
    value : object
        As JSON keeps it: a number; ``{"key": "A", "mode": "minor"}`` or None for no key; a word;
        ``{label: probability}``.
    """

    name: str
    value: Any
    at: datetime


def read_correction(name: str, value: object, at: datetime) -> Correction:
    """Check what a person wrote and return it in the form that is kept.

    Raises
    ------
    CorrectionError
        There is nothing of that name to correct, or the value cannot be understood.
    """
    reader = _READERS.get(name)
    if reader is None:
        raise CorrectionError(name, value, f"one of {', '.join(sorted(_READERS))}")
    return Correction(name, reader(name, value), at)


def apply_corrections(measured: Features, corrections: Sequence[Correction]) -> Features:
    """Return the features with everything that was corrected in its place."""
    if not corrections:
        return measured
    changes: dict[str, Any] = {}
    for correction in corrections:
        changes |= _changes(correction)
    if "tempo_bpm" in changes and measured.tempo_bpm is not None:
        changes |= _count_beats(measured, changes["tempo_bpm"] / measured.tempo_bpm)
    if changes.get("instrument") in UNPITCHED and "key" not in changes:
        changes |= {"key": None, "mode": None, "key_confidence": 0.0}
    return replace(measured, **changes, corrected=frozenset(c.name for c in corrections))


def _count_beats(measured: Features, ratio: float) -> dict[str, Any]:
    """Return the beats of a bar and of a loop at another tempo; None where they come out odd."""

    def scaled(count: int | None) -> int | None:
        if count is None:
            return None
        beats = count * ratio
        return round(beats) if abs(beats - round(beats)) < _SAME_BEATS and beats >= 1 else None

    return {
        "beats_per_bar": scaled(measured.beats_per_bar),
        "loop_beats": scaled(measured.loop_beats),
    }


def adjust_beats(grid: BeatGrid, features: Features) -> BeatGrid:
    """Return the beats as they lie in the tempo that holds.

    A person's tempo, or that of a loop by its length, may be half or double the pulse that was
    tracked: the beats are thinned out or filled in. Any other tempo, more than 4 % away, leaves no
    beats, since where they lie is not known.
    """
    tempo_bpm = features.tempo_bpm
    if tempo_bpm is None or grid.beats_s.size < 2:
        return grid
    tracked_bpm = 60 / float(np.median(np.diff(grid.beats_s)))
    octaves = math.log2(tempo_bpm / tracked_bpm)
    if abs(octaves) < _SAME_OCTAVES:
        return grid
    if abs(octaves - 1) < _SAME_OCTAVES:
        return BeatGrid(_with_midpoints(grid.beats_s), grid.downbeats_s)
    if abs(octaves + 1) < _SAME_OCTAVES:
        beats_s = _every_second(grid)
        return BeatGrid(beats_s, grid.downbeats_s[np.isin(grid.downbeats_s, beats_s)])
    return NO_BEATS


def _with_midpoints(times_s: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.sort(np.concatenate([times_s, (times_s[1:] + times_s[:-1]) / 2]))


def _every_second(grid: BeatGrid) -> NDArray[np.float32]:
    """Return every second beat, beginning where the first downbeat is kept."""
    start = 0
    if grid.downbeats_s.size:
        start = int(np.searchsorted(grid.beats_s, grid.downbeats_s[0])) % 2
    return grid.beats_s[start::2]


def _changes(correction: Correction) -> Mapping[str, Any]:
    """Return which features a correction sets."""
    value = correction.value
    if correction.name == "tempo_bpm":
        return {"tempo_bpm": value, "tempo_confidence": 1.0}
    if correction.name == "key":
        if value is None:
            return {"key": None, "mode": None, "key_confidence": 1.0}
        return {"key": value["key"], "mode": value["mode"], "key_confidence": 1.0}
    if correction.name == "kind":
        return {"kind": TrackKind(value), "kind_confidence": 1.0}
    if correction.name == "instrument":
        return {"instrument": value, "instrument_probabilities": {value: 1.0} if value else {}}
    return {}  # moods are kept apart from features


def _read_tempo(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CorrectionError(name, value, "a number of beats per minute")
    if not LOWEST_BPM <= value <= HIGHEST_BPM:
        raise CorrectionError(name, value, f"from {LOWEST_BPM:.0f} to {HIGHEST_BPM:.0f} BPM")
    return float(value)


def _read_key(name: str, value: object) -> dict[str, str] | None:
    expected = "a key such as 'A minor', 'Ab', '8A' or '1m', or 'none' for unpitched sound"
    if value is None:
        return None
    # a blank text is most often a variable of a shell that is not set
    if not isinstance(value, str) or not value.strip():
        raise CorrectionError(name, value, expected)
    try:
        key = parse_key(value)
    except UnreadableKeyError as error:
        raise CorrectionError(name, value, expected) from error
    return None if key is None else {"key": TONICS[key.pitch_class], "mode": key.mode}


def _read_kind(name: str, value: object) -> str:
    kinds = [TrackKind.SONG.value, TrackKind.LOOP.value, TrackKind.ONE_SHOT.value]
    if value not in kinds:
        raise CorrectionError(name, value, f"one of {', '.join(kinds)}")
    return str(value)


def _read_instrument(name: str, value: object) -> str | None:
    if value is None or value == "none":
        return None
    if value in INSTRUMENTS:
        return str(value)
    raise CorrectionError(name, value, f"one of {', '.join(INSTRUMENTS)}, or none")


def _read_moods(name: str, value: object) -> dict[str, float]:
    expected = "words with a probability from 0 to 1 each, such as {'relaxed': 1}"
    if not isinstance(value, Mapping) or len(value) > MOST_MOODS:
        raise CorrectionError(name, value, expected)
    moods: dict[str, float] = {}
    for label, probability in value.items():
        word = str(label).strip().lower()
        good = isinstance(probability, int | float) and not isinstance(probability, bool)
        if not good or not 0 <= probability <= 1 or not 0 < len(word) <= LONGEST_LABEL:
            raise CorrectionError(name, value, expected)
        if not word.isprintable() or set(word) & SEPARATORS:
            raise CorrectionError(name, value, expected)
        moods[word] = float(probability)
    return moods


_READERS: Mapping[str, Callable[[str, object], Any]] = {
    "tempo_bpm": _read_tempo,
    "key": _read_key,
    "kind": _read_kind,
    "instrument": _read_instrument,
    "moods": _read_moods,
}
CORRECTABLE = tuple(sorted(_READERS))
"""Names of what can be corrected."""
