"""Tell wishes for music from other texts.

Words that only music has (*techno*, *piano*, *128 bpm*) carry a text; words that are also others'
(*rock*, *house*, *metal*, *sad*, *drop*) must make up most of what it says.
"""

import re
from dataclasses import dataclass

from menura.studio.prompt.stop_words import FAIRLY_MUSICAL, MUSIC_WORDS, OFF_TOPIC, STOP_WORDS
from menura.studio.prompt.wording import tokens

_STRONG, _FAIR, _WEAK = 3.0, 1.5, 1.0
_SHARE_OF_STRANGE_WORDS = 0.25  # a sentence about a song's story has up to four a musical word
_OFF_TOPIC_COUNTS = 3.0
_OTHER_TOPIC = 3.5
_QUESTION_COUNTS = 6.0
_ABOUT = re.compile(
    r"\b(?:songs?|music|track|beat|tune|ballad|lied|musik|chanson|cancion|melody|jingle|theme)"
    r"\s+(?:is\s+)?(?:about|for|uber|sur|sobre|fur|to)\b",
    re.IGNORECASE,
)
"""A song may be about anything."""

_SOUNDS = re.compile(
    r"\bsounds? like\b|\bmake it sound\b|\bsomething (?:that|for|like|with)\b"
    r"|\bin the style of\b|\binspired by\b|\b(?:vibes?|feel) (?:of|like)\b",
    re.IGNORECASE,
)
_HINT = 0.5
_QUESTION = re.compile(
    r"^\W*(?:what(?:'s)? (?!about)|who |when |where |why "
    r"|how (?:do|does|did|to|can|much|many|is|are)\b"
    r"|translate\b|define\b|explain\b|summari[sz]e\b|is (?:there|it|this)\b|does\b|did\b|do you\b)"
    r"|\bis (?:broken|lost|missing)\b|\bhow (?:to|do i|can i) (?!make|create)",
    re.IGNORECASE,
)
"""A question about music is no wish for it."""
_REQUEST = re.compile(
    r"\b(?:make|create|generate|produce|compose|write|give me|gimme|i want|i need|mach|erzeuge)"
    r"(?: me| us)?\s+(?:an?|some|the|one|einen?|this)\s+(?:[\w-]+\s+){0,3}?"
    r"(?:track|beat|groove|loop|jam|instrumental)s?\b",
    re.IGNORECASE,
)


def _names(text: str) -> frozenset[str]:
    return frozenset(" ".join(name.split()) for name in text.split(","))


AMBIGUOUS = _names(
    """
    16 bit, 16bit, 303, 707, 8 bit, 808, 8bit, 909, acid, acoustic, afro, arcade, atmospheres,
    atmospheric, bajo, balkan, bass, basse, batterie, bell, bells, blues, bolero, boogie,
    brass, breaks, brushes, c64, chant, chants, chor, cinematic, clap, claps, classical,
    cordes, cosmic, country, crackle, cuban, cuerdas, dance, drill, drone, drop, drum, drums,
    dub, electro, electronic, emo, folk, funky, fx, garage, glitch, goa, gospel, growl,
    growls, harp, hat, hats, horn, horns, house, idm, impacts, indie, industrial, irish,
    jungle, keyboard, keyboards, keys, kick, kicks, latin, latino, lead, leads, liquid,
    lounge, lyric, lyrics, mambo, march, medieval, meditation, metal, metales, minimal, movie
    soundtrack, naija, nashville, neuro, nintendo, orchestra, organ, overture, pad, pads,
    pluck, pop, prelude, psy, punk, rave, rave music, recorder, renaissance, rock, sampled,
    score, scottish, screams, sega, sequencer, shaker, shakers, sing, sings, sludge, soul, spa
    music, squelch, stab, stabs, stax, steppers, stimme, strings, sub, subs, sweeps, swing,
    symphonic, tango, textures, thrash, toms, traditional folk, trailer, trap, underscore,
    vinyl, viola, voice, voices, washes, wave music, western, whistle, wobble, words
    """
)
"""Names that mean something outside music too."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a wish for music.

    Attributes
    ----------
    names : tuple of str
        Genres and instruments as they were said.
    numbers : float
        What tempo, key and form add (`_STRONG` for a certain one).
    hints : int
        Moods, scenes, lengths, references: each weak.
    corrected : frozenset of str
        Words that only correction made musical: they prove nothing.
    """

    names: tuple[str, ...]
    numbers: float
    hints: float
    corrected: frozenset[str] = frozenset()


def is_about_music(text: str, rest: str, evidence: Evidence) -> bool:
    """Tell whether a text asks for music.

    Parameters
    ----------
    text : str
        The whole prompt.
    rest : str
        What no reader understood.
    evidence : Evidence
        What the readers understood.
    """
    said = [one.word for one in tokens(text)]
    words_of_music = len(MUSIC_WORDS.intersection(said))
    names = {name.lower() for name in evidence.names}
    sure = sum(
        name.removesuffix("s") not in AMBIGUOUS
        and name not in AMBIGUOUS
        and evidence.corrected.isdisjoint(name.split())
        for name in names
    )
    fair = bool(FAIRLY_MUSICAL.intersection(said))
    words_of_music += _REQUEST.search(text) is not None
    strong = _STRONG * (sure + min(words_of_music, 3)) + evidence.numbers
    weak = _WEAK * (len(names) - sure) + _FAIR * fair + evidence.hints
    strange = [
        one.word
        for one in tokens(rest)
        if one.word not in STOP_WORDS
        and one.word not in MUSIC_WORDS
        and one.word not in FAIRLY_MUSICAL
        and not one.word.isdigit()
    ]
    weak += _HINT if _SOUNDS.search(text) else 0.0
    against = float(len(strange)) + sum(mark in "{};=<>\\|$%_" for mark in text) / 2
    against += text.count("()") + text.count("::")
    other_topics = 0 if _ABOUT.search(text) else sum(word in OFF_TOPIC for word in said)
    if strong >= _STRONG and _QUESTION.search(text):
        against += _QUESTION_COUNTS / _SHARE_OF_STRANGE_WORDS
    if strong >= _STRONG:
        against = _SHARE_OF_STRANGE_WORDS * against + _OTHER_TOPIC * other_topics
        return strong + weak >= against
    is_question = _QUESTION.search(text) is not None
    return not is_question and strong + weak > against + _OFF_TOPIC_COUNTS * other_topics
