"""Put files where a DAW or another program watches, whole and under names for people."""

import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from menura.audio.errors import AudioForbiddenError, AudioMissingError
from menura.audio.key_notation import PitchKey
from menura.audio.sample_chunk_writer import SampleNotes, write_sample_chunks
from menura.audio.tag_changes import TagChanges, TagWriteOptions
from menura.audio.tag_chunks import read_file_chunks
from menura.audio.tag_dialects import spell_bpm
from menura.audio.tag_writer import write_tags
from menura.kernel.disk import force_to_disk, hash_file
from menura.suggest.errors import ExportFailedError
from menura.suggest.handoff.fitted_files import failed_writing

LONGEST_NAME = 120
_LONGEST_NAME_BYTES = 240  # file systems take 255
_MOST_NAMESAKES = 1000
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_WINDOWS_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_BPM_DECIMALS = 2
_PREFIX = ".menura-"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file in the export folder."""

    name: str
    path: Path
    size_bytes: int
    at: datetime


class ExportFolder:
    """A folder that the user adds to the places of a DAW's browser, or another program watches.

    Nothing in it is ever removed or replaced by Menura.

    Parameters
    ----------
    folder : Path
        Made when first written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, source: Path | Callable[[Path], object], name: str) -> Path:
        """Put a file into the folder and return where it lies; it appears whole or not at all.

        Where another file has the name, a number follows it; the very same file is not put twice.

        Parameters
        ----------
        source : Path or callable
            A file to copy, or what writes one to the path it is given.
        name : str
            With its suffix; see `export_name`. What no file system takes is replaced.

        Raises
        ------
        AudioMissingError, AudioForbiddenError
            There is no such source, or it may not be read.
        ExportFailedError
            The disk is full, the folder read-only, or no folder.
        """
        name = safe_name(name)
        part = self.folder / f"{_PREFIX}{uuid4().hex}{Path(name).suffix}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if isinstance(source, Path):
                _check_readable(source)
                shutil.copyfile(source, part)
            else:
                source(part)
            force_to_disk(part)
            return self._publish(part, name)
        except OSError as error:
            raise failed_writing(self.folder, error) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def list(self) -> Sequence[ExportedFile]:
        """Return what lies in the folder, newest first."""
        found = []
        try:
            paths = list(self.folder.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise failed_writing(self.folder, error) from error
        for path in paths:
            with suppress(OSError):  # gone meanwhile
                status = path.stat()
                if path.is_file() and not path.name.startswith("."):
                    at = datetime.fromtimestamp(status.st_mtime, UTC)
                    found.append(ExportedFile(path.name, path, status.st_size, at))
        return sorted(found, key=lambda one: (-one.at.timestamp(), one.name))

    def _publish(self, part: Path, name: str) -> Path:
        """Give a file its name, or find the one that is the same."""
        size, own = part.stat().st_size, ""
        for number in range(1, _MOST_NAMESAKES):
            target = self.folder / _numbered(name, number)
            if not os.path.lexists(target) and _linked(part, target):
                with suppress(OSError):  # some network file systems cannot do it
                    force_to_disk(self.folder)
                return target
            if target.is_file() and target.stat().st_size == size:
                own = own or hash_file(part)
                if hash_file(target) == own:
                    return target
        raise ExportFailedError(
            f"{str(self.folder)!r} holds {_MOST_NAMESAKES} files called {name!r}; clear some away."
        )


def export_name(
    title: str, *, tempo_bpm: float | None = None, key: PitchKey | None = None, suffix: str = ".wav"
) -> str:
    """Return a name for people: ``Dusty Break 128bpm Am.wav``."""
    told = [] if tempo_bpm is None else [f"{spell_bpm(tempo_bpm, _BPM_DECIMALS)}bpm"]
    if key is not None:
        told.append(key.symbol)
    ending = "".join(f" {one}" for one in told) + suffix
    stem = _shortened(_cleaned(title), LONGEST_NAME - len(ending), ending)
    return safe_name(stem + ending)


def safe_name(name: str) -> str:
    """Return a file name that every file system takes, at most 120 characters long."""
    name = _cleaned(name)
    stem, suffix = os.path.splitext(name)
    if len(suffix) > 8:
        stem, suffix = name, ""
    return _shortened(stem, LONGEST_NAME - len(suffix), suffix) + suffix


def copy_with_notes(
    source: Path, target: Path, notes: SampleNotes | None, *, key: PitchKey | None = None
) -> None:
    """Write a copy of a track's own file that tells its tempo and key, and how it is used.

    WAV gets `acid` and `smpl` chunks and tags, other formats tags alone; the sound is copied byte
    by byte. Values that are there are replaced, for these are the ones the user goes by.

    Parameters
    ----------
    target : Path
        With the suffix of `source`; in a folder that is there.
    notes : SampleNotes, optional
        None: tags alone.

    Raises
    ------
    UnreadableAudioError, TagFormatError, ConflictError, UnavailableError, OSError
        In their forms; then there is no `target`.
    """
    bpm = None if notes is None else notes.tempo_bpm
    changes = TagChanges(bpm=bpm, key=key)
    _check_readable(source)
    try:
        contents = read_file_chunks(source)
        if notes is not None and contents is not None and contents.form == b"RIFF":
            write_sample_chunks(source, target, notes)
            if bpm is not None or key is not None:
                write_tags(target, changes, TagWriteOptions(in_place=True, overwrite=True))
        else:
            options = TagWriteOptions(
                destination=target, overwrite=True, replace_destination=True, keep_mtime=False
            )
            write_tags(source, changes, options)
    except BaseException:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        raise


def _check_readable(source: Path) -> None:
    """Raise what is said of a source, so that it is not taken for a fault of the folder."""
    if not source.is_file():
        raise AudioMissingError(source)
    if not os.access(source, os.R_OK):
        raise AudioForbiddenError(source)


def _cleaned(text: str) -> str:
    """Return text without what some file system does not take in a name."""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    text = "".join(one for one in _UNSAFE.sub(" ", text) if one.isprintable() or one == " ")
    text = " ".join(text.split()).strip(". ")
    return f"_{text}" if _WINDOWS_DEVICE.match(text) else text


def _shortened(stem: str, characters: int, ending: str) -> str:
    """Return a stem short enough that its name fits a file system, and never empty."""
    stem = stem[:characters]
    while len((stem + ending).encode()) > _LONGEST_NAME_BYTES:
        stem = stem[:-1]
    return stem.rstrip(". ") or "Sample"


def _numbered(name: str, number: int) -> str:
    if number == 1:
        return name
    stem, suffix = os.path.splitext(name)
    ending = f" ({number}){suffix}"
    return _shortened(stem, LONGEST_NAME - len(ending), ending) + ending


def _linked(part: Path, target: Path) -> bool:
    """Give a file its name unless somebody else has just taken it."""
    try:
        os.link(part, target)  # unlike a rename, never replaces what came meanwhile
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        os.rename(part, target)
    return True
