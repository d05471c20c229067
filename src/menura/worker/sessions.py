"""Make batches of clips: from the job's payload to kept files, rows and tracks."""

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from menura.bootstrap import Menura
from menura.jobs import JobContext, Progress
from menura.kernel.disk import hash_file
from menura.sessions import BatchRequest, from_payload
from menura.sessions.clustering import warm_up

if TYPE_CHECKING:
    from menura.sessions.service import SessionService

BATCH_ATTEMPTS = 3


def make_batch(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``session_batch``; run again, it makes nothing twice."""
    request = from_payload(context.job.payload)
    batch_id = UUID(context.job.id)
    threading.Thread(target=warm_up, daemon=True).start()  # a second, while the first clips play
    service = _service(menura, context, request)
    batch = service.add_batch(
        request.session_id, request.steering, request.num_clips, batch_id=batch_id
    )
    menura.hear_clips()
    return {
        "session_id": str(request.session_id),
        "batch_id": str(batch.id),
        "clusters": [
            {"id": str(cluster.id), "label": cluster.label, "clips": len(cluster.track_ids)}
            for cluster in batch.clusters
        ],
        "clips": [
            {"id": str(clip_id), "url": f"/media/{request.session_id}/{clip_id}.wav"}
            for cluster in batch.clusters
            for clip_id in cluster.track_ids
        ],
    }


def _service(menura: Menura, context: JobContext, request: BatchRequest) -> "SessionService":
    """Return the service with the providers that are set up."""
    from menura.sessions.providers.registry import Hooks, make_providers
    from menura.sessions.service import GENERATED_SHARE, SessionOptions, SessionService, Watch
    from menura.studio.requests import draw_seed
    from menura.studio.workshop import cores

    def report(share: float, stage: str) -> None:
        context.report(Progress(share, stage=stage))

    def generated(share: float) -> None:
        report(share * GENERATED_SHARE, "generate")

    batch_id = context.job.id
    seed = request.seed if request.seed is not None else draw_seed(batch_id, 0)
    threads = cores()
    providers = make_providers(
        menura.provider_options,
        menura.media.work_path(UUID(batch_id)),
        seed=seed,
        threads=threads,
        hooks=Hooks(report=generated, check=context.check),
    )
    return SessionService(
        menura.session_store,
        providers.music,
        providers.embedding,
        providers.naming,
        menura.media,
        listener=providers.listener,
        options=SessionOptions(
            menura.settings.session_overgeneration,
            threads,
            is_resumable=context.job.attempts < BATCH_ATTEMPTS,
        ),
        watch=Watch(report, context.check, lambda message: context.log(message, "warning")),
        clock=menura.clock,
        seed=seed,
    )


def render_clip(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``session_render``: make a clip again and compare.

    A clip whose file is gone or was changed is restored, if it comes out as it was kept.
    """
    from menura.sessions.clip_rendering import render_clip_again

    session_id = UUID(context.job.payload["session_id"])
    clip_id = UUID(context.job.payload["clip_id"])
    with menura.rooms(read_only=True) as rooms:
        clip = rooms.sessions.clip(session_id, clip_id)
    folder = menura.media.work_folder(UUID(context.job.id))
    try:
        again = folder / "again.wav"
        render_clip_again(clip.manifest, again)
        sha256 = hash_file(again)
        kept = menura.media.path(session_id, clip_id)
        is_intact = kept.is_file() and hash_file(kept) == clip.manifest.sha256
        identical = sha256 == clip.manifest.sha256
        if identical and not is_intact:
            menura.media.keep(UUID(context.job.id), session_id, {clip_id: again})
            menura.hear_clips()
        return {
            "identical": identical,
            "sha256": sha256,
            "kept_sha256": clip.manifest.sha256,
            "restored": identical and not is_intact,
        }
    finally:
        menura.media.forget_work(UUID(context.job.id))
