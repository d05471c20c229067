"""Say why tags were not written.

::

    InvalidInputError
    ├── TagValueError              tag_value            a value no tag can hold
    └── TagFormatError             tag_format           a format whose tags are not written
    ConflictError
    ├── TagDestinationError        tag_destination      where to write is not clear or taken
    └── TagSourceChangedError      tag_source_changed   somebody else changed the file meanwhile
    UnavailableError
    ├── TagWriteForbiddenError     tag_write_forbidden  the file or folder may not be written
    ├── TagNoSpaceError            tag_no_space         disk full, quota or size limit reached
    ├── TagWriteFailedError        tag_write_failed     disk, share or tag library failed
    └── TagVerificationError       tag_verification     the new file was not as it should be

After each of them the original file is as it was. A file that is missing or may not be read is
told by `menura.audio.errors`, as in listening.
"""

from pathlib import Path

from menura.kernel.errors import ConflictError, InvalidInputError, UnavailableError


class TagValueError(InvalidInputError):
    """Say that a value is none a tag can hold."""

    code = "tag_value"


class TagFormatError(InvalidInputError):
    """Say that tags of such a file are not written."""

    code = "tag_format"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"Tags were not written to {str(path)!r}: {reason}. Tags are written to mp3, wav, "
            "aiff, flac, ogg, opus, m4a, wma, ape and wv files that are not damaged.",
            field="path",
        )


class TagDestinationError(ConflictError):
    """Say that the place to write to is not clear, or taken."""

    code = "tag_destination"


class TagSourceChangedError(ConflictError):
    """Say that the file changed while its tags were being written."""

    code = "tag_source_changed"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The file {str(path)!r} was changed by somebody else while its tags were being "
            "written, so it was left alone; try again.",
            field="path",
        )


class TagWriteForbiddenError(UnavailableError):
    """Say that the file or its folder may not be written."""

    code = "tag_write_forbidden"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Writing {str(path)!r} is not allowed: give the user Menura runs as write permission "
            "for the file and its folder, or have a copy written elsewhere.",
            field="path",
        )


class TagNoSpaceError(UnavailableError):
    """Say that there was no room for the new file."""

    code = "tag_no_space"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no room to write {str(path)!r}: the disk is full, or a quota is reached. "
            "The file was left as it was; free as much as the file is long and try again.",
            field="path",
        )


class TagWriteFailedError(UnavailableError):
    """Say that writing failed for a reason outside Menura."""

    code = "tag_write_failed"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"Writing tags to {str(path)!r} failed ({reason}); the file was left as it was. See "
            "to its disk or network share, then try again.",
            field="path",
        )


class TagVerificationError(UnavailableError):
    """Say that the new file did not hold the same audio and tags, and was thrown away."""

    code = "tag_verification"

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            f"The new tags of {str(path)!r} were thrown away because {what} would not have "
            "survived; the file was left as it was. It may be damaged: please report it.",
            field="path",
        )
