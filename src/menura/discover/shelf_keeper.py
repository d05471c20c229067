"""Keep the newest shelf: read what changed in the library, and merge it in."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menura.audio.moods import MOODS
from menura.catalogue import TrackKind
from menura.discover.marks import marks_of, read_title
from menura.discover.ports import ShelfChanges, ShelfRepository, ShelfRow
from menura.discover.shelf import INSTRUMENTS, KINDS, UNKNOWN, Labels, Shelf, name_key

CHUNK = 5_000  # changes read at once
HEARD_GENRE = 0.5  # from here on a genre that was heard stands for one that nobody wrote down
# A refresh copies every column: 10 ms for 100,000 tracks, 0.1 s for a million. During a scan of
# a large library each search would pay it, so there it happens now and then only.
LARGE_SHELF, REFRESH_PAUSE_S = 50_000, 2.0
BEHIND_S = 30.0  # longer than any reader looks at one moment of the library
NAMELESS = frozenset({"various artists", "various", "va", "unknown artist", "unknown"})


class Vocabulary:
    """Give names codes, 0, 1, 2 ..., as they come; names that are written alike share one."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.codes: dict[str, int] = {}
        self._written: dict[str, int] = {}

    def code(self, written: str, within: int | None = None) -> int:
        """Return the code of a name; `within` tells apart what has the same name elsewhere."""
        known = written if within is None else f"{within}\n{written}"
        code = self._written.get(known)
        if code is None:
            key = name_key(written)
            if not key:
                return UNKNOWN
            code = self._add(key if within is None else f"{within}\n{key}", written)
            self._written[known] = code
        return code

    def exact(self, name: str) -> int:
        """Return the code of a name that is compared letter by letter."""
        code = self.codes.get(name)
        return self._add(name, name) if code is None else code

    def _add(self, key: str, shown: str) -> int:
        code = self.codes.setdefault(key, len(self.names))
        if code == len(self.names):
            self.names.append(" ".join(shown.split()) if "\n" in shown else shown)
        return code


@dataclass(slots=True)
class Vocabularies:
    """What the codes of a shelf stand for; only ever appended to."""

    artists: Vocabulary = field(default_factory=Vocabulary)
    credits: Vocabulary = field(default_factory=Vocabulary)
    albums: Vocabulary = field(default_factory=Vocabulary)
    sources: Vocabulary = field(default_factory=Vocabulary)
    folders: Vocabulary = field(default_factory=Vocabulary)
    genres: Vocabulary = field(default_factory=Vocabulary)
    tags: Vocabulary = field(default_factory=Vocabulary)


class ShelfKeeper:
    """Hold the newest shelf of a library; any number of threads may ask for it.

    Parameters
    ----------
    clock : callable
        Seconds that only grow, to tell how long ago the last refresh was.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refreshing = threading.Lock()
        self._words = Vocabularies()
        self._shelf = shelf_of((), 0, self._words)
        self._refreshed_at = -float("inf")
        self._behind_since: float | None = None

    @property
    def shelf(self) -> Shelf:
        """Return the shelf as it was last read."""
        return self._shelf

    def fresh(self, repository: ShelfRepository, *, force: bool = False) -> Shelf:
        """Return the shelf with every change that `repository` can see.

        Above 50,000 tracks it may be up to 2 s old, unless `force` is set: whoever shows what was
        changed a moment ago must set it.
        """
        now = self._clock()
        is_recent = now - self._refreshed_at < REFRESH_PAUSE_S
        if is_recent and not force and len(self._shelf) > LARGE_SHELF:
            return self._shelf
        with self._refreshing:
            self._catch_up(repository)
            self._refreshed_at = self._clock()
            return self._shelf

    def _catch_up(self, repository: ShelfRepository) -> None:
        newest, shelf, words = repository.revision(), self._shelf, self._words
        if newest < shelf.revision:
            if not self._is_restored():
                return
            words = Vocabularies()
            shelf = shelf_of((), 0, words)
        self._behind_since = None
        if newest == shelf.revision:
            return
        gathered = _Gathered(shelf.revision)
        while gathered.revision < newest:
            changes = repository.changes(gathered.revision, CHUNK)
            if changes.is_whole:
                words = Vocabularies()
                shelf = shelf_of((), 0, words)
            if not gathered.take(changes):
                break
        self._words, self._shelf = words, merged(shelf, gathered, words)

    def _is_restored(self) -> bool:
        """Tell whether the library went back: a backup was restored, numbers mean other tracks.

        One reader may see an older library than another for a moment, when it began before a
        change; only if all do for a while, it is true.
        """
        now = self._clock()
        if self._behind_since is None:
            self._behind_since = now
        return now - self._behind_since >= BEHIND_S


class _Gathered:
    """Changes of several chunks, the latest of each track."""

    def __init__(self, revision: int) -> None:
        self.revision = revision
        self.rows: dict[int, ShelfRow] = {}
        self.removed: set[int] = set()

    def take(self, changes: ShelfChanges) -> bool:
        """Take a chunk in; tell whether it led any further."""
        if changes.is_whole:
            self.rows, self.removed = {}, set()
        # A track that stands in both was there and went: a store reads rows as they are now
        self.rows.update((row.number, row) for row in changes.rows)
        self.removed.difference_update(row.number for row in changes.rows)
        self.removed.update(changes.removed)
        for number in changes.removed:
            self.rows.pop(number, None)
        advanced = changes.revision > self.revision
        self.revision = max(self.revision, changes.revision)
        return advanced


def build_shelf(rows: Iterable[ShelfRow], revision: int = 1) -> Shelf:
    """Return a shelf of these rows; of several with one number the last counts."""
    latest = {row.number: row for row in rows}
    ordered = [latest[number] for number in sorted(latest)]
    return shelf_of(ordered, revision, Vocabularies())


def merged(shelf: Shelf, changes: _Gathered, words: Vocabularies) -> Shelf:
    """Return a shelf with changes taken in; the former one stays as it is."""
    if not changes.rows and not changes.removed:
        return _renewed(shelf, changes.revision)
    touched = np.array(sorted({*changes.rows, *changes.removed}), np.int64)
    kept = np.flatnonzero(~np.isin(shelf.numbers, touched, assume_unique=True))
    rows = [changes.rows[number] for number in sorted(changes.rows)]
    arrived = shelf_of(rows, changes.revision, words)
    places = np.searchsorted(shelf.numbers[kept], arrived.numbers)
    order = np.insert(kept, places, len(shelf) + np.arange(len(arrived)))
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(shelf, name), getattr(arrived, name)])[order]
        for name in _COLUMNS
    }
    labels: dict[str, Any] = {
        name: _labels_in_order(getattr(shelf, name), getattr(arrived, name), order)
        for name in _LABELS
    }
    return Shelf(changes.revision, **columns, **labels, **_names(words))


def _renewed(shelf: Shelf, revision: int) -> Shelf:
    values = {part.name: getattr(shelf, part.name) for part in fields(shelf)}
    return Shelf(**{**values, "revision": revision})


def _labels_in_order(old: Labels, new: Labels, order: NDArray[np.int64]) -> Labels:
    """Return the labels of the rows of both, put into an order."""
    counts = np.concatenate([np.diff(old.starts), np.diff(new.starts)])
    firsts = np.concatenate([old.starts[:-1], old.starts[-1] + new.starts[:-1]])
    sizes = counts[order]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    # Position of each label: where its row's labels began, and how far it is along
    taken = np.repeat(firsts[order] - starts[:-1], sizes) + np.arange(starts[-1])
    codes = np.concatenate([old.codes, new.codes])[taken]
    scores = np.concatenate([old.scores, new.scores])[taken]
    return Labels(new.names, starts, codes, scores)


def shelf_of(rows: Sequence[ShelfRow], revision: int, words: Vocabularies) -> Shelf:
    """Return a shelf of rows in the order of their numbers, each number once."""
    artists = np.array([_artist(row, words) for row in rows], np.int32)
    albums = [_album(row, code, words) for row, code in zip(rows, artists.tolist(), strict=True)]
    works = [_work(row, code, words) for row, code in zip(rows, artists.tolist(), strict=True)]
    return Shelf(
        revision=revision,
        numbers=np.array([row.number for row in rows], np.int64),
        ids=np.array([row.id.encode("ascii", "replace") for row in rows], "S36"),
        artist=artists,
        credit=np.array([_credit(row, words) for row in rows], np.int32),
        album=np.array(albums, np.int32),
        work=np.array(works, np.int64),
        marks=np.array([int(marks_of(row.title, row.album)) for row in rows], np.int32),
        source=np.array([words.sources.exact(row.source_id) for row in rows], np.int32),
        folder=np.array([words.folders.exact(_folder(row)) for row in rows], np.int32),
        kind=np.array([_KIND_CODES[row.kind] for row in rows], np.int8),
        year=np.clip([row.year or 0 for row in rows], 0, 9999).astype(np.int16),
        duration_s=_floats(row.duration_s for row in rows),
        tempo_bpm=_floats(row.tempo_bpm for row in rows),
        energy=_floats(row.energy for row in rows),
        brightness=_floats(row.brightness for row in rows),
        loudness_lufs=_floats(row.loudness_lufs for row in rows),
        key=np.array([UNKNOWN if row.key is None else row.key for row in rows], np.int8),
        key_confidence=_floats(row.key_confidence for row in rows),
        moods=_floats(row.moods.get(mood) for row in rows for mood in MOODS).reshape(
            -1, len(MOODS)
        ),
        genres=_labels([_genres(row) for row in rows], words.genres),
        tags=_labels([row.tags for row in rows], words.tags),
        instrument=np.array(
            [_INSTRUMENT_CODES.get(row.instrument, UNKNOWN) for row in rows], np.int8
        ),
        is_favourite=np.array([row.is_favourite for row in rows], np.bool_),
        added_at=np.array([row.added_at.timestamp() for row in rows], np.float64),
        **_names(words),
    )


def _names(words: Vocabularies) -> dict[str, Any]:
    """Return the names of a shelf; tuples, since the vocabularies grow on."""
    return {
        "artists": tuple(words.artists.names),
        "credits": tuple(words.credits.names),
        "albums": tuple(words.albums.names),
        "sources": tuple(words.sources.names),
        "folders": tuple(words.folders.names),
    }


def _artist(row: ShelfRow, words: Vocabularies) -> int:
    name = row.artists[0] if row.artists else row.album_artist
    if not name or (not row.artists and name_key(name) in NAMELESS):
        return UNKNOWN
    return words.artists.code(name)


def _credit(row: ShelfRow, words: Vocabularies) -> int:
    line = ", ".join(row.artists) or row.album_artist or ""
    return words.credits.exact(line) if line else UNKNOWN


def _album(row: ShelfRow, artist: int, words: Vocabularies) -> int:
    if not row.album:
        return UNKNOWN
    owner = words.artists.code(row.album_artist) if row.album_artist else artist
    return words.albums.code(row.album, within=owner)


def _work(row: ShelfRow, artist: int, words: Vocabularies) -> int:
    """Return a number for a song, the same in every process; 0 where it cannot be told.

    Parts of music (``Drums``, ``Take 3``) and songs by nobody (``Track 01``) share names without
    being the same.
    """
    bare = read_title(row.title).bare
    if not bare or artist == UNKNOWN or row.kind not in (TrackKind.SONG, TrackKind.MIX):
        return 0
    key = f"{bare}\n{name_key(words.artists.names[artist])}"
    digest = blake2b(key.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True) or 1


def _folder(row: ShelfRow) -> str:
    folder = row.location.rpartition("/")[0].strip("/")
    return f"{row.source_id}/{folder}" if folder else row.source_id


def _genres(row: ShelfRow) -> Mapping[str, float]:
    if row.genres:
        return dict.fromkeys(row.genres, 1.0)
    return {tag: score for tag, score in row.tags.items() if score >= HEARD_GENRE}


def _labels(labels: Sequence[Mapping[str, float]], words: Vocabulary) -> Labels:
    codes: list[int] = []
    scores: list[float] = []
    starts = [0]
    for row in labels:
        coded: dict[int, float] = {}
        for name, score in row.items():
            code = words.code(name)
            if code != UNKNOWN:
                coded[code] = max(score, coded.get(code, 0.0))
        codes += coded
        scores += coded.values()
        starts.append(len(codes))
    names = tuple(words.names)
    return Labels(
        names, np.array(starts, np.int64), np.array(codes, np.int32), np.array(scores, np.float32)
    )


def _floats(values: Iterable[float | None]) -> NDArray[np.float32]:
    return np.array([np.nan if value is None else value for value in values], np.float32)


_INSTRUMENT_CODES: dict[str | None, int] = {name: code for code, name in enumerate(INSTRUMENTS)}
_KIND_CODES = {kind: code for code, kind in enumerate(KINDS)}
_LABELS = ("genres", "tags")
_COLUMNS = tuple(
    part.name
    for part in fields(Shelf)
    if part.name not in {"revision", "artists", "credits", "albums", "sources", "folders"}
    and part.name not in {"mood_names", *_LABELS}
)
