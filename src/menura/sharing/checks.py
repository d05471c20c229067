"""Look at values that others wrote: each has a place, a kind and a range, or is refused."""

import base64
import binascii
import json
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from menura.sharing.errors import ArchiveInvalidError

MOST_DEPTH = 12  # nothing of ours is deeper than 6
LARGEST_WHOLE = 2**63
SLACK = 1e-6  # sums of float32 end a little beside their bounds


def parse_json(data: bytes, place: str) -> "Value":
    """Return parsed JSON; NaN, infinities and endless nesting are refused."""

    def refuse(word: str) -> float:
        raise ArchiveInvalidError(place, f"holds {word}, which is no number")

    depth = deepest = 0
    for mark in re.finditer(rb'[\[\]{}]|"(?:[^"\\]|\\.)*"', data):
        if mark[0] in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
        elif mark[0] in (b"]", b"}"):
            depth -= 1
    if deepest > MOST_DEPTH:
        raise ArchiveInvalidError(place, "is nested too deeply")
    try:
        return Value(place, json.loads(data.decode("utf-8"), parse_constant=refuse))
    except (ValueError, RecursionError) as error:
        raise ArchiveInvalidError(place, "is no JSON") from error


@dataclass(frozen=True, slots=True)
class Value:
    """A value and where it stands.

    Every method returns what it is, or raises ArchiveInvalidError naming the place.
    """

    place: str
    value: Any

    def wrong(self, reason: str) -> ArchiveInvalidError:
        """Return the error that says what is wrong here."""
        return ArchiveInvalidError(self.place, reason)

    @property
    def is_there(self) -> bool:
        """Tell whether it is not null."""
        return self.value is not None

    def members(self, known: Collection[str]) -> "dict[str, Value]":
        """Return the members of an object: all of `known`, null where absent, and no others."""
        if not isinstance(self.value, dict):
            raise self.wrong("is no object")
        for name in self.value:
            if name not in known:
                raise self.wrong(f"holds {name[:40]!r}, which nobody knows")
        return {name: Value(f"{self.place}.{name}", self.value.get(name)) for name in known}

    def entries(self, most: int) -> "dict[str, Value]":
        """Return the members of an object whose names are data."""
        if not isinstance(self.value, dict):
            raise self.wrong("is no object")
        if len(self.value) > most:
            raise self.wrong(f"holds more than {most} entries")
        return {name: Value(f"{self.place}.{name[:40]}", v) for name, v in self.value.items()}

    def items(self, most: int, least: int = 0) -> "Sequence[Value]":
        """Return the items of a list."""
        if not isinstance(self.value, list):
            raise self.wrong("is no list")
        if not least <= len(self.value) <= most:
            raise self.wrong(f"has {len(self.value)} items, not {least} to {most}")
        return [Value(f"{self.place}[{at}]", item) for at, item in enumerate(self.value)]

    def number(self, low: float, high: float) -> float:
        """Return a finite number of a range."""
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)):
            raise self.wrong("is no number")
        # JSON's whole numbers may have more digits than any number of ours.
        if isinstance(self.value, int) and abs(self.value) > LARGEST_WHOLE:
            raise self.wrong("is larger than any number here")
        if not math.isfinite(self.value):
            raise self.wrong("is not finite")
        if not low - SLACK <= self.value <= high + SLACK:
            raise self.wrong(f"is {self.value:.6g}, not between {low:g} and {high:g}")
        return float(self.value)

    def whole(self, low: int, high: int) -> int:
        """Return a whole number of a range."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.wrong("is no whole number")
        if not low <= self.value <= high:
            raise self.wrong(f"is not between {low} and {high}")
        return self.value

    def text(self, most: int, pattern: str | None = None) -> str:
        """Return a text; without line breaks and control characters."""
        if not isinstance(self.value, str):
            raise self.wrong("is no text")
        if len(self.value) > most:
            raise self.wrong(f"is longer than {most} characters")
        if any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in self.value):
            raise self.wrong("holds characters that cannot be")
        if pattern is not None and not re.fullmatch(pattern, self.value):
            raise self.wrong("is not written as it must be")
        return self.value

    def choice(self, known: Collection[str]) -> str:
        """Return one of some words."""
        if not isinstance(self.value, str) or self.value not in known:
            raise self.wrong(f"is none of {', '.join(sorted(known))}")
        return self.value

    def bytes(self, most: int, *, multiple: int = 1) -> bytes:
        """Return bytes that are written in base64."""
        if not isinstance(self.value, str) or len(self.value) > 4 * (most // 3 + 1):
            raise self.wrong("is no text, or too long")
        try:
            data = base64.b64decode(self.value, validate=True)
        except (binascii.Error, ValueError) as error:
            raise self.wrong("is no base64") from error
        if len(data) > most or len(data) % multiple:
            raise self.wrong("has a length that cannot be")
        return data


def optional_number(value: Value, low: float, high: float) -> float | None:
    """Return a number, or None for null."""
    return value.number(low, high) if value.is_there else None


def optional_whole(value: Value, low: int, high: int) -> int | None:
    """Return a whole number, or None for null."""
    return value.whole(low, high) if value.is_there else None


def optional_text(value: Value, most: int, pattern: str | None = None) -> str | None:
    """Return a text, or None for null."""
    return value.text(most, pattern) if value.is_there else None
