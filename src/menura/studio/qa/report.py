"""Say what was checked in a finished track, what came out, and what could be done about it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from menura.audio.arrays import Float64Array
from menura.studio.model import Mode, Role
from menura.studio.records import to_record

RERENDER = "rerender:"
"""Begins a remedy that names the stem to play again: ``"rerender:bass"``."""


class Severity(StrEnum):
    """Say what it means when a check fails."""

    ERROR = "error"
    """The track must not be delivered like this."""
    WARNING = "warning"
    """It may be delivered, and the report says so; such a check never fails the track."""


class Remedy(StrEnum):
    """Name what can be changed before another attempt; playing one stem again is `rerender`."""

    NONE = ""
    REDRAW_HARMONY = "redraw_harmony"
    STEADIER_RHYTHM = "steadier_rhythm"
    RETUNE_MASTER = "retune_master"
    RAISE_LOUDNESS = "raise_loudness"
    LOWER_LOUDNESS = "lower_loudness"
    LOWER_CEILING = "lower_ceiling"
    REMOVE_DC = "remove_dc"
    NARROW_STEREO = "narrow_stereo"
    ADD_TREBLE = "add_treble"
    ADD_BASS = "add_bass"
    MATCH_AGAIN = "match_again"
    FADE_END = "fade_end"
    FIT_DURATION = "fit_duration"
    RERENDER_ALL = "rerender_all"
    REMIX = "remix"


def rerender(role: Role) -> str:
    """Return the remedy that plays one stem again."""
    return RERENDER + role.value


class DefectKind(StrEnum):
    """Name defects that have a place in the track."""

    CLIPPING = "clipping"
    CLICK = "click"
    DROPOUT = "dropout"
    SILENCE = "silence"
    DC_OFFSET = "dc_offset"
    PHASE_INVERSION = "phase_inversion"


@dataclass(frozen=True, slots=True)
class Defect:
    """Something wrong at a place.

    Attributes
    ----------
    channel : int, optional
        0 left, 1 right, None both.
    level_db : float
        Relative to full scale: of a click its height, of clipping the level it sits at.
    """

    kind: DefectKind
    start_s: float
    end_s: float
    channel: int | None
    level_db: float


@dataclass(frozen=True, slots=True)
class QaTargets:
    """What a finished track has to be.

    Attributes
    ----------
    key : int
        Pitch class of the tonic, C = 0.
    reference_spectrum_db : ndarray, optional
        Long-term spectrum of a reference, as `menura.studio.spectrum` measures it.
    duration_s : float, optional
        Of the finished file; None: it may have any length.
    has_drums : bool
        Without drums a tempo that cannot be heard is no fault.
    embedded : bool
        Whether Menura's own composer wrote it (on an exact grid).
    """

    bpm: float
    key: int
    mode: Mode
    target_lufs: float = -14.0
    ceiling_dbtp: float = -1.0
    reference_spectrum_db: Float64Array | None = None
    similarity_floor: float = 0.85
    has_drums: bool = True
    embedded: bool = True
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class QaCheck:
    """One check: what was measured against what was wanted.

    Attributes
    ----------
    name : str
        Stable, for machines: ``"tempo"``, ``"true_peak"`` ...
    passed : bool, optional
        None where it could not be told (no pulse to hear, no reference, no stems).
    value : float, optional
        What `measured` says in words, where it is a number.
    reason : str
        A sentence, also where it passed.
    remedy : str
        A `Remedy`, or ``"rerender:<role>"``; empty where there is nothing to do.
    """

    name: str
    title: str
    passed: bool | None
    measured: str
    target: str
    value: float | None = None
    reason: str = ""
    severity: Severity = Severity.ERROR
    remedy: str = ""

    @property
    def failed(self) -> bool:
        """Tell whether this check alone keeps the track from being delivered."""
        return self.passed is False and self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class TempoReading:
    """How fast a track was found to be.

    Attributes
    ----------
    heard_bpm : float, optional
        Best reading near the target; None without a pulse.
    score, competitor_score : float
        How well onsets repeat on the heard tempo's grid and on the best wrong one, -1..1.
    blind_bpm : float, optional
        What a listener who knows no target reads.
    blind_ratio : str
        How that lies to the target: ``"1:1"``, ``"1:2"`` (half) ...; empty: not related.
    """

    target_bpm: float
    heard_bpm: float | None
    score: float
    competitor_score: float
    blind_bpm: float | None
    blind_ratio: str


@dataclass(frozen=True, slots=True)
class KeyVote:
    """What one estimator says of the key.

    Attributes
    ----------
    key : int
        Pitch class of the tonic.
    mode : Mode
        Major or minor.
    score : float
        Of the best key, on the estimator's own scale (correlation or probability).
    margin : float
        By how much the target leads the best other key; negative where it does not.
    """

    estimator: str
    key: int
    mode: Mode
    score: float
    margin: float


@dataclass(frozen=True, slots=True)
class KeyReading:
    """What key a track was found to be in.

    Attributes
    ----------
    key, mode : optional
        What the estimators say together; None without pitch.
    confidence : float
        Probability of that, 0..1, as `menura.audio.key` gives it.
    relation : str
        How it lies to the target: ``same``, ``relative``, ``fifth_up`` ...
    margin : float
        By how much the target leads all other keys, in standard deviations of the scores of 24
        keys; negative where another key leads.
    beats_relative : bool
        Whether the target is heard rather than its relative, which has the same notes: bass,
        first and last chords and cadences tell them apart.
    """

    key: int | None
    mode: Mode | None
    confidence: float
    relation: str
    margin: float
    beats_relative: bool
    votes: tuple[KeyVote, ...]


@dataclass(frozen=True, slots=True)
class Curves:
    """What the report draws.

    Attributes
    ----------
    loudness_times_s, momentary_lufs, short_term_lufs : tuple of float
        At most 600 points each.
    spectrum_hz, spectrum_db, reference_db : tuple of float
        Thirds of an octave, relative to the whole; `reference_db` is empty without a reference.
    peaks : tuple of (float, float)
        Lowest and highest sample of equal parts of the track, -1..1.
    """

    loudness_times_s: tuple[float, ...] = ()
    momentary_lufs: tuple[float, ...] = ()
    short_term_lufs: tuple[float, ...] = ()
    spectrum_hz: tuple[float, ...] = ()
    spectrum_db: tuple[float, ...] = ()
    reference_db: tuple[float, ...] = ()
    peaks: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class QaReport:
    """Everything that was checked in one track."""

    duration_s: float
    checks: tuple[QaCheck, ...]
    defects: tuple[Defect, ...]
    tempo: TempoReading
    key: KeyReading
    curves: Curves = field(default_factory=Curves)

    @property
    def passed(self) -> bool:
        """Tell whether no check failed."""
        return not self.failed_checks

    @property
    def failed_checks(self) -> tuple[QaCheck, ...]:
        """Return the checks that keep the track from being delivered."""
        return tuple(check for check in self.checks if check.failed)

    @property
    def remedies(self) -> tuple[str, ...]:
        """Return what could be changed before another attempt, each once, in order of checks."""
        return tuple(dict.fromkeys(check.remedy for check in self.failed_checks if check.remedy))

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON-able values, with ``passed`` and ``remedies`` spelled out."""
        return {
            "passed": self.passed,
            "remedies": list(self.remedies),
            **to_record(self),
        }
