"""Read what a brief fixes and what it leaves open to be explored."""

import math
from dataclasses import dataclass, replace

from menura.sessions.prompt import read_prompt
from menura.studio import StructuredPrompt
from menura.studio.requests import (
    GENRES,
    TAKEN_BACK,
    EmptyPromptError,
    Genre,
    NotMusicError,
    understand,
)

NAMED_GENRE = 0.4  # below it the reader guessed the genre from other words
EXACT = 0.75  # below it a tempo or a mode is what a word suggests, not what it says
USUAL_ENERGY, USUAL_DENSITY = 0.5, 0.5
FEWEST_GENRES, MOST_GENRES = 4, 8
_GUESS, _FAMILY, _MOOD, _INSTRUMENT, _TEMPO, _MODE, _VIGOUR = 0.8, 0.4, 2.5, 1.0, 2.0, 0.4, 3.0
_WITHIN_REACH = 0.8  # of the score: genres this much behind the best are still worth hearing
_BEYOND_REACH = 1.0  # more than that: worth hearing only where there are few others
_TOLERANCE = 0.08  # a genre is still itself at a tempo this far outside its range
# How driving music of a kind usually is, 0 to 1; what is not listed lies in the middle.
_STEPS: tuple[tuple[float, str], ...] = (
    (0.1, "ambient classical_piano"),
    (0.25, "lofi vaporwave bossa_nova folk dub"),
    (0.4, "cinematic orchestral rnb soul jazz blues reggae hip_hop country"),
    (0.55, "trap drill deep_house synthwave latin afrobeats amapiano reggaeton pop funk"),
    (0.7, "disco house garage electro future_bass rock chiptune trance techno"),
    (0.9, "punk metal hardstyle psytrance drum_and_bass dubstep"),
)
VIGOUR = {id_: level for level, ids in _STEPS for id_ in ids.split()}
_MIDDLE_VIGOUR = 0.55


@dataclass(frozen=True, slots=True)
class ClipBrief:
    """What is fixed for every clip of a batch.

    Attributes
    ----------
    energy, density : float
        0 to 1; the numbers beside the brief win over its words.
    genres : tuple of str
        Ids of the genres that fit, alike ones beside one another; one if the brief names it.
    """

    prompt: StructuredPrompt
    energy: float
    density: float
    genres: tuple[str, ...]

    @property
    def is_tempo_open(self) -> bool:
        """Tell whether the tempo may be drawn: none is said, or a word for a guessed genre."""
        prompt = self.prompt
        is_said = prompt.confidence.get("bpm", 1.0) >= EXACT or len(self.genres) == 1
        return prompt.bpm is None or not is_said

    @property
    def is_mode_open(self) -> bool:
        """Tell whether the mode may be drawn."""
        return self.prompt.mode is None or self.prompt.confidence.get("mode", 1.0) < EXACT


def understand_brief(prompt: str) -> ClipBrief:
    """Read a prompt; a text that says nothing about music leaves everything open."""
    told = read_prompt(prompt)
    read = _read(told.brief)
    energy = _first(told.energy, read.energy, USUAL_ENERGY)
    density = _first(told.density, read.density, USUAL_DENSITY)
    return ClipBrief(read, energy, density, fitting_genres(read, energy))


def _read(brief: str) -> StructuredPrompt:
    """Return what a brief says: that it is about music need not be said, as in "dusty house"."""
    for words in (brief, f"{brief}, music"):
        try:
            return replace(understand(words, None), text=brief)
        except (EmptyPromptError, NotMusicError):
            continue
    return StructuredPrompt(text=brief)


def fitting_genres(prompt: StructuredPrompt, energy: float) -> tuple[str, ...]:
    """Return the genre or genres that a prompt names, or those that suit what it says.

    Parameters
    ----------
    prompt : StructuredPrompt
    energy : float
        0 to 1: where no genre is named, calm clips are of calm genres.

    Returns
    -------
    tuple of str
        At most eight ids, those of one family beside one another, slow ones first.
    """
    if prompt.genre is not None and prompt.confidence.get("genre", 1.0) >= NAMED_GENRE:
        return tuple(dict.fromkeys([prompt.genre, *_others_named(prompt)]))
    scores = {id_: _fit(known, prompt, energy) for id_, known in GENRES.items()}
    best = sorted(scores, key=lambda id_: -scores[id_])
    near = scores[best[0]] - _WITHIN_REACH
    far = near - _BEYOND_REACH
    kept = [id_ for id_ in best if scores[id_] >= near]
    kept = kept if len(kept) >= FEWEST_GENRES else best[:FEWEST_GENRES]
    kept = [id_ for id_ in kept if scores[id_] >= far]
    families = sorted({GENRES[id_].family for id_ in kept})
    kept.sort(key=lambda id_: (families.index(GENRES[id_].family), GENRES[id_].tempo_bpm))
    count = min(len(kept), MOST_GENRES)
    return tuple(kept[round(place * (len(kept) - 1) / max(1, count - 1))] for place in range(count))


def _others_named(prompt: StructuredPrompt) -> list[str]:
    """Return the genres that a track had to leave out, which clips can share: "house or techno"."""
    said = [
        words
        for one in prompt.decisions
        if one.field == "genre" and one.reason != TAKEN_BACK
        for words in one.rejected
    ]
    found = [understand(f"{words} music", None).genre for words in said]
    return [id_ for id_ in found if id_ is not None][: MOST_GENRES - 1]


def _first(*values: float | None) -> float:
    return next(value for value in values if value is not None)


def _fit(known: Genre, prompt: StructuredPrompt, energy: float) -> float:
    """Return how well a genre suits what a prompt says without naming one."""
    guess = GENRES.get(prompt.genre or "")
    score = 0.0
    if guess is not None and prompt.confidence.get("genre", 1.0) > 0.2:
        score += _GUESS * (known is guess) + _FAMILY * (known.family == guess.family)
    score += _MOOD * math.sqrt(len(set(prompt.moods) & set(known.moods)))
    wanted = set(prompt.instruments)
    typical = len(wanted & set(known.typical_instruments))
    score += _INSTRUMENT * (typical - 0.5 * (len(wanted) - typical))
    if set(known.typical_instruments[:3]) & set(prompt.excluded):
        score -= 1.0
    if prompt.bpm is not None:
        slow, fast = known.tempo_bpm
        fits = slow * (1 - _TOLERANCE) <= prompt.bpm <= fast * (1 + _TOLERANCE)
        score += _TEMPO * fits
    if prompt.mode is not None:
        score += _MODE * any(mode is prompt.mode for mode, _ in known.modes)
    return score - _VIGOUR * abs(VIGOUR.get(known.id, _MIDDLE_VIGOUR) - energy)
