"""Say what a composed piece is: sections, chords and the notes of each stem.

Positions and lengths are in beats from the beginning; a bar has four. Nothing here knows samples.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from menura.studio.model import Mode, Role, SectionName

BEATS_PER_BAR = 4


class Drum(StrEnum):
    """Name what a kit can strike."""

    KICK = "kick"
    SNARE = "snare"
    CLAP = "clap"
    SNAP = "snap"
    RIM = "rim"
    CLOSED_HAT = "closed_hat"
    PEDAL_HAT = "pedal_hat"
    OPEN_HAT = "open_hat"
    RIDE = "ride"
    CRASH = "crash"
    LOW_TOM = "low_tom"
    MID_TOM = "mid_tom"
    HIGH_TOM = "high_tom"
    SHAKER = "shaker"
    TAMBOURINE = "tambourine"
    COWBELL = "cowbell"
    LOW_CONGA = "low_conga"
    HIGH_CONGA = "high_conga"
    BONGO = "bongo"
    CLAVE = "clave"
    TIMBALE = "timbale"
    WOODBLOCK = "woodblock"
    TAIKO = "taiko"


class FxKind(StrEnum):
    """Name the sounds between sections and the noises below them."""

    RISER = "riser"
    DOWNLIFTER = "downlifter"
    IMPACT = "impact"
    SUB_DROP = "sub_drop"
    NOISE_SWEEP = "noise_sweep"
    REVERSE_CYMBAL = "reverse_cymbal"
    VINYL_CRACKLE = "vinyl_crackle"
    TAPE_HISS = "tape_hiss"
    AIR = "air"


@dataclass(frozen=True, slots=True)
class Note:
    """A pitched note.

    Attributes
    ----------
    pitch : int
        MIDI note number.
    velocity : float
        0 to 1.
    brightness : float
        Multiplies the cutoff of the patch's filter; 1 as the patch is.
    cycles_per_beat : float
        Speed of the patch's filter movement (a wobble) in this note; 0: the patch's own.
    glide : bool
        Slide from the pitch of the note before.
    """

    start_beat: float
    length_beats: float
    pitch: int
    velocity: float
    brightness: float = 1.0
    cycles_per_beat: float = 0.0
    glide: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A stroke on a drum."""

    start_beat: float
    drum: Drum
    velocity: float


@dataclass(frozen=True, slots=True)
class FxEvent:
    """A transition or a noise, with its level from 0 to 1."""

    start_beat: float
    length_beats: float
    kind: FxKind
    level: float


class Control(StrEnum):
    """Name what can be automated on a stem."""

    CUTOFF = "cutoff"
    """Of a low-pass over the whole stem: 0 (200 Hz) to 1 (open), logarithmic."""
    GAIN = "gain"
    """In dB."""
    REVERB = "reverb"
    """Added to the send: 0 to 1."""


@dataclass(frozen=True, slots=True)
class Automation:
    """A line through points (beat, value); before the first and after the last it is level."""

    control: Control
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one stem plays.

    Exactly one of `notes`, `hits` and `effects` is filled, as the role asks.

    Attributes
    ----------
    patch : str
        Name of a patch (``Patch``) or of a kit (``Kit``); ``"fx"`` for effects.
    """

    role: Role
    patch: str
    notes: tuple[Note, ...] = ()
    hits: tuple[Hit, ...] = ()
    effects: tuple[FxEvent, ...] = ()
    automation: tuple[Automation, ...] = ()

    @property
    def event_count(self) -> int:
        """Return how many things happen."""
        return len(self.notes) + len(self.hits) + len(self.effects)


@dataclass(frozen=True, slots=True)
class Chord:
    """A harmony: its root and notes as pitch classes, and its name as musicians write it."""

    start_beat: float
    length_beats: float
    root: int
    pitch_classes: tuple[int, ...]
    symbol: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form in its place."""

    name: SectionName
    start_bar: int
    bars: int
    energy: float
    roles: tuple[Role, ...]

    @property
    def start_beat(self) -> float:
        """Return where it begins."""
        return float(self.start_bar * BEATS_PER_BAR)

    @property
    def end_beat(self) -> float:
        """Return where the next one begins."""
        return float((self.start_bar + self.bars) * BEATS_PER_BAR)


@dataclass(frozen=True, slots=True)
class Score:
    """A composed piece.

    Attributes
    ----------
    bpm : float
        Exact: beat b sounds at ``60 * b / bpm`` seconds, but for human timing.
    genre, sound_genre : str
        Whose groove and whose sounds and mix it has (the same but in a blend).
    swing : float
        Already applied to the notes; kept for the record.
    key_margin : float
        By how much the written notes say the key more clearly than any other key.
    tries : int
        How often harmony was drawn until they did.
    """

    bpm: float
    key: int
    mode: Mode
    genre: str
    sound_genre: str
    swing: float
    sections: tuple[Section, ...]
    chords: tuple[Chord, ...]
    parts: Mapping[Role, Part]
    key_margin: float = 0.0
    tries: int = 1
    notes: tuple[str, ...] = field(default=())

    @property
    def bars(self) -> int:
        """Return how many bars there are."""
        return sum(section.bars for section in self.sections)

    @property
    def length_s(self) -> float:
        """Return how long it is, in seconds, without the tail."""
        return self.bars * BEATS_PER_BAR * 60.0 / self.bpm
