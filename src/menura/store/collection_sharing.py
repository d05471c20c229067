"""Read in SQL what may be shared, and note what is not from here."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, insert, or_, select, update

from menura.catalogue import MADE_HERE, TrackState
from menura.sharing import DIMENSIONS, MODEL_SPACES, KnownSpace
from menura.store.collection_tables import taken_step
from menura.store.counters import EMBEDDINGS, take_numbers
from menura.store.tables import analysis_step, embedding, moods, track

CHUNK = 500


class SqlSharing:
    """The part of what is shared that lies in the tables of tracks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def space_hashes(self) -> Mapping[str, str]:
        """Return by space which model made its newest vector: its hash."""
        found = {}
        for space in DIMENSIONS:
            query = (
                select(embedding.c.model_hash)
                .where(embedding.c.space == space, embedding.c.vector.is_not(None))
                .order_by(embedding.c.revision.desc())
                .limit(1)
            )
            model_hash = self._connection.execute(query).scalar()
            if model_hash is not None:
                found[space] = model_hash
        return found

    def exportable(self, after: int, limit: int, since: datetime | None) -> Sequence[int]:
        """Return numbers of tracks whose analysis may be shared, in order."""
        query = (
            select(track.c.number)
            .where(
                track.c.number > after,
                track.c.state == TrackState.ANALYSED.value,
                track.c.kind.not_in([kind.value for kind in MADE_HERE]),
                track.c.duration_s.is_not(None),
            )
            .order_by(track.c.number)
            .limit(limit)
        )
        if since is not None:
            step = analysis_step.c.track_number == track.c.number
            newer = select(1).where(step, analysis_step.c.at >= since).exists()
            query = query.where(or_(track.c.analysed_at >= since, newer))
        return list(self._connection.execute(query).scalars())

    def vectors(
        self, numbers: Sequence[int], spaces: Mapping[str, KnownSpace]
    ) -> Mapping[int, Mapping[str, NDArray[np.float32]]]:
        """Return the vectors of tracks that the models of these spaces made."""
        found: dict[int, dict[str, NDArray[np.float32]]] = {number: {} for number in numbers}
        columns = (embedding.c.track_number, embedding.c.space, embedding.c.model_hash)
        for start in range(0, len(numbers), CHUNK):
            mine = embedding.c.track_number.in_(numbers[start : start + CHUNK])
            kept = embedding.c.vector.is_not(None)
            for row in self._connection.execute(
                select(*columns, embedding.c.vector).where(mine, kept)
            ):
                known = spaces.get(row.space)
                if known is not None and known.model_hash == row.model_hash:
                    found[row.track_number][row.space] = row.vector
        return found

    def by_content(self, hashes: Sequence[str]) -> Mapping[str, Sequence[int]]:
        """Return the analysed tracks that hold some undecoded audio, by its hash."""
        found: dict[str, list[int]] = {}
        for start in range(0, len(hashes), CHUNK):
            mine = track.c.content_hash.in_(hashes[start : start + CHUNK])
            query = select(track.c.content_hash, track.c.number).where(
                mine, track.c.state == TrackState.ANALYSED.value
            )
            for row in self._connection.execute(query):
                found.setdefault(row.content_hash, []).append(row.number)
        return found

    def note_taken(self, number: int, signer: str, steps: Mapping[str, str], at: datetime) -> None:
        """Note that steps of a track were filled with somebody's analysis."""
        mine = (taken_step.c.track_number == number) & taken_step.c.step.in_(list(steps))
        self._connection.execute(delete(taken_step).where(mine))
        rows = [
            {
                "track_number": number,
                "step": step,
                "version": version,
                "signer": signer,
                "taken_at": at,
            }
            for step, version in steps.items()
        ]
        if rows:
            self._connection.execute(insert(taken_step), rows)

    def taken(self, numbers: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """Return the steps of tracks that are not from here, with their versions."""
        found: dict[int, dict[str, str]] = {number: {} for number in numbers}
        for start in range(0, len(numbers), CHUNK):
            mine = taken_step.c.track_number.in_(numbers[start : start + CHUNK])
            for row in self._connection.execute(select(taken_step).where(mine)):
                found[row.track_number][row.step] = row.version
        return found

    def forget_taken(self, fingerprint: str, limit: int) -> int:
        """Undo some steps that were filled with somebody's analyses; return how many.

        What was measured here since is not touched. The steps are due again.
        """
        mine = taken_step.c.signer == fingerprint
        rows = list(self._connection.execute(select(taken_step).where(mine).limit(limit)))
        revision = take_numbers(self._connection, EMBEDDINGS) if rows else 0
        for row in rows:
            step = (
                (analysis_step.c.track_number == row.track_number)
                & (analysis_step.c.step == row.step)
                & (analysis_step.c.version == row.version)
            )
            is_kept = self._connection.execute(delete(analysis_step).where(step)).rowcount
            if is_kept and row.step in MODEL_SPACES:
                self._forget_space(row.track_number, row.step, revision)
            taken = (taken_step.c.track_number == row.track_number) & (
                taken_step.c.step == row.step
            )
            self._connection.execute(delete(taken_step).where(taken))
        return len(rows)

    def _forget_space(self, number: int, space: str, revision: int) -> None:
        """Take a track out of a space; the row stays until every index has seen it."""
        vector = (embedding.c.track_number == number) & (embedding.c.space == space)
        self._connection.execute(
            update(embedding).where(vector).values(vector=None, revision=revision)
        )
        mine = select(track.c.id).where(track.c.number == number).scalar_subquery()
        told = (moods.c.track_id == mine) & (moods.c.source == space)
        self._connection.execute(delete(moods).where(told))
