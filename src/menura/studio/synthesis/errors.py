"""Name what can go wrong when sounds are made.

::

    NotFoundError
    └── UnknownSoundError     no patch or kit has that name
"""

from menura.kernel.errors import NotFoundError


class UnknownSoundError(NotFoundError):
    """Say that a part asks for a sound that nobody has made."""

    code = "unknown_sound"

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(
            f"There is no {kind} called {name!r}; choose one of those in menura.studio.palette.",
            field="patch",
        )
