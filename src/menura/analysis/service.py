"""Tell all that is known of a track, and take in what a person knows better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from menura.analysis.corrections import (
    CORRECTABLE,
    Correction,
    adjust_beats,
    apply_corrections,
    read_correction,
)
from menura.analysis.errors import CorrectionError, CorrectionNotFoundError
from menura.analysis.model import BeatGrid, Features, Fingerprint, Measured, StepState
from menura.analysis.moods import MoodView, estimate, view_moods
from menura.analysis.ports import AnalysisRepository
from menura.catalogue import MADE_HERE, Track, TrackMetadata, TrackRepository
from menura.embedding import DSP
from menura.kernel.clock import Clock


@dataclass(frozen=True, slots=True, eq=False)
class TrackAnalysis:
    """Everything that is known of how a track sounds.

    Attributes
    ----------
    features : Features
        With corrections in their place; `measured` is what was measured.
    beats : BeatGrid
        As they lie in the corrected tempo.
    """

    features: Features
    measured: Features
    beats: BeatGrid
    moods: MoodView
    corrections: Sequence[Correction]
    steps: Mapping[str, StepState]
    fingerprint: Fingerprint | None


@dataclass(frozen=True, slots=True, eq=False)
class FileListening:
    """What was heard of a file, and what it says about itself."""

    metadata: TrackMetadata
    content_hash: str | None
    duration_s: float
    analysis: TrackAnalysis


class TrackAnalyses:
    """What was measured of tracks, and what people corrected of it."""

    def __init__(self, analyses: AnalysisRepository, tracks: TrackRepository, clock: Clock) -> None:
        self._analyses = analyses
        self._tracks = tracks
        self._clock = clock

    def of(self, track: Track) -> TrackAnalysis:
        """Return all that is known of a track; raise NotAnalysedError."""
        measured = self._analyses.measured_features(track.id)
        corrections = self._analyses.corrections([track.id]).get(track.id, ())
        features = apply_corrections(measured, corrections)
        return TrackAnalysis(
            features=features,
            measured=measured,
            beats=adjust_beats(self._analyses.beats(track.id), features),
            moods=view_moods(self._analyses.moods([track.id]).get(track.id, ()), corrections),
            corrections=corrections,
            steps=self._analyses.steps([track.number])[track.number],
            fingerprint=self._analyses.fingerprint(track.id),
        )

    def moods(self, track_ids: Sequence[str]) -> Mapping[str, MoodView]:
        """Return the moods and tags of tracks that hold, by id."""
        told = self._analyses.moods(track_ids)
        corrections = self._analyses.corrections(list(told))
        return {i: view_moods(told[i], corrections.get(i, ())) for i in told}

    def correct(self, track: Track, changes: Mapping[str, object]) -> None:
        """Keep corrections of a track; all or, if one cannot be understood, none.

        Raises
        ------
        CorrectionError
        NotAnalysedError
        """
        self._analyses.measured_features(track.id)
        now = self._clock.now()
        for correction in [read_correction(name, value, now) for name, value in changes.items()]:
            self._analyses.correct(track.id, correction)
        self.derive(track.id)

    def withdraw(self, track: Track, name: str) -> None:
        """Take a correction back, so that the measurement is shown again.

        Raises
        ------
        CorrectionError
            There is nothing of that name to correct.
        CorrectionNotFoundError
            It was not corrected.
        """
        if name not in CORRECTABLE:
            raise CorrectionError(name, name, f"one of {', '.join(CORRECTABLE)}")
        if not self._analyses.withdraw_correction(track.id, name):
            raise CorrectionNotFoundError(track.title, name)
        self.derive(track.id)

    def derive(self, track_id: str, steps: Mapping[str, StepState] | None = None) -> None:
        """Tell what a track is, and its moods, from what was measured and corrected.

        Parameters
        ----------
        steps : mapping, optional
            To be noted as done.
        """
        features = self._analyses.features([track_id]).get(track_id)
        if features is None:
            return
        if self._tracks.get(track_id).kind not in MADE_HERE:
            self._tracks.set_kind(track_id, features.kind)
        row = self._analyses.embedding_row(track_id, DSP.name)
        told = estimate(features, row.vector if row else None, row.model_hash if row else None)
        self._analyses.keep(track_id, Measured(moods=[told], steps=steps or {}))
