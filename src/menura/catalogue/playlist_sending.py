"""Give playlists to music servers, and take them away again.

Only playlists that Menura made are ever changed there. Which those are is written down before and
after every step that matters, so that a program killed anywhere in between ends, at the next
attempt, with exactly one playlist on the server.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from menura.catalogue.errors import CannotKeepPlaylistError
from menura.catalogue.model import Playlist, Source
from menura.catalogue.ports import (
    PlaylistRepository,
    RemotePlaylist,
    RemotePlaylistRepository,
    TrackRepository,
)
from menura.catalogue.servers import MusicServer
from menura.jobs import Job, JobQueue, Jobs
from menura.kernel.clock import Clock

SEND_PLAYLIST = "send_playlist"


class SendingUnit(Protocol):
    """A transaction on playlists and on what servers were given."""

    @property
    def playlists(self) -> PlaylistRepository:
        """Return the playlists."""
        ...

    @property
    def tracks(self) -> TrackRepository:
        """Return the tracks."""
        ...

    @property
    def remote_playlists(self) -> RemotePlaylistRepository:
        """Return what servers were given."""
        ...


class SendingStore(Protocol):
    """Open such transactions."""

    def unit(self, *, read_only: bool = False) -> AbstractContextManager[SendingUnit]:
        """Open one."""
        ...


def sending_key(source_id: str, playlist_id: str, *, delete: bool) -> str:
    """Return what sending and deleting are told apart by: one of each waits or runs at a time."""
    return f"{'delete' if delete else 'send'}/{source_id}/{playlist_id}"


def start_sending(
    jobs: Jobs, playlist_id: str, name: str, *, source: Source, delete: bool = False
) -> Job:
    """Queue the sending of a playlist to a server, or its deletion there."""
    deed = f"Delete {name} on" if delete else f"Send {name} to"
    return jobs.submit(
        SEND_PLAYLIST,
        f"{deed} {source.name}",
        {"playlist_id": playlist_id, "source_id": source.id, "delete": delete},
        queue=JobQueue.INTERACTIVE,
        singleton_key=sending_key(source.id, playlist_id, delete=delete),
    )


@dataclass(frozen=True, slots=True)
class _Outgoing:
    """A playlist as one source can hold it."""

    playlist: Playlist
    track_ids: Sequence[str]
    sent: RemotePlaylist


class StoredJournal:
    """Write down what becomes of one playlist on a server, each time in a transaction."""

    def __init__(self, store: SendingStore, sent: RemotePlaylist) -> None:
        self._store = store
        self.sent = sent
        self.name = sent.name if sent.remote_id is not None else None

    @property
    def mark(self) -> str:
        """Return what temporary playlists are told by."""
        return self.sent.mark

    @property
    def remote_id(self) -> str | None:
        """Return which playlist on the server is Menura's."""
        return self.sent.remote_id

    @property
    def before(self) -> Sequence[str] | None:
        """Return which were there before Menura's was."""
        return self.sent.before

    def note(self, remote_id: str | None) -> None:
        """Write down which playlist is Menura's."""
        self.keep(replace(self.sent, remote_id=remote_id))

    def note_before(self, ids: Sequence[str]) -> None:
        """Write down which playlists are not Menura's."""
        self.keep(replace(self.sent, before=tuple(ids)))

    def keep(self, sent: RemotePlaylist) -> None:
        """Keep all of it."""
        with self._store.unit() as unit:
            unit.remote_playlists.keep(sent)
        self.sent = sent


def send_to_server(
    store: SendingStore, server: MusicServer, source: Source, *, playlist_id: str, clock: Clock
) -> RemotePlaylist:
    """Make the server's playlist be what Menura's is: made, replaced or renamed.

    Tracks the server does not have are left out and counted.

    Raises
    ------
    PlaylistNotFoundError
    CannotKeepPlaylistError
        The server has none of its tracks.
    Those of `MusicServer.put_playlist`
        What was begun is finished by the next attempt.
    """
    outgoing = _prepare(store, source, playlist_id)
    playlist = outgoing.playlist
    journal = StoredJournal(store, outgoing.sent)
    # Until the server holds all of it again, nobody is told that it does.
    journal.keep(replace(outgoing.sent, sent_at=None))
    server.put_playlist(journal, playlist.name, outgoing.track_ids)
    journal.keep(
        replace(
            journal.sent,
            name=playlist.name,
            before=None,
            sent_at=clock.now(),
            version=playlist.version,
            track_count=len(outgoing.track_ids),
            left_out=len(playlist.items) - len(outgoing.track_ids),
        )
    )
    return journal.sent


def delete_on_server(
    store: SendingStore, server: MusicServer, *, playlist_id: str, source_id: str
) -> bool:
    """Delete what Menura keeps of a playlist on a server; return whether there was anything.

    Raises
    ------
    Those of `MusicServer.delete_playlist`
    """
    with store.unit(read_only=True) as unit:
        sent = unit.remote_playlists.get(playlist_id, source_id)
    if sent is None:
        return False
    server.delete_playlist(StoredJournal(store, sent))
    with store.unit() as unit:
        unit.remote_playlists.remove(playlist_id, source_id)
    return True


def _prepare(store: SendingStore, source: Source, playlist_id: str) -> _Outgoing:
    with store.unit(read_only=True) as unit:
        playlist = unit.playlists.get(playlist_id)
        wanted = [item.track.id for item in playlist.items]
        places = unit.tracks.locations_on(source.id, wanted)
        known = unit.remote_playlists.get(playlist.id, source.id)
    track_ids = [places[track_id] for track_id in wanted if track_id in places]
    if not track_ids:
        raise CannotKeepPlaylistError(source.name, "it has none of the tracks")
    sent = known or RemotePlaylist(playlist.id, source.id, playlist.name, _mark(playlist.id))
    return _Outgoing(playlist, track_ids, sent)


def _mark(playlist_id: str) -> str:
    """Return a word that this playlist alone is told by: the random end of its id."""
    return "menura" + playlist_id.replace("-", "")[-10:]
