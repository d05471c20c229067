"""Open the adapter that speaks with a kind of music server."""

from pathlib import Path

from menura.catalogue.model import SourceKind
from menura.catalogue.servers import MusicServer, ServerAccess


def open_server(
    kind: SourceKind, access: ServerAccess, own_folder: Path | None = None
) -> MusicServer:
    """Return an adapter for a server; nothing is asked yet.

    Parameters
    ----------
    own_folder : Path, optional
        Where Menura keeps its own data, of which no server hands anything out.

    Raises
    ------
    ServerAddressError, ServerUnreachableError
    """
    # What an adapter needs is loaded with it alone: most people have one kind of server.
    if kind is SourceKind.SUBSONIC:
        from menura.catalogue.sources.subsonic import SubsonicServer

        return SubsonicServer(access)
    if kind is SourceKind.JELLYFIN:
        from menura.catalogue.sources.jellyfin import JellyfinServer

        return JellyfinServer(access)
    if kind is SourceKind.EMBY:
        from menura.catalogue.sources.emby import EmbyServer

        return EmbyServer(access)
    if kind is SourceKind.LYRION:
        from menura.catalogue.sources.lyrion import LyrionServer

        return LyrionServer(access)
    if kind is SourceKind.PLEX:
        from menura.catalogue.sources.plex import PlexServer

        return PlexServer(access)
    if kind is SourceKind.MPD:
        from menura.catalogue.sources.mpd import MpdServer

        return MpdServer(access, own_folder=own_folder)
    raise ValueError(f"{kind} is no music server")
