"""Score every sample for a context: rules, likeness, and who is out altogether."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from menura.discover import INSTRUMENTS, UNKNOWN, SearchSpace, Shelf
from menura.suggest.model import (
    Components,
    Context,
    Fit,
    MarkKind,
    Policy,
    SuggestionSession,
    Weights,
)
from menura.suggest.packs import pack_key
from menura.suggest.rules import (
    RuleContext,
    RuleScores,
    key_table,
    score_rules,
    tempo_factor,
)
from menura.suggest.samples import Samples
from menura.suggest.targets import Likeness, TextVectors, Wanted, centre_of, compare
from menura.suggest.words import banned_by_words, overlap

_HOUR_S = 3600.0
LIKED = (MarkKind.ACCEPT, MarkKind.PIN, MarkKind.MORE)


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Every sample with what it scores, in columns of shape (n,)."""

    samples: Samples
    context: Context
    weights: Weights
    rules: RuleScores
    mood: NDArray[np.float32]
    likeness: Likeness
    allowed: NDArray[np.bool_]
    banned: NDArray[np.bool_]
    is_cold: bool

    def totals(self, policy: Policy) -> NDArray[np.float32]:
        """Return the scores by which a policy ranks; ``-inf`` for what is out."""
        total = self.rules.total
        if policy == "fusion":
            total = total + np.float32(self.weights.similarity) * self.likeness.cosine
        return np.where(self.allowed, total, np.float32(-np.inf))

    def components(self, place: int, policy: Policy) -> Components:
        """Return what the score of a row is the sum of."""
        likeness = float(self.likeness.cosine[place]) if policy == "fusion" else 0.0
        return Components(
            similarity=self.weights.similarity * likeness,
            tempo=float(self.rules.tempo[place]),
            key=float(self.rules.key[place]),
            freshness=float(self.rules.freshness[place]),
            mood=self.weights.mood * float(self.mood[place]),
            role=float(self.rules.role[place]),
        )

    def fit(self, place: int) -> Fit:
        """Return how a row is to be played to fit."""
        tempo_bpm, session_bpm = float(self.samples.tempo_bpm[place]), self.context.bpm
        semitones = 0
        key = self.context.pitch_key
        if key is not None and self.context.preferences.allow_transpose:
            way = int(self.samples.can_transpose[place])
            table = key_table(key, self.weights.key)
            semitones = int(table.semitones[way, self.samples.key[place]])
        if session_bpm is None or np.isnan(tempo_bpm):
            return Fit(transpose_semitones=semitones)
        factor = tempo_factor(tempo_bpm, session_bpm)
        return Fit(factor, round(factor * tempo_bpm / session_bpm, 6), semitones)


class Scorer:
    """Score samples, keeping what only depends on words, bans and targets."""

    def __init__(self, weights: Weights, text: TextVectors | None = None) -> None:
        self.weights = weights
        self._text = text

    def score(
        self,
        samples: Samples,
        session: SuggestionSession,
        context: Context,
        *,
        spaces: Sequence[SearchSpace],
        vectors_revision: int,
        now: datetime,
    ) -> Scored:
        """Return what every sample scores in a context."""
        wanted = wanted_of(samples.shelf, session, context)
        is_cold = wanted.is_empty and knows_nothing(context)
        key = ("likeness", wanted, is_cold, vectors_revision, *(one.name for one in spaces))
        likeness: Likeness = samples.columns.get(
            key, lambda: self._compare(samples, spaces, wanted, is_cold=is_cold)
        )
        words = mood_words_of(context)
        mood = samples.columns.get(("mood", words), lambda: overlap(samples, words))
        roles = roles_of(samples.shelf, context.accepted_track_ids)
        # By the hour: asked twice, the same answer
        now_s = now.timestamp() // _HOUR_S * _HOUR_S
        rules = score_rules(
            samples,
            RuleContext(
                bpm=context.bpm,
                key=context.pitch_key,
                allow_transpose=context.preferences.allow_transpose,
                roles_wanted=context.preferences.roles_wanted,
                present_roles=roles,
                now_s=now_s,
            ),
            self.weights,
            mood,
        )
        banned = banned_in(samples, context)
        allowed = rules.passes & ~banned
        allowed[places_out(samples, session, now)] = False
        return Scored(
            samples, context, self.weights, rules, mood, likeness, allowed, banned, is_cold
        )

    def _compare(
        self, samples: Samples, spaces: Sequence[SearchSpace], wanted: Wanted, *, is_cold: bool
    ) -> Likeness:
        if is_cold:
            return centre_of(samples, spaces)
        return compare(samples, spaces, wanted, self._text)


def wanted_of(shelf: Shelf, session: SuggestionSession, context: Context) -> Wanted:
    """Return what the target is made of: what was accepted, pinned, liked, and the words."""
    like = [mark.track_id for mark in session.marked(*LIKED)]
    unlike = [mark.track_id for mark in session.marked(MarkKind.LESS)]
    return Wanted(_numbers(shelf, like), _numbers(shelf, unlike), context.prompt)


def knows_nothing(context: Context) -> bool:
    """Tell whether a context says nothing that music could be chosen by."""
    return (
        context.bpm is None
        and context.pitch_key is None
        and not context.mood_tags
        and context.genre_intent is None
        and not context.preferences.roles_wanted
    )


def mood_words_of(context: Context) -> tuple[str, ...]:
    """Return the words that moods, genres and tags are compared with."""
    genre = (context.genre_intent,) if context.genre_intent else ()
    return (*context.mood_tags, *genre)


def roles_of(shelf: Shelf, track_ids: Sequence[str]) -> frozenset[str]:
    """Return the instruments of tracks."""
    rows = shelf.rows_of_ids(track_ids)
    codes = shelf.instrument[rows[rows != UNKNOWN]]
    return frozenset(INSTRUMENTS[code] for code in codes.tolist() if code != UNKNOWN)


def places_out(samples: Samples, session: SuggestionSession, now: datetime) -> NDArray[np.int64]:
    """Return the rows that are dismissed, or stand somewhere already."""
    out = []
    for mark in session.marks:
        if mark.kind is MarkKind.DISMISS:
            if mark.expires_at is None or mark.expires_at > now:
                out.append(mark.track_id)
        elif mark.kind in (MarkKind.ACCEPT, MarkKind.PIN):
            out.append(mark.track_id)
    return _places(samples, out)


def banned_in(samples: Samples, context: Context) -> NDArray[np.bool_]:
    """Tell which rows must never be shown: by id, pack, or tag."""
    wants = context.preferences

    def look() -> NDArray[np.bool_]:
        names = {pack_key(name) for name in wants.ban_packs}
        codes = [code for code, one in enumerate(samples.packs) if pack_key(one) in names]
        banned = banned_by_words(samples, wants.ban_tags) | np.isin(samples.pack, codes)
        banned[_places(samples, wants.ban_tracks)] = True
        return banned

    key = ("banned", wants.ban_tracks, wants.ban_packs, wants.ban_tags)
    found: NDArray[np.bool_] = samples.columns.get(key, look)
    return found


def _places(samples: Samples, track_ids: Sequence[str]) -> NDArray[np.int64]:
    """Return the rows of those of the tracks that have one."""
    places = samples.places_of(np.array(_numbers(samples.shelf, track_ids), np.int64))
    there: NDArray[np.int64] = places[places != UNKNOWN]
    return there


def _numbers(shelf: Shelf, track_ids: Sequence[str]) -> tuple[int, ...]:
    rows = shelf.rows_of_ids(track_ids)
    return tuple(shelf.numbers[rows[rows != UNKNOWN]].tolist())
