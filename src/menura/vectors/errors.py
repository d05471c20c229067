"""Name what can go wrong with vectors and their indexes."""

from menura.kernel.errors import InvalidInputError, NotFoundError, UnavailableError


class InvalidVectorsError(InvalidInputError):
    """Say that keys, vectors, a query or a count cannot be searched with."""

    code = "invalid_vectors"


class IndexMissingError(NotFoundError):
    """Say that a folder holds no published index yet."""

    code = "index_missing"


class IndexDamagedError(UnavailableError):
    """Say that an index on disk cannot be used. It is derived data: build it again."""

    code = "index_damaged"
