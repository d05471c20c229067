"""Filter and score tracks by rules: tempo, key, freshness, moods, roles.

One pass over columns: a million tracks take some 20 ms. The graded fit of keys is
`menura.audio.key_relation`'s; the tempo rule takes half and double tempo for equal, and nothing
else (two thirds never silently).
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from menura.audio.key_notation import PitchKey
from menura.audio.key_relation import KeyRelation, grade_fit
from menura.discover import INSTRUMENTS, UNKNOWN
from menura.suggest.model import Fit, Weights
from menura.suggest.samples import Samples

TEMPO_FACTORS = (1.0, 0.5, 2.0)  # of equally near ones the first
TEMPO_TOLERANCE_BPM = 5.0
TEMPO_BOOST_BPM = 4.0
LEAST_KEY_FIT = 0.6
NEUTRAL_KEY_FIT = 0.75  # of unknown keys: neither won nor lost
_ROUNDING_BPM = 5e-4  # loops of whole samples: one at 104 BPM is measured as 104.00024
_ROUNDING_FIT = 1e-9
_DAY_S, _HOUR_S = 86_400.0, 3_600.0


@dataclass(frozen=True, slots=True)
class RuleContext:
    """What of a context the rules go by.

    Attributes
    ----------
    present_roles : frozenset of str
        Instruments that are there already.
    now_s : float
        Unix seconds.
    """

    bpm: float | None = None
    key: PitchKey | None = None
    allow_transpose: bool = True
    roles_wanted: tuple[str, ...] = ()
    present_roles: frozenset[str] = frozenset()
    now_s: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class RuleScores:
    """What the rules say of each track, in columns of shape (n,).

    Attributes
    ----------
    total : float32 array
        The sum of the components below and of moods.
    """

    tempo: NDArray[np.float32]
    key: NDArray[np.float32]
    freshness: NDArray[np.float32]
    role: NDArray[np.float32]
    total: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class KeyTable:
    """What becomes of each key (0 to 23, and unknown last) beside a session's.

    Attributes
    ----------
    passes, score : arrays, shape (2, 25)
        First row: as it is; second: it may be transposed.
    semitones : int8 array, shape (2, 25)
    relations : tuple of KeyRelation
        After transposing, for the second row.
    """

    passes: NDArray[np.bool_]
    score: NDArray[np.float32]
    semitones: NDArray[np.int8]
    relations: tuple[tuple[KeyRelation, ...], ...] = field(default=())


def score_rules(
    samples: Samples, context: RuleContext, weights: Weights, mood: NDArray[np.float32]
) -> RuleScores:
    """Return what the rules say of every track.

    Parameters
    ----------
    mood : float32 array, shape (n,)
        How well the moods asked for fit, 0 to 1.
    """
    tempo = np.zeros(len(samples), np.float32)
    if context.bpm is not None:
        away = tempo_distances(samples.tempo_bpm, context.bpm)
        near = away <= TEMPO_BOOST_BPM + _ROUNDING_BPM
        tempo = np.where(near, weights.tempo, np.where(np.isnan(away), 0.0, -weights.tempo))
        tempo = tempo.astype(np.float32)
    key = np.zeros(len(samples), np.float32)
    if context.key is not None:
        table = key_table(context.key, weights.key)
        key = table.score[_ways(samples, context), samples.key]  # -1, unknown, is the last column
    freshness = freshness_scores(samples, context.now_s, weights)
    role = role_table(context, weights)[samples.instrument]
    total = tempo + key + freshness + role + np.float32(weights.mood) * mood
    return RuleScores(tempo, key, freshness, role, total)


def passing_rows(samples: Samples, context: RuleContext) -> NDArray[np.int64]:
    """Return the rows whose tempo and key are near enough, or unknown, ascending.

    Keys are looked up of what has passed by its tempo alone: of a million, a tenth.
    """
    if context.bpm is None:
        rows = np.arange(len(samples))
    else:
        away = tempo_distances(samples.tempo_bpm, context.bpm)
        rows = np.flatnonzero(~(away > TEMPO_TOLERANCE_BPM + _ROUNDING_BPM))
    if context.key is None:
        return rows
    ways = samples.can_transpose[rows].view(np.int8) if context.allow_transpose else 0
    fits = key_table(context.key, 0.0).passes[ways, samples.key[rows]]
    passing: NDArray[np.int64] = rows[fits]
    return passing


def _ways(samples: Samples, context: RuleContext) -> NDArray[np.int8] | int:
    """Return the row of key tables that holds for each track."""
    return samples.can_transpose.view(np.int8) if context.allow_transpose else 0


def tempo_distances(tempo_bpm: NDArray[np.float32], session_bpm: float) -> NDArray[np.float32]:
    """Return how far each tempo is from a session's at the best factor, in BPM; NaN unknown."""
    session = np.float32(session_bpm)
    nearest: NDArray[np.float32] = np.abs(tempo_bpm - session)
    for factor in TEMPO_FACTORS[1:]:
        np.minimum(nearest, np.abs(tempo_bpm * np.float32(factor) - session), out=nearest)
    return nearest


def tempo_factor(tempo_bpm: float, session_bpm: float) -> float:
    """Return the factor at which a tempo is nearest to a session's."""
    return min(TEMPO_FACTORS, key=lambda factor: abs(factor * tempo_bpm - session_bpm))


def fit_of(tempo_bpm: float | None, session_bpm: float | None, semitones: int) -> Fit:
    """Return how a track is to be played at a session's tempo; None: that tempo is unknown."""
    if tempo_bpm is None or session_bpm is None:
        return Fit(transpose_semitones=semitones)
    factor = tempo_factor(tempo_bpm, session_bpm)
    return Fit(factor, round(factor * tempo_bpm / session_bpm, 6), semitones)


def freshness_scores(samples: Samples, now_s: float, weights: Weights) -> NDArray[np.float32]:
    """Return what the age of each track counts.

    Files of the future (a clock that was wrong) are not fresher than new.
    """
    time_constant_s = weights.freshness_days * _DAY_S
    if samples.newest_at - now_s > _HOUR_S:
        # Measured from such a file everything else were old: reckon each by itself, which is dear
        age_s = np.maximum(0.0, now_s - samples.added_at)
        return (weights.freshness * np.exp(-age_s / time_constant_s)).astype(np.float32)
    newest = math.exp(-max(0.0, now_s - samples.newest_at) / time_constant_s)
    return samples.recency * np.float32(weights.freshness * newest)


def role_table(context: RuleContext, weights: Weights) -> NDArray[np.float32]:
    """Return what each instrument counts; the last one stands for an unknown one."""
    table = np.zeros(len(INSTRUMENTS) + 1, np.float32)
    for code, name in enumerate(INSTRUMENTS):
        is_missing = name not in context.present_roles and name != "other"
        if is_missing or name in context.roles_wanted:
            table[code] = weights.role
    return table


@lru_cache(maxsize=256)
def key_table(session: PitchKey, weight: float) -> KeyTable:
    """Return what becomes of each key beside a session's.

    The score is ``weight * (fit - .75) / .25`` within plus and minus `weight`: the full weight
    for the same key, nothing for .75, where an unknown key stands. What only passes when it is
    transposed loses the weight.
    """
    passes = np.ones((2, 25), np.bool_)
    score = np.zeros((2, 25), np.float32)
    semitones = np.zeros((2, 25), np.int8)
    relations: tuple[list[KeyRelation], list[KeyRelation]] = ([], [])
    for code in range(24):
        sample = key_of_code(code)
        as_is = grade_fit(session, sample)
        moved = grade_fit(session, sample, may_transpose=True)
        fits = as_is.fit >= LEAST_KEY_FIT - _ROUNDING_FIT
        graded = weight * (as_is.fit - NEUTRAL_KEY_FIT) / (1 - NEUTRAL_KEY_FIT)
        for way in (0, 1):
            passes[way, code] = fits
            score[way, code] = max(-weight, graded)
            relations[way].append(as_is.relation)
        if not fits and moved.fit >= LEAST_KEY_FIT - _ROUNDING_FIT:
            passes[1, code], score[1, code] = True, -weight
            semitones[1, code] = moved.transpose_semitones
            relations[1][code] = moved.relation
    for found in relations:
        found.append(KeyRelation.UNKNOWN)
    return KeyTable(passes, score, semitones, (tuple(relations[0]), tuple(relations[1])))


def key_of_code(code: int) -> PitchKey | None:
    """Return the key that stands for a code of the shelf."""
    if code == UNKNOWN:
        return None
    return PitchKey(code % 12, "minor" if code >= 12 else "major")


def code_of_key(key: PitchKey) -> int:
    """Return the code of the shelf that stands for a key."""
    return key.pitch_class + (12 if key.mode == "minor" else 0)
