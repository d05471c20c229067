"""Turn numbers in words into digits where a unit of music follows them."""

import re

_SMALL = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "eine": 1, "ein": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "acht": 8,
    "zehn": 10, "une": 1, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "dix": 10,
    "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "diez": 10,
}  # fmt: skip
_HUNDRED = 100
_UNIT = (
    r"(?:bpm|beats|minutes?|mins?|minuten?|minutos?|seconds?|secs?|sekunden?|secondes?|segundos?"
    r"|bars?|measures?|takte?|hours?|and a half|verses?|choruses)"
)
_WORD = "|".join(sorted(set(_SMALL) - {"a", "an"}, key=len, reverse=True))
_NUMBER = re.compile(
    rf"\b((?:(?:an?\s+)?hundred|(?:{_WORD}))(?:[\s-]+(?:and\s+)?(?:hundred"
    rf"|{_WORD}))*)(?=[\s-]*{_UNIT}\b)",
    re.IGNORECASE,
)


def write_digits(text: str) -> str:
    """Return the text with ``one hundred and twenty bpm`` as ``120 bpm``.

    Only before a unit: *one love* stays as it is.
    """
    return _NUMBER.sub(lambda match: str(_value(match[1])), text)


def _value(said: str) -> int:
    """Add up the words of a number below a thousand; ``one twenty`` is 120."""
    total = 0
    for word in re.split(r"[\s-]+", said.lower()):
        if word == "hundred":
            total = max(total, 1) * _HUNDRED
        elif word in _SMALL:
            value = _SMALL[word]
            tens_follow_ones = 0 < total < 10 <= value
            total = total * _HUNDRED + value if tens_follow_ones else total + value
    return total
