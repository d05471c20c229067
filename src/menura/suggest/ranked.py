"""Tell what each policy would show, how probable that was, and what can be said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from menura.audio.key_relation import KeyRelation
from menura.suggest.model import Policy
from menura.suggest.ranking import Choice
from menura.suggest.rationale import Facts
from menura.suggest.rules import key_of_code, key_table
from menura.suggest.scoring import Scored, mood_words_of


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """What each policy that may answer would show."""

    policy: Policy
    pinned: Sequence[int]
    choices: dict[Policy, Choice]
    shares: dict[Policy, float]
    seed: int | None

    @property
    def was_capped(self) -> bool:
        """Tell whether full packs left something out."""
        return self.choices[self.policy].was_capped

    def is_surprise(self, place: int) -> bool:
        """Tell whether a row was drawn at random."""
        choice = self.choices[self.policy]
        return bool(choice.surprise_pool) and place == choice.places[-1]

    def shown_by(self, place: int) -> tuple[Policy, ...]:
        """Return the policies whose lists hold a row, surprises aside."""
        return tuple(one for one, choice in self.choices.items() if place in _settled(choice))

    def propensity(self, place: int) -> float:
        """Return how probable it was that this question is answered with a row among others."""
        total = 0.0
        for policy, choice in self.choices.items():
            if place in _settled(choice):
                total += self.shares[policy]
            elif place in choice.surprise_pool:
                total += self.shares[policy] / len(choice.surprise_pool)
        return min(1.0, total)


def _settled(choice: Choice) -> Sequence[int]:
    """Return the rows of a list that nothing was left to chance for."""
    return choice.places[:-1] if choice.surprise_pool else choice.places


def facts_of(scored: Scored, place: int, policy: Policy, now: datetime) -> Facts:
    """Return what can be said of a row."""
    samples, context = scored.samples, scored.context
    tempo_bpm = float(samples.tempo_bpm[place])
    key = context.pitch_key
    relation: KeyRelation | None = None
    if key is not None:
        way = int(samples.can_transpose[place]) if context.preferences.allow_transpose else 0
        relation = key_table(key, scored.weights.key).relations[way][int(samples.key[place])]
    own_key = key_of_code(int(samples.key[place]))
    instrument = samples.instrument_name(place)
    return Facts(
        components=scored.components(place, policy),
        source=scored.likeness.source(place) if policy == "fusion" else "recency",
        fit=scored.fit(place),
        tempo_bpm=None if np.isnan(tempo_bpm) else tempo_bpm,
        session_bpm=context.bpm,
        relation=relation,
        mode=None if own_key is None else own_key.mode,
        instrument=instrument,
        is_role_wanted=instrument in context.preferences.roles_wanted,
        has_accepted=bool(context.accepted_track_ids),
        moods=mood_words_of(context),
        mood=float(scored.mood[place]),
        cosine=float(scored.likeness.cosine[place]),
        age_s=max(0.0, now.timestamp() - float(samples.added_at[place])),
        is_central=scored.is_cold,
    )
