"""Name what can go wrong with what was measured.

::

    NotFoundError
    ├── NotAnalysedError          the track has not been analysed (yet)
    └── CorrectionNotFoundError   nobody corrected that
    ConflictError
    └── TrackChangedError         its file is not the one that was heard
    InvalidInputError
    ├── CorrectionError           a correction cannot be understood
    └── TagRequestError           what to write into tags, or where, is not clear
"""

from menura.kernel.errors import ConflictError, InvalidInputError, NotFoundError


class NotAnalysedError(NotFoundError):
    """Say that a track has not been analysed."""

    code = "not_analysed"

    def __init__(self, track_id: str) -> None:
        super().__init__(
            f"The track {track_id!r} has not been analysed yet; let the scan of its source finish.",
            field="track_id",
        )


class CorrectionNotFoundError(NotFoundError):
    """Say that there is no such correction to take back."""

    code = "correction_not_found"

    def __init__(self, title: str, name: str) -> None:
        super().__init__(
            f"The {name} of {title!r} was not corrected; there is nothing to take back.",
            field="name",
        )


_THINGS = {"tempo_bpm": "tempo"}


class CorrectionError(InvalidInputError):
    """Say that a correction cannot be understood."""

    code = "bad_correction"

    def __init__(self, name: str, value: object, expected: str) -> None:
        thing = _THINGS.get(name, name)
        what = "be corrected" if name == value else f"be the {thing} of a track"
        super().__init__(f"{repr(value)[:80]} cannot {what}; give {expected}.", field=name)


class TagRequestError(InvalidInputError):
    """Say that a wish to write tags cannot be understood."""

    code = "tag_request"

    def __init__(self, message: str) -> None:
        super().__init__(message, field="quantities")


class TrackChangedError(ConflictError):
    """Say that a track's file is not the one that was heard."""

    code = "track_changed"

    def __init__(self, title: str) -> None:
        super().__init__(
            f"The file of {title!r} is not as it was heard; scan its source again first.",
            field="track_id",
        )
