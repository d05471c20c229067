"""Keep analyses that wait for their track, in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select

from menura.sharing import MOST_DURATION_DIFFERENCE_S, Offer, SharedTrack
from menura.store.collection_tables import offered_analysis

CHUNK = 500


class SqlOffers:
    """The part of what is shared that waits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_offers(
        self, signer: str, offers: Sequence[tuple[SharedTrack, bytes]], at: datetime
    ) -> None:
        """Keep offers, replacing earlier ones of the same signer and sound."""
        rows = {
            track.identity: {
                "signer": signer,
                "identity": track.identity,
                "content_hash": track.content_hash,
                "recording_id": track.recording_id,
                "artist_key": track.artist,
                "title_key": track.title,
                "duration_s": track.duration_s,
                "offered_at": at,
                "payload": payload,
            }
            for track, payload in offers
        }
        identities = list(rows)
        for start in range(0, len(identities), CHUNK):
            mine = offered_analysis.c.identity.in_(identities[start : start + CHUNK])
            self._connection.execute(
                delete(offered_analysis).where(offered_analysis.c.signer == signer, mine)
            )
        if rows:
            self._connection.execute(insert(offered_analysis), list(rows.values()))

    def find_offers(
        self,
        *,
        content_hash: str | None,
        recording_id: str | None,
        artist: str,
        title: str,
        duration_s: float | None,
        limit: int,
    ) -> Sequence[Offer]:
        """Return offers that may be of a track: by any one of its signals; names with length."""
        by: list[ColumnElement[bool]] = []
        if content_hash is not None:
            by.append(offered_analysis.c.content_hash == content_hash)
        if recording_id is not None:
            by.append(offered_analysis.c.recording_id == recording_id)
        if title and artist:
            names = [offered_analysis.c.title_key == title, offered_analysis.c.artist_key == artist]
            if duration_s is not None:
                least = duration_s - MOST_DURATION_DIFFERENCE_S
                most = duration_s + MOST_DURATION_DIFFERENCE_S
                names.append(offered_analysis.c.duration_s.between(least, most))
            by.append(and_(*names))
        if not by:
            return []
        query = select(
            offered_analysis.c.number, offered_analysis.c.signer, offered_analysis.c.payload
        )
        query = query.where(or_(*by)).order_by(offered_analysis.c.number.desc()).limit(limit)
        return [Offer(*row) for row in self._connection.execute(query)]

    def has_offers(self) -> bool:
        """Tell whether any offer waits."""
        query = select(offered_analysis.c.number).limit(1)
        return self._connection.execute(query).first() is not None

    def drop_offers(self, numbers: Sequence[int]) -> None:
        """Forget offers that found their track."""
        mine = offered_analysis.c.number.in_(numbers)
        self._connection.execute(delete(offered_analysis).where(mine))

    def forget_offers(self, fingerprint: str, limit: int) -> int:
        """Forget some of somebody's offers; return how many."""
        some = (
            select(offered_analysis.c.number)
            .where(offered_analysis.c.signer == fingerprint)
            .limit(limit)
        )
        numbers = list(self._connection.execute(some).scalars())
        for start in range(0, len(numbers), CHUNK):
            self.drop_offers(numbers[start : start + CHUNK])
        return len(numbers)
