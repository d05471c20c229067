"""Write playlists as extended M3U, the form every player reads."""

from collections.abc import Callable, Sequence
from urllib.parse import quote

from menura.catalogue.model import PlaylistItem, Track


def render_m3u8(name: str, items: Sequence[PlaylistItem], locate: Callable[[Track], str]) -> str:
    """Return an extended M3U playlist in UTF-8.

    Parameters
    ----------
    name : str
        Title of the playlist (``#PLAYLIST``).
    items : sequence of PlaylistItem
        Tracks in order.
    locate : callable
        Gives the path or address a player finds the track by.

    Notes
    -----
    Line breaks inside names would start a new entry, so they become spaces; a path that has one
    is written as a percent-encoded ``file:`` address. An unknown length is written as -1, as
    players expect. Reasons travel as comments, which every player skips.
    """
    lines = ["#EXTM3U", "#EXTENC:UTF-8", f"#PLAYLIST:{_one_line(name)}"]
    for item in items:
        track = item.track
        seconds = round(track.duration_s) if track.duration_s is not None else -1
        shown = f"{track.artist} - {track.title}" if track.artist else track.title
        if item.reason:
            lines.append(f"# {_one_line(item.reason)}")
        lines += [f"#EXTINF:{seconds},{_one_line(shown)}", _entry(locate(track))]
    return "\n".join(lines) + "\n"


def _entry(path: str) -> str:
    """Return `path` on one line, such that no player trims it or takes it for a comment."""
    if len(path.splitlines()) == 1 and path == path.strip():
        return f"./{path}" if path.startswith("#") else path
    return ("file://" if path.startswith("/") else "") + quote(path)


def _one_line(text: str) -> str:
    return " ".join(text.split())
