"""Find which tracks are meant by ids."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from menura.kernel.ids import is_id
from menura.store.chunks import in_chunks
from menura.store.tables import track


def standing_ids(connection: Connection, track_ids: Sequence[str]) -> dict[str, str]:
    """Return the ids of the tracks that stand for those that exist, by their ids.

    What people say of a copy is kept with the track that stands for it.
    """
    standing = track.alias()
    query = select(track.c.id, func.coalesce(standing.c.id, track.c.id).label("standing_id"))
    query = query.outerjoin(standing, standing.c.number == track.c.copy_of)
    found: dict[str, str] = {}
    for chunk in in_chunks(one for one in track_ids if is_id(one)):
        rows = connection.execute(query.where(track.c.id.in_(chunk)))
        found |= {row.id: row.standing_id for row in rows}
    return found
