"""Keep anchors, radios, maps and clustering runs in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from sqlalchemy import Connection, RowMapping, Select, Table, delete, insert, select, update

from menura.discover import (
    Anchor,
    AnchorNotFoundError,
    ClusterPlaylist,
    ClusterRun,
    ClusterRunNotFoundError,
    MusicMap,
    Radio,
    RadioNotFoundError,
)
from menura.kernel.ids import is_id
from menura.store.discover_tables import anchor, cluster_run, music_map, radio


class SqlAnchors:
    """Anchors and radios, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_anchor(self, new: Anchor) -> None:
        """Keep a new anchor."""
        self._connection.execute(
            insert(anchor).values(
                id=new.id,
                name=new.name,
                space=new.space,
                dimension=new.points.shape[1],
                points=new.points.ravel(),
                avoided=new.avoided.ravel(),
                avoided_distance=float(new.avoided_distance),
                recipe=dict(new.recipe),
                created_at=new.created_at,
            )
        )

    def anchor(self, anchor_id: str) -> Anchor:
        """Return an anchor; raise AnchorNotFoundError."""
        row = _one(self._connection, anchor, anchor_id)
        if row is None:
            raise AnchorNotFoundError(anchor_id)
        return _anchor(row)

    def anchors(self) -> Sequence[Anchor]:
        """Return all anchors by name."""
        query = select(anchor).order_by(anchor.c.name, anchor.c.id)
        return [_anchor(row) for row in self._connection.execute(query).mappings()]

    def rename_anchor(self, anchor_id: str, name: str) -> None:
        """Give an anchor another name; raise AnchorNotFoundError."""
        self.anchor(anchor_id)
        mine = anchor.c.id == anchor_id
        self._connection.execute(update(anchor).where(mine).values(name=name))

    def remove_anchor(self, anchor_id: str) -> None:
        """Forget an anchor and its radios; raise AnchorNotFoundError."""
        self.anchor(anchor_id)
        self._connection.execute(delete(anchor).where(anchor.c.id == anchor_id))

    def put_radio(self, new: Radio) -> None:
        """Keep a radio, replacing the one with its id; raise AnchorNotFoundError."""
        self.anchor(new.anchor_id)
        values = {f.name: getattr(new, f.name) for f in fields(new) if f.name != "count"}
        values |= {"track_count": new.count, "filter": dict(new.filter)}
        self._connection.execute(delete(radio).where(radio.c.id == new.id))
        self._connection.execute(insert(radio).values(**values))

    def radio(self, radio_id: str) -> Radio:
        """Return a radio; raise RadioNotFoundError."""
        row = _one(self._connection, radio, radio_id)
        if row is None:
            raise RadioNotFoundError(radio_id)
        return _radio(row)

    def radios(self) -> Sequence[Radio]:
        """Return all radios by name."""
        query = select(radio).order_by(radio.c.name, radio.c.id)
        return [_radio(row) for row in self._connection.execute(query).mappings()]

    def remove_radio(self, radio_id: str) -> None:
        """Forget a radio; its playlist stays. Raise RadioNotFoundError."""
        self.radio(radio_id)
        self._connection.execute(delete(radio).where(radio.c.id == radio_id))


class SqlMaps:
    """Maps, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, space: str) -> MusicMap | None:
        """Return the map of a space, if there is one."""
        query = select(music_map).where(music_map.c.space == space)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        return MusicMap(
            space=row["space"],
            layout_id=row["layout_id"],
            method=row["method"],
            numbers=np.frombuffer(row["numbers"], "<i8").astype(np.int64),
            positions=np.frombuffer(row["positions"], "<f4").astype(np.float32).reshape(-1, 2),
            laid_out=row["laid_out"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
        )

    def layout(self, space: str) -> str | None:
        """Return the name of the newest layout and its places, without reading them."""
        query = select(music_map.c.layout_id, music_map.c.track_count)
        row = self._connection.execute(query.where(music_map.c.space == space)).one_or_none()
        return None if row is None else f"{row.layout_id}.{row.track_count}"

    def put(self, new: MusicMap) -> None:
        """Keep a map, replacing the one of its space."""
        self._connection.execute(delete(music_map).where(music_map.c.space == new.space))
        self._connection.execute(
            insert(music_map).values(
                space=new.space,
                layout_id=new.layout_id,
                method=new.method,
                laid_out=new.laid_out,
                track_count=len(new.numbers),
                created_at=new.created_at,
                updated_at=new.updated_at,
                numbers=np.ascontiguousarray(new.numbers, "<i8").tobytes(),
                positions=np.ascontiguousarray(new.positions, "<f4").tobytes(),
            )
        )


class SqlClusterRuns:
    """Clustering runs, in SQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, run: ClusterRun) -> None:
        """Keep a run; one with the same id is replaced (its job ran again)."""
        values = {f.name: getattr(run, f.name) for f in fields(run)}
        for name in ("options", "measures", "genome", "scaling"):
            values[name] = dict(values[name])
        values["playlists"] = [_head(playlist) for playlist in run.playlists]
        values["contents"] = [_content(playlist) for playlist in run.playlists]
        self._connection.execute(delete(cluster_run).where(cluster_run.c.id == run.id))
        self._connection.execute(insert(cluster_run).values(**values))

    def get(self, run_id: str) -> ClusterRun:
        """Return a run with its playlists; raise ClusterRunNotFoundError."""
        row = _one(self._connection, cluster_run, run_id)
        if row is None:
            raise ClusterRunNotFoundError(run_id)
        return _run(row, row["contents"])

    def all(self) -> Sequence[ClusterRun]:
        """Return all runs without tracks, newest first; centroids are left out as well."""
        shown = [column for column in cluster_run.c if column.name != "contents"]
        query: Select[Any] = select(*shown)
        query = query.order_by(cluster_run.c.created_at.desc(), cluster_run.c.id.desc())
        rows = self._connection.execute(query).mappings()
        return [_run(row, [{}] * len(row["playlists"])) for row in rows]

    def update(self, run_id: str, *, name: str | None = None, pinned: bool | None = None) -> None:
        """Name or pin a run; raise ClusterRunNotFoundError."""
        told = {"name": name, "pinned": pinned}
        self._change(run_id, {key: value for key, value in told.items() if value is not None})

    def set_saved(self, run_id: str, playlist_ids: Sequence[str | None]) -> None:
        """Note which catalogue playlist each playlist of a run was saved as."""
        run = self.get(run_id)
        heads = zip(run.playlists, playlist_ids, strict=True)
        playlists = [_head(playlist) | {"saved_as": saved_as} for playlist, saved_as in heads]
        self._change(run_id, {"playlists": playlists})

    def remove(self, run_id: str) -> None:
        """Forget a run; saved playlists stay. Raise ClusterRunNotFoundError."""
        self.get(run_id)
        self._connection.execute(delete(cluster_run).where(cluster_run.c.id == run_id))

    def _change(self, run_id: str, values: Mapping[str, object]) -> None:
        if _one(self._connection, cluster_run, run_id) is None:
            raise ClusterRunNotFoundError(run_id)
        if values:
            mine = cluster_run.c.id == run_id
            self._connection.execute(update(cluster_run).where(mine).values(**values))


def _one(connection: Connection, table: Table, wanted: str) -> RowMapping | None:
    """Return the row with an id; what is no id names none."""
    if not is_id(wanted):
        return None
    query = select(table).where(table.c.id == wanted)
    return connection.execute(query).mappings().one_or_none()


def _anchor(row: RowMapping) -> Anchor:
    return Anchor(
        id=row["id"],
        name=row["name"],
        space=row["space"],
        points=row["points"].reshape(-1, row["dimension"]),
        avoided=row["avoided"].reshape(-1, row["dimension"]),
        avoided_distance=row["avoided_distance"],
        recipe=row["recipe"],
        created_at=row["created_at"],
    )


def _radio(row: RowMapping) -> Radio:
    values = {f.name: row[f.name] for f in fields(Radio) if f.name != "count"}
    return Radio(count=row["track_count"], **values)


def _head(playlist: ClusterPlaylist) -> dict[str, object]:
    """Return what lists show of a playlist."""
    return {
        "name": playlist.name,
        # pairs: PostgreSQL does not keep the order of an object's keys
        "profile": [[label, float(share)] for label, share in playlist.profile.items()],
        "tempo_bpm": playlist.tempo_bpm,
        "energy": playlist.energy,
        "reach": playlist.reach,
        "saved_as": playlist.saved_as,
        "track_count": len(playlist.track_ids) or playlist.track_count,
    }


def _content(playlist: ClusterPlaylist) -> dict[str, object]:
    return {
        "track_ids": list(playlist.track_ids),
        "centroid": [float(value) for value in playlist.centroid],
    }


def _run(row: RowMapping, contents: Sequence[Mapping[str, Any]]) -> ClusterRun:
    values = {f.name: row[f.name] for f in fields(ClusterRun) if f.name != "playlists"}
    pairs = zip(row["playlists"], contents, strict=True)
    return ClusterRun(playlists=[_playlist(head, content) for head, content in pairs], **values)


def _playlist(head: Mapping[str, Any], content: Mapping[str, Any]) -> ClusterPlaylist:
    return ClusterPlaylist(
        **{name: value for name, value in head.items() if name != "profile"},
        profile=dict(head["profile"]),
        track_ids=tuple(content.get("track_ids", ())),
        centroid=tuple(content.get("centroid", ())),
    )
