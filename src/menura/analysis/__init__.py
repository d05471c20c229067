"""Listen: file -> features -> embedding -> index, each step resumable.

Knows how a track becomes numbers and keeps the indexes over those numbers fresh. It never
searches for anything on a listener's behalf; that is ``menura.discover`` on the floor above.
"""

from menura.analysis.errors import NotAnalysedError
from menura.analysis.model import (
    EmbeddingChanges,
    EmbeddingRow,
    Features,
    SpaceState,
    TempoGuess,
    Waveform,
)
from menura.analysis.ports import AnalysisRepository
from menura.analysis.scan import INDEX, LISTEN, SCAN, Scans

__all__ = [
    "INDEX",
    "LISTEN",
    "SCAN",
    "AnalysisRepository",
    "EmbeddingChanges",
    "EmbeddingRow",
    "Features",
    "NotAnalysedError",
    "Scans",
    "SpaceState",
    "TempoGuess",
    "Waveform",
]
