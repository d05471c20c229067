"""Say what a prompt asks for, what a reference tells, and what is to be made.

Three things follow one another: a ``StructuredPrompt`` (what the sentence says, most of it open),
``StyleParameters`` (what a reference sounds like) and a ``TrackPlan`` (nothing is open any more:
the same plan gives the same track).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Mode(StrEnum):
    """Name the scales that music is written in here."""

    MAJOR = "major"
    MINOR = "minor"
    DORIAN = "dorian"
    PHRYGIAN = "phrygian"
    LYDIAN = "lydian"
    MIXOLYDIAN = "mixolydian"

    @property
    def is_major(self) -> bool:
        """Tell whether the third above the tonic is a major one."""
        return self in (Mode.MAJOR, Mode.LYDIAN, Mode.MIXOLYDIAN)


class Role(StrEnum):
    """Name the stems; the value is the stem's name in files, JSON and the page."""

    DRUMS = "drums"
    PERCUSSION = "percussion"
    BASS = "bass"
    CHORDS = "chords"
    PADS = "pads"
    LEAD = "lead"
    ARP = "arp"
    GUITAR = "guitar"
    STRINGS = "strings"
    BRASS = "brass"
    VOCALS = "vocals"
    FX = "fx"
    OTHER = "other"
    """What a generator of whole mixes made and no separator could name; never composed."""


class Instrument(StrEnum):
    """Name the instruments that a prompt may ask for or forbid."""

    DRUMS = "drums"
    PERCUSSION = "percussion"
    BASS = "bass"
    SUB_BASS = "sub_bass"
    BASS_808 = "808"
    UPRIGHT_BASS = "upright_bass"
    ACID = "acid"
    PIANO = "piano"
    ELECTRIC_PIANO = "electric_piano"
    ORGAN = "organ"
    CLAVINET = "clavinet"
    ACCORDION = "accordion"
    SYNTH = "synth"
    SUPERSAW = "supersaw"
    PLUCK = "pluck"
    PAD = "pad"
    LEAD = "lead"
    ARP = "arp"
    BELLS = "bells"
    MALLETS = "mallets"
    HARP = "harp"
    GUITAR = "guitar"
    ACOUSTIC_GUITAR = "acoustic_guitar"
    ELECTRIC_GUITAR = "electric_guitar"
    DISTORTED_GUITAR = "distorted_guitar"
    BANJO = "banjo"
    STRINGS = "strings"
    VIOLIN = "violin"
    CELLO = "cello"
    BRASS = "brass"
    TRUMPET = "trumpet"
    SAXOPHONE = "saxophone"
    FLUTE = "flute"
    CLARINET = "clarinet"
    HARMONICA = "harmonica"
    CHOIR = "choir"
    VOCALS = "vocals"
    VOCAL_CHOPS = "vocal_chops"
    FX = "fx"
    VINYL = "vinyl"


class Vocals(StrEnum):
    """Name what a prompt wants of voices."""

    UNSPECIFIED = "unspecified"
    NONE = "none"
    TEXTURE = "texture"
    """Choir, oohs, chops: what the built-in instruments can do."""
    SINGER = "singer"
    """Words that are sung or rapped: nothing built in can do that; the result says so."""


class SectionName(StrEnum):
    """Name the parts of a form."""

    INTRO = "intro"
    VERSE = "verse"
    PRE_CHORUS = "pre_chorus"
    CHORUS = "chorus"
    HOOK = "hook"
    BRIDGE = "bridge"
    BREAK = "break"
    BUILD = "build"
    DROP = "drop"
    SOLO = "solo"
    CLIMAX = "climax"
    INTERLUDE = "interlude"
    OUTRO = "outro"


@dataclass(frozen=True, slots=True)
class AskedSection:
    """A part of the form that a prompt names, with its length where it says one."""

    name: SectionName
    bars: int | None = None
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice that was made where something was open, contradictory or impossible.

    Attributes
    ----------
    field : str
        What it is about: ``key``, ``bpm``, ``genre`` ...
    chosen : str
        What was taken, in words.
    reason : str
        A sentence: why.
    rejected : tuple of str
        What else was said, if the request contradicts itself.
    """

    field: str
    chosen: str
    reason: str
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StructuredPrompt:
    """What a sentence asks for; what it leaves open is None or empty.

    Attributes
    ----------
    text : str
        The sentence itself.
    style : str, optional
        The words for the style as they were said: ``"liquid drum and bass"``.
    genre : str, optional
        Id of a genre that Menura knows (``menura.studio.genres``).
    blend : str, optional
        A second genre, whose bass, harmony and sounds are put over the groove of the first.
    bpm : float, optional
    key : int, optional
        Pitch class of the tonic, C = 0.
    structure : tuple of AskedSection
        In order; empty if the prompt names no form.
    duration_s, energy, density : float, optional
        Energy and density from 0 to 1.
    references : tuple of str
        Names of artists or songs the prompt mentions (``"Inhale Exhale"``), to be looked up.
    decisions : tuple of Decision
        Contradictions and how they were settled, guesses and why.
    confidence : mapping
        Field name to 0..1: how sure the reading of that field is.
    reader : str
        Who read it: ``"rules"`` or the name of a language model.
    """

    text: str
    style: str | None = None
    genre: str | None = None
    blend: str | None = None
    bpm: float | None = None
    key: int | None = None
    mode: Mode | None = None
    instruments: tuple[Instrument, ...] = ()
    excluded: tuple[Instrument, ...] = ()
    structure: tuple[AskedSection, ...] = ()
    duration_s: float | None = None
    energy: float | None = None
    density: float | None = None
    moods: tuple[str, ...] = ()
    vocals: Vocals = Vocals.UNSPECIFIED
    references: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    confidence: Mapping[str, float] = field(default_factory=dict)
    reader: str = "rules"


@dataclass(frozen=True, slots=True)
class StructureMarker:
    """Where a part of a reference begins and ends, and how much happens in it."""

    label: str
    start_s: float
    end_s: float
    energy: float


@dataclass(frozen=True, slots=True)
class Groove:
    """How a reference moves.

    Attributes
    ----------
    swing : float
        Where the second sixteenth of a pair falls: .5 straight, .667 triplets.
    onset_pattern : tuple of float, 16 numbers
        Strength of onsets on the sixteenths of a bar, 0..1; empty when there is no beat.
    """

    swing: float
    onset_pattern: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StyleParameters:
    """What a reference sounds like; what could not be told is None.

    Attributes
    ----------
    key : int, optional
        Pitch class, C = 0.
    eq_profile_db : tuple of float
        Long-term average spectrum in thirds of an octave
        (``menura.studio.spectrum.BAND_CENTRES_HZ``), dB relative to the total.
    structure_markers : tuple of StructureMarker
    instruments : mapping
        Instrument to probability: a guess.
    key_section_s : tuple of (float, float)
        The parts whose spectrum was taken: the loudest sections.
    """

    name: str
    duration_s: float
    bpm: float | None
    bpm_confidence: float
    key: int | None
    mode: Mode | None
    key_confidence: float
    loudness_lufs: float | None
    loudness_range_lu: float | None
    crest_db: float | None
    stereo_width: float
    side_to_mid_db: float | None
    eq_profile_db: tuple[float, ...]
    structure_markers: tuple[StructureMarker, ...]
    key_sections_s: tuple[tuple[float, float], ...]
    groove: Groove
    instruments: Mapping[Instrument, float]
    energy: float
    density: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seeds:
    """One number per part of the composition, so that each can be drawn anew alone.

    All come from one seed unless somebody asked for another harmony, groove ...
    """

    form: int
    harmony: int
    groove: int
    melody: int
    sound: int
    performance: int


@dataclass(frozen=True, slots=True)
class PlannedSection:
    """A part of the form: how many bars, how much energy (0..1), who plays."""

    name: SectionName
    bars: int
    energy: float
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """Where a piece was written, before it was moved to another key or tempo."""

    key: int
    bpm: float
    duration_s: float


@dataclass(frozen=True, slots=True)
class TrackPlan:
    """Everything that composing needs; the same plan gives the same score, note by note.

    Attributes
    ----------
    genre : str
        Gives groove, drums and form; also everything else where `blend` is None.
    blend : str, optional
        Gives bass, harmony and sounds.
    key : int
        Pitch class of the tonic, C = 0.
    duration_s : float
        Length of the finished file; the music ends a moment earlier so that its tail fits.
    energy, density, brightness : float
        0 to 1; .5 is the genre's own middle.
    swing : float, optional
        Takes the place of the genre's swing (from a reference).
    sections : tuple of PlannedSection
        The form if the request names one; empty: composing draws one of the genre's.
    roles : tuple of Role
        Stems that may play; empty: as the genre asks.
    instruments : tuple of Instrument
        Wanted: patches of these are preferred in their roles, roles are added for them.
    excluded : tuple of Instrument
        Never heard.
    variant : mapping
        Role or section key (``"drums"``, ``"section:2"``) to a number that is mixed into the
        seeds of just that stem or section: "another drum part, the rest as it was".
    written : Written, optional
        Composed there, and then moved to `key` and `bpm`, note by note.
    plain_harmony : bool
        Only chords that leave no doubt about the tonic, where others were heard in another key.
    """

    genre: str
    bpm: float
    key: int
    mode: Mode
    duration_s: float
    seeds: Seeds
    blend: str | None = None
    energy: float = 0.6
    density: float = 0.5
    brightness: float = 0.5
    swing: float | None = None
    sections: tuple[PlannedSection, ...] = ()
    roles: tuple[Role, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    excluded: tuple[Instrument, ...] = ()
    moods: tuple[str, ...] = ()
    onset_pattern: tuple[float, ...] = ()
    variant: Mapping[str, int] = field(default_factory=dict)
    written: Written | None = None
    plain_harmony: bool = False
