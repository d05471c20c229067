"""Take in a source: find its files, hear the new ones, bring the index up to date.

Everything here may be interrupted at any point and begun again: files are noted by location, a
track that was heard is not heard twice, and a batch of files is a job of its own.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from math import ceil
from pathlib import Path
from typing import Any, Protocol, Self

from menura.analysis.hearing import Heard
from menura.analysis.model import EmbeddingRow
from menura.analysis.scan import LISTEN, index_job
from menura.analysis.space_index import AnalysisUnit, SpaceIndex
from menura.audio.errors import AudioMissingError
from menura.audio.listen import LISTENER_VERSION
from menura.catalogue import (
    FoundFile,
    Source,
    SourceRepository,
    TrackRepository,
    walk_folder,
)
from menura.jobs import (
    Job,
    JobContext,
    JobFailedError,
    JobPriority,
    JobQueue,
    JobStatus,
    NewJob,
    Progress,
)
from menura.jobs.process_pool import Outcome, ProcessPool
from menura.kernel.clock import Clock
from menura.kernel.errors import CancelledError
from menura.kernel.ids import derive_id

WALK_CHUNK = 500
SMALLEST_BATCH = 100
MOST_BATCHES = 200  # a parent looks at all its children each time it reports
TRIES = 2  # a file that crashes or hangs its process is tried once more, then left alone
RATE_WINDOW_S = 60.0
INDEX_INTERVAL_S = 60.0


class ScanUnit(AnalysisUnit, Protocol):
    """A transaction on the catalogue and on what was measured."""

    @property
    def sources(self) -> SourceRepository:
        """Return the sources."""
        ...

    @property
    def tracks(self) -> TrackRepository:
        """Return the tracks."""
        ...


class ScanStore(Protocol):
    """Open such transactions."""

    def unit(self, *, read_only: bool = False) -> AbstractContextManager[ScanUnit]:
        """Open one."""
        ...


@dataclass(frozen=True, slots=True)
class Batch:
    """The tracks that one job listens to: those of a source in a range of numbers.

    A range and not a list: a scan of a million tracks looks at all its batches five times a
    second.

    Attributes
    ----------
    first, last : int
        Numbers of the first and the last track.
    total : int
        How many were to be heard when the batch was made.
    """

    source_id: str
    first: int
    last: int
    total: int
    retry_failed: bool

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return the batch that a job of kind ``listen`` is about."""
        return cls(**job.payload)

    def holds(self, number: int) -> bool:
        """Tell whether a track is in the range."""
        return self.first <= number <= self.last


@dataclass(slots=True)
class Pace:
    """How fast something goes, over the last minute."""

    clock: Callable[[], float] = time.monotonic
    marks: deque[tuple[float, int]] = field(default_factory=deque)

    def mark(self, done: int) -> None:
        """Note how much is done now."""
        now = self.clock()
        self.marks.append((now, done))
        while len(self.marks) > 2 and now - self.marks[0][0] > RATE_WINDOW_S:
            self.marks.popleft()

    @property
    def per_minute(self) -> float | None:
        """Return the pace, or None before it can be told."""
        if len(self.marks) < 2:
            return None
        (began, before), (ended, after) = self.marks[0], self.marks[-1]
        gone_s = ended - began
        return (after - before) * 60 / gone_s if after > before and gone_s > 0 else None

    def time_left_s(self, left: int) -> float | None:
        """Return how long `left` more will take at this pace."""
        return left * 60 / self.per_minute if self.per_minute else None


class Scanner:
    """Do the work of the job kinds ``scan``, ``listen`` and ``index``."""

    def __init__(
        self,
        store: ScanStore,
        indexes: Mapping[str, SpaceIndex],
        pool: ProcessPool[str, Heard],
        clock: Clock,
    ) -> None:
        self._store = store
        self._indexes = indexes
        self._pool = pool
        self._clock = clock

    # ------------------------------------------------------------------ scan

    def scan(self, context: JobContext, source_id: str, *, retry_failed: bool) -> dict[str, Any]:
        """Find the files of a source, have the new ones heard, and report until all is done."""
        with self._store.unit(read_only=True) as unit:
            source = unit.sources.get(source_id)
        found = self._walk(context, source)
        heard = self._have_heard(context, source, retry_failed=retry_failed)
        self._bring_indexes_up_to_date(context)
        with self._store.unit() as unit:
            unit.sources.mark_scanned(source.id, self._clock.now())
        return {**found, **heard}

    def _walk(self, context: JobContext, source: Source) -> dict[str, int]:
        """Note every playable file, and mark as missing what is no longer there."""
        walk = walk_folder(source.location)
        counts = {"found": 0, "new": 0, "changed": 0, "missing": 0}
        context.report(Progress(stage="looking for files", counts=counts))
        for chunk in _chunks(iter(walk), WALK_CHUNK):
            context.check()
            with self._store.unit() as unit:
                seen = unit.tracks.upsert_found(source.id, context.job.id, chunk, self._clock.now())
            counts["found"] += len(chunk)
            counts["new"] += seen.new
            counts["changed"] += seen.changed
            context.report(Progress(counts=counts))
        for name in walk.undecodable:
            context.log(
                f"The name of {name!r} is not valid UTF-8, so it was left out; rename the file "
                "(the tool convmv does it for whole folders).",
                "warning",
            )
        for folder in walk.unreadable:
            context.log(
                f"The folder {folder!r} could not be read, so what is known below it was left as "
                "it is; give the user that runs Menura the right to read it.",
                "warning",
            )
        with self._store.unit() as unit:
            counts["missing"] = unit.tracks.mark_missing(source.id, context.job.id, walk.unreadable)
        context.log(
            f"Found {counts['found']} files: {counts['new']} new, {counts['changed']} changed, "
            f"{counts['missing']} no longer there."
        )
        if counts["found"] == 0:
            context.log(
                f"The folder {source.location!r} holds nothing playable; give a folder with audio "
                "files in it.",
                "warning",
            )
        return counts

    def _have_heard(
        self, context: JobContext, source: Source, *, retry_failed: bool
    ) -> dict[str, int]:
        """Queue batches of what is to be heard and wait for them."""
        with self._store.unit(read_only=True) as unit:
            waiting = unit.tracks.unheard(source.id, LISTENER_VERSION, retry_failed)
        # A run before this one may have queued batches already; theirs are not queued twice.
        taken = [Batch.of(child) for child in context.children()]
        fresh = [n for n in waiting if not any(batch.holds(n) for batch in taken)]
        size = max(SMALLEST_BATCH, ceil(len(fresh) / MOST_BATCHES))
        for start in range(0, len(fresh), size):
            numbers = fresh[start : start + size]
            batch = Batch(source.id, numbers[0], numbers[-1], len(numbers), retry_failed)
            self._queue_batch(context, batch)
        pace = Pace()
        index_at = time.monotonic() + INDEX_INTERVAL_S

        def watch(children: Sequence[Job]) -> None:
            nonlocal index_at
            _report_children(context, children, pace)
            if time.monotonic() >= index_at:  # so that hours of scanning stay quick to search
                index_at = time.monotonic() + INDEX_INTERVAL_S
                if self._indexes_due():
                    context.submit(index_job(self._clock))

        children = context.wait_for_children(watch)
        lost = [child for child in children if child.status is JobStatus.FAILED]
        for child in lost:
            context.log(f"{child.title} failed: {child.error_message}", "error")
        if lost:
            raise JobFailedError(
                f"{len(lost)} of {len(children)} batches could not be heard; scan again to go on "
                f"with them. The first said: {lost[0].error_message}"
            )
        counts = _sum_counts(children)
        context.log(f"Listened to {counts['heard']} tracks; {counts['failed']} could not be heard.")
        return {"heard": counts["heard"], "failed": counts["failed"]}

    def _queue_batch(self, context: JobContext, batch: "Batch") -> None:
        context.submit(
            NewJob(
                id=derive_id(context.job.id, f"listen from {batch.first}"),
                kind=LISTEN,
                title=f"Listen to {batch.total} tracks",
                payload=asdict(batch),
                parent_id=context.job.id,
                queue=JobQueue.WORK,
                priority=JobPriority.BATCH,
            )
        )

    def _indexes_due(self) -> bool:
        with self._store.unit(read_only=True) as unit:
            return any(index.is_due(unit.analyses) for index in self._indexes.values())

    def _bring_indexes_up_to_date(self, context: JobContext) -> None:
        context.report(Progress(stage="building the index"))
        for index in self._indexes.values():
            with self._store.unit(read_only=True) as unit:
                due = index.is_due(unit.analyses)
            if due:
                context.check()
                index.build(self._store)

    # ---------------------------------------------------------------- listen

    def listen(self, context: JobContext, batch: "Batch") -> dict[str, int]:
        """Hear a batch of tracks; what cannot be heard is noted on the track, not raised."""
        with self._store.unit(read_only=True) as unit:
            root = Path(unit.sources.get(batch.source_id).location)
            left_over = unit.tracks.unheard(
                batch.source_id,
                LISTENER_VERSION,
                batch.retry_failed,
                first=batch.first,
                last=batch.last,
            )
            tracks = unit.tracks.by_numbers(left_over)
        known = max(0, batch.total - len(tracks))  # heard by an earlier run of this batch
        counts = {"total": batch.total, "heard": known, "failed": 0}
        files = {str(root / track.location): track.id for track in tracks.values()}
        _report_batch(context, counts)
        left = dict(files)
        for attempt in range(1, TRIES + 1):
            crashed: dict[str, str] = {}
            for outcome in self._hear_all(context, list(left)):
                path = outcome.item
                if outcome.status in ("crashed", "timed_out") and attempt < TRIES:
                    crashed[path] = files[path]
                    continue
                self._keep(files[path], outcome, counts)
                if outcome.status != "done":
                    context.log(f"{Path(path).name}: {outcome.error_message}", "warning")
                _report_batch(context, counts)
            left = crashed
        return counts

    def _hear_all(self, context: JobContext, paths: Sequence[str]) -> Iterator[Outcome[str, Heard]]:
        """Hear files in the pool's processes; stopping kills these at once."""
        try:
            yield from self._pool.run(paths, should_stop=context.should_stop)
        except CancelledError:
            context.check()  # says whether the job was cancelled or is only put off
            raise

    def _keep(self, track_id: str, outcome: Outcome[str, Heard], counts: dict[str, int]) -> None:
        """Keep what was heard of one file, or why it could not be heard, in one transaction."""
        if outcome.status != "done":
            code = outcome.error_code or outcome.status
            with self._store.unit() as unit:
                if code == AudioMissingError.code:  # deleted since the walk saw it
                    unit.tracks.record_missing(track_id)
                else:
                    unit.tracks.record_failure(track_id, code, outcome.error_message or "")
            counts["failed"] += 1
            return
        heard = outcome.value
        assert heard is not None  # what "done" means
        now: datetime = self._clock.now()
        with self._store.unit() as unit:
            rows = [EmbeddingRow(track_id, v.space, v.model_hash, v.vector) for v in heard.vectors]
            unit.analyses.keep(track_id, heard.features, heard.waveform, rows)
            unit.tracks.record_heard(
                track_id, heard.metadata, heard.duration_s, LISTENER_VERSION, now
            )
        counts["heard"] += 1

    # ----------------------------------------------------------------- index

    def build_indexes(self, context: JobContext) -> dict[str, int]:
        """Build every index anew."""
        built: dict[str, int] = {}
        for space, index in self._indexes.items():
            context.check()
            built[space] = index.build(self._store)
        return built


def _report_batch(context: JobContext, counts: Mapping[str, int]) -> None:
    done = counts["heard"] + counts["failed"]
    context.report(Progress(done / max(1, counts["total"]), stage="listening", counts=dict(counts)))


def _report_children(context: JobContext, children: Sequence[Job], pace: Pace) -> None:
    """Report what all batches together have done."""
    counts = _sum_counts(children)
    done = counts["heard"] + counts["failed"]
    pace.mark(done)
    context.report(
        Progress(
            progress=done / counts["total"] if counts["total"] else 1.0,
            stage="listening",
            counts=counts,
            rate_per_minute=pace.per_minute,
            time_left_s=pace.time_left_s(counts["total"] - done),
        )
    )


def _sum_counts(children: Sequence[Job]) -> dict[str, int]:
    """Add up what batches report; a batch that has not begun still counts its tracks."""
    return {
        "total": sum(Batch.of(child).total for child in children),
        "heard": sum(child.counts.get("heard", 0) for child in children),
        "failed": sum(child.counts.get("failed", 0) for child in children),
    }


def _chunks(items: Iterator[FoundFile], size: int) -> Iterator[list[FoundFile]]:
    while chunk := list(islice(items, size)):
        yield chunk
