"""Tell shelves what changed of tracks.

A shelf of 100,000 tracks is read in a few statements, each over a range of changes: tracks with
what was measured of them, moods, corrections, traces. On PostgreSQL somebody may write between
them; what changed then has a newer number, so that the next question gives it whole.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    String,
    select,
    true,
    type_coerce,
    union_all,
)

from menura.analysis import Correction
from menura.audio.key import TONICS
from menura.catalogue import TrackKind, TrackState
from menura.discover import ShelfChanges, ShelfRow
from menura.embedding import CLAP
from menura.store.analyses import SqlAnalyses
from menura.store.counters import TRACKS, newest_number
from menura.store.discover_tables import removed_track
from menura.store.tables import correction, features, moods, track
from menura.store.track_changes import are_traces_whole
from menura.store.track_rows import shown_title

DIGITS_OF_ID = 32
MINOR = "minor"
KINDS = {kind.value: kind for kind in TrackKind}
HEARD = (track.c.state == TrackState.ANALYSED.value) & track.c.copy_of.is_(None)
SHOWN_OF_TRACKS = (
    *("number", "id", "source_id", "location", "kind", "title", "artists", "album"),
    *("album_artist", "year", "genres", "duration_s", "added_at", "favourite", "state", "path"),
    "copy_of",
)
SHOWN_OF_FEATURES = (
    *("tempo_bpm", "key", "mode", "key_confidence", "energy", "brightness", "loudness_lufs"),
    "instrument",
)
IDS = ("id", "source_id")
ESTIMATED = "estimated"
RANKS = {CLAP.name: 0, ESTIMATED: 1}
"""Whose word is weaker comes first; classifiers come last: see `menura.analysis.moods`."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told of a track: moods and tags with their probabilities."""

    source: str
    moods: Mapping[str, float]
    tags: Mapping[str, float]


class SqlShelf:
    """What shelves are made of, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def revision(self) -> int:
        """Return the newest change of any track."""
        return newest_number(self._connection, TRACKS)

    def changes(self, since: int, limit: int) -> ShelfChanges:
        """Return at most about `limit` changes after a revision, in their order.

        The tracks of one change stay together. Everything is returned at once, and said to be
        whole, if traces of what was removed since are gone, or if this database is older than
        `since`. Who knows nothing (0) needs no traces.
        """
        newest = self.revision()
        if newest < since or (since > 0 and not are_traces_whole(self._connection, since)):
            return ShelfChanges(newest, self._rows(true(), is_whole=True)[0], (), is_whole=True)
        last = self._last_of_part(since, limit, newest)
        rows, gone = self._rows(track.c.revision.between(since + 1, last))
        removed = select(removed_track.c.number).where(
            removed_track.c.revision.between(since + 1, last)
        )
        gone += self._connection.execute(removed).scalars()
        return ShelfChanges(last, rows, gone)

    def _last_of_part(self, since: int, limit: int, newest: int) -> int:
        """Return the change with which `limit` tracks have changed since another."""
        both = union_all(
            *(
                select(table.c.revision).where(table.c.revision.between(since + 1, newest))
                for table in (track, removed_track)
            )
        ).subquery()
        query = select(both.c.revision).order_by(both.c.revision).offset(limit - 1).limit(1)
        return self._connection.execute(query).scalar() or newest

    def _rows(
        self, condition: ColumnElement[bool], *, is_whole: bool = False
    ) -> tuple[list[ShelfRow], list[int]]:
        """Return the tracks that were heard, and the numbers of those that were not."""
        told = self._told(condition)
        corrected = self._corrected(condition)
        # Ids as the driver gives them: turning them into UUIDs and back costs more than the rest.
        shown = [
            type_coerce(track.c[name], String).label(name) if name in IDS else track.c[name]
            for name in SHOWN_OF_TRACKS
        ]
        shown += [features.c[name] for name in SHOWN_OF_FEATURES]
        query = select(*shown).outerjoin(features, features.c.track_id == track.c.id)
        query = query.where(condition, HEARD if is_whole else true()).order_by(track.c.number)
        rows, gone = [], []
        for row in self._connection.execute(query):
            is_heard = row.state == TrackState.ANALYSED.value and row.copy_of is None
            if not is_heard or row.energy is None:
                gone.append(row.number)
            else:
                said = corrected.get(row.number, ())
                rows.append(_shelf_row(row, told.get(row.number, ()), said))
        return self._with_corrections(rows, corrected), gone

    def _told(self, condition: ColumnElement[bool]) -> Mapping[int, Sequence[Told]]:
        """Return what was told of the moods of tracks, by number."""
        query = (
            select(track.c.number, moods.c.source, moods.c.moods, moods.c.tags)
            .join(moods, moods.c.track_id == track.c.id)
            .where(condition, HEARD)
        )
        found: dict[int, list[Told]] = defaultdict(list)
        for number, source, mood_scores, tag_scores in self._connection.execute(query):
            # Made small at once: millions of pairs would keep the garbage collector busy.
            told = Told(source, _probabilities(mood_scores), _probabilities(tag_scores))
            found[number].append(told)
        return found

    def _corrected(self, condition: ColumnElement[bool]) -> Mapping[int, Sequence[Correction]]:
        """Return the corrections of tracks, by number."""
        query = (
            select(track.c.number, correction.c.name, correction.c.value, correction.c.at)
            .join(correction, correction.c.track_id == track.c.id)
            .where(condition, HEARD)
            .order_by(correction.c.name)
        )
        found: dict[int, list[Correction]] = defaultdict(list)
        for number, *made in self._connection.execute(query):
            found[number].append(Correction(*made))
        return found

    def _with_corrections(
        self, rows: list[ShelfRow], corrected: Mapping[int, Sequence[Correction]]
    ) -> list[ShelfRow]:
        """Put in what was corrected of features: few tracks, so each may cost a little more."""
        if not corrected:
            return rows
        ids = [row.id for row in rows if row.number in corrected]
        known = SqlAnalyses(self._connection).features(ids)
        for place, row in enumerate(rows):
            found = known.get(row.id)
            if found is not None:
                rows[place] = replace(
                    row,
                    tempo_bpm=found.tempo_bpm,
                    key=_key(found.key, found.mode),
                    key_confidence=found.key_confidence,
                    instrument=found.instrument,
                )
        return rows


def _shelf_row(row: Row[Any], told: Sequence[Told], said: Sequence[Correction]) -> ShelfRow:
    return ShelfRow(
        number=row.number,
        id=_id(row.id),
        source_id=_id(row.source_id),
        location=row.path or row.location,
        kind=KINDS[row.kind],
        title=shown_title(row.title, row.path or row.location),
        artists=row.artists,
        album=row.album,
        album_artist=row.album_artist,
        year=row.year,
        genres=row.genres,
        duration_s=row.duration_s,
        added_at=row.added_at,
        is_favourite=row.favourite,
        tempo_bpm=row.tempo_bpm,
        key=_key(row.key, row.mode),
        key_confidence=row.key_confidence,
        energy=row.energy,
        brightness=row.brightness,
        loudness_lufs=row.loudness_lufs,
        instrument=row.instrument,
        moods=moods_that_hold(told, said),
        tags=tags_that_hold(told),
    )


def _id(given: object) -> str:
    """Return an id as it is written: SQLite keeps its 32 digits alone."""
    text = str(given)
    if len(text) != DIGITS_OF_ID:
        return text
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _key(tonic: str | None, mode: str | None) -> int | None:
    if tonic is None:
        return None
    return TONICS.index(tonic) + (len(TONICS) if mode == MINOR else 0)


def _probabilities(scores: Mapping[str, Sequence[float]]) -> Mapping[str, float]:
    return {label: pair[0] for label, pair in scores.items()}


def moods_that_hold(told: Sequence[Told], said: Sequence[Correction]) -> Mapping[str, float]:
    """Return the moods that hold: what `view_moods` says, at a fifth of its time.

    It makes two objects of each word, and a library has millions; a test holds the two together.
    """
    held: dict[str, float] = {}
    for one in sorted(told, key=_rank):
        held |= one.moods
    for made in said:
        if made.name == "moods":
            held |= made.value
    return held


def tags_that_hold(told: Sequence[Told]) -> Mapping[str, float]:
    """Return the tags that hold: estimated ones only where no model knows any."""
    estimated: dict[str, float] = {}
    known: dict[str, float] = {}
    for one in sorted(told, key=_rank):
        kept = estimated if one.source == ESTIMATED else known
        kept |= one.tags
    return known or estimated


def _rank(told: Told) -> int:
    return RANKS.get(told.source, len(RANKS))
