"""Say what was understood in a form that a language model can write and a program can trust.

Every name in a plan is data: it is compared with what is on the shelf and never becomes part of a
statement. Both ways of understanding words, the parser and a language model, end in a `Plan`.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from menura.assistant.model import MOST_TRACKS

MOST_CALLS = 4
MOST_ADDED = 11
MOST_LEFT_OUT = 5_000
MOST_NAMES = 12
USUAL_COUNT = 25
LONGEST_NAME = 120
LONGEST_TEXT = 300
FIRST_YEAR, LAST_YEAR = 1000, 2100  # of a composition, at the earliest

BPM_BOUNDS = (20.0, 400.0)
DURATION_BOUNDS_S = (1.0, 36_000.0)
TOTAL_BOUNDS_S = (60.0, 86_400.0)

Bpm = Annotated[float, Field(ge=BPM_BOUNDS[0], le=BPM_BOUNDS[1])]
Share = Annotated[float, Field(ge=0, le=1)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Seconds = Annotated[float, Field(ge=DURATION_BOUNDS_S[0], le=DURATION_BOUNDS_S[1])]
Count = Annotated[int, Field(ge=1, le=MOST_TRACKS)]


class Sort(StrEnum):
    """Name what comes first."""

    SIMILARITY = "similarity"
    POPULAR = "popular"
    NEWEST = "newest"
    ENERGETIC = "energetic"
    RANDOM = "random"


class Version(StrEnum):
    """Name the versions of a song that can be left out; the names of `menura.discover.Mark`."""

    LIVE = "live"
    REMIX = "remix"
    DEMO = "demo"
    INSTRUMENTAL = "instrumental"
    ACOUSTIC = "acoustic"
    COVER = "cover"
    INTRO = "intro"
    CHRISTMAS = "christmas"
    SPOKEN = "spoken"
    KARAOKE = "karaoke"


class TempoWord(StrEnum):
    """Name tempi as people do."""

    SLOW = "slow"
    MEDIUM = "medium"
    FAST = "fast"


def _names(value: Any) -> Any:
    """Take what models write for "none" or for "one", and leave out what is said twice."""
    if value is None:
        return []
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        return value
    kept = [" ".join(one.split())[:LONGEST_NAME] if isinstance(one, str) else one for one in value]
    return [one for i, one in enumerate(kept) if one and one not in kept[:i]][:MOST_NAMES]


def _lower_names(value: Any) -> Any:
    named = _names(value)
    if not isinstance(named, list):
        return named
    return [one.lower() if isinstance(one, str) else one for one in named]


Names = Annotated[list[str], BeforeValidator(_names)]


class _Call(BaseModel):
    model_config = ConfigDict(extra="ignore")

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing but the tool's name is said."""
        return self == type(self)()


class SeedSearch(_Call):
    """Go by what songs or artists sound like.

    Attributes
    ----------
    avoid : list of str
        Artists to keep away from in sound.
    track_ids : list of str
        Tracks that were found before ("more like the third one"); no model knows any.
    """

    tool: Literal["seed_search"] = "seed_search"
    songs: Names = Field(default_factory=list)
    artists: Names = Field(default_factory=list)
    avoid: Names = Field(default_factory=list)
    playlists: Names = Field(default_factory=list)
    track_ids: Names = Field(default_factory=list)


class TextMatch(_Call):
    """Go by a description of the sound."""

    tool: Literal["text_match"] = "text_match"
    text: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""


class Attributes(_Call):
    """Keep to what is known of tracks; a list stands for "one of these", but all of the moods."""

    tool: Literal["attributes"] = "attributes"
    genres: Names = Field(default_factory=list)
    not_genres: Names = Field(default_factory=list)
    moods: Annotated[list[str], BeforeValidator(_lower_names)] = Field(default_factory=list)
    not_moods: Annotated[list[str], BeforeValidator(_lower_names)] = Field(default_factory=list)
    artists: Names = Field(default_factory=list)
    not_artists: Names = Field(default_factory=list)
    year_from: Year | None = None
    year_to: Year | None = None
    tempo: TempoWord | None = None
    tempo_from_bpm: Bpm | None = None
    tempo_to_bpm: Bpm | None = None
    energy_from: Share | None = None
    energy_to: Share | None = None
    keys: Names = Field(default_factory=list)
    duration_from_s: Seconds | None = None
    duration_to_s: Seconds | None = None
    favourites: bool = False
    without: Annotated[list[Version], BeforeValidator(_lower_names)] = Field(default_factory=list)
    sort: Sort = Sort.SIMILARITY

    @property
    def is_span(self) -> bool:
        """Tell whether nothing but years is said."""
        return self == Attributes(year_from=self.year_from, year_to=self.year_to)

    @model_validator(mode="after")
    def _put_bounds_in_order(self) -> "Attributes":
        for low, high in BOUNDS:
            first, last = getattr(self, low), getattr(self, high)
            if first is not None and last is not None and first > last:
                object.__setattr__(self, low, last)
                object.__setattr__(self, high, first)
        return self


BOUNDS = (
    ("year_from", "year_to"),
    ("tempo_from_bpm", "tempo_to_bpm"),
    ("energy_from", "energy_to"),
    ("duration_from_s", "duration_to_s"),
)


class SongName(BaseModel):
    """Name a song as people do."""

    model_config = ConfigDict(extra="ignore")

    title: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    artist: Annotated[str, Field(max_length=LONGEST_NAME)] = ""


class Knowledge(_Call):
    """Name artists and songs that fit, from what is known of the world."""

    tool: Literal["knowledge"] = "knowledge"
    artists: Names = Field(default_factory=list)
    songs: Annotated[list[SongName], Field(max_length=50)] = Field(default_factory=list)


C = TypeVar("C", bound=_Call)
Call = SeedSearch | TextMatch | Attributes | Knowledge


class Plan(BaseModel):
    """What to look for.

    Attributes
    ----------
    calls : list of Call
        At most four; those of one tool are read as one.
    count : int, optional
        Tracks wanted.
    total_s : float, optional
        How long all of them play together, where that was said instead.
    also : list of Attributes
        What else gets a share of the playlist ("add some jazz"), whatever the calls say. One that
        says nothing but years stands for the same search in those years.
    each : int, optional
        Tracks of each of these shares, where that was said.
    per_artist : int, optional
        Tracks of one artist at most, where that was said: kept whatever fits.
    left_out : list of str
        Tracks that must not come again: shown before "more", or removed.
    """

    model_config = ConfigDict(extra="ignore")

    calls: Annotated[list[Call], Field(max_length=MOST_CALLS)] = Field(default_factory=list)
    count: Count | None = None
    total_s: Annotated[float, Field(ge=TOTAL_BOUNDS_S[0], le=TOTAL_BOUNDS_S[1])] | None = None
    title: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    also: Annotated[list[Attributes], Field(max_length=MOST_ADDED)] = Field(default_factory=list)
    each: Count | None = None
    per_artist: Count | None = None
    left_out: Annotated[list[str], Field(max_length=MOST_LEFT_OUT)] = Field(default_factory=list)

    @property
    def seeds(self) -> SeedSearch:
        """Return what to sound like."""
        found = SeedSearch()
        for call in self.calls:
            if isinstance(call, SeedSearch):
                found = _joined(found, call)
        return found

    @property
    def attributes(self) -> Attributes:
        """Return what to keep to."""
        found = Attributes()
        for call in self.calls:
            if isinstance(call, Attributes):
                found = _joined(found, call)
        return found

    @property
    def knowledge(self) -> Knowledge:
        """Return what the model knows to fit."""
        found = Knowledge()
        for call in self.calls:
            if isinstance(call, Knowledge):
                found = _joined(found, call)
        return found

    @property
    def text(self) -> str:
        """Return the description of the sound."""
        said = [call.text for call in self.calls if isinstance(call, TextMatch) and call.text]
        return "; ".join(said)[:LONGEST_TEXT]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to look for."""
        return all(call.is_empty for call in self.calls)

    def leaving_out(self, track_ids: Sequence[str]) -> "Plan":
        """Return the plan without these tracks, and without those that it left out before."""
        all_ids = list(dict.fromkeys([*self.left_out, *track_ids]))
        return self.model_copy(update={"left_out": all_ids[-MOST_LEFT_OUT:]})

    def with_calls(self, *changed: Call) -> "Plan":
        """Return the plan with these in the place of what their tools were told."""
        tools = {type(call) for call in changed}
        kept = [call for call in settled(self).calls if type(call) not in tools]
        calls = [call for call in (*kept, *changed) if not call.is_empty]
        return self.model_copy(update={"calls": calls})


def settled(plan: Plan) -> Plan:
    """Return the plan with at most one call of each tool, and none that says nothing."""
    calls: list[Call] = [
        plan.seeds,
        TextMatch(text=plan.text),
        plan.attributes,
        plan.knowledge,
    ]
    return plan.model_copy(update={"calls": [call for call in calls if not call.is_empty]})


def _joined(one: C, other: C) -> C:
    """Return both calls as one: lists together, and of the rest what was said first."""
    values: dict[str, Any] = {}
    empty = type(one)()
    for name in type(one).model_fields:
        first, second = getattr(one, name), getattr(other, name)
        if isinstance(first, list):
            values[name] = first + [item for item in second if item not in first]
        else:
            values[name] = first if first != getattr(empty, name) else second
    return type(one).model_validate(values)
