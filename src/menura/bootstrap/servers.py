"""Speak with the music servers of sources: the wiring of accounts, spool and adapters."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from menura.bootstrap.rooms import Rooms
from menura.catalogue import (
    MUSIC_SERVERS,
    ByteRange,
    Library,
    MusicServer,
    NotAServerError,
    RemotePlaylist,
    ServerAccess,
    ServerInfo,
    ServerLibrary,
    ServerWish,
    Source,
    SourceKind,
    SourceKnownError,
    SourceOptions,
    Spool,
    SpoolFullError,
    Track,
    TrackFileMissingError,
    closed_when_stopped,
    delete_on_server,
    send_to_server,
    tidy_url,
)
from menura.catalogue.server_errors import ServerCertificateError, ServerUnsupportedError
from menura.kernel.clock import Clock
from menura.kernel.errors import CancelledError, MenuraError
from menura.kernel.sealing import Sealer
from menura.store import Store

if TYPE_CHECKING:
    from menura.catalogue.servers import AudioStream

T = TypeVar("T")
RoomsOpener = Callable[..., AbstractContextManager[Rooms]]
Opener = Callable[[MusicServer, str], AbstractContextManager[T]]
SPOOL = "spool"


@dataclass(frozen=True, slots=True)
class TriedServer:
    """What came of a real connection to a server.

    Attributes
    ----------
    access : ServerAccess
        To be kept: with a token in the password's place where the server gives one.
    """

    access: ServerAccess
    info: ServerInfo
    libraries: Sequence[ServerLibrary]
    is_own_token: bool = False
    """Whether the token was made now, from a password."""


@dataclass(frozen=True, slots=True)
class PlayedFrom:
    """Where a track is played from: a file of this machine, or a server's id for it."""

    file: Path | None
    source: Source
    location: str
    others: tuple["PlayedFrom", ...] = ()
    """Other servers that have it, for when this one does not answer."""


class Servers:
    """The music servers of this Menura's sources."""

    def __init__(
        self, store: Store, rooms: RoomsOpener, sealer: Sealer, *, folder: Path, clock: Clock
    ) -> None:
        self._store = store
        self._rooms = rooms
        self._sealer = sealer
        self._folder = folder
        self._clock = clock

    @cached_property
    def spool(self) -> Spool:
        """Return where originals lie while somebody listens to them."""
        return Spool(self._folder)

    # --------------------------------------------------------------- connect

    def try_access(
        self, kind: SourceKind, access: ServerAccess, certificate_sha256: str | None = None
    ) -> TriedServer:
        """Connect for real: sign in, and ask what the account may do.

        Raises
        ------
        Those of `menura.catalogue.server_errors`
        """
        from menura.catalogue.sources.opening import open_server

        device = access.device or self._store.library
        access = replace(access, url=tidy_url(kind, access.url), device=device)
        if certificate_sha256 is not None:
            access = _pinned(access, certificate_sha256)
        with closing(open_server(kind, access, self._folder)) as server:
            signed_in = server.sign_in()
            info = server.probe()
            try:
                libraries = server.libraries()
            except ServerUnsupportedError:
                libraries = ()
        is_own_token = access.password is not None and signed_in.token not in (None, access.token)
        return TriedServer(signed_in, info, libraries, is_own_token)

    def add(
        self,
        kind: SourceKind,
        tried: TriedServer,
        *,
        options: SourceOptions,
        name: str | None = None,
    ) -> Source:
        """Take in a server that was tried; raise SourceKnownError."""
        options = replace(options, is_own_token=tried.is_own_token)
        wish = ServerWish(kind, tried.access, options, name)
        try:
            with self._rooms() as rooms:
                return rooms.server_sources.add(wish, tried.info)
        except SourceKnownError:  # servers may end an older login with this one
            with self._rooms() as rooms:
                rooms.server_sources.renew(tried.access, tried.info)
            raise

    def access(self, source: Source, *, with_secret: bool = True) -> ServerAccess:
        """Return how a source's server is reached.

        Raises
        ------
        NotAServerError, SealBrokenError
        """
        if source.kind not in MUSIC_SERVERS:
            raise NotAServerError(source.name, "connect to it")
        with self._rooms(read_only=True) as rooms:
            return rooms.server_sources.access(source, with_secret=with_secret)

    @contextmanager
    def open_server(self, source: Source) -> Iterator[MusicServer]:
        """Open an adapter with the account of a source; nothing is asked yet.

        Raises
        ------
        NotAServerError, SealBrokenError
        Those of `menura.catalogue.server_errors`
        """
        from menura.catalogue.sources.opening import open_server

        adapter = open_server(source.kind, self.access(source), self._folder)
        with closing(adapter) as server:
            yield server

    def sign_out(self, source: Source) -> None:
        """End a login that Menura itself has made; a server that does not answer keeps it."""
        if not source.options.is_own_token:
            return
        with suppress(MenuraError), self.open_server(source) as server:
            end = getattr(server, "sign_out", None)
            if end is not None:
                end()

    # ------------------------------------------------------------- originals

    def take(self, server: MusicServer, track_id: str, should_stop: Callable[[], bool]) -> Path:
        """Fetch an original; whoever takes it unlinks it."""
        return self.spool.take(server, track_id, should_stop)

    def played_from(self, track: Track) -> PlayedFrom:
        """Return where a track is best played from: a file that is here, before any server.

        Raises
        ------
        TrackFileMissingError, TrackFileForbiddenError
        """
        with self._rooms(read_only=True) as rooms:
            library = rooms.library
            places = [track, *library.copies(track)]
            sources = {source.id: source for source in library.sources()}
        local = [p for p in places if sources[p.source_id].kind not in MUSIC_SERVERS]
        remote = [p for p in places if sources[p.source_id].kind in MUSIC_SERVERS]
        for place in local:
            source = sources[place.source_id]
            if remote and not Path(source.location, place.location).is_file():
                continue
            return PlayedFrom(Library.file_in(source, place), source, place.location)
        if not remote:
            raise TrackFileMissingError(track.location)
        found = [PlayedFrom(None, sources[p.source_id], p.location) for p in remote]
        return replace(found[0], others=tuple(found[1:]))

    @contextmanager
    def audio(self, track: Track) -> Iterator[Path]:
        """Give a track's file for the length of a block, fetched from its server if need be.

        Raises
        ------
        TrackFileMissingError, TrackFileForbiddenError, SpoolFullError
        Those of `MusicServer.open_original`
        """
        place = self.played_from(track)
        if place.file is not None:
            yield place.file
            return
        with self._opened(place, lambda server, at: self.spool.fetch(server, at)) as path:
            yield path

    @contextmanager
    def stream(self, place: PlayedFrom, byte_range: ByteRange | None) -> "Iterator[AudioStream]":
        """Open a server's original as it comes in."""
        opened = self._opened(place, lambda server, at: server.open_original(at, byte_range))
        with opened as stream:
            yield stream

    @contextmanager
    def _opened(self, place: PlayedFrom, open_it: "Opener[T]") -> "Iterator[T]":
        """Open what a server has, or the next one that has it if this one does not answer."""
        with ExitStack() as stack:
            try:
                server = stack.enter_context(self.open_server(place.source))
                opened = stack.enter_context(open_it(server, place.location))
            except MenuraError as error:
                if not place.others or isinstance(error, (CancelledError, SpoolFullError)):
                    raise
                following = replace(place.others[0], others=place.others[1:])
                opened = stack.enter_context(self._opened(following, open_it))
            yield opened

    # ------------------------------------------------------------- playlists

    def send(
        self, source: Source, playlist_id: str, should_stop: Callable[[], bool]
    ) -> RemotePlaylist:
        """Make a server's playlist be what Menura's is; what breaks off is finished next time."""
        with self.open_server(source) as server, closed_when_stopped(server, should_stop):
            return send_to_server(
                self._store, server, source, playlist_id=playlist_id, clock=self._clock
            )

    def delete(self, source: Source, playlist_id: str, should_stop: Callable[[], bool]) -> bool:
        """Delete what Menura keeps of a playlist on a server."""
        with self.open_server(source) as server, closed_when_stopped(server, should_stop):
            return delete_on_server(
                self._store, server, playlist_id=playlist_id, source_id=source.id
            )

    def close(self) -> None:
        """Remove what was fetched."""
        if "spool" in self.__dict__:
            self.spool.close()


def _pinned(access: ServerAccess, sha256: str) -> ServerAccess:
    """Return the access with the server's certificate, if it is the one that was confirmed.

    Raises
    ------
    ServerCertificateError
        The server shows another certificate now.
    """
    from menura.catalogue.sources.tls import fetch_certificate

    certificate = fetch_certificate(access.url)
    if _digits(certificate.sha256) != _digits(sha256):
        raise ServerCertificateError(
            access.url, "it is another one than was confirmed", certificate.sha256
        )
    return replace(access, certificate=certificate.pem)


def _digits(fingerprint: str) -> str:
    return fingerprint.replace(":", "").lower()
