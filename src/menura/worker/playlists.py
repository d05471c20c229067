"""Make playlists that make themselves: radios and sonic fingerprints.

What takes time is done first, and only then is the database kept from others, for a moment.
"""

from collections.abc import Mapping
from typing import Any

from menura.bootstrap import Menura
from menura.discover import find_fingerprint, fingerprint_work, put_fingerprint
from menura.jobs import JobContext


def play_radio(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``radio``: replace its playlist, whole or not at all."""
    with menura.rooms(read_only=True) as rooms:
        chosen = rooms.radios.choose(context.job.payload["radio_id"])
    context.check()
    with menura.rooms() as rooms:
        played = rooms.radios.play(chosen)
    return {"playlist_id": played.playlist.id, "tracks": played.playlist.track_count}


def take_fingerprint(menura: Menura, context: JobContext) -> Mapping[str, Any]:
    """Do the work of the job kind ``fingerprint``: replace a listener's playlist."""
    work = fingerprint_work(context.job.payload)
    with menura.rooms(read_only=True) as rooms:
        items = find_fingerprint(work, rooms.finder, menura.clock)
    context.check()
    with menura.rooms() as rooms:
        playlist = put_fingerprint(work, items, rooms.playlists)
    return {"playlist_id": playlist.id, "tracks": playlist.track_count}
