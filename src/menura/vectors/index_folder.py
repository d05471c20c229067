"""Keep versions of an index in a folder so that a crash at any point leaves a usable one.

::

    <folder>/
      CURRENT              the name of the published version, replaced atomically
      LOCK                 held while a version is built
      v00000007-x2k9q_1r/  read-only once published
        index.faiss  keys.npy  meta.json
      .building-XXXX/      unfinished; swept away by the next build

A version's name is its number and some random letters: a folder that was deleted and begun anew
never repeats a name that a reader still holds. It is written under a temporary name, flushed to
disk, renamed, and only then named by ``CURRENT``. Readers map files of a published version, which
nobody writes to again; a version deleted under a reader stays alive until the reader lets go.
"""

import fcntl
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from menura.kernel.disk import force_to_disk
from menura.vectors.errors import IndexDamagedError, IndexMissingError
from menura.vectors.model import IndexKind

FORMAT = 1  # raised when files written before can no longer be read
INDEX_FILE = "index.faiss"
KEYS_FILE = "keys.npy"
META_FILE = "meta.json"
POINTER_FILE = "CURRENT"
LOCK_FILE = "LOCK"
TEMPORARY_PREFIX = ".building-"
VERSION_NAME = re.compile(r"v(\d{8,})-\w+")


@dataclass(frozen=True, slots=True)
class FileStamp:
    """Say how long a file is and what its bytes add up to."""

    length_bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """Measure the file at `path`."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(path.stat().st_size, digest)


@dataclass(frozen=True, slots=True)
class IndexMeta:
    """Describe one version of an index (``meta.json``).

    Attributes
    ----------
    revision : int
        Highest row revision the version contains.
    files : dict of str to FileStamp
        The version's other files.
    """

    dimension: int
    count: int
    kind: IndexKind
    lists: int
    revision: int
    files: dict[str, FileStamp]

    def write(self, path: Path) -> None:
        """Write the description as JSON."""
        path.write_text(json.dumps({"format": FORMAT, **asdict(self)}, indent=2) + "\n")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a description; anything amiss with it is an `IndexDamagedError`."""
        try:
            content = json.loads(path.read_text())
            if content.pop("format") != FORMAT:
                raise damaged(path, "was written by another version of Menura")
            content["kind"] = IndexKind(content["kind"])
            content["files"] = {n: FileStamp(**stamp) for n, stamp in content["files"].items()}
            return cls(**content)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise damaged(path, f"cannot be read ({error})") from error


def damaged(path: Path, fault: str) -> IndexDamagedError:
    """Return the error that says what is wrong with the file at `path` and what to do."""
    return IndexDamagedError(
        f"The vector index file {str(path)!r} {fault}. It is derived data and nothing is lost: "
        "rebuild the index."
    )


def current_version(folder: Path) -> str:
    """Return the name of the published version.

    Raises
    ------
    IndexMissingError
        Nothing was published yet.
    IndexDamagedError
        The pointer holds something that is no version's name.
    """
    pointer = folder / POINTER_FILE
    try:
        name = pointer.read_text().strip()
    except FileNotFoundError:
        raise IndexMissingError(
            f"There is no vector index in {str(folder)!r} yet; build one."
        ) from None
    except (OSError, ValueError) as error:
        raise damaged(pointer, f"cannot be read ({error})") from error
    if not VERSION_NAME.fullmatch(name):
        raise damaged(pointer, f"names no version ({name[:40]!r})")
    return name


def read_meta(version: Path) -> IndexMeta:
    """Return the description of a version whose files all have their full length.

    Lengths are compared on every opening because that costs microseconds and finds what crashes
    and full disks do; `verify_version` reads every byte.
    """
    meta = IndexMeta.read(version / META_FILE)
    for name in (INDEX_FILE, KEYS_FILE):
        path = version / name
        if name not in meta.files:
            raise damaged(version / META_FILE, f"does not list {name}")
        if not path.is_file():
            raise damaged(path, "is missing")
        length_bytes = path.stat().st_size
        if length_bytes != meta.files[name].length_bytes:
            raise damaged(path, f"is {length_bytes} bytes long and not as long as it was written")
    return meta


def verify_version(folder: Path) -> IndexMeta:
    """Read every byte of the published version and compare it with what was written.

    Raises
    ------
    IndexMissingError, IndexDamagedError
    """
    version = folder / current_version(folder)
    meta = read_meta(version)
    for name, stamp in meta.files.items():
        if FileStamp.of(version / name) != stamp:
            raise damaged(version / name, "holds other bytes than were written")
    return meta


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """Lend a temporary folder for a new version, alone; sweep up what earlier builds left.

    A second builder, in this process or another, waits for the first. The temporary folder is
    gone afterwards unless `publish` renamed it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_FILE).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in folder.glob(TEMPORARY_PREFIX + "*"):
            shutil.rmtree(leftover, ignore_errors=True)
        temporary = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=folder))
        try:
            yield temporary
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def publish(folder: Path, temporary: Path, *, kept_versions: int) -> str:
    """Make the files in `temporary` the current version and return its name.

    The order is the point: files reach the disk, then their name, then the pointer; each step
    alone leaves either the former or the new version published.
    """
    for path in temporary.iterdir():
        force_to_disk(path)
    force_to_disk(temporary)
    numbers = [version_number(path) for path in versions(folder)]
    letters = temporary.name.removeprefix(TEMPORARY_PREFIX)
    name = f"v{max(numbers, default=0) + 1:08d}-{letters}"
    temporary.chmod(0o755)
    temporary.rename(folder / name)
    force_to_disk(folder)
    former = pointed_at(folder)
    point_at(folder, name)
    prune(folder, {name, former}, kept_versions)
    return name


def pointed_at(folder: Path) -> str | None:
    """Return the published version's name, or None where there is none to be read."""
    try:
        return current_version(folder)
    except (IndexMissingError, IndexDamagedError):
        return None


def point_at(folder: Path, name: str) -> None:
    """Replace the pointer in one step."""
    pointer = folder / f"{TEMPORARY_PREFIX}{POINTER_FILE}"
    pointer.write_text(name + "\n")
    force_to_disk(pointer)
    pointer.replace(folder / POINTER_FILE)
    force_to_disk(folder)


def prune(folder: Path, wanted: set[str | None], kept_versions: int) -> None:
    """Delete all but the newest versions and the `wanted` ones."""
    oldest_first = [path for path in versions(folder) if path.name not in wanted]
    spare = max(0, kept_versions - len(wanted - {None}))
    for path in oldest_first[: max(0, len(oldest_first) - spare)]:
        shutil.rmtree(path, ignore_errors=True)


def versions(folder: Path) -> list[Path]:
    """Return the folders of all versions, oldest first."""
    return sorted(
        (path for path in folder.iterdir() if VERSION_NAME.fullmatch(path.name)),
        key=version_number,
    )


def version_number(path: Path) -> int:
    """Return the number in a version's name, -1 for anything else."""
    match = VERSION_NAME.fullmatch(path.name)
    return int(match[1]) if match else -1
