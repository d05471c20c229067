"""Say how a track feels: from its features, from models, or as a person corrected it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menura.analysis.corrections import Correction
from menura.analysis.model import Features, MoodScore, MoodScores
from menura.audio.moods import MoodInput, estimate_moods
from menura.embedding import CLAP

ESTIMATED = "estimated"
CORRECTED = "corrected"
ENERGETIC = "energetic"
_RANKS = {CLAP.name: 0, ESTIMATED: 1}


@dataclass(frozen=True, slots=True)
class Mood:
    """A word for how a track feels or what it is, and who says so.

    Attributes
    ----------
    probability, confidence : float
        0 to 1: how much the word fits, and how far that can be trusted.
    source : str
        ``estimated``, the space of a model, or ``corrected``.
    """

    label: str
    probability: float
    source: str
    confidence: float


@dataclass(frozen=True, slots=True)
class MoodView:
    """The moods and tags of a track that hold, most probable first."""

    moods: Sequence[Mood]
    tags: Sequence[Mood]


def estimate(
    features: Features, vector: NDArray[np.float32] | None, model_hash: str | None
) -> MoodScores:
    """Estimate moods and coarse genres without a model.

    Parameters
    ----------
    vector : ndarray, shape (256,), optional
        The track's vector in the space ``dsp``; without it no genre is told.
    model_hash : str, optional
        Of what made the vector.
    """
    told = estimate_moods(
        MoodInput(
            loudness_lufs=features.loudness_lufs,
            loudness_range_lu=features.loudness_range_lu,
            energy=features.energy,
            brightness=features.brightness,
            spectrum_db=tuple(features.spectrum_db),
            tempo_bpm=features.tempo_bpm,
            tempo_confidence=features.tempo_confidence,
            pulse_clarity=features.pulse_clarity,
            mode=features.mode,
            key_confidence=features.key_confidence,
            flux=features.flux,
            onset_rate_hz=features.onset_rate_hz,
            dsp_vector=vector,
            dsp_model_hash=model_hash,
        )
    )
    moods = {m.label: MoodScore(m.probability, m.confidence) for m in told.moods}
    surest = max((score.confidence for score in moods.values()), default=0.0)
    moods[ENERGETIC] = MoodScore(told.arousal, surest)
    tags = {g.label: MoodScore(g.probability, g.confidence) for g in told.genres}
    return MoodScores(ESTIMATED, moods, tags)


def view_moods(told: Iterable[MoodScores], corrections: Iterable[Correction] = ()) -> MoodView:
    """Return the moods and tags that hold.

    A classifier's word replaces an estimate of the same thing, and an estimate replaces a cosine
    between sound and word (CLAP's), which orders tracks but is no probability; if any model knows
    tags, the estimated genres are not shown beside them; a person's word replaces all.
    """
    moods: dict[str, Mood] = {}
    estimated: dict[str, Mood] = {}
    tags: dict[str, Mood] = {}
    # cosines are weaker than an estimate, an estimate is weaker than a classifier
    for scores in sorted(told, key=lambda scores: _RANKS.get(scores.source, len(_RANKS))):
        moods |= _moods(scores.moods, scores.source)
        kept = estimated if scores.source == ESTIMATED else tags
        kept |= _moods(scores.tags, scores.source)
    for correction in corrections:
        if correction.name == "moods":
            said = {label: MoodScore(value, 1.0) for label, value in correction.value.items()}
            moods |= _moods(said, CORRECTED)
    return MoodView(_most_probable_first(moods), _most_probable_first(tags or estimated))


def _moods(scores: Mapping[str, MoodScore], source: str) -> dict[str, Mood]:
    return {
        label: Mood(label, score.probability, source, score.confidence)
        for label, score in scores.items()
    }


def _most_probable_first(moods: Mapping[str, Mood]) -> Sequence[Mood]:
    return sorted(moods.values(), key=lambda mood: (-mood.probability, mood.label))
