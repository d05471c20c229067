"""Find an artist in the lines that tracks are credited with."""

import re
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from menura.discover.shelf import Shelf, name_key

Names = tuple[str, ...]
# How a shelf and most taggers join several artists
_LIST = re.compile(r",|;|[\s(\[](?:feat|ft|featuring)\b\.?", re.IGNORECASE)
# What joins artists as often as it is part of a name ("Simon & Garfunkel")
_LOOSE = re.compile(
    rf"{_LIST.pattern}|/|&|\+|\s(?:and|with|x|vs|versus|und|y|et)\b\.?\s", re.IGNORECASE
)
_known: WeakKeyDictionary[Shelf, dict[str, list[int]]] = WeakKeyDictionary()


def credit_codes(shelf: Shelf, name: str) -> Sequence[int]:
    """Return the codes of all credits an artist is named in, alone or among others.

    Names joined by "&" and the like are taken apart only where nothing else is found: "Simon" is
    looked for in "Simon & Garfunkel" if there is no "Simon".
    """
    for separators in (_LIST, _LOOSE):
        wanted = _taken_apart(name, separators)
        if not wanted:
            return []
        known = _by_word(shelf)
        near = min((known.get(word, []) for part in wanted for word in part.split(" ")), key=len)
        found = [
            code
            for code in near
            if _stands_in(wanted, _taken_apart(shelf.credits[code], separators))
        ]
        if found:
            return found
    return []


def _taken_apart(credit: str, separators: re.Pattern[str]) -> Names:
    parts = (name_key(part) for part in separators.split(credit))
    return tuple(part for part in parts if part)


def _stands_in(wanted: Names, credit: Names) -> bool:
    """Tell whether `wanted` stands in `credit` in one run: names may hold commas themselves."""
    name, count = " ".join(wanted), len(credit)
    runs = ((start, end) for start in range(count) for end in range(start + 1, count + 1))
    return any(" ".join(credit[start:end]) == name for start, end in runs)


def _by_word(shelf: Shelf) -> dict[str, list[int]]:
    """Return the codes of credits by each word in them; made once for each shelf."""
    if shelf not in _known:
        words: dict[str, list[int]] = {}
        for code, credit in enumerate(shelf.credits):
            for word in set(name_key(credit).split(" ")):
                words.setdefault(word, []).append(code)
        _known[shelf] = words
    return _known[shelf]
