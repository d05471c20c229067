"""Try a job again: see first that what it needs is still there.

Most work is its payload, and is queued once more as it stands. Some has a row of its own beside its
job (a production), or needs what may be gone by now (a source, a file that was sent).
"""

from collections.abc import Callable, Mapping
from uuid import UUID

from menura.analysis import SCAN
from menura.bootstrap import IMPORT_HISTORY, Menura, Rooms
from menura.catalogue import SEND_PLAYLIST
from menura.discover import CLUSTER_REFRESH, RADIO
from menura.jobs import Job, JobNotRetryableError
from menura.kernel.errors import NotFoundError
from menura.kernel.ids import new_id
from menura.sessions import SESSION_BATCH, SESSION_RENDER, from_payload
from menura.sharing import COLLECTION_IMPORT, COLLECTION_PULL, COLLECTION_PUSH
from menura.studio import PRODUCE, ProductionRequest, from_record

FILE_IS_GONE = "the file it was given is not kept; choose that file again."


def try_again(menura: Menura, job_id: str) -> Job:
    """Queue the work of a failed or cancelled job once more, and return the new job.

    Raises
    ------
    JobNotFoundError
    JobNotRetryableError
        It has not ended, did its work, is a part of another, or what it needs is gone.
    """
    with menura.rooms(read_only=True) as rooms:
        job = rooms.jobs.check_retryable(job_id)
    try:
        if job.kind == PRODUCE:
            return _produce_again(menura, job)
        if job.kind == COLLECTION_IMPORT:
            menura.collecting.files.incoming(job.payload["file"])
        with menura.rooms() as rooms:
            return AGAIN.get(job.kind, _queue_again)(rooms, job)
    except NotFoundError as gone:
        raise JobNotRetryableError(job.title, _in_a_sentence(gone.message)) from gone


def _produce_again(menura: Menura, job: Job) -> Job:
    """Start a production like the failed one: the same request, and a copy of its reference."""
    request = from_record(ProductionRequest, job.payload["request"])
    made_id = new_id(menura.clock)
    if request.parent_id is not None:
        with menura.rooms(read_only=True) as rooms:
            rooms.productions.get(request.parent_id)
    if request.reference is not None:
        path = menura.reference_file(job.id, request.reference)
        with path.open("rb") as reference:
            menura.keep_reference(made_id, request.reference, reference)
    with menura.rooms() as rooms:
        return rooms.productions.start(request, made_id)


def _queue_again(rooms: Rooms, job: Job) -> Job:
    return rooms.jobs.retry(job.id)


def _scan_again(rooms: Rooms, job: Job) -> Job:
    rooms.library.source(job.payload["source_id"])
    return rooms.jobs.retry(job.id)


def _send_again(rooms: Rooms, job: Job) -> Job:
    rooms.library.source(job.payload["source_id"])
    if not job.payload.get("delete"):
        rooms.playlists.get(job.payload["playlist_id"])
    return rooms.jobs.retry(job.id)


def _refresh_again(rooms: Rooms, job: Job) -> Job:
    return rooms.cluster_runs.refresh(job.payload["run_id"])


def _play_again(rooms: Rooms, job: Job) -> Job:
    return rooms.radios.start(job.payload["radio_id"])


def _make_clips_again(rooms: Rooms, job: Job) -> Job:
    return rooms.sessions.ask(from_payload(job.payload))


def _render_again(rooms: Rooms, job: Job) -> Job:
    payload = job.payload
    return rooms.sessions.render_again(UUID(payload["session_id"]), UUID(payload["clip_id"]))


def _import_again(rooms: Rooms, job: Job) -> Job:
    if "file" in job.payload:
        raise JobNotRetryableError(job.title, FILE_IS_GONE)
    return rooms.jobs.retry(job.id)


def _exchange_again(rooms: Rooms, job: Job) -> Job:
    rooms.collection.peer(job.payload["peer_id"])
    return rooms.jobs.retry(job.id)


AGAIN: Mapping[str, Callable[[Rooms, Job], Job]] = {
    SCAN: _scan_again,
    SEND_PLAYLIST: _send_again,
    CLUSTER_REFRESH: _refresh_again,
    RADIO: _play_again,
    SESSION_BATCH: _make_clips_again,
    SESSION_RENDER: _render_again,
    IMPORT_HISTORY: _import_again,
    COLLECTION_PULL: _exchange_again,
    COLLECTION_PUSH: _exchange_again,
}


def _in_a_sentence(message: str) -> str:
    """Return a sentence as the second half of another."""
    return message[:1].lower() + message[1:]
