"""Keep acoustic fingerprints in SQL, and find those that may be of one recording."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, RowMapping, delete, func, insert, select
from sqlalchemy.orm import aliased

from menura.analysis import Fingerprint, TrackPair
from menura.kernel.ids import is_id
from menura.store.tables import fingerprint, fingerprint_piece, track

MOST_CANDIDATES = 200
MOST_HOLDERS = 50
CHUNK = 500


class SqlFingerprints:
    """The part of what was measured that finds the same recording again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep_fingerprint(self, number: int, found: Fingerprint) -> None:
        """Keep the fingerprint of a track, replacing the one it had."""
        for table in (fingerprint, fingerprint_piece):
            self._connection.execute(delete(table).where(table.c.track_number == number))
        codes = np.ascontiguousarray(found.codes, dtype="<u4").tobytes()
        self._connection.execute(
            insert(fingerprint).values(
                track_number=number, duration_s=found.duration_s, codes=codes
            )
        )
        pieces = np.unique(found.pieces).tolist()
        if pieces:
            rows = [{"piece": piece, "track_number": number} for piece in pieces]
            self._connection.execute(insert(fingerprint_piece), rows)

    def fingerprint(self, track_id: str) -> Fingerprint | None:
        """Return a track's acoustic fingerprint, if it has one."""
        if not is_id(track_id):
            return None
        number = self._connection.execute(
            select(track.c.number).where(track.c.id == track_id)
        ).scalar_one_or_none()
        return None if number is None else self.fingerprints([number]).get(number)

    def fingerprints(self, track_numbers: Sequence[int]) -> Mapping[int, Fingerprint]:
        """Return the acoustic fingerprints of tracks, by number."""
        found: dict[int, Fingerprint] = {}
        for start in range(0, len(track_numbers), CHUNK):
            numbers = track_numbers[start : start + CHUNK]
            pieces: dict[int, list[int]] = {}
            query = select(fingerprint_piece).where(fingerprint_piece.c.track_number.in_(numbers))
            for row in self._connection.execute(query):
                pieces.setdefault(row.track_number, []).append(row.piece)
            rows = select(fingerprint).where(fingerprint.c.track_number.in_(numbers))
            for kept in self._connection.execute(rows).mappings():
                number = kept["track_number"]
                found[number] = _fingerprint(kept, sorted(pieces.get(number, [])))
        return found

    def sharing_pieces(self, pieces: NDArray[np.uint32], least: int) -> Sequence[int]:
        """Return numbers of tracks that share at least so many pieces, most first."""
        if len(pieces) == 0:
            return []
        shared = func.count()
        query = (
            select(fingerprint_piece.c.track_number)
            .where(fingerprint_piece.c.piece.in_(np.unique(pieces).tolist()))
            .group_by(fingerprint_piece.c.track_number)
            .having(shared >= least)
            .order_by(shared.desc(), fingerprint_piece.c.track_number)
            .limit(MOST_CANDIDATES)
        )
        return list(self._connection.execute(query).scalars())

    def pairs_sharing_pieces(self, least: int, first: int, last: int) -> Sequence[TrackPair]:
        """Return pairs of tracks that share pieces; the lower number lies in `first` .. `last`."""
        one, other = aliased(fingerprint_piece), aliased(fingerprint_piece)
        shared = func.count()
        # A jingle that hundreds of episodes begin with says nothing, and its pairs are endless.
        rare = (
            select(fingerprint_piece.c.piece)
            .where(
                fingerprint_piece.c.piece.in_(
                    select(fingerprint_piece.c.piece).where(
                        fingerprint_piece.c.track_number.between(first, last)
                    )
                )
            )
            .group_by(fingerprint_piece.c.piece)
            .having(func.count().between(2, MOST_HOLDERS))
        )
        query = (
            select(one.c.track_number, other.c.track_number, shared)
            .join(
                other,
                (one.c.piece == other.c.piece) & (one.c.track_number < other.c.track_number),
            )
            .where(one.c.track_number.between(first, last), one.c.piece.in_(rare))
            .group_by(one.c.track_number, other.c.track_number)
            .having(shared >= least)
            .order_by(one.c.track_number, other.c.track_number)
        )
        return [TrackPair(*row) for row in self._connection.execute(query)]


def _fingerprint(row: RowMapping, pieces: Sequence[int]) -> Fingerprint:
    codes = np.frombuffer(row["codes"], dtype="<u4").astype(np.uint32)
    return Fingerprint(row["duration_s"], codes, np.array(pieces, np.uint32))
