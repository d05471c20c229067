"""Write the tags of many tracks, one file at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from menura.analysis.tagging import TagRequest
from menura.audio.tag_errors import TagDestinationError
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
            written = menura.write_tags(track_id, _beside_its_kind(menura, track_id, request))
        except TagDestinationError:  # a copy of a run before this one, or of another's
            counts["unchanged"] += 1
            continue
        except MenuraError as error:
            counts["failed"] += 1
            if counts["failed"] <= MOST_LINES:
                context.log(error.message, "warning")
            continue
        counts["written" if written.changed else "unchanged"] += 1
    context.report(Progress(1.0, counts=counts))
    return counts


def _beside_its_kind(menura: Menura, track_id: str, request: TagRequest) -> TagRequest:
    """Return the request with the folder a track's copy belongs in: as it lies in its source."""
    if request.destination is None:
        return request
    with menura.rooms(read_only=True) as rooms:
        location = rooms.library.track(track_id).location
    return replace(request, destination=str(Path(request.destination, location).parent))


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
