"""Tell which model somebody brought, by a hash of its files."""

import hashlib
from functools import lru_cache
from pathlib import Path

from menura.kernel.disk import hash_file
from menura.kernel.errors import UnavailableError

# Whatever decides what a model computes. Tokenizers are left out: transformers writes them anew.
_DESCRIBING = (
    "config.json",
    "generation_config.json",
    "preprocessor_config.json",
    "processor_config.json",
)
_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")  # what is loaded first, first
_MOST_FILES = 64


def find_checkpoint(folder_or_id: str) -> Path | None:
    """Return the folder of a model, or None where it is not on this machine.

    Parameters
    ----------
    folder_or_id : str
        A folder, or a name on the Hugging Face hub that was fetched before. Nothing is fetched.
    """
    folder = Path(folder_or_id).expanduser()
    if folder.is_dir():
        return folder
    try:
        from huggingface_hub import try_to_load_from_cache
        from huggingface_hub.errors import HFValidationError
    except ImportError:
        return None
    try:
        found = try_to_load_from_cache(folder_or_id, "config.json")
    except HFValidationError:  # a path, or no name at all
        return None
    return Path(found).parent if isinstance(found, str) else None


def hash_checkpoint(folder: Path) -> str | None:
    """Return the SHA-256 over a model's configuration and weights, or None if it has no weights.

    Computed once for each file as long as its size and time stay the same: weights have gigabytes.

    Raises
    ------
    UnavailableError
        The files cannot be read.
    """
    try:
        weights = next((found for p in _WEIGHTS if (found := sorted(folder.glob(p)))), [])
        described = [folder / name for name in _DESCRIBING if (folder / name).is_file()]
        digest = hashlib.sha256()
        for file in (*described, *weights):
            state = file.stat()
            digest.update(f"{file.name}:{_hash(file, state.st_size, state.st_mtime_ns)}\n".encode())
    except OSError as error:
        raise UnavailableError(
            f"The model in {str(folder)!r} cannot be read ({error.strerror or error}): see to its "
            "disk and permissions."
        ) from error
    return digest.hexdigest() if weights else None


@lru_cache(maxsize=_MOST_FILES)
def _hash(file: Path, size: int, changed_ns: int) -> str:
    """Return the hash of a file as long as its size and time stay the same."""
    return hash_file(file)
