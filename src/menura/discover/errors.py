"""Name what can go wrong while finding music.

::

    ConflictError
    └── NotHeardYetError     the track has not been analysed (yet)
"""

from menura.catalogue import Track, TrackState
from menura.embedding import DSP
from menura.kernel.errors import ConflictError


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
