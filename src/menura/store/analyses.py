"""Keep what was measured in SQL."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, RowMapping, Table, delete, func, insert, select

from menura.analysis import (
    EmbeddingChanges,
    EmbeddingRow,
    Features,
    NotAnalysedError,
    SpaceState,
    TempoGuess,
    Waveform,
)
from menura.kernel.ids import is_id
from menura.store.counters import EMBEDDINGS, newest_number, take_numbers
from menura.store.tables import embedding, features, track, waveform

CHUNK = 500


class SqlAnalyses:
    """Features, waveforms and embeddings, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(
        self,
        track_id: str,
        measured: Features,
        outline: Waveform,
        embeddings: Sequence[EmbeddingRow],
    ) -> None:
        """Keep everything measured of a track, replacing what was there.

        Does nothing for a track that was removed meanwhile.
        """
        # The counter first: whoever removes tracks locks it first too, so neither waits for both.
        revision = take_numbers(self._connection, EMBEDDINGS)
        number = self._connection.execute(
            select(track.c.number).where(track.c.id == track_id)
        ).scalar_one_or_none()
        if number is None:
            return
        self._replace(features, track_id, _features_row(measured))
        peaks = np.ascontiguousarray(outline.peaks, dtype=np.int8).tobytes()
        self._replace(waveform, track_id, {"duration_s": outline.duration_s, "peaks": peaks})
        for row in embeddings:
            self._keep_vector(number, row, revision)

    def _replace(self, table: Table, track_id: str, values: dict[str, object]) -> None:
        self._connection.execute(delete(table).where(table.c.track_id == track_id))
        self._connection.execute(insert(table).values(track_id=track_id, **values))

    def _keep_vector(self, number: int, row: EmbeddingRow, revision: int) -> None:
        mine = (embedding.c.track_number == number) & (embedding.c.space == row.space)
        self._connection.execute(delete(embedding).where(mine))
        self._connection.execute(
            insert(embedding).values(
                track_number=number,
                space=row.space,
                model_hash=row.model_hash,
                vector=row.vector,
                revision=revision,
            )
        )

    def features(self, track_ids: Sequence[str]) -> Mapping[str, Features]:
        """Return what was measured of those tracks that were analysed, by id."""
        found: dict[str, Features] = {}
        wanted = [track_id for track_id in track_ids if is_id(track_id)]
        for start in range(0, len(wanted), CHUNK):
            query = select(features).where(features.c.track_id.in_(wanted[start : start + CHUNK]))
            for row in self._connection.execute(query).mappings():
                found[row["track_id"]] = _features(row)
        return found

    def waveform(self, track_id: str) -> Waveform:
        """Return a track's outline; raise NotAnalysedError."""
        row = None
        if is_id(track_id):
            query = select(waveform).where(waveform.c.track_id == track_id)
            row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotAnalysedError(track_id)
        peaks = np.frombuffer(row["peaks"], dtype=np.int8).reshape(-1, 2)
        return Waveform(row["duration_s"], peaks)

    def embedding(self, track_id: str, space: str) -> NDArray[np.float32] | None:
        """Return a track's vector in a space, if it has one."""
        if not is_id(track_id):
            return None
        query = (
            select(embedding.c.vector)
            .join(track, track.c.number == embedding.c.track_number)
            .where(track.c.id == track_id, embedding.c.space == space)
        )
        vector: NDArray[np.float32] | None = self._connection.execute(query).scalar()
        return vector

    def embedding_changes(self, space: str, since: int, limit: int) -> EmbeddingChanges:
        """Return at most `limit` changes of a space after a revision, in their order."""
        if newest_number(self._connection, EMBEDDINGS) <= since:
            return _changes([], [], [], since)
        query = (
            select(embedding.c.track_number, embedding.c.vector, embedding.c.revision)
            .where(embedding.c.space == space, embedding.c.revision > since)
            .order_by(embedding.c.revision, embedding.c.track_number)
            .limit(limit)
        )
        rows = list(self._connection.execute(query))
        if len(rows) == limit:  # removals share a revision: never stop in the middle of one
            last = rows[-1].revision
            whole = query.where(embedding.c.revision == last).limit(None)
            rows = [row for row in rows if row.revision < last]
            rows += list(self._connection.execute(whole))
        kept = [row for row in rows if row.vector is not None]
        return _changes(
            [row.track_number for row in kept],
            [row.vector for row in kept],
            [row.track_number for row in rows if row.vector is None],
            rows[-1].revision if rows else since,
        )

    def all_embeddings(self, space: str, chunk: int) -> Iterator[EmbeddingChanges]:
        """Return all vectors of a space in chunks, for building an index."""
        last = -1
        while True:
            query = (
                select(embedding.c.track_number, embedding.c.vector, embedding.c.revision)
                .where(
                    embedding.c.space == space,
                    embedding.c.vector.is_not(None),
                    embedding.c.track_number > last,
                )
                .order_by(embedding.c.track_number)
                .limit(chunk)
            )
            rows = list(self._connection.execute(query))
            if not rows:
                return
            last = rows[-1].track_number
            yield _changes(
                [row.track_number for row in rows],
                [row.vector for row in rows],
                [],
                max(row.revision for row in rows),
            )

    def space_state(self, space: str) -> SpaceState:
        """Return how many vectors a space holds, and the newest change."""
        mine = embedding.c.space == space
        kept = embedding.c.vector.is_not(None)
        count = self._connection.execute(
            select(func.count()).select_from(embedding).where(mine, kept)
        ).scalar_one()
        newest = newest_number(self._connection, EMBEDDINGS)
        sample = self._connection.execute(
            select(embedding.c.vector).where(mine, kept).limit(1)
        ).scalar()
        return SpaceState(count, newest or 0, 0 if sample is None else len(sample))

    def forget_removed(self, space: str, up_to: int) -> None:
        """Drop the traces of removed vectors that every index has seen."""
        self._connection.execute(
            delete(embedding).where(
                embedding.c.space == space,
                embedding.c.vector.is_(None),
                embedding.c.revision <= up_to,
            )
        )


def _changes(
    keys: list[int], vectors: list[NDArray[np.float32]], removed: list[int], revision: int
) -> EmbeddingChanges:
    matrix = np.stack(vectors) if vectors else np.zeros((0, 0), np.float32)
    return EmbeddingChanges(np.array(keys, np.int64), matrix, np.array(removed, np.int64), revision)


def _features_row(measured: Features) -> dict[str, object]:
    row = asdict(measured)
    row["tempo_candidates"] = [[c.tempo_bpm, c.strength] for c in measured.tempo_candidates]
    row["spectrum_db"] = [round(float(level), 2) for level in measured.spectrum_db]
    return row


def _features(row: RowMapping) -> Features:
    values = {name: row[name] for name in Features.__dataclass_fields__}
    values["tempo_candidates"] = tuple(TempoGuess(*pair) for pair in row["tempo_candidates"])
    values["spectrum_db"] = tuple(row["spectrum_db"])
    return Features(**values)
