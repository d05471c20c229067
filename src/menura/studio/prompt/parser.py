"""Read a sentence into a structured prompt by rules alone: no model and no network.

Readers follow one another on the same text and blank what they understood. Their order matters:
names of songs first (``Daft Punk`` is no punk), keys before lengths (``A minor`` is no minute),
parts of the form before the length of the whole, genres before instruments (``drum and bass``).
"""

import re
from dataclasses import dataclass
from functools import cache

from menura.studio.genres.catalogue import GENRES
from menura.studio.model import Decision, Mode, StructuredPrompt, Vocals
from menura.studio.prompt import instruments as instrument_words
from menura.studio.prompt import moods as mood_words
from menura.studio.prompt.durations import DurationReading, read_duration
from menura.studio.prompt.errors import EmptyPromptError, NotMusicError, PromptTooLongError
from menura.studio.prompt.genre_guesses import Hints, guess_genre
from menura.studio.prompt.genre_names import NAMES, SCENES
from menura.studio.prompt.genres_in_words import (
    GenreReading,
    genre_names,
    read_genre,
    scenes,
)
from menura.studio.prompt.instruments import InstrumentReading, read_instruments
from menura.studio.prompt.key_words import KeyReading, read_key
from menura.studio.prompt.moods import MoodReading, read_moods
from menura.studio.prompt.number_words import write_digits
from menura.studio.prompt.references import ReferenceReading, read_references
from menura.studio.prompt.relevance import Evidence, is_about_music
from menura.studio.prompt.sections import SectionReading, read_sections
from menura.studio.prompt.spelling import Lexicon, SpellingReading, correct_spelling
from menura.studio.prompt.tempo_words import TempoReading, read_tempo, tempo_from_words
from menura.studio.prompt.wording import Found, blank_all, find_phrases, plain_text

LONGEST_PROMPT = 4000  # characters; the longest description of one track seen in tests has 900
_MODE_FROM_MOOD = 0.35
_OTHER_METRE = re.compile(
    r"\b(?:[3567]/[48]|(?:9|12)/8|waltz(?:es|ing)?|walzer|valse|vals)\b", re.IGNORECASE
)
_MISSPELT = 0.85
_SURE_TEMPO = 0.9
_MORE_WORDS = """
    minore mineur menor mayor majeur maggiore moll minor major minute minutes second seconds
    without dorian phrygian lydian mixolydian instrumental allegro andante adagio presto
    moderato largo vivace tempo chorus verse bridge intro outro drop faster slower energetic
    aggressive relaxing melancholic melancholy uplifting mysterious
"""


@dataclass(frozen=True, slots=True)
class _Readings:
    """What all readers found."""

    references: ReferenceReading
    spelling: SpellingReading
    key: KeyReading
    tempo: TempoReading
    sections: SectionReading
    duration: DurationReading
    genre: GenreReading
    instruments: InstrumentReading
    moods: MoodReading
    scenes: tuple[Found[str], ...]


@dataclass(frozen=True, slots=True)
class _Mode:
    """A mode, how sure it is, and why."""

    mode: Mode | None
    confidence: float
    decisions: tuple[Decision, ...]


def parse_prompt(text: str) -> StructuredPrompt:
    """Read what a sentence asks for.

    Explicit facts (numbers, keys, names, exclusions) are taken as said; words are read against
    the genre (*slow house* is slow for house); what is not said stays open, except the genre,
    which is then guessed with low confidence. Every contradiction and every guess is a Decision.

    Parameters
    ----------
    text : str
        Up to `LONGEST_PROMPT` characters, in English or with the common words for music in
        German, French and Spanish.

    Returns
    -------
    StructuredPrompt
        With ``reader="rules"`` and a confidence for each field that is set.

    Raises
    ------
    EmptyPromptError
        If there is no letter or digit in it.
    PromptTooLongError
        If it is longer than `LONGEST_PROMPT`.
    NotMusicError
        If it does not read like a wish for music.
    """
    if len(text) > LONGEST_PROMPT:
        raise PromptTooLongError(len(text), LONGEST_PROMPT)
    plain = plain_text(text)
    if not any(letter.isalnum() for letter in plain):
        raise EmptyPromptError()
    readings = _read(plain)
    if not is_about_music(
        readings.spelling.text,
        blank_all(readings.moods.rest, readings.scenes),
        _evidence(readings),
    ):
        raise NotMusicError(text)
    return _assembled(text, readings)


@cache
def _lexicon() -> Lexicon:
    phrases = [*NAMES.values(), *instrument_words.phrases(), *mood_words.phrases(), _MORE_WORDS]
    known = Lexicon.of(phrases)
    scene_words = Lexicon.of(SCENES.values()).words
    return Lexicon(known.words | scene_words, known.choices)


def _read(plain: str) -> _Readings:
    references = read_references(plain, genre_names())
    spelling = correct_spelling(references.rest, _lexicon())
    key = read_key(write_digits(spelling.text))
    tempo = read_tempo(key.rest)
    sections = read_sections(tempo.rest)
    parts = [one.start for one in sections.mentioned]
    genre = read_genre(sections.rest, parts)
    duration = read_duration(genre.rest, tempo.bpm)
    instruments = read_instruments(duration.rest, genre.names, sections.rest)
    pictures = tuple(find_phrases(duration.rest, scenes()))
    moods = read_moods(instruments.rest)
    return _Readings(
        references, spelling, key, tempo, sections, duration, genre, instruments, moods, pictures
    )


def _evidence(read: _Readings) -> Evidence:
    """Collect what speaks for a wish for music."""
    names = [one.said for one in read.genre.names] + list(read.instruments.said)
    asked = read.key.asked
    numbers = 0.0
    if read.tempo.bpm is not None:
        numbers += 3.0 if read.tempo.confidence >= _SURE_TEMPO else 0.0
    if asked.key is not None:
        numbers += (3.0 if read.key.is_spelled else 1.5) if asked.mode else 0.5
    elif asked.mode is not None:
        numbers += 0.5
    if len(read.sections.structure) > 1:
        numbers += 2.0
    hints = 0.5 * (read.duration.duration_s is not None) + 0.5 * bool(read.tempo.words)
    hints += read.moods.found + 0.5 * len(read.sections.mentioned)
    hints += sum(len(one.said.split()) for one in read.scenes)
    hints += (
        2.0 * len(read.references.genres)
        + 0.5 * len(read.references.names)
        + 0.5 * (read.instruments.vocals is Vocals.NONE)
    )
    corrected = frozenset(one.chosen for one in read.spelling.decisions)
    return Evidence(tuple(names), numbers, hints, corrected)


def _assembled(text: str, read: _Readings) -> StructuredPrompt:
    genre = _genre(read)
    known = GENRES.get(genre.genre or "")
    tempo = tempo_from_words(
        read.tempo, known.tempo_bpm if known and genre.confidence >= 0.4 else None,
        known.title if known else "",
    )  # fmt: skip
    mode = _mode(read)
    decisions = (
        *read.spelling.decisions, *genre.decisions, *tempo.decisions,
        *read.key.decisions, *mode.decisions, *read.duration.decisions, *read.instruments.decisions,
        *read.moods.decisions, *_metre(read.spelling.text),
    )  # fmt: skip
    return StructuredPrompt(
        text=text,
        style=genre.style,
        genre=genre.genre,
        blend=genre.blend,
        bpm=tempo.bpm,
        key=read.key.asked.key,
        mode=mode.mode,
        instruments=read.instruments.wanted,
        excluded=read.instruments.excluded,
        structure=read.sections.structure,
        duration_s=read.duration.duration_s,
        energy=read.moods.energy,
        density=read.moods.density,
        moods=read.moods.moods,
        vocals=read.instruments.vocals,
        references=read.references.names,
        decisions=tuple(dict.fromkeys(decisions)),
        confidence=_confidence(read, genre, tempo.confidence, mode.confidence),
    )


def _genre(read: _Readings) -> GenreReading:
    """Return the genre that is named, or the best guess."""
    if read.genre.genre is None:
        return guess_genre(
            Hints(
                read.references.genres,
                read.scenes,
                read.instruments.wanted,
                read.moods.moods,
                read.tempo.bpm,
            )
        )
    return read.genre


def _mode(read: _Readings) -> _Mode:
    """Return the mode that is named, else the one that moods imply."""
    if read.key.asked.mode is not None:
        return _Mode(read.key.asked.mode, read.key.mode_confidence, ())
    if read.moods.mode is None:
        return _Mode(None, 0.0, ())
    why = f"No mode is named; {read.moods.mode_word!r} suggests it."
    return _Mode(read.moods.mode, _MODE_FROM_MOOD, (Decision("mode", read.moods.mode.value, why),))


def _metre(text: str) -> tuple[Decision, ...]:
    """Say that everything is in four, if a prompt asks for another metre."""
    other = _OTHER_METRE.search(text)
    if other is None:
        return ()
    why = "Menura writes music in 4/4 only."
    return (Decision("metre", "4/4", why, (other[0],)),)


def _confidence(
    read: _Readings, genre: GenreReading, tempo_confidence: float, mode_confidence: float
) -> dict[str, float]:
    """Return how sure the reading of each field is; fields that say nothing are left out."""
    sure = {
        "genre": genre.confidence * (_MISSPELT if read.spelling.decisions else 1.0),
        "style": genre.confidence if genre.style else 0.0,
        "blend": genre.blend_confidence,
        "bpm": tempo_confidence,
        "key": read.key.key_confidence,
        "mode": mode_confidence,
        "duration_s": read.duration.confidence,
        "structure": 0.9 if read.sections.structure else 0.0,
        "instruments": 0.9 if read.instruments.wanted else 0.0,
        "excluded": 0.9 if read.instruments.excluded else 0.0,
        "vocals": 0.9 if read.instruments.vocals is not Vocals.UNSPECIFIED else 0.0,
        "energy": 0.6 if read.moods.energy is not None else 0.0,
        "density": 0.6 if read.moods.density is not None else 0.0,
        "moods": 0.8 if read.moods.moods else 0.0,
        "references": 0.9 if read.references.genres else 0.7 if read.references.names else 0.0,
    }
    return {name: round(value, 3) for name, value in sure.items() if value > 0}
