"""Open a model and tell its role from what goes in and comes out, never from its name alone."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menura.audio.arrays import Float32Array
from menura.embedding.errors import InvalidModelError
from menura.embedding.models.model import MOOD_HEADS, ModelRole, MoodHead, heads_named
from menura.embedding.models.onnx_file import Dimensions, OnnxOutline, read_outline
from menura.embedding.providers.onnx_runtime import OnnxSession

MUSICNN_INPUT: Dimensions = (None, 187, 96)
EMBEDDING_WIDTH, TAG_COUNT, CLASS_COUNT = 200, 50, 2
CLAP_INPUT: Dimensions = (None, 1, 1001, 64)
CLAP_WIDTH = 512
TEXT_INPUTS = ("input_ids", "attention_mask")
PRE_ACTIVATION = "densebiasadd"  # of several 200-d outputs this is the embedding peers store
_OTHER_TAGS = {"mtt", "magnatagatune"}  # looks just the same; only the name warns of it
_TRIAL_ROWS = 16
_LOUD = 10.0  # so large an embedding drives any linear layer far out of 0..1
EXPECTED = (
    "Menura knows MusiCNN (mel spectrogram [n, 187, 96] to an embedding of 200), classifiers on "
    "that embedding (50 tags, or 2 classes), and CLAP (input_features [n, 1, 1001, 64] or "
    "input_ids with attention_mask, to 512)"
)


@dataclass(frozen=True, slots=True, eq=False)
class OpenModel:
    """Hold a loaded model whose role is known.

    Attributes
    ----------
    role : ModelRole
        What it is for.
    session : OnnxSession
        To run it.
    input : str
        Name of the input; of a text model, that of the token ids.
    output : str
        Name of the output that counts.
    is_probability : bool
        Of classifiers: whether the output already went through a sigmoid or softmax.
    tags_output : str or None
        Where a MusiCNN file gives tags as well.
    head : MoodHead or None
        Of mood classifiers.
    text_length : int or None
        Of text models: the one number of tokens it takes, None for any.
    """

    role: ModelRole
    session: OnnxSession
    input: str
    output: str
    is_probability: bool = False
    tags_output: str | None = None
    head: MoodHead | None = None
    text_length: int | None = None


def open_model(
    path: Path,
    *,
    name: str | None = None,
    role: ModelRole | None = None,
    metadata: Path | None = None,
) -> OpenModel:
    """Load the ONNX file at `path`, run it once, and tell its role.

    Parameters
    ----------
    path : Path
        The file.
    name : str, optional
        Its name as the person who brought it knows it. Mood classifiers all look alike, so which
        mood one tells is read from this, or from Essentia's metadata beside it.
    role : ModelRole, optional
        What it should be.
    metadata : Path, optional
        Where the file lay before it was copied; Essentia's metadata has the same name with .json.

    Raises
    ------
    InvalidModelError
        It is no ONNX file, none of those Menura knows, or not what `role` says.
    ModelRuntimeMissingError
        onnxruntime is not installed.
    """
    name = name or path.name
    outline = read_outline(path, name)
    if outline.has_external_data:
        raise InvalidModelError(
            f"The model {name!r} keeps its weights in a second file, which could be changed or "
            "lost unnoticed: join them, for instance with "
            "`onnx.save(onnx.load('model.onnx'), 'joined.onnx')` in Python."
        )
    if _OTHER_TAGS & set(re.findall("[a-z]+", name.lower())):
        raise InvalidModelError(
            f"The model {name!r} was trained on MagnaTagATune, whose tags and embedding are "
            "others: take the files named msd-musicnn."
        )
    session = OnnxSession(path, name)
    inputs = outline.inputs
    if set(TEXT_INPUTS) <= set(inputs):
        model = _open_text(session, outline)
    elif len(inputs) != 1:
        raise _unknown(name, outline)
    elif _fits(next(iter(inputs.values())), MUSICNN_INPUT):
        model = _open_musicnn(session, outline)
    elif _fits(next(iter(inputs.values())), CLAP_INPUT):
        model = _open_clap(session, outline)
    elif _fits(next(iter(inputs.values())), (None, EMBEDDING_WIDTH)):
        model = _open_head(session, outline, role, metadata or path)
    else:
        raise _unknown(name, outline)
    if role is not None and model.role != role:
        raise InvalidModelError(f"The model {name!r} is a {model.role} model and no {role}.")
    return model


def _open_musicnn(session: OnnxSession, outline: OnnxOutline) -> OpenModel:
    (entry,) = outline.inputs
    trial = np.random.default_rng(0).uniform(0, 4, (2, 187, 96)).astype(np.float32)
    _tried(session, {entry: np.zeros_like(trial)})
    results = _tried(session, {entry: trial})
    wide = [name for name, r in results.items() if r.shape == (2, EMBEDDING_WIDTH)]
    if not wide:
        raise _unknown(session.name, outline)
    best = [name for name in wide if PRE_ACTIVATION in _letters(name)] or wide
    tags = [name for name, r in results.items() if r.shape == (2, TAG_COUNT)]
    sure = [name for name in tags if _is_probability(results[name])]
    return OpenModel(
        ModelRole.MUSICNN_EMBEDDING,
        session,
        entry,
        best[0],
        is_probability=bool(sure),
        tags_output=next(iter(sure or tags), None),
    )


def _open_head(
    session: OnnxSession, outline: OnnxOutline, role: ModelRole | None, path: Path
) -> OpenModel:
    (entry,) = outline.inputs
    loud = np.random.default_rng(0).standard_normal((_TRIAL_ROWS, EMBEDDING_WIDTH)) * _LOUD
    _tried(session, {entry: np.zeros((1, EMBEDDING_WIDTH), np.float32)})
    results = _tried(session, {entry: loud.astype(np.float32)})
    for output, values in results.items():
        certain = _is_probability(values)
        if values.shape == (_TRIAL_ROWS, TAG_COUNT):
            return OpenModel(ModelRole.MUSICNN_TAGS, session, entry, output, certain)
        if values.shape == (_TRIAL_ROWS, CLASS_COUNT):
            head = _which_head(session.name, path, role)
            return OpenModel(head.role, session, entry, output, certain, head=head)
    raise _unknown(session.name, outline)


def _which_head(name: str, path: Path, role: ModelRole | None) -> MoodHead:
    """Return which mood a classifier tells, from the role asked for, its metadata or its name."""
    asked = [head for head in MOOD_HEADS if head.role == role]
    named = asked or heads_named(name)
    classes = _metadata_classes(path)
    if classes is not None:
        described = [head for head in MOOD_HEADS if head.classes == classes]
        named = [head for head in described if head in named or not named]
    if len(named) != 1:
        moods = ", ".join(head.mood for head in MOOD_HEADS)
        raise InvalidModelError(
            f"The model {name!r} is a classifier of two classes on MusiCNN's embedding, and "
            f"nothing says which mood it tells ({moods}): name the file after it, or say the role, "
            f"for example `--role {ModelRole.MUSICNN_HAPPY}`."
        )
    return named[0]


def _metadata_classes(path: Path) -> tuple[str, ...] | None:
    """Return the classes Essentia's metadata beside a model names, if there is such a file."""
    try:
        classes = json.loads(path.with_suffix(".json").read_text("utf-8"))["classes"]
        return tuple(str(label) for label in classes)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _open_clap(session: OnnxSession, outline: OnnxOutline) -> OpenModel:
    (entry,) = outline.inputs
    silence = np.full((1, 1, 1001, 64), -100.0, np.float32)
    results = _tried(session, {entry: silence})
    output = _wide_output(results, session, outline, "audio_embeds")
    return OpenModel(ModelRole.CLAP_AUDIO, session, entry, output)


def _open_text(session: OnnxSession, outline: OnnxOutline) -> OpenModel:
    if set(outline.inputs) != set(TEXT_INPUTS):
        raise _unknown(session.name, outline)
    length = outline.inputs["input_ids"][1] if len(outline.inputs["input_ids"]) == 2 else None
    ids = np.full((1, length or 3), 2, np.int64)  # three times the end mark of RoBERTa
    results = _tried(session, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
    output = _wide_output(results, session, outline, "text_embeds")
    return OpenModel(ModelRole.CLAP_TEXT, session, "input_ids", output, text_length=length)


def _wide_output(
    results: dict[str, Float32Array], session: OnnxSession, outline: OnnxOutline, usual: str
) -> str:
    wide = [name for name, values in results.items() if values.shape == (1, CLAP_WIDTH)]
    if not wide:
        raise _unknown(session.name, outline)
    return usual if usual in wide else wide[0]


def _tried(session: OnnxSession, feeds: dict[str, NDArray[Any]]) -> dict[str, Float32Array]:
    """Run once and return the outputs that are vectors; all must be finite."""
    results = session.run(feeds)
    for output, values in results.items():
        if not np.isfinite(values).all():
            raise InvalidModelError(
                f"The model {session.name!r} gives numbers that are not finite at {output!r}: "
                "its weights are damaged, or were rounded too far."
            )
    return {name: values for name, values in results.items() if len(values.shape) == 2}


def _letters(name: str) -> str:
    """Return a tensor's name without the marks exporters change (``/``, ``_``, ``:``)."""
    return "".join(c for c in name.lower() if c.isalnum())


def _is_probability(values: Float32Array) -> bool:
    return bool(values.size and values.min() >= 0 and values.max() <= 1)


def _fits(found: Dimensions, wanted: Dimensions) -> bool:
    """Tell whether the fixed lengths of an input agree with what is fed to it."""
    batch_fits = bool(found) and found[0] in (None, 0, 1)
    return (
        batch_fits
        and len(found) == len(wanted)
        and all(f == w or f in (None, 0) for f, w in zip(found[1:], wanted[1:], strict=True))
    )


def _unknown(name: str, outline: OnnxOutline) -> InvalidModelError:
    def told(tensors: Mapping[str, Dimensions]) -> str:
        return ", ".join(
            f"{tensor} [{', '.join('n' if d is None else str(d) for d in dims)}]"
            for tensor, dims in list(tensors.items())[:4]
        )

    return InvalidModelError(
        f"The model {name!r} is none Menura knows: it takes {told(outline.inputs)} and gives "
        f"{told(outline.outputs)}. {EXPECTED}."
    )
