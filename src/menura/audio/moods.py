"""Estimate moods and coarse genres without a model, from stored measurements alone.

Nothing here hears a lyric, a voice or a culture. What is left is what listeners demonstrably take
from tempo, mode, loudness, timbre and pulse; every result says that it is estimated, and none is
given more than `HIGHEST_CONFIDENCE`.
"""

import math
from dataclasses import dataclass
from typing import Literal

from menura.audio.genres import NO_GENRES, estimate_genres
from menura.audio.mood_cues import MoodCues, MoodInput, certainty_of, mean_of

__all__ = [
    "HIGHEST_CONFIDENCE",
    "MOODS",
    "MOODS_VERSION",
    "MoodEstimate",
    "MoodInput",
    "MoodScore",
    "estimate_moods",
]

MOODS_VERSION: int = 1
"""Raised whenever an estimate changes its meaning; stored moods are then estimated again."""

MOODS = ("danceable", "aggressive", "happy", "party", "relaxed", "sad")
# Values from which a mood is more likely than not: exceeded by 30 to 42 % of 240 rendered clips
_MIDPOINTS = {
    "danceable": 0.65,
    "aggressive": 0.60,
    "happy": 0.63,
    "party": 0.63,
    "relaxed": 0.50,
    "sad": 0.50,
}
HIGHEST_CONFIDENCE = 0.6  # a formula must not outrank a listener's tag or a trained model

_STEEPNESS = 8.0  # .1 above the midpoint is 69 %, .3 is 92 %


@dataclass(frozen=True, slots=True)
class MoodScore:
    """Give the probability of a mood or genre and how much to trust it, both 0..1."""

    label: str
    probability: float
    confidence: float


@dataclass(frozen=True, slots=True)
class MoodEstimate:
    """Hold what was estimated of a track.

    Parameters
    ----------
    moods : tuple of MoodScore
        One for each of `MOODS`, in that order; they do not exclude each other.
    genres : tuple of MoodScore
        Coarse genres, most probable first; they exclude each other, and with `unknown_genre`
        add up to 1. Empty without a vector.
    unknown_genre : float
        Probability that the music is like none of the genres known here.
    arousal, valence : float
        0..1: calm to excited (energy as a mood) and unpleasant to pleasant (Russell 1980).
    """

    moods: tuple[MoodScore, ...]
    genres: tuple[MoodScore, ...]
    unknown_genre: float
    arousal: float
    valence: float
    source: Literal["estimated"] = "estimated"
    version: int = MOODS_VERSION


def estimate_moods(heard: MoodInput) -> MoodEstimate:
    """Estimate moods and genres from stored measurements; pure arithmetic, no file is read.

    Each mood is a weighted mean of cues, each 0..1, drawn to one half by what is uncertain, and
    made a probability by a logistic curve. Directions of the cues are findings; weights and
    midpoints are ours; 30 to 42 % of rendered music in 20 styles has each mood:

    * happy is fast, major, bright and rather loud, sad is slow, minor, soft and dark (Hevner
      1937; Gagnon and Peretz 2003: tempo before mode; Eerola, Friberg and Bresin 2013: mode,
      tempo, dynamics, then timbre);
    * arousal rises with loudness, event density, tempo and brightness (Schubert 2004; Gomez and
      Danuser 2007); relaxed is its opposite with a little valence;
    * aggressive is anger: loud, dense, fast, sharp in timbre, rather minor and of a steady level
      (Juslin and Laukka 2004);
    * danceable needs a clear pulse near 120 BPM, bass and many events (Moelants 2002; Burger et
      al. 2013); party is danceable, excited and pleasant: their geometric mean, danceable twice.

    A mood's confidence is the certainty of its cues, weighted, times `HIGHEST_CONFIDENCE`.
    """
    cues = MoodCues.of(heard)
    mixtures = {
        "danceable": cues.danceable(),
        "aggressive": cues.aggressive(),
        "happy": cues.happy(),
        "party": cues.danceable() + cues.arousal() + cues.valence(),
        "relaxed": cues.relaxed(),
        "sad": cues.sad(),
    }
    values = {mood: mean_of(mixture) for mood, mixture in mixtures.items()}
    arousal, valence = mean_of(cues.arousal()), mean_of(cues.valence())
    values["party"] = math.sqrt(values["danceable"]) * (arousal * valence) ** 0.25
    genres = _genres(heard)
    return MoodEstimate(
        moods=tuple(_score(mood, values[mood], certainty_of(mixtures[mood])) for mood in MOODS),
        genres=genres,
        unknown_genre=max(0.0, 1.0 - sum(genre.probability for genre in genres)),
        arousal=arousal,
        valence=valence,
    )


def _score(label: str, value: float, certainty: float) -> MoodScore:
    probability = 1 / (1 + math.exp(-_STEEPNESS * (value - _MIDPOINTS[label])))
    return MoodScore(label, probability, HIGHEST_CONFIDENCE * certainty)


def _genres(heard: MoodInput) -> tuple[MoodScore, ...]:
    found = NO_GENRES
    if heard.dsp_vector is not None:
        found = estimate_genres(heard.dsp_vector, model_hash=heard.dsp_model_hash)
    scores = [
        MoodScore(label, HIGHEST_CONFIDENCE * probability, HIGHEST_CONFIDENCE * found.familiarity)
        for label, probability in found.probabilities.items()
    ]
    return tuple(sorted(scores, key=lambda score: -score.probability))
