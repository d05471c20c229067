"""Put words into a space with a model in a process of its own, which keeps the model loaded.

The text half of CLAP takes half a gigabyte and its runtime is native code: neither belongs into a
server. The process is started with the first text and stays.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from menura.audio.arrays import Float32Array
from menura.embedding import errors
from menura.embedding.errors import TextModelMissingError
from menura.embedding.inference import ModelPin, load_clap_text, pin_files
from menura.embedding.model_hearing import CLAP
from menura.embedding.models.apart import ApartModelFolder
from menura.embedding.models.listing import walk_models
from menura.embedding.models.model import ModelRole
from menura.embedding.providers.clap import ClapText
from menura.jobs.process_pool import PoolOptions, ProcessPool
from menura.kernel.errors import MenuraError, UnavailableError

DEADLINE_S = 120.0  # the first text loads the model from a slow disk
MEMORY_BYTES = 8 << 30  # address space
REMEMBERED = 256
_TEXT_ROLES = (ModelRole.CLAP_TEXT, ModelRole.CLAP_TOKENIZER)


@dataclass(frozen=True, slots=True)
class TextRequest:
    """Ask for the vector of a text by these files."""

    files: Mapping[ModelRole, ModelPin]
    text: str


_warm: dict[str, Any] = {}


def embed_text(request: TextRequest) -> Float32Array:
    """Return the vector of a text, shape ``(512,)``; what the child process runs."""
    key = tuple(sorted((role.value, pin.sha256) for role, pin in request.files.items()))
    if _warm.get("key") != key:
        _warm.clear()
        _warm["model"] = load_clap_text(request.files)
        _warm["key"] = key
    model: ClapText | None = _warm["model"]
    if model is None:
        raise TextModelMissingError
    vector: Float32Array = model.embed([request.text])[0]
    return vector


class TextSearch:
    """Put words into CLAP's space, where its text model was added.

    Parameters
    ----------
    folder : ApartModelFolder
        Where the files of models lie.
    """

    space = CLAP.name

    def __init__(self, folder: ApartModelFolder) -> None:
        self._folder = folder
        self._pool: ProcessPool[TextRequest, Float32Array] | None = None
        self._known: OrderedDict[tuple[str, str], Float32Array] = OrderedDict()
        self._lock = threading.Lock()
        self._looks: tuple[tuple[str, int, int], ...] | None = None
        self._found: Mapping[ModelRole, ModelPin] = {}

    def is_there(self) -> bool:
        """Tell whether the files that are needed were added."""
        return len(self._pins()) == len(_TEXT_ROLES)

    def embed(self, text: str) -> Float32Array:
        """Return the unit vector of a text, shape ``(512,)``; a text is asked once.

        Raises
        ------
        TextModelMissingError
            No text model was added.
        MenuraError
            The model cannot be used; says why.
        """
        pins = self._pins()
        if len(pins) < len(_TEXT_ROLES):
            raise TextModelMissingError
        key = (pins[ModelRole.CLAP_TEXT].sha256, text.strip())
        with self._lock:
            if key not in self._known:
                self._known[key] = self._ask(TextRequest(pins, text.strip()))
                while len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
            self._known.move_to_end(key)
            return self._known[key]

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.close()

    def _pins(self) -> Mapping[ModelRole, ModelPin]:
        """Return the files that are there; they are looked at anew when the folder has changed."""
        looks = tuple(sorted(_look(path) for path in walk_models(self._folder.path)))
        if looks != self._looks:
            found = pin_files("clap", self._folder.in_use())
            self._found = {role: pin for role, pin in found.items() if role in _TEXT_ROLES}
            self._looks = looks
        return self._found

    def _ask(self, request: TextRequest) -> Float32Array:
        if self._pool is None:
            options = PoolOptions(
                deadline_s=DEADLINE_S, memory_bytes=MEMORY_BYTES, items_per_child=1_000_000
            )
            self._pool = ProcessPool(embed_text, size=1, options=options)
        (outcome,) = self._pool.run([request])
        if outcome.status == "done" and outcome.value is not None:
            return outcome.value
        cls = getattr(errors, outcome.error_class or "", UnavailableError)
        if not (isinstance(cls, type) and issubclass(cls, MenuraError)):
            cls = UnavailableError
        raise cls(outcome.error_message or "The text model did not answer.")


def _look(path: Path) -> tuple[str, int, int]:
    """Return what changes when a file is written or replaced."""
    try:
        status = path.stat()
    except OSError:  # gone a moment ago
        return str(path), 0, 0
    return str(path), status.st_size, status.st_mtime_ns
