"""List, add, check and remove model files."""

import contextlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace as replaced
from pathlib import Path

from menura.embedding.errors import (
    InvalidModelError,
    ModelNotFoundError,
    ModelTakenError,
)
from menura.embedding.models.clap_export import convert_clap, is_clap_snapshot
from menura.embedding.models.listing import (
    MODEL_SUFFIX,
    TOKENIZER_SUFFIX,
    Listing,
    is_tokenizer,
    locked,
    storage_error,
    walk_models,
)
from menura.embedding.models.model import ModelCheck, ModelFile, ModelRole, files_in_use
from menura.embedding.models.probe import open_model
from menura.embedding.providers.tokenizer import open_tokenizer
from menura.kernel.disk import force_to_disk, hash_file

_ADDING = ".adding-"
_CONVERTING = ".converting-"
_HASH_CHARACTERS = 12
_ABANDONED_S = 86_400.0  # a conversion takes minutes


class ModelFolder:
    """Keep model files in a folder, known by their content and told apart by what they compute.

    Files may be put there by hand, under any name and in subfolders; `add` does the same with
    more care. Safe for several processes at once.

    Parameters
    ----------
    path : Path
        The folder; it is made when something is added.

    Examples
    --------
    >>> folder = ModelFolder(data_dir / "models")                # doctest: +SKIP
    >>> folder.add(Path("Downloads/msd-musicnn-1.onnx"))         # doctest: +SKIP
    >>> folder.in_use()[ModelRole.MUSICNN_EMBEDDING].sha256      # doctest: +SKIP
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._listing = Listing(path)

    def files(self) -> list[ModelFile]:
        """Return every file in the folder, also those that cannot be used and why.

        Raises
        ------
        ModelRuntimeMissingError
            There is a file nobody has looked at yet, and onnxruntime is not installed.
        """
        try:
            return self._listing.read(_examine)
        except OSError as error:
            raise storage_error(self.path, error) from error

    def in_use(self) -> Mapping[ModelRole, ModelFile]:
        """Return the file that plays each role; of several the first by name."""
        return files_in_use(self.files())

    def add(
        self, source: Path, *, role: ModelRole | None = None, replace: bool = False
    ) -> list[ModelFile]:
        """Copy a model file, or all that fit of a folder, after looking at them.

        A folder may be a snapshot of CLAP as transformers writes it (``config.json`` with
        ``model.safetensors``); it is converted to ONNX, which needs torch.

        Parameters
        ----------
        source : Path
            File or folder.
        role : ModelRole, optional
            What a single file should be; needed only where nothing else tells.
        replace : bool
            Whether a file that plays the same role is removed.

        Returns
        -------
        list of ModelFile
            The files as they lie in the folder now. One that was there already is not copied.

        Raises
        ------
        ModelNotFoundError
            There is no such file or folder.
        InvalidModelError
            It is no model Menura can use; the message says what was expected.
        ModelTakenError
            Another file plays that role.
        ModelRuntimeMissingError
            onnxruntime, or torch for a conversion, is not installed.
        ModelStorageError
            It cannot be copied: no space, no permission.
        """
        if not source.exists():
            raise ModelNotFoundError(f"There is no file or folder {str(source)!r}.", field="path")
        if source.is_file():
            return [self._add_file(source, role, replace)]
        found = _best_of(source)
        if found:
            return [self._add_file(path, asked, replace) for asked, path in found.items()]
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=_CONVERTING, dir=self.path) as made:
                converted = convert_clap(source, Path(made))
                return [self._add_file(path, asked, replace) for asked, path in converted.items()]
        except OSError as error:
            raise storage_error(self.path, error) from error

    def check(self) -> list[ModelCheck]:
        """Read every file anew, load it and run it once."""
        before = {file.path: file for file in self.files()}
        self._listing.forget()
        checks = []
        for file in self.files():
            was = before.get(file.path)
            if file.problem is not None:
                checks.append(ModelCheck(file, file.problem, ok=False))
            elif (was and was.sha256 != file.sha256) or _lost_its_bytes(file):
                message = "It works, but holds other bytes than before: remove it, and add it anew."
                checks.append(ModelCheck(file, message, ok=False))
            else:
                checks.append(ModelCheck(file, "It loads, and its answer is finite.", ok=True))
        return checks

    def remove(self, name: str) -> ModelFile:
        """Delete the file with this name, role, or beginning of its hash, and return what it was.

        Raises
        ------
        ModelNotFoundError
            Nothing fits, or more than one file does.
        ModelStorageError
            It cannot be deleted.
        """
        with locked(self.path):
            files = self.files()
            fitting = [
                file
                for file in files
                if name in (file.path.relative_to(self.path).as_posix(), file.role)
                or (len(name) >= 6 and file.sha256.startswith(name))
            ]
            if len(fitting) != 1:
                there = ", ".join(f.path.relative_to(self.path).as_posix() for f in files) or "none"
                count = "no model" if not fitting else f"{len(fitting)} models"
                raise ModelNotFoundError(
                    f"There is {count} {name!r} in {str(self.path)!r}; give one of: {there}.",
                    field="name",
                )
            try:
                fitting[0].path.unlink(missing_ok=True)
            except OSError as error:
                raise storage_error(self.path, error) from error
        return fitting[0]

    def _add_file(self, source: Path, role: ModelRole | None, replace: bool) -> ModelFile:
        with locked(self.path):
            try:
                self._sweep()
                with self._copied(source) as copy:
                    found = _identify(copy, source, role)
                    same = [f for f in self.files() if f.sha256 == found.sha256 and f.role]
                    if same and same[0].role == found.role:
                        return same[0]
                    former = same or [f for f in self.files() if f.role == found.role]
                    if former and not replace:
                        raise _taken(found, former[0])
                    added = replaced(found, path=self.path / _name_of(found))
                    copy.replace(added.path)
                    force_to_disk(self.path)
                    self._listing.remember(added)
                    for other in former:  # only now, so that one of them is there at any moment
                        other.path.unlink(missing_ok=True)
            except OSError as error:
                raise storage_error(self.path, error) from error
            return added

    def _sweep(self) -> None:
        """Remove what was left by processes that were killed."""
        for leftover in self.path.glob(_ADDING + "*"):
            leftover.unlink(missing_ok=True)
        for leftover in self.path.glob(_CONVERTING + "*"):
            if time.time() - leftover.stat().st_mtime > _ABANDONED_S:
                shutil.rmtree(leftover, ignore_errors=True)

    @contextlib.contextmanager
    def _copied(self, source: Path) -> Iterator[Path]:
        """Lend a copy of a file beside its future place, safely on disk; gone afterwards."""
        try:
            origin = source.open("rb")
        except OSError as error:
            raise InvalidModelError(
                f"The file {str(source)!r} cannot be read ({error.strerror}).", field="path"
            ) from error
        with origin:
            descriptor, name = tempfile.mkstemp(prefix=_ADDING, dir=self.path)
            copy = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as target:
                    shutil.copyfileobj(origin, target, 1 << 20)
                    target.flush()
                    os.fsync(target.fileno())
                copy.chmod(0o644)
                yield copy
            finally:
                copy.unlink(missing_ok=True)


def _name_of(file: ModelFile) -> str:
    """Return the name a model gets in the folder; it keeps the mood of a classifier."""
    suffix = TOKENIZER_SUFFIX if file.role is ModelRole.CLAP_TOKENIZER else MODEL_SUFFIX
    return f"{file.role}-{file.sha256[:_HASH_CHARACTERS]}{suffix}"


def _taken(found: ModelFile, former: ModelFile) -> ModelTakenError:
    if found.role == former.role:
        what = f"The role {found.role} is played by {former.path.name!r} already"
    else:
        what = f"The same file is there already as {former.role} ({former.path.name!r})"
    return ModelTakenError(
        f"{what}: remove that first, or add with --replace. Tracks are then heard again.",
        field="path",
    )


def _identify(copy: Path, source: Path, role: ModelRole | None) -> ModelFile:
    """Tell what a copied file is, by its bytes and, for moods, its former name and metadata."""
    size = copy.stat().st_size
    if size and (is_tokenizer(copy) or role is ModelRole.CLAP_TOKENIZER):
        open_tokenizer(copy, source.name)
        found = ModelRole.CLAP_TOKENIZER
    else:
        found = open_model(copy, name=source.name, role=role, metadata=source).role
    return ModelFile(copy, hash_file(copy), size, found)


def _examine(path: Path) -> ModelFile:
    """Tell what a file in the folder is, or why it is nothing."""
    size = path.stat().st_size
    try:
        sha256 = hash_file(path)
        if path.suffix.lower() == TOKENIZER_SUFFIX and not is_tokenizer(path):
            return ModelFile(path, sha256, size, None)  # metadata that came with a model
        return replaced(_identify(path, path, None), sha256=sha256)
    except InvalidModelError as error:
        return ModelFile(path, sha256, size, None, error.message)
    except FileNotFoundError:
        raise
    except OSError as error:
        problem = f"The file {path.name!r} cannot be read ({error.strerror}): see to its rights."
        return ModelFile(path, "", size, None, problem)


def _lost_its_bytes(file: ModelFile) -> bool:
    """Tell whether a file's name, which `add` made of its hash, no longer fits its bytes."""
    role, _, promised = file.path.stem.rpartition("-")
    is_hash = re.fullmatch(f"[0-9a-f]{{{_HASH_CHARACTERS}}}", promised)
    return role == file.role and bool(is_hash) and not file.sha256.startswith(promised)


def _best_of(folder: Path) -> dict[ModelRole, Path]:
    """Return the file for each role in a downloaded folder; none if it is to be converted.

    Such folders often hold the same model in several precisions (``audio_model.onnx``,
    ``audio_model_fp16.onnx``): the one with the shortest name is the full one.
    """
    best: dict[ModelRole, Path] = {}
    refusals: list[str] = []
    for path in sorted(walk_models(folder), key=lambda p: (len(p.name), p.as_posix())):
        if path.suffix.lower() != MODEL_SUFFIX and not is_tokenizer(path):
            continue
        try:
            role = _identify(path, path, None).role
        except InvalidModelError as error:
            refusals.append(error.message)
        else:
            if role is not None:
                best.setdefault(role, path)
    if is_clap_snapshot(folder) and best.keys() <= {ModelRole.CLAP_TOKENIZER}:
        return {}  # its weights are in another form
    if not best:
        raise InvalidModelError(
            f"The folder {str(folder)!r} holds no model Menura can use: it needs ONNX files, or "
            "config.json with model.safetensors of a CLAP model for transformers. "
            + " ".join(refusals[:3]),
            field="path",
        )
    return best
