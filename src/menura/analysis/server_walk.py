"""Walk a music server: note its tracks, and what its account has played and marked."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from menura.catalogue import (
    SERVER_NAMES,
    FoundFile,
    Listening,
    ListeningRepository,
    Source,
    SourceRepository,
    Track,
    TrackRepository,
    found_on_server,
    listener_of,
)
from menura.catalogue.server_errors import IncompleteWalkError, ServerNotFoundError
from menura.catalogue.servers import MusicServer, ServerTrack
from menura.jobs import JobContext, Progress
from menura.kernel.clock import Clock

CHUNK = 500
MOVED_AT_ONCE = 100  # others can write in between
SAME_RATING = 10  # servers keep ratings in steps: what was told to them comes back rounded
Marks = Mapping[str, int | bool]


class WalkUnit(Protocol):
    """A transaction on tracks and on what was listened to."""

    @property
    def sources(self) -> SourceRepository:
        """Return the sources."""
        ...

    @property
    def tracks(self) -> TrackRepository:
        """Return the tracks."""
        ...

    @property
    def listening(self) -> ListeningRepository:
        """Return what was listened to."""
        ...


class WalkStore(Protocol):
    """Open such transactions."""

    def unit(self, *, read_only: bool = False) -> AbstractContextManager[WalkUnit]:
        """Open one."""
        ...


@dataclass(slots=True)
class ServerWalk:
    """A walk under way.

    Attributes
    ----------
    recent_albums : int, optional
        Only so many albums, newest first: nothing can then be told to be missing.
    incomplete : IncompleteWalkError, optional
        Why not everything was seen, after `go`.
    """

    store: WalkStore
    source: Source
    clock: Clock
    recent_albums: int | None = None
    incomplete: IncompleteWalkError | None = None
    counts: dict[str, int] = field(
        default_factory=lambda: {"found": 0, "new": 0, "changed": 0, "missing": 0}
    )

    def go(self, context: JobContext, server: MusicServer) -> dict[str, int]:
        """Note every track; mark as missing what is no longer there, if all of it was seen.

        Raises
        ------
        Those of `MusicServer.walk`
            But for IncompleteWalkError, which is kept: what was seen is to be heard first.
        """
        name = SERVER_NAMES[self.source.kind]
        context.report(Progress(stage=f"asking {name} for its tracks", counts=self.counts))
        try:
            for tracks in self._parts(server):
                context.check()
                if tracks:
                    self._keep(context, tracks)
        except IncompleteWalkError as error:
            self.incomplete = error
            context.log(error.message, "warning")
        if self.recent_albums is None and self.incomplete is None:
            self._conclude(context)
        context.log(
            f"Found {self.counts['found']} tracks: {self.counts['new']} new, "
            f"{self.counts['changed']} changed, {self.counts['missing']} no longer there."
        )
        return self.counts

    def _parts(self, server: MusicServer) -> Iterator[Sequence[ServerTrack]]:
        libraries = self.source.options.libraries
        if self.recent_albums is None:
            for part in server.walk(libraries):
                if not part.tracks:
                    yield ()  # a moment to be stopped at
                for start in range(0, len(part.tracks), CHUNK):
                    yield part.tracks[start : start + CHUNK]
            return
        for album in server.recent_albums(self.recent_albums, libraries):
            try:
                yield server.album_tracks(album.id)
            except ServerNotFoundError:  # deleted since it was listed
                continue

    def _keep(self, context: JobContext, tracks: Sequence[ServerTrack]) -> None:
        """Note tracks, and what their account did with them, in one transaction."""
        files: list[FoundFile] = [found_on_server(track) for track in tracks]
        with self.store.unit() as unit:
            places = [track.id for track in tracks]
            before = unit.tracks.said_marks(self.source.id, places)
            seen = unit.tracks.upsert_found(self.source.id, context.job.id, files, self.clock.now())
            if self.source.options.read_plays:
                self._keep_plays(unit, tracks, before)
        self.counts["found"] += len(files)
        self.counts["new"] += seen.new
        self.counts["changed"] += seen.changed
        context.report(Progress(counts=self.counts))

    def _keep_plays(
        self, unit: WalkUnit, tracks: Sequence[ServerTrack], before: Mapping[str, Marks]
    ) -> None:
        """Take over plays, and the favourites and ratings that have changed since the last walk.

        What was changed here alone stays: the server says of it what it has always said.
        """
        told = [t for t in tracks if t.play_count or _has_news(t, before.get(t.id, {}))]
        if not told:
            return
        standing = unit.tracks.by_locations(self.source.id, [track.id for track in told])
        plays = []
        for one in told:
            track = standing.get(one.id)
            if track is None:
                continue
            if one.play_count:
                plays.append(Listening(track.id, one.play_count, one.last_played_at))
            _take_marks(unit, track, one, before.get(one.id, {}))
        if plays:
            unit.listening.take_over(listener_of(self.source), plays)

    def _conclude(self, context: JobContext) -> None:
        """Mark what a complete walk did not see; an empty answer is not believed.

        Tracks that the server calls by other ids now are known again before.
        """
        with self.store.unit() as unit:
            if self.counts["found"] == 0 and unit.tracks.counts(self.source.id).total:
                self.incomplete = IncompleteWalkError(
                    self.source.name, "it has no tracks at all now, and had some before"
                )
        if self.incomplete is not None:  # said outside: the log is a transaction of its own
            context.log(self.incomplete.message, "warning")
            return
        self._know_again(context)
        with self.store.unit() as unit:
            self.counts["missing"] = unit.tracks.mark_missing(self.source.id, context.job.id, ())

    def _know_again(self, context: JobContext) -> None:
        """Know tracks again that the server calls by other ids than when it was last seen whole."""
        with self.store.unit(read_only=True) as unit:
            since = unit.sources.get(self.source.id).last_scan_at
            moved = unit.tracks.known_again(self.source.id, context.job.id, since)
        for start in range(0, len(moved), MOVED_AT_ONCE):
            context.check()
            with self.store.unit() as unit:
                unit.tracks.move(moved[start : start + MOVED_AT_ONCE])
        if moved:
            self.counts["new"] = max(0, self.counts["new"] - len(moved))
            context.log(f"{len(moved)} tracks have other ids on the server now; known again.")


def _has_news(told: ServerTrack, before: Marks) -> bool:
    """Tell whether a server says something else of a favourite or rating than it did."""
    return (bool(told.is_favourite), told.rating) != (
        bool(before.get("favourite")),
        before.get("rating"),
    )


def _take_marks(unit: WalkUnit, track: Track, told: ServerTrack, before: Marks) -> None:
    """Take over what has changed on the server; seen for the first time, nothing is taken away."""
    is_favourite = bool(told.is_favourite)
    if is_favourite != bool(before.get("favourite")) and is_favourite != track.favourite:
        unit.tracks.set_favourite(track.id, is_favourite)
    if told.rating is None or told.rating == before.get("rating"):
        return
    is_first = "rating" not in before and track.rating is not None
    is_ours = track.rating is not None and abs(track.rating - told.rating) <= SAME_RATING
    if not is_first and not is_ours:
        unit.tracks.set_rating(track.id, told.rating)
