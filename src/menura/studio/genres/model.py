"""Say what a genre is: its tempo, groove, harmony, ways of playing, sounds, forms and balance."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from menura.studio.model import Instrument, Mode, Role, SectionName
from menura.studio.palette import Kit, Patch
from menura.studio.score import Drum
from menura.studio.styles import (
    ArpStyle,
    BassStyle,
    BrassStyle,
    CompStyle,
    GuitarStyle,
    LeadStyle,
    PadStyle,
    StringStyle,
    VocalStyle,
)


@dataclass(frozen=True, slots=True)
class DrumGroove:
    """One way the drums of a genre go.

    Attributes
    ----------
    steps : mapping of Drum to str
        Sixteen characters a bar, ``.`` or the velocity 1..9; bars after one another parted by
        ``|`` are played in turn: ``"9...9...|9..9..9."``.
    extra : mapping of Drum to str
        The same for what is added as density grows (shakers, ghost notes, congas).
    """

    name: str
    steps: Mapping[Drum, str]
    extra: Mapping[Drum, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progression:
    """Chords as scale degrees, for the calm (A) and the full (B) parts of the form.

    Attributes
    ----------
    degrees : str
        Roman-free: ``"1 6 3 7"``; a digit 1-7 is a degree of the scale, with an optional suffix:
        ``"5!"`` major with raised leading tone, ``"b2"``/``"b7"`` flattened root, ``"4m"``
        forced minor, ``"2/2"`` lasts two bars (``"4/.5"`` half a bar).
    modes : tuple of Mode
        The modes it sounds right in.
    """

    degrees: str
    modes: tuple[Mode, ...]


@dataclass(frozen=True, slots=True)
class FormPart:
    """A part of a form: how long it is relative to the others, its energy and who may play."""

    name: SectionName
    weight: float
    energy: float
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """An order of parts."""

    name: str
    parts: tuple[FormPart, ...]


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of music, as data.

    Wherever there are several of something, one is drawn from the track's seed: two seeds give
    two different pieces of the same kind.

    Attributes
    ----------
    id, title : str
    aliases : tuple of str
        Other names and sub-genres a prompt may use, lower case, with their spellings.
    description : str
        One sentence on what makes it what it is.
    family : str
        ``electronic``, ``urban``, ``band``, ``roots``, ``classical`` or ``ambient``.
    tempo_bpm : (float, float)
        Usual range; the middle is the default.
    feel : float
        Fraction of the tempo at which it is felt: .5 for half-time (dubstep, trap), 1 otherwise.
    modes : tuple of (Mode, weight)
    swing : float
        .5 straight to .667 triplets, applied to sixteenths (`swing_eighths`: to eighths).
    humanise_ms : float
        Standard deviation of timing; 0 for music of machines.
    extensions : int
        Notes per chord: 2 power chords, 3 triads, 4 sevenths, 5 ninths.
    grooves, kits, progressions, forms :
        Pools to draw from. `form_b` progressions serve choruses, drops and breaks.
    bass, comping ... : tuples of styles
        Pools; empty where the genre has no such role.
    patches : mapping of Role to tuple of Patch
        Palette: four to six variants for the roles that carry the genre.
    level_lu : mapping of Role to float
        Loudness relative to the drums (or to the loudest role where there are none).
    duck : float
        Depth of the sidechain from the kick, 0 to 1.
    spectrum_tilt_db_per_octave, low_shelf_db, high_shelf_db : float
        Target long-term spectrum: slope between 100 Hz and 10 kHz, and what is added below
        80 Hz and above 10 kHz.
    fx : bool
        Whether transitions (risers, impacts) belong to it; `noise` a bed of vinyl or tape.
    grid : bool
        Drums and bass exactly on the grid.
    """

    id: str
    title: str
    aliases: tuple[str, ...]
    description: str
    family: str
    tempo_bpm: tuple[float, float]
    modes: tuple[tuple[Mode, float], ...]
    grooves: tuple[DrumGroove, ...]
    kits: tuple[Kit, ...]
    progressions: tuple[Progression, ...]
    forms: tuple[Form, ...]
    patches: Mapping[Role, tuple[Patch, ...]]
    level_lu: Mapping[Role, float]
    progressions_b: tuple[Progression, ...] = ()
    bass: tuple[BassStyle, ...] = ()
    comping: tuple[CompStyle, ...] = ()
    guitar: tuple[GuitarStyle, ...] = ()
    arps: tuple[ArpStyle, ...] = ()
    leads: tuple[LeadStyle, ...] = ()
    pads: tuple[PadStyle, ...] = ()
    strings: tuple[StringStyle, ...] = ()
    brass: tuple[BrassStyle, ...] = ()
    vocals: tuple[VocalStyle, ...] = ()
    feel: float = 1.0
    swing: float = 0.5
    swing_eighths: bool = False
    humanise_ms: float = 4.0
    extensions: int = 3
    duck: float = 0.0
    spectrum_tilt_db_per_octave: float = -4.5
    low_shelf_db: float = 0.0
    high_shelf_db: float = 0.0
    fx: bool = False
    noise: str | None = None
    grid: bool = False
    typical_instruments: tuple[Instrument, ...] = ()
    moods: tuple[str, ...] = ()
