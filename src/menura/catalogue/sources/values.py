"""Read single values out of what servers answer; nothing they write is taken for granted.

Old servers write numbers as text and moments without a zone; libraries between give NaN for a
number they could not read.
"""

import re
from datetime import UTC, datetime
from pathlib import PurePosixPath

LARGEST = 2**53  # up to here whole numbers are exact, in JSON too
LONGEST_S = 1e7  # 115 days: no recording


def text(value: object) -> str | None:
    """Return text, also from a number; None for none, and for blanks alone."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and value.strip() else None


def number(value: object) -> float | None:
    """Return a number that is finite and not negative, also from text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):  # a whole number of hundreds of digits
        return None
    return found if 0 <= found < LARGEST else None


def whole(value: object) -> int | None:
    """Return a whole number that is not negative, also from text."""
    found = number(value)
    return None if found is None else int(found)


def positive(value: object) -> int | None:
    """Return a whole number from 1 up, also from text; 0 stands for not known."""
    return whole(value) or None


def seconds(value: object) -> float | None:
    """Return a length; 0 stands for not known."""
    found = number(value)
    return found if found is not None and 0 < found < LONGEST_S else None


def moment(value: object) -> datetime | None:
    """Return a moment in UTC; one without a zone is in UTC already.

    The year 1 stands for none: it is what Go and .NET write for a moment they do not know.
    """
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year > 1 else None


def unix_moment(value: object) -> datetime | None:
    """Return a moment given in seconds since 1970; 0 stands for none."""
    if not re.fullmatch(r"[0-9]{1,11}", str(value)) or not int(str(value)):
        return None
    return datetime.fromtimestamp(int(str(value)), UTC)


def suffix(path: str | None, kind: str | None = None) -> str | None:
    """Return the ending of a file in lower case, without its dot.

    Parameters
    ----------
    kind : str, optional
        What the server calls its format, for where the path has no ending.
    """
    ending = PurePosixPath(path or "").suffix[1:]
    if ending.isalnum():
        return ending.lower()
    return kind.split(",")[0].strip().lstrip(".").lower() or None if kind else None
