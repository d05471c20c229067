"""Name the kinds of work and which service does each."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from menura.analysis import INDEX, LISTEN, SCAN, WRITE_TAGS, ScanWish
from menura.analysis.batch import Batch
from menura.analysis.hearing import Heard, HearingTask
from menura.analysis.inference import ModelPools
from menura.analysis.listener import Listener
from menura.analysis.scanner import Scanner
from menura.bootstrap import IMPORT_HISTORY, Menura
from menura.catalogue import SEND_PLAYLIST, WRITE_BACK
from menura.discover import (
    ARTISTS,
    CLUSTER,
    CLUSTER_BATCH,
    CLUSTER_REFRESH,
    FINGERPRINT,
    MUSIC_MAP,
    RADIO,
)
from menura.jobs import JobContext, JobFailedError, JobHandler, JobKind, JobQueue
from menura.jobs.process_pool import ProcessPool
from menura.kernel.registry import Registry
from menura.sessions import SESSION_BATCH, SESSION_RENDER
from menura.sharing import (
    COLLECTION_EXPORT,
    COLLECTION_IMPORT,
    COLLECTION_PULL,
    COLLECTION_PUSH,
)
from menura.studio import DEMO, PRODUCE
from menura.worker.clusters import (
    find_clusters,
    refresh_clusters,
    sweep_cluster_work,
    try_batch,
)
from menura.worker.collection import (
    export_collection,
    import_collection,
    pull_collection,
    push_collection,
)
from menura.worker.demo import make_demo
from menura.worker.history import take_in_history
from menura.worker.music_map import build_music_map, compare_artists, keep_up
from menura.worker.playlists import play_radio, take_fingerprint
from menura.worker.servers import send_playlist, tell_servers
from menura.worker.sessions import BATCH_ATTEMPTS, make_batch, render_clip
from menura.worker.studio import PRODUCE_ATTEMPTS, make_production, tidy_studio
from menura.worker.tags import write_many_tags

MAINTENANCE = "maintenance"
RESCAN = "rescan"
DELETE_CHUNK = 500


def job_kinds(
    menura: Menura, pool: ProcessPool[HearingTask, Heard], models: ModelPools
) -> Registry[JobKind]:
    """Return the kinds of work this program knows."""
    scanner = Scanner(
        menura.store,
        menura.indexes,
        lambda: models.plan().versions,
        servers=menura.servers,
        clock=menura.clock,
    )
    listener = Listener(
        menura.store,
        pool,
        models,
        menura.servers,
        clock=menura.clock,
        offering=menura.collecting.offers,
    )

    def scan(context: JobContext) -> Mapping[str, Any]:
        try:
            result = scanner.scan(context, ScanWish.of(context.job.payload))
        except JobFailedError:  # of a server: what was found before is new music all the same
            keep_up(menura)
            raise
        keep_up(menura)
        with menura.rooms() as rooms:  # that was not there when it was to be told something
            rooms.reactions.tell_waiting(context.job.payload["source_id"])
        return result

    def listen(context: JobContext) -> Mapping[str, Any]:
        return listener.listen(context, Batch.of(context.job))

    def index(context: JobContext) -> Mapping[str, Any]:
        return scanner.build_indexes(context)

    def rescan(context: JobContext) -> Mapping[str, Any]:
        with menura.rooms() as rooms:
            jobs = [rooms.scans.start(source) for source in rooms.library.sources()]
        return {"scans": [job.id for job in jobs]}

    def maintenance(context: JobContext) -> Mapping[str, Any]:
        before = menura.clock.now() - timedelta(days=menura.settings.keep_jobs_days)
        forgotten = 0
        while True:
            context.check()
            with menura.store.jobs() as jobs:
                ids = jobs.delete_finished(before, DELETE_CHUNK)
            forgotten += len(ids)
            if len(ids) < DELETE_CHUNK:
                tidied = tidy_studio(menura) + menura.sweep_media() + sweep_cluster_work(menura)
                tidied += menura.servers.spool.sweep() + menura.histories.sweep()
                tidied += menura.collecting.files.sweep(menura.clock.now())
                return {"forgotten_jobs": forgotten, "tidied": tidied}

    def write_tags(context: JobContext) -> Mapping[str, Any]:
        return write_many_tags(menura, context)

    def produce(context: JobContext) -> Mapping[str, Any]:
        return make_production(menura, context)

    def demo(context: JobContext) -> Mapping[str, Any]:
        return make_demo(menura, context)

    def session_batch(context: JobContext) -> Mapping[str, Any]:
        return make_batch(menura, context)

    def session_render(context: JobContext) -> Mapping[str, Any]:
        return render_clip(menura, context)

    def bound(work: Callable[[Menura, JobContext], Mapping[str, Any]]) -> JobHandler:
        return lambda context: work(menura, context)

    def sharing(
        work: Callable[[Menura, JobContext, Mapping[str, str]], Mapping[str, Any]],
    ) -> JobHandler:
        return lambda context: work(menura, context, models.plan().versions)

    kinds: Registry[JobKind] = Registry("job kind")
    for kind in (
        JobKind(SCAN, scan, JobQueue.PARENTS),
        JobKind(LISTEN, listen, JobQueue.WORK),
        JobKind(INDEX, index, JobQueue.INTERACTIVE),
        JobKind(RESCAN, rescan, JobQueue.PARENTS),
        JobKind(WRITE_TAGS, write_tags, JobQueue.WORK),
        JobKind(PRODUCE, produce, JobQueue.WORK, max_attempts=PRODUCE_ATTEMPTS),
        JobKind(SESSION_BATCH, session_batch, JobQueue.INTERACTIVE, max_attempts=BATCH_ATTEMPTS),
        JobKind(SESSION_RENDER, session_render, JobQueue.INTERACTIVE),
        JobKind(DEMO, demo, JobQueue.WORK),
        JobKind(CLUSTER, bound(find_clusters), JobQueue.PARENTS),
        JobKind(CLUSTER_BATCH, bound(try_batch), JobQueue.WORK),
        JobKind(CLUSTER_REFRESH, bound(refresh_clusters), JobQueue.WORK),
        JobKind(MUSIC_MAP, bound(build_music_map), JobQueue.WORK),
        JobKind(ARTISTS, bound(compare_artists), JobQueue.WORK),
        JobKind(RADIO, bound(play_radio), JobQueue.INTERACTIVE),
        JobKind(FINGERPRINT, bound(take_fingerprint), JobQueue.INTERACTIVE),
        JobKind(SEND_PLAYLIST, bound(send_playlist), JobQueue.INTERACTIVE),
        JobKind(WRITE_BACK, bound(tell_servers), JobQueue.INTERACTIVE),
        JobKind(IMPORT_HISTORY, bound(take_in_history), JobQueue.WORK),
        JobKind(COLLECTION_EXPORT, sharing(export_collection), JobQueue.WORK),
        JobKind(COLLECTION_IMPORT, sharing(import_collection), JobQueue.WORK),
        JobKind(COLLECTION_PULL, sharing(pull_collection), JobQueue.WORK),
        JobKind(COLLECTION_PUSH, sharing(push_collection), JobQueue.WORK),
        JobKind(MAINTENANCE, maintenance, JobQueue.PARENTS),
    ):
        kinds.add(kind.name, kind)
    return kinds
