"""Write the tags of many tracks, one file at a time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from menura.analysis.tagging import TagRequest
from menura.bootstrap import Menura
from menura.catalogue import TrackOrder, TrackQuery, TrackState
from menura.jobs import JobContext, Progress
from menura.kernel.errors import MenuraError

CHUNK = 500
MOST_LINES = 100  # of a log: a read-only library would otherwise fill it with one fault


def write_many_tags(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``write_tags``; a file that fails is noted, the rest goes on."""
    payload = context.job.payload
    request = TagRequest.of(payload["request"])
    track_ids = payload.get("track_ids") or list(_of_source(menura, payload["source_id"]))
    counts = {"total": len(track_ids), "written": 0, "unchanged": 0, "failed": 0}
    for done, track_id in enumerate(track_ids):
        context.check()
        report = Progress(done / max(1, len(track_ids)), stage="writing tags", counts=counts)
        context.report(report)
        try:
            written = menura.write_tags(track_id, request)
        except MenuraError as error:
            counts["failed"] += 1
            if counts["failed"] <= MOST_LINES:
                context.log(error.message, "warning")
            continue
        counts["written" if written.changed else "unchanged"] += 1
    context.report(Progress(1.0, counts=counts))
    return counts


def _of_source(menura: Menura, source_id: str) -> Iterator[str]:
    """Yield the ids of a source's analysed tracks."""
    offset = 0
    while True:
        with menura.rooms(read_only=True) as rooms:
            page: Sequence[Any] = rooms.library.tracks(
                TrackQuery(
                    source_id=source_id,
                    state=TrackState.ANALYSED,
                    order=TrackOrder.ADDED,
                    offset=offset,
                    limit=CHUNK,
                )
            ).items
        yield from (track.id for track in page)
        offset += len(page)
        if len(page) < CHUNK:
            return
