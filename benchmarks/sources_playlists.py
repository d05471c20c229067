"""Write a long playlist on a server of every kind, in one pass."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.listening.report import Table
from benchmarks.sources_fakes import running_fake, track_id
from menura.catalogue import SERVER_NAMES, MusicServer, ServerAccess, SourceKind
from menura.catalogue.sources.opening import open_server
from tests.music_servers.noted_journal import NotedJournal

FAKES = (
    SourceKind.SUBSONIC,
    SourceKind.JELLYFIN,
    SourceKind.EMBY,
    SourceKind.PLEX,
    SourceKind.LYRION,
)
NAME = "Ålong evening"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A server with the tracks of a playlist.

    Attributes
    ----------
    request_count : callable
        Tells how many requests it has seen.
    """

    server: MusicServer
    track_ids: Sequence[str]
    request_count: Callable[[], int]


def measure_playlists(tracks: int) -> Table:
    """Write a playlist, and once more in another order, on every server there is."""
    table = Table(f"A playlist of {tracks:,} tracks (real mpd, fakes of all others)")
    rows = []
    for kind in FAKES:
        with _fake_shelf(kind, tracks) as shelf:
            rows.append(_row(SERVER_NAMES[kind], shelf))
    if shutil.which("mpd") is None:
        table.remark("  MPD left out: no mpd is installed (apt install mpd)")
    else:
        with _mpd_shelf(tracks) as shelf:
            rows.append(_row(SERVER_NAMES[SourceKind.MPD], shelf))
    table.detail(("", "made, s", "requests", "reversed, s", "requests"), rows)
    return table


def _row(name: str, shelf: Shelf) -> Sequence[object]:
    journal = NotedJournal()
    row: list[object] = [name]
    for track_ids in (shelf.track_ids, shelf.track_ids[::-1]):
        before, began_s = shelf.request_count(), time.perf_counter()
        shelf.server.put_playlist(journal, NAME, track_ids)
        row += [time.perf_counter() - began_s, shelf.request_count() - before]
        assert journal.remote_id is not None
        kept = list(shelf.server.playlist_tracks(journal.remote_id))
        assert kept == list(track_ids), f"{name} holds {len(kept)} tracks, or another order"
    return row


@contextmanager
def _fake_shelf(kind: SourceKind, tracks: int) -> Iterator[Shelf]:
    with running_fake(kind, tracks) as fake, _opened(kind, fake.access) as server:
        yield Shelf(server, [track_id(kind, n) for n in range(tracks)], fake.request_count)


@contextmanager
def _opened(kind: SourceKind, access: ServerAccess) -> Iterator[MusicServer]:
    """Open an adapter that has signed in."""
    first = open_server(kind, access)
    try:
        server = open_server(kind, first.sign_in())
    finally:
        first.close()
    try:
        yield server
    finally:
        server.close()


@contextmanager
def _mpd_shelf(tracks: int) -> Iterator[Shelf]:
    """Run a real mpd over so many names of one short sound, and count what it is asked."""
    from tests.audio_synthesis import sine, write_audio
    from tests.music_servers.mpd_proxy import MpdProxy, serving
    from tests.music_servers.mpd_rig import PASSWORD, running_mpd

    with tempfile.TemporaryDirectory(prefix="menura-bench-") as folder:
        music = Path(folder) / "music"
        music.mkdir()
        sound = write_audio(music / "0.flac", sine(220.0, 0.1, channels=2))
        for number in range(1, tracks):
            (music / f"{number}.flac").hardlink_to(sound)
        with running_mpd(Path(folder)) as daemon:
            daemon.scan()
            proxy = MpdProxy(daemon.port)
            with serving(proxy.handle) as port:
                url = f"mpd://127.0.0.1:{port}"
                access = ServerAccess(url, password=PASSWORD, music_root=str(music))
                with _opened(SourceKind.MPD, access) as server:
                    names = [f"{number}.flac" for number in range(tracks)]
                    yield Shelf(server, names, lambda: len(proxy.requests))
