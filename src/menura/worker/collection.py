"""Make, take in, fetch and send collections."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from menura.bootstrap import Menura
from menura.jobs import JobContext, JobFailedError, Progress
from menura.kernel.errors import UnavailableError
from menura.sharing import Told, removed_when_refused

Versions = Mapping[str, str]


def export_collection(menura: Menura, context: JobContext, versions: Versions) -> Mapping[str, Any]:
    """Do the work of the job kind ``collection_export``."""
    payload = context.job.payload
    files = menura.collecting.files
    files.sweep(menura.clock.now())
    served = payload.get("served")
    target = files.new_export(payload["name"]) if served is None else files.served(served)
    made = menura.collecting.exchange(versions).export(target, _since(payload), _told(context))
    return {
        "name": target.name if served is None else None,
        "tracks": made.manifest.track_count,
        "size_bytes": made.size_bytes,
        "left_out": made.left_out,
        "spaces": sorted(made.manifest.spaces),
    }


def import_collection(menura: Menura, context: JobContext, versions: Versions) -> Mapping[str, Any]:
    """Do the work of the job kind ``collection_import``."""
    payload = context.job.payload
    path = menura.collecting.files.incoming(payload["file"])
    with removed_when_refused(path):
        counts = menura.collecting.exchange(versions).take_in(
            path,
            _told(context),
            trust=payload.get("trust"),
            keep_offers=payload.get("keep_offers", True),
        )
    return _conclude(menura, context, counts.plain(), counts.left_out_spaces)


def pull_collection(menura: Menura, context: JobContext, versions: Versions) -> Mapping[str, Any]:
    """Do the work of the job kind ``collection_pull``."""
    exchange = menura.collecting.exchange(versions)
    with _said_at_once():
        counts = exchange.pull(context.job.payload["peer_id"], _told(context))
    return _conclude(menura, context, counts.plain(), counts.left_out_spaces)


def push_collection(menura: Menura, context: JobContext, versions: Versions) -> Mapping[str, Any]:
    """Do the work of the job kind ``collection_push``."""
    exchange = menura.collecting.exchange(versions)
    with _said_at_once():
        made = exchange.push(context.job.payload["peer_id"], _told(context))
    return {
        "tracks": made.manifest.track_count,
        "size_bytes": made.size_bytes,
        "left_out": made.left_out,
    }


@contextmanager
def _said_at_once() -> Iterator[None]:
    """Let a peer that is not there end the job: somebody waits to be told."""
    try:
        yield
    except UnavailableError as error:
        raise JobFailedError(error.message) from error


def _conclude(
    menura: Menura, context: JobContext, counts: Mapping[str, int], left_out: Sequence[str]
) -> Mapping[str, Any]:
    """Say what was left out, and have the indexes built where vectors came in."""
    if left_out:
        names = ", ".join(left_out)
        context.log(
            f"The vectors of {names} were left out: another model made them than the one here.",
            "warning",
        )
    if counts["filled_tracks"]:
        with menura.rooms() as rooms:
            rooms.scans.build_indexes()
    return {**counts, "left_out_spaces": list(left_out)}


def _since(payload: Mapping[str, Any]) -> datetime | None:
    told = payload.get("since")
    return datetime.fromisoformat(told) if told else None


def _told(context: JobContext) -> Told:
    """Return whom the work tells how it goes, and who stops it."""

    def stage(name: str) -> None:
        context.check()
        context.report(Progress(stage=name))

    def share(done: float) -> None:
        context.check()
        context.report(Progress(min(1.0, done)))

    def counts(numbers: Mapping[str, int]) -> None:
        context.check()
        context.report(Progress(counts=numbers))

    return Told(stage, share, counts)
