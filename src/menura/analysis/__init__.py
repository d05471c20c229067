"""Listen: file -> features -> embedding -> index, each step resumable.

Knows how a track becomes numbers and keeps the indexes over those numbers fresh. It never
searches for anything on a listener's behalf; that is ``menura.discover`` on the floor above.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from menura.analysis.corrections import (
    CORRECTABLE,
    Correction,
    adjust_beats,
    apply_corrections,
    read_correction,
)
from menura.analysis.errors import (
    CorrectionError,
    CorrectionNotFoundError,
    NotAnalysedError,
    TagRequestError,
)
from menura.analysis.model import (
    NO_BEATS,
    BeatGrid,
    EmbeddingChanges,
    EmbeddingRow,
    Features,
    Fingerprint,
    KeyGuess,
    Measured,
    MoodScore,
    MoodScores,
    Section,
    SpaceState,
    StepState,
    TempoGuess,
    TrackPair,
    Waveform,
)
from menura.analysis.moods import Mood, MoodView
from menura.analysis.ports import AnalysisRepository
from menura.analysis.scan import INDEX, LISTEN, SCAN, WRITE_TAGS, Scans, ScanWish
from menura.analysis.service import FileListening, TrackAnalyses, TrackAnalysis

if TYPE_CHECKING:
    from menura.analysis.identity import DuplicatePage, Duplicates, RecordingMatch, Recordings

__all__ = [
    "CORRECTABLE",
    "INDEX",
    "LISTEN",
    "NO_BEATS",
    "SCAN",
    "WRITE_TAGS",
    "AnalysisRepository",
    "BeatGrid",
    "Correction",
    "CorrectionError",
    "CorrectionNotFoundError",
    "DuplicatePage",
    "Duplicates",
    "EmbeddingChanges",
    "EmbeddingRow",
    "Features",
    "FileListening",
    "Fingerprint",
    "KeyGuess",
    "Measured",
    "Mood",
    "MoodScore",
    "MoodScores",
    "MoodView",
    "NotAnalysedError",
    "RecordingMatch",
    "Recordings",
    "ScanWish",
    "Scans",
    "Section",
    "SpaceState",
    "StepState",
    "TagRequestError",
    "TempoGuess",
    "TrackAnalyses",
    "TrackAnalysis",
    "TrackPair",
    "Waveform",
    "adjust_beats",
    "apply_corrections",
    "read_correction",
]

_LAZY = frozenset({"DuplicatePage", "Duplicates", "RecordingMatch", "Recordings"})


def __getattr__(name: str) -> object:
    """Load the search for recordings when it is first asked for (PEP 562): it loads scipy."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    thing: object = getattr(import_module("menura.analysis.identity"), name)
    return thing
