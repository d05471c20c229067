"""Keep vectors in SQL."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    Connection,
    delete,
    func,
    insert,
    select,
    update,
)

from menura.analysis import EmbeddingChanges, EmbeddingRow, SpaceState
from menura.kernel.ids import is_id
from menura.store.counters import EMBEDDINGS, newest_number
from menura.store.tables import embedding, track

CHUNK = 500


class SqlEmbeddings:
    """The part of what was measured that indexes are built from: vectors."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep_vector(self, number: int, row: EmbeddingRow, revision: int) -> None:
        """Keep a vector of a track, replacing the one it had in that space."""
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

    def drop_vectors(self, number: int, revision: int) -> None:
        """Take a track out of every space; the rows stay until every index has seen it."""
        mine = embedding.c.track_number == number
        self._connection.execute(
            update(embedding).where(mine).values(vector=None, revision=revision)
        )

    def embedding(self, track_id: str, space: str) -> NDArray[np.float32] | None:
        """Return a track's vector in a space, if it has one."""
        found = self.embedding_row(track_id, space)
        return None if found is None else found.vector

    def embedding_row(self, track_id: str, space: str) -> EmbeddingRow | None:
        """Return a track's vector in a space and what made it, if it has one."""
        if not is_id(track_id):
            return None
        query = (
            select(embedding.c.vector, embedding.c.model_hash)
            .join(track, track.c.number == embedding.c.track_number)
            .where(track.c.id == track_id, embedding.c.space == space)
        )
        row = self._connection.execute(query).one_or_none()
        if row is None or row.vector is None:
            return None
        return EmbeddingRow(track_id, space, row.model_hash, row.vector)

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
