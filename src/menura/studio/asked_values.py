"""Read values that somebody set by hand, and refuse those that cannot be used."""

from enum import StrEnum
from pathlib import PurePath
from typing import TypeVar

from menura.audio.key_notation import parse_key
from menura.kernel.errors import InvalidInputError
from menura.studio.errors import OverrideError
from menura.studio.model import Mode

NOTE_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
LONGEST_ENDING = 6
Word = TypeVar("Word", bound=StrEnum)


def clean_text(words: str) -> str:
    """Return text as every database can keep it: control characters and half ones are blanks."""
    whole = words.encode("utf-8", "replace").decode("utf-8")
    return "".join(one if one.isprintable() or one in "\n\t" else " " for one in whole)


def reference_file_name(original: str) -> str:
    """Return under which name a reference is kept: its ending tells decoders what it may be."""
    ending = PurePath(original).suffix.lower()
    is_usual = ending[1:].isalnum() and ending.isascii() and len(ending) <= LONGEST_ENDING
    return "reference" + (ending if is_usual else "")


def read_key(text: str, mode: Mode | None) -> "tuple[int, Mode | None]":
    """Return tonic (C = 0) and mode of a key as people write it; a bare letter keeps `mode`."""
    words = text.strip().split()
    allowed = "a key such as 'F minor', 'Bb' or '8A'"
    try:
        if len(words) == 2 and words[1].lower() in {one.value for one in Mode}:
            key = parse_key(f"{words[0].capitalize()} major")
            mode = Mode(words[1].lower())
        else:
            key = parse_key(text)
            bare = len(words) == 1 and len(words[0]) <= 2 and words[0][0].isalpha()
            if key is not None and not (bare and mode is not None):
                mode = Mode(key.mode)
    except InvalidInputError as error:
        raise OverrideError("key", text, allowed) from error
    if key is None:
        raise OverrideError("key", text, allowed)
    return key.pitch_class, mode


def key_name(key: int, mode: Mode) -> str:
    """Return a key in words."""
    return f"{NOTE_NAMES[key]} {mode.value}"


def number(name: str, value: object, low: float, high: float) -> float:
    """Return `value` as a number between two others; raise OverrideError."""
    try:
        read = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise OverrideError(name, value, f"a number from {low:g} to {high:g}") from None
    if not low <= read <= high:
        raise OverrideError(name, value, f"a number from {low:g} to {high:g}")
    return read


def member(kind: type[Word], name: str, value: object) -> Word:
    """Return `value` as one of the words of an enumeration; raise OverrideError."""
    try:
        return kind(str(value))
    except ValueError:
        allowed = ", ".join(one.value for one in kind)
        raise OverrideError(name, value, f"one of {allowed}") from None
