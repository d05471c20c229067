"""Say in words what a track shares with another, and where it differs."""

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from menura.audio.key_notation import SEMITONES, PitchKey
from menura.audio.key_relation import KeyRelation, relation
from menura.discover.model import Reason
from menura.discover.shelf import UNKNOWN, Shelf

SAME_TEMPO_RATIO = 0.04  # the tolerance of the MIREX tempo task
# Nearer to half (double) than to the same tempo, both as a share of what it is compared with
HALF_TIME, DOUBLE_TIME = 2 / 3, 4 / 3
CERTAIN_KEY = 0.65  # below this confidence a key is not worth a word
CLEAR_MOOD = 0.6  # the same: a mood of .51 is a coin toss
LOUDNESS_JUMP_LU = 6.0  # where a listener reaches for the knob

# Those that are worth a word
_KEY_RELATIONS = {
    KeyRelation.SAME: "same key",
    KeyRelation.FIFTH_UP: "a fifth up",
    KeyRelation.FIFTH_DOWN: "a fifth down",
    KeyRelation.RELATIVE: "relative key",
    KeyRelation.PARALLEL: "parallel key",
}
_TEMPO_FACTORS = {1.0: "", 0.5: ", half time", 2.0: ", double time"}


def explain(
    shelf: Shelf, seed_row: int | None, row: int, distance: float | None
) -> tuple[Reason, ...]:
    """Say why a track was found: how near it is, and what it shares with a seed.

    Parameters
    ----------
    seed_row : int, optional
        The track to compare with; without one only the distance is told.
    distance : float, optional
        Cosine distance to what was asked for.

    Returns
    -------
    tuple of Reason
        At most one for each of the codes ``distance``, ``tempo``, ``key``, ``loudness``,
        ``mood``, ``genre`` and ``artist``, in this order. What is unknown or uncertain of either
        track is not mentioned.
    """
    return explain_all(shelf, seed_row, [row], [distance])[0]


def explain_all(
    shelf: Shelf, seed_row: int | None, rows: Sequence[int], distances: Sequence[float | None]
) -> list[tuple[Reason, ...]]:
    """Say for several tracks why they were found; see `explain`. Faster than one by one."""
    near = [() if gap is None else (_distance(f"{max(0.0, 1 - gap):.0%}"),) for gap in distances]
    if seed_row is None or not len(rows):
        return list(near)
    at = np.array([seed_row, *rows], np.int64)
    tempo_bpm, loudness_lufs = shelf.tempo_bpm[at].tolist(), shelf.loudness_lufs[at].tolist()
    is_certain = shelf.key_confidence[at] >= CERTAIN_KEY
    keys = np.where(is_certain, shelf.key[at], UNKNOWN).tolist()
    artists = shelf.artist[at].tolist()
    # One number for a set of moods: few sets occur, and each is put into words once
    moods = ((shelf.moods[at] >= CLEAR_MOOD) @ (1 << np.arange(len(shelf.mood_names)))).tolist()
    names = tuple(shelf.mood_names)
    genres = _genre_codes(shelf, at)
    told = [
        (
            _tempo(tempo_bpm[0], tempo_bpm[place]),
            _key(keys[0], keys[place]),
            _loudness(loudness_lufs[place] - loudness_lufs[0]),
            _mood(moods[0] & moods[place], names),
            _genre(shelf, genres[0], genres[place]),
            _SAME_ARTIST if artists[0] == artists[place] != UNKNOWN else None,
        )
        for place in range(1, len(at))
    ]
    return [
        (*first, *(reason for reason in others if reason is not None))
        for first, others in zip(near, told, strict=True)
    ]


def _genre_codes(shelf: Shelf, rows: NDArray[np.int64]) -> list[list[int]]:
    starts, ends = shelf.genres.starts[rows].tolist(), shelf.genres.starts[rows + 1].tolist()
    codes = shelf.genres.codes
    return [codes[start:end].tolist() for start, end in zip(starts, ends, strict=True)]


@cache
def _distance(share: str) -> Reason:
    return Reason("distance", f"{share} alike in sound")


def _tempo(here_bpm: float, there_bpm: float) -> Reason | None:
    """Compare tempi modulo the octave: half time and double time feel related."""
    if not (here_bpm > 0 and there_bpm > 0):  # NaN stands for unknown
        return None
    ratio = there_bpm / here_bpm
    factor = 0.5 if ratio < HALF_TIME else 2.0 if ratio > DOUBLE_TIME else 1.0
    gap = there_bpm - factor * here_bpm
    if abs(gap) > 3 * SAME_TEMPO_RATIO * here_bpm * factor:
        return Reason("tempo", f"{there_bpm:.0f} BPM against {here_bpm:.0f}")
    if abs(gap) < 1:
        return Reason("tempo", f"same tempo ({there_bpm:.0f} BPM){_TEMPO_FACTORS[factor]}")
    return Reason("tempo", f"{gap:+.0f} BPM{_TEMPO_FACTORS[factor]}")


@cache
def _key(here: int, there: int) -> Reason | None:
    """Name the relation of two keys, as codes of the shelf."""
    if UNKNOWN in (here, there):
        return None
    theirs = pitch_key(there)
    words = _KEY_RELATIONS.get(relation(pitch_key(here), theirs))
    return Reason("key", f"{words} ({theirs.name})") if words else None


def pitch_key(code: int) -> PitchKey:
    """Return the key that a code of the shelf stands for, 0 to 23."""
    return PitchKey(code % SEMITONES, "major" if code < SEMITONES else "minor")


def _loudness(gap_lu: float) -> Reason | None:
    """Warn of a jump in loudness; NaN stands for unknown."""
    if not abs(gap_lu) >= LOUDNESS_JUMP_LU:
        return None
    return Reason("loudness", f"{abs(gap_lu):.0f} LU {'louder' if gap_lu > 0 else 'quieter'}")


@cache
def _mood(bits: int, names: tuple[str, ...]) -> Reason | None:
    """Name moods that both clearly have."""
    if not bits:
        return None
    *first, last = (name for place, name in enumerate(names) if bits >> place & 1)
    return Reason("mood", f"both {', '.join(first)} and {last}" if first else f"both {last}")


def _genre(shelf: Shelf, here: Sequence[int], there: Sequence[int]) -> Reason | None:
    for code in there:
        if code in here:
            return _same_genre(shelf.genres.names[code])
    return None


@lru_cache(maxsize=10_000)
def _same_genre(name: str) -> Reason:
    return Reason("genre", f"same genre ({name})")


_SAME_ARTIST = Reason("artist", "same artist")
