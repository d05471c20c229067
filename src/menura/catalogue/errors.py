"""Name what can go wrong with sources, tracks and playlists.

::

    InvalidInputError
    ├── FolderNotFoundError      the folder does not exist
    ├── NotAFolderError          there is something else of that name
    ├── FolderUnreadableError    the operating system refuses to list it
    ├── PlaylistNameError        a playlist's name is empty, too long or unreadable
    ├── ListenerNameError        a listener's name is empty, too long or unreadable
    ├── ControlCharactersError   a text holds characters that stand for nothing to be read
    └── AmbiguousNameError       more than one thing has the name
    NotFoundError
    ├── SourceNotFoundError
    ├── TrackNotFoundError
    ├── TrackFileMissingError    the track is known, its file is gone
    └── PlaylistNotFoundError
    UnavailableError
    ├── TrackFileForbiddenError  the operating system refuses to read the file
    ├── SpoolFullError           there is no room to fetch a track from its server
    └── PlaylistUnwritableError  a playlist cannot be written beside the music
    ConflictError
    ├── FolderOverlapsError      a source inside another would be heard twice
    ├── SourceKnownError         this account of this server is a source already
    ├── NotAServerError          a folder is asked for what only music servers can do
    ├── TrackOnServerError       the file lies on a server, and a local one is needed
    ├── SweepChangedError        other tracks are missing than were shown
    ├── SourceInUseError         playlists hold tracks of the source
    ├── PlaylistChangedError     somebody else saved a newer version
    └── CannotKeepPlaylistError  the source does not take a playlist
"""

from menura.kernel.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    UnavailableError,
)


class FolderNotFoundError(InvalidInputError):
    """Say that a folder does not exist."""

    code = "folder_not_found"

    def __init__(self, path: str) -> None:
        super().__init__(
            f"There is no folder {path!r} on this machine; check the spelling, and that the disk "
            "or network share is mounted.",
            field="path",
        )


class NotAFolderError(InvalidInputError):
    """Say that a path names a file, not a folder."""

    code = "not_a_folder"

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path!r} is a file, not a folder; give the folder that holds it.", field="path"
        )


class FolderUnreadableError(InvalidInputError):
    """Say that the operating system refuses to list a folder."""

    code = "folder_unreadable"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            f"The folder {path!r} cannot be read ({reason}); give the user that runs Menura the "
            "right to read and enter it.",
            field="path",
        )


class PlaylistNameError(InvalidInputError):
    """Say that a playlist cannot have this name."""

    code = "playlist_name"

    def __init__(self, name: str) -> None:
        shown = name if len(name) <= 40 else name[:40] + "..."
        super().__init__(
            f"A playlist cannot be called {shown!r}; give it a name of 1 to 200 characters, no "
            "control characters among them.",
            field="name",
        )


class ListenerNameError(InvalidInputError):
    """Say that a listener cannot have this name."""

    code = "listener_name"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"A listener cannot be called {name[:40]!r}; give a name of 1 to 200 characters, no "
            "control characters among them.",
            field="listener",
        )


class ControlCharactersError(InvalidInputError):
    """Say that a text holds characters that stand for nothing to be read."""

    code = "control_characters"

    def __init__(self, text: str, field: str) -> None:
        shown = text if len(text) <= 40 else text[:40] + "..."
        super().__init__(
            f"The {field} {shown!r} holds control characters; leave them out.", field=field
        )


class AmbiguousNameError(InvalidInputError):
    """Say that a name stands for more than one thing."""

    code = "ambiguous_name"

    def __init__(self, name: str, meant: list[str]) -> None:
        super().__init__(
            f"The name {name!r} stands for {len(meant)} things; say which: {', '.join(meant)}.",
            field="name",
        )


class TrackFileForbiddenError(UnavailableError):
    """Say that the operating system refuses to read a file."""

    code = "track_file_forbidden"

    def __init__(self, location: str) -> None:
        super().__init__(
            f"The file {location!r} may not be read; give the user that runs Menura the right "
            "to read it.",
            field="track_id",
        )


class SourceNotFoundError(NotFoundError):
    """Say that no source has this id or name."""

    code = "source_not_found"

    def __init__(self, source_id: str) -> None:
        super().__init__(
            f"There is no source {source_id!r}; list them with `menura source list`.",
            field="source_id",
        )


class TrackNotFoundError(NotFoundError):
    """Say that no track has this id, or that none matches these words."""

    code = "track_not_found"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"There is no track {what!r} in the library; search for part of its title or artist, "
            "or scan the folder it is in.",
            field="track_id",
        )


class TrackFileMissingError(NotFoundError):
    """Say that a known track's file is no longer where it was."""

    code = "track_file_missing"

    def __init__(self, location: str) -> None:
        super().__init__(
            f"The file {location!r} is no longer there; mount its disk again, or rescan the "
            "folder to forget it.",
            field="track_id",
        )


class PlaylistNotFoundError(NotFoundError):
    """Say that no playlist has this id or name."""

    code = "playlist_not_found"

    def __init__(self, playlist_id: str) -> None:
        super().__init__(
            f"There is no playlist {playlist_id!r}; list them with `menura playlist list`.",
            field="playlist_id",
        )


class PlaylistChangedError(ConflictError):
    """Say that a playlist was saved by somebody else in the meantime."""

    code = "playlist_changed"

    def __init__(self, name: str, version: int) -> None:
        super().__init__(
            f"The playlist {name!r} was changed meanwhile (it is now version {version}); load it "
            "again and repeat the change.",
            field="version",
        )


class FolderOverlapsError(ConflictError):
    """Say that a folder lies inside a source, or around one."""

    code = "folder_overlaps"

    def __init__(self, path: str, name: str, location: str) -> None:
        super().__init__(
            f"The folder {path!r} overlaps the source {name!r} ({location!r}), so its files would "
            "be heard twice; scan that source, or remove it first.",
            field="path",
        )


class SourceInUseError(ConflictError):
    """Say that playlists hold tracks of a source."""

    code = "source_in_use"

    def __init__(self, name: str, playlists: int) -> None:
        super().__init__(
            f"{playlists} playlist(s) hold tracks of the source {name!r}; removing it takes them "
            "out of these lists. Ask again with `force` if that is meant.",
            field="force",
        )


class CannotKeepPlaylistError(ConflictError):
    """Say that a source does not take a playlist."""

    code = "cannot_keep_playlist"

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(
            f"The source {source!r} does not take the playlist: {reason}.", field="source_id"
        )


class PlaylistUnwritableError(UnavailableError):
    """Say that a playlist cannot be written beside the music."""

    code = "playlist_unwritable"

    def __init__(self, folder: str, reason: str) -> None:
        super().__init__(
            f"The playlist cannot be written to {folder!r} ({reason}); see that there is room and "
            "that Menura may write there.",
            field="source_id",
        )


class SpoolFullError(UnavailableError):
    """Say that there is no room to fetch a track."""

    code = "spool_full"
    passing = True

    def __init__(self, folder: str, reason: str) -> None:
        super().__init__(
            f"A track cannot be fetched from its server into {folder!r} ({reason}); make room."
        )


class SourceKnownError(ConflictError):
    """Say that an account of a server is a source already."""

    code = "source_known"

    def __init__(self, name: str, account: str, url: str) -> None:
        whose = f"The account {account!r} of {url}" if account else url
        super().__init__(
            f"{whose} is the source {name!r} already; scan that one, or edit it.", field="url"
        )


class NotAServerError(ConflictError):
    """Say that a source is no music server."""

    code = "not_a_server"

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"The source {name!r} is no music server, so one cannot {what}.", field="source_id"
        )


class TrackOnServerError(ConflictError):
    """Say that a track's file lies on a server."""

    code = "track_on_server"

    def __init__(self, title: str, source: str) -> None:
        super().__init__(
            f"The file of {title!r} lies on the server {source!r} and not on this machine; do this "
            "where the file is, or add its folder as a source.",
            field="track_id",
        )


class SweepChangedError(ConflictError):
    """Say that other tracks are missing than a person has seen."""

    code = "sweep_changed"

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(
            f"{found} tracks would be forgotten now, not {expected}; look at the list again.",
            field="expected",
        )
