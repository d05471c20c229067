"""Write arrays and sets of numbers as JSON-able values, short enough for a row of a table."""

import base64
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def pack_floats(values: NDArray[Any]) -> dict[str, Any]:
    """Return an array as its shape and the base64 form of its float32 numbers."""
    data = np.ascontiguousarray(values, "<f4")
    return {"shape": list(data.shape), "f32": base64.b64encode(data.tobytes()).decode("ascii")}


def unpack_floats(packed: Mapping[str, Any]) -> NDArray[np.float32]:
    """Return the array that was packed."""
    data = np.frombuffer(base64.b64decode(packed["f32"]), "<f4")
    return data.reshape(packed["shape"]).astype(np.float32)


def pack_numbers(numbers: NDArray[np.int64]) -> dict[str, Any]:
    """Return a set of numbers as bits from the smallest on.

    Numbers of a library are nearly dense: a million tracks are a few kilobytes.
    """
    if not len(numbers):
        return {"first": 0, "bits": ""}
    first = int(numbers.min())
    flags = np.zeros(int(numbers.max()) - first + 1, np.bool_)
    flags[numbers - first] = True
    bits = zlib.compress(np.packbits(flags).tobytes(), 9)
    return {"first": first, "bits": base64.b64encode(bits).decode("ascii")}


def unpack_numbers(packed: Mapping[str, Any]) -> NDArray[np.int64]:
    """Return the numbers that were packed, ascending."""
    if not packed["bits"]:
        return np.zeros(0, np.int64)
    data = np.frombuffer(zlib.decompress(base64.b64decode(packed["bits"])), np.uint8)
    return np.flatnonzero(np.unpackbits(data)).astype(np.int64) + int(packed["first"])
