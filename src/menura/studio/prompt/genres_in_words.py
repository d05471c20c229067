"""Read the genres a prompt names: the one that gives the groove and the one that colours it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from menura.studio.genres.catalogue import GENRES
from menura.studio.model import Decision
from menura.studio.prompt.genre_names import NAMES, SCENES
from menura.studio.prompt.instruments import find_instruments
from menura.studio.prompt.settling import is_correction
from menura.studio.prompt.wording import (
    Found,
    Vocabulary,
    blank_all,
    find_phrases,
    grouped,
    is_inside,
)

_CERTAIN, _GENERALLY, _BLEND = 1.0, 0.7, 0.8

# aliases that are common words: they name a kind of commission, not a kind of music
_TOO_COMMON = frozenset(
    {"140", "commercial", "corporate", "christmas", "atmospheric", "relaxation"}
)
TAKEN_BACK = "The prompt takes the first style back."
_GENERIC = frozenset(
    [
        "electronic",
        "electronic music",
        "elektronisch",
        "elektronische musik",
        "dance",
        "dance music",
        "club music",
        "dance track",
        "edm",
        "acoustic",
        "akustisch",
        "unplugged",
        "industrial",
        "indie",
        "soundtrack",
        "score",
        "electronica",
        "cinematic",
        "orchestra",
        "glitch",
        "acoustic ballad",
        "electronic track",
        "breaks",
        "trailer",
        "atmospheric",
        "irish",
        "traditional folk",
        "background score",
        "symphonic",
        "psy",
        "rave",
        "retro game",
        "liquid",
        "neuro",
        "arcade",
        "funky",
        "soundscape",
        "soundscapes",
        "drone",
        "bass music",
    ]
)
_HEAD = re.compile(
    r"[\s-]+(?:[\w']+\s+)?(?:beats?|grooves?|rhythms?|drums?|track|song|tune|banger|anthem"
    r"|loop|jam|piece|ballad|number|instrumental|mix)\b",
    re.IGNORECASE,
)
_STYLED = re.compile(
    r"\s*-?\s*(?:style|styled|ish|like|type|inspired|influenced|infused|tinged|flavou?red"
    r"|flavou?rs?|influences?|elements?|vibes?|touch(?:es)?|feel|edge|undertones?|accents?"
    r"|stil|aesthetics?)\b",
    re.IGNORECASE,
)
_SOUND = re.compile(
    r"\s+(?:[\w'-]+\s+)?(?:bass|basslines?|chords?|pianos?|guitars?|synths?|pads?|leads?"
    r"|harmon\w+|sounds?|stabs|melod\w+|strings|horns|brass|vocals?|organ|keys|solos?"
    r"|riffs?|samples?|arps?|textures?|licks|sax\w*|trumpets?|progressions?|voicings?|hats"
    r"|808s?|snares?|kicks?|wobbles?)\b",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\b(?:with|mit|avec|con|plus|featuring|feat|and|over|but)\s+(?:(?:some|a|an|the|more"
    r"|strong|slight|subtle|heavy|deep|big|little|lots of|"
    r"touch|touches|hint|hints|bit|dash|pinch|splash|elements?|influences?|flavou?rs?"
    r"|sprinkle|traces?|of|from|"
    r"einem|etwas|hauch|von|une|touche|de)\s+)*$",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\b(?:touch|hint|hints|dash|pinch|splash|bit|elements?|influences?|flavou?r|sprinkle"
    r"|traces?|shades?)\s+of\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_OVER = re.compile(r"\bover\s+(?:an?|the|some)?\s*(?:[\w-]+\s+)?$", re.IGNORECASE)
_MIXED = re.compile(
    r"^\W*(?:\s*(?:meets?|mixed with|crossed with|cross|blended with|combined with"
    r"|fused with|x|vs\.?|fusion|and|und|et|y|into|in|with|plus|infused|inflected|mit|avec"
    r"|con|over|/|\+|&|-|but|a|an|some|the|more|of|mashup|melted|trifft))*\W*$",
    re.IGNORECASE,
)
_BLENDED = re.compile(
    r"\b(?:mix|blend|fusion|mash-?up|combination|hybrid|cross(?:over)?|mischung|melange"
    r"|mezcla)\s+(?:of|between|from|aus|de|entre)\b|\bfusion\b|\bcrossover\b|\bhybrid\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|no|never|without(?: any)?|isn't|avoid|anything but|instead of|rather than"
    r"|less|nothing|ohne|kein\w*|sans|sin|pas de|don't (?:want|make it)|nor)\s+(?:(?:a|an"
    r"|too|any|some|more|it|like|the|really|typical|sound)\s+)*$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\s+(?:intro|outro|verse|chorus|bridge|break|breakdown|build|section|interlude|ending"
    r"|part)\b",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(
    r"(?:\b(?:dark|deep|melodic|minimal|liquid|progressive|acid|hard|heavy|soft|smooth"
    r"|classic|old school|modern|vintage|dirty|dreamy|epic|chill|funky|jazzy|hypnotic"
    r"|soulful|uplifting|atmospheric|aggressive|mellow|lofi|tropical|raw|dusty|slow|fast"
    r"|upbeat|sad|happy|ethereal|90s|80s|70s|60s|emotional)[\s-]+)+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class GenreReading:
    """What was read of the style, and the text without its names."""

    genre: str | None
    blend: str | None
    style: str | None
    confidence: float
    blend_confidence: float
    decisions: tuple[Decision, ...]
    names: tuple[Found[str], ...]
    rest: str


@cache
def genre_names() -> Vocabulary[str]:
    """Return the names of all genres, those of the catalogue included."""
    phrases = grouped(NAMES)
    for genre in GENRES.values():
        for alias in (genre.id.replace("_", " "), genre.title, *genre.aliases):
            if alias.lower() not in _TOO_COMMON:
                phrases.setdefault(alias.lower(), genre.id)
    return Vocabulary.of(phrases)


@cache
def scenes() -> Vocabulary[str]:
    """Return the scenes that suggest a genre."""
    return Vocabulary.of(grouped(SCENES))


def read_genre(text: str, parts: Sequence[int] = ()) -> GenreReading:
    """Read the genres a text names; `menura.studio.prompt.genre_guesses` helps with none.

    Parameters
    ----------
    text : str
        The prompt without keys, tempo and form.
    parts : sequence of int
        Where parts of the form were named: the *ambient* of *ambient intro* is not the genre.
    """
    pictures = find_phrases(text, scenes())
    players = find_instruments(text)
    found = [
        one
        for one in find_phrases(text, genre_names())
        if not is_inside(one, pictures)
        and not (one.said.lower() in _GENERIC and is_inside(one, players))
    ]
    rest = blank_all(text, [one for one in found if not is_inside(one, players)])
    refused = [one for one in found if _NOT.search(text[: one.start])]
    meant = [one for one in found if one not in refused]
    if len(meant) > 1:
        meant = [
            one
            for one in meant
            if not _PART.match(text, one.end) and not any(0 < at - one.end < 3 for at in parts)
        ] or meant
        special = [one for one in meant if one.said.lower() not in _GENERIC]
        if special and len({one.value for one in meant}) > 1:
            meant = special
    if not meant:
        return GenreReading(None, None, None, 0.0, 0.0, (), tuple(found), rest)
    return _chosen(text, meant, found, rest)


def _chosen(text: str, meant: list[Found[str]], found: list[Found[str]], rest: str) -> GenreReading:
    """Tell the genre that gives the groove from the one that colours it."""
    colours = [one for place, one in enumerate(meant) if _is_colour(text, meant, place)]
    heads = [one for one in meant if one not in colours]
    main = heads[0] if heads else meant[0]
    corrected = False
    for other in heads[1:]:
        if other.value != main.value and is_correction(text, main.end, other.start):
            main, corrected = other, True
    others = [one for one in meant if one.value != main.value]
    blend = None
    if not corrected:
        mixed = [one for one in others if one in colours or _is_mixed(text, main, one)]
        blend = mixed[0] if mixed else None
    rejected = tuple(
        dict.fromkeys(one.said for one in others if blend is None or one.value != blend.value)
    )
    decisions: tuple[Decision, ...] = ()
    if rejected:
        why = (
            TAKEN_BACK
            if corrected
            else "A track has one groove and at most one second style; the first ones named count."
        )
        decisions = (Decision("genre", main.said, why, rejected),)
    return GenreReading(
        main.value,
        blend.value if blend else None,
        _style(text, main, blend),
        _CERTAIN if main.said.lower() not in _GENERIC else _GENERALLY,
        _BLEND if blend else 0.0,
        decisions,
        tuple(found),
        rest,
    )


def _is_colour(text: str, meant: list[Found[str]], place: int) -> bool:
    """Tell whether a genre only describes sounds laid over another one."""
    one = meant[place]
    before = text[: one.start]
    if len({other.value for other in meant}) < 2:
        return False
    if _HEAD.match(text, one.end) and (_OVER.search(before) or not _OF.search(before)):
        head = _HEAD.match(text, one.end)
        if head and not _STYLED.match(text, one.end):
            return False
    if _STYLED.match(text, one.end) or _OF.search(before):
        return True
    if place + 1 < len(meant):
        gap = text[one.end : meant[place + 1].start]
        if not gap.strip(" -"):
            return True
    if _OVER.search(before):
        return False
    if place > 0 and _WITH.search(before) and not _BLENDED.search(text[: one.start]):
        return True
    return _SOUND.match(text, one.end) is not None


def _is_mixed(text: str, main: Found[str], other: Found[str]) -> bool:
    """Tell whether two genres are meant together rather than one or the other."""
    first, second = sorted((main, other), key=lambda one: one.start)
    if _BLENDED.search(text):
        return True
    between = text[first.end : second.start]
    if re.search(r"\b(?:or|oder|ou|maybe|perhaps|vielleicht)\b", between, re.IGNORECASE):
        return False
    return bool(between.strip()) and between.strip() != "," and _MIXED.match(between) is not None


def _style(text: str, main: Found[str], blend: Found[str] | None) -> str:
    """Return the words for the style as they were said, adjectives before them included."""
    adjective = _ADJECTIVE.search(text[: main.start])
    said = text[adjective.start() if adjective else main.start : main.end]
    said = said.replace("~", "").strip()
    if blend is None:
        return said
    first, second = (said, blend.said) if main.start < blend.start else (blend.said, said)
    return f"{first} / {second}"
