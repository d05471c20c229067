"""Compare keys: how two lie to each other and how well they go together."""

from dataclasses import dataclass
from enum import StrEnum

from menura.audio.key_notation import SEMITONES, PitchKey


class KeyRelation(StrEnum):
    """Name how a second key lies to a first one."""

    SAME = "same"
    RELATIVE = "relative"
    FIFTH_UP = "fifth_up"
    FIFTH_DOWN = "fifth_down"
    DIAGONAL = "diagonal"  # relative of a fifth up or down
    PARALLEL = "parallel"
    SEMITONE_UP = "semitone_up"
    SEMITONE_DOWN = "semitone_down"
    TONE_UP = "tone_up"
    TONE_DOWN = "tone_down"
    DISTANT = "distant"
    UNKNOWN = "unknown"  # one of the two has no key


# Graded by what sounds well together. The weights of MIREX grade errors of estimators instead:
# there a relative key counts .3, here it is the safest swap.
_FIT: dict[KeyRelation, float] = {
    KeyRelation.SAME: 1.0,
    KeyRelation.RELATIVE: 0.9,
    KeyRelation.FIFTH_UP: 0.8,
    KeyRelation.FIFTH_DOWN: 0.8,
    KeyRelation.DIAGONAL: 0.6,
    KeyRelation.PARALLEL: 0.4,
    KeyRelation.UNKNOWN: 0.75,  # drums must neither win nor lose on key
}
_SAME_MODE_STEPS = {
    0: KeyRelation.SAME,
    7: KeyRelation.FIFTH_UP,
    5: KeyRelation.FIFTH_DOWN,
    1: KeyRelation.SEMITONE_UP,
    11: KeyRelation.SEMITONE_DOWN,
    2: KeyRelation.TONE_UP,
    10: KeyRelation.TONE_DOWN,
}
_TRANSPOSITION_COST = 0.1  # per semitone
_FARTHEST_TRANSPOSITION = 2  # semitones; beyond it stretching is heard


@dataclass(frozen=True, slots=True)
class KeyFit:
    """Say how well a sample's key goes with a session's.

    Parameters
    ----------
    relation : KeyRelation
        Of the sample's key, after transposing it, to the session's.
    fit : float
        0 (clashes) to 1 (same key).
    transpose_semitones : int
        What the sample is to be transposed by to fit this well.
    """

    relation: KeyRelation
    fit: float
    transpose_semitones: int = 0


def relation(first: PitchKey | None, second: PitchKey | None) -> KeyRelation:
    """Name how the second key lies to the first; `UNKNOWN` where one of them is None."""
    if first is None or second is None:
        return KeyRelation.UNKNOWN
    if first.mode == second.mode:
        step = (second.pitch_class - first.pitch_class) % SEMITONES
        return _SAME_MODE_STEPS.get(step, KeyRelation.DISTANT)
    if second.pitch_class == first.pitch_class:
        return KeyRelation.PARALLEL
    step = (second.relative.pitch_class - first.pitch_class) % SEMITONES
    return {0: KeyRelation.RELATIVE, 7: KeyRelation.DIAGONAL, 5: KeyRelation.DIAGONAL}.get(
        step, KeyRelation.DISTANT
    )


def grade_fit(
    session: PitchKey | None, sample: PitchKey | None, *, may_transpose: bool = False
) -> KeyFit:
    """Grade how well a sample's key goes with a session's.

    Same 1, relative .9, a fifth up or down .8, diagonal .6, parallel .4, anything else 0, and .75
    where one of them has no key. With `may_transpose` up to two semitones are tried at .1 each.
    """
    if session is None or sample is None or not may_transpose:
        named = relation(session, sample)
        return KeyFit(named, _FIT.get(named, 0.0))
    steps = sorted(
        range(-_FARTHEST_TRANSPOSITION, _FARTHEST_TRANSPOSITION + 1), key=lambda step: abs(step)
    )
    fits = []
    for step in steps:
        named = relation(session, sample.transposed(step))
        fits.append(KeyFit(named, _FIT.get(named, 0.0) - _TRANSPOSITION_COST * abs(step), step))
    return max(fits, key=lambda fit: fit.fit)  # the first, smallest step among equals
