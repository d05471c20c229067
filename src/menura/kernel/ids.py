"""Make identifiers that sort by the time they were made.

UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then random bits. New rows land next to
each other in an index, and an id tells when its thing was born. Derived ids (``derive_id``) are
UUID version 5: the same parent and name always give the same id, which is how a step that is run
twice finds what it made the first time.
"""

import os
import re
import uuid

from menura.kernel.clock import Clock, SystemClock

_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62


def new_id(clock: Clock | None = None, entropy: bytes | None = None) -> str:
    """Return a fresh UUIDv7 as a 36-character string.

    Parameters
    ----------
    clock : Clock, optional
        Where the time comes from; the system's by default.
    entropy : bytes, optional
        Ten random bytes; the operating system's by default. Given, the id can be made again.
    """
    milliseconds = int((clock or SystemClock()).now().timestamp() * 1000)
    random = int.from_bytes(entropy if entropy is not None else os.urandom(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80 | _VERSION_7 | _VARIANT
    value |= (random >> 68 & 0xFFF) << 64 | (random & ((1 << 62) - 1))
    return str(uuid.UUID(int=value))


def derive_id(parent_id: str, name: str) -> str:
    """Return the one id that `name` has below `parent_id` (UUIDv5)."""
    return str(uuid.uuid5(uuid.UUID(parent_id), name))


def is_id(text: str) -> bool:
    """Tell whether `text` is written like an id."""
    return _ID.fullmatch(text) is not None
