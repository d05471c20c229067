"""Hold a real supysonic 0.7.9 as a process of its own, and an adapter connected to it.

It comes from an environment of its own, as it is no part of Menura: ``MENURA_SUPYSONIC_PYTHON``
names its Python, or else it lies in ``.supysonic`` of the working copy. Between the adapter and
the server stands a forwarder that counts requests and can let them fail.
"""

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from menura.catalogue.servers import Capability, ServerAccess
from menura.catalogue.sources.subsonic import SubsonicServer
from tests.audio_synthesis import sine, write_audio
from tests.music_servers.rig import Fault, ServerRig, WorldPlaylist, WorldTrack
from tests.music_servers.subsonic_http import Asked, LoopbackFake, Told
from tests.music_servers.subsonic_rig import PAGE, hurried

REPOSITORY = Path(__file__).parents[2]
USERNAME = "bob"
PASSWORD = "b0b's & very\"secret"
START_S = 20.0
RATE_HZ = 8_000
TITLES = ["plain", "quo\"ted & 'so", "two\nlines", "émoji 🎶", "100 % <b>", "back\\slash", "7"]
CANNOT_FAIL = frozenset(
    {Fault.NOT_AUDIO, Fault.SHRINKING_TOTAL, Fault.DOUBLES, Fault.MISSING_FIELDS, Fault.SLOW}
)
PASSED_ON = frozenset({"content-type", "range", "accept"})
CONFIG = """[base]
database_uri = sqlite:///{home}/music.db
[webapp]
cache_dir = {home}/cache
mount_webui = off
[daemon]
socket = {home}/no-daemon.sock
"""
# Run by supysonic's own Python: fills its database, then serves until it is stopped.
SERVE = """
import sys
from supysonic.config import IniConfig
from supysonic.db import init_database, release_database
from supysonic.managers.folder import FolderManager
from supysonic.managers.user import UserManager
from supysonic.scanner import Scanner
port, user, password, music = sys.argv[1:]
init_database(IniConfig.from_common_locations().BASE["database_uri"])
UserManager.add(user, password)
FolderManager.add("music", music)
scanner = Scanner()
scanner.queue_folder("music")
scanner.run()
release_database()
sys.argv = ["supysonic-server", "--server", "waitress", "--host", "127.0.0.1", "--port", port]
from supysonic.server import main
main()
"""


def find_python() -> Path:
    """Return the Python that has supysonic; skip the test where there is none."""
    named = os.environ.get("MENURA_SUPYSONIC_PYTHON")
    python = Path(named) if named else REPOSITORY / ".supysonic" / "bin" / "python"
    if not python.exists():
        pytest.skip(f"no supysonic at {python}; name its Python in MENURA_SUPYSONIC_PYTHON")
    return python


class SupysonicRig:
    """The server, and its back entrance: the same protocol, spoken by hand."""

    secrets: Sequence[str] = (PASSWORD, PASSWORD.encode().hex())
    holds_doubles = True
    unique_names = False
    # It counts no plays that one could see, and does nothing with those it is told of.
    capabilities = frozenset(
        {
            Capability.DOWNLOAD,
            Capability.PLAYLISTS,
            Capability.FAVOURITES,
            Capability.RATINGS,
            Capability.SEARCH,
        }
    )

    def __init__(self, port: int, music: Path, stack: ExitStack) -> None:
        self._port = port
        self._music = music
        self._stack = stack
        self._wire = LoopbackFake(self._forward, lambda _fault, _asked: True)
        stack.enter_context(self._wire.running())
        self.host = self._wire.host

    @property
    def access(self) -> ServerAccess:
        return ServerAccess(url=f"http://{self.host}", username=USERNAME, password=PASSWORD)

    def connect(self) -> SubsonicServer:
        server = SubsonicServer(self.access, options=hurried(START_S), page=PAGE)
        self._stack.callback(server.close)
        return server

    def tracks(self) -> Mapping[str, WorldTrack]:
        found = self.ask("search3", query="", songCount=500)["searchResult3"].get("song", [])
        return {song["id"]: self._world(song) for song in found}

    def _world(self, song: dict[str, Any]) -> WorldTrack:
        return WorldTrack(
            id=song["id"],
            title=song["title"],
            artist=song["artist"],
            album=song["album"],
            album_id=song["albumId"],
            duration_s=song["duration"],
            path=song["path"],
            suffix=song["suffix"],
            audio=(self._music / song["path"]).read_bytes(),
            favourite="starred" in song,
            rating=song["userRating"] * 20 if "userRating" in song else None,
        )

    def playlists(self) -> Mapping[str, WorldPlaylist]:
        listed = self.ask("getPlaylists")["playlists"].get("playlist", [])
        return {each["id"]: self._playlist(each["id"]) for each in listed}

    def _playlist(self, playlist_id: str) -> WorldPlaylist:
        found = self.ask("getPlaylist", id=playlist_id)["playlist"]
        track_ids = [entry["id"] for entry in found.get("entry", [])]
        return WorldPlaylist(playlist_id, found["name"], track_ids)

    def add_foreign_playlist(self, name: str, track_ids: Sequence[str]) -> str:
        before = self.playlists().keys()
        self.ask("createPlaylist", name=name, songId=list(track_ids))
        [made] = self.playlists().keys() - before
        return made

    def fail(self, fault: Fault, *, after: int = 0, times: int = 1) -> bool:
        if fault in CANNOT_FAIL:
            return False
        self._wire.fail(fault, after=after, times=times)
        return True

    def heal(self) -> None:
        self._wire.heal()

    @property
    def asked(self) -> Sequence[Asked]:
        return self._wire.asked

    def request_count(self) -> int:
        return len(self._wire.asked)

    def ask(self, method: str, **values: object) -> dict[str, Any]:
        """Call a method behind the adapter's back; raise if it fails."""
        login = {"u": USERNAME, "p": PASSWORD, "c": "test", "v": "1.12.0", "f": "json"}
        body = urlencode({**login, **values}, doseq=True)
        told = self._exchange("POST", f"/rest/{method}", body, {})
        answer: dict[str, Any] = json.loads(told.body)["subsonic-response"]
        assert answer["status"] == "ok", answer
        return answer

    def _forward(self, asked: Asked, _fault: Fault | None) -> Told:
        query = urlencode(asked.query, doseq=True)
        path = f"{asked.path}?{query}" if query else asked.path
        headers = {name: value for name, value in asked.headers.items() if name in PASSED_ON}
        return self._exchange(asked.method, path, urlencode(asked.form, doseq=True), headers)

    def _exchange(self, method: str, path: str, body: str, headers: dict[str, str]) -> Told:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        form = {"content-type": "application/x-www-form-urlencoded"} if body else {}
        try:
            connection.request(method, path, body or None, {**form, **headers})
            reply = connection.getresponse()
            kept = {n: v for n, v in reply.getheaders() if n.lower() in ("content-range", "etag")}
            media_type = reply.getheader("Content-Type", "")
            return Told(reply.status, reply.read(), media_type, kept)
        finally:
            connection.close()


@contextmanager
def open_rig(tmp_path: Path) -> Iterator[ServerRig]:
    """Start supysonic over a few files; skip the test where it is not installed."""
    with open_supysonic(tmp_path) as rig:
        yield rig


@contextmanager
def open_supysonic(home: Path) -> Iterator[SupysonicRig]:
    """Start supysonic over a few files, in a folder of its own."""
    python = find_python()
    music = home / "music"
    write_music(music)
    (home / "supysonic.conf").write_text(CONFIG.format(home=home))
    port = _free_port()
    command = [str(python), "-c", SERVE, str(port), USERNAME, PASSWORD, str(music)]
    with ExitStack() as stack:
        log = stack.enter_context((home / "supysonic.log").open("wb"))
        process = subprocess.Popen(
            command, cwd=home, env={**os.environ, "HOME": str(home)}, stdout=log, stderr=log
        )
        stack.callback(_stop, process)
        _await(process, port, home / "supysonic.log")
        yield SupysonicRig(port, music, stack)


def write_music(music: Path) -> None:
    """Write short tagged files, the first of them alone in its album."""
    for index, title in enumerate(TITLES):
        album = f"Album {(index + 1) // 2}"
        path = music / album / f"{index}.flac"
        path.parent.mkdir(parents=True, exist_ok=True)
        tags = {"title": title, "artist": "Ärtist", "album": album, "track": str(index + 1)}
        signal = sine(220.0 + 20 * index, 1.0, sample_rate_hz=RATE_HZ)
        write_audio(path, signal, RATE_HZ, tags=tags)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Wait until the server takes connections."""
    until = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"supysonic did not start: {log.read_text(errors='replace')[-2000:]}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(5.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


_RIG: type[ServerRig] = SupysonicRig
