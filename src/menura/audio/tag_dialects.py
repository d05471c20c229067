"""Know under which name each format keeps tempo, key, moods and energy level.

=============  ====================  ====================  ===========  ==================
format         tempo                 key (and its twin)    moods        energy level
=============  ====================  ====================  ===========  ==================
ID3v2.3, 2.4   TBPM, TXXX:BPM        TKEY, TXXX:KEY        TMOO         TXXX:EnergyLevel
ID3v2.2        TBP, TXX:BPM          TKE, TXX:KEY          TXX:MOOD     TXX:EnergyLevel
WAV            ID3 and INFO:IBPM     as ID3                as ID3       as ID3
Vorbis         BPM                   INITIALKEY, KEY       MOOD         ENERGYLEVEL
MP4            tmpo, freeform BPM    initialkey, KEY       MOOD         ENERGYLEVEL
ASF            WM/BeatsPerMinute     WM/InitialKey, KEY    WM/Mood      EnergyLevel
APEv2          BPM                   Initialkey, KEY       Mood         EnergyLevel
=============  ====================  ====================  ===========  ==================

ID3's TBPM and MP4's tmpo hold whole numbers by their standards, and readers exist that drop a
decimal or the whole field. So they get whole numbers, and a tempo that is not whole stands with
two decimals in a field of its own beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from menura.audio.key_notation import PitchKey

Quantity = Literal["bpm", "key", "moods", "energy_level"]
KeyNotation = Literal["standard", "camelot", "open_key"]
Texts = tuple[str, ...]

QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)
_ITUNES = "----:com.apple.iTunes:"
_BPM_DECIMALS = 2  # as rekordbox's and Serato's displays; finer is beyond what is measured


@dataclass(frozen=True, slots=True)
class Dialect:
    """Name the fields of one format.

    Parameters
    ----------
    name : str
        For people: ``ID3v2.4``.
    whole_bpm : str, optional
        Field that holds whole numbers.
    exact_bpm : str
        Field that may hold decimals; written beside `whole_bpm` only for tempos that have some.
    more_bpm : tuple of str
        Further fields with decimals.
    key, key_twin : str
        Initial key; and the field other programs use for it, written only when asked for.
    moods, energy_level : str
        Moods; energy from 1 to 10.
    many_values : bool
        Whether a field can hold several values; else moods are joined by '; '.
    mirrors : tuple of (str, str)
        Fields that are kept in step with another one where a file has both.
    """

    name: str
    exact_bpm: str
    key: str
    key_twin: str
    moods: str
    energy_level: str
    whole_bpm: str | None = None
    more_bpm: tuple[str, ...] = ()
    many_values: bool = True
    mirrors: tuple[tuple[str, str], ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """Every field that is ever written."""
        whole = () if self.whole_bpm is None else (self.whole_bpm,)
        plain = (self.exact_bpm, self.key, self.key_twin, self.moods, self.energy_level)
        return frozenset((*plain, *whole, *self.more_bpm, *(mirror for _, mirror in self.mirrors)))

    def fields_of(self, quantity: Quantity) -> tuple[str, ...]:
        """Return the fields that hold a quantity, without the key's twin."""
        if quantity == "bpm":
            whole = () if self.whole_bpm is None else (self.whole_bpm,)
            return (*whole, self.exact_bpm, *self.more_bpm)
        field = {"key": self.key, "moods": self.moods, "energy_level": self.energy_level}[quantity]
        return (field, *(mirror for original, mirror in self.mirrors if original == field))


def _id3(version: int, *, wav: bool = False) -> Dialect:
    old = version == 2
    return Dialect(
        name=f"ID3v2.{version}" + (" and RIFF INFO" if wav else ""),
        whole_bpm="TBPM",
        exact_bpm="TXXX:BPM",
        more_bpm=("INFO:IBPM",) if wav else (),
        key="TKEY",
        key_twin="TXXX:KEY",
        moods="TXXX:MOOD" if old else "TMOO",  # ID3v2.3 has no TMOO, but its readers know it
        energy_level="TXXX:EnergyLevel",
        many_values=version == 4,
        mirrors=(("TKEY", "TXXX:INITIALKEY"), *(() if old else (("TMOO", "TXXX:MOOD"),))),
    )


ID3 = {version: _id3(version) for version in (2, 3, 4)}
WAV = {version: _id3(version, wav=True) for version in (2, 3, 4)}
VORBIS = Dialect(
    name="Vorbis comments",
    exact_bpm="BPM",
    key="INITIALKEY",
    key_twin="KEY",
    moods="MOOD",
    energy_level="ENERGYLEVEL",
)
MP4 = Dialect(
    name="MP4",
    whole_bpm="tmpo",
    exact_bpm=f"{_ITUNES}BPM",
    key=f"{_ITUNES}initialkey",
    key_twin=f"{_ITUNES}KEY",
    moods=f"{_ITUNES}MOOD",
    energy_level=f"{_ITUNES}ENERGYLEVEL",
)
ASF = Dialect(
    name="ASF",
    exact_bpm="WM/BeatsPerMinute",
    key="WM/InitialKey",
    key_twin="KEY",
    moods="WM/Mood",
    energy_level="EnergyLevel",
)
APE = Dialect(
    name="APEv2",
    exact_bpm="BPM",
    key="Initialkey",
    key_twin="KEY",
    moods="Mood",
    energy_level="EnergyLevel",
)


def spell_key(key: PitchKey, notation: KeyNotation) -> str:
    """Write a key as ``G#m``, ``1A`` or ``6m``; never more than TKEY's three characters."""
    return {"standard": key.symbol, "camelot": key.camelot, "open_key": key.open_key}[notation]


def spell_bpm(bpm: float, decimals: int = _BPM_DECIMALS) -> str:
    """Write a tempo without needless zeros: ``128``, ``127.98``."""
    text = f"{bpm:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def bpm_fields(dialect: Dialect, bpm: float, decimals: int, exact_beside: bool) -> dict[str, Texts]:
    """Return what to write for a tempo; an empty value takes the field away."""
    exact: Texts = (spell_bpm(bpm),)
    fields: dict[str, Texts] = dict.fromkeys((dialect.exact_bpm, *dialect.more_bpm), exact)
    if dialect.whole_bpm is not None:
        whole: Texts = (spell_bpm(bpm, 0 if dialect is MP4 else decimals),)
        # a finer value of another tempo must not stay beside the new one
        beside = exact if exact_beside and whole != exact else ()
        fields |= {dialect.whole_bpm: whole, dialect.exact_bpm: beside}
    return fields


def mirrored(
    dialect: Dialect, fields: Mapping[str, Texts], present: Mapping[str, Texts]
) -> dict[str, Texts]:
    """Return `fields` with those that other programs keep of the same thing, where present."""
    mirrors = {
        mirror: fields[original]
        for original, mirror in dialect.mirrors
        if original in fields and mirror in present
    }
    return {**fields, **mirrors}
