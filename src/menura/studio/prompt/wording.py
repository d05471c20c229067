"""Prepare a prompt for reading, and find phrases in it whatever their spelling.

Readers work on one plain text and blank what they understood, so that no word is read twice:
the ``drum`` of ``drum and bass`` is no drum any more when instruments are looked for.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

READ = "~"
"""Stands where something was understood; it separates words and is never part of one."""

Value = TypeVar("Value")
Meaning = TypeVar("Meaning", covariant=True)

_TYPOGRAPHIC = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'", "\u0060": "'",
        "\u00b4": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u2033": '"',
        "\u00ab": '"', "\u00bb": '"', "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-",
        "\u2014": "-", "\u2212": "-", "\u266f": "#", "\u266d": "b", "\u266e": "", "~": " about ",
        "\u2248": " about ", "\u2669": " tempo ", "\u266a": " tempo ", "\u00bd": " and a half",
        "\u00df": "ss", "\u00d7": "x", "\u00f8": "o", "\u00e6": "ae",
    }
)  # fmt: skip
_TOKEN = re.compile(r"[\w#&+]+(?:'\w+)*")
_POSSESSIVE = re.compile(r"'s?$")
_GAP = re.compile(r"[\s\-_/']{0,3}|\.")
_MARKS = re.compile(r"[^\w#]+|_")


@dataclass(frozen=True, slots=True)
class Token:
    """A word and where it stands."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found(Generic[Meaning]):
    """A phrase that was found: what it means, as it was said, where it stands."""

    value: Meaning
    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Vocabulary(Generic[Value]):
    """Phrases and what they mean; spaces, hyphens, accents and plurals do not matter."""

    entries: Mapping[str, Value]
    longest: int

    @classmethod
    def of(cls, phrases: Mapping[str, Value]) -> "Vocabulary[Value]":
        """Index phrases by their letters alone; of two spellings the first counts."""
        entries: dict[str, Value] = {}
        for phrase, value in phrases.items():
            entries.setdefault(_letters(plain_text(phrase).lower()), value)
        return cls(entries, max((len(phrase.split()) for phrase in phrases), default=1) + 1)

    def meaning(self, phrase: str) -> Value | None:
        """Return what a phrase means, None if it is not known; a plural is tried as singular."""
        letters = _letters(phrase)
        if not letters:
            return None
        value = self.entries.get(letters)
        if value is None and len(letters) > 3 and letters.endswith("s") and letters[-2] != "s":
            value = self.entries.get(letters[:-1])
        return value


def grouped(groups: Mapping[Value, str]) -> dict[str, Value]:
    """Turn ``{value: "phrase, phrase"}`` into ``{phrase: value}``."""
    return {
        " ".join(phrase.split()): value
        for value, said in groups.items()
        for phrase in said.split(",")
    }


def plain_text(text: str) -> str:
    """Return the text with plain quotes, dashes and spaces and without accents, in its case."""
    composed = unicodedata.normalize("NFC", text).translate(_TYPOGRAPHIC)
    marked = unicodedata.normalize("NFKD", composed).translate(_TYPOGRAPHIC)
    letters = "".join(
        " " if unicodedata.category(one) in ("Cc", "Cf", "Cs") else one
        for one in marked
        if not unicodedata.combining(one)
    )
    return " ".join(letters.replace("\u2044", "/").split())


def tokens(text: str) -> list[Token]:
    """Return the words of a text in small letters, without possessive endings."""
    found = []
    for match in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", match[0])
        found.append(Token(word.lower(), match.start(), match.start() + len(word)))
    return found


def find_phrases(text: str, vocabulary: Vocabulary[Value]) -> list[Found[Value]]:
    """Return the phrases of a vocabulary that occur, the longest at each place, in order."""
    words = tokens(text)
    found: list[Found[Value]] = []
    place = 0
    while place < len(words):
        reach = _reach(text, words, place, vocabulary.longest)
        for last in range(reach, place - 1, -1):
            start, end = words[place].start, words[last].end
            value = vocabulary.meaning(text[start:end].lower())
            if value is not None:
                found.append(Found(value, text[start:end], start, end))
                place = last
                break
        place += 1
    return found


def is_inside(one: Found[Value], others: Iterable[Found[object]]) -> bool:
    """Tell whether a phrase is only part of a longer one."""
    return any(
        other.start <= one.start and one.end <= other.end and len(other.said) > len(one.said)
        for other in others
    )


def blank(text: str, start: int, end: int) -> str:
    """Return the text with a span marked as read, everything else where it was."""
    return text[:start] + READ * (end - start) + text[end:]


def blank_all(text: str, spans: Iterable[Found[Value]]) -> str:
    """Return the text with all these spans marked as read."""
    for span in spans:
        text = blank(text, span.start, span.end)
    return text


def _reach(text: str, words: list[Token], place: int, longest: int) -> int:
    """Return the last word that still belongs to the same phrase as the first."""
    last = place
    while last + 1 < len(words) and last - place + 1 < longest:
        if not _GAP.fullmatch(text, words[last].end, words[last + 1].start):
            break
        last += 1
    return last


def _letters(phrase: str) -> str:
    """Return what is left of a phrase without spaces, hyphens and quotes; ``&`` is *and*."""
    return _MARKS.sub("", phrase.lower().replace("&", "and").replace("+", "and"))
