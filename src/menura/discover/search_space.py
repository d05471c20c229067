"""Put together what every search needs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from menura.discover.errors import NotHeardInSpaceError
from menura.discover.shelf import Shelf
from menura.vectors import Keys, Vector, VectorIndex, Vectors

VectorLookup = Callable[[Keys], Vectors]
"""Give the unit vectors of tracks by number, shape (k, d), float32.

Rows of tracks that have no vector in the space are zeros.
"""
FingerprintVerdict = Callable[[int, int], bool]
"""Tell whether the fingerprints of two tracks, by number, say that they are one recording.

False where one of them has none.
"""


def no_verdict(_one: int, _other: int) -> bool:
    """Say that nothing is known of fingerprints."""
    return False


@dataclass(frozen=True, slots=True, eq=False)
class SearchSpace:
    """One embedding space at one moment: the library in columns, its index, its vectors.

    Attributes
    ----------
    name : str
        ``dsp``, ``musicnn`` or ``clap``.
    index : VectorIndex
        Keyed by track number; may know tracks that the shelf does not, and the other way round.
    """

    name: str
    shelf: Shelf
    index: VectorIndex
    vectors: VectorLookup
    is_same_recording: FingerprintVerdict = no_verdict

    def vector_of(self, row: int) -> Vector:
        """Return the unit vector of a row.

        Raises
        ------
        NotHeardInSpaceError
            The track has no vector in this space, or one of zeros.
        """
        found: Vector = self.vectors(self.shelf.numbers[row : row + 1])[0]
        if not np.any(found):
            raise NotHeardInSpaceError(self.shelf.track_id(row), self.name)
        return found
