"""Shape contexts, suggestions, marks and what became of them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from menura.api.schemas.catalogue import In, TrackOut
from menura.suggest import (
    Context,
    Fit,
    LiveUpdate,
    Mark,
    MarkKind,
    Preset,
    Suggestion,
    SuggestionList,
    Weights,
)

Names = list[str]


class PreferencesIn(In):
    """What a producer never wants, and what is missing; what is left out stays as it is."""

    ban_tracks: Names | None = Field(None, max_length=10_000, description="Ids of tracks.")
    ban_packs: Names | None = Field(None, max_length=1_000)
    ban_tags: Names | None = Field(None, max_length=1_000)
    roles_wanted: Names | None = Field(
        None, max_length=13, description="kick, snare, hat, percussion, bass, keys, guitar ..."
    )
    allow_transpose: bool | None = None


class ContextIn(In):
    """What a producer is doing now. What is left out stays; null takes it back."""

    bpm: float | None = Field(None, description="Tempo of the session, 20 to 400.")
    key: str | None = Field(None, description="`Ab`, `G#m`, `A minor`, `8A`, `1m` ...")
    mode: str | None = Field(
        None,
        description="`major`, `minor`, or any scale of a DAW: dorian counts as minor, lydian as "
        "major; locrian and chromatic switch the comparing of keys off.",
    )
    mood_tags: Names | None = Field(None, max_length=50)
    genre_intent: str | None = Field(None, max_length=100)
    time_remaining_s: float | None = Field(None, description="How long the producer has left.")
    preferences: PreferencesIn | None = None
    prompt: str | None = Field(None, max_length=500)
    accepted_track_ids: Names | None = Field(
        None, max_length=1_000, description="What stands in the session; replaces the list."
    )

    def said(self) -> dict[str, Any]:
        """Return what was said, without what was left out."""
        return self.model_dump(exclude_unset=True)


class PreferencesOut(BaseModel):
    """What a producer never wants, and what is missing."""

    ban_tracks: Names
    ban_packs: Names
    ban_tags: Names
    roles_wanted: Names
    allow_transpose: bool


class ContextOut(BaseModel):
    """What a producer is doing now, normalised."""

    session: str
    version: int = Field(description="Grows with every change of the context and of marks.")
    bpm: float | None
    key: str | None = Field(description="Tonic in its usual spelling.")
    mode: Literal["major", "minor"] | None = Field(description="The family of the scale.")
    scale: str | None = Field(description="The scale as it was given, if it says more.")
    camelot: str | None = Field(description="The key as DJs write it: `8A`.")
    mood_tags: Names
    genre_intent: str | None
    time_remaining_s: float | None
    preferences: PreferencesOut
    prompt: str | None
    accepted_track_ids: Names
    origin: Literal["manual", "ableton"]
    is_stale: bool = Field(description="It came from a DAW that has fallen silent.")
    updated_at: datetime | None

    @classmethod
    def of(cls, session: str, context: Context) -> Self:
        """Shape `context`."""
        values = asdict(context)
        key = context.pitch_key
        return cls(session=session, camelot=key.camelot if key else None, **values)


class RecommendationSessionsOut(BaseModel):
    """Contexts that are kept, by the names of their sessions; accepted tracks are left out."""

    items: list[ContextOut]


class FitOut(BaseModel):
    """How to play a track so that it fits."""

    tempo_factor: float | None = Field(description="0.5: felt at half its tempo; 1; 2.")
    stretch_ratio: float | None = Field(
        description="How many times as long it has to last; above 1 it is slowed down."
    )
    transpose_semitones: int

    @classmethod
    def of(cls, fit: Fit) -> Self:
        """Shape `fit`."""
        return cls(**asdict(fit))


class SuggestionOut(BaseModel):
    """A track, and why it is suggested."""

    position: int
    track: TrackOut
    score: float = Field(description="The sum of `score_components`.")
    score_components: dict[str, float]
    source: Literal["clap", "musicnn", "dsp", "recency"] = Field(
        description="Which ears compared it; `recency`: none could."
    )
    rationale: Names = Field(description="Why, in words.")
    tempo_factor: float | None
    stretch_ratio: float | None
    transpose_semitones: int
    similar_count: int = Field(description="Near copies folded behind it.")
    similar_ids: Names
    pack: str
    policy: Literal["fusion", "rules"]
    propensity: float
    shown_by: Names
    is_exploration: bool = Field(description="Drawn at random, to find out something new.")
    is_pinned: bool

    @classmethod
    def of(cls, one: Suggestion, track: TrackOut) -> Self:
        """Shape `one`."""
        return cls(
            position=one.position,
            track=track,
            score=one.score,
            score_components=asdict(one.components),
            source=one.source,
            rationale=list(one.rationale),
            **asdict(one.fit),
            similar_count=one.similar_count,
            similar_ids=list(one.similar_ids),
            pack=one.pack,
            policy=one.policy,
            propensity=one.propensity,
            shown_by=list(one.shown_by),
            is_exploration=one.is_exploration,
            is_pinned=one.is_pinned,
        )


class RecommendationsOut(BaseModel):
    """What is suggested now."""

    request_id: str = Field(description="Names this answer in events.")
    session: str
    policy: Literal["fusion", "rules"]
    context: ContextOut
    items: list[SuggestionOut]
    candidate_count: int = Field(description="Tracks that passed the filters.")
    sample_count: int = Field(description="Tracks that could be suggested at all.")
    note: str | None
    preset: str | None = Field(description="`cold_start`: there was nothing to go by.")
    seed: int | None = Field(description="Of the surprise, where one was asked for.")
    weights: dict[str, float]

    @classmethod
    def of(cls, one: SuggestionList, tracks: Mapping[str, TrackOut], weights: Weights) -> Self:
        """Shape `one`; tracks that went meanwhile are left out."""
        return cls(
            request_id=one.request_id,
            session=one.session,
            policy=one.policy,
            context=ContextOut.of(one.session, one.context),
            items=[
                SuggestionOut.of(item, tracks[item.track_id])
                for item in one.items
                if item.track_id in tracks
            ],
            candidate_count=one.candidate_count,
            sample_count=one.sample_count,
            note=one.note,
            preset=one.preset,
            seed=one.seed,
            weights=asdict(weights),
        )


class UpdateOut(BaseModel):
    """A list that was ranked anew, and why; what the stream and the WebSocket send."""

    id: str = Field(description="Give the last one as `Last-Event-ID` to go on from there.")
    cause: str = Field(description="What changed, in words: `tempo 120 -> 128`.")
    causes: Names
    recommendations: RecommendationsOut

    @classmethod
    def of(cls, update: LiveUpdate[RecommendationsOut]) -> Self:
        """Shape `update`."""
        return cls(
            id=update.id,
            cause=update.cause,
            causes=list(update.causes),
            recommendations=update.suggestions,
        )


class MarkIn(In):
    """Something to say of a track."""

    track_id: str = Field(max_length=100)
    kind: MarkKind
    reason: str | None = Field(None, max_length=500, description="Why it was dismissed.")
    expires_in_s: float | None = Field(
        None, gt=0, le=10 * 365 * 86_400, description="A dismissed track comes back after this."
    )


class MarkOut(BaseModel):
    """What was said of a track."""

    track: TrackOut
    kind: MarkKind
    reason: str | None
    at: datetime
    expires_at: datetime | None

    @classmethod
    def of(cls, mark: Mark, track: TrackOut) -> Self:
        """Shape `mark`."""
        return cls(
            track=track,
            kind=mark.kind,
            reason=mark.reason,
            at=mark.at,
            expires_at=mark.expires_at,
        )


class MarksOut(BaseModel):
    """What was said of tracks in a session, oldest first."""

    items: list[MarkOut]


class PresetOut(BaseModel):
    """A context to begin with, taken from what the library has most of."""

    name: str
    sample_count: int
    context: dict[str, Any] = Field(description="To be sent as a context.")

    @classmethod
    def of(cls, one: Preset) -> Self:
        """Shape `one`."""
        return cls(name=one.name, sample_count=one.sample_count, context=dict(one.context))


class PresetsOut(BaseModel):
    """Contexts to begin with."""

    items: list[PresetOut]


class RecommendationSettingsOut(BaseModel):
    """How suggestions are made here."""

    weights: dict[str, float]
    mode: Literal["fusion", "rules", "ab"]
    rules_share: float
    use_clap: bool
    spaces: Names = Field(description="Ears in the order in which they are asked.")
    roles: Names = Field(description="Names of instruments.")
    packs: Names
    export_folder: str


class EventIn(In):
    """Something that became of a suggestion.

    Details of a request that this server has answered lately are known; given ones count for
    others.
    """

    id: str | None = Field(None, max_length=36, description="Sent twice it is counted once.")
    type: Literal[
        "recommendation.view",
        "recommendation.preview",
        "recommendation.accept",
        "recommendation.skip",
    ]
    request_id: str = Field(min_length=1, max_length=100)
    track_id: str = Field(min_length=1, max_length=100)
    at: datetime | None = None
    position: int | None = Field(None, ge=1, le=1000)
    policy: Literal["fusion", "rules"] | None = None
    propensity: float | None = Field(None, gt=0, le=1)
    context_version: int | None = Field(None, ge=0, le=2**53)
    score_components: dict[str, float] | None = None
    shown_by: Names | None = Field(None, max_length=2)
    source: Literal["clap", "musicnn", "dsp", "recency"] | None = None
    is_exploration: bool | None = None


class EventsIn(In):
    """Some events at once."""

    events: list[EventIn] = Field(min_length=1, max_length=500)


class EventsTakenOut(BaseModel):
    """How many events were new."""

    taken: int
    known: int


class EventOut(BaseModel):
    """Something that became of a suggestion, as it is kept."""

    number: int = Field(description="Grows in the order in which they came, with gaps.")
    id: str
    type: str
    at: datetime
    session: str
    request_id: str
    track_id: str
    position: int
    policy: str
    propensity: float
    context_version: int
    score: float
    score_components: dict[str, float]
    shown_by: Names
    source: str
    is_exploration: bool


class EventsOut(BaseModel):
    """Events in the order in which they came."""

    items: list[EventOut]
    next_after: int | None = Field(description="Give it as `after` for the rest; null: done.")


class ForgottenOut(BaseModel):
    """How much was forgotten."""

    events: int
    sessions: int


class EstimateOut(BaseModel):
    """A figure with its 95 % confidence interval; null where there is too little to tell."""

    value: float | None
    low: float | None
    high: float | None


class PolicyReportOut(BaseModel):
    """What became of the suggestions of one policy."""

    policy: Literal["fusion", "rules"]
    requests: int
    sessions: int
    views: int
    previews: int
    accepts: int
    skips: int
    acceptance_at_10: EstimateOut = Field(
        description="Share of what was seen among the first ten that was accepted."
    )
    time_to_preview_s: float | None = Field(description="Median, from sight to the first preview.")
    accepts_per_request: EstimateOut = Field(
        description="Inverse-propensity estimate over all requests, whoever answered them."
    )
    effective_requests: float = Field(description="How many requests the estimate rests on.")


class ReportOut(BaseModel):
    """The two policies side by side."""

    items: list[PolicyReportOut]
    difference: EstimateOut = Field(description="Fusion less rules, accepts per request.")
    since: datetime | None
    note: str | None


class DawIn(In):
    """Where a DAW is to be listened to."""

    kind: Literal["ableton"] = "ableton"
    host: str = Field("127.0.0.1", min_length=1, max_length=255)
    send_port: int = Field(11000, ge=1, le=65535)
    receive_port: int = Field(11001, ge=1, le=65535)


class DawOut(BaseModel):
    """Whether a DAW is listened to, and what it said."""

    is_followed: bool
    is_connected: bool
    session: str | None = None
    kind: Literal["ableton"] | None = None
    host: str | None = None
    send_port: int | None = None
    receive_port: int | None = None
    bpm: float | None = None
    key: str | None = None
    scale: str | None = None
    heard_at: datetime | None = None
    trouble: str | None = Field(None, description="Why who should be followed is not.")


class ExportIn(In):
    """A track to put into the export folder."""

    track_id: str = Field(max_length=100)
    fitted: bool = Field(True, description="Stretched and transposed to the context.")
    bpm: float | None = Field(None, description="Tempo to fit, instead of the context's.")
    transpose: int | None = Field(None, ge=-12, le=12, description="Semitones, likewise.")


class ExportOut(BaseModel):
    """A file in the export folder."""

    name: str
    path: str
    size_bytes: int
    at: datetime


class ExportsOut(BaseModel):
    """What lies in the export folder, newest first."""

    folder: str
    items: list[ExportOut]
