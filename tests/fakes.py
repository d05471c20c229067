"""The simplest things that keep the promises of a Protocol, for tests that need nothing more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from menura.analysis import Features
from menura.catalogue import Track


@dataclass
class FakeTracks:
    """The part of a ``TrackRepository`` that a search for neighbours asks."""

    tracks: dict[int, Track] = field(default_factory=dict)

    def by_numbers(self, numbers: Sequence[int]) -> Mapping[int, Track]:
        """Return those of the tracks that exist, by number."""
        return {number: self.tracks[number] for number in numbers if number in self.tracks}


@dataclass
class FakeAnalyses:
    """The part of an ``AnalysisRepository`` that a search for neighbours asks."""

    vectors: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    measured: dict[str, Features] = field(default_factory=dict)

    def embedding(self, track_id: str, space: str) -> NDArray[np.float32] | None:
        """Return a track's vector, whatever the space."""
        return self.vectors.get(track_id)

    def features(self, track_ids: Sequence[str]) -> Mapping[str, Features]:
        """Return what was measured of those tracks that were analysed, by id."""
        return {i: self.measured[i] for i in track_ids if i in self.measured}
