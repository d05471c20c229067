"""The simplest music server there is: it lives in memory, and fails when it is told to.

It keeps the contract like any other adapter, so tests of what uses servers need no other one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from typing import TypeVar

from menura.catalogue.model import SourceKind
from menura.catalogue.server_errors import (
    IncompleteWalkError,
    NotThisServerError,
    ServerBusyError,
    ServerForbiddenError,
    ServerLoginError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerRedirectError,
    ServerStartingError,
    ServerTooLargeError,
    ServerUnreachableError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import (
    AudioStream,
    ByteRange,
    Capability,
    PlaylistJournal,
    ServerAccess,
    ServerAlbum,
    ServerInfo,
    ServerLibrary,
    ServerPlaylist,
    ServerTrack,
    TrackPart,
)
from menura.catalogue.sources.streams import CheckedAudio, StreamShape
from menura.kernel.errors import MenuraError
from tests.music_servers.rig import Fault, WorldPlaylist, WorldTrack

HOST = "memory.test:80"
PASSWORD = "k3pt-in-memory"
_Result = TypeVar("_Result")

ERRORS: Mapping[Fault, Callable[[], MenuraError]] = {
    Fault.UNAUTHORISED: lambda: ServerLoginError(HOST),
    Fault.FORBIDDEN: lambda: ServerForbiddenError(HOST, "do this", "ask its owner"),
    Fault.NOT_FOUND: lambda: ServerNotFoundError(HOST, "such thing"),
    Fault.BUSY: lambda: ServerBusyError(HOST),
    Fault.BROKEN: lambda: ServerProtocolError(HOST, "status 500"),
    Fault.STARTING: lambda: ServerStartingError(HOST),
    Fault.REDIRECT: lambda: ServerRedirectError(HOST, "http://elsewhere.test"),
    Fault.TRUNCATED: lambda: ServerProtocolError(HOST, "it broke off"),
    Fault.WRONG_LENGTH: lambda: ServerProtocolError(HOST, "it broke off"),
    Fault.GZIP_BOMB: lambda: ServerTooLargeError(HOST, 1_000_000),
    Fault.SLOW: lambda: ServerUnreachableError(HOST, "it is too slow"),
    Fault.CLOSED: lambda: ServerUnreachableError(HOST, "the connection was closed"),
    Fault.LOST_ANSWER: lambda: ServerUnreachableError(HOST, "the connection was closed"),
    Fault.HTML: lambda: NotThisServerError(HOST, "a server in memory", "a page in HTML"),
}
OF_PAGES = frozenset({Fault.SHRINKING_TOTAL, Fault.DOUBLES, Fault.MISSING_FIELDS})


@dataclass
class MemoryWorld:
    """What the server has; to be changed in place."""

    tracks: dict[str, WorldTrack] = field(default_factory=dict)
    libraries: dict[str, str] = field(default_factory=lambda: {"1": "Music"})
    playlists: dict[str, WorldPlaylist] = field(default_factory=dict)
    capabilities: frozenset[Capability] = frozenset(Capability)
    password: str = PASSWORD
    page_size: int = 4
    request_count: int = 0
    plan: tuple[Fault, int, int] | None = None
    """What fails, after so many requests, how often."""
    ids: Iterator[int] = field(default_factory=lambda: count(9001))

    def add_tracks(self, *tracks: WorldTrack) -> None:
        self.tracks.update({track.id: track for track in tracks})

    def add_playlist(self, name: str, track_ids: Sequence[str]) -> str:
        playlist_id = f"p{next(self.ids)}"
        self.playlists[playlist_id] = WorldPlaylist(playlist_id, name, list(track_ids))
        return playlist_id

    def due(self, fits: Callable[[Fault], bool]) -> Fault | None:
        """Return the fault of a request of some kind, if one is due."""
        if self.plan is None or not fits(self.plan[0]):
            return None
        fault, after, times = self.plan
        if after > 0:
            self.plan = (fault, after - 1, times)
            return None
        self.plan = (fault, 0, times - 1) if times > 1 else None
        return fault


class MemoryServer:
    """A signed-in account on a server in memory."""

    def __init__(
        self,
        world: MemoryWorld,
        access: ServerAccess = ServerAccess("http://memory.test", "me", PASSWORD),  # noqa: B008
        kind: SourceKind = SourceKind.SUBSONIC,
    ) -> None:
        self.kind = kind
        self.world = world
        self._access = access
        self.is_closed = False

    def _request(self, act: Callable[[], _Result]) -> _Result:
        """Do one thing on the server, unless it is to fail."""
        self.world.request_count += 1
        fault = self.world.due(lambda fault: fault in ERRORS)
        if fault is not None:
            if fault is Fault.LOST_ANSWER:
                act()
            raise ERRORS[fault]()
        if self._access.password != self.world.password:
            raise ServerLoginError(HOST)
        return act()

    def _need(self, capability: Capability) -> None:
        if capability not in self.world.capabilities:
            raise ServerUnsupportedError("A server in memory", capability.value)

    def sign_in(self) -> ServerAccess:
        return self._request(lambda: self._access)

    def probe(self) -> ServerInfo:
        name, capabilities = self._access.username, self.world.capabilities
        return self._request(lambda: ServerInfo(self.kind, "Memory", "1.0", name, capabilities))

    def libraries(self) -> Sequence[ServerLibrary]:
        found = self.world.libraries
        return self._request(lambda: [ServerLibrary(id_, name) for id_, name in found.items()])

    def walk(self, libraries: Sequence[str] = ()) -> Iterator[TrackPart]:
        chosen = list(libraries) or list(self.world.libraries)
        if unknown := set(chosen) - set(self.world.libraries):
            raise ServerNotFoundError(HOST, f"library {unknown.pop()}")
        wanted = [track for track in self.world.tracks.values() if track.library in chosen]
        seen: set[str] = set()
        for start in range(0, len(wanted), self.world.page_size):
            fault = self.world.due(lambda fault: fault in OF_PAGES)
            page = wanted[start : start + self.world.page_size]
            if fault is Fault.DOUBLES:
                page[0] = wanted[start - 1]
            found = self._request(lambda page=page: [to_track(t) for t in page])  # type: ignore[misc]
            if fault is Fault.MISSING_FIELDS:
                found = [ServerTrack(track.id) for track in found]
            if fault is Fault.SHRINKING_TOTAL:
                raise IncompleteWalkError(HOST, "the total shrank")
            fresh = [track for track in found if track.id not in seen]
            seen.update(track.id for track in fresh)
            yield TrackPart(fresh, len(wanted))
        if len(seen) < len(wanted):
            raise IncompleteWalkError(HOST, f"{len(seen)} of {len(wanted)} were listed")

    def recent_albums(
        self, limit: int | None, libraries: Sequence[str] = ()
    ) -> Iterator[ServerAlbum]:
        newest: dict[str, list[WorldTrack]] = {}
        for track in sorted(self.world.tracks.values(), key=lambda track: -track.added):
            if not libraries or track.library in libraries:
                newest.setdefault(track.album_id, []).append(track)
        albums = self._request(lambda: [to_album(tracks) for tracks in newest.values()])
        return islice(albums, limit)

    def album_tracks(self, album_id: str) -> Sequence[ServerTrack]:
        found = [track for track in self.world.tracks.values() if track.album_id == album_id]
        tracks = self._request(lambda: [to_track(track) for track in found])
        if not tracks:
            raise ServerNotFoundError(HOST, f"album {album_id}")
        return tracks

    @contextmanager
    def open_original(
        self, track_id: str, byte_range: ByteRange | None = None
    ) -> Iterator[AudioStream]:
        self._need(Capability.DOWNLOAD)
        audio = self._request(lambda: self._track(track_id).audio)
        if self.world.due(lambda fault: fault is Fault.NOT_AUDIO) is not None:
            audio = b'{"error": "no audio"}'
        shape = StreamShape(len(audio), size_bytes=len(audio))
        if byte_range is not None:
            last = len(audio) - 1
            last = last if byte_range.last is None else min(last, byte_range.last)
            shape = StreamShape(len(audio), len(audio), byte_range.first, last)
            audio = audio[byte_range.first : last + 1]
        yield CheckedAudio(HOST, iter([audio]), shape)

    def playlists(self) -> Sequence[ServerPlaylist]:
        self._need(Capability.PLAYLISTS)
        return self._request(
            lambda: [
                ServerPlaylist(p.id, p.name, len(p.track_ids), is_writable=p.is_writable)
                for p in self.world.playlists.values()
            ]
        )

    def playlist_tracks(self, playlist_id: str) -> Sequence[str]:
        return self._request(lambda: list(self._playlist(playlist_id).track_ids))

    def put_playlist(self, journal: PlaylistJournal, name: str, track_ids: Sequence[str]) -> None:
        if not self._sweep(journal):
            working_name = f"[{journal.mark}]"
            journal.note(self._request(lambda: self.world.add_playlist(working_name, [])))

        def fill() -> None:
            made = self._playlist(journal.remote_id or "")
            made.name, made.track_ids = name, list(track_ids)

        self._request(fill)

    def delete_playlist(self, journal: PlaylistJournal) -> None:
        if self._sweep(journal):
            self._delete(journal.remote_id or "")
        journal.note(None)

    def _sweep(self, journal: PlaylistJournal) -> bool:
        """Delete what attempts left behind; tell whether the journal's playlist is there."""
        found = self.playlists()
        for playlist in found:
            if playlist.name == f"[{journal.mark}]" and playlist.id != journal.remote_id:
                self._delete(playlist.id)
        return any(playlist.id == journal.remote_id for playlist in found)

    def _delete(self, playlist_id: str) -> None:
        self._request(lambda: self.world.playlists.pop(playlist_id, None))

    def top_played(self, limit: int) -> Sequence[ServerTrack]:
        self._need(Capability.PLAY_COUNTS)
        played = [track for track in self.world.tracks.values() if track.play_count]
        played.sort(key=lambda track: -track.play_count)
        return self._request(lambda: [to_track(track) for track in played[:limit]])

    def last_played(self, limit: int) -> Sequence[ServerTrack]:
        self._need(Capability.LAST_PLAYED)
        played = [track for track in self.world.tracks.values() if track.last_played is not None]
        played.sort(key=lambda track: -(track.last_played or 0))
        return self._request(lambda: [to_track(track) for track in played[:limit]])

    def search(self, words: str, limit: int) -> Sequence[ServerTrack]:
        self._need(Capability.SEARCH)
        found = [t for t in self.world.tracks.values() if words.lower() in t.title.lower()]
        return self._request(lambda: [to_track(track) for track in found[:limit]])

    def set_favourite(self, track_id: str, is_favourite: bool) -> None:
        self._need(Capability.FAVOURITES)
        self._request(lambda: setattr(self._track(track_id), "favourite", is_favourite))

    def rate(self, track_id: str, rating: int | None) -> None:
        self._need(Capability.RATINGS)
        self._request(lambda: setattr(self._track(track_id), "rating", rating))

    def scrobble(self, track_id: str, at: datetime) -> None:
        self._need(Capability.SCROBBLES)

        def play() -> None:
            track = self._track(track_id)
            track.play_count, track.last_played = track.play_count + 1, at.timestamp()

        self._request(play)

    def close(self) -> None:
        self.is_closed = True

    def _track(self, track_id: str) -> WorldTrack:
        if track_id not in self.world.tracks:
            raise ServerNotFoundError(HOST, f"track {track_id}")
        return self.world.tracks[track_id]

    def _playlist(self, playlist_id: str) -> WorldPlaylist:
        if playlist_id not in self.world.playlists:
            raise ServerNotFoundError(HOST, f"playlist {playlist_id}")
        return self.world.playlists[playlist_id]


def to_track(track: WorldTrack) -> ServerTrack:
    """Return what a server lists of a track."""
    return ServerTrack(
        id=track.id,
        title=track.title,
        artists=(track.artist,) if track.artist else (),
        album=track.album,
        album_id=track.album_id,
        album_artist=track.artist,
        duration_s=track.duration_s,
        path=track.path or None,
        suffix=track.suffix,
        size_bytes=len(track.audio),
        changed_at=datetime.fromtimestamp(track.added, UTC),
        musicbrainz_recording_id=track.recording_id,
        play_count=track.play_count,
        last_played_at=to_moment(track.last_played),
        is_favourite=track.favourite,
        rating=track.rating,
    )


def to_album(tracks: Sequence[WorldTrack]) -> ServerAlbum:
    first = tracks[0]
    added = to_moment(first.added)
    return ServerAlbum(first.album_id, first.album, first.artist, added, len(tracks))


def to_moment(unix_s: float | None) -> datetime | None:
    return None if unix_s is None else datetime.fromtimestamp(unix_s, UTC)


class MemoryRig:
    """See `ServerRig`."""

    host = HOST
    secrets: Sequence[str] = (PASSWORD,)
    holds_doubles = True
    unique_names = False

    def __init__(self, world: MemoryWorld) -> None:
        self.world = world
        self.capabilities = world.capabilities

    def connect(self) -> MemoryServer:
        return MemoryServer(self.world)

    def tracks(self) -> Mapping[str, WorldTrack]:
        return self.world.tracks

    def playlists(self) -> Mapping[str, WorldPlaylist]:
        return self.world.playlists

    def add_foreign_playlist(self, name: str, track_ids: Sequence[str]) -> str:
        return self.world.add_playlist(name, track_ids)

    def fail(self, fault: Fault, *, after: int = 0, times: int = 1) -> bool:
        self.world.plan = (fault, after, times)
        return True

    def request_count(self) -> int:
        return self.world.request_count


@contextmanager
def open_rig(tmp_path: Path) -> Iterator[MemoryRig]:
    """Make a small world of two libraries, with plays, ratings and favourites."""
    world = MemoryWorld(libraries={"1": "Music", "2": "Samples"})
    for at in range(11):
        world.add_tracks(
            WorldTrack(
                id=f"t{at}",
                title=f"Title {at} \"'\n🎧",
                artist=f"Artist {at % 3}",
                album=f"Album {at // 4}",
                album_id=f"a{at // 4}",
                path=f"Album {at // 4}/{at}.flac",
                audio=b"fLaC" + bytes([at]) * 5000,
                play_count=at % 4,
                last_played=1_700_000_000.0 + at if at % 4 else None,
                favourite=at % 3 == 0,
                rating=at * 10 if at % 2 else None,
                added=1_690_000_000.0 + at,
                library=str(1 + at // 8),
            )
        )
    yield MemoryRig(world)
