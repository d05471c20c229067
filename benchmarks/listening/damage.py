"""Hear thousands of damaged files: none may crash, hang or raise what it should not."""

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.listening.report import Table, at_most
from benchmarks.listening.workbench import Workbench
from menura.audio.listen import listen
from menura.jobs.process_pool import PoolOptions, ProcessPool
from tests.integration.test_mutated_files import mutate, write_intact

_FILES = 10_000
_FIRST_NUMBER = 1_000_000  # the tests use numbers from 0 up
_DEADLINE_S = 20.0  # a second of sound takes .1 s: this is a hang
_MEMORY_BYTES = 2 << 30


@dataclass(frozen=True, slots=True)
class DamagedFile:
    """A damaged copy to be made and heard."""

    intact: tuple[str, ...]
    folder: str
    number: int


def hear_damaged(item: DamagedFile) -> None:
    """Make a damaged copy and listen to it; raises what listening raises."""
    suffix, content = mutate(  # type: ignore[no-untyped-call]
        [Path(path) for path in item.intact], item.number
    )
    path = Path(item.folder) / f"{item.number}{suffix}"
    path.write_bytes(content)
    try:
        listen(path)
    finally:
        path.unlink()


def run(bench: Workbench) -> list[Table]:
    """Hear damaged files in supervised processes and count what became of them."""
    count = bench.count(_FILES)
    heard: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    bad: list[str] = []
    slowest_s = 0.0
    with tempfile.TemporaryDirectory() as folder:
        paths = write_intact(Path(folder))  # type: ignore[no-untyped-call]
        intact = tuple(str(path) for path in paths)
        items = (DamagedFile(intact, folder, _FIRST_NUMBER + n) for n in range(count))
        options = PoolOptions(
            deadline_s=_DEADLINE_S,
            memory_bytes=_MEMORY_BYTES,
            niceness=0,
            items_per_child=2_000,
        )
        with ProcessPool[DamagedFile, None](
            "benchmarks.listening.damage:hear_damaged", size=bench.processes, options=options
        ) as pool:
            for outcome in pool.run(items):
                is_refused = outcome.status == "failed" and outcome.error_code is not None
                heard["refused" if is_refused else outcome.status] += 1
                slowest_s = max(slowest_s, outcome.duration_s)
                if is_refused:
                    refused[outcome.error_code or ""] += 1
                elif outcome.status != "done":
                    what = f"{outcome.error_class or ''} {outcome.error_message}"
                    bad.append(f"number {outcome.item.number}: {outcome.status} {what}")
    table = Table(f"Damaged files ({count}, {len(intact)} formats)")
    table.add("heard", heard["done"])
    table.add("refused with a reason", heard["refused"])
    for status, name in _BAD.items():
        table.add(name, heard[status], "", at_most(0))
    table.add("slowest", slowest_s, "s")
    table.detail(("reason", "files"), refused.most_common())
    table.remark(*bad[:20])
    return [table]


_BAD = {
    "failed": "other exceptions",
    "crashed": "crashes",
    "timed_out": "hangs (20 s)",
    "out_of_memory": "out of memory (2 GB)",
}
