"""Serve the Session Lab's contract: two routes that wait for their clips, and the clips."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response

from menura.api.artifacts import send_artifact
from menura.api.deps import MenuraDep
from menura.api.errors import answers_bad_request, keeps_to_contract
from menura.api.schemas.session_lab import (
    BatchOut,
    CreateSessionRequest,
    CreateSessionResponse,
    MoreLikeRequest,
    MoreLikeResponse,
)
from menura.api.session_maker import SessionMakerDep
from menura.kernel.ids import is_id
from menura.sessions import BatchFailedError, ClipNotFoundError, SessionInputError, check_brief
from menura.store import LocalArtifacts
from menura.studio import ArtifactNotFoundError

Answer = TypeVar("Answer")

router = APIRouter(tags=["session lab"])
# Threads of their own: however many wait for clips, the other routes go on.
waiting = CapacityLimiter(64)


@router.post("/sessions")
@keeps_to_contract
async def create_session(
    body: CreateSessionRequest, maker: SessionMakerDep
) -> CreateSessionResponse:
    """Make a batch of clips from a brief, grouped and named; answers when they are there."""
    check_brief(body.brief)

    def make() -> CreateSessionResponse:
        session = maker.create_initial_batch(body.brief, body.params, body.num_clips)
        batch = BatchOut.of(session.batches[0], maker.tracks(session.id))
        return CreateSessionResponse(session_id=session.id, batch=batch)

    return await wait_for(make)


@router.post("/sessions/{session_id}/clusters/{cluster_id}/more")
@keeps_to_contract
async def make_more_like_cluster(
    session_id: UUID, cluster_id: UUID, body: MoreLikeRequest, maker: SessionMakerDep
) -> MoreLikeResponse:
    """Make clips like those of a cluster; answers when they are there."""

    def make() -> MoreLikeResponse:
        batch = maker.more_like_cluster(session_id, cluster_id, body.num_clips)
        return MoreLikeResponse(
            session_id=session_id,
            parent_cluster_id=cluster_id,
            batch=BatchOut.of(batch, maker.tracks(session_id)),
        )

    return await wait_for(make)


@router.head("/media/{session_id}/{file_name:path}", include_in_schema=False)
@router.get("/media/{session_id}/{file_name:path}")
@answers_bad_request
def get_clip_audio(
    session_id: str, file_name: str, request: Request, menura: MenuraDep
) -> Response:
    """Return a clip as WAV, whole or the range that was asked for."""
    track_id = file_name.removesuffix(".wav")
    if not is_id(session_id) or track_id == file_name or not is_id(track_id):
        raise no_clip("file_name" if is_id(session_id) else "session_id")
    folder = menura.media.root / session_id.lower()
    name = f"{track_id.lower()}.wav"
    is_here = (folder / name).is_file()
    store = LocalArtifacts(menura.media.root) if is_here else menura.clip_files
    try:
        return send_artifact(store, session_id, name, request)
    except ArtifactNotFoundError:
        raise ClipNotFoundError(track_id) from None


@router.get("/media/{path:path}", include_in_schema=False)
@answers_bad_request
def refuse_other_media(path: str) -> Response:
    """Refuse what is no clip."""
    raise no_clip("session_id")


async def wait_for(make: Callable[[], Answer]) -> Answer:
    """Return what `make` returns, from a thread of those that wait; raise if all of them do."""
    if waiting.available_tokens < 1:
        raise BatchFailedError(
            "too_many_waiting",
            f"{int(waiting.total_tokens)} requests wait for clips already: ask again later, or use "
            "POST /api/v1/sessions, which answers at once.",
        )
    return await to_thread.run_sync(make, limiter=waiting)


def no_clip(field: str) -> SessionInputError:
    """Return the refusal of an address that is no clip's."""
    return SessionInputError(
        "Clips lie at /media/{session_id}/{track_id}.wav, both ids being UUIDs.", field=field
    )
