"""Order tracks by their ids."""

from collections.abc import Sequence

from menura.discover.errors import NotOnShelfError
from menura.discover.ordering import Order, order_rows
from menura.discover.search_space import SearchSpace


def order_tracks(
    search: SearchSpace, track_ids: Sequence[str], by: Order, *, descending: bool = False
) -> Sequence[str]:
    """Return the same tracks in order, also one that is named twice.

    Tracks that were not heard come last, in the order they had.
    """
    rows: list[int] = []
    ids_of: dict[int, list[str]] = {}
    unheard: list[str] = []
    for track_id in track_ids:
        try:
            row = search.shelf.row_of_id(track_id)
        except NotOnShelfError:
            unheard.append(track_id)
            continue
        if row not in ids_of:
            rows.append(row)
        ids_of.setdefault(row, []).append(track_id)
    ordered = order_rows(search, rows, by, descending=descending)
    return [track_id for row in ordered for track_id in ids_of[row]] + unheard
