"""Correct misspelt words of music: ``hosue``, ``duubstep``, ``minro``.

Only words that nothing else explains are touched, and only by the slips that typing makes; the
fewer letters a word has, the less may differ, since ``horse`` is not ``house``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from menura.studio.model import Decision
from menura.studio.prompt.stop_words import (
    FAIRLY_MUSICAL,
    MUSIC_WORDS,
    OFF_TOPIC,
    STOP_WORDS,
    UNMUSICAL_NEIGHBOURS,
)
from menura.studio.prompt.wording import tokens

_SHORTEST, _MEDIUM, _LONG = 4, 6, 9
_MOST_UNKNOWN = 60  # beyond that it is prose, not a prompt with slips
_KNOWN = STOP_WORDS | MUSIC_WORDS | FAIRLY_MUSICAL | OFF_TOPIC | UNMUSICAL_NEIGHBOURS
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words that corrections may lead to."""

    words: frozenset[str]
    choices: tuple[str, ...]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> "Lexicon":
        """Collect the words of phrases; short ones are known but never a correction."""
        words = {word for phrase in phrases for word in _WORD.findall(phrase.lower())}
        choices = sorted(
            word for word in words if len(word) >= _SHORTEST and word not in STOP_WORDS
        )
        return cls(frozenset(words), tuple(choices))


@dataclass(frozen=True, slots=True)
class SpellingReading:
    """The corrected text and what was corrected."""

    text: str
    decisions: tuple[Decision, ...]


def correct_spelling(text: str, lexicon: Lexicon) -> SpellingReading:
    """Replace misspelt words of music by what they are nearest to."""
    unknown = [one for one in tokens(text) if _is_unknown(one.word, lexicon)]
    if len(unknown) > _MOST_UNKNOWN:
        return SpellingReading(text, ())
    decisions: dict[str, Decision] = {}
    for one in reversed(unknown):
        meant = nearest_word(one.word, lexicon)
        if meant is None:
            continue
        text = text[: one.start] + meant + text[one.end :]
        decisions[one.word] = Decision("spelling", meant, f"{one.word!r} was read as {meant!r}.")
    return SpellingReading(text, tuple(reversed(decisions.values())))


def nearest_word(word: str, lexicon: Lexicon) -> str | None:
    """Return the word that a misspelling stands for, None if none is near enough."""
    matches = process.extract(word, lexicon.choices, scorer=OSA.distance, score_cutoff=2, limit=12)
    for meant, distance, _ in sorted(
        matches, key=lambda one: (one[1], one[0][:1] != word[:1], -len(one[0]), one[0])
    ):
        if _is_slip(word, meant, int(distance)):
            return str(meant)
    return None


def _is_slip(word: str, meant: str, distance: int) -> bool:
    """Tell whether typing makes one word of the other."""
    if meant in {word + end for end in "ysdr"} or word in {meant + end for end in "ysdr"}:
        return False  # "bubble" and "bubbly" are two forms, not a slip
    if sorted(word) == sorted(meant):
        return distance == 1 or (
            word[0] == meant[0] and word[-1] == meant[-1]
        )  # letters changed places
    if word[0] != meant[0] or (distance > 1 and len(word) < _LONG):
        return False
    if len(word) != len(meant):
        shorter, longer = sorted((word, meant), key=len)
        is_double = any(
            longer[i] == longer[i - 1]
            for i in range(1, len(longer))
            if longer[:i] + longer[i + 1 :] == shorter
        )
        return is_double or min(len(word), len(meant)) >= _SHORTEST + (distance > 1)
    return len(word) >= _MEDIUM + (distance > 1) * 3


def _is_unknown(word: str, lexicon: Lexicon) -> bool:
    return (
        len(word) >= _SHORTEST
        and word.isascii()
        and word.isalpha()
        and word not in lexicon.words
        and word not in _KNOWN
        and not (word.endswith("s") and word[:-1] in lexicon.words)
    )
