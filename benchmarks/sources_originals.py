"""Fetch original files of a server: into the spool, and through the API to a player."""

import http.client
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.listening.report import Table
from benchmarks.program import free_port, start, wait_until_ready
from benchmarks.sources_apart import run_apart
from benchmarks.sources_fakes import running_fake, track_id
from benchmarks.sources_walk import QuietContext, a_job, add_server, opened
from menura.catalogue import FoundFile, ServerAccess, SourceKind, TrackQuery

KIND = SourceKind.SUBSONIC
FILE_BYTES = 25_000_000  # about five minutes of FLAC
FILES, ROUNDS = 24, 7
PIECE_BYTES = 65_536
LOCAL = "local.flac"


def measure_originals(files: int, rounds: int) -> Table:
    """Measure both ways, over the loopback."""
    table = Table(f"Originals of {FILE_BYTES / 1e6:.0f} MB from a fake {KIND} over the loopback")
    with (
        running_fake(KIND, files, FILE_BYTES) as fake,
        tempfile.TemporaryDirectory(prefix="menura-bench-") as folder,
    ):
        home = Path(folder) / "data"
        wish = {"access": asdict(fake.access), "home": str(home)}
        fetched = run_apart("benchmarks.sources_originals:fetch_all", **wish)
        assert fetched.told["bytes"] == files * FILE_BYTES, fetched.told
        table.add("into the spool, two connections", _mb_s(fetched.told), "MB/s")
        table.add("  processor time for each file", fetched.cpu_s / files, "s")
        table.add("  highest memory", fetched.peak_mb, "MB")
        _measure_player(table, home, _add_local(home, Path(folder) / "music"), rounds)
    return table


def _mb_s(told: Mapping[str, Any]) -> float:
    return float(told["bytes"] / told["seconds"] / 1e6)


def fetch_all(access: Mapping[str, Any], home: str) -> dict[str, float]:
    """Walk a server into a fresh catalogue and fetch all originals, as for listening."""
    from menura.analysis.fetching import FetchLine
    from menura.analysis.server_walk import ServerWalk

    with opened(Path(home)) as menura:
        source = add_server(menura, KIND, ServerAccess(**access))
        with menura.servers.open_server(source) as server:
            walk = ServerWalk(menura.store, source, menura.clock)
            walk.go(QuietContext(a_job(menura)), server)
        with menura.store.unit(read_only=True) as unit:
            tracks = unit.tracks.list(TrackQuery(source_id=source.id, limit=500)).items
        size, began_s = 0, time.perf_counter()
        with closing(FetchLine(menura.servers, source, tracks, lambda: False).files()) as line:
            for fetched in line:
                assert fetched.path is not None, fetched.error
                size += fetched.path.stat().st_size
                fetched.path.unlink()
        return {"bytes": size, "seconds": time.perf_counter() - began_s}


def _add_local(home: Path, music: Path) -> Mapping[str, str]:
    """Add a folder with a file of the same size; return the tracks to be played, by where."""
    from benchmarks.sources_serving import make_audio

    music.mkdir()
    (music / LOCAL).write_bytes(make_audio(FILE_BYTES))
    with opened(home) as menura:
        with menura.rooms() as rooms:
            source = rooms.library.add_folder(str(music))
        with menura.store.unit() as unit:
            found = [FoundFile(LOCAL, FILE_BYTES, 1)]
            unit.tracks.upsert_found(source.id, a_scan_id(), found, menura.clock.now())
        with menura.store.unit(read_only=True) as unit:
            tracks = unit.tracks.list(TrackQuery(limit=500)).items
    names = {LOCAL: "local", track_id(KIND, 0): "server"}
    return {names[track.location]: track.id for track in tracks if track.location in names}


def a_scan_id() -> str:
    """Return the id of a scan that nobody looks up."""
    return "0" * 32


def _measure_player(table: Table, home: Path, tracks: Mapping[str, str], rounds: int) -> None:
    """Play a file of a folder and one of the server in turns, as one player does."""
    port = free_port()
    process = start("serve", "--port", str(port), home=home)
    seconds: dict[str, list[float]] = {where: [] for where in tracks}
    first_ms: dict[str, list[float]] = {where: [] for where in tracks}
    try:
        wait_until_ready(port)
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
            for turn in range(rounds + 1):
                for where, track in tracks.items():
                    told = _play(connection, track)
                    if turn:  # the first loads what is needed
                        seconds[where].append(told["seconds"])
                        first_ms[where].append(told["first_ms"])
    finally:
        process.terminate()
        process.wait()
    for where in ("local", "server"):
        shown = {"local": "a local file", "server": "the server's"}[where]
        table.add(f"to a player, {shown}", FILE_BYTES / 1e6 / median(seconds[where]), "MB/s")
        table.add("  until its first bytes", median(first_ms[where]), "ms")
    ratio = median(seconds["local"]) / median(seconds["server"])
    table.add("speed of the server's over that of a local file", ratio)


def _play(connection: http.client.HTTPConnection, track: str) -> dict[str, float]:
    began_s = time.perf_counter()
    connection.request("GET", f"/api/v1/tracks/{track}/audio")
    answer = connection.getresponse()
    size = len(answer.read(PIECE_BYTES))
    first_s = time.perf_counter() - began_s
    while piece := answer.read(PIECE_BYTES):
        size += len(piece)
    assert (answer.status, size) == (200, FILE_BYTES), (answer.status, size)
    return {"seconds": time.perf_counter() - began_s, "first_ms": 1e3 * first_s}
