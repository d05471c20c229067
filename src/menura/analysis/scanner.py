"""Take in a source: find its files, have the new ones heard, bring the index up to date.

Everything here may be interrupted at any point and begun again: files are noted by location, a
track that was heard is not heard twice, and a batch of files is a job of its own.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from itertools import islice
from math import ceil
from typing import Any, Protocol

from menura.analysis.batch import Batch, Pace, report_children, sum_counts
from menura.analysis.scan import LISTEN, ScanWish, index_job
from menura.analysis.server_walk import ServerWalk
from menura.analysis.space_index import AnalysisUnit, SpaceIndex
from menura.analysis.steps import Versions
from menura.catalogue import (
    MADE_BY_MENURA,
    MUSIC_SERVERS,
    FoundFile,
    ListeningRepository,
    MusicServer,
    Source,
    SourceRepository,
    SourceTrouble,
    TrackRepository,
    closed_when_stopped,
    offered_files,
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
from menura.kernel.clock import Clock
from menura.kernel.errors import CancelledError, MenuraError
from menura.kernel.ids import derive_id

WALK_CHUNK = 500
SMALLEST_BATCH = 100
MOST_BATCHES = 200  # a parent looks at all its children each time it reports
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

    @property
    def listening(self) -> ListeningRepository:
        """Return what was listened to."""
        ...


class ScanStore(Protocol):
    """Open such transactions."""

    def unit(self, *, read_only: bool = False) -> AbstractContextManager[ScanUnit]:
        """Open one."""
        ...


class ServerOpener(Protocol):
    """Give access to the servers of sources."""

    def open_server(self, source: Source) -> AbstractContextManager[MusicServer]:
        """Open a signed-in adapter."""
        ...


class Scanner:
    """Do the work of the job kinds ``scan`` and ``index``.

    Parameters
    ----------
    wanted : callable
        Tells the steps every track should have, with their present versions.
    servers : ServerOpener
        How music servers are reached.
    """

    def __init__(
        self,
        store: ScanStore,
        indexes: Mapping[str, SpaceIndex],
        wanted: Callable[[], Versions],
        *,
        servers: ServerOpener,
        clock: Clock,
    ) -> None:
        self._store = store
        self._indexes = indexes
        self._wanted = wanted
        self._servers = servers
        self._clock = clock

    # ------------------------------------------------------------------ scan

    def scan(self, context: JobContext, wish: ScanWish) -> dict[str, Any]:
        """Find the tracks of a source, have the new ones heard, and report until all is done.

        Raises
        ------
        JobFailedError
            A server could not be walked to the end; what was found is kept, and heard if the walk
            ended by itself.
        """
        with self._store.unit(read_only=True) as unit:
            source = unit.sources.get(wish.source_id)
        if source.kind in MUSIC_SERVERS:
            return self._scan_server(context, source, wish)
        found = self._walk(context, source)
        heard = self._have_heard(context, source, retry_failed=wish.retry_failed)
        # What Menura makes meanwhile asks for this very scan: it ends when nothing new is there.
        while source.kind in MADE_BY_MENURA and (again := self._walk(context, source))["new"]:
            heard = self._have_heard(context, source, retry_failed=wish.retry_failed)
            found = again | {"new": found["new"] + again["new"]}
        self._bring_indexes_up_to_date(context)
        with self._store.unit() as unit:
            unit.sources.mark_scanned(source.id, self._clock.now())
        return {**found, **heard}

    def _scan_server(self, context: JobContext, source: Source, wish: ScanWish) -> dict[str, Any]:
        walk = ServerWalk(self._store, source, self._clock, wish.recent_albums)
        try:
            with (
                self._servers.open_server(source) as server,
                closed_when_stopped(server, context.should_stop),
            ):
                found = walk.go(context, server)
        except CancelledError:
            raise
        except MenuraError as error:
            context.check()  # it may have broken off because it was to stop
            self._note_trouble(source, error)
            raise JobFailedError(error.message) from error
        heard = self._have_heard(context, source, retry_failed=wish.retry_failed)
        self._bring_indexes_up_to_date(context)
        if walk.incomplete is not None:
            self._note_trouble(source, walk.incomplete)
            raise JobFailedError(walk.incomplete.message)
        with self._store.unit() as unit:
            unit.sources.mark_scanned(source.id, self._clock.now())
        return {**found, **heard}

    def _note_trouble(self, source: Source, error: MenuraError) -> None:
        trouble = SourceTrouble(error.code, error.message, self._clock.now())
        with self._store.unit() as unit:
            unit.sources.mark_trouble(source.id, trouble)

    def _walk(self, context: JobContext, source: Source) -> dict[str, int]:
        """Note every playable file, and mark as missing what is no longer there."""
        walk = walk_folder(source.location)
        counts = {"found": 0, "new": 0, "changed": 0, "missing": 0}
        context.report(Progress(stage="looking for files", counts=counts))
        for chunk in _chunks(offered_files(source, walk), WALK_CHUNK):
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
            waiting = unit.tracks.unheard(source.id, self._wanted(), retry_failed)
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
            report_children(context, children, pace)
            if time.monotonic() >= index_at:  # so that hours of scanning stay quick to search
                index_at = time.monotonic() + INDEX_INTERVAL_S
                if self._indexes_due():
                    context.submit(index_job(self._clock))

        children = context.wait_for_children(watch)
        # The scan itself was not cancelled, or waiting would have raised.
        ended_badly = (JobStatus.FAILED, JobStatus.CANCELLED)
        lost = [child for child in children if child.status in ended_badly]
        for child in lost:
            context.log(f"{child.title}: {child.error_message or 'it was cancelled'}", "error")
        if lost:
            raise JobFailedError(
                f"{len(lost)} of {len(children)} batches could not be heard; scan again to go on "
                f"with them. The first said: {lost[0].error_message or 'cancelled'}"
            )
        counts = sum_counts(children)
        context.log(f"Listened to {counts['heard']} tracks; {counts['failed']} could not be heard.")
        return {"heard": counts["heard"], "failed": counts["failed"]}

    def _queue_batch(self, context: JobContext, batch: Batch) -> None:
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

    # ----------------------------------------------------------------- index

    def build_indexes(self, context: JobContext) -> dict[str, int]:
        """Build every index anew."""
        built: dict[str, int] = {}
        for space, index in self._indexes.items():
            context.check()
            built[space] = index.build(self._store)
        return built


def _chunks(items: Iterator[FoundFile], size: int) -> Iterator[list[FoundFile]]:
    while chunk := list(islice(items, size)):
        yield chunk
