"""Find music: what sounds like a track, and why.

Knows how to rank and explain; never opens a file and never speaks SQL.
"""

from menura.discover.errors import NotHeardYetError
from menura.discover.model import Reason, SimilarResult, SimilarTrack
from menura.discover.similar import SimilarOptions, SimilarTracks

__all__ = [
    "NotHeardYetError",
    "Reason",
    "SimilarOptions",
    "SimilarResult",
    "SimilarTrack",
    "SimilarTracks",
]
