"""Read the listening histories that people have as files.

From ListenBrainz the zip of an export, a ``.jsonl`` of it or the older list in JSON; from Last.fm
tables (CSV) and dumps in JSON as the common exporters write them. What a file is, it shows itself:
its name is not trusted. Nothing is unpacked to disk; memory is bounded whatever a file holds.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from menura.catalogue.history import HistoryFileError, Listen
from menura.catalogue.history_entries import entries_in, read_entry
from menura.catalogue.history_json import LongJson
from menura.catalogue.history_tables import find_delimiter, read_table

MOST_BYTES = 4_000_000_000
"""Of a file, and of all that a zip unpacks to: some five million listens."""
MOST_ENTRIES = 20_000_000
"""Lines, or listens in a list: a small file may hold very many that are empty."""
MOST_ZIPPED_FILES = 20_000
_MOST_DIRECTORY_BYTES = 8_000_000  # the list of a zip's files is read into memory as a whole
_MOST_LINE_BYTES = 1_000_000
_PIECE_BYTES = 262_144
_MOST_BAD_TOLD = 10
_ZIP_END_BYTES = 65_535 + 22  # the end record, and the longest comment behind it
_ZIP_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# Of ListenBrainz, but no listens.
_OTHER_EXPORTS = ("feedback", "pinned_recording", "user.json")


class HistoryFile:
    """The listens in a file, in its order; iterate over it once.

    Attributes
    ----------
    bad_entries : int
        Parts that could not be read, so far.
    bad_places : list of str
        Where the first of them are.

    Raises
    ------
    HistoryFileError
        It cannot be opened, is too large, or holds nothing that can be read.
    """

    def __init__(
        self, path: Path, check: Callable[[], None] = lambda: None, *, most_bytes: int = MOST_BYTES
    ) -> None:
        self._path = path
        self._check = check
        self._most_bytes = most_bytes
        self._read_bytes = 0
        self._whole_bytes = 0
        self._entry_count = 0
        self._count = 0
        self.bad_entries = 0
        self.bad_places: list[str] = []

    def __iter__(self) -> Iterator[Listen]:
        try:
            with self._path.open("rb") as file:
                if file.read(4) in _ZIP_BEGINNINGS:
                    yield from self._zipped(file)
                else:
                    self._whole_bytes = file.seek(0, io.SEEK_END)
                    file.seek(0)
                    yield from self._listens(self._bounded(file), "")
        except OSError as error:
            raise self._error(error.strerror or "it cannot be opened") from error
        if not self._count and self.bad_entries:
            raise self._error("nothing in it is a listen")

    @property
    def share(self) -> float:
        """Return how much of the file was read, 0 .. 1."""
        return min(1.0, self._read_bytes / max(1, self._whole_bytes))

    def _error(self, reason: str) -> HistoryFileError:
        return HistoryFileError(self._path.name, reason)

    def _bounded(self, file: IO[bytes]) -> io.BufferedReader:
        return io.BufferedReader(_Bounded(file, self), _PIECE_BYTES)

    def take(self, byte_count: int) -> None:
        """Count what is read; raise HistoryFileError when it is too much."""
        self._read_bytes += byte_count
        if self._read_bytes > self._most_bytes:
            raise self._error("it is larger than a listening history can be")

    def _take_entry(self) -> None:
        self._entry_count += 1
        if self._entry_count > MOST_ENTRIES:
            raise self._error("it has more entries than a listening history can have")

    def _bad(self, place: str) -> None:
        self.bad_entries += 1
        if len(self.bad_places) < _MOST_BAD_TOLD:
            self.bad_places.append(place.strip(" :"))

    # ------------------------------------------------------------- zip

    def _zipped(self, file: IO[bytes]) -> Iterator[Listen]:
        self._check_directory(file)
        try:
            with zipfile.ZipFile(file) as archive:
                names = self._chosen(archive)
                if not names:
                    raise self._error("no file in the zip has listens, or none can be unpacked")
                self._whole_bytes = sum(archive.getinfo(name).file_size for name in names)
                for name in names:
                    with archive.open(name) as part:
                        yield from self._listens(self._bounded(part), f"{name}:")
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, UnicodeError):
            raise self._error("the zip is broken, or packed in a way that is not known") from None
        except RuntimeError:
            raise self._error("the zip wants a password; unpack it first") from None

    def _check_directory(self, file: IO[bytes]) -> None:
        """Refuse a zip whose list of files is too long to be read."""
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - _ZIP_END_BYTES))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        is_whole = at >= 0 and len(tail) >= at + 22
        count = int.from_bytes(tail[at + 10 : at + 12], "little")
        directory = int.from_bytes(tail[at + 12 : at + 16], "little")
        has_more = tail[max(0, at - 20) : at].startswith(b"PK\x06\x07")  # the sizes of zip64 hold
        is_small = count <= MOST_ZIPPED_FILES and directory <= _MOST_DIRECTORY_BYTES
        if not is_whole or not is_small or has_more:
            raise self._error("the zip is broken, or holds too many files; unpack it first")

    def _chosen(self, archive: zipfile.ZipFile) -> list[str]:
        """Return the files of a zip that hold listens: ListenBrainz' own, or whatever looks so."""
        kinds = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        infos = [i for i in archive.infolist() if not i.is_dir() and i.compress_type in kinds]
        names = [i.filename for i in infos]
        listens = [n for n in names if "listens/" in n and n.endswith((".jsonl", ".json"))]
        others = [
            n
            for n in names
            if n.lower().endswith((".jsonl", ".json", ".csv", ".tsv", ".txt"))
            and not any(other in n for other in _OTHER_EXPORTS)
            and not n.startswith("__MACOSX/")
        ]
        return sorted(listens or others)

    # ------------------------------------------------------------- forms

    def _listens(self, file: io.BufferedReader, place: str) -> Iterator[Listen]:
        """Yield the listens of one file, whatever its form is."""
        for listen in self._read_form(file, place):
            self._count += 1
            yield listen

    def _read_form(self, file: io.BufferedReader, place: str) -> Iterator[Listen]:
        head = file.peek(_PIECE_BYTES)
        text = io.TextIOWrapper(file, encoding=_encoding(head), errors="replace", newline="")
        shown = head.decode(text.encoding, "replace").lstrip("\ufeff \t\r\n")
        if shown.startswith(("[", "{")):
            is_lines = shown.startswith("{") and any(map(_is_json, shown.split("\n", 5)[:5]))
            yield from self._lines(text, place) if is_lines else self._long(text, place)
        elif shown.strip():
            yield from self._table(text, place, shown)
        else:
            self._bad(f"{place} empty")

    def _lines(self, file: io.TextIOWrapper, place: str) -> Iterator[Listen]:
        """Yield the listens of a file with one object of JSON in each line."""
        for number, line in enumerate(self._short_lines(file), 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                self._bad(f"{place} line {number}")
                continue
            yield from self._entries(entries_in(value), f"{place} line {number}")

    def _long(self, file: io.TextIOWrapper, place: str) -> Iterator[Listen]:
        """Yield the listens of a file that is one long value of JSON."""

        def read() -> str:
            self._check()
            return file.read(_PIECE_BYTES)

        try:
            yield from self._entries(LongJson(read), place)
        except ValueError:
            self._bad(f"{place} the rest, which is no JSON or broken off")

    def _entries(self, entries: Iterator[object] | LongJson, place: str) -> Iterator[Listen]:
        for number, entry in enumerate(entries, 1):
            self._take_entry()
            try:
                listen = read_entry(entry)
            except ValueError:
                self._bad(f"{place} entry {number}")
                continue
            if listen is not None:
                yield listen

    def _table(self, file: io.TextIOWrapper, place: str, shown: str) -> Iterator[Listen]:
        lines = self._short_lines(file)
        rows = read_table(lines, find_delimiter(shown.partition("\n")[0]))
        try:
            for number, listen in enumerate(rows, 1):
                if listen is None:
                    self._bad(f"{place} row {number}")
                else:
                    yield listen
        except ValueError as error:
            raise self._error(str(error)) from None

    def _short_lines(self, file: io.TextIOWrapper) -> Iterator[str]:
        """Yield lines; of one that is absurdly long only the beginning, which fits nothing."""
        while line := file.readline(_MOST_LINE_BYTES):
            self._take_entry()
            self._check()
            if len(line) >= _MOST_LINE_BYTES and not line.endswith("\n"):
                while (rest := file.readline(_MOST_LINE_BYTES)) and not rest.endswith("\n"):
                    self._check()
            yield line.lstrip("\ufeff")


class _Bounded(io.RawIOBase):
    """A file of which only so much is read."""

    def __init__(self, file: IO[bytes], budget: HistoryFile) -> None:
        self._file = file
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._file.read(len(buffer))
        self._budget.take(len(data))
        buffer[: len(data)] = data
        return len(data)


def _encoding(head: bytes) -> str:
    """Return how the text of a file is written, by its beginning."""
    if head.startswith(_UTF_16):
        return "utf-16"
    try:
        head[:-4].decode("utf-8")  # the last character may be cut
    except UnicodeDecodeError as error:
        return "utf-8" if error.start >= len(head) - 8 else "cp1252"
    return "utf-8"


def _is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
