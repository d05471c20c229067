"""Bring a composed piece into another key or tempo, note by note the same."""

from dataclasses import replace

from menura.studio.asked_values import NOTE_NAMES
from menura.studio.composition.composer import compose
from menura.studio.model import Role, TrackPlan
from menura.studio.score import Chord, Note, Part, Score

OCTAVE = 12


def compose_as_planned(plan: TrackPlan) -> Score:
    """Return the score of a plan; one that was moved is written where it was and then moved.

    Composing looks at key, tempo and length when it draws form and harmony, so writing it anew in
    the other key would give another piece.
    """
    written = plan.written
    if written is None:
        return compose(plan)
    first = replace(
        plan, key=written.key, bpm=written.bpm, duration_s=written.duration_s, written=None
    )
    return retimed(transposed(compose(first), plan.key), plan.bpm)


def transposed(score: Score, key: int) -> Score:
    """Return a score in another key of the same mode: all pitches moved by the nearest way.

    Parameters
    ----------
    key : int
        Pitch class of the new tonic, C = 0.
    """
    steps = (key - score.key + OCTAVE // 2) % OCTAVE - OCTAVE // 2
    if steps == 0:
        return score
    parts: dict[Role, Part] = {
        role: replace(part, notes=tuple(_moved(note, steps) for note in part.notes))
        for role, part in score.parts.items()
    }
    chords = tuple(_moved_chord(chord, steps) for chord in score.chords)
    return replace(score, key=key, parts=parts, chords=chords)


def retimed(score: Score, bpm: float) -> Score:
    """Return a score at another tempo: it is written in beats, so nothing else changes."""
    return replace(score, bpm=bpm)


def _moved(note: Note, steps: int) -> Note:
    return replace(note, pitch=note.pitch + steps)


def _moved_chord(chord: Chord, steps: int) -> Chord:
    root = (chord.root + steps) % OCTAVE
    kind = chord.symbol.lstrip("ABCDEFG").lstrip("#b")
    pitch_classes = tuple((one + steps) % OCTAVE for one in chord.pitch_classes)
    symbol = NOTE_NAMES[root] + kind
    return replace(chord, root=root, pitch_classes=pitch_classes, symbol=symbol)
