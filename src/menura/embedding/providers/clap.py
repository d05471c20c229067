"""Hear with CLAP, whose space holds music and words alike, from files somebody brought."""

from collections.abc import Mapping, Sequence

import numpy as np

from menura.audio.arrays import Float32Array
from menura.audio.excerpts import ExcerptOptions
from menura.embedding.errors import InvalidModelError, InvalidModelInputError
from menura.embedding.model_hearing import CLAP, ModelHearing, MoodScores
from menura.embedding.models.model import MOODS, ModelRole
from menura.embedding.models.probe import OpenModel
from menura.embedding.providers.clap_mel import (
    EXCERPTS,
    MEL_BANDS,
    PREPROCESSING_VERSION,
    WINDOW_FRAMES,
)
from menura.embedding.providers.musicnn import combined_hash, unit_vector
from menura.embedding.providers.tokenizer import ClapTokenizer


class ClapModel:
    """Hear with the audio half of CLAP.

    Parameters
    ----------
    models : mapping of ModelRole to OpenModel
        At least `ModelRole.CLAP_AUDIO`.
    mood_vectors : ndarray, shape (6, 512), optional
        Vectors of the words in `MOODS`, as `ClapText.embed` gives them; with them moods are told.

    Raises
    ------
    InvalidModelError
        The audio model is missing.
    """

    space = CLAP

    def __init__(
        self, models: Mapping[ModelRole, OpenModel], mood_vectors: Float32Array | None = None
    ) -> None:
        if ModelRole.CLAP_AUDIO not in models:
            raise InvalidModelError("CLAP needs the file that hears audio (role clap_audio).")
        self._audio = models[ModelRole.CLAP_AUDIO]
        self._mood_vectors = mood_vectors

    def embed(self, windows: Float32Array) -> ModelHearing:
        """Hear one track.

        Parameters
        ----------
        windows : ndarray, shape (n, 1, 1001, 64), float32
            What `compute_clap_windows` made of its excerpts; at least one.

        Returns
        -------
        ModelHearing
            The vector is the mean of the windows' vectors, each of unit length, scaled to unit
            length again. There are no tags.

        Raises
        ------
        InvalidModelInputError
            The windows have another shape, or there is none.
        InvalidModelError
            The model fails, or gives numbers that are not finite.
        """
        shape = (1, WINDOW_FRAMES, MEL_BANDS)
        if windows.ndim != 4 or windows.shape[1:] != shape or not len(windows):
            raise InvalidModelInputError(
                f"CLAP hears at least one window of shape {shape}, not {windows.shape}."
            )
        model = self._audio
        rows = model.session.run({model.input: windows}, [model.output])[model.output]
        units = np.stack([unit_vector(row, model.session.name) for row in rows])
        vector = unit_vector(units.mean(axis=0), model.session.name)
        moods = None
        if self._mood_vectors is not None:
            moods = score_clap_moods(vector, self._mood_vectors)
        return ModelHearing(vector, moods=moods)


class ClapText:
    """Put words into CLAP's space.

    Parameters
    ----------
    model : OpenModel
        Of the role `ModelRole.CLAP_TEXT`.
    tokenizer : ClapTokenizer
        Its tokenizer.
    """

    space = CLAP

    def __init__(self, model: OpenModel, tokenizer: ClapTokenizer) -> None:
        self._model, self._tokenizer = model, tokenizer

    def embed(self, texts: Sequence[str]) -> Float32Array:
        """Return the vectors of texts, shape ``(n, 512)``, float32, each of unit length.

        Texts are cut to what the model takes: 77 tokens where it was exported so, else 512.

        Raises
        ------
        InvalidModelInputError
            A text is empty.
        InvalidModelError
            The model fails, for instance because the tokenizer belongs to another one.
        """
        if any(not text.strip() for text in texts):
            raise InvalidModelInputError("An empty text has no place in CLAP's space.")
        if not texts:
            return np.zeros((0, CLAP.dimension), np.float32)
        tokens = self._tokenizer.read(texts, self._model.text_length)
        feeds = {"input_ids": tokens.ids, "attention_mask": tokens.mask}
        rows = self._model.session.run(feeds, [self._model.output])[self._model.output]
        return np.stack([unit_vector(row, self._model.session.name) for row in rows])


def score_clap_moods(vector: Float32Array, mood_vectors: Float32Array) -> MoodScores:
    """Return how near a track is to the six moods as words.

    Parameters
    ----------
    vector : ndarray, shape (512,)
        Of the track, of unit length. Stored vectors do: nothing has to be heard again.
    mood_vectors : ndarray, shape (6, 512)
        ``ClapText.embed(MOODS)``.

    Returns
    -------
    MoodScores
        ``(cosine + 1) / 2`` for each mood, as AudioMuse-AI computes its "other features".
    """
    cosines = np.clip(mood_vectors @ vector, -1, 1)
    scores = {mood: float((c + 1) / 2) for mood, c in zip(MOODS, cosines, strict=True)}
    return MoodScores(scores, "clap")


def clap_hash(hashes: Mapping[ModelRole, str], excerpts: ExcerptOptions = EXCERPTS) -> str:
    """Return the SHA-256 of all that determines CLAP's vector of a track.

    The text model does not count: what it adds follows from stored vectors.
    """
    return combined_hash(PREPROCESSING_VERSION, (ModelRole.CLAP_AUDIO,), hashes, excerpts)
