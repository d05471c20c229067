"""Compare what songs are called by different people.

One writes "Song (feat. Somebody) [2011 Remaster]", another "Song": the same. "Song (Live)" is
another recording, and so is a remix: what a bracket says decides whether it may be left out.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from menura.catalogue.search import normalise_search

# A bracket with only these words (and years) says nothing of another recording.
_SAME_WORDS = """
    remaster remastered remastering digital digitally mono stereo deluxe edition expanded special
    anniversary bonus track explicit clean album single original version lp ep
"""
# A bracket with one of these words is of another recording than a title without it.
_OTHER_WORDS = """
    live concert tour unplugged session sessions bbc rehearsal demo acoustic piano orchestral
    orchestra symphonic stripped instrumental remix remixed mix mixed rmx rework reworked remake
    redux dub edit extended version vip bootleg mashup medley outtake take alternate alternative
    karaoke cover tribute cappella acapella acappella sped slowed nightcore reverb reprise intro
    outro interlude part pt vol volume recorded rerecorded spanish english french german italian
    japanese korean
"""
_SAME = frozenset(_SAME_WORDS.split())
_OTHER = frozenset(_OTHER_WORDS.split())
_YEAR = re.compile(r"(?:19|20)\d\d|\d+(?:st|nd|rd|th)")
_GUEST_WORDS = r"(?:feat|ft|featuring)\b\.?"
_GUESTS = re.compile(rf"[\s,;]+{_GUEST_WORDS}\s.*$", re.IGNORECASE)
_GUEST_BRACKET = re.compile(rf"\s*(?:{_GUEST_WORDS}|with\b)\s*\S", re.IGNORECASE)
_BRACKET = re.compile(r"^(?P<rest>.*\S)\s*[(\[{](?P<inside>[^()\[\]{}]*)[)\]}]\s*$")
_DASH = re.compile(r"^(?P<rest>.*\S)\s+[-–—]\s+(?P<inside>[^-–—]+)$")
_MOST_SUFFIXES = 5
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ"))
_BETWEEN_ARTISTS = re.compile(
    rf"\s*(?:[,;/|•]|\s(?:&|\+|x|vs\.?|and|und|et|y|with|{_GUEST_WORDS})\s)\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class TitleForms:
    """A title in comparable form.

    Attributes
    ----------
    full : str
        All of it but for guests and what says nothing.
    base : str
        Without what stands in brackets at its end, unless that tells another recording.
    """

    full: str
    base: str


@lru_cache(maxsize=65_536)
def title_forms(title: str) -> TitleForms:
    """Return the forms by which a title is found."""
    rest, kept, versions = title, [], []
    for _ in range(_MOST_SUFFIXES):
        match = _BRACKET.match(rest)
        is_bracket = match is not None
        match = match or _DASH.match(rest)
        if match is None:
            break
        inside = match["inside"]
        words = normalise_search(inside).split()
        is_empty = _GUEST_BRACKET.match(inside) is not None or _says_nothing(words)
        if not is_empty:
            is_other = _tells_other(words)
            if not is_bracket and not is_other:  # "Song - Second Line" is a title as a whole
                break
            kept.append(" ".join(words))
            versions += kept[-1:] if is_other else []
        rest = match["rest"]
    plain = _normalised(_GUESTS.sub("", rest))
    return TitleForms(" ".join([plain, *reversed(kept)]), " ".join([plain, *reversed(versions)]))


def _says_nothing(words: list[str]) -> bool:
    if words == ["original", "mix"]:  # what dance music calls the plain version
        return True
    plain = [word for word in words if not _YEAR.fullmatch(word)]
    if not words:
        return True
    return bool(plain) and all(word in _SAME for word in plain)


def _tells_other(words: list[str]) -> bool:
    return any(word in _OTHER or any(c.isdigit() for c in word) for word in words)


def _normalised(text: str) -> str:
    """Return a text in comparable form; what is signs only stays as it is."""
    whole = text.translate(_APOSTROPHES)  # "cant" is what many write
    return normalise_search(whole) or " ".join(text.casefold().split())


@lru_cache(maxsize=65_536)
def artist_forms(artist: str) -> tuple[str, ...]:
    """Return the forms by which an artist is found: all who are named, then only the first."""
    first = _BETWEEN_ARTISTS.split(artist, maxsplit=1)[0]
    forms = (_plain_artist(artist), _plain_artist(first))
    return tuple(dict.fromkeys(form for form in forms if form))


def _plain_artist(artist: str) -> str:
    words = _normalised(artist).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    between = {"and", "feat", "ft", "featuring"}
    return " ".join(word for word in words if word not in between) or " ".join(words)


@lru_cache(maxsize=65_536)
def album_form(album: str | None) -> str:
    """Return the form by which an album is compared."""
    return title_forms(album).base if album else ""
