"""Take in what is said of a context: check it, merge it with what is known, normalise it."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from menura.audio.file_name_hints import Instrument
from menura.audio.key_notation import (
    Mode,
    PitchKey,
    UnreadableKeyError,
    parse_key,
    scale_mode,
)
from menura.discover import INSTRUMENTS
from menura.suggest.errors import ContextError
from menura.suggest.model import Context, Preferences

LOWEST_BPM, HIGHEST_BPM = 20.0, 400.0
LONGEST_TIME_S = 7 * 86_400.0
LONGEST_WORD, MOST_WORDS = 100, 50
LONGEST_PROMPT = 500
MOST_BANS = 10_000
ROLES: tuple[Instrument, ...] = tuple(name for name in INSTRUMENTS if name != "other")
_BPM_STEP = 3  # decimals; DAWs show two
_SHORT_MODES: Mapping[str, Mode] = {"m": "minor", "M": "major"}
_BARE_TONIC = re.compile(r"[A-G](?:#|b|♯|♭)?")  # a small letter says minor


def merge_context(known: Context, said: Mapping[str, Any]) -> Context:
    """Return a context with what was said put into its place.

    What is not mentioned stays, None takes back. A tonic alone keeps the mode that is known; a
    key with its mode sets both.

    Raises
    ------
    ContextError
        With the name of the field: a number that is none, a key that cannot be read ...
    """
    changes: dict[str, Any] = {}
    for name, value in said.items():
        reader = _READERS.get(name)
        if reader is not None:
            changes[name] = reader(value)
        elif name == "preferences":
            changes[name] = _read_preferences(known.preferences, value)
        elif name not in ("key", "mode"):
            raise ContextError(name, value, f"one of {', '.join((*_READERS, *_OTHERS))}")
    changes |= _merge_key(known, said)
    if _is_typed_whole(known, said):
        changes |= {"origin": "manual", "is_stale": False}
    return replace(known, **changes)


def _is_typed_whole(known: Context, said: Mapping[str, Any]) -> bool:
    """Tell whether nothing of tempo and key is left that a DAW said."""
    says_key = bool({"key", "mode"} & said.keys())
    if not says_key and "bpm" not in said:
        return False
    return ("bpm" in said or known.bpm is None) and (says_key or known.key is None)


def merge_preferences(known: Preferences, said: Mapping[str, Any]) -> Preferences:
    """Return preferences with what was said put into its place; raise ContextError."""
    changes: dict[str, Any] = {}
    for name, value in said.items():
        field = f"preferences.{name}"
        if name == "allow_transpose":
            if value is not None and not isinstance(value, bool):
                raise ContextError(field, value, "true or false")
            changes[name] = True if value is None else value
        elif name == "roles_wanted":
            changes[name] = read_roles(field, value)
        elif name in ("ban_tracks", "ban_packs", "ban_tags"):
            changes[name] = _words(field, value, most=MOST_BANS, longest=300)
        else:
            raise ContextError(field, value, "one of ban_tracks, ban_packs, ban_tags, ...")
    if "ban_tracks" in changes:
        changes["ban_tracks"] = tuple(one.lower() for one in changes["ban_tracks"])
    return replace(known, **changes)


def read_bpm(value: Any, field: str = "bpm") -> float | None:
    """Return a tempo, rounded to a thousandth; raise ContextError."""
    bpm = _number(field, value, f"a tempo from {LOWEST_BPM:.0f} to {HIGHEST_BPM:.0f} BPM")
    if bpm is None:
        return None
    if not LOWEST_BPM <= bpm <= HIGHEST_BPM:
        raise ContextError(
            field, value, f"a tempo from {LOWEST_BPM:.0f} to {HIGHEST_BPM:.0f} BPM, or null"
        )
    return round(bpm, _BPM_STEP)


def read_session_key(text: str, field: str = "key") -> PitchKey | None:
    """Return the key that somebody wrote, None for `none`; raise ContextError."""
    expected = "a key such as 'Ab', 'G#m', 'A minor', '8A' or '1m', or null"
    if not isinstance(text, str) or not text.strip() or not is_writable(text):
        raise ContextError(field, text, expected)
    try:
        return parse_key(text)
    except UnreadableKeyError as error:
        raise ContextError(field, text, expected) from error


def read_roles(field: str, value: Any) -> tuple[str, ...]:
    """Return names of instruments as they are known here; raise ContextError."""
    words = _words(field, value, most=len(ROLES), longest=LONGEST_WORD)
    roles = tuple(word.lower().replace("-", "_").replace(" ", "_") for word in words)
    for role in roles:
        if role not in ROLES:
            raise ContextError(field, role, f"some of {', '.join(ROLES)}")
    return tuple(dict.fromkeys(roles))


def _merge_key(known: Context, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said of key and mode, together: each may say something of the other."""
    changes: dict[str, Any] = {}
    key: PitchKey | None = None
    says_mode = False
    if "key" in said:
        text = said["key"]
        key = None if text is None else read_session_key(text)
        if key is None:
            changes = {"key": None, "mode": None, "scale": None}
        else:
            says_mode = not _is_bare_tonic(text)
            is_known = known.mode is not None or known.scale is not None
            if says_mode or not is_known:
                changes = {"mode": key.mode, "scale": None}
    if said.get("mode") is not None:
        name = _word("mode", said["mode"])
        mode = _mode_of(name)
        name = _SHORT_MODES.get(name, name.lower())
        if says_mode and key is not None and mode is not None and mode != key.mode:
            expected = f"a scale of the same family as the key {said['key']!r}"
            raise ContextError("mode", said["mode"], expected)
        changes |= {"mode": mode, "scale": None if name in ("major", "minor") else name}
    elif "mode" in said and not says_mode:
        tonic_known = known.key if "key" not in said else key
        changes |= {"mode": "major" if tonic_known else None, "scale": None}
    tonic = key.pitch_class if key is not None else _known_pitch_class(known, said)
    if tonic is not None:
        spelled_in: Mode = changes.get("mode", known.mode) or "major"
        changes["key"] = PitchKey(tonic, spelled_in).tonic
    return changes


def _known_pitch_class(known: Context, said: Mapping[str, Any]) -> int | None:
    if "key" in said or known.key is None:
        return None
    return parse_tonic(known.key)


def parse_tonic(tonic: str) -> int | None:
    """Return the pitch class of a tonic in its usual spelling."""
    key = parse_key(tonic)
    return None if key is None else key.pitch_class


def _mode_of(name: str) -> Mode | None:
    mode = scale_mode(_SHORT_MODES.get(name, name))
    try:
        # Known without a mode (Locrian, chromatic), or not a scale at all
        if mode is None and parse_key(f"C {name}") is None:
            return None
    except UnreadableKeyError:
        pass
    if mode is None:
        expected = "major, minor or a scale such as dorian, or null"
        raise ContextError("mode", name, expected)
    return mode


def _is_bare_tonic(text: str) -> bool:
    """Tell whether a text names a tonic and nothing else: ``A``, ``F#``, ``Bb``."""
    return _BARE_TONIC.fullmatch(text.strip()) is not None


def _number(field: str, value: Any, expected: str) -> float | None:
    if value is None:
        return None
    try:
        number = math.nan if isinstance(value, bool | str) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ContextError(field, value, f"{expected}, or null")
    return number


def _read_time(value: Any) -> float | None:
    expected = f"seconds from 0 to {LONGEST_TIME_S:.0f}"
    seconds = _number("time_remaining_s", value, expected)
    if seconds is not None and not 0 <= seconds <= LONGEST_TIME_S:
        raise ContextError("time_remaining_s", value, f"{expected}, or null")
    return seconds


def _read_preferences(known: Preferences, value: Any) -> Preferences:
    if value is None:
        return Preferences()
    if not isinstance(value, Mapping):
        raise ContextError("preferences", value, "names with values, or null")
    return merge_preferences(known, value)


def _word(field: str, value: Any, longest: int = LONGEST_WORD) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise ContextError(field, value, f"a text of 1 to {longest} characters")
    plain = " ".join(value.split())
    if not is_writable(plain):
        raise ContextError(field, value, "a text without control characters")
    return plain


def is_writable(text: str) -> bool:
    """Tell whether every database can keep a text: no control characters, no half characters."""
    return not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text)


def _words(field: str, value: Any, *, most: int, longest: int) -> tuple[str, ...]:
    """Return words without those that come twice, whatever their case."""
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) > most:
        raise ContextError(field, value, f"a list of at most {most} texts")
    words = [_word(f"{field}.{place}", word, longest) for place, word in enumerate(value)]
    return tuple({word.casefold(): word for word in words}.values())


def _text(field: str, longest: int) -> Callable[[Any], str | None]:
    def read(value: Any) -> str | None:
        return None if value is None or value == "" else _word(field, value, longest)

    return read


_READERS: dict[str, Callable[[Any], Any]] = {
    "bpm": read_bpm,
    "mood_tags": lambda value: _words("mood_tags", value, most=MOST_WORDS, longest=LONGEST_WORD),
    "genre_intent": _text("genre_intent", LONGEST_WORD),
    "time_remaining_s": _read_time,
    "prompt": _text("prompt", LONGEST_PROMPT),
}
_OTHERS = ("key", "mode", "preferences", "accepted_track_ids")
