"""Read which instruments are wanted, which are not, and what voices should do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from menura.studio.model import Decision, Instrument, Vocals
from menura.studio.prompt.instrument_names import INSTRUMENT_NAMES
from menura.studio.prompt.wording import Found, Vocabulary, blank_all, find_phrases

I = Instrument  # noqa: E741 - tables are unreadable with long names

_NAMES = Vocabulary.of(INSTRUMENT_NAMES)
_NONE = re.compile(
    r"\b(?:instrumentals?(?: only| version| track| music)?|purely instrumental|instrumentalstuck|"
    r"instrumentale?s?|vocal-?less|unsung|karaoke)\b",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"\b(?:no|without(?: any| the)?|w/o|minus|except(?: for)?|excluding|exclude|avoid(?:ing)?|"
    r"not? any|(?:do not|don't|dont) (?:want|use|add|need|like|include|put)(?: any)?|leave out|"
    r"leaving out|drop the|remove|removing|skip(?: the)?|free of|lacking|devoid of|zero|not|never|"
    r"anything but|cut the|lose the|ohne|kein|keine|keinen|sans|sin|pas de|senza|nor)\b",
    re.IGNORECASE,
)
_JOINED = frozenset(
    {
        "or",
        "and",
        "nor",
        "any",
        "the",
        "a",
        "an",
        "of",
        "oder",
        "und",
        "ni",
        "ou",
        "o",
        "y",
        "et",
        "kind",
        "sort",
        "no",
        "other",
        "either",
    }
)
_LIST_ENDS = frozenset(
    {
        "but",
        "just",
        "only",
        "with",
        "mit",
        "avec",
        "con",
        "then",
        "plus",
        "featuring",
        "in",
        "at",
        "so",
        "more",
        "also",
        "lots",
        "aber",
        "mais",
        "pero",
        "use",
        "add",
        "because",
        "which",
        "that",
        "make",
        "please",
        "instead",
        "to",
        "for",
        "over",
        "under",
        "until",
        "before",
        "after",
        "like",
    }
)
_STOP = re.compile(r"[.;:!?()]|\s-\s")
_FREE = re.compile(r"\s*-?\s*(?:free|less|-less)\b(?!\s+of)", re.IGNORECASE)
_LESS = {
    "drumless": I.DRUMS,
    "beatless": I.DRUMS,
    "no beats?": I.DRUMS,
    "without (?:a |any )?beats?": I.DRUMS,
    "bassless": I.BASS,
    "voiceless": I.VOCALS,
}
_PLAIN_ADJECTIVES = 2
_IN_EVERY_GENRE = frozenset({I.DRUMS, I.BASS, I.BRASS, I.FX, I.CLARINET})
_TEXTURES = frozenset({I.CHOIR, I.VOCAL_CHOPS})
_BEFORE_NO_INSTRUMENT = re.compile(r"\b(?:in other|own|these|those|few|key)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class InstrumentReading:
    """What was read of instruments and voices, and the text without it."""

    wanted: tuple[Instrument, ...]
    excluded: tuple[Instrument, ...]
    vocals: Vocals
    decisions: tuple[Decision, ...]
    said: tuple[str, ...]
    rest: str


def find_instruments(text: str) -> list[Found[Instrument]]:
    """Return the instruments a text names, wanted or not."""
    return find_phrases(text, _NAMES)


def read_instruments(
    text: str, genres: Sequence[Found[str]] = (), whole: str = ""
) -> InstrumentReading:
    """Read instruments from a text whose genres, keys and sections are blanked.

    Parameters
    ----------
    text : str
        What is left of the prompt.
    genres : sequence of Found
        Names of genres; some tell an instrument too (*piano house*, *string quartet*).
    whole : str
        The text before genres were blanked: *instrumental hip hop* is one name there.
    """
    found = [
        one
        for one in find_phrases(text, _NAMES)
        if not _BEFORE_NO_INSTRUMENT.search(text[: one.start])
        and not (one.value is I.VOCALS and one.said.lower() == "words" and not _CUE.search(text))
    ]
    unwanted = _unwanted(text, found)
    excluded = dict.fromkeys(one.value for one in unwanted)
    excluded |= dict.fromkeys(lacking_words(whole or text))
    instrumental = _instrumental(whole or text)
    wanted = dict.fromkeys(one.value for one in found if one not in unwanted)
    wanted |= dict.fromkeys(one for one in _in_names(genres) if one not in excluded)
    clash = [one for one in wanted if one in excluded]
    for one in clash:
        del wanted[one]
    decisions = [
        Decision(
            "instruments",
            f"no {one.value}",
            "The prompt both asks for it and forbids it.",
            (one.value,),
        )
        for one in clash
    ]
    vocals, more = _voices(wanted, excluded, instrumental is not None)
    rest = blank_all(text, found)
    if instrumental:
        rest = blank_all(rest, [Found(0, "", instrumental.start(), instrumental.end())])
    return InstrumentReading(
        tuple(wanted),
        tuple(excluded),
        vocals,
        (*decisions, *more),
        tuple(one.said for one in found),
        rest,
    )


def _instrumental(text: str) -> re.Match[str] | None:
    """Find the word that asks for music without voices."""
    return next(
        (
            one
            for one in _NONE.finditer(text)
            if not re.search(r"\bnot\s+(?:an?\s+)?$", text[: one.start()], re.IGNORECASE)
        ),
        None,
    )


def _in_names(genres: Sequence[Found[str]]) -> list[Instrument]:
    """Return the instruments in names of genres, except the drums and bass that all have."""
    return [
        one.value
        for genre in genres
        for one in find_phrases(genre.said, _NAMES)
        if one.value not in _IN_EVERY_GENRE and "jazz" not in genre.said.lower()
    ]


def _voices(
    wanted: dict[Instrument, None], excluded: dict[Instrument, None], instrumental: bool
) -> tuple[Vocals, tuple[Decision, ...]]:
    """Decide what voices do; a singer is taken out of what an instrumental wants."""
    is_texture = any(one in _TEXTURES for one in wanted)
    if instrumental or I.VOCALS in excluded:
        if I.VOCALS in wanted:
            del wanted[I.VOCALS]
            why = "The prompt asks for an instrumental and for vocals; it stays instrumental."
            return Vocals.NONE, (Decision("vocals", "none", why, ("vocals",)),)
        return (Vocals.TEXTURE if is_texture else Vocals.NONE), ()
    if I.VOCALS in wanted:
        return Vocals.SINGER, ()
    return (Vocals.TEXTURE if is_texture else Vocals.UNSPECIFIED), ()


def _unwanted(text: str, found: list[Found[Instrument]]) -> list[Found[Instrument]]:
    """Return the instruments that a negation reaches."""
    unwanted = [one for one in found if _FREE.match(text, one.end)]
    for cue in _CUE.finditer(text):
        if cue[0].lower() in ("not", "never") and not re.match(
            r"\s+(?:too )?(?:any|with|a|the|so)?\s*", text[cue.end() :]
        ):
            continue
        unwanted += _reached(text, cue.end(), found, is_list=not cue[0].lower().startswith("no"))
    return [one for one in found if one in unwanted]


def _reached(
    text: str, start: int, found: list[Found[Instrument]], *, is_list: bool
) -> list[Found[Instrument]]:
    """Walk from a negation over a list of instruments until something else begins."""
    stop = _STOP.search(text, start)
    end = stop.start() if stop else len(text)
    ahead = [one for one in found if start <= one.start < end]
    has_or = re.search(r"\b(?:or|nor|oder|ou|ni)\b", text[start:end], re.IGNORECASE) is not None
    reached: list[Found[Instrument]] = []
    place = start
    for one in ahead:
        between = text[place : one.start]
        words = re.findall(r"[\w']+", between.lower())
        if any(word in _LIST_ENDS for word in words) or ("~~" in between and reached):
            break
        others = [word for word in words if word not in _JOINED]
        if len(others) > (_PLAIN_ADJECTIVES if not reached else 0):
            break
        if reached and "," in between and not (is_list or has_or):
            break
        is_next = bool(reached) and not words and "," not in between and "/" not in between
        if is_next and one.value is not reached[-1].value:
            break
        reached.append(one)
        place = one.end
    return reached


def phrases() -> tuple[str, ...]:
    """Return every phrase for an instrument."""
    return tuple(INSTRUMENT_NAMES)


def lacking_words(text: str) -> tuple[Instrument, ...]:
    """Return what single words forbid: *drumless*, *beatless*."""
    return tuple(
        instrument
        for word, instrument in _LESS.items()
        if re.search(rf"\b{word}\b", text, re.IGNORECASE)
    )
