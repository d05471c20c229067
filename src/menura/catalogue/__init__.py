"""Know the tracks: what they are called, where they come from, in which lists they stand.

The catalogue never listens: what a track sounds like is measured by ``menura.analysis`` on the
floor above. It never speaks SQL either: it states what it needs in ``ports`` and ``menura.store``
provides it.

Examples
--------
>>> from menura.catalogue import normalise_search
>>> normalise_search("Sigur Rós – Ágætis byrjun")
'sigur ros agaetis byrjun'
"""

from menura.catalogue.errors import (
    AmbiguousNameError,
    CannotKeepPlaylistError,
    ControlCharactersError,
    FolderNotFoundError,
    FolderOverlapsError,
    FolderUnreadableError,
    ListenerNameError,
    NotAFolderError,
    PlaylistChangedError,
    PlaylistNotFoundError,
    SourceInUseError,
    SourceNotFoundError,
    TrackFileMissingError,
    TrackNotFoundError,
)
from menura.catalogue.listening import (
    OWN_LISTENER,
    Listener,
    Listening,
    ListeningRepository,
    check_listener,
)
from menura.catalogue.model import (
    MADE_BY_MENURA,
    MADE_HERE,
    PASSING_FAILURES,
    FoundFile,
    HeardFile,
    LibraryCounts,
    NewPlaylistItem,
    Playlist,
    PlaylistForm,
    PlaylistItem,
    Source,
    SourceKind,
    Track,
    TrackKind,
    TrackMetadata,
    TrackOrder,
    TrackPage,
    TrackQuery,
    TrackState,
)
from menura.catalogue.playlist import render_m3u8
from menura.catalogue.playlist_folder import SentPlaylist
from menura.catalogue.ports import (
    PlaylistRepository,
    SourceRepository,
    TrackRepository,
    UpsertCounts,
)
from menura.catalogue.search import normalise_search
from menura.catalogue.service import Library, Playlists
from menura.catalogue.sources.folder import FolderEntry, FolderListing, list_folder, walk_folder
from menura.catalogue.sources.studio import offered_files

__all__ = [
    "MADE_BY_MENURA",
    "MADE_HERE",
    "OWN_LISTENER",
    "PASSING_FAILURES",
    "AmbiguousNameError",
    "CannotKeepPlaylistError",
    "ControlCharactersError",
    "FolderEntry",
    "FolderListing",
    "FolderNotFoundError",
    "FolderOverlapsError",
    "FolderUnreadableError",
    "FoundFile",
    "HeardFile",
    "Library",
    "LibraryCounts",
    "Listener",
    "ListenerNameError",
    "Listening",
    "ListeningRepository",
    "NewPlaylistItem",
    "NotAFolderError",
    "Playlist",
    "PlaylistChangedError",
    "PlaylistForm",
    "PlaylistItem",
    "PlaylistNotFoundError",
    "PlaylistRepository",
    "Playlists",
    "SentPlaylist",
    "Source",
    "SourceInUseError",
    "SourceKind",
    "SourceNotFoundError",
    "SourceRepository",
    "Track",
    "TrackFileMissingError",
    "TrackKind",
    "TrackMetadata",
    "TrackNotFoundError",
    "TrackOrder",
    "TrackPage",
    "TrackQuery",
    "TrackRepository",
    "TrackState",
    "UpsertCounts",
    "check_listener",
    "list_folder",
    "normalise_search",
    "offered_files",
    "render_m3u8",
    "walk_folder",
]
