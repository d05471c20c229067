"""Name what can go wrong with a database, in sentences a self-hoster can act on.

::

    UnavailableError
    ├── DiskFullError              nothing more can be written
    ├── DatabaseBusyError          another process holds the file for too long
    ├── DatabaseDamagedError       the file is not a database, or is broken
    ├── DatabaseNewerError         it was written by a newer Menura
    └── DatabaseUnreachableError   the server does not answer, or the file cannot be opened
"""

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from menura.kernel.errors import MenuraError, UnavailableError


class DiskFullError(UnavailableError):
    """Say that the disk is full."""

    code = "disk_full"
    passing = True

    def __init__(self, where: str) -> None:
        super().__init__(
            f"The disk that holds {where} is full; nothing kept so far is lost. Free some space "
            "and try again."
        )


class DatabaseBusyError(UnavailableError):
    """Say that another process holds the database."""

    code = "database_busy"
    passing = True

    def __init__(self, where: str) -> None:
        super().__init__(
            f"Another process has held the database {where} for too long; try again, and see "
            "that only Menura uses the file."
        )


class DatabaseDamagedError(UnavailableError):
    """Say that a database file cannot be read."""

    code = "database_damaged"

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(
            f"The database {where} is damaged or is no database ({reason}). Menura leaves it as "
            "it is: move it away and put a backup in its place (`backups/` beside it holds one "
            "from before each upgrade), or start with a new one and scan again."
        )


class DatabaseNewerError(UnavailableError):
    """Say that a database was written by a newer Menura."""

    code = "database_newer"

    def __init__(self, where: str, revision: str) -> None:
        super().__init__(
            f"The database {where} was written by a newer Menura (schema {revision!r}); upgrade "
            "this Menura, or restore the backup made before the upgrade."
        )


class DatabaseUnreachableError(UnavailableError):
    """Say that a database cannot be reached."""

    code = "database_unreachable"

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(
            f"The database {where} cannot be opened ({reason}); see that it exists, that its "
            "address is right, and that this user may write there."
        )


def translate(error: DBAPIError, where: str) -> MenuraError | None:
    """Return what a database driver's error means to a self-hoster; None if it is a fault."""
    if isinstance(error, (DataError, IntegrityError)):
        return None  # a fault of ours, whatever words the values it quotes are made of
    reason = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
    lowered = reason.lower()
    if "disk is full" in lowered or "no space left" in lowered or "disk i/o" in lowered:
        return DiskFullError(where)
    if any(word in lowered for word in ("locked", "lock timeout", "deadlock", "serialize")):
        return DatabaseBusyError(where)
    if any(word in lowered for word in ("malformed", "not a database", "corrupt")):
        return DatabaseDamagedError(where, reason)
    if error.connection_invalidated or "unable to open" in lowered or "connection" in lowered:
        return DatabaseUnreachableError(where, reason)
    if "readonly" in lowered or "read-only" in lowered:
        return DatabaseUnreachableError(where, reason)
    return None
