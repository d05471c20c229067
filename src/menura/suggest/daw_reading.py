"""Read what a DAW says of its song: tempo, root note and scale, of which only sense is believed."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from menura.audio.key_notation import SEMITONES, PitchKey, scale_mode

LOWEST_TEMPO_BPM, HIGHEST_TEMPO_BPM = 20.0, 999.0  # what Live's tempo field takes
LONGEST_SCALE_NAME = 60
_TEMPO_DECIMALS = 3  # tempi travel as 32-bit floats: 119.999 arrives as 119.99900054
_UNTOUCHED_SCALE = (0, "major")  # what Live says of a set in which nobody chose a scale


@dataclass(frozen=True, slots=True)
class DawReading:
    """What a DAW says of its song.

    Attributes
    ----------
    bpm : float, optional
        20 to 999, to a thousandth.
    key : str, optional
        Tonic, spelled as usual in the family of the scale: ``Ab`` major, but ``G#`` dorian.
    scale : str, optional
        Name of the scale as the DAW gives it, in small letters: ``minor``, ``dorian #4``. It is
        known where the key is.
    """

    bpm: float | None = None
    key: str | None = None
    scale: str | None = None


@dataclass(frozen=True, slots=True)
class DawStatus:
    """How it stands with a DAW.

    Attributes
    ----------
    is_connected : bool
        It answered lately.
    reading : DawReading, optional
        What was last told of it, also after it has fallen silent.
    heard_at : datetime, optional
        When it last said anything.
    ignored_count : int
        Messages that were not believed: malformed, absurd, or from somebody else.
    """

    is_connected: bool = False
    reading: DawReading | None = None
    heard_at: datetime | None = None
    ignored_count: int = 0


class SongState:
    """Gather what is said of a song, one property at a time.

    Live keeps a root note and a scale for every set, C major where nobody chose any. To follow
    that would hide most of a library from producers who never touch scales. So the key counts
    only if Live's scale mode is on; where the peer does not tell that (AbletonOSC itself does
    not, some of its offspring do), C major counts only after another scale was seen.

    Parameters
    ----------
    trusts_default_scale : bool
        Believe C major at once.
    """

    def __init__(self, *, trusts_default_scale: bool = False) -> None:
        self._trusts_default_scale = trusts_default_scale
        self._values: dict[str, float | int | str | bool] = {}
        self._refused: set[str] = set()
        self._was_scale_touched = False

    def forget(self) -> None:
        """Know nothing again: the peer is another one, or has opened another set."""
        self._values.clear()
        self._refused.clear()
        self._was_scale_touched = False

    def take(self, name: str, values: Sequence[object]) -> bool:
        """Note the value of a property; return False if it makes no sense."""
        read = SONG_PROPERTIES.get(name)
        value = read(values[0]) if read is not None and len(values) == 1 else None
        if value is None:
            return False
        self._values[name] = value
        root, scale = _UNTOUCHED_SCALE
        is_untouched = (
            self._values.get("root_note", root) == root
            and self._values.get("scale_name", scale) == scale
        )
        self._was_scale_touched |= not is_untouched
        return True

    def refuse(self, name: str) -> None:
        """Note that the peer does not know a property."""
        self._refused.add(name)

    @property
    def askable(self) -> tuple[str, ...]:
        """Return the properties that the peer may know."""
        return tuple(name for name in SONG_PROPERTIES if name not in self._refused)

    @property
    def is_complete(self) -> bool:
        """Tell whether every property was answered or refused."""
        return all(name in self._values for name in self.askable)

    def reading(self) -> DawReading:
        """Return what is known."""
        tempo, root, scale = (self._values.get(n) for n in ("tempo", "root_note", "scale_name"))
        bpm = tempo if isinstance(tempo, float) else None
        if isinstance(root, int) and isinstance(scale, str) and self._is_scale_chosen():
            return DawReading(bpm=bpm, key=spell_tonic(root, scale), scale=scale)
        return DawReading(bpm=bpm)

    def _is_scale_chosen(self) -> bool:
        mode = self._values.get("scale_mode")
        if mode is not None:
            return bool(mode)
        return self._was_scale_touched or self._trusts_default_scale


def spell_tonic(pitch_class: int, scale: str) -> str:
    """Return a tonic as it is usually spelled in a scale; as in major where that has no key."""
    return PitchKey(pitch_class, scale_mode(scale) or "major").tonic


def _read_tempo(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    bpm = round(float(value), _TEMPO_DECIMALS)
    return bpm if LOWEST_TEMPO_BPM <= bpm <= HIGHEST_TEMPO_BPM else None


def _read_root_note(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < SEMITONES else None


def _read_scale_name(value: object) -> str | None:
    if not isinstance(value, str) or not value.isprintable():
        return None
    name = " ".join(value.split()).lower()
    return name if 0 < len(name) <= LONGEST_SCALE_NAME else None


def _read_scale_mode(value: object) -> bool | None:
    return bool(value) if isinstance(value, int) and value in (0, 1) else None


# By the names of the Live Object Model, which AbletonOSC keeps.
SONG_PROPERTIES: Mapping[str, Callable[[object], float | int | str | bool | None]] = (
    MappingProxyType(
        {
            "tempo": _read_tempo,
            "root_note": _read_root_note,
            "scale_name": _read_scale_name,
            "scale_mode": _read_scale_mode,
        }
    )
)
