"""Write playlists as XSPF and JSPF: for exchange between libraries, with what names a recording.

Players want M3U (`render_m3u8`): MPD, for one, loads an XSPF with percent-encoded locations as an
empty list. These two carry titles, artists, lengths and MusicBrainz ids instead, by which another
library finds its own copy.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from menura.catalogue.model import Playlist, PlaylistItem, Track

XSPF_NAMESPACE = "http://xspf.org/ns/0/"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0
RECORDING_URL = "https://musicbrainz.org/recording/"


def render_xspf(playlist: Playlist, locate: Callable[[Track], str]) -> str:
    """Return a playlist as XSPF 1, in UTF-8.

    Parameters
    ----------
    locate : callable
        Gives the path or address of a track; a path becomes a ``file:`` address.
    """
    root = ET.Element("playlist", {"version": "1", "xmlns": XSPF_NAMESPACE})
    _element(root, "title", playlist.name)
    if playlist.description:
        _element(root, "annotation", playlist.description)
    _element(root, "date", playlist.updated_at.isoformat(timespec="seconds"))
    tracks = ET.SubElement(root, "trackList")
    for item in playlist.items:
        track = ET.SubElement(tracks, "track")
        for name, value in _fields(item, locate):
            _element(track, name, str(value))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def render_jspf(playlist: Playlist, locate: Callable[[Track], str]) -> str:
    """Return a playlist as JSPF: the same as XSPF in JSON, as ListenBrainz reads it."""
    tracks: list[dict[str, Any]] = []
    for item in playlist.items:
        told = dict(_fields(item, locate))
        for name in ("location", "identifier"):
            if name in told:
                told[name] = [told[name]]
        tracks.append(told)
    body: dict[str, Any] = {"title": playlist.name}
    if playlist.description:
        body["annotation"] = playlist.description
    body |= {"date": playlist.updated_at.isoformat(timespec="seconds"), "track": tracks}
    return json.dumps({"playlist": body}, ensure_ascii=False, indent=2) + "\n"


def _fields(item: PlaylistItem, locate: Callable[[Track], str]) -> Sequence[tuple[str, Any]]:
    """Return what is known of a track, in the order XSPF asks for."""
    track = item.track
    metadata = track.metadata
    recording = metadata.musicbrainz_recording_id
    found: list[tuple[str, Any]] = [
        ("location", _address(locate(track))),
        ("identifier", f"{RECORDING_URL}{recording}" if recording else None),
        ("title", track.title),
        ("creator", track.artist or None),
        ("annotation", item.reason),
        ("album", metadata.album),
        ("trackNum", metadata.track_number or None),
        ("duration", round(track.duration_s * 1000) if track.duration_s is not None else None),
    ]
    return [(name, value) for name, value in found if value is not None]


def _address(path: str) -> str:
    is_address = "://" in path
    return path if is_address else ("file://" if path.startswith("/") else "") + quote(path)


def _element(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _FORBIDDEN.sub("", text)
