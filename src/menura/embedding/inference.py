"""Hear tracks with a model in a process of its own, which keeps the model loaded.

A session of CLAP takes some 450 MB, so there is one process for each model and not one in every
listening process. Listening processes send what numpy can prepare (`compute_musicnn_patches`,
`compute_clap_windows`); `infer` is the function such a process runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from menura.audio.arrays import Float32Array
from menura.embedding.errors import InvalidModelInputError, ModelChangedError
from menura.embedding.model_hearing import ModelHearing
from menura.embedding.models.model import MOODS, ModelFile, ModelRole
from menura.embedding.models.probe import OpenModel, open_model
from menura.embedding.providers.clap import ClapModel, ClapText
from menura.embedding.providers.musicnn import MUSICNN_ROLES, MusicnnModel
from menura.embedding.providers.tokenizer import open_tokenizer
from menura.kernel.disk import hash_file

SpaceName = Literal["musicnn", "clap"]
ROLES_OF: Mapping[str, tuple[ModelRole, ...]] = {
    "musicnn": MUSICNN_ROLES,
    "clap": (ModelRole.CLAP_AUDIO, ModelRole.CLAP_TEXT, ModelRole.CLAP_TOKENIZER),
}


@dataclass(frozen=True, slots=True)
class ModelPin:
    """Name a model file and the bytes it must hold."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class InferenceRequest:
    """Ask what a model hears in a batch of tracks.

    Attributes
    ----------
    space : str
        ``musicnn`` or ``clap``.
    files : mapping of ModelRole to ModelPin
        The files to hear with.
    inputs : sequence of ndarray
        One for each track, as its `MusicnnModel.embed` or `ClapModel.embed` takes it.
    """

    space: SpaceName
    files: Mapping[ModelRole, ModelPin]
    inputs: Sequence[Float32Array]


def pin_files(space: SpaceName, files: Mapping[ModelRole, ModelFile]) -> dict[ModelRole, ModelPin]:
    """Return the files of one space, as `InferenceRequest` wants them.

    Parameters
    ----------
    space : str
        ``musicnn`` or ``clap``.
    files : mapping of ModelRole to ModelFile
        What `ModelFolder.in_use` says.
    """
    return {
        role: ModelPin(str(files[role].path), files[role].sha256)
        for role in ROLES_OF[space]
        if role in files
    }


def infer(request: InferenceRequest) -> list[ModelHearing]:
    """Return what a model hears in each track of a batch, in order.

    The model is loaded at the first call and kept; when a request names other files, the former
    ones are let go.

    Raises
    ------
    ModelChangedError
        A file is missing, or holds other bytes than the request says.
    InvalidModelError, InvalidModelInputError
        The model cannot be used, or not with these inputs.
    ModelRuntimeMissingError
        onnxruntime is not installed.
    """
    return [model_of(request).embed(heard) for heard in request.inputs]


def model_of(request: InferenceRequest) -> MusicnnModel | ClapModel:
    """Return the loaded model for a request, from memory where its files are unchanged."""
    if request.space not in ROLES_OF:
        raise InvalidModelInputError(f"There is no model for the space {request.space!r}.")
    key = tuple(sorted((role.value, pin) for role, pin in request.files.items()))
    stamps = {role: _stamp(pin) for role, pin in request.files.items()}
    warm = _warm.get(request.space)
    if warm is None or warm.key != key or warm.stamps != stamps:
        _warm.pop(request.space, None)  # the former one's memory is free before the next is loaded
        for pin in request.files.values():
            _verify(pin)
        warm = _Warm(key, stamps, _load(request.space, request.files))
        _warm[request.space] = warm
    return warm.model


def load_clap_text(files: Mapping[ModelRole, ModelPin]) -> ClapText | None:
    """Return what puts words into CLAP's space, or None where a file for it is missing."""
    text, words = files.get(ModelRole.CLAP_TEXT), files.get(ModelRole.CLAP_TOKENIZER)
    if text is None or words is None:
        return None
    for pin in (text, words):
        _verify(pin)
    model = open_model(Path(text.path), role=ModelRole.CLAP_TEXT)
    return ClapText(model, open_tokenizer(Path(words.path)))


@dataclass(frozen=True, slots=True, eq=False)
class _Warm:
    """Hold a loaded model and what it was loaded from."""

    key: tuple[tuple[str, ModelPin], ...]
    stamps: Mapping[ModelRole, tuple[int, int, int]]
    model: MusicnnModel | ClapModel


_warm: dict[str, _Warm] = {}


def _load(space: SpaceName, files: Mapping[ModelRole, ModelPin]) -> MusicnnModel | ClapModel:
    if space == "musicnn":
        return MusicnnModel(_opened(files, MUSICNN_ROLES))
    text = load_clap_text(files)
    mood_vectors = None if text is None else text.embed(MOODS)
    del text  # half a gigabyte that is not needed to hear
    return ClapModel(_opened(files, (ModelRole.CLAP_AUDIO,)), mood_vectors)


def _opened(
    files: Mapping[ModelRole, ModelPin], roles: Sequence[ModelRole]
) -> dict[ModelRole, OpenModel]:
    return {role: open_model(Path(files[role].path), role=role) for role in roles if role in files}


def _stamp(pin: ModelPin) -> tuple[int, int, int]:
    """Return what changes when a file is written or replaced."""
    try:
        status = Path(pin.path).stat()
    except OSError as error:
        raise _changed(pin, f"cannot be read ({error.strerror})") from error
    return status.st_ino, status.st_size, status.st_mtime_ns


def _verify(pin: ModelPin) -> None:
    try:
        found = hash_file(Path(pin.path))
    except OSError as error:
        raise _changed(pin, f"cannot be read ({error.strerror})") from error
    if found != pin.sha256:
        raise _changed(pin, "holds other bytes than it did")


def _changed(pin: ModelPin, what: str) -> ModelChangedError:
    return ModelChangedError(
        f"The model file {pin.path!r} {what}: look at it with `menura models check`, and start the "
        "scan again."
    )
