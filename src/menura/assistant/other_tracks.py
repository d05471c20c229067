"""Understand words about the list itself: "more", "others", "5 more", "remove the second one"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from menura.assistant.errors import ChatInputError

PLACES = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
)  # fmt: skip
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TRACKS = r"(?:songs?|tracks?|titles?|tunes?|pieces?|ones|music|results?|suggestions?)"
_THESE = r"(?:these|those|this|that|them|the same|such)"
_MORE = re.compile(
    r"(?<!no )(?<!any )\b(?:(?P<count>\d{1,3}|an?|" + "|".join(_NUMBERS) + r")\s+)?"
    r"(?:(?:once |some |even )*more\b(?! than)"
    rf"(?:\s+(?:of|like)\s+{_THESE}(?:\s+{_TRACKS})?|\s+{_TRACKS})?"
    rf"|(?:do |play |try |go )?(?:it |that )?(?:once )?again|others|what else|not (?:these|those)"
    rf"|(?P<another>another)(?:\s+(?P<some>\d{{1,3}}|list|set|batch|{'|'.join(_NUMBERS)}))?"
    rf"(?:\s+{_TRACKS})?"
    rf"|(?:the )?(?:other|different|new)\s+{_TRACKS}|next(?:\s+(?:ones?|page|{_TRACKS}))?)(?=\W|$)",
    re.IGNORECASE,
)
_PLACE = "|".join((*PLACES, r"last", r"\d{1,3}(?:st|nd|rd|th)?"))
_REMOVES = re.compile(
    r"^\W*(?:please\s+|now\s+|and\s+|but\s+)*"
    r"(?:remove|drop|delete|without|skip|leave out|take out)\s+"
    rf"(?:the first\s+(?P<first>\d{{1,3}}|{'|'.join(_NUMBERS[1:])})\b\s*|"
    rf"(?P<places>(?:(?:the|number|track|song|no\.?|#|and|,|&)\s*|(?:{_PLACE})\b\s*)+))"
    r"(?:one|ones|song|songs|track|tracks|title|titles)?\W*(?:please)?\W*$",
    re.IGNORECASE,
)
_POLITE_WORDS = (
    "please and give me show i want would like can could you some now the yet then ok okay"
)
_POLITE = frozenset(_POLITE_WORDS.split())


@dataclass(frozen=True, slots=True)
class More:
    """Other tracks are asked for.

    Attributes
    ----------
    rest : str
        The other words.
    count : int, optional
        How many, where that is said.
    """

    rest: str
    count: int | None = None


def read_more(text: str) -> More | None:
    """Return what is said beside "more" or the like, None where nothing of it is said."""
    match = _MORE.search(text)
    if match is None:
        return None
    said = (match["count"] or match["some"] or "").lower()
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    if match["another"] and match["some"] is None:
        return More(rest, 1)
    if said in _NUMBERS:
        return More(rest, _NUMBERS.index(said) + 1)
    return More(rest, int(said) if said.isdigit() and int(said) else None)


def is_more_only(text: str) -> bool:
    """Tell whether nothing but other tracks is asked for."""
    more = read_more(text)
    words = re.findall(r"\w+", more.rest.lower()) if more else [""]
    return all(word in _POLITE for word in words)


def read_removal(text: str, track_ids: Sequence[str]) -> list[str]:
    """Return the tracks of the last list that words take out; raise if there is no such one.

    Raises
    ------
    ChatInputError
        The list is shorter.
    """
    match = _REMOVES.match(text)
    if match is None:
        return []
    first = (match["first"] or "").lower()
    if first:
        wanted = list(range(int(first) if first.isdigit() else _NUMBERS.index(first) + 1))
    else:
        said = re.findall(rf"\b(?:{_PLACE})\b", match["places"], re.IGNORECASE)
        wanted = [place_of(one.lower(), track_ids) for one in said]
    return list(dict.fromkeys(track_ids[place] for place in wanted if place < len(track_ids)))


def place_of(said: str, track_ids: Sequence[str]) -> int:
    """Return where in a list a word like "third" or "3rd" points; raise ChatInputError."""
    if said == "last":
        place = len(track_ids) - 1
    elif said in PLACES:
        place = PLACES.index(said)
    else:
        place = int(said.rstrip("stndrh")) - 1
    if 0 <= place < len(track_ids):
        return place
    raise ChatInputError(
        f"There is no {said} track: the list before has {len(track_ids)}.", field="text"
    )
