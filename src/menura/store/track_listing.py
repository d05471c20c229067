"""List tracks in SQL: searched, narrowed, sorted, page by page.

The first pages of all tracks, or of those that hold some words, are read along an index. Whoever
narrows a list or leafs far into it has the numbers of all tracks in their order taken instead and
picked from them: rows are read for what is shown alone. Their order is kept in memory until a
track changes, 8 MB for a million tracks.
"""

from collections.abc import Sequence
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import ColumnElement, Connection, Engine, Select, false, func, or_, select

from menura.catalogue import HeardTracks, Track, TrackOrder, TrackPage, TrackQuery, TrackState
from menura.kernel.ids import is_id
from menura.store.chunks import in_chunks
from menura.store.counters import TRACKS, newest_number
from menura.store.search import match_words, relevance, search_words
from menura.store.tables import track
from menura.store.track_rows import to_track
from menura.vectors import Keys

IS_SHOWN = track.c.copy_of.is_(None)
"""A copy is shown with the track that stands for it, never by itself."""
NEAR = 2_000  # rows that are cheaper to step over than the order of all tracks is to read
FEW = 2_000  # rows that are sooner asked for one by one than all are read
NOTHING_HEARD = HeardTracks()
_BY_ARTIST = (track.c.artist_key, track.c.album_key, track.c.track_number)
_COLUMNS: dict[TrackOrder, tuple[ColumnElement[Any], ...]] = {
    TrackOrder.RELEVANCE: _BY_ARTIST,
    TrackOrder.TITLE: (track.c.title_key,),
    TrackOrder.ARTIST: _BY_ARTIST,
    TrackOrder.ALBUM: (track.c.album_key, track.c.track_number),
    TrackOrder.ADDED: (),
    TrackOrder.TEMPO: (),
}


class SqlTrackListing:
    """Lists of tracks, in SQL."""

    _connection: Connection

    def list(self, query: TrackQuery) -> TrackPage:
        """Return a part of the tracks that match, and how many do."""
        conditions = _conditions(self._connection, query)
        if _is_near(query):
            return self._near(query, conditions)
        numbers = self._numbers(query, conditions)
        shown = numbers[query.offset : query.offset + query.limit].tolist()
        known: dict[int, Track] = {}
        for chunk in in_chunks(shown):
            rows = self._connection.execute(select(track).where(track.c.number.in_(chunk)))
            known.update((row["number"], to_track(row)) for row in rows.mappings())
        return TrackPage([known[number] for number in shown if number in known], len(numbers))

    def _near(self, query: TrackQuery, conditions: Sequence[ColumnElement[bool]]) -> TrackPage:
        """Read a page along the index of its order."""
        counted = select(func.count()).select_from(track).where(IS_SHOWN, *conditions)
        page: Select[Any] = select(track).where(IS_SHOWN, *conditions).order_by(*_order(query))
        rows = self._connection.execute(page.offset(query.offset).limit(query.limit)).mappings()
        items = [to_track(row) for row in rows]
        return TrackPage(items, self._connection.execute(counted).scalar_one())

    def _numbers(self, query: TrackQuery, conditions: Sequence[ColumnElement[bool]]) -> Keys:
        """Return the numbers of all tracks that match, in their order."""
        heard = query.heard or NOTHING_HEARD
        if query.order is TrackOrder.RELEVANCE and search_words(query.text):
            matched = select(track.c.number).where(IS_SHOWN, *conditions).order_by(*_order(query))
            return _those_in(_read(self._connection, matched), heard.numbers)
        numbers = _those_in(ordered_numbers(self._connection, query.order), heard.numbers)
        if conditions:
            is_few = len(numbers) <= FEW and not query.text  # words are looked up once
            numbers = _those_in(numbers, self._found(conditions, numbers if is_few else None))
        if query.order is TrackOrder.TEMPO and heard.by_tempo is not None:
            return _by_tempo(numbers, heard.by_tempo, descending=query.descending)
        return numbers[::-1] if query.descending else numbers

    def _found(self, conditions: Sequence[ColumnElement[bool]], among: Keys | None) -> Keys:
        """Return the numbers of the tracks of which conditions are true; of some of them only."""
        query = select(track.c.number).where(*conditions)
        if among is None:
            return _read(self._connection, query)
        parts = [query.where(track.c.number.in_(chunk)) for chunk in in_chunks(among.tolist())]
        found = [_read(self._connection, part) for part in parts]
        return np.concatenate([np.empty(0, np.int64), *found])


def ordered_numbers(connection: Connection, order: TrackOrder) -> Keys:
    """Return the numbers of all tracks in an order, copies left out.

    Somebody who only reads may be given what was read before, if no track has changed since; what
    a transaction that writes sees may be undone, and is not kept.
    """
    if not connection.get_execution_options().get("menura_read_only", False):
        return _read_order(connection, order)
    revision = newest_number(connection, TRACKS)
    with _keeping:
        kept = _kept.setdefault(connection.engine, {}).get(order)
    if kept is not None and kept[0] == revision:
        return kept[1]
    numbers = _read_order(connection, order)
    with _keeping:
        _kept[connection.engine][order] = (revision, numbers)
    return numbers


_keeping = Lock()
_kept: WeakKeyDictionary[Engine, dict[TrackOrder, tuple[int, Keys]]] = WeakKeyDictionary()


def _read_order(connection: Connection, order: TrackOrder) -> Keys:
    """Read an order from its index alone: whether a track is a copy stands in another one."""
    by = (*_COLUMNS[order], track.c.number)
    numbers = _read(connection, select(track.c.number).order_by(*by))
    copies = _read(connection, select(track.c.number).where(track.c.copy_of.is_not(None)))
    return numbers[~np.isin(numbers, copies)] if len(copies) else numbers


def _read(connection: Connection, query: Select[Any]) -> Keys:
    return np.fromiter(connection.execute(query).scalars(), np.int64)


def _those_in(numbers: Keys, chosen: Keys | None) -> Keys:
    """Return those of the numbers that are chosen, in their order; None chooses all."""
    return numbers if chosen is None else numbers[np.isin(numbers, chosen)]


def _by_tempo(numbers: Keys, by_tempo: Keys, *, descending: bool) -> Keys:
    """Sort numbers by tempo; those without one come last, either way."""
    known, unknown = _those_in(by_tempo, numbers), numbers[~np.isin(numbers, by_tempo)]
    step = -1 if descending else 1
    return np.concatenate([known[::step], unknown[::step]])


def _is_near(query: TrackQuery) -> bool:
    """Tell whether an index leads to the page: nothing is left out on the way."""
    narrowed = query.kinds or query.favourites_only or query.min_rating is not None
    placed = query.source_id is not None or query.state is not None
    by_index = query.heard is None and query.order is not TrackOrder.TEMPO
    return by_index and not narrowed and not placed and query.offset <= NEAR


def _conditions(connection: Connection, query: TrackQuery) -> Sequence[ColumnElement[bool]]:
    """Return what must be true of the rows of tracks that match."""
    conditions: list[ColumnElement[bool]] = []
    if query.source_id is not None:
        conditions.append(_is_in_source(query.source_id))
    if query.state is not None:
        conditions.append(track.c.state == query.state.value)
    if query.kinds:
        conditions.append(track.c.kind.in_([kind.value for kind in query.kinds]))
    if query.favourites_only:
        conditions.append(track.c.favourite)
    if query.min_rating is not None:
        conditions.append(track.c.rating >= query.min_rating)
    words = match_words(connection, query.text)
    if words is not None:
        conditions.append(words)
    return conditions


def is_from_source(source_id: str) -> ColumnElement[bool]:
    """Return the condition that a track is of a source; what is no id names none."""
    return track.c.source_id == source_id if is_id(source_id) else false()


def _is_in_source(source_id: str) -> ColumnElement[bool]:
    """Return the condition that a source has a track, itself or as a copy."""
    copied = select(track.c.copy_of).where(is_from_source(source_id), track.c.copy_of.is_not(None))
    return or_(is_from_source(source_id), track.c.number.in_(copied))


def _order(query: TrackQuery) -> list[ColumnElement[Any]]:
    """Return the columns to sort by; the number makes every order total."""
    best = _best_match(query.text) if query.order is TrackOrder.RELEVANCE else []
    chosen = [*best, *_COLUMNS[query.order], track.c.number]
    return [column.desc() if query.descending else column for column in chosen]


def _best_match(words: str) -> list[ColumnElement[Any]]:
    """Return what brings the track that is meant to the front: there before gone, then by name."""
    if not words:
        return []
    return [track.c.state == TrackState.MISSING.value, relevance(words)]
