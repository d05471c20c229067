"""Make playlists that make themselves: radios and sonic fingerprints."""

from collections.abc import Mapping
from typing import Any

from menura.bootstrap import Menura
from menura.discover import fingerprint_work, keep_fingerprint
from menura.jobs import JobContext


def play_radio(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``radio``: replace its playlist, whole or not at all."""
    with menura.rooms() as rooms:
        played = rooms.radios.play(context.job.payload["radio_id"])
        context.check()
    return {"playlist_id": played.playlist.id, "tracks": played.playlist.track_count}


def put_fingerprint(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``fingerprint``: replace a listener's playlist."""
    work = fingerprint_work(context.job.payload)
    with menura.rooms() as rooms:
        playlist = keep_fingerprint(work, rooms.finder, rooms.playlists, menura.clock)
    return {"playlist_id": playlist.id, "tracks": playlist.track_count}
