"""Name what can go wrong while finding music.

::

    InvalidInputError
    ├── SearchInputError         what was asked for makes no sense: which part, and what would
    └── NothingToGoByError       none of what was named has a sound to begin with
    NotFoundError
    ├── NotOnShelfError          no track that was heard has this id
    ├── ArtistNotFoundError      no artist of that name has a track that was heard
    ├── AnchorNotFoundError
    ├── RadioNotFoundError
    └── ClusterRunNotFoundError
    ConflictError
    ├── NotHeardYetError         the track has not been analysed (yet)
    ├── NotHeardInSpaceError     the track has no vector in this space
    ├── EmptyLibraryError        nothing was heard yet, or nothing passes the filter
    ├── SpaceEmptyError          no track was heard by the model of a space
    ├── ClusterRunBusyError      another search for playlists is at work
    ├── NoPathError              two ends cannot be joined
    ├── MapNotReadyError         there is no map yet
    ├── MapVersionGoneError      the map has changed since
    ├── MapBusyError             the map is being laid out in another way
    ├── ArtistsNotReadyError     artists have not been compared yet
    └── ClusterRunPinnedError    a pinned version cannot be deleted
"""

from menura.catalogue import Track, TrackState
from menura.embedding import DSP
from menura.kernel.errors import ConflictError, InvalidInputError, NotFoundError


class SearchInputError(InvalidInputError):
    """Say that what was asked for makes no sense."""

    code = "search_input"


class NothingToGoByError(InvalidInputError):
    """Say that none of what was named has a sound to begin with."""

    code = "nothing_to_go_by"


class NotOnShelfError(NotFoundError):
    """Say that no track that was heard has an id."""

    code = "track_not_on_shelf"

    def __init__(self, track_id: str) -> None:
        super().__init__(
            f"No track that was heard has the id {track_id!r}: it does not exist, has not been "
            "analysed yet, or its file is missing.",
            field="track_id",
        )


class ArtistNotFoundError(NotFoundError):
    """Say that no artist of that name has a track that was heard."""

    code = "artist_not_found"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No track that was heard is by {name[:80]!r}: check the spelling, or scan more music.",
            field="artist",
        )


class AnchorNotFoundError(NotFoundError):
    """Say that there is no such anchor."""

    code = "anchor_not_found"

    def __init__(self, name_or_id: str) -> None:
        super().__init__(
            f"There is no anchor {name_or_id[:80]!r}; list them first.", field="anchor"
        )


class RadioNotFoundError(NotFoundError):
    """Say that there is no such radio."""

    code = "radio_not_found"

    def __init__(self, name_or_id: str) -> None:
        super().__init__(f"There is no radio {name_or_id[:80]!r}; list them first.", field="radio")


class ClusterRunNotFoundError(NotFoundError):
    """Say that there is no such clustering run."""

    code = "cluster_run_not_found"

    def __init__(self, name_or_id: str) -> None:
        super().__init__(
            f"There is no clustering run {name_or_id[:80]!r}; list them first.", field="run_id"
        )


class NotHeardYetError(ConflictError):
    """Say that nothing can be told about a track before it was analysed."""

    code = "not_heard_yet"

    def __init__(self, track: Track, space: str = DSP.name) -> None:
        if track.state is TrackState.FAILED:
            why = f"its file could not be heard: {track.error_message}"
        elif track.state is TrackState.ANALYSED and space != DSP.name:
            why = (
                f"it has not been heard by the model of the space {space!r}; see what "
                "`menura models list` shows, then scan again."
            )
        else:
            why = "it has not been analysed yet; let the scan finish, or start one."
        super().__init__(f"Nothing is known of how {track.title!r} sounds: {why}", field="track_id")


class NotHeardInSpaceError(ConflictError):
    """Say that a track has no vector in a space."""

    code = "not_heard_in_space"

    def __init__(self, track_id: str, space: str) -> None:
        super().__init__(
            f"The track {track_id} was not heard by the model of the space {space!r}; see what "
            "`menura models list` shows, then scan again.",
            field="track_id",
        )


class EmptyLibraryError(ConflictError):
    """Say that there is nothing to search: nothing was heard, or nothing passes the filter."""

    code = "nothing_to_search"

    def __init__(self, *, filtered: bool = False) -> None:
        super().__init__(
            "No track passes the filter; take some of it away."
            if filtered
            else "No track has been analysed yet; add a music folder, and let the scan begin."
        )


class NoPathError(ConflictError):
    """Say that two ends cannot be joined."""

    code = "no_path"


class MapNotReadyError(ConflictError):
    """Say that there is no map yet."""

    code = "map_not_ready"

    def __init__(self) -> None:
        super().__init__("There is no map yet; start building it, which takes a few minutes.")


class MapVersionGoneError(ConflictError):
    """Say that the map has changed since it was read."""

    code = "map_version_gone"

    def __init__(self, version: str) -> None:
        super().__init__(
            f"The map has changed since the version {version[:64]!r} was read; read it again.",
            field="version",
        )


class ArtistsNotReadyError(ConflictError):
    """Say that artists have not been compared yet."""

    code = "artists_not_ready"

    def __init__(self) -> None:
        super().__init__(
            "Artists have not been compared yet; it has begun now and takes a few minutes for a "
            "large library. Ask again then."
        )


class ClusterRunPinnedError(ConflictError):
    """Say that a pinned version cannot be deleted."""

    code = "cluster_run_pinned"

    def __init__(self) -> None:
        super().__init__(
            "This version is pinned; take the pin away before deleting it.", field="run_id"
        )


class SpaceEmptyError(ConflictError):
    """Say that no track was heard by the model of a space."""

    code = "space_empty"

    def __init__(self, space: str) -> None:
        super().__init__(
            f"No track was heard in the space {space!r}; see what `menura models list` shows, "
            "then scan again.",
            field="space",
        )


class ClusterRunBusyError(ConflictError):
    """Say that another search for playlists is at work."""

    code = "cluster_run_busy"

    def __init__(self, job_id: str) -> None:
        super().__init__(
            f"Another search for playlists is at work, as job {job_id}; wait for its end or "
            "cancel it first."
        )


class MapBusyError(ConflictError):
    """Say that the map is being laid out in another way."""

    code = "map_busy"

    def __init__(self, job_id: str) -> None:
        super().__init__(
            f"The map is being laid out in another way, by job {job_id}; wait for its end or "
            "cancel it first."
        )
