"""Ask for batches, and look after what was made, inside the transaction a door has open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from menura.jobs import Job, JobPriority, JobQueue, Jobs, JobStatus
from menura.kernel.clock import Clock
from menura.kernel.ids import new_id
from menura.sessions.distribution import Distribution, place_clips
from menura.sessions.errors import (
    BatchNotFoundError,
    ClipNotFoundError,
    ClusterNotFoundError,
    SessionBusyError,
    SessionInputError,
    SessionNotFoundError,
)
from menura.sessions.labels import can_be_shown, check_label
from menura.sessions.model import (
    Batch,
    BatchKind,
    BriefParams,
    Clip,
    Session,
    SessionDetails,
    SessionPage,
    Steering,
)
from menura.sessions.ports import SessionStore, Vector
from menura.sessions.prompt import write_prompt
from menura.sessions.selection import most_different

SESSION_BATCH = "session_batch"
SESSION_RENDER = "session_render"
NAME_CHARACTERS = 200
_TITLE_CHARACTERS = 60
_PAGE = 200
BRIEF_CHARACTERS = 2000
_LAYOUT = "\n\r\t\u061c\u200e\u200f"  # lines, and what texts from right to left are set with


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What is to be made.

    Attributes
    ----------
    seed : int, optional
        From which all that is open is drawn; None: from the batch's id.
    """

    session_id: UUID
    num_clips: int
    steering: Steering = field(default_factory=Steering)
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The most different clips in the order they were chosen, and the others."""

    clip_ids: tuple[UUID, ...]
    other_ids: tuple[UUID, ...]


class SessionLab:
    """Sessions, as doors use them."""

    def __init__(self, store: SessionStore, jobs: Jobs, clock: Clock) -> None:
        self._store = store
        self._jobs = jobs
        self._clock = clock

    # -------------------------------------------------------------------- ask

    def open(
        self,
        brief: str,
        params: BriefParams,
        num_clips: int,
        *,
        seed: int | None = None,
    ) -> Job:
        """Open a session and queue its first batch.

        Raises
        ------
        SessionInputError
            The brief is empty or holds what no database keeps.
        """
        check_brief(brief)
        session = self._store.create_session(brief, params, UUID(new_id(self._clock)))
        request = BatchRequest(session.id, num_clips, seed=seed)
        return self._submit(request, session)

    def ask(self, request: BatchRequest) -> Job:
        """Queue another batch of a session; its job has the batch's id.

        Raises
        ------
        SessionNotFoundError, ClusterNotFoundError
        SessionInputError
            Two different clusters are needed to go between.
        """
        session = self.get(request.session_id)
        cluster_ids = request.steering.cluster_ids
        for cluster_id in cluster_ids:
            if self._store.get_centroid(session.id, cluster_id) is None:
                raise ClusterNotFoundError(cluster_id)
        is_between = request.steering.kind is BatchKind.BETWEEN
        if is_between and (len(cluster_ids) != 2 or len(set(cluster_ids)) != 2):
            raise SessionInputError(
                "Name two different clusters to go between.", field="cluster_ids"
            )
        if request.steering.kind is BatchKind.AGAIN and not session.batches:
            request = replace(request, steering=Steering(BatchKind.INITIAL))
        return self._submit(request, session)

    def render_again(self, session_id: UUID, clip_id: UUID) -> Job:
        """Queue rendering a clip again from its manifest, to see that it is the same to the bit."""
        self.clip(session_id, clip_id)
        return self._jobs.submit(
            SESSION_RENDER,
            "Render a clip again",
            {"session_id": str(session_id), "clip_id": str(clip_id)},
            queue=JobQueue.INTERACTIVE,
            priority=JobPriority.INTERACTIVE,
        )

    def _submit(self, request: BatchRequest, session: Session) -> Job:
        words = " ".join(session.brief_text.split())
        if len(words) > _TITLE_CHARACTERS:
            words = f"{words[: _TITLE_CHARACTERS - 1]}…"
        batch_id = new_id(self._clock)
        return self._jobs.submit(
            SESSION_BATCH,
            f"Make {request.num_clips} clip{'s' * (request.num_clips > 1)}: {words}",
            to_payload(request),
            queue=JobQueue.INTERACTIVE,
            priority=JobPriority.INTERACTIVE,
            job_id=batch_id,
        )

    # ------------------------------------------------------------------- read

    def get(self, session_id: UUID) -> Session:
        """Return a session; raise SessionNotFoundError."""
        session = self._store.get_session(session_id)
        if session is None:
            raise SessionNotFoundError(session_id)
        return session

    def details(self, session_id: UUID) -> SessionDetails:
        """Return what a session is beyond the contract; raise SessionNotFoundError."""
        details = self._store.get_details(session_id)
        if details is None:
            raise SessionNotFoundError(session_id)
        return details

    def batch(self, session_id: UUID, batch_id: UUID) -> Batch:
        """Return a batch; raise SessionNotFoundError or BatchNotFoundError."""
        for batch in self.get(session_id).batches:
            if batch.id == batch_id:
                return batch
        raise BatchNotFoundError(batch_id)

    def clips(self, session_id: UUID) -> Sequence[Clip]:
        """Return all clips in the order they were made; raise SessionNotFoundError."""
        self.get(session_id)
        return self._store.get_clips(session_id)

    def clip(self, session_id: UUID, clip_id: UUID) -> Clip:
        """Return a clip; raise SessionNotFoundError or ClipNotFoundError."""
        for clip in self.clips(session_id):
            if clip.id == clip_id:
                return clip
        raise ClipNotFoundError(clip_id)

    def check_clips(self, session_id: UUID, clip_ids: Sequence[UUID]) -> None:
        """Raise SessionNotFoundError, or ClipNotFoundError for the first that is not there."""
        there = {clip.id for clip in self.clips(session_id)}
        for clip_id in clip_ids:
            if clip_id not in there:
                raise ClipNotFoundError(clip_id)

    def centroids(self, session: Session) -> dict[UUID, Vector]:
        """Return the centroid of every cluster of a session."""
        found: dict[UUID, Vector] = {}
        for batch in session.batches:
            for cluster in batch.clusters:
                centroid = self._store.get_centroid(session.id, cluster.id)
                if centroid is not None:
                    found[cluster.id] = centroid
        return found

    def distribution(self, session_id: UUID) -> Distribution:
        """Return where the clips of a session lie on its map; raise SessionNotFoundError."""
        session, details = self.get(session_id), self.details(session_id)
        clips = self._store.get_clips(session_id)
        return place_clips(session, clips, self.centroids(session), details.projection)

    def page(self, *, limit: int = 50, offset: int = 0) -> SessionPage:
        """Return sessions, pinned ones first, then the newest first."""
        return self._store.page(limit=limit, offset=offset)

    def prompt(self, session: Session) -> str:
        """Return what providers are sent for a session."""
        return write_prompt(session.brief_text, session.params)

    def unfinished_jobs(self) -> Sequence[Job]:
        """Return the jobs that make batches now, or will."""
        return [
            job
            for status in (JobStatus.RUNNING, JobStatus.QUEUED)
            for job in self._every(SESSION_BATCH, status)
        ]

    def is_working(self, job_id: UUID) -> bool:
        """Tell whether a job has files in the making, or will have."""
        return self._jobs.is_unfinished(str(job_id))

    def _every(self, kind: str, status: JobStatus | None = None) -> Iterator[Job]:
        """Yield all jobs of a kind, newest first."""
        offset = 0
        while True:
            page = self._jobs.page(kind=kind, status=status, limit=_PAGE, offset=offset)
            yield from page.items
            offset += _PAGE
            if offset >= page.total:
                return

    def making(self, session_id: UUID) -> Sequence[Job]:
        """Return the jobs that make batches of a session now, or will."""
        return [job for job in self.unfinished_jobs() if _is_of(job, session_id)]

    def failure(self, session: Session) -> Job | None:
        """Return the job that was to make the first batch and did not; None if there is one."""
        if session.batches:
            return None
        for job in self._every(SESSION_BATCH):
            if _is_of(job, session.id):
                return job if job.finished else None
        return None

    # ----------------------------------------------------------------- change

    def update(
        self, session_id: UUID, *, name: str | None = None, pinned: bool | None = None
    ) -> None:
        """Name or pin a session; an empty name takes it away."""
        self._store.update_session(session_id, name=checked_name(name), pinned=pinned)

    def rename_cluster(self, session_id: UUID, cluster_id: UUID, label: str) -> None:
        """Give a cluster another label; more of it inherits it."""
        self.get(session_id)
        if self._store.get_cluster(session_id, cluster_id) is None:
            raise ClusterNotFoundError(cluster_id)
        self._store.rename_cluster(session_id, cluster_id, check_label(label))

    def update_clip(
        self,
        session_id: UUID,
        clip_id: UUID,
        *,
        name: str | None = None,
        pinned: bool | None = None,
        favourite: bool | None = None,
    ) -> None:
        """Name, pin or favour a clip; an empty name takes it away."""
        self._store.update_clip(
            session_id, clip_id, name=checked_name(name), pinned=pinned, favourite=favourite
        )

    def remove_clips(self, session_id: UUID, clip_ids: Sequence[UUID]) -> None:
        """Forget clips; their files are removed by who holds them."""
        self._store.remove_clips(session_id, clip_ids)

    def most_different(self, session_id: UUID, count: int, *, batch_id: UUID | None = None) -> Kept:
        """Choose the clips that differ most.

        Pinned clips and favourites are always among them, and count.

        Raises
        ------
        SessionNotFoundError, BatchNotFoundError
        SessionInputError
            There is no clip to choose from.
        """
        if batch_id is not None:
            self.batch(session_id, batch_id)
        clips = [
            clip
            for clip in self.clips(session_id)
            if batch_id is None or clip.track.batch_id == batch_id
        ]
        if not clips:
            raise SessionInputError("There is no clip to choose from yet.", field="session_id")
        kept = [i for i, clip in enumerate(clips) if clip.pinned or clip.favourite]
        chosen = most_different([clip.embedding for clip in clips], count, kept)
        chosen_ids = tuple(clips[i].id for i in chosen)
        return Kept(chosen_ids, tuple(clip.id for clip in clips if clip.id not in chosen_ids))

    def check_removable(self, session_id: UUID) -> Session:
        """Return a session that may be removed; raise SessionBusyError."""
        session = self.get(session_id)
        if self.making(session.id):
            raise SessionBusyError
        return session

    def remove(self, session_id: UUID) -> None:
        """Forget a session; its files are removed by who holds them."""
        self._store.remove_session(session_id)

    def forget_if_empty(self, session_id: UUID) -> None:
        """Forget a session that was opened for a batch that came to nothing.

        Raises
        ------
        SessionNotFoundError
        """
        if not self.get(session_id).batches and not self.making(session_id):
            self.remove(session_id)


def to_payload(request: BatchRequest) -> Mapping[str, Any]:
    """Return a request as the payload of its job."""
    return {
        "session_id": str(request.session_id),
        "num_clips": request.num_clips,
        "kind": request.steering.kind.value,
        "cluster_ids": [str(one) for one in request.steering.cluster_ids],
        "seed": request.seed,
    }


def from_payload(payload: Mapping[str, Any]) -> BatchRequest:
    """Return the request that a job's payload holds."""
    clusters = tuple(UUID(one) for one in payload["cluster_ids"])
    return BatchRequest(
        session_id=UUID(payload["session_id"]),
        num_clips=payload["num_clips"],
        steering=Steering(BatchKind(payload["kind"]), clusters),
        seed=payload["seed"],
    )


def check_brief(brief: str) -> None:
    """Raise SessionInputError for a brief that cannot be kept, says nothing or is too long."""
    if not brief.strip():
        raise SessionInputError("Say what the clips are to be, in words.", field="brief")
    if len(brief) > BRIEF_CHARACTERS:
        raise SessionInputError(
            f"A brief has at most {BRIEF_CHARACTERS} characters, not {len(brief)}.", field="brief"
        )
    if not all(one in _LAYOUT or can_be_shown(one) for one in brief):
        raise SessionInputError(
            "The brief holds control characters; write it as plain text.", field="brief"
        )


def checked_name(name: str | None) -> str | None:
    """Return a name as it is kept; raise SessionInputError for one nobody could read."""
    if name is None:
        return None
    plain = name.strip()
    if len(plain) > NAME_CHARACTERS or not all(map(can_be_shown, plain)):
        raise SessionInputError(
            f"A name has at most {NAME_CHARACTERS} characters and no control characters.",
            field="name",
        )
    return " ".join(plain.split())


def _is_of(job: Job, session_id: UUID) -> bool:
    return bool(job.payload.get("session_id") == str(session_id))
