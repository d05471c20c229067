"""Do what is to be done on music servers: send playlists, tell what was played and marked."""

from collections.abc import Mapping
from typing import Any

from menura.bootstrap import Menura
from menura.catalogue import MUSIC_SERVERS, MusicServer, tell_server
from menura.jobs import JobContext, JobFailedError, Progress
from menura.kernel.errors import MenuraError

CHUNK = 100


def send_playlist(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``send_playlist``: make, replace, rename or delete one."""
    payload = context.job.payload
    playlist_id = payload["playlist_id"]
    with menura.rooms(read_only=True) as rooms:
        source = rooms.library.source(payload["source_id"])
    context.report(Progress(0.1, stage=f"talking to {source.name}"))
    try:
        if payload.get("delete"):
            return {"deleted": menura.servers.delete(source, playlist_id)}
        sent = menura.servers.send(source, playlist_id)
    except MenuraError as error:
        # Not put off, even if the fault may pass: somebody waits to be told.
        raise JobFailedError(error.message) from error
    return {"track_count": sent.track_count, "left_out": sent.left_out, "version": sent.version}


def tell_servers(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``write_back``: tell a server what is to be told.

    A server that cannot be reached is told later: the job is put off, nothing is lost.
    """
    source_id = context.job.payload["source_id"]
    counts = {"total": 0, "told": 0, "refused": 0}
    with menura.rooms(read_only=True) as rooms:
        source = next((s for s in rooms.library.sources() if s.id == source_id), None)
        counts["total"] = rooms.write_backs.count(source_id)
    if source is None or source.kind not in MUSIC_SERVERS or not counts["total"]:
        return counts
    with menura.servers.open_server(source) as server:
        while _tell_some(menura, context, server, counts):
            pass
    return counts


def _tell_some(
    menura: Menura, context: JobContext, server: MusicServer, counts: dict[str, int]
) -> bool:
    """Tell a server the next few things; return whether there were any."""
    source_id = context.job.payload["source_id"]
    with menura.rooms(read_only=True) as rooms:
        waiting = rooms.write_backs.waiting(source_id, CHUNK)
    for write in waiting:
        context.check()
        try:
            refused = tell_server(server, write)
        except MenuraError as error:
            with menura.rooms() as rooms:
                rooms.write_backs.failed(write.number, error.message)
            raise
        with menura.rooms() as rooms:
            rooms.write_backs.done(write.number)
        if refused is not None:
            context.log(refused, "warning")
        counts["told" if refused is None else "refused"] += 1
        share = (counts["told"] + counts["refused"]) / max(1, counts["total"])
        context.report(Progress(min(1.0, share), counts=counts))
    return bool(waiting)
