"""Keep played stems, so that a change plays only what is new and a crash costs little."""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.records import to_record
from menura.studio.score import Part


class StemCache:
    """Stems by what they were played from, the longest unused ones removed first.

    Parameters
    ----------
    folder : Path
        Made when first written to; anything in it may be deleted at any time.
    most_bytes : int
        What all stems together may take.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def get(self, key: str) -> Float32Array | None:
        """Return a stem ``(2, n)``, read from the disk as it is used; None if it is not there."""
        path = self._path(key)
        try:
            stem: Float32Array = np.load(path, mmap_mode="r", allow_pickle=False)
            os.utime(path)
        except (OSError, ValueError, EOFError):  # not there, or cut short by a power failure
            return None
        return stem if stem.ndim == 2 and stem.dtype == np.float32 else None

    def put(self, key: str, stem: Float32Array) -> None:
        """Keep a stem; one that does not fit on the disk is simply not kept."""
        part = self._path(key).with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                np.save(file, stem, allow_pickle=False)
            part.replace(self._path(key))
        except OSError:
            with suppress(OSError):
                part.unlink()
            return
        self._make_room()

    def _make_room(self) -> None:
        files = []
        for path in self._folder.glob("*.npy"):
            with suppress(FileNotFoundError):
                look = path.stat()
                files.append((look.st_mtime, look.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self._most_bytes:
                return
            path.unlink(missing_ok=True)  # who has it open keeps reading it
            total -= size

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.npy"


def stem_key(part: Part, **made_with: Any) -> str:
    """Return the name under which a stem is kept: a hash of all that decides how it sounds."""
    told: Mapping[str, Any] = {"part": to_record(part), **made_with}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:40]
