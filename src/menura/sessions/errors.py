"""Name what can go wrong in a session.

::

    MenuraError
    ├── NotFoundError
    │   ├── SessionNotFoundError, BatchNotFoundError, ClusterNotFoundError, ClipNotFoundError
    │   └── ClipFileMissingError   there is a clip, but not its file
    ├── InvalidInputError
    │   └── SessionInputError      a field of a request cannot be used
    ├── ConflictError
    │   ├── SessionBusyError       a batch is being made
    │   ├── EmbedderChangedError   vectors of now cannot be compared with the session's
    │   └── NotReproducibleError   a clip that cannot be rendered again
    └── GenerationFailedError      the provider made nothing; the reason is the provider's
        └── BatchFailedError       the job of a batch ended without one
"""

from menura.kernel.errors import ConflictError, InvalidInputError, MenuraError, NotFoundError


class SessionNotFoundError(NotFoundError):
    """Say that there is no such session."""

    code = "session_not_found"

    def __init__(self, session_id: object) -> None:
        super().__init__(
            f"There is no session {str(session_id)!r}; list them with `menura session list`.",
            field="session_id",
        )


class BatchNotFoundError(NotFoundError):
    """Say that a session has no such batch."""

    code = "batch_not_found"

    def __init__(self, batch_id: object) -> None:
        super().__init__(
            f"The session has no batch {str(batch_id)!r}; it may not be finished.", field="batch_id"
        )


class ClusterNotFoundError(NotFoundError):
    """Say that a session has no such cluster."""

    code = "cluster_not_found"

    def __init__(self, cluster_id: object) -> None:
        super().__init__(
            f"The session has no cluster {str(cluster_id)!r}; read the session for those it has.",
            field="cluster_id",
        )


class ClipNotFoundError(NotFoundError):
    """Say that a session has no such clip."""

    code = "clip_not_found"

    def __init__(self, clip_id: object) -> None:
        super().__init__(
            f"The session has no clip {str(clip_id)!r}; read the session for those it has.",
            field="clip_id",
        )


class ClipFileMissingError(NotFoundError):
    """Say that the file of a clip is gone."""

    code = "clip_file_missing"

    def __init__(self, clip_id: object) -> None:
        super().__init__(
            f"The file of the clip {str(clip_id)!r} is gone; `menura session render-again` "
            "restores what the built-in provider made.",
            field="clip_id",
        )


class SessionInputError(InvalidInputError):
    """Say that a field of a request cannot be used."""

    code = "session_input"


class SessionBusyError(ConflictError):
    """Say that a session cannot be removed while a batch is made for it."""

    code = "session_busy"

    def __init__(self) -> None:
        super().__init__(
            "A batch is being made for this session: cancel its job or wait until it is done."
        )


class EmbedderChangedError(ConflictError):
    """Say that a session's vectors come from another embedder than the one that is set up."""

    code = "embedder_changed"

    def __init__(self, before: str, now: str) -> None:
        super().__init__(
            f"This session was heard with {before!r}, and {now!r} is set up now, so clips cannot "
            "be compared: set MENURA_SESSION_EMBEDDER as it was, or begin a new session."
        )


class NotReproducibleError(ConflictError):
    """Say that a clip cannot be rendered again."""

    code = "not_reproducible"


class GenerationFailedError(MenuraError):
    """Say that not one clip could be made, and why."""

    code = "generation_failed"

    def __init__(self, reason: str) -> None:
        super().__init__(f"No clip could be made: {reason}")


class BatchFailedError(GenerationFailedError):
    """Say that the job that was to make a batch ended without one; `code` is the job's."""

    def __init__(self, code: str, message: str) -> None:
        MenuraError.__init__(self, message)
        self.code = code  # type: ignore[misc]  # what went wrong is known only now
