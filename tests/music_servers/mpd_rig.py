"""Start a real MPD with its own folders, and adapters connected to it."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import mpd  # type: ignore[import-untyped]
import pytest

from menura.catalogue.servers import Capability, MusicServer, ServerAccess
from menura.catalogue.sources.mpd import MpdServer
from menura.catalogue.sources.mpd_connection import MpdLimits
from tests.audio_synthesis import sine, write_audio
from tests.music_servers.mpd_proxy import MpdProxy, serving
from tests.music_servers.rig import Fault, WorldPlaylist, WorldTrack

PASSWORD, READ_ONLY_PASSWORD = 's3cret "q" \\ ü', "only-read"
LIMITS = MpdLimits(connect_s=2.0, read_s=5.0, answer_s=20.0)
SUFFIXES = (".flac", ".ogg", ".mp3")
TITLES = ['Ænima "live"', "naïve 🎧", "a\\b & d=e", "plain", "'quoted' really", "#1 100%"]
TRACK_COUNT = 12
MOST_OPEN = 8
_PATIENCE_S = 20.0
CONFIGURATION = """
music_directory "{root}/music"
playlist_directory "{root}/playlists"
db_file "{root}/database"
sticker_file "{root}/stickers"
state_file "{root}/state"
log_file "{root}/log"
bind_to_address "127.0.0.1"
port "{port}"
filesystem_charset "UTF-8"
auto_update "no"
password "{password}@read,add,control,admin"
password "{read_only}@read"
audio_output {{
  type "null"
  name "nothing"
}}
"""


@dataclass
class MpdDaemon:
    """An MPD that runs, and a way in that no test counts."""

    root: Path
    port: int

    @contextmanager
    def client(self) -> Iterator[mpd.MPDClient]:
        client = mpd.MPDClient()
        client.timeout = _PATIENCE_S
        client.connect("127.0.0.1", self.port)
        try:
            client.password(PASSWORD)
            yield client
        finally:
            client.disconnect()

    def scan(self) -> None:
        with self.client() as client:
            client.update()
            until = time.monotonic() + _PATIENCE_S
            while "updating_db" in client.status() and time.monotonic() < until:
                time.sleep(0.005)


@contextmanager
def running_mpd(root: Path) -> Iterator[MpdDaemon]:
    """Run an MPD that keeps everything below a folder; ended by its own process."""
    program = shutil.which("mpd")
    if program is None:
        pytest.skip("no mpd is installed: `apt install mpd` lets these tests run")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for folder in ("music", "playlists"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    quoted = PASSWORD.replace("\\", "\\\\").replace('"', '\\"')
    told = CONFIGURATION.format(root=root, port=port, password=quoted, read_only=READ_ONLY_PASSWORD)
    (root / "mpd.conf").write_text(told)
    command = [program, "--no-daemon", str(root / "mpd.conf")]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd=root) as process:
        try:
            _wait_for(port, process)
            yield MpdDaemon(root, port)
        finally:
            process.terminate()
            process.wait(_PATIENCE_S)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.01)


class MpdRig:
    """A real MPD behind a proxy, and adapters connected to it; see `tests.music_servers.rig`."""

    holds_doubles = True
    unique_names = True
    secrets: Sequence[str] = (PASSWORD,)
    capabilities = frozenset(Capability)

    def __init__(self, daemon: MpdDaemon, proxy: MpdProxy, port: int) -> None:
        self.daemon = daemon
        self.proxy = proxy
        self.host = f"127.0.0.1:{port}"
        self.url = f"mpd://{self.host}"
        self.music = daemon.root / "music"
        self._tracks = make_tracks(self.music)
        self._opened: list[MpdServer] = []

    def open(self, access: ServerAccess, limits: MpdLimits = LIMITS) -> MpdServer:
        server = MpdServer(access, limits)
        self._opened.append(server)
        # MPD and this process hold only so many connections; one that is needed opens again.
        for old in self._opened[:-MOST_OPEN]:
            old._connection.release()
        del self._opened[:-MOST_OPEN]
        return server

    def connect(self) -> MusicServer:
        return self.open(ServerAccess(self.url, password=PASSWORD, music_root=str(self.music)))

    def tracks(self) -> Mapping[str, WorldTrack]:
        """Return the files, with what is noted of them just now."""
        with self.daemon.client() as client:
            for track in self._tracks.values():
                noted = client.sticker_list("song", track.id)
                played = float(noted.get("lastPlayed", "0"))
                track.play_count = int(noted.get("playCount", "0"))
                track.last_played = played or None
                track.favourite = noted.get("like") == "2"
                track.rating = int(noted["rating"]) * 10 if "rating" in noted else None
        return self._tracks

    def playlists(self) -> Mapping[str, WorldPlaylist]:
        files = sorted((self.daemon.root / "playlists").glob("*.m3u"))
        return {
            file.name.removesuffix(".m3u"): WorldPlaylist(
                file.name.removesuffix(".m3u"),
                file.name.removesuffix(".m3u"),
                file.read_text().split("\n")[:-1],
            )
            for file in files
        }

    def add_foreign_playlist(self, name: str, track_ids: Sequence[str]) -> str:
        lines = "".join(f"{track_id}\n" for track_id in track_ids)
        (self.daemon.root / "playlists" / f"{name}.m3u").write_text(lines)
        return name

    def fail(self, fault: Fault, *, after: int = 0, times: int = 1) -> bool:
        return self.proxy.fail(fault, after=after, times=times)

    def request_count(self) -> int:
        return len(self.proxy.requests)

    def close(self) -> None:
        for server in self._opened:
            server.close()


@contextmanager
def open_rig(tmp_path: Path) -> Iterator[MpdRig]:
    """Open a rig; skips the test where no MPD is installed."""
    with running_mpd(tmp_path) as daemon:
        proxy = MpdProxy(daemon.port)
        with serving(proxy.handle) as port:
            rig = MpdRig(daemon, proxy, port)
            daemon.scan()
            try:
                yield rig
            finally:
                rig.close()


def make_tracks(music: Path) -> dict[str, WorldTrack]:
    """Write a small library in three formats: two folders, names that are hard."""
    tracks: dict[str, WorldTrack] = {}
    signals = [sine(220.0 * (at + 1), 0.1, channels=2) for at in range(TRACK_COUNT)]
    for at, signal in enumerate(signals):
        folder = ("Jazz 'n' \"blues\"", "Ümläut 😀\\x")[at // 4 % 2]
        title = f"{TITLES[at % len(TITLES)]} {at}"
        artist, album = f"Artist {at // 4} & Søn", f"Album '{at // 4}'"
        location = f"{folder}/{title}{SUFFIXES[at % len(SUFFIXES)]}"
        path = music / location
        path.parent.mkdir(parents=True, exist_ok=True)
        tags = {"title": title, "artist": artist, "album": album, "track": f"{at % 4 + 1}/4"}
        write_audio(path, signal, tags=tags | {"date": "1999-05-01", "genre": "Rock"})
        tracks[location] = WorldTrack(
            id=location,
            title=title,
            artist=artist,
            album=album,
            album_id=f"{artist}\x1f{album}",
            duration_s=0.1,
            path=location,
            suffix=path.suffix[1:],
            audio=path.read_bytes(),
            library=folder,
        )
    return tracks
