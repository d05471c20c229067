"""Do what is to be done on music servers: send playlists, tell what was played and marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from menura.bootstrap import Menura
from menura.catalogue import (
    MUSIC_SERVERS,
    MusicServer,
    Source,
    closed_when_stopped,
    sending_key,
    tell_server,
    wants_to_be_told,
)
from menura.catalogue.server_errors import OF_THE_SERVER
from menura.jobs import JobContext, JobFailedError, Progress
from menura.kernel.errors import CancelledError, MenuraError, UnavailableError

CHUNK = 100
MOST_ATTEMPTS = 5  # to tell a server one thing that it answers with nonsense


class NotYetError(UnavailableError):
    """Say that something else is to be done first."""

    code = "not_yet"
    passing = True

    def __init__(self, title: str) -> None:
        super().__init__(f"This waits for {title!r}, which was asked for before.")


def send_playlist(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``send_playlist``: make, replace, rename or delete one."""
    payload = context.job.payload
    playlist_id, delete = payload["playlist_id"], bool(payload.get("delete"))
    with menura.rooms(read_only=True) as rooms:
        source = rooms.library.source(payload["source_id"])
    _wait_for_turn(menura, context, source, playlist_id, delete=delete)
    context.report(Progress(0.1, stage=f"talking to {source.name}"))
    try:
        if delete:
            return {"deleted": menura.servers.delete(source, playlist_id, context.should_stop)}
        sent = menura.servers.send(source, playlist_id, context.should_stop)
        # Changed while it was sent: whoever asked for that was given this very job.
        while _newest(menura, playlist_id) not in (sent.version, None):
            context.check()
            sent = menura.servers.send(source, playlist_id, context.should_stop)
    except CancelledError:
        raise
    except MenuraError as error:
        context.check()  # it may have broken off because it was to stop
        # Not put off, even if the fault may pass: somebody waits to be told.
        raise JobFailedError(error.message) from error
    return {"track_count": sent.track_count, "left_out": sent.left_out, "version": sent.version}


def _wait_for_turn(
    menura: Menura, context: JobContext, source: Source, playlist_id: str, *, delete: bool
) -> None:
    """Put the job off until the opposite deed, where it was asked for before, is done."""
    key = sending_key(source.id, playlist_id, delete=not delete)
    with menura.rooms(read_only=True) as rooms:
        other = rooms.jobs.find_unfinished(context.job.kind, key)
    if other is not None and other.id < context.job.id:  # ids sort by the time they were made
        raise NotYetError(other.title)


def _newest(menura: Menura, playlist_id: str) -> int | None:
    with menura.rooms(read_only=True) as rooms:
        return rooms.playlists.versions([playlist_id]).get(playlist_id)


def tell_servers(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``write_back``: tell a server what is to be told.

    A server that cannot be reached is told later: after its next scan, or when something else is
    to be told. One thing that a server cannot be told does not keep it from being told the others.
    What was switched off meanwhile is told no more.

    Raises
    ------
    JobFailedError
        The server cannot be told anything now; nothing is lost.
    """
    source_id = context.job.payload["source_id"]
    counts = {"total": 0, "told": 0, "refused": 0}
    with menura.rooms(read_only=True) as rooms:
        source = next((s for s in rooms.library.sources() if s.id == source_id), None)
        counts["total"] = rooms.write_backs.count(source_id)
    if source is None or source.kind not in MUSIC_SERVERS or not counts["total"]:
        return counts
    left: set[int] = set()
    try:
        with (
            menura.servers.open_server(source) as server,
            closed_when_stopped(server, context.should_stop),
        ):
            while _tell_some(menura, context, Told(source, server, counts, left)):
                pass
    except OF_THE_SERVER as error:
        context.check()  # as above
        raise JobFailedError(error.message) from error
    return counts


@dataclass(frozen=True, slots=True)
class Told:
    """A server that is being told what was done.

    Attributes
    ----------
    left : set of int
        Numbers of what could not be told in this run.
    """

    source: Source
    server: MusicServer
    counts: dict[str, int]
    left: set[int]


def _tell_some(menura: Menura, context: JobContext, told: Told) -> bool:
    """Tell a server the next few things; return whether there were any."""
    counts, left = told.counts, told.left
    with menura.rooms(read_only=True) as rooms:
        waiting = rooms.write_backs.waiting(told.source.id, CHUNK + len(left))
    fresh = [write for write in waiting if write.number not in left]
    for write in fresh:
        context.check()
        refused, is_done = None, True
        try:
            if wants_to_be_told(told.source, write.kind):
                refused = tell_server(told.server, write)
        except OF_THE_SERVER:  # no fault of this one's
            raise
        except MenuraError as error:
            with menura.rooms() as rooms:
                rooms.write_backs.failed(write.number, error.message)
            refused, is_done = error.message, write.attempts + 1 >= MOST_ATTEMPTS
        if is_done:
            with menura.rooms() as rooms:
                rooms.write_backs.done(write.number)
        else:
            left.add(write.number)
        if refused is not None:
            context.log(refused, "warning")
        counts["told" if refused is None else "refused"] += 1
        share = (counts["told"] + counts["refused"]) / max(1, counts["total"])
        context.report(Progress(min(1.0, share), counts=counts))
    return bool(fresh)
