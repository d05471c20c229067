"""Hear with MusiCNN: 200 numbers, 50 tags and up to six moods, from files somebody brought."""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from menura.audio.arrays import Float32Array
from menura.audio.excerpts import ExcerptOptions
from menura.embedding.errors import InvalidModelError, InvalidModelInputError
from menura.embedding.model_hearing import MUSICNN, ModelHearing, MoodScores
from menura.embedding.models.model import MOOD_HEADS, ModelRole
from menura.embedding.models.probe import OpenModel
from menura.embedding.providers.musicnn_mel import (
    EXCERPTS,
    MEL_BANDS,
    PATCH_FRAMES,
    PREPROCESSING_VERSION,
)

MUSICNN_ROLES = (
    ModelRole.MUSICNN_EMBEDDING,
    ModelRole.MUSICNN_TAGS,
    *(head.role for head in MOOD_HEADS),
)

# Outputs in order: labels of the Million Song Dataset split, as listed in musicnn 0.1.0.
TAGS = (
    "rock",
    "pop",
    "alternative",
    "indie",
    "electronic",
    "female vocalists",
    "dance",
    "00s",
    "alternative rock",
    "jazz",
    "beautiful",
    "metal",
    "chillout",
    "male vocalists",
    "classic rock",
    "soul",
    "indie rock",
    "Mellow",
    "electronica",
    "80s",
    "folk",
    "90s",
    "chill",
    "instrumental",
    "punk",
    "oldies",
    "blues",
    "hard rock",
    "ambient",
    "acoustic",
    "experimental",
    "female vocalist",
    "guitar",
    "Hip-Hop",
    "70s",
    "party",
    "country",
    "easy listening",
    "sexy",
    "catchy",
    "funk",
    "electro",
    "heavy metal",
    "Progressive rock",
    "60s",
    "rnb",
    "indie pop",
    "sad",
    "House",
    "happy",
)


class MusicnnModel:
    """Hear with the MusiCNN files that are there.

    Parameters
    ----------
    models : mapping of ModelRole to OpenModel
        At least `ModelRole.MUSICNN_EMBEDDING`; tags and moods where there are files for them.

    Raises
    ------
    InvalidModelError
        The embedding is missing.
    """

    space = MUSICNN

    def __init__(self, models: Mapping[ModelRole, OpenModel]) -> None:
        if ModelRole.MUSICNN_EMBEDDING not in models:
            raise InvalidModelError(
                "MusiCNN needs the file that computes its embedding (role musicnn_embedding)."
            )
        self._embedding = models[ModelRole.MUSICNN_EMBEDDING]
        self._tags = models.get(ModelRole.MUSICNN_TAGS)
        self._heads = [model for role, model in models.items() if model.head is not None]

    def embed(self, patches: Float32Array) -> ModelHearing:
        """Hear one track.

        Parameters
        ----------
        patches : ndarray, shape (n, 187, 96), float32
            What `compute_musicnn_patches` made of its excerpts; at least one.

        Returns
        -------
        ModelHearing
            The vector is the mean over patches of the dense layer before its activation, scaled
            to unit length: other programs store the mean as it is, and compare by cosine, which
            is the same comparison. Tags and moods are the mean over patches of the
            probabilities. (Some programs put a sigmoid over that mean once more, which presses
            every score into .50 to .73; we do not.)

        Raises
        ------
        InvalidModelInputError
            The patches have another shape, or there is none.
        InvalidModelError
            The model fails, or gives numbers that are not finite.
        """
        if patches.ndim != 3 or patches.shape[1:] != (PATCH_FRAMES, MEL_BANDS) or not len(patches):
            raise InvalidModelInputError(
                f"MusiCNN hears at least one patch of shape ({PATCH_FRAMES}, {MEL_BANDS}), "
                f"not {patches.shape}."
            )
        model = self._embedding
        wanted = [model.output]
        if self._tags is None and model.tags_output is not None:
            wanted.append(model.tags_output)
        results = model.session.run({model.input: patches}, wanted)
        rows = results[model.output]
        tags = None
        if self._tags is not None:
            tags = mean_probabilities(self._tags, rows)
        elif model.tags_output is not None:
            tags = results[model.tags_output]
            tags = (tags if model.is_probability else _sigmoid(tags)).mean(axis=0)
        return ModelHearing(
            vector=unit_vector(rows.mean(axis=0), model.session.name),
            tags=None if tags is None else dict(zip(TAGS, map(float, tags), strict=True)),
            moods=self._moods(rows),
        )

    def _moods(self, rows: Float32Array) -> MoodScores | None:
        scores = {
            model.head.mood: float(mean_probabilities(model, rows)[model.head.positive])
            for model in self._heads
            if model.head is not None
        }
        return MoodScores(scores, "musicnn") if scores else None


def mean_probabilities(model: OpenModel, rows: Float32Array) -> Float32Array:
    """Return the mean over patches of a classifier's probabilities.

    Files differ in whether the sigmoid or softmax is part of them; `probe` found out.
    """
    values = model.session.run({model.input: rows}, [model.output])[model.output]
    if not model.is_probability:
        values = _softmax(values) if model.head is not None else _sigmoid(values)
    return np.asarray(values.mean(axis=0), np.float32)


def unit_vector(vector: Float32Array, name: str) -> Float32Array:
    """Return a vector scaled to unit length; one of length zero becomes the even direction.

    Raises
    ------
    InvalidModelError
        It is not finite.
    """
    length = float(np.linalg.norm(vector.astype(np.float64)))
    if not np.isfinite(length):
        raise InvalidModelError(
            f"The model {name!r} gave numbers that are not finite: its file is damaged."
        )
    if length == 0:  # what carries no direction must still be storable, and like its kind
        vector, length = np.ones_like(vector), float(np.sqrt(vector.size))
    return np.asarray(vector / length, np.float32)


def musicnn_hash(hashes: Mapping[ModelRole, str], excerpts: ExcerptOptions = EXCERPTS) -> str:
    """Return the SHA-256 of all that determines what MusiCNN tells of a track.

    Tags and moods need the track to be heard, so their files count too: when one is added, tracks
    are heard again.
    """
    return combined_hash(PREPROCESSING_VERSION, MUSICNN_ROLES, hashes, excerpts)


def combined_hash(
    version: str,
    roles: Sequence[ModelRole],
    hashes: Mapping[ModelRole, str],
    excerpts: ExcerptOptions,
) -> str:
    """Return the SHA-256 of preprocessing, coverage and files."""
    coverage = (excerpts.sample_rate_hz, excerpts.length, excerpts.step, excerpts.most)
    files = [f"{role}={hashes[role]}" for role in roles if role in hashes]
    lines = [version, excerpts.padding, *map(str, coverage), *files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _sigmoid(values: Float32Array) -> Float32Array:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * values)), np.float32)


def _softmax(values: Float32Array) -> Float32Array:
    shifted = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), np.float32)
