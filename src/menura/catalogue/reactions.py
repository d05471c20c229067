"""Note what a listener does about tracks: plays, favourites, ratings; and tell the servers.

What is to be told to a server is written in the same transaction as the deed itself, so that
neither is lost without the other; a job tells it afterwards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from menura.catalogue.listening import OWN_LISTENER, ListeningRepository
from menura.catalogue.model import MUSIC_SERVERS, Source, Track
from menura.catalogue.ports import (
    SourceRepository,
    TrackRepository,
    WriteBack,
    WriteBackRepository,
    WriteKind,
)
from menura.catalogue.server_errors import (
    ServerForbiddenError,
    ServerNotFoundError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import MusicServer
from menura.jobs import JobQueue, Jobs

WRITE_BACK = "write_back"


@dataclass(frozen=True, slots=True)
class ReactionPorts:
    """What reactions are kept in."""

    sources: SourceRepository
    tracks: TrackRepository
    listening: ListeningRepository
    write_backs: WriteBackRepository


class Reactions:
    """What listeners do about tracks, inside one transaction."""

    def __init__(self, ports: ReactionPorts, jobs: Jobs) -> None:
        self._ports = ports
        self._jobs = jobs

    def play(self, track: Track, listener: str, at: datetime) -> None:
        """Count a play; those of Menura's own listener are told to servers that want it."""
        self._ports.listening.add_play(listener, track.id, at)
        if listener == OWN_LISTENER:
            self._tell(track, WriteKind.PLAY, value=None, at=at)

    def favour(self, track: Track, is_favourite: bool, at: datetime) -> None:
        """Make a track a favourite, or no longer one."""
        self._ports.tracks.set_favourite(track.id, is_favourite)
        self._tell(track, WriteKind.FAVOURITE, value=int(is_favourite), at=at)

    def rate(self, track: Track, rating: int | None, at: datetime) -> None:
        """Rate a track 0 .. 100, or take its rating away."""
        self._ports.tracks.set_rating(track.id, rating)
        self._tell(track, WriteKind.RATING, value=rating, at=at)

    def tell_waiting(self, source_id: str) -> None:
        """Have a server told what it could not be told before, if there is anything."""
        if self._ports.write_backs.count(source_id):
            start_write_back(self._jobs, self._ports.sources.get(source_id))

    def _tell(self, track: Track, kind: WriteKind, *, value: int | None, at: datetime) -> None:
        """Note it for every server that has the track and wants to be told."""
        told = [s for s in self._ports.sources.all() if wants_to_be_told(s, kind)]
        if not told:
            return
        copies = self._ports.tracks.copies_of([track.number]).get(track.number, ())
        places = {one.source_id: one.location for one in (*copies, track)}
        for source in told:
            if source.id in places:
                self._ports.write_backs.add(source.id, places[source.id], kind, value=value, at=at)
                start_write_back(self._jobs, source)


def start_write_back(jobs: Jobs, source: Source) -> None:
    """Queue the telling of a server, unless that waits already."""
    jobs.submit(
        WRITE_BACK,
        f"Tell {source.name} what was played and marked",
        {"source_id": source.id},
        queue=JobQueue.INTERACTIVE,
        singleton_key=source.id,
    )


def wants_to_be_told(source: Source, kind: WriteKind) -> bool:
    """Tell whether a person has switched on that a server is told of such things."""
    options = source.options
    wanted: Mapping[WriteKind, bool] = {
        WriteKind.FAVOURITE: options.write_favourites,
        WriteKind.RATING: options.write_ratings,
        WriteKind.PLAY: options.write_plays,
    }
    return source.kind in MUSIC_SERVERS and wanted[kind]


def tell_server(server: MusicServer, write: WriteBack) -> str | None:
    """Tell a server one thing; return why it will never take it, if so.

    Raises
    ------
    Those of `MusicServer` that may pass: it is to be told again.
    """
    deeds: Mapping[WriteKind, Callable[[], None]] = {
        WriteKind.FAVOURITE: lambda: server.set_favourite(write.location, bool(write.value)),
        WriteKind.RATING: lambda: server.rate(write.location, write.value),
        WriteKind.PLAY: lambda: server.scrobble(write.location, write.at),
    }
    try:
        deeds[write.kind]()
    except (ServerNotFoundError, ServerUnsupportedError, ServerForbiddenError) as error:
        return error.message
    return None
