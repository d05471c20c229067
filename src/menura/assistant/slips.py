"""Correct slips of typing in words that are known here: ``tranding``, ``relaxd``, ``metla``."""

from collections.abc import Iterable
from dataclasses import dataclass

from menura.assistant.genre_words import SPELLINGS
from menura.assistant.ordinary_words import is_ordinary
from menura.assistant.sound_words import SOUND_WORDS

_SHORTEST, _LONG = 5, 8  # letters of a word in which one, or two, may be wrong


@dataclass(frozen=True, slots=True)
class Slips:
    """The words that corrections may lead to."""

    choices: tuple[str, ...]

    @classmethod
    def of(cls, genres: Iterable[str]) -> "Slips":
        """Collect single words: moods, occasions, genres here and elsewhere."""
        names = {*SOUND_WORDS, *SPELLINGS, *genres}
        words = {name for name in names if " " not in name and len(name) >= _SHORTEST}
        return cls(tuple(sorted(words)))

    def meant_by(self, word: str) -> str | None:
        """Return the word that a misspelt one stands for, None if none is near enough."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if len(word) < _SHORTEST or not word.isalpha() or is_ordinary(word):
            return None
        most = 2 if len(word) >= _LONG else 1
        near = process.extract(word, self.choices, scorer=OSA.distance, score_cutoff=most, limit=8)
        slips = [(distance, said) for said, distance, _ in near if said[0] == word[0]]
        return min(slips)[1] if slips else None
