"""State what discovery needs of a store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from menura.catalogue import TrackKind
from menura.discover.clusters.model import ClusterRun
from menura.discover.model import Anchor, MusicMap, Radio


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One track that was heard, as the store reads it; corrections are applied.

    Attributes
    ----------
    key : int, optional
        0 to 23, as on the shelf.
    moods, tags : mapping of str to float
        Probabilities of those that hold (`menura.analysis.view_moods`).
    """

    number: int
    id: str
    source_id: str
    location: str
    kind: TrackKind
    title: str
    artists: Sequence[str]
    album: str | None
    album_artist: str | None
    year: int | None
    genres: Sequence[str]
    duration_s: float | None
    added_at: datetime
    is_favourite: bool
    tempo_bpm: float | None
    key: int | None
    key_confidence: float
    energy: float | None
    brightness: float | None
    loudness_lufs: float | None
    instrument: str | None = None
    moods: Mapping[str, float] = field(default_factory=dict)
    tags: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShelfChanges:
    """What became of tracks since a revision.

    Attributes
    ----------
    revision : int
        The newest change contained; ask for what is newer than this next time.
    removed : sequence of int
        Numbers of tracks that are gone, missing, or not heard (any more).
    is_whole : bool
        Everything is contained, whatever was known before: traces older than `since` are gone.
    """

    revision: int
    rows: Sequence[ShelfRow]
    removed: Sequence[int]
    is_whole: bool = False


class ShelfRepository(Protocol):
    """Tell what changed in the library."""

    def revision(self) -> int:
        """Return the newest change of any track."""
        ...

    def changes(self, since: int, limit: int) -> ShelfChanges:
        """Return at most about `limit` changes after a revision, in their order."""
        ...


class AnchorRepository(Protocol):
    """Keep anchors and radios."""

    def add_anchor(self, anchor: Anchor) -> None:
        """Keep a new anchor."""
        ...

    def anchor(self, anchor_id: str) -> Anchor:
        """Return an anchor; raise AnchorNotFoundError."""
        ...

    def anchors(self) -> Sequence[Anchor]:
        """Return all anchors by name."""
        ...

    def rename_anchor(self, anchor_id: str, name: str) -> None:
        """Give an anchor another name; raise AnchorNotFoundError."""
        ...

    def remove_anchor(self, anchor_id: str) -> None:
        """Forget an anchor and its radios; raise AnchorNotFoundError."""
        ...

    def put_radio(self, radio: Radio) -> None:
        """Keep a radio, replacing the one with its id."""
        ...

    def radio(self, radio_id: str) -> Radio:
        """Return a radio; raise RadioNotFoundError."""
        ...

    def radios(self) -> Sequence[Radio]:
        """Return all radios by name."""
        ...

    def remove_radio(self, radio_id: str) -> None:
        """Forget a radio; its playlist stays. Raise RadioNotFoundError."""
        ...


class MapRepository(Protocol):
    """Keep where tracks lie on the music map."""

    def get(self, space: str) -> MusicMap | None:
        """Return the map of a space, if there is one."""
        ...

    def layout(self, space: str) -> str | None:
        """Return the name of the newest layout and its places, without reading them."""
        ...

    def put(self, music_map: MusicMap) -> None:
        """Keep a map, replacing the one of its space."""
        ...


class ClusterRunRepository(Protocol):
    """Keep what clustering found, version by version."""

    def add(self, run: ClusterRun) -> None:
        """Keep a run; one with the same id is replaced (its job ran again)."""
        ...

    def get(self, run_id: str) -> ClusterRun:
        """Return a run with its playlists; raise ClusterRunNotFoundError."""
        ...

    def all(self) -> Sequence[ClusterRun]:
        """Return all runs without tracks, newest first."""
        ...

    def update(self, run_id: str, *, name: str | None = None, pinned: bool | None = None) -> None:
        """Name or pin a run; raise ClusterRunNotFoundError."""
        ...

    def set_saved(self, run_id: str, playlist_ids: Sequence[str | None]) -> None:
        """Note which catalogue playlist each playlist of a run was saved as."""
        ...

    def remove(self, run_id: str) -> None:
        """Forget a run; saved playlists stay. Raise ClusterRunNotFoundError."""
        ...
