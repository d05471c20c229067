"""Shape what was heard of a track."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, Field

from menura.analysis import (
    Correction,
    Features,
    FileListening,
    Mood,
    Section,
    StepState,
    TrackAnalysis,
)
from menura.api.schemas.catalogue import FeaturesOut, In, TrackOut
from menura.audio.file_name_hints import Instrument
from menura.audio.timbre import eq_bands_db
from menura.catalogue import TrackKind, TrackMetadata

if TYPE_CHECKING:
    from menura.analysis import RecordingMatch


class MoodOut(BaseModel):
    """A word for how a track feels or what it is."""

    label: str
    probability: float = Field(description="0 to 1: how much the word fits.")
    source: str = Field(description="`estimated`, the model that says so, or `corrected`.")
    confidence: float = Field(description="0 to 1: how far that can be trusted.")

    @classmethod
    def of(cls, mood: Mood) -> Self:
        """Shape `mood`."""
        return cls(
            label=mood.label,
            probability=round(mood.probability, 3),
            source=mood.source,
            confidence=round(mood.confidence, 3),
        )


class SectionOut(BaseModel):
    """A part of a track; parts that sound alike share a label."""

    start_s: float
    end_s: float
    label: str
    loudness_lufs: float | None
    energy: float = Field(description="0 to 1, relative to the other parts.")
    confidence: float = Field(description="0 to 1, of the boundary it begins with.")

    @classmethod
    def of(cls, section: Section) -> Self:
        """Shape `section`."""
        return cls(
            start_s=section.start_s,
            end_s=section.end_s,
            label=section.label,
            loudness_lufs=section.loudness_lufs,
            energy=section.energy,
            confidence=section.confidence,
        )


class KeyCandidateOut(BaseModel):
    """A key the track may be in."""

    key: str
    mode: Literal["major", "minor"]
    probability: float


class RhythmOut(BaseModel):
    """Pulse, beats and bars."""

    beats_s: list[float]
    downbeats_s: list[float] = Field(description="First beats of bars; empty if they are unknown.")
    beat_confidence: float
    downbeat_confidence: float
    beats_per_bar: int | None
    tempo_source: str | None = Field(
        description="`measured`; of loops `length`, `name` or `chunk`."
    )
    pulse_clarity: float = Field(description="0 to 1: how clear and regular the pulse is.")
    onset_rate_hz: float = Field(description="Notes and strokes per second.")
    loop_beats: int | None = Field(description="How many beats a loop is long.")


class LevelsOut(BaseModel):
    """Loudness, dynamics and spectrum beyond what a track's features show."""

    momentary_max_lufs: float | None
    short_term_max_lufs: float | None
    sample_peak_dbfs: float | None
    crest_db: float | None = Field(description="Peak above the mean level.")
    plr_lu: float | None = Field(description="True peak above the integrated loudness.")
    psr_lu: float | None = Field(description="Peak above the short-term loudness, median.")
    replaygain_db: float | None = Field(description="Towards ReplayGain's -18 LUFS, as measured.")
    stereo_width: float = Field(
        description="0: mono; 0.5: two unrelated channels; 1: opposite channels."
    )
    stereo_correlation: float | None = Field(description="-1 to 1, as a phase meter shows it.")
    lead_in_s: float = Field(description="Silence before the sound begins.")
    lead_out_s: float = Field(description="Silence after it ends.")
    eq_bands_db: dict[str, float] = Field(
        description="sub, bass, low_mid, mid, high_mid, presence, brilliance, against the whole."
    )


class FileOut(BaseModel):
    """What the file is, and what it says about itself."""

    codec: str | None
    sample_rate_hz: int
    channels: int
    declared_duration_s: float | None
    decode_error_count: int = Field(description="Damaged packets that were skipped.")
    content_hash: str | None = Field(description="Of the undecoded audio, whatever the tags.")
    tagged_bpm: float | None
    tagged_key: str | None
    tagged_replaygain_db: float | None


class StepOut(BaseModel):
    """What became of one step of the analysis."""

    step: str
    version: str
    at: datetime
    error_code: str | None
    error_message: str | None

    @classmethod
    def of(cls, step: str, state: StepState) -> Self:
        """Shape `state`."""
        return cls(
            step=step,
            version=state.version,
            at=state.at,
            error_code=state.error_code,
            error_message=state.error_message,
        )


class CorrectionOut(BaseModel):
    """What a person corrected, and what was measured."""

    name: str
    value: Any
    measured: Any
    at: datetime

    @classmethod
    def of(cls, correction: Correction, measured: Features) -> Self:
        """Shape `correction`."""
        return cls(
            name=correction.name,
            value=correction.value,
            measured=_measured(correction.name, measured),
            at=correction.at,
        )


class AnalysisOut(BaseModel):
    """Everything that is known of how a track sounds, corrections included."""

    track_id: str | None
    kind: TrackKind
    kind_confidence: float
    instrument: str | None
    instrument_probabilities: dict[str, float]
    features: FeaturesOut
    key_candidates: list[KeyCandidateOut]
    rhythm: RhythmOut
    levels: LevelsOut
    sections: list[SectionOut]
    intro_end_s: float | None
    outro_start_s: float | None
    moods: list[MoodOut]
    tags: list[MoodOut] = Field(description="Genres and other words, most probable first.")
    fingerprint: str | None = Field(description="Chromaprint, as AcoustID takes it.")
    file: FileOut
    corrections: list[CorrectionOut]
    steps: list[StepOut]

    @classmethod
    def of(
        cls,
        known: TrackAnalysis,
        metadata: TrackMetadata,
        content_hash: str | None,
        track_id: str | None = None,
    ) -> Self:
        """Shape what is `known` of a track, or of a file that is none."""
        features = known.features
        return cls(
            track_id=track_id,
            kind=features.kind,
            kind_confidence=features.kind_confidence,
            instrument=features.instrument,
            instrument_probabilities=dict(features.instrument_probabilities),
            features=FeaturesOut.of(features),
            key_candidates=[
                KeyCandidateOut(key=k.key, mode=k.mode, probability=k.probability)
                for k in features.key_candidates
            ],
            rhythm=_rhythm(known),
            levels=_levels(features),
            sections=[SectionOut.of(section) for section in features.sections],
            intro_end_s=features.intro_end_s,
            outro_start_s=features.outro_start_s,
            moods=[MoodOut.of(mood) for mood in known.moods.moods],
            tags=[MoodOut.of(mood) for mood in known.moods.tags],
            fingerprint=_fingerprint(known),
            file=_file(features, metadata, content_hash),
            corrections=[CorrectionOut.of(c, known.measured) for c in known.corrections],
            steps=[StepOut.of(step, known.steps[step]) for step in sorted(known.steps)],
        )


class CorrectionsIn(In):
    """What a person knows better; what is left out stays as it is."""

    tempo_bpm: float | None = Field(None, description="20 to 400.")
    key: str | None = Field(
        None, description="'A minor', 'Ab', '8A', '1m' ...; null or 'none' for unpitched sound."
    )
    kind: Literal["song", "loop", "one_shot"] | None = None
    instrument: Instrument | Literal["none"] | None = None
    moods: dict[str, float] | None = Field(None, description="Label -> probability, 0 to 1.")

    def changes(self) -> dict[str, Any]:
        """Return what was said, with nulls where nulls were said."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class ListeningOut(BaseModel):
    """What was heard of a file that is in no library."""

    title: str | None
    artists: list[str]
    duration_s: float
    analysis: AnalysisOut

    @classmethod
    def of(cls, heard: FileListening) -> Self:
        """Shape what was heard."""
        return cls(
            title=heard.metadata.title,
            artists=list(heard.metadata.artists),
            duration_s=heard.duration_s,
            analysis=AnalysisOut.of(heard.analysis, heard.metadata, heard.content_hash),
        )


class RecordingOut(BaseModel):
    """A track that holds, or may hold, the same recording."""

    track: TrackOut
    verdict: Literal["same", "possible"]
    bit_error_rate: float = Field(description="Share of fingerprint bits that differ, 0 to 1.")
    offset_s: float = Field(
        description="Where that track begins in this one; negative: it begins earlier."
    )
    duration_difference_s: float
    distance: float | None = Field(description="Of the two vectors in the space dsp.")

    @classmethod
    def of(cls, match: "RecordingMatch", features: Features | None) -> Self:
        """Shape `match`."""
        return cls(
            track=TrackOut.of(match.track, features),
            verdict=match.verdict.value,
            bit_error_rate=match.bit_error_rate,
            offset_s=match.offset_s,
            duration_difference_s=match.duration_difference_s,
            distance=match.distance,
        )


class RecordingsOut(BaseModel):
    """Tracks that hold the same recording as one track, surest first."""

    items: list[RecordingOut]


class DuplicateOut(BaseModel):
    """Tracks that hold one recording."""

    tracks: list[TrackOut]
    bit_error_rate: float = Field(description="The largest within the group.")


class DuplicatesOut(BaseModel):
    """Recordings that are in the library more than once."""

    items: list[DuplicateOut]
    next_after: int | None = Field(description="Give it as `after` for the next part; null: done.")


def _rhythm(known: TrackAnalysis) -> RhythmOut:
    features = known.features
    return RhythmOut(
        beats_s=[round(float(time), 3) for time in known.beats.beats_s],
        downbeats_s=[round(float(time), 3) for time in known.beats.downbeats_s],
        beat_confidence=features.beat_confidence,
        downbeat_confidence=features.downbeat_confidence,
        beats_per_bar=features.beats_per_bar,
        tempo_source=features.tempo_source,
        pulse_clarity=features.pulse_clarity,
        onset_rate_hz=features.onset_rate_hz,
        loop_beats=features.loop_beats,
    )


def _levels(features: Features) -> LevelsOut:
    loudness = features.loudness_lufs
    return LevelsOut(
        momentary_max_lufs=features.momentary_max_lufs,
        short_term_max_lufs=features.short_term_max_lufs,
        sample_peak_dbfs=features.sample_peak_dbfs,
        crest_db=features.crest_db,
        plr_lu=features.plr_lu,
        psr_lu=features.psr_lu,
        replaygain_db=None if loudness is None else -18.0 - loudness,
        stereo_width=features.stereo_width,
        stereo_correlation=features.stereo_correlation,
        lead_in_s=features.lead_in_s,
        lead_out_s=features.lead_out_s,
        eq_bands_db=dict(eq_bands_db(tuple(features.spectrum_db))),
    )


def _fingerprint(known: TrackAnalysis) -> str | None:
    if known.fingerprint is None or len(known.fingerprint.codes) == 0:
        return None
    from menura.audio.fingerprint_text import encode_fingerprint  # loads scipy

    return encode_fingerprint(known.fingerprint.codes)


def _file(features: Features, metadata: TrackMetadata, content_hash: str | None) -> FileOut:
    return FileOut(
        codec=features.codec,
        sample_rate_hz=features.sample_rate_hz,
        channels=features.channels,
        declared_duration_s=features.declared_duration_s,
        decode_error_count=features.decode_error_count,
        content_hash=content_hash,
        tagged_bpm=metadata.tagged_bpm,
        tagged_key=metadata.tagged_key,
        tagged_replaygain_db=metadata.replaygain_db,
    )


def _measured(name: str, measured: Features) -> Any:
    """Return what was measured of a thing that was corrected."""
    if name == "key":
        return {"key": measured.key, "mode": measured.mode} if measured.key else None
    if name == "moods":
        return None  # shown with their sources among the moods
    value = getattr(measured, name)
    return value.value if isinstance(value, TrackKind) else value
