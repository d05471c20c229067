"""Tell how one track is to be played to fit a context."""

from dataclasses import dataclass

from menura.audio.key_notation import PitchKey
from menura.suggest.context import read_bpm
from menura.suggest.errors import FitError
from menura.suggest.model import Context, Fit
from menura.suggest.rules import code_of_key, fit_of, key_table

MOST_SEMITONES = 12


@dataclass(frozen=True, slots=True)
class Material:
    """What is known of a track that is to be fitted.

    Attributes
    ----------
    can_transpose : bool
        Pitched, and short enough to be stretched.
    """

    tempo_bpm: float | None
    key: PitchKey | None
    can_transpose: bool = True


def fit_to(
    context: Context,
    material: Material,
    *,
    bpm: float | None = None,
    transpose: int | None = None,
) -> Fit:
    """Return how a track is to be played.

    Parameters
    ----------
    bpm : float, optional
        Instead of the context's tempo.
    transpose : int, optional
        Semitones, instead of what the keys ask for.

    Raises
    ------
    ContextError, FitError
    """
    session_bpm = read_bpm(bpm) if bpm is not None else context.bpm
    if transpose is not None and abs(transpose) > MOST_SEMITONES:
        raise FitError(
            f"A sound is transposed by at most {MOST_SEMITONES} semitones, not by {transpose}.",
            field="transpose",
        )
    semitones = _semitones(context, material) if transpose is None else transpose
    return fit_of(material.tempo_bpm, session_bpm, semitones)


def _semitones(context: Context, material: Material) -> int:
    """Return what keys ask for: nothing, where they go together as they are."""
    session, key = context.pitch_key, material.key
    may = context.preferences.allow_transpose and material.can_transpose
    if session is None or key is None or not may:
        return 0
    return int(key_table(session, 0.0).semitones[1, code_of_key(key)])
