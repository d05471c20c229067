"""Find the tracks that sound most like a track, and say why."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from menura.analysis import AnalysisRepository, Features
from menura.audio.key import TONICS
from menura.audio.key_notation import PitchKey
from menura.audio.key_relation import KeyRelation, relation
from menura.catalogue import Track, TrackKind, TrackRepository, TrackState
from menura.discover.errors import NotHeardYetError
from menura.discover.model import Reason, SimilarResult, SimilarTrack
from menura.vectors import VectorIndex

# Looked at beyond what was asked for, to make up for twins and vanished tracks.
SPARE = 2
TWIN_DISTANCE = 0.001  # nearer than any two different recordings measured: the same file again
SAME_TEMPO_RATIO = 0.04  # the tolerance of the MIREX tempo task
CERTAIN_KEY = 0.65  # below this confidence a key is not worth a word

# Those that are worth a word
KEY_RELATIONS = {
    KeyRelation.SAME: "same key",
    KeyRelation.FIFTH_UP: "a fifth up",
    KeyRelation.FIFTH_DOWN: "a fifth down",
    KeyRelation.RELATIVE: "relative key",
    KeyRelation.PARALLEL: "parallel key",
}


@dataclass(frozen=True, slots=True)
class SimilarOptions:
    """How to look for similar tracks.

    Attributes
    ----------
    count : int
        How many tracks to find.
    space : str
        The embedding space to compare in.
    """

    count: int = 20
    space: str = "dsp"


WHOLE = frozenset({TrackKind.SONG, TrackKind.MIX})


class SimilarTracks:
    """Find neighbours of tracks in an embedding space."""

    def __init__(
        self, tracks: TrackRepository, analyses: AnalysisRepository, index: VectorIndex
    ) -> None:
        self._tracks = tracks
        self._analyses = analyses
        self._index = index

    def to_track(self, seed: Track, options: SimilarOptions | None = None) -> SimilarResult:
        """Return the tracks nearest to `seed`, nearest first.

        Parameters
        ----------
        seed : Track
            Never part of the result, nor is a copy of the same file.

        Raises
        ------
        NotHeardYetError
            The seed has no embedding.
        """
        options = options or SimilarOptions()
        vector = self._analyses.embedding(seed.id, options.space)
        if vector is None:
            raise NotHeardYetError(seed, options.space)
        items: list[SimilarTrack] = []
        wanted = options.count
        asked = 0
        # Twins and vanished tracks are only seen after the search: ask for more until there are
        # enough, or the index has no more to give.
        while len(items) < wanted and asked < len(self._index):
            asked = min(len(self._index), max(asked * 2, wanted * SPARE + 10))
            near = self._index.search(vector, asked, excluded=np.array([seed.number]))
            if len(near.keys) == 0:
                break
            items = self._shape(seed, near.keys.tolist(), near.distances.tolist(), wanted)
            if len(near.keys) < asked:
                break
        return SimilarResult(seed, options.space, items, _note(len(items), wanted))

    def _shape(
        self, seed: Track, numbers: list[int], distances: list[float], count: int
    ) -> list[SimilarTrack]:
        """Turn keys into tracks with reasons, leaving out copies of the seed."""
        tracks = self._tracks.by_numbers(numbers)
        kept: list[tuple[Track, float]] = []
        for number, distance in zip(numbers, distances, strict=True):
            track = tracks.get(number)
            if track is None or track.state is TrackState.MISSING:
                continue
            if distance <= TWIN_DISTANCE and _same_recording(seed, track):
                continue
            if track.kind is TrackKind.STEM and seed.kind in WHOLE:
                continue  # a part of a track is no neighbour of a whole one
            kept.append((track, max(0.0, distance)))
            if len(kept) == count:
                break
        features = self._analyses.features([seed.id, *(track.id for track, _ in kept)])
        return [
            SimilarTrack(track, distance, explain(seed, track, distance, features))
            for track, distance in kept
        ]


def explain(
    seed: Track, track: Track, distance: float, features: Mapping[str, Features]
) -> list[Reason]:
    """Say in words what `track` shares with `seed` and where it differs.

    Parameters
    ----------
    features : mapping
        What was measured, by track id; a track that is not in it gets the distance alone.
    """
    reasons = [Reason("distance", f"{max(0.0, 1 - distance):.0%} alike in sound")]
    here, there = features.get(seed.id), features.get(track.id)
    if here is None or there is None:
        return reasons
    told = (_tempo(here, there), _key(here, there), _loudness(here, there))
    reasons += [reason for reason in told if reason is not None]
    if seed.artist and seed.artist == track.artist:
        reasons.append(Reason("artist", "same artist"))
    return reasons


def _tempo(here: Features, there: Features) -> Reason | None:
    """Compare tempi modulo the octave: half time and double time feel related."""
    if here.tempo_bpm is None or there.tempo_bpm is None:
        return None
    factors = {1.0: "", 0.5: ", half time", 2.0: ", double time"}
    gaps = {f: there.tempo_bpm - f * here.tempo_bpm for f in factors}
    factor = min(gaps, key=lambda f: abs(gaps[f]) / f)
    gap = gaps[factor]
    if abs(gap) > 3 * SAME_TEMPO_RATIO * here.tempo_bpm * factor:
        return Reason("tempo", f"{there.tempo_bpm:.0f} BPM against {here.tempo_bpm:.0f}")
    if abs(gap) < 1:
        return Reason("tempo", f"same tempo ({there.tempo_bpm:.0f} BPM){factors[factor]}")
    return Reason("tempo", f"{gap:+.0f} BPM{factors[factor]}")


def _key(here: Features, there: Features) -> Reason | None:
    """Name the relation of two keys that are both certain enough."""
    if here.key is None or there.key is None or here.mode is None or there.mode is None:
        return None
    if min(here.key_confidence, there.key_confidence) < CERTAIN_KEY:
        return None
    ours = PitchKey(TONICS.index(here.key), here.mode)
    theirs = PitchKey(TONICS.index(there.key), there.mode)
    words = KEY_RELATIONS.get(relation(ours, theirs))
    return Reason("key", f"{words} ({there.key} {there.mode})") if words else None


def _loudness(here: Features, there: Features) -> Reason | None:
    """Warn of a jump in loudness that a listener would reach for the knob at."""
    if here.loudness_lufs is None or there.loudness_lufs is None:
        return None
    gap = there.loudness_lufs - here.loudness_lufs
    if abs(gap) < 6:
        return None
    return Reason("loudness", f"{abs(gap):.0f} LU {'louder' if gap > 0 else 'quieter'}")


def _same_recording(seed: Track, track: Track) -> bool:
    """Tell whether two tracks with nearly equal vectors are one recording."""
    if seed.duration_s is None or track.duration_s is None:
        return True
    return abs(seed.duration_s - track.duration_s) < 1.0


def _note(found: int, wanted: int) -> str | None:
    if found >= wanted:
        return None
    if found == 0:
        return "No other track has been analysed yet; scan more music."
    return (
        f"Only {found} other {'track has' if found == 1 else 'tracks have'} been analysed so far."
    )
