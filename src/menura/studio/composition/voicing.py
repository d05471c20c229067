"""Voice chords: each voice moves as little as it can, and the whole stays in its register."""

from collections.abc import Sequence
from functools import lru_cache

from menura.studio.score import Chord

CENTRE_PULL = 0.55  # how much a semitone away from the middle costs, against one of movement
PARALLEL = 4.0  # the top going along with the bass in fifths or octaves, in the same money
HOLLOW = (0, 7)


def chord_voices(pitch_classes: tuple[int, ...], voices: int) -> tuple[int, ...]:
    """Return at most so many of a chord's notes: the fifth goes first, third and seventh stay."""
    kept = list(pitch_classes)
    if len(kept) > voices and len(kept) > 3 and (kept[2] - kept[0]) % 12 == 7:
        del kept[2]
    return tuple(kept[:voices])


@lru_cache(maxsize=16384)
def voice_chord(
    pitch_classes: tuple[int, ...],
    centre: int,
    before: tuple[int, ...],
    bass: tuple[int, ...] = (),
) -> tuple[int, ...]:
    """Return the notes of a chord nearest to the voicing before it.

    Parameters
    ----------
    pitch_classes : tuple of int
    centre : int
        MIDI note around which the voicing lies.
    before : tuple of int
        The voicing before, empty at the beginning of a section.
    bass : tuple of int
        Pitch classes of the bass before and now: the top voice does not go along with it in
        fifths or octaves where another voicing is as near. Empty where nothing went before.

    Returns
    -------
    tuple of int
        Ascending MIDI notes.

    Notes
    -----
    All inversions, close and with the second voice from above dropped by an octave, are tried in
    three octaves; the cheapest by movement and distance from the centre wins.
    """
    best: tuple[float, tuple[int, ...]] = (float("inf"), ())
    for turn in range(len(pitch_classes)):
        close = _stack(pitch_classes[turn:] + pitch_classes[:turn], centre - 7)
        for shape in _shapes(close):
            for octave in (-12, 0, 12):
                notes = tuple(note + octave for note in shape)
                cost = CENTRE_PULL * abs(sum(notes) / len(notes) - centre) * len(notes)
                cost += _movement(notes, before) + _mud(notes) + _parallel(notes, before, bass)
                if cost < best[0] - 1e-9:
                    best = (cost, notes)
    return best[1]


def voice_all(chords: Sequence[Chord], *, centre: int, voices: int) -> list[tuple[int, ...]]:
    """Return a voicing for each chord of a passage, led from one to the next."""
    voicings: list[tuple[int, ...]] = []
    before: tuple[int, ...] = ()
    bass: tuple[int, ...] = ()
    for chord in chords:
        bass = (*bass[-1:], chord.root)
        classes = chord_voices(chord.pitch_classes, voices)
        before = voice_chord(classes, centre, before, bass)
        voicings.append(before)
    return voicings


def _stack(classes: tuple[int, ...], floor: int) -> tuple[int, ...]:
    notes: list[int] = []
    for pitch_class in classes:
        notes.append(floor + (pitch_class - floor) % 12)
        floor = notes[-1] + 1
    return tuple(notes)


def _shapes(close: tuple[int, ...]) -> list[tuple[int, ...]]:
    if len(close) < 4:
        return [close]
    dropped = tuple(sorted((*close[:-2], close[-2] - 12, close[-1])))
    return [close, dropped]


def _movement(notes: tuple[int, ...], before: tuple[int, ...]) -> float:
    if not before:
        return 0.0
    if len(notes) == len(before):
        return float(sum(abs(a - b) for a, b in zip(notes, before, strict=True)))
    return float(sum(min(abs(note - old) for old in before) for note in notes))


def _parallel(notes: tuple[int, ...], before: tuple[int, ...], bass: tuple[int, ...]) -> float:
    """Return the price of a top voice that moves with the bass at a fifth or an octave."""
    if not before or len(bass) < 2 or bass[0] == bass[1] or len(notes) < 3:
        return 0.0
    now, then = (notes[-1] - bass[1]) % 12, (before[-1] - bass[0]) % 12
    return PARALLEL if now == then and now in HOLLOW else 0.0


def _mud(notes: tuple[int, ...]) -> float:
    """Return a price for semitones at the bottom or the top, which blur a chord."""
    bottom = 3.0 if len(notes) > 1 and notes[1] - notes[0] == 1 else 0.0
    top = 1.5 if len(notes) > 2 and notes[-1] - notes[-2] == 1 else 0.0
    return bottom + top
