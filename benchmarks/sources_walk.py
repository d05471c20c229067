"""Walk a large server: with the adapter alone, and into the catalogue."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.listening.report import Goal, Table, at_most
from benchmarks.sources_apart import Apart, run_apart
from benchmarks.sources_fakes import running_fake
from menura.bootstrap import Menura, build
from menura.catalogue import SERVER_NAMES, ServerAccess, Source, SourceKind, SourceOptions
from menura.config import load_settings
from menura.jobs import Job, NewJob, Progress
from menura.kernel.ids import new_id

KINDS = (SourceKind.SUBSONIC, SourceKind.JELLYFIN)
MOST_S, MOST_MB = 60.0, 300.0
TRACKS = 100_000


def measure_walks(tracks: int) -> Table:
    """Walk a server of each kind with the adapter alone."""
    table = Table(f"Adapter alone: walk {tracks:,} tracks of a fake in another process")
    for kind in KINDS:
        with running_fake(kind, tracks) as fake:
            walked = run_apart("benchmarks.sources_walk:walk_alone", **_wish(kind, fake.access))
            requests = fake.request_count()
        assert walked.told == {"tracks": tracks}, walked.told
        _add(table, SERVER_NAMES[kind], walked, goals=tracks == TRACKS)
        table.add("  requests", requests)
    return table


def measure_catalogue(tracks: int) -> Table:
    """Walk a server of each kind into a fresh catalogue, and once more."""
    table = Table(f"Into the catalogue (SQLite): {tracks:,} tracks, plays, favourites, ratings")
    for kind in KINDS:
        with (
            running_fake(kind, tracks) as fake,
            tempfile.TemporaryDirectory(prefix="menura-bench-") as home,
        ):
            for name, fresh in (("first walk", tracks), ("second walk, nothing changed", 0)):
                wish = _wish(kind, fake.access)
                walked = run_apart("benchmarks.sources_walk:walk_in", home=home, **wish)
                expected = {"found": tracks, "new": fresh, "changed": 0, "missing": 0}
                assert walked.told == expected, walked.told
                _add(table, f"{SERVER_NAMES[kind]}, {name}", walked, goals=False)
    return table


def _add(table: Table, name: str, walked: Apart, *, goals: bool) -> None:
    def goal(most: float) -> Goal | None:
        return at_most(most) if goals else None

    table.add(name, walked.seconds, "s", goal(MOST_S))
    table.add("  processor time of the walking process", walked.cpu_s, "s")
    table.add("  its highest memory", walked.peak_mb, "MB", goal(MOST_MB))


def _wish(kind: SourceKind, access: ServerAccess) -> dict[str, Any]:
    return {"kind": kind, "access": asdict(access)}


def walk_alone(kind: str, access: Mapping[str, Any]) -> dict[str, int]:
    """Sign in and walk, keeping nothing."""
    from menura.catalogue.sources.opening import open_server

    server = open_server(SourceKind(kind), ServerAccess(**access))
    try:
        server = open_server(SourceKind(kind), server.sign_in())
        return {"tracks": sum(len(part.tracks) for part in server.walk())}
    finally:
        server.close()


def walk_in(kind: str, access: Mapping[str, Any], home: str) -> dict[str, int]:
    """Take the server in if it is not known yet, and walk it into the catalogue."""
    from menura.analysis.server_walk import ServerWalk

    with opened(Path(home)) as menura:
        source = add_server(menura, SourceKind(kind), ServerAccess(**access))
        with menura.servers.open_server(source) as server:
            walk = ServerWalk(menura.store, source, menura.clock)
            counts = walk.go(QuietContext(a_job(menura)), server)
        assert walk.incomplete is None, walk.incomplete
        return counts


@contextmanager
def opened(home: Path) -> Iterator[Menura]:
    """Open the application over a data folder."""
    menura = build(load_settings(data_dir=home))
    try:
        yield menura
    finally:
        menura.stop()


def add_server(menura: Menura, kind: SourceKind, access: ServerAccess) -> Source:
    """Return the source of a server; it is taken in if there is none yet."""
    with menura.rooms(read_only=True) as rooms:
        known = [source for source in rooms.library.sources() if source.kind is kind]
    if known:
        return known[0]
    tried = menura.servers.try_access(kind, access)
    return menura.servers.add(kind, tried, options=SourceOptions())


def a_job(menura: Menura) -> Job:
    """Return a fresh job, as a scan is one."""
    with menura.store.jobs() as jobs:
        return jobs.add(NewJob(new_id(menura.clock), "scan", "Walk"), menura.clock.now())


class QuietContext:
    """A job nobody watches and nobody stops."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def report(self, progress: Progress) -> None:
        """Say nothing."""

    def log(self, message: str, level: str = "info") -> None:
        """Say nothing."""

    def should_stop(self) -> bool:
        """Go on."""
        return False

    def check(self) -> None:
        """Go on."""

    def submit(self, job: NewJob) -> Job:
        """Queue nothing: nobody asks for it."""
        raise NotImplementedError

    def children(self) -> Sequence[Job]:
        """Return none."""
        return ()

    def wait_for_children(self, watch: Callable[[Sequence[Job]], None]) -> Sequence[Job]:
        """Wait for nothing."""
        return ()
