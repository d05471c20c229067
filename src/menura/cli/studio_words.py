"""Read what is said to the studio on the command line: words, files, folders.

A terminal hands on whatever bytes it has, a disk whatever it lets be written: both are looked at
before anything is made.
"""

import json
from pathlib import Path
from typing import Any

from menura.audio.errors import AudioForbiddenError
from menura.bootstrap import Menura
from menura.kernel.errors import InvalidInputError, NotFoundError, UnavailableError
from menura.studio import OverrideError


class OutputFolderError(UnavailableError):
    """Say that the files cannot be written where they were wanted."""

    code = "output_folder"

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"Nothing can be written to {str(folder)!r}: {reason}. See to its disk, or give "
            "another folder."
        )


class ReferenceMissingError(InvalidInputError):
    """Say that a reference is neither a file nor a track of the library."""

    code = "reference_missing"

    def __init__(self, words: str) -> None:
        super().__init__(
            f"{words!r} is neither a file nor a track of the library; give a path, a track's id or "
            "words of its title and artist.",
            field="reference",
        )


class WordsUnreadableError(InvalidInputError):
    """Say that words given to a command hold bytes that are no text."""

    code = "words_unreadable"

    def __init__(self, words: str, field: str) -> None:
        shown = words.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        super().__init__(
            f"{shown!r} is not valid UTF-8; type it again, or set the terminal to UTF-8.",
            field=field,
        )


def check_text(words: str, field: str) -> None:
    """Raise for words that a database could not keep: a terminal hands on whatever bytes it has."""
    if not words.isascii() and any("\ud800" <= sign <= "\udfff" for sign in words):
        raise WordsUnreadableError(words, field)


def read_overrides(words: list[str], duration_s: float | None) -> dict[str, Any]:
    """Return fields set by hand: ``name=value``, a value being JSON where it can be read so."""
    chosen: dict[str, Any] = {}
    for word in words:
        check_text(word, "set")
        name, equals, value = word.partition("=")
        if not equals:
            raise OverrideError("set", word, "name=value, as bpm=124")
        if name in ("instruments", "excluded", "sections", "moods"):
            chosen[name] = [one.strip() for one in value.split(",") if one.strip()]
            continue
        try:
            chosen[name] = json.loads(value)
        except ValueError:
            chosen[name] = value.strip("'\"")
    if duration_s is not None:
        chosen["duration_s"] = duration_s
    return chosen


def find_reference(menura: Menura, words: str | None) -> tuple[Path | None, str | None]:
    """Return the file or the track that is meant."""
    if words is None:
        return None, None
    path = Path(words).expanduser()
    try:
        if path.is_file():
            return path, None
    except OSError:  # a name too long to be one
        pass
    check_text(words, "reference")
    with menura.rooms(read_only=True) as rooms:
        try:
            return None, rooms.library.find_track(words).id
        except NotFoundError as error:
            raise ReferenceMissingError(words) from error


def keep_reference(menura: Menura, production_id: str, name: str, path: Path) -> None:
    """Copy a reference to where its production finds it, whatever becomes of the file itself."""
    try:
        source = path.open("rb")
    except OSError as error:
        raise AudioForbiddenError(path) from error
    with source:
        menura.keep_reference(production_id, name, source)


def check_output(folder: Path | None) -> None:
    """Raise before anything is made if its files could not be written, or would be mixed up."""
    if folder is None:
        return
    if any((folder / name).is_dir() for name in ("stems", "premaster")):
        raise OutputFolderError(folder, "there are stems of another track in it")
    check_writable(folder)


def check_writable(folder: Path | None) -> None:
    """Raise before anything is made if files could not be written to a folder."""
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".menura"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise OutputFolderError(folder, error.strerror or str(error)) from error
