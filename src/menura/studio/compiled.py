"""Compile loops over samples that arrays cannot express."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(loop: Loop) -> Loop:
    """Return `loop` as machine code: kept on disk, and free of the interpreter's lock.

    Without "fast mathematics": sums keep their order, so that the same seed gives the same
    samples whatever the processor can do at once. Where nothing can be kept (a read-only system
    without a home folder) every process compiles anew: half a minute instead of none.
    """
    try:
        return cast("Loop", numba.njit(cache=True, nogil=True, error_model="numpy")(loop))
    except RuntimeError:  # neither our folder nor the user's cache can be written to
        return cast("Loop", numba.njit(nogil=True, error_model="numpy")(loop))
