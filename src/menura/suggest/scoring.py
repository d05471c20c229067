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
    Mark,
    MarkKind,
    Policy,
    SuggestionSession,
    Weights,
)
from menura.suggest.packs import pack_key
from menura.suggest.rules import (
    RuleContext,
    RuleScores,
    fit_of,
    key_table,
    passing_rows,
    score_rules,
)
from menura.suggest.samples import Samples
from menura.suggest.targets import Likeness, TextVectors, Wanted, centre_of, compare
from menura.suggest.words import banned_by_words, overlap

_MINUTE_S, _HOUR_S = 60.0, 3600.0
DECIMALS = 6  # of what is shown: columns are float32, and .15 is none of those
LIKED = (MarkKind.ACCEPT, MarkKind.PIN, MarkKind.MORE)


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """The samples that may be suggested, with what they score.

    Attributes
    ----------
    places : int64 array, shape (m,)
        The rows that may be suggested, ascending.
    rules : RuleScores
        Of those, shape (m,).
    mood, likeness
        Of all samples, shape (n,).
    passing_count : int
        Samples of a fitting tempo and key, banned ones and such included.
    """

    samples: Samples
    context: Context
    weights: Weights
    rule_context: RuleContext
    places: NDArray[np.int64]
    rules: RuleScores
    mood: NDArray[np.float32]
    likeness: Likeness
    banned: NDArray[np.bool_]
    passing_count: int
    is_cold: bool

    def totals(self, policy: Policy) -> NDArray[np.float32]:
        """Return the scores by which a policy ranks, shape (n,); ``-inf`` for what is out."""
        total = self.rules.total
        if policy == "fusion":
            cosine = self.likeness.cosine[self.places]
            total = total + np.float32(self.weights.similarity) * cosine
        totals = np.full(len(self.samples), -np.inf, np.float32)
        totals[self.places] = total
        return totals

    def components(self, place: int, policy: Policy) -> Components:
        """Return what the score of a row is the sum of."""
        likeness = float(self.likeness.cosine[place]) if policy == "fusion" else 0.0
        at, rules = int(np.searchsorted(self.places, place)), self.rules
        if at == len(self.places) or self.places[at] != place:  # pinned, though it does not fit
            alone = np.array([place])
            at, rules = 0, self._rules_of(alone)
        return Components(
            similarity=round(self.weights.similarity * likeness, DECIMALS),
            tempo=round(float(rules.tempo[at]), DECIMALS),
            key=round(float(rules.key[at]), DECIMALS),
            freshness=round(float(rules.freshness[at]), DECIMALS),
            mood=round(self.weights.mood * float(self.mood[place]), DECIMALS),
            role=round(float(rules.role[at]), DECIMALS),
        )

    def _rules_of(self, places: NDArray[np.int64]) -> RuleScores:
        rows = self.samples.only(places)
        return score_rules(rows, self.rule_context, self.weights, self.mood[places])

    def fit(self, place: int) -> Fit:
        """Return how a row is to be played to fit."""
        tempo_bpm = float(self.samples.tempo_bpm[place])
        semitones = 0
        key = self.context.pitch_key
        if key is not None and self.context.preferences.allow_transpose:
            way = int(self.samples.can_transpose[place])
            table = key_table(key, self.weights.key)
            semitones = int(table.semitones[way, self.samples.key[place]])
        return fit_of(None if np.isnan(tempo_bpm) else tempo_bpm, self.context.bpm, semitones)


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
        # A model that reads prompts may come at any time: whether one is there is asked anew
        minute = now.timestamp() // _MINUTE_S if wanted.prompt else 0
        names = tuple(one.name for one in spaces)
        key = ("likeness", wanted, minute, is_cold, vectors_revision, names)
        likeness: Likeness | None = samples.columns.peek(key)
        if likeness is None:
            likeness = self._compare(samples, spaces, wanted, is_cold=is_cold)
            samples.columns.put(key, likeness)
        words = mood_words_of(context)
        mood = samples.columns.get(("mood", words), lambda: overlap(samples, words))
        roles = roles_of(samples.shelf, context.accepted_track_ids)
        # By the hour: asked twice, the same answer
        now_s = now.timestamp() // _HOUR_S * _HOUR_S
        rule_context = RuleContext(
            bpm=context.bpm,
            key=context.pitch_key,
            allow_transpose=context.preferences.allow_transpose,
            roles_wanted=context.preferences.roles_wanted,
            present_roles=roles,
            now_s=now_s,
        )
        banned = banned_in(samples, context)
        # What does not fit needs no score: of a large library that is nearly all
        fitting = passing_rows(samples, rule_context)
        places = without(fitting[~banned[fitting]], places_out(samples, session, now))
        rules = score_rules(samples.only(places), rule_context, self.weights, mood[places])
        return Scored(
            samples=samples,
            context=context,
            weights=self.weights,
            rule_context=rule_context,
            places=places,
            rules=rules,
            mood=mood,
            likeness=likeness,
            banned=banned,
            passing_count=len(fitting),
            is_cold=is_cold,
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
    marks = session.marked(MarkKind.DISMISS, MarkKind.ACCEPT, MarkKind.PIN)
    out = [mark.track_id for mark in marks if not is_over(mark, now)]
    return _places(samples, out)


def without(rows: NDArray[np.int64], out: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return ascending rows without a few of them."""
    if not len(rows) or not len(out):
        return rows
    at = np.minimum(np.searchsorted(rows, out), len(rows) - 1)
    left: NDArray[np.int64] = np.delete(rows, at[rows[at] == out])
    return left


def is_over(mark: Mark, now: datetime) -> bool:
    """Tell whether a mark has expired."""
    return mark.expires_at is not None and mark.expires_at <= now


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
