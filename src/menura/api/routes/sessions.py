"""Serve sessions beyond the contract: as jobs, with a map, and looked after."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response, status

from menura.api.deps import MenuraDep, RoomsDep
from menura.api.errors import answers_bad_request
from menura.api.schemas.jobs import JobErrorOut, JobOut
from menura.api.schemas.sessions import (
    BatchesOut,
    BatchIn,
    BetweenIn,
    ClipOut,
    ClipPatchIn,
    ClusterPatchIn,
    ClusterPointOut,
    DistributionOut,
    ManifestOut,
    MostDifferentIn,
    MostDifferentOut,
    PointOut,
    SessionBatchOut,
    SessionClusterOut,
    SessionIn,
    SessionLineOut,
    SessionOptionsOut,
    SessionOut,
    SessionPatchIn,
    SessionsOut,
    StartedOut,
)
from menura.bootstrap import Rooms
from menura.jobs import Job
from menura.sessions import (
    LONGEST_S,
    MOST_CLIPS,
    BatchDetails,
    BatchKind,
    BatchRequest,
    Steering,
)

router = APIRouter(prefix="/sessions", tags=["sessions"])
ACCEPTED = status.HTTP_202_ACCEPTED
NO_CONTENT = status.HTTP_204_NO_CONTENT


@router.post("", status_code=ACCEPTED)
@answers_bad_request
def open_session(body: SessionIn, request: Request, rooms: RoomsDep) -> StartedOut:
    """Open a session; its first batch is made as a job with the batch's id."""
    job = rooms.sessions.open(body.brief, body.params, body.num_clips, seed=body.seed)
    return started(request, job)


@router.get("")
@answers_bad_request
def list_sessions(
    rooms: RoomsDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> SessionsOut:
    """List sessions, pinned ones first, then the newest first."""
    return shape_sessions(rooms, limit=limit, offset=offset)


@router.get("/options")
def list_session_options(menura: MenuraDep) -> SessionOptionsOut:
    """Tell who makes, hears and names clips."""
    settings = menura.settings
    return SessionOptionsOut(
        music=settings.session_music,
        embedder=settings.session_embedder,
        namer=settings.session_namer,
        most_clips=MOST_CLIPS,
        longest_s=LONGEST_S,
        overgeneration=settings.session_overgeneration,
    )


@router.get("/{session_id}")
@answers_bad_request
def get_session(session_id: UUID, rooms: RoomsDep) -> SessionOut:
    """Return a session with its batches, clusters and clips."""
    return shape_session(rooms, session_id)


@router.patch("/{session_id}")
@answers_bad_request
def update_session(session_id: UUID, body: SessionPatchIn, rooms: RoomsDep) -> SessionOut:
    """Name or pin a session."""
    rooms.sessions.update(session_id, name=body.name, pinned=body.pinned)
    return shape_session(rooms, session_id)


@router.delete("/{session_id}", status_code=NO_CONTENT)
@answers_bad_request
def remove_session(session_id: UUID, menura: MenuraDep) -> Response:
    """Delete a session with all its clips."""
    menura.remove_session(session_id)
    return Response(status_code=NO_CONTENT)


@router.get("/{session_id}/batches")
@answers_bad_request
def list_batches(session_id: UUID, rooms: RoomsDep) -> BatchesOut:
    """List the batches of a session, oldest first."""
    return BatchesOut(items=shape_session(rooms, session_id).batches)


@router.get("/{session_id}/batches/{batch_id}")
@answers_bad_request
def get_batch(session_id: UUID, batch_id: UUID, rooms: RoomsDep) -> SessionBatchOut:
    """Return a batch."""
    rooms.sessions.batch(session_id, batch_id)
    batches = shape_session(rooms, session_id).batches
    return next(batch for batch in batches if batch.id == batch_id)


@router.post("/{session_id}/batches", status_code=ACCEPTED)
@answers_bad_request
def make_batch_again(
    session_id: UUID, body: BatchIn, request: Request, rooms: RoomsDep
) -> StartedOut:
    """Make another batch of the same brief."""
    return ask_for(request, rooms, session_id, Steering(BatchKind.AGAIN), body)


@router.post("/{session_id}/clusters/{cluster_id}/more", status_code=ACCEPTED)
@answers_bad_request
def make_more(
    session_id: UUID, cluster_id: UUID, body: BatchIn, request: Request, rooms: RoomsDep
) -> StartedOut:
    """Make clips like those of a cluster, as a job."""
    return ask_for(request, rooms, session_id, Steering(BatchKind.MORE, (cluster_id,)), body)


@router.post("/{session_id}/clusters/{cluster_id}/less", status_code=ACCEPTED)
@answers_bad_request
def make_less(
    session_id: UUID, cluster_id: UUID, body: BatchIn, request: Request, rooms: RoomsDep
) -> StartedOut:
    """Make clips unlike those of a cluster, as a job."""
    return ask_for(request, rooms, session_id, Steering(BatchKind.LESS, (cluster_id,)), body)


@router.post("/{session_id}/between", status_code=ACCEPTED)
@answers_bad_request
def make_between(
    session_id: UUID, body: BetweenIn, request: Request, rooms: RoomsDep
) -> StartedOut:
    """Make clips between two clusters, as a job."""
    steering = Steering(BatchKind.BETWEEN, tuple(body.cluster_ids))
    return ask_for(request, rooms, session_id, steering, body)


@router.patch("/{session_id}/clusters/{cluster_id}")
@answers_bad_request
def rename_cluster(
    session_id: UUID, cluster_id: UUID, body: ClusterPatchIn, rooms: RoomsDep
) -> SessionClusterOut:
    """Give a cluster another label; more of it inherits it."""
    rooms.sessions.rename_cluster(session_id, cluster_id, body.label)
    clusters = (c for batch in shape_session(rooms, session_id).batches for c in batch.clusters)
    return next(cluster for cluster in clusters if cluster.id == cluster_id)


@router.get("/{session_id}/distribution")
@answers_bad_request
def get_distribution(session_id: UUID, rooms: RoomsDep) -> DistributionOut:
    """Return the map of a session: every clip in a plane that never moves."""
    return shape_distribution(rooms, session_id)


@router.post("/{session_id}/most-different")
@answers_bad_request
def keep_most_different(
    session_id: UUID, body: MostDifferentIn, menura: MenuraDep
) -> MostDifferentOut:
    """Choose the clips that differ most, and delete the others if asked."""
    kept = menura.keep_most_different(
        session_id, body.count, batch_id=body.batch_id, remove=body.remove_others
    )
    return MostDifferentOut(clip_ids=list(kept.clip_ids), removed_ids=list(kept.other_ids))


@router.get("/{session_id}/clips/{clip_id}/manifest")
@answers_bad_request
def get_manifest(session_id: UUID, clip_id: UUID, rooms: RoomsDep) -> ManifestOut:
    """Return everything a clip was made from."""
    clip = rooms.sessions.clip(session_id, clip_id)
    return ManifestOut.of(session_id, clip)


@router.post("/{session_id}/clips/{clip_id}/render", status_code=ACCEPTED)
@answers_bad_request
def render_clip_again(session_id: UUID, clip_id: UUID, rooms: RoomsDep) -> JobOut:
    """Render a clip again from its manifest, as a job that tells whether it is identical."""
    return JobOut.of(rooms.sessions.render_again(session_id, clip_id))


@router.patch("/{session_id}/clips/{clip_id}")
@answers_bad_request
def update_clip(session_id: UUID, clip_id: UUID, body: ClipPatchIn, rooms: RoomsDep) -> ClipOut:
    """Name, pin or favour a clip."""
    rooms.sessions.update_clip(
        session_id, clip_id, name=body.name, pinned=body.pinned, favourite=body.favourite
    )
    return ClipOut.of(rooms.sessions.clip(session_id, clip_id))


@router.delete("/{session_id}/clips/{clip_id}", status_code=NO_CONTENT)
@answers_bad_request
def remove_clip(session_id: UUID, clip_id: UUID, menura: MenuraDep) -> Response:
    """Delete a clip."""
    menura.remove_clips(session_id, [clip_id])
    return Response(status_code=NO_CONTENT)


def ask_for(
    request: Request, rooms: Rooms, session_id: UUID, steering: Steering, body: BatchIn
) -> StartedOut:
    """Queue a batch that goes somewhere."""
    wanted = BatchRequest(session_id, body.num_clips, steering, body.seed)
    return started(request, rooms.sessions.ask(wanted))


def started(request: Request, job: Job) -> StartedOut:
    """Shape a batch that is being made."""
    return StartedOut(
        job_id=UUID(job.id),
        batch_id=UUID(job.id),
        session_id=UUID(job.payload["session_id"]),
        status_url=str(request.url_for("get_job", job_id=job.id)),
    )


def shape_sessions(rooms: Rooms, *, limit: int, offset: int = 0) -> SessionsOut:
    """Shape a part of the list of sessions."""
    page = rooms.sessions.page(limit=limit, offset=offset)
    busy = {job.payload["session_id"] for job in rooms.sessions.unfinished_jobs()}
    items = [SessionLineOut.of(line, making=str(line.id) in busy) for line in page.items]
    return SessionsOut(items=items, total=page.total)


def shape_session(rooms: Rooms, session_id: UUID) -> SessionOut:
    """Shape a session with all that belongs to it."""
    lab = rooms.sessions
    session, details = lab.get(session_id), lab.details(session_id)
    clips = {clip.id: clip for clip in lab.clips(session_id)}
    failed = lab.failure(session)
    return SessionOut(
        id=session.id,
        brief=session.brief_text,
        params=session.params,
        prompt=lab.prompt(session),
        created_at=session.created_at,
        name=details.name,
        pinned=details.pinned,
        space=details.space,
        batches=[
            SessionBatchOut.of_all(batch, details.batches.get(batch.id, BatchDetails()), clips)
            for batch in session.batches
        ],
        making=[JobOut.of(job) for job in lab.making(session_id)],
        error=_error(failed) if failed else None,
    )


def _error(job: Job) -> JobErrorOut:
    return JobErrorOut(
        code=job.error_code or "cancelled",
        message=job.error_message or "The job was cancelled before there was a clip.",
    )


def shape_distribution(rooms: Rooms, session_id: UUID) -> DistributionOut:
    """Shape the map of a session."""
    places = rooms.sessions.distribution(session_id)
    details = rooms.sessions.details(session_id)
    return DistributionOut(
        space=details.space,
        explained=details.projection.explained if details.projection else None,
        points=[
            PointOut(
                clip_id=one.clip_id,
                batch_id=one.cluster.batch_id,
                cluster_id=one.cluster.id,
                label=one.cluster.label,
                x=one.x,
                y=one.y,
                distance=one.distance,
            )
            for one in places.clips
        ],
        clusters=[
            ClusterPointOut(
                id=one.cluster.id,
                batch_id=one.cluster.batch_id,
                label=one.cluster.label,
                clip_count=len(one.cluster.track_ids),
                x=one.x,
                y=one.y,
            )
            for one in places.clusters
        ],
    )
