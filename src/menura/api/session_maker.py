"""Make batches while a request waits: the work itself is done by a worker."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Protocol
from uuid import UUID

from fastapi import Depends

from menura.api.deps import MenuraDep
from menura.bootstrap import Menura, Rooms
from menura.jobs import Job, JobStatus
from menura.sessions import (
    Batch,
    BatchFailedError,
    BatchKind,
    BatchRequest,
    BriefParams,
    Session,
    SessionNotFoundError,
    Steering,
    Track,
)

POLL_S = 0.1
WORKER_WAIT_S = 15.0


class SessionMaker(Protocol):
    """What the contract's two routes need; `SessionService` is one, too."""

    def create_initial_batch(self, brief: str, params: BriefParams, num_clips: int) -> Session:
        """Open a session and make its first batch."""
        ...

    def more_like_cluster(self, session_id: UUID, cluster_id: UUID, num_clips: int) -> Batch:
        """Make clips like those of a cluster."""
        ...

    def tracks(self, session_id: UUID) -> dict[UUID, Track]:
        """Return the tracks of a session by id."""
        ...


class QueuedSessions:
    """Queue a job and wait for it: a batch survives a crash, and the server stays small."""

    def __init__(self, menura: Menura) -> None:
        self._menura = menura

    def create_initial_batch(self, brief: str, params: BriefParams, num_clips: int) -> Session:
        """Open a session and wait for its first batch; without a clip there is no session.

        Raises
        ------
        SessionInputError, BatchFailedError
        """
        job = self._queue(lambda rooms: rooms.sessions.open(brief, params, num_clips))
        session_id = UUID(job.payload["session_id"])
        try:
            self._wait(job)
        except BatchFailedError:
            with self._menura.rooms() as rooms, suppress(SessionNotFoundError):
                rooms.sessions.forget_if_empty(session_id)  # nobody was told of it
            raise
        try:
            with self._menura.rooms(read_only=True) as rooms:
                return rooms.sessions.get(session_id)
        except SessionNotFoundError as error:  # somebody was quicker
            raise BatchFailedError(error.code, error.message) from error

    def more_like_cluster(self, session_id: UUID, cluster_id: UUID, num_clips: int) -> Batch:
        """Wait for a batch of clips like those of a cluster.

        Raises
        ------
        SessionNotFoundError, ClusterNotFoundError, BatchFailedError
        """
        steering = Steering(BatchKind.MORE, (cluster_id,))
        request = BatchRequest(session_id, num_clips, steering)
        job = self._queue(lambda rooms: rooms.sessions.ask(request))
        self._wait(job)
        with self._menura.rooms(read_only=True) as rooms:
            return rooms.sessions.batch(session_id, UUID(job.id))

    def tracks(self, session_id: UUID) -> dict[UUID, Track]:
        """Return the tracks of a session by id."""
        with self._menura.rooms(read_only=True) as rooms:
            return {clip.id: clip.track for clip in rooms.sessions.clips(session_id)}

    def _queue(self, submit: Callable[[Rooms], Job]) -> Job:
        with self._menura.rooms() as rooms:
            return submit(rooms)

    def _wait(self, job: Job) -> None:
        """Return when the job is done; raise BatchFailedError if it will not be."""
        began = time.monotonic()
        while True:
            with self._menura.rooms(read_only=True) as rooms:
                job = rooms.jobs.get(job.id)
                is_late = time.monotonic() - began > WORKER_WAIT_S
                is_alone = self._menura.settings.workers == 0  # nobody is started here
                nobody = is_late and is_alone and self._menura.live_workers(rooms) == 0
            if job.status is JobStatus.SUCCEEDED:
                return
            if job.finished:
                raise BatchFailedError(
                    job.error_code or "cancelled", job.error_message or "The job was cancelled."
                )
            self._check_patience(job, nobody, time.monotonic() - began)

    def _check_patience(self, job: Job, nobody: bool, waited_s: float) -> None:
        """Raise if waiting on is of no use; the job goes on without whoever waited."""
        kept = f"It goes on as job {job.id}: GET /api/v1/jobs/{job.id} tells how far it is."
        if self._menura.stopping.wait(POLL_S):
            raise BatchFailedError("stopping", f"Menura is being stopped. {kept}")
        if self._menura.trouble is not None:
            raise BatchFailedError("work_stuck", self._menura.trouble)
        if nobody:
            raise BatchFailedError(
                "no_worker", f"No worker is running; start one with: menura worker. {kept}"
            )
        if waited_s > self._menura.settings.session_wait_s:
            raise BatchFailedError(
                "batch_late", f"The clips are not ready after {waited_s:.0f} s. {kept}"
            )


def get_session_maker(menura: MenuraDep) -> SessionMaker:
    """Return who makes batches; tests put a `SessionService` with fakes in its place."""
    return QueuedSessions(menura)


SessionMakerDep = Annotated[SessionMaker, Depends(get_session_maker)]
