"""Say what a producer is doing, what is suggested, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Literal

from menura.audio.key_notation import Mode, PitchKey

DEFAULT_SESSION = "default"
Policy = Literal["fusion", "rules"]
POLICIES: tuple[Policy, ...] = ("fusion", "rules")
Source = Literal["clap", "musicnn", "dsp", "recency"]
Origin = Literal["manual", "ableton"]


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a producer never wants, and what is missing.

    Attributes
    ----------
    ban_tracks : tuple of str
        Ids of tracks.
    ban_packs, ban_tags : tuple of str
        Names, compared without case: packs as `menura.suggest.packs` names them, tags as moods,
        genres and words are shown.
    roles_wanted : tuple of str
        Some of `menura.audio.instrument.INSTRUMENTS`.
    allow_transpose : bool
        Pitched material may be moved by up to two semitones to fit.
    """

    ban_tracks: tuple[str, ...] = ()
    ban_packs: tuple[str, ...] = ()
    ban_tags: tuple[str, ...] = ()
    roles_wanted: tuple[str, ...] = ()
    allow_transpose: bool = True


@dataclass(frozen=True, slots=True)
class Context:
    """What a producer is doing now; everything may be unknown.

    Attributes
    ----------
    bpm : float, optional
        Tempo of the session, 20 to 400.
    key : str, optional
        Tonic in its usual spelling: ``Ab``, ``F#``.
    mode : str, optional
        ``major`` or ``minor``: the family of the scale; None where the scale has none (Locrian,
        chromatic), so that keys are not compared.
    scale : str, optional
        The scale as it was given (``dorian``), if it says more than the mode.
    mood_tags : tuple of str
    genre_intent : str, optional
    time_remaining_s : float, optional
        How long the producer has left, in seconds.
    prompt : str, optional
        What is looked for, in words.
    accepted_track_ids : tuple of str
        What stands in the session already, first accepted first.
    version : int
        Grows with every change of the context and of marks; 0: nothing was ever said.
    origin : str
        ``manual``, or ``ableton`` where tempo and key came from there last.
    is_stale : bool
        It came from a DAW that has fallen silent.
    """

    bpm: float | None = None
    key: str | None = None
    mode: Mode | None = None
    scale: str | None = None
    mood_tags: tuple[str, ...] = ()
    genre_intent: str | None = None
    time_remaining_s: float | None = None
    preferences: Preferences = field(default_factory=Preferences)
    prompt: str | None = None
    accepted_track_ids: tuple[str, ...] = ()
    version: int = 0
    updated_at: datetime | None = None
    origin: Origin = "manual"
    is_stale: bool = False

    @property
    def pitch_key(self) -> PitchKey | None:
        """Return the key to compare with, None where there is none."""
        if self.key is None or self.mode is None:
            return None
        return PitchKey(_PITCH_CLASSES[self.key], self.mode)


_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_PITCH_CLASSES = {
    letter + sign: (place + step) % 12
    for letter, place in _LETTERS.items()
    for sign, step in (("", 0), ("#", 1), ("b", -1))
}


class MarkKind(StrEnum):
    """Name what a producer can say of a track."""

    ACCEPT = "accept"  # it stands in the session
    PIN = "pin"  # keep it in sight
    DISMISS = "dismiss"  # not now
    MORE = "more"  # more like this
    LESS = "less"  # less like this


@dataclass(frozen=True, slots=True)
class Mark:
    """What a producer said of a track in a session.

    Attributes
    ----------
    place : int
        Order in which marks were made; the store gives it.
    reason : str, optional
        Why it was dismissed.
    expires_at : datetime, optional
        When a dismissed track may come back by itself.
    """

    track_id: str
    kind: MarkKind
    at: datetime
    reason: str | None = None
    expires_at: datetime | None = None
    place: int = 0


@dataclass(frozen=True, slots=True)
class SuggestionSession:
    """A producer's context and marks, oldest mark first; accepted tracks are marks, too."""

    name: str
    context: Context = field(default_factory=Context)
    marks: tuple[Mark, ...] = ()

    def marked(self, *kinds: MarkKind) -> tuple[Mark, ...]:
        """Return the marks of some kinds, oldest first."""
        return tuple(mark for mark in self.marks if mark.kind in kinds)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each reason counts.

    Attributes
    ----------
    similarity : float
        Times the cosine to what was accepted, pinned and asked for.
    tempo : float
        Added within 4 BPM, taken away beyond.
    key : float
        Added for the same key; taken away where only transposing helps.
    freshness : float
        Of a track that came in now; it halves every ``freshness_days * ln 2``.
    mood : float
        Where all moods fit.
    role : float
        Of an instrument that is missing or asked for.
    freshness_days : float
        Time constant of the decay.
    mmr_lambda : float
        1: only the score counts; lower: the more alike two suggestions are, the less likely both.
    per_pack : int
        Suggestions of one pack at most.
    """

    similarity: float = 1.0
    tempo: float = 0.15
    key: float = 0.1
    freshness: float = 0.05
    mood: float = 0.1
    role: float = 0.1
    freshness_days: float = 14.0
    mmr_lambda: float = 0.7
    per_pack: int = 3


@dataclass(frozen=True, slots=True)
class Components:
    """What a score is the sum of."""

    similarity: float = 0.0
    tempo: float = 0.0
    key: float = 0.0
    freshness: float = 0.0
    mood: float = 0.0
    role: float = 0.0

    @property
    def score(self) -> float:
        """Return their sum."""
        return float(sum(getattr(self, part.name) for part in fields(self)))


@dataclass(frozen=True, slots=True)
class Fit:
    """How a track is to be played so that it fits a context.

    Attributes
    ----------
    tempo_factor : float, optional
        .5 where the track is felt at half its tempo, 1, or 2; None without both tempi.
    stretch_ratio : float, optional
        How many times as long it has to last: above 1 it is slowed down.
    transpose_semitones : int
        -2 to 2.
    """

    tempo_factor: float | None = None
    stretch_ratio: float | None = None
    transpose_semitones: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A track, and why it is suggested.

    Attributes
    ----------
    position : int
        1 is the first.
    rationale : tuple of str
        In words, most telling first: ``+2 BPM, half time``; ``relative major``.
    pack : str
        The pack it belongs to.
    similar_count : int
        How many near copies of it stand behind it; `similar_ids` names some of them.
    policy : str
        ``fusion`` or ``rules``.
    propensity : float
        How probable it was that this request shows this track, over what is left to chance.
    shown_by : tuple of str
        The policies that would have shown it.
    is_exploration : bool
        It was drawn at random, to find out what the ranking does not know.
    is_pinned : bool
    """

    track_id: str
    number: int
    position: int
    components: Components
    source: Source
    fit: Fit
    rationale: tuple[str, ...] = ()
    pack: str = ""
    similar_count: int = 0
    similar_ids: tuple[str, ...] = ()
    policy: Policy = "fusion"
    propensity: float = 1.0
    shown_by: tuple[Policy, ...] = ()
    is_exploration: bool = False
    is_pinned: bool = False

    @property
    def score(self) -> float:
        """Return the sum of the components."""
        return self.components.score


@dataclass(frozen=True, slots=True)
class SuggestionList:
    """What is suggested now.

    Attributes
    ----------
    request_id : str
        Names this answer in telemetry.
    candidate_count : int
        Tracks that passed the filters.
    note : str, optional
        What to know about the list, in a sentence.
    preset : str, optional
        ``cold_start`` where there was nothing to go by.
    library_revision : int
        Of the library it was made from, as `Probe` has it.
    """

    request_id: str
    session: str
    policy: Policy
    context: Context
    items: Sequence[Suggestion]
    candidate_count: int
    sample_count: int
    note: str | None = None
    preset: str | None = None
    seed: int | None = None
    made_at: datetime | None = None
    library_revision: int = 0


class EventKind(StrEnum):
    """Name what can become of a suggestion."""

    VIEW = "recommendation.view"
    PREVIEW = "recommendation.preview"
    ACCEPT = "recommendation.accept"
    SKIP = "recommendation.skip"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that became of a suggestion, with all that a later reader needs to judge it.

    Attributes
    ----------
    context_version : int
        The context it was made for.
    components : mapping of str to float
        What its score was the sum of.
    number : int
        Place in the order in which events were kept, with gaps; the store gives it.
    """

    id: str
    kind: EventKind
    at: datetime
    session: str
    request_id: str
    track_id: str
    position: int
    policy: Policy
    propensity: float
    context_version: int
    score: float
    components: Mapping[str, float] = field(default_factory=dict)
    shown_by: tuple[Policy, ...] = ()
    source: Source = "recency"
    is_exploration: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class TopOptions:
    """How to answer a wish for suggestions.

    Attributes
    ----------
    count : int
        1 to 100.
    policy : str, optional
        ``fusion`` or ``rules``; None: as the settings, or the experiment, say.
    explore : bool
        Let the last place be a surprise, drawn with `seed`.
    kinds : tuple of str, optional
        Kinds of tracks to suggest; None: loops, one-shots, stems and clips.
    bpm, key : optional
        Instead of the context's, for this answer alone.
    """

    count: int = 10
    policy: Policy | None = None
    explore: bool = False
    seed: int | None = None
    kinds: tuple[str, ...] | None = None
    bpm: float | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """What a list was ranked from, in numbers that are cheap to read.

    Attributes
    ----------
    version : int
        Of the session's context and marks.
    library_revision : int
        Grows with every change of any track.
    sample_count : int
        Tracks that could be suggested.
    """

    version: int
    library_revision: int
    sample_count: int
