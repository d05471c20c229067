"""Say why a file cannot be listened to.

::

    InvalidInputError
    └── UnreadableAudioError         audio_unreadable
        ├── AudioMissingError        audio_missing       no such file, or a folder, pipe or device
        ├── AudioForbiddenError      audio_forbidden     the file may not be read
        ├── AudioReadError           audio_io            its disk or network share fails
        ├── AudioEmptyError          audio_empty         the file has no bytes
        ├── NoAudioStreamError       audio_no_stream     a known container without audio
        ├── UndecodableAudioError    audio_undecodable   nothing in it could be decoded
        └── AudioTooShortError       audio_too_short     too little to measure anything

One class per reason, because each asks something else of the person who owns the file.
"""

from pathlib import Path

from menura.kernel.errors import InvalidInputError


class UnreadableAudioError(InvalidInputError):
    """Stand for every reason why a file gives no usable audio."""

    code = "audio_unreadable"

    def __init__(self, message: str, *, path: Path) -> None:
        super().__init__(message, field="path")
        self.path = path


class AudioMissingError(UnreadableAudioError):
    """Say that there is no file of that name."""

    code = "audio_missing"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no file {str(path)!r}: it may have been moved or deleted; scan again.",
            path=path,
        )


class AudioForbiddenError(UnreadableAudioError):
    """Say that the file is there but may not be read."""

    code = "audio_forbidden"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Reading {str(path)!r} is not allowed: give the user Menura runs as read permission.",
            path=path,
        )


class AudioReadError(UnreadableAudioError):
    """Say that the operating system could not read the file, though it may."""

    code = "audio_io"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"Reading {str(path)!r} failed ({reason}): see to its disk or network share, "
            "then scan again.",
            path=path,
        )


class AudioEmptyError(UnreadableAudioError):
    """Say that the file has no bytes."""

    code = "audio_empty"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The file {str(path)!r} is empty (0 bytes): copy or download it again.", path=path
        )


class NoAudioStreamError(UnreadableAudioError):
    """Say that the container is understood but holds no audio."""

    code = "audio_no_stream"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The file {str(path)!r} holds no audio stream: remove it from the music folder.",
            path=path,
        )


class UndecodableAudioError(UnreadableAudioError):
    """Say that nothing in the file could be decoded."""

    code = "audio_undecodable"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"Nothing in {str(path)!r} could be decoded ({reason}): "
            "the file is damaged or is no audio; replace it.",
            path=path,
        )


class AudioTooShortError(UnreadableAudioError):
    """Say that there is too little audio to measure anything."""

    code = "audio_too_short"

    def __init__(self, path: Path, duration_s: float, minimum_s: float) -> None:
        super().__init__(
            f"The file {str(path)!r} holds {duration_s:.3f} s of audio; "
            f"at least {minimum_s:g} s are needed to measure anything.",
            path=path,
        )
