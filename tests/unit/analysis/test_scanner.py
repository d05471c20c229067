"""A scan of what Menura makes ends when nothing new is there; other folders are walked once."""

from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from menura.analysis.scan import ScanWish
from menura.analysis.scanner import Scanner
from menura.catalogue import SourceKind
from menura.jobs import Job
from menura.kernel.clock import SystemClock
from menura.kernel.ids import new_id
from menura.store import Store
from tests.factories import WANTED, a_source, all_tracks
from tests.fakes import NoServers
from tests.listening_bench import FakeContext


class Context(FakeContext):
    """Between walks somebody makes another clip, a few times."""

    def __init__(self, folder: Path, times: int) -> None:
        super().__init__()
        self.job = SimpleNamespace(id=new_id())  # type: ignore[assignment]
        self.folder, self.times, self.walks = folder, times, 0

    def children(self) -> Sequence[Job]:
        return []

    def submit(self, job: Any) -> Any:
        return job

    def wait_for_children(self, watch: Callable[[Sequence[Job]], None]) -> Sequence[Job]:
        self.walks += 1
        if self.walks <= self.times:
            make_clip(self.folder)
        return []


def make_clip(folder: Path) -> None:
    path = folder / new_id() / f"{new_id()}.wav"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"sound")


@pytest.mark.parametrize(
    ("kind", "known"), [(SourceKind.SESSIONS, 4), (SourceKind.FOLDER, 0)], ids=str
)
def test_clips_that_are_made_while_others_are_heard_are_found(
    sqlite_store: Store, tmp_path: Path, kind: SourceKind, known: int
):
    folder = tmp_path / "media"
    make_clip(folder)
    source = a_source(kind, str(tmp_path if kind is SourceKind.FOLDER else folder))
    with sqlite_store.unit() as unit:
        unit.sources.add(source)
    scanner = Scanner(sqlite_store, {}, lambda: WANTED, servers=NoServers(), clock=SystemClock())
    context = Context(folder, times=3)
    scanner.scan(context, ScanWish(source.id))  # type: ignore[arg-type]
    with sqlite_store.unit(read_only=True) as unit:
        assert len(all_tracks(unit, source)) == known
    assert context.walks == max(1, known)
