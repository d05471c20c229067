"""Make text comparable: what a listener types must find what a tag says."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)
# Letters that Unicode does not decompose, as listeners type them without the right keyboard.
_FOLDED = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ı": "i"}
)


def normalise_search(text: str) -> str:
    """Return `text` in lower case, without accents and punctuation, words parted by one space.

    Both sides of a search pass through here, so that the two databases behave alike whatever
    their own text rules are.
    """
    if text.isascii():  # most text, at a quarter of the time
        return _NOT_WORD.sub(" ", text.lower().replace("_", " ")).strip()
    # Taken apart first and last: "𝑨" is a letter with a small form only after it, and folding
    # case puts some letters together.
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_FOLDED)
    folded = unicodedata.normalize("NFKD", plain)
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.replace("_", " ")).strip()
