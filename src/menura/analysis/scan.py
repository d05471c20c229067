"""Start scans and find the one that runs.

A scan is a job of kind ``scan`` with a child of kind ``listen`` for each batch of files, followed
by a job of kind ``index``. All three are idempotent: whatever was done stays done, a scan that was
stopped is simply started again.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from menura.catalogue import MUSIC_SERVERS, NotAServerError, Source
from menura.jobs import Job, JobPriority, JobQueue, Jobs, NewJob
from menura.kernel.clock import Clock
from menura.kernel.ids import new_id

SCAN = "scan"
LISTEN = "listen"
INDEX = "index"
WRITE_TAGS = "write_tags"


@dataclass(frozen=True, slots=True)
class ScanWish:
    """What is wanted of a scan.

    Attributes
    ----------
    retry_failed : bool
        Whether tracks that could not be heard are tried again.
    recent_albums : int, optional
        Of a music server: only so many albums, those added last; None: everything.
    """

    source_id: str
    retry_failed: bool = False
    recent_albums: int | None = None

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Self:
        """Return the wish a job was queued with."""
        return cls(
            payload["source_id"],
            bool(payload.get("retry_failed", False)),
            payload.get("recent_albums"),
        )


class Scans:
    """Scans of sources, one at a time for each."""

    def __init__(self, jobs: Jobs, clock: Clock) -> None:
        self._jobs = jobs
        self._clock = clock

    def start(
        self, source: Source, *, retry_failed: bool = False, recent_albums: int | None = None
    ) -> Job:
        """Queue a scan of a source, or return the one that waits or runs already.

        Raises
        ------
        NotAServerError
            Recent albums are wanted of a folder.
        """
        if recent_albums is not None and source.kind not in MUSIC_SERVERS:
            raise NotAServerError(source.name, "scan its newest albums alone")
        return self._jobs.submit(
            SCAN,
            f"Scan {source.name}",
            asdict(ScanWish(source.id, retry_failed, recent_albums)),
            queue=JobQueue.PARENTS,
            priority=JobPriority.NORMAL,
            singleton_key=source.id,
        )

    def build_indexes(self) -> Job:
        """Queue the building of every index, or return the job that does it already."""
        return self._jobs.add(index_job(self._clock))

    def find(self, source: Source) -> Job | None:
        """Return the scan of a source that waits or runs."""
        return self._jobs.find_unfinished(SCAN, source.id)

    def cancel(self, source: Source) -> None:
        """Stop the scan of a source, if there is one."""
        job = self.find(source)
        if job is not None:
            self._jobs.cancel(job.id)


def index_job(clock: Clock) -> NewJob:
    """Return the job that builds the indexes; while one waits or runs there is no other."""
    return NewJob(
        id=new_id(clock),
        kind=INDEX,
        title="Build the index",
        queue=JobQueue.INTERACTIVE,
        priority=JobPriority.NORMAL,
        singleton_key="all",
    )
