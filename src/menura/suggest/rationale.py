"""Say in words why a sample is suggested; every word stands for a component or a fact."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from menura.audio.key_relation import KeyRelation
from menura.suggest.model import Components, Fit, Source

SOUNDS_CLOSE, SOUNDS_ALIKE = 0.9, 0.6  # cosines from which likeness is worth a word
FRESH_DAYS = 45.0  # three time constants: what is older gains less than .003
MOOD_FITS = 0.5
_DAY_S, _HOUR_S = 86_400.0, 3_600.0
_FACTOR_WORDS = {0.5: "half time", 2.0: "double time"}
_RELATION_WORDS = {
    KeyRelation.SAME: "same key",
    KeyRelation.RELATIVE: "relative {mode}",
    KeyRelation.FIFTH_UP: "a fifth up",
    KeyRelation.FIFTH_DOWN: "a fifth down",
    KeyRelation.DIAGONAL: "diagonal key",
    KeyRelation.PARALLEL: "parallel {mode}",
}
_EARS = {"clap": "CLAP", "musicnn": "MusiCNN", "dsp": "built-in ears"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rationale speaks of.

    Attributes
    ----------
    tempo_bpm, session_bpm : float, optional
    relation : KeyRelation, optional
        After transposing; None where the session has no key.
    mode : str, optional
        Of the sample's key.
    mood : float
        How well the moods asked for fit, 0 to 1.
    cosine : float
        To what was accepted and asked for.
    age_s : float
    has_accepted : bool
        Something stands in the session already.
    is_central : bool
        Likeness is to the middle of all samples, not to what was accepted.
    """

    components: Components
    source: Source
    fit: Fit
    tempo_bpm: float | None = None
    session_bpm: float | None = None
    relation: KeyRelation | None = None
    mode: str | None = None
    instrument: str | None = None
    is_role_wanted: bool = False
    has_accepted: bool = False
    moods: Sequence[str] = ()
    mood: float = 0.0
    cosine: float = 0.0
    age_s: float = 0.0
    is_central: bool = False


def explain(facts: Facts) -> tuple[str, ...]:
    """Return why a sample is suggested, tempo and key first, as a producer asks."""
    said = (
        tempo_words(facts),
        key_words(facts),
        role_words(facts),
        mood_words(facts),
        likeness_words(facts),
        age_words(facts.age_s),
    )
    return tuple(words for words in said if words)


def tempo_words(facts: Facts) -> str | None:
    """Return ``same tempo``, ``+2 BPM, half time`` ...; None where a tempo is unknown."""
    if facts.tempo_bpm is None or facts.session_bpm is None or facts.fit.tempo_factor is None:
        return None
    factor = facts.fit.tempo_factor
    away = factor * facts.tempo_bpm - facts.session_bpm
    words = "same tempo" if abs(away) < 0.05 else f"{_signed(away)} BPM"
    extra = _FACTOR_WORDS.get(factor)
    return f"{words}, {extra}" if extra else words


def key_words(facts: Facts) -> str | None:
    """Return ``relative major``, ``+1 semitone to the same key`` ...; None without two keys."""
    if facts.relation is None or facts.relation not in _RELATION_WORDS:
        return None
    words = _RELATION_WORDS[facts.relation].format(mode=facts.mode)
    steps = facts.fit.transpose_semitones
    if not steps:
        return words
    unit = "semitone" if abs(steps) == 1 else "semitones"
    return f"transposed {_signed(steps)} {unit}: {words}"


def role_words(facts: Facts) -> str | None:
    """Return ``bass is missing`` or ``bass, as asked for``; None where it counts nothing."""
    if facts.components.role <= 0 or facts.instrument is None:
        return None
    name = facts.instrument.replace("_", " ")
    if facts.is_role_wanted:
        return f"{name}, as asked for"
    # Where nothing stands yet, everything is missing: that is no reason
    return f"{name} is missing" if facts.has_accepted else None


def mood_words(facts: Facts) -> str | None:
    """Return which moods fit; None where they do not."""
    if not facts.moods or facts.mood < MOOD_FITS:
        return None
    return "sounds " + ", ".join(facts.moods[:3])


def likeness_words(facts: Facts) -> str | None:
    """Return how alike it is, and who says so; None where that is nothing to speak of."""
    if facts.source == "recency" or facts.components.similarity == 0:
        return None
    cosine, ears = facts.cosine, _EARS[facts.source]
    if facts.is_central:
        return f"typical of your samples ({ears})"
    if cosine >= SOUNDS_CLOSE:
        return f"sounds very close ({ears} {cosine:.2f})"
    if cosine >= SOUNDS_ALIKE:
        return f"sounds alike ({ears} {cosine:.2f})"
    return f"a contrast ({ears} {cosine:.2f})"


def age_words(age_s: float) -> str | None:
    """Return ``added 3 days ago``; None for what has been there long."""
    if age_s < _HOUR_S:
        return "added just now"
    if age_s < _DAY_S:
        hours = math.floor(age_s / _HOUR_S)
        return f"added {hours} hour{'s' * (hours != 1)} ago"
    days = math.floor(age_s / _DAY_S)
    if days > FRESH_DAYS:
        return None
    return f"added {days} day{'s' * (days != 1)} ago"


def _signed(number: float) -> str:
    text = f"{number:+.1f}".removesuffix(".0")
    return text.replace("-", "\N{MINUS SIGN}")
