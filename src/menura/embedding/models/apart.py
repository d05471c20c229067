"""Look after model files in a process of its own: a damaged model must not take a server down."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from menura.embedding import errors
from menura.embedding.models.folder import ModelFolder
from menura.embedding.models.listing import walk_models
from menura.embedding.models.model import ModelCheck, ModelFile, ModelRole, files_in_use
from menura.jobs.process_pool import PoolOptions, ProcessPool
from menura.kernel.errors import MenuraError, UnavailableError

DEADLINE_S = 1800.0  # converting a large snapshot on a slow machine
MEMORY_BYTES = 32 << 30  # address space; torch and CUDA reserve far more than they use
MOST_FILES = 2000

_ERRORS = {
    name: cls
    for name, cls in vars(errors).items()
    if isinstance(cls, type) and issubclass(cls, MenuraError)
}


@dataclass(frozen=True, slots=True)
class ModelWork:
    """What is to be done in a folder of models."""

    folder: str
    verb: Literal["files", "add", "check"]
    path: str | None = None
    role: ModelRole | None = None
    replace: bool = False


def do_model_work(work: ModelWork) -> list[Any]:
    """Do it; what a child process runs."""
    folder = ModelFolder(Path(work.folder))
    if work.verb == "add":
        return folder.add(Path(work.path or ""), role=work.role, replace=work.replace)
    return folder.files() if work.verb == "files" else folder.check()


class ApartModelFolder:
    """A `ModelFolder` that opens models in child processes only.

    Its methods do and raise what those of `ModelFolder` do; a child that dies or takes too long is
    an UnavailableError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def files(self) -> list[ModelFile]:
        """Return every file in the folder, also those that cannot be used and why."""
        if next(walk_models(self.path), None) is None:
            return []  # most people have no model: no process is started to find that
        files: list[ModelFile] = self._do(ModelWork(str(self.path), "files"))
        return files

    def in_use(self) -> Mapping[ModelRole, ModelFile]:
        """Return the file that plays each role; of several the first by name."""
        return files_in_use(self.files())

    def add(
        self, source: Path, *, role: ModelRole | None = None, replace: bool = False
    ) -> list[ModelFile]:
        """Copy a model file, or all that fit of a folder, after looking at them."""
        try:
            source = source.expanduser().resolve()
            is_there = source.exists()
        except (OSError, RuntimeError, ValueError) as error:
            raise errors.ModelNotFoundError(
                f"There is no file or folder {str(source)[:200]!r} ({error}).", field="path"
            ) from error
        if is_there and source.is_dir():
            for number, _ in enumerate(walk_models(source)):
                if number >= MOST_FILES:
                    raise errors.InvalidModelError(
                        f"The folder {str(source)!r} holds more than {MOST_FILES} files that may "
                        "be models; give the folder of one model.",
                        field="path",
                    )
        work = ModelWork(str(self.path), "add", str(source), role, replace)
        added: list[ModelFile] = self._do(work)
        return added

    def check(self) -> list[ModelCheck]:
        """Read every file anew, load it and run it once."""
        checks: list[ModelCheck] = self._do(ModelWork(str(self.path), "check"))
        return checks

    def remove(self, name: str) -> ModelFile:
        """Delete a file by name, role or hash; nothing is loaded for that."""
        self.files()  # so that no file is left that has to be looked at
        return ModelFolder(self.path).remove(name)

    def _do(self, work: ModelWork) -> Any:
        options = PoolOptions(deadline_s=DEADLINE_S, memory_bytes=MEMORY_BYTES)
        with ProcessPool[ModelWork, list[Any]](do_model_work, size=1, options=options) as pool:
            (outcome,) = pool.run([work])
        if outcome.status == "done":
            return outcome.value
        error_class = _ERRORS.get(outcome.error_class or "", UnavailableError)
        raise error_class(outcome.error_message or "", field=outcome.error_field)
