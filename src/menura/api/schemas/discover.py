"""Shape searches and what was found."""

from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from menura.api.schemas.catalogue import In, TrackOut
from menura.audio.key_notation import UnreadableKeyError, parse_key
from menura.catalogue import TrackKind
from menura.discover import (
    AlchemyOptions,
    ExtendOptions,
    FingerprintOptions,
    IngredientKind,
    Interpolation,
    Mark,
    Named,
    Order,
    PathOptions,
    Reason,
    SearchInputError,
    SimilarOptions,
    TrackFilter,
)

SpaceName = Literal["dsp", "musicnn", "clap"]
MarkName = Literal[
    "live",
    "remix",
    "demo",
    "instrumental",
    "acoustic",
    "cover",
    "intro",
    "christmas",
    "spoken",
    "karaoke",
]
MOST = 500
_MINOR = 12


class ReasonOut(BaseModel):
    """Why a track is among the results."""

    code: str = Field(
        description="`distance`, `tempo`, `key`, `loudness`, `mood`, `genre`, `artist`, "
        "`nearest`, `too_near`, `played`; of artists `sound`, `matching`, `genres`; in chat also "
        "`energy`, `year`, `favourite`, `query`, `relaxed`."
    )
    text: str

    @classmethod
    def of(cls, reason: Reason) -> Self:
        """Shape `reason`."""
        return cls(code=reason.code, text=reason.text)


class FoundOut(BaseModel):
    """A track among the results, and why."""

    track: TrackOut
    distance: float | None = Field(description="Cosine distance in the space: 0 is the same.")
    similarity: float | None = Field(description="1 - distance, not below 0.")
    reasons: list[ReasonOut]


class SimilarOut(BaseModel):
    """The tracks nearest to one track, nearest first."""

    seed: TrackOut
    space: str = Field(description="The embedding space they were compared in.")
    items: list[FoundOut]
    note: str | None = Field(None, description="What the listener should know about the result.")


class FoundListOut(BaseModel):
    """Tracks that were found."""

    space: str
    items: list[FoundOut]
    note: str | None = Field(None, description="What the listener should know about the result.")


class FilterIn(In):
    """Which tracks may be found; every part that is given must hold."""

    source_ids: list[str] = Field([], max_length=100)
    folder: str | None = Field(None, max_length=1000, description="At or below it: `Jazz/Live`.")
    genres: list[str] = Field([], max_length=100, description="One of these.")
    not_genres: list[str] = Field([], max_length=100)
    year_from: int | None = Field(None, ge=0, le=9999)
    year_to: int | None = Field(None, ge=0, le=9999)
    duration_from_s: float | None = Field(None, ge=0)
    duration_to_s: float | None = Field(None, ge=0)
    tempo_from_bpm: float | None = Field(None, ge=0, le=1000)
    tempo_to_bpm: float | None = Field(None, ge=0, le=1000)
    energy_from: float | None = Field(None, ge=0, le=1)
    energy_to: float | None = Field(None, ge=0, le=1)
    keys: list[str] = Field([], max_length=24, description="One of these: `Am`, `F# minor`, `8A`.")
    moods: list[str] = Field([], max_length=20, description="All of these.")
    not_moods: list[str] = Field([], max_length=20)
    kinds: list[TrackKind] | None = Field(None, description="Songs, mixes and clips if not given.")
    favourites_only: bool = False
    artists: list[str] = Field([], max_length=100, description="By one of these.")
    not_artists: list[str] = Field([], max_length=100)
    without: list[MarkName] = Field([], description="Versions to leave out.")

    def to_filter(self) -> TrackFilter:
        """Return the filter this stands for."""
        marks = Mark(0)
        for name in self.without:
            marks |= Mark[name.upper()]
        same = self.model_dump(
            exclude={"keys", "kinds", "without", "source_ids", "genres", "not_genres"}
            | {"moods", "not_moods", "artists", "not_artists"}
        )
        return TrackFilter(
            source_ids=tuple(self.source_ids),
            genres=tuple(self.genres),
            not_genres=tuple(self.not_genres),
            moods=tuple(self.moods),
            not_moods=tuple(self.not_moods),
            artists=tuple(self.artists),
            not_artists=tuple(self.not_artists),
            keys=tuple(key_code(key) for key in self.keys),
            kinds=None if self.kinds is None else frozenset(self.kinds),
            not_marks=marks,
            **same,
        )


def key_code(text: str) -> int:
    """Return a key as the shelf counts it, 0 to 23."""
    try:
        key = parse_key(text)
    except UnreadableKeyError as error:
        raise SearchInputError(error.message, field="keys") from error
    if key is None:
        raise SearchInputError(f"{text!r} is no key; write it like Am or F# minor.", field="keys")
    return key.pitch_class + (_MINOR if key.mode == "minor" else 0)


class IngredientIn(In):
    """Something to begin a search with."""

    kind: IngredientKind = IngredientKind.TRACK
    ref: str = Field(
        "",
        max_length=500,
        description="A track's id or words, an artist, a mood, a playlist's or an anchor's id or "
        "name, or a text.",
    )
    vector: list[float] = Field([], max_length=4096, description="For the kind `vector`.")

    @model_validator(mode="after")
    def _belongs_to_the_kind(self) -> Self:
        if (self.kind is IngredientKind.VECTOR) != bool(self.vector):
            raise ValueError("a vector belongs to the kind `vector`, and to no other")
        if self.kind is IngredientKind.VECTOR and self.ref:
            raise ValueError("a vector has no ref")
        return self

    def to_named(self) -> Named:
        """Return what is named."""
        return Named(self.kind, self.ref, tuple(self.vector))


class SearchIn(In):
    """What every search can be told."""

    space: SpaceName = "dsp"
    filter: FilterIn = Field(default_factory=FilterIn)
    per_artist: int | None = Field(3, ge=1, le=MOST, description="Null: no limit.")


class SimilarIn(SearchIn):
    """What to look for similar tracks by."""

    seeds: list[IngredientIn] = Field(min_length=1, max_length=100)
    count: int = Field(20, ge=1, le=MOST)
    without_copies: bool = True
    smooth: bool = Field(False, description="Each sounds like the one before.")

    def options(self) -> SimilarOptions:
        """Return the options this stands for."""
        return SimilarOptions(
            self.count, self.per_artist, self.without_copies, self.smooth, self.filter.to_filter()
        )


class PathIn(SearchIn):
    """Where to lead from and to."""

    start: IngredientIn
    end: IngredientIn
    steps: int = Field(25, ge=2, le=MOST, description="Tracks in all, both ends included.")
    interpolation: Interpolation = Interpolation.SPHERICAL
    variance: float = Field(0.0, ge=0, le=1, description="How freely the seed chooses.")
    seed: int = Field(0, ge=0, le=2**31 - 1)
    mood_share: float = Field(1.0, ge=0, le=1)

    def options(self) -> PathOptions:
        """Return the options this stands for."""
        return PathOptions(
            steps=self.steps,
            per_artist=self.per_artist,
            interpolation=self.interpolation,
            variance=self.variance,
            seed=self.seed,
            mood_share=self.mood_share,
            filter=self.filter.to_filter(),
        )


class PathOut(FoundListOut):
    """A path, both ends included; each distance is that to the track before."""

    largest_step: float
    mean_step: float
    direct_distance: float = Field(description="Between both ends.")
    seed: int


class AlchemyIn(SearchIn):
    """What to mix."""

    add: list[IngredientIn] = Field(min_length=1, max_length=50)
    subtract: list[IngredientIn] = Field([], max_length=50)
    count: int = Field(100, ge=1, le=MOST)
    temperature: float = Field(1.0, ge=0, le=100, description="0: the nearest; 1: by chance.")
    subtract_distance: float = Field(0.2, ge=0, le=2)
    seed: int = Field(0, ge=0, le=2**31 - 1)

    def options(self) -> AlchemyOptions:
        """Return the options this stands for."""
        return AlchemyOptions(
            count=self.count,
            temperature=self.temperature,
            subtract_distance=self.subtract_distance,
            per_artist=self.per_artist,
            seed=self.seed,
            filter=self.filter.to_filter(),
        )


class PlaneMarkOut(BaseModel):
    """Something shown on the picture of a mixture."""

    role: str = Field(
        description="`result`, `filtered_out`, `add`, `subtract`, `add_centroid`, "
        "`subtract_centroid`."
    )
    name: str
    x: float
    y: float
    track_id: str | None


class AlchemyOut(FoundListOut):
    """A mixture, what was left out of it, and a picture of both."""

    filtered_out: list[FoundOut]
    projection: str = Field(
        description="`map`, `aligned`, `discriminant`, `local`, `pca` or `none`."
    )
    marks: list[PlaneMarkOut]
    seed: int


class ExtendIn(SearchIn):
    """What to extend."""

    playlist: str | None = Field(None, max_length=200, description="Its id or name.")
    track_ids: list[str] = Field([], max_length=2000, description="More tracks that belong to it.")
    excluded_ids: list[str] = Field([], max_length=2000, description="Tracks to keep away from.")
    count: int = Field(50, ge=1, le=MOST)
    threshold: float = Field(0.5, ge=0, le=2)
    smart: bool = Field(False, description="Keep to the tempo, years and genres it has.")

    def options(self) -> ExtendOptions:
        """Return the options this stands for."""
        return ExtendOptions(
            count=self.count,
            threshold=self.threshold,
            smart=self.smart,
            per_artist=self.per_artist,
            filter=self.filter.to_filter(),
        )


class ExtendOut(FoundListOut):
    """What fits a playlist."""

    playlist_count: int
    excluded_count: int
    learnt: list[str] = Field(description="What the filters were learnt from, in words.")


class FingerprintIn(SearchIn):
    """Whose fingerprint to take."""

    listener: str = Field("me", min_length=1, max_length=200)
    count: int = Field(100, ge=1, le=MOST)
    seeds: int = Field(20, ge=1, le=200)
    half_life_days: float = Field(30.0, gt=0, le=36_500)

    def options(self) -> FingerprintOptions:
        """Return the options this stands for."""
        return FingerprintOptions(
            count=self.count,
            seeds=self.seeds,
            half_life_days=self.half_life_days,
            per_artist=self.per_artist,
            filter=self.filter.to_filter(),
        )


class FingerprintOut(FoundListOut):
    """A listener's fingerprint: seeds first, then what sounds like them."""

    listener: str
    seed_count: int
    weights: dict[str, float] = Field(description="How much each seed counts, by track id.")
    taste: dict[str, float] = Field(description="Strongest moods and genres first.")
    tempo_bpm: float | None
    energy: float | None


class ComponentMatchOut(BaseModel):
    """Two sounds, one of each artist, that are alike."""

    component: int
    other_component: int
    distance: float
    weight: float
    other_weight: float
    tracks: list[TrackOut]
    other_tracks: list[TrackOut]


class SimilarArtistOut(BaseModel):
    """An artist that sounds like another."""

    name: str
    distance: float
    similarity: float
    track_count: int
    reasons: list[ReasonOut]
    matches: list[ComponentMatchOut]


class SimilarArtistsOut(BaseModel):
    """The artists that sound most like one."""

    artist: str
    space: str
    items: list[SimilarArtistOut]


class ArtistLineOut(BaseModel):
    """An artist and how many tracks of theirs were heard."""

    name: str
    track_count: int


class ArtistLinesOut(BaseModel):
    """Artists, by name or by number of tracks."""

    items: list[ArtistLineOut]
    total: int


class LabelCountOut(BaseModel):
    """A label and how many tracks it fits."""

    name: str
    track_count: int


class FacetsOut(BaseModel):
    """What filters and ingredients can name in this library."""

    genres: list[LabelCountOut]
    moods: list[LabelCountOut]
    kinds: list[LabelCountOut]
    years: list[int] = Field(description="First and last year; empty if none is known.")
    spaces: list[LabelCountOut]
    text_space: str | None = Field(description="The space that understands words, if there is one.")
    track_count: int


class OrderIn(In):
    """What to put in order."""

    track_ids: list[str] = Field(min_length=1, max_length=2000)
    by: Order
    descending: bool = False
    space: SpaceName = "dsp"


class OrderOut(BaseModel):
    """The same tracks in order; those that were not heard come last."""

    track_ids: list[str]
