"""Name playlists on servers that keep them as files, where no two can have one name."""

import re
from collections.abc import Container, Iterator
from itertools import count

MOST_NAME_BYTES = 200  # file systems hold 255; an ending and "(Menura 2)" need some of them
NAMELESS = "Menura"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def file_name(name: str, refused: str = "/") -> str:
    """Return a playlist's name as a file can have it; `refused` are characters it cannot hold."""
    text = _CONTROL.sub(" ", name)
    text = re.sub(f"[{re.escape(refused)}]+", "-", text)
    text = " ".join(text.split()).strip()
    # A whole character more or none: a cut one would be no text.
    text = text.encode()[:MOST_NAME_BYTES].decode(errors="ignore").strip()
    return text if text.strip("-. ") else NAMELESS


def candidates(name: str) -> Iterator[str]:
    """Yield the name, and what comes next to it where somebody else has a playlist of that name."""
    yield name
    yield f"{name} (Menura)"
    for number in count(2):
        yield f"{name} (Menura {number})"


def free_name(name: str, taken: Container[str]) -> str:
    """Return the name, or the nearest one that nobody else has."""
    return next(candidate for candidate in candidates(name) if candidate not in taken)
