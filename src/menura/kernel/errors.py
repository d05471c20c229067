"""Name what can go wrong, in one tree.

::

    MenuraError
    ├── InvalidInputError      what was asked cannot be understood or is not allowed
    ├── NotFoundError          what was named does not exist
    ├── ConflictError          what was asked clashes with the present state
    ├── UnavailableError       something outside Menura (disk, server, optional part) is missing
    └── CancelledError         somebody asked for the work to stop

Rooms derive their own errors from these branches. A message says three things: what happened,
which value it was about, and what to do. Rooms know no HTTP status and no exit code;
``menura.api.errors`` and ``menura.cli`` map classes to those.
"""

from typing import ClassVar


class MenuraError(Exception):
    """Stand at the root of everything Menura raises on purpose.

    Parameters
    ----------
    message : str
        A sentence for a person: what happened, which value, what to do.
    field : str, optional
        Name of the input the error is about, as the caller wrote it.

    Attributes
    ----------
    code : str
        Stable, machine-readable name; part of the public interface.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class InvalidInputError(MenuraError):
    """Say that a value cannot be understood or is not allowed."""

    code = "invalid_input"


class NotFoundError(MenuraError):
    """Say that what was named does not exist."""

    code = "not_found"


class ConflictError(MenuraError):
    """Say that a request clashes with the present state."""

    code = "conflict"


class UnavailableError(MenuraError):
    """Say that something outside Menura is missing, full or broken.

    Attributes
    ----------
    passing : bool
        Whether waiting is likely to help, however often: work that meets such an error is put
        off, not given up.
    """

    code = "unavailable"
    passing: ClassVar[bool] = False


class CancelledError(MenuraError):
    """Say that work stopped because somebody asked for it."""

    code = "cancelled"
