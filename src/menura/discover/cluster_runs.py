"""Ask for automatic playlists, and look after their versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from menura.catalogue import NewPlaylistItem, Playlist, Playlists, normalise_search
from menura.discover.clusters.comparison import RunComparison, compare_runs
from menura.discover.clusters.model import (
    Basis,
    ClusterOptions,
    ClusterPlaylist,
    ClusterRun,
)
from menura.discover.clusters.options import (
    check_options,
    options_from_payload,
    options_to_payload,
    settle_options,
)
from menura.discover.errors import (
    ClusterRunBusyError,
    ClusterRunNotFoundError,
    ClusterRunPinnedError,
    EmptyLibraryError,
    SearchInputError,
    SpaceEmptyError,
)
from menura.discover.filters import TrackFilter, mask
from menura.discover.filters import to_payload as filter_to_payload
from menura.discover.ports import ClusterRunRepository
from menura.discover.search_space import SearchSpace
from menura.discover.shelf import Shelf
from menura.jobs import Job, JobQueue, Jobs
from menura.kernel.ids import is_id

CLUSTER = "cluster"
CLUSTER_BATCH = "cluster_batch"
CLUSTER_REFRESH = "cluster_refresh"
NAME_CHARACTERS = 200
LATEST = "latest"


class ClusterRuns:
    """Versions of the automatic playlists, as doors use them."""

    def __init__(self, runs: ClusterRunRepository, playlists: Playlists, jobs: Jobs) -> None:
        self._runs = runs
        self._playlists = playlists
        self._jobs = jobs

    def start(
        self,
        options: ClusterOptions,
        search: SearchSpace,
        *,
        track_filter: TrackFilter | None = None,
        name: str | None = None,
    ) -> Job:
        """Queue a search for playlists; its job has the id of the version it makes.

        Raises
        ------
        SearchInputError, EmptyLibraryError, SpaceEmptyError
            The options make no sense for this library.
        ClusterRunBusyError
            A search with other options is at work.
        """
        track_filter, shelf = track_filter or TrackFilter(), search.shelf
        if name is not None:
            self._check_free(check_name(name))
        payload = cluster_payload(options, track_filter, name)
        count = int(mask(shelf, track_filter).sum())
        if not count:
            raise EmptyLibraryError(filtered=bool(len(shelf)))
        if options.basis is Basis.EMBEDDINGS and not len(search.index):
            raise SpaceEmptyError(search.name)
        if options.min_songs > max(count, ClusterOptions().min_songs):
            raise SearchInputError(
                f"No playlist has {options.min_songs} songs where there are {count} tracks; take "
                "a smaller min_songs.",
                field="min_songs",
            )
        check_options(settle_options(options, count), count)
        check_genres(options.genres, shelf)
        working = self._jobs.find_unfinished(CLUSTER, CLUSTER)
        if working is not None and dict(working.payload) != payload:
            raise ClusterRunBusyError(working.id)
        return self._jobs.submit(
            CLUSTER, "Find playlists", payload, queue=JobQueue.PARENTS, singleton_key=CLUSTER
        )

    def refresh(self, name_or_id: str) -> Job:
        """Queue adding new music to the playlists of a version, as a version of its own.

        Raises
        ------
        ClusterRunNotFoundError
        """
        run = self.get(name_or_id)
        return self._jobs.submit(
            CLUSTER_REFRESH,
            "Add new music to playlists",
            {"run_id": run.id},
            queue=JobQueue.WORK,
            singleton_key=f"cluster_refresh {run.id}",
        )

    def all(self) -> Sequence[ClusterRun]:
        """Return all versions without tracks, newest first."""
        return self._runs.all()

    def get(self, name_or_id: str) -> ClusterRun:
        """Return a version by id, by name or as ``latest``; raise ClusterRunNotFoundError."""
        if is_id(name_or_id):
            return self._runs.get(name_or_id)
        for run in self._runs.all():
            if name_or_id in (LATEST, run.name):
                return self._runs.get(run.id)
        raise ClusterRunNotFoundError(name_or_id)

    def playlist(self, name_or_id: str, position: int) -> ClusterPlaylist:
        """Return a playlist of a version; raise ClusterRunNotFoundError or SearchInputError."""
        run = self.get(name_or_id)
        _check_position(run, position)
        return run.playlists[position]

    def update(
        self, name_or_id: str, *, name: str | None = None, pinned: bool | None = None
    ) -> ClusterRun:
        """Name or pin a version; raise ClusterRunNotFoundError or SearchInputError."""
        run = self.get(name_or_id)
        if name is not None:
            name = check_name(name)
            if name != run.name:
                self._check_free(name)
        self._runs.update(run.id, name=name, pinned=pinned)
        return self._runs.get(run.id)

    def remove(self, name_or_id: str) -> None:
        """Forget a version; playlists saved of it stay.

        Raises
        ------
        ClusterRunNotFoundError, ClusterRunPinnedError
        """
        run = self.get(name_or_id)
        if run.pinned:
            raise ClusterRunPinnedError
        self._runs.remove(run.id)

    def compare(self, name_or_id: str, other: str) -> RunComparison:
        """Tell how two versions differ; raise ClusterRunNotFoundError."""
        return compare_runs(self.get(name_or_id), self.get(other))

    def save(self, name_or_id: str, positions: Sequence[int] = ()) -> Mapping[int, Playlist]:
        """Keep playlists of a version in the catalogue; all if no position is named.

        Saved again, a playlist that still exists is put back to what the version holds: this is
        how an earlier version is restored. Nothing else is replaced.

        Raises
        ------
        ClusterRunNotFoundError
        SearchInputError
            There is no playlist at a position.
        """
        run = self.get(name_or_id)
        wanted = list(dict.fromkeys(positions)) or list(range(len(run.playlists)))
        for position in wanted:
            _check_position(run, position)
        saved = {position: self._save(run.playlists[position]) for position in wanted}
        ids = [
            saved[i].id if i in saved else playlist.saved_as
            for i, playlist in enumerate(run.playlists)
        ]
        self._runs.set_saved(run.id, ids)
        return saved

    def _check_free(self, name: str) -> None:
        if any(run.name == name for run in self._runs.all()):
            raise SearchInputError(
                f"There is a version {name!r} already; choose another name.", field="name"
            )

    def _save(self, playlist: ClusterPlaylist) -> Playlist:
        items = [
            NewPlaylistItem(track_id, f"belongs to {playlist.name}")
            for track_id in self._playlists.known_tracks(playlist.track_ids)
        ]
        described = ", ".join(list(playlist.profile)[:3])
        return self._playlists.put_made(
            playlist.saved_as, playlist.name, items, f"Found by clustering: {described}."
        )


def _check_position(run: ClusterRun, position: int) -> None:
    if not 0 <= position < len(run.playlists):
        raise SearchInputError(
            f"There is no playlist at position {position}; the version has "
            f"{len(run.playlists)}, counted from 0.",
            field="position",
        )


@dataclass(frozen=True, slots=True)
class ClusterWork:
    """What a job that searches for playlists was asked."""

    options: ClusterOptions
    name: str | None


def cluster_payload(
    options: ClusterOptions, track_filter: TrackFilter, name: str | None = None
) -> dict[str, Any]:
    """Return what a job that searches for playlists is told; read by `cluster_work`."""
    return {
        "options": options_to_payload(replace(options, filter=filter_to_payload(track_filter))),
        "name": None if name is None else check_name(name),
    }


def cluster_work(payload: Mapping[str, Any]) -> ClusterWork:
    """Return what a job's payload says; what it leaves out is as usual."""
    return ClusterWork(options_from_payload(payload.get("options", {})), payload.get("name"))


def check_name(name: str) -> str:
    """Return a version's name; raise SearchInputError for one nobody could read."""
    plain = " ".join(name.split())
    if not plain or len(plain) > NAME_CHARACTERS or not plain.isprintable() or plain == LATEST:
        raise SearchInputError(
            f"A version's name has 1 to {NAME_CHARACTERS} printable characters, and is not "
            f"{LATEST!r}, which stands for the newest.",
            field="name",
        )
    return plain


def check_genres(genres: Sequence[str], shelf: Shelf) -> None:
    """Raise SearchInputError for a genre that no track has."""
    known = {normalise_search(name) for name in (*shelf.genres.names, *shelf.tags.names)}
    for genre in genres:
        if normalise_search(genre) not in known:
            raise SearchInputError(
                f"No track is of the genre {genre[:80]!r}; leave it out.", field="genres"
            )
