"""Name what can go wrong with genres."""

from menura.kernel.errors import NotFoundError


class UnknownGenreError(NotFoundError):
    """Say that no genre has this id."""

    code = "genre_unknown"
