"""Say what a neural model hears in a track, and in which spaces."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from menura.audio.arrays import Float32Array
from menura.embedding.model import Space

MUSICNN = Space("musicnn", 200)
CLAP = Space("clap", 512)
"""The spaces of models people bring along, known without loading them."""

MoodSource = Literal["musicnn", "clap"]


@dataclass(frozen=True, slots=True)
class MoodScores:
    """Hold how strongly a track shows each mood.

    Attributes
    ----------
    scores : mapping of str to float
        Mood to a number from 0 to 1.
    source : str
        ``musicnn``: probabilities of classifiers trained on labelled music, comparable between
        moods. ``clap``: ``(cosine + 1) / 2`` between track and word, which lies in a narrow band
        (around .5 to .65 with real weights), so only the order of tracks within one mood means
        something. Scores of the two sources must not be mixed.
    """

    scores: Mapping[str, float]
    source: MoodSource


@dataclass(frozen=True, slots=True, eq=False)
class ModelHearing:
    """Hold what one model heard in one track.

    Attributes
    ----------
    vector : ndarray, shape (d,), float32
        Of unit length.
    tags : mapping of str to float, or None
        Probability of each of MusiCNN's 50 tags, from 0 to 1; None without a file that gives them.
    moods : MoodScores or None
        None where nothing gives them.
    """

    vector: Float32Array
    tags: Mapping[str, float] | None = None
    moods: MoodScores | None = None
