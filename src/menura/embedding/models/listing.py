"""Know which files lie in a folder of models without reading them all again each time."""

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from menura.embedding.errors import ModelStorageError
from menura.embedding.models.model import ModelFile, ModelRole

# Endings that say the file is something else.
_OTHERS = frozenset(
    (
        *(".md", ".txt", ".rst", ".html", ".pdf", ".yaml", ".yml", ".toml", ".license"),
        *(".py", ".png", ".jpg"),
        *(".pb", ".bin", ".safetensors", ".pt", ".pth", ".h5", ".msgpack"),
    )
)
INDEX_FILE = ".index.json"
LOCK_FILE = ".lock"
INDEX_VERSION = 1  # raise when probing tells roles differently
MODEL_SUFFIX = ".onnx"
TOKENIZER_SUFFIX = ".json"
_PEEK_BYTES = 64

Examine = Callable[[Path], ModelFile]


def walk_models(folder: Path) -> Iterator[Path]:
    """Yield every file that may be a model, in a fixed order; hidden ones are passed over.

    Besides ``*.onnx`` and ``*.json`` that is any file whose ending says no other kind, because a
    download without an ending is still the same model.
    """
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if not name.startswith(".") and path.suffix.lower() not in _OTHERS and path.is_file():
                yield path


def is_tokenizer(path: Path) -> bool:
    """Tell whether a file is a tokenizer, as the library of that name writes them."""
    try:
        with path.open("rb") as file:  # a model of half a gigabyte is not read to the end for this
            if not file.read(_PEEK_BYTES).lstrip().startswith(b"{"):
                return False
        stored = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(stored, dict) and {"model", "added_tokens"} <= stored.keys()


class Listing:
    """Remember what each file is as long as its size and time of change stay the same.

    The memory is a small file in the folder. It is only a memory: lost or damaged, every file is
    looked at again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / INDEX_FILE
        self._memory: dict[str, Any] = {}  # where the folder cannot be written to

    def read(self, examine: Examine) -> list[ModelFile]:
        """Return what every model is; `examine` is asked about files that are new or changed.

        Files that neither are models nor have a problem (notes, metadata) are left out.
        """
        if not self._folder.is_dir():
            return []
        known, found, fresh = self._load() or self._memory, {}, False
        for path in walk_models(self._folder):
            name = path.relative_to(self._folder).as_posix()
            entry = known.get(name)
            try:
                stamp = _stamp(path)
                if entry is None or entry["stamp"] != stamp:
                    file = examine(path)
                    remembered = stamp if file.sha256 else [0, 0]  # unreadable: look again
                    entry, fresh = {"stamp": remembered, "file": _plain(file)}, True
            except FileNotFoundError:  # removed a moment ago
                continue
            found[name] = entry
        if fresh or found.keys() != known.keys():
            is_kept = self._save(found)
            self._memory = {} if is_kept else found
        files = [_restored(self._folder / name, entry["file"]) for name, entry in found.items()]
        return [file for file in files if file.role is not None or file.problem is not None]

    def remember(self, file: ModelFile) -> None:
        """Note what a file is that was examined before it came to the folder."""
        name = file.path.relative_to(self._folder).as_posix()
        self._save({**self._load(), name: {"stamp": _stamp(file.path), "file": _plain(file)}})

    def forget(self) -> None:
        """Look at every file again next time."""
        self._memory = {}
        self._path.unlink(missing_ok=True)

    def _load(self) -> dict[str, Any]:
        try:
            stored = json.loads(self._path.read_text("utf-8"))
            entries: dict[str, Any] = stored["files"] if stored["version"] == INDEX_VERSION else {}
            for name, entry in entries.items():
                _restored(self._folder / name, entry["file"])
                entry["stamp"] = list(entry["stamp"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}
        return entries

    def _save(self, entries: dict[str, Any]) -> bool:
        """Write the memory in one step; tell whether the folder can be written to."""
        text = json.dumps({"version": INDEX_VERSION, "files": entries}, indent=1)
        temporary = self._path.with_name(f"{INDEX_FILE}.{os.getpid()}")
        is_kept = False
        with contextlib.suppress(OSError):
            temporary.write_text(text, "utf-8")
            temporary.replace(self._path)
            is_kept = True
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        return is_kept


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder alone; another process that adds or removes waits.

    Raises
    ------
    ModelStorageError
        The folder cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK_FILE).open("a")
    except OSError as error:
        raise storage_error(folder, error) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def storage_error(folder: Path, error: OSError) -> ModelStorageError:
    """Say what the operating system said about the folder of models."""
    reason = error.strerror or str(error)
    return ModelStorageError(
        f"The folder of models {str(folder)!r} cannot be written to ({reason}): free some space, "
        "give the user Menura runs as the right to write there, or choose another folder."
    )


def _stamp(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _plain(file: ModelFile) -> dict[str, Any]:
    entry = asdict(file)
    del entry["path"]
    return entry


def _restored(path: Path, entry: dict[str, Any]) -> ModelFile:
    role = entry["role"]
    return ModelFile(
        path=path,
        sha256=str(entry["sha256"]),
        size_bytes=int(entry["size_bytes"]),
        role=ModelRole(role) if role is not None else None,
        problem=entry["problem"],
    )
