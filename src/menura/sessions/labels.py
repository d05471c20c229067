"""Say what a label may be: the namer's words made to fit, a person's words checked.

A namer's label has one to three words of ASCII letters and digits, lower case, at most 64
characters, so that any page and any file name can hold it. A person may write in any language.
"""

import re
import unicodedata

from menura.sessions.errors import SessionInputError
from menura.sessions.model import LABEL_CHARACTERS

MOST_WORDS = 3
# what a language model writes before the label it was asked for: "Sure, here is a **label**: ..."
_ANNOUNCED = re.compile(r"^.*\b(?:label|name|title)s?\b[^\w:]*:", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s*\d+[.)]\s+")
_APOSTROPHES = re.compile("(?<=\\w)['`\u00b4\u02bc\u2018\u2019](?=\\w)")
_SHORT_AND = re.compile(r"(?<=\w)&(?=\w)")  # r&b, d&b
# NFKD takes accents away but leaves these letters whole
_WHOLE_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_ARTICLES = frozenset({"a", "an", "the"})
_CONNECTIVES = frozenset({"a", "an", "and", "at", "for", "from", "in", "of", "or", "the", "with"})
_LINE_SEPARATORS = ("Zl", "Zp")
# they make what follows read backwards; joiners, also of category Cf, are part of scripts and emoji
_DIRECTION_MARKS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def clean_label(text: str) -> str | None:
    """Make whatever a namer said a label, or return None.

    Parameters
    ----------
    text : str
        An answer of any kind; the first line with a word in it counts.

    Returns
    -------
    str or None
        One to three words, ``[a-z0-9]`` and single blanks, at most 64 characters. None where
        nothing is left that could be read. Cleaning a label again changes nothing.
    """
    for line in text.splitlines():
        words = _plain_words(line)
        if words:
            return _short(words)
    return None


def check_label(text: str) -> str:
    """Return a label that a person gives, stripped.

    Raises
    ------
    SessionInputError
        It is empty, longer than 64 characters, or holds what cannot be shown on one line.
    """
    label = text.strip()
    if not label:
        raise SessionInputError("A label needs at least one character.", field="label")
    if len(label) > LABEL_CHARACTERS:
        raise SessionInputError(
            f"A label has at most {LABEL_CHARACTERS} characters, not {len(label)}.", field="label"
        )
    if not all(can_be_shown(character) for character in label):
        raise SessionInputError(
            f"The label {label!r} holds control characters; write it on one line without them.",
            field="label",
        )
    return label


def _plain_words(line: str) -> list[str]:
    announced = _ANNOUNCED.sub("", line, count=1)
    bare = _NUMBERED.sub("", announced, count=1)
    spoken = _SHORT_AND.sub("n", _APOSTROPHES.sub("", bare)).replace("&", " and ")
    # lower case twice: some letters (as the Kelvin sign) are capitals only once decomposed
    decomposed = unicodedata.normalize("NFKD", spoken.lower().translate(_WHOLE_LETTERS)).lower()
    letters = "".join(one for one in decomposed if not unicodedata.combining(one))
    words = re.findall("[a-z0-9]+", letters)
    while len(words) > 1 and words[0] in _ARTICLES:
        words.pop(0)
    return words


def _short(words: list[str]) -> str:
    kept = words[:MOST_WORDS]
    while len(kept) > 1 and (kept[-1] in _CONNECTIVES or len(" ".join(kept)) > LABEL_CHARACTERS):
        kept.pop()
    return " ".join(kept)[:LABEL_CHARACTERS]


def can_be_shown(character: str) -> bool:
    """Tell whether a character leaves a line of text as it looks."""
    category = unicodedata.category(character)
    return not (category in ("Cc", "Cs", *_LINE_SEPARATORS) or character in _DIRECTION_MARKS)
