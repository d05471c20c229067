"""Name what can go wrong with what was measured.

::

    NotFoundError
    └── NotAnalysedError     the track has not been analysed (yet)
"""

from menura.kernel.errors import NotFoundError


class NotAnalysedError(NotFoundError):
    """Say that a track has not been analysed."""

    code = "not_analysed"

    def __init__(self, track_id: str) -> None:
        super().__init__(
            f"The track {track_id!r} has not been analysed yet; let the scan of its source finish.",
            field="track_id",
        )
