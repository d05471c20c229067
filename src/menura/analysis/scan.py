"""Start scans and find the one that runs.

A scan is a job of kind ``scan`` with a child of kind ``listen`` for each batch of files, followed
by a job of kind ``index``. All three are idempotent: whatever was done stays done, a scan that was
stopped is simply started again.
"""

from menura.catalogue import Source
from menura.jobs import Job, JobPriority, JobQueue, Jobs

SCAN = "scan"
LISTEN = "listen"
INDEX = "index"


class Scans:
    """Scans of sources, one at a time for each."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def start(self, source: Source, *, retry_failed: bool = False) -> Job:
        """Queue a scan of a source, or return the one that waits or runs already."""
        return self._jobs.submit(
            SCAN,
            f"Scan {source.name}",
            {"source_id": source.id, "retry_failed": retry_failed},
            queue=JobQueue.PARENTS,
            priority=JobPriority.NORMAL,
            singleton_key=source.id,
        )

    def find(self, source: Source) -> Job | None:
        """Return the scan of a source that waits or runs."""
        return self._jobs.find_unfinished(SCAN, source.id)

    def cancel(self, source: Source) -> None:
        """Stop the scan of a source, if there is one."""
        job = self.find(source)
        if job is not None:
            self._jobs.cancel(job.id)
