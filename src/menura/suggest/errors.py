"""Name what can go wrong with suggestions.

::

    InvalidInputError
    ├── ContextError              a value of a context that cannot be understood
    ├── SuggestionInputError      a wish for suggestions, a mark or an event that makes no sense
    └── FitError                  a track cannot be fitted to a context this way
    NotFoundError
    └── MarkNotFoundError         nothing of that kind was said of the track
    UnavailableError
    ├── TooManyFeedsError         as many lists are followed at once as Menura follows
    ├── DawUnreachableError       the address to listen on is taken, or cannot be used
    └── ExportFailedError         the export folder cannot be written to
"""

from menura.kernel.errors import InvalidInputError, NotFoundError, UnavailableError


class ContextError(InvalidInputError):
    """Say that a value of a context cannot be understood."""

    code = "context_invalid"

    def __init__(self, field: str, value: object, expected: str) -> None:
        shown = "null" if value is None else repr(value)[:60]
        super().__init__(f"{field} cannot be {shown}; give {expected}.", field=field)


class SuggestionInputError(InvalidInputError):
    """Say that a wish for suggestions, a mark or an event makes no sense."""

    code = "suggestion_invalid"


class FitError(InvalidInputError):
    """Say that a track cannot be fitted to a context this way."""

    code = "fit_impossible"


class MarkNotFoundError(NotFoundError):
    """Say that nothing of that kind was said of a track."""

    code = "mark_not_found"

    def __init__(self, kind: str, track_id: str) -> None:
        super().__init__(
            f"The track {track_id[:40]!r} is not marked {kind!r} here; `menura suggest marks` "
            "lists what is.",
            field="track_id",
        )


class TooManyFeedsError(UnavailableError):
    """Say that as many lists are followed at once as Menura follows."""

    code = "too_many_feeds"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"{most} lists of suggestions are followed already, and Menura follows no more at "
            "once: close a page or a program that follows one, and try again in half a minute."
        )


class DawUnreachableError(UnavailableError):
    """Say that messages of a DAW cannot be received."""

    code = "daw_unreachable"


class ExportFailedError(UnavailableError):
    """Say that the export folder cannot be written to."""

    code = "export_failed"
