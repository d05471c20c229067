"""Understand what people ask for by rules: no model, the same answer every time.

Numbers are read first (counts, years, tempi, keys); what is left is read word by word, the longest
known name first. A few words say what the names after them are for: *like* (go by their sound),
*by* (only these), *no* (none of these). Whatever is not understood is told.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from menura.assistant.artist_names import artist_key
from menura.assistant.model import MOST_TRACKS
from menura.assistant.number_phrases import read_numbers
from menura.assistant.ordinary_words import is_ordinary
from menura.assistant.plan import Attributes, Plan, SeedSearch
from menura.assistant.slips import Slips
from menura.assistant.sound_reading import SoundReading
from menura.assistant.sound_words import NOT_KNOWN_HERE, SOUND_WORDS, VERSION_WORDS
from menura.assistant.stop_words import (
    BY_WORDS,
    CONNECTORS,
    KEEPS_ROLE,
    LIKE_WORDS,
    NOT_WORDS,
    NOUNS,
    STOP_WORDS,
    UNLIKE_WORDS,
)
from menura.assistant.vocabulary import Vocabulary
from menura.catalogue import normalise_search

_LONGEST_PHRASE = 7  # words of a name: "nick cave and the bad seeds" has six
_QUOTED = re.compile(
    r"((?:called|named|titled|name it|call it)[:\s]*)?"
    r"[\"“”„«»]([^\"“”„«»]{1,120})[\"“”„«»]",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[|,;:!?()]|[^\s|,;:!?()]+")
_QUOTE_MARK = "\x02"


@dataclass(slots=True)
class Reading:
    """What was understood of some words.

    Attributes
    ----------
    not_understood : list of str
    notes : list of str
        What was read otherwise than it was written, for people.
    names_subject : bool
        Genres, artists, songs, moods or an occasion are named, and not just bounds.
    is_new : bool
        A new search, although something was asked for before.
    """

    plan: Plan
    not_understood: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    names_subject: bool = False
    is_new: bool = False


def read_words(text: str, vocabulary: Vocabulary) -> Reading:
    """Return the plan that some words ask for; an empty one where nothing is understood."""
    return _Reader(vocabulary).read(text)


@dataclass(slots=True)
class _Reader:
    vocabulary: Vocabulary
    values: dict[str, Any] = field(default_factory=dict)
    seeds: dict[str, list[str]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    title: str = ""
    role: str = ""
    is_after_comma: bool = False
    is_after_song: bool = False
    quoted: list[str] = field(default_factory=list)
    names_subject: bool = False
    said_sounds: dict[str, str] = field(default_factory=dict)

    @property
    def _sounds(self) -> SoundReading:
        return SoundReading(self.values, self.notes, self.said_sounds)

    def read(self, text: str) -> Reading:
        plain = " ".join(text.replace("’", "'").split())
        numbers = read_numbers(self._take_quotes(plain).casefold())
        self.values |= numbers.values
        self.notes += numbers.notes
        if numbers.keys:
            self.values["keys"] = numbers.keys
        self._read_tokens(_TOKEN.findall(numbers.text))
        plan = Plan(
            calls=[SeedSearch(**self.seeds), Attributes(**self.values)],
            count=numbers.count,
            total_s=numbers.total_s,
            title=self.title,
            per_artist=numbers.per_artist,
            also=[Attributes(year_from=numbers.later_from)] if numbers.later_from else [],
        )
        if numbers.each is not None:
            plan = _shared(plan, numbers.each)
        named = bool(self.seeds or self.values.keys() & {"genres", "artists", "moods"})
        return Reading(plan.with_calls(), self._unread(), self.notes, self.names_subject or named)

    def _unread(self) -> list[str]:
        return list(dict.fromkeys(self.lost))

    def _take_quotes(self, text: str) -> str:
        """Take what is in quotes out of the way: a title, or the name of a song or an artist."""

        def take(match: re.Match[str]) -> str:
            if match[1]:
                self.title = match[2].strip()
                return " | "
            self.quoted.append(match[2].strip())
            return f" {_QUOTE_MARK}{len(self.quoted) - 1}{_QUOTE_MARK} "

        return _QUOTED.sub(take, text.replace(_QUOTE_MARK, " "))

    def _read_tokens(self, tokens: Sequence[str]) -> None:
        words = [_Word.of(token) for token in tokens]
        at = 0
        while at < len(words):
            songs = len(self.seeds.get("songs", ()))
            role = self.role
            at += self._read_at(words, at)
            is_new = len(self.seeds.get("songs", ())) > songs
            self.is_after_song = is_new or (self.is_after_song and self.role == "by" != role)

    def _read_at(self, words: Sequence["_Word"], at: int) -> int:
        """Read what begins at a word; return how many words that took."""
        word = words[at]
        if word.raw.startswith(_QUOTE_MARK):
            self._take_quoted(self.quoted[int(word.raw.strip(_QUOTE_MARK))])
            return 1
        if word.ends_phrase:
            self.role = ""
            return 1
        taken = self._read_role(words, at) or self._read_name(words, at)
        if taken:
            return taken
        if word.is_connector:
            self.is_after_comma = word.raw == ","
            return 1
        if self.role == "like" and self._title_length(words, at):
            return self._read_unknown(words, at)
        if word.plain in STOP_WORDS:
            if word.plain not in NOUNS:
                self.role = self.role if word.plain in KEEPS_ROLE else ""
            return 1
        return self._read_unknown(words, at)

    def _read_role(self, words: Sequence["_Word"], at: int) -> int:
        for table, role in (
            (UNLIKE_WORDS, "unlike"),
            (NOT_WORDS, "not"),
            (LIKE_WORDS, "like"),
            (BY_WORDS, "by"),
        ):
            for length in (4, 3, 2, 1):
                if _phrase(words, at, length) in table and at + length < len(words):
                    self.role, self.is_after_comma = role, False
                    return length
        return 0

    def _read_name(self, words: Sequence["_Word"], at: int) -> int:
        """Take the longest name that is known and begins here."""
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            phrase = _phrase(words, at, length)
            if phrase and self._take_name(phrase, length):
                return length
        return 0

    def _take_name(self, phrase: str, length: int) -> bool:
        artist = self.vocabulary.artist_called(phrase)
        if (
            length == 1
            and self.role in ("", "not")
            and (phrase in STOP_WORDS or phrase in CONNECTORS or phrase in SOUND_WORDS)
        ):
            artist = None  # "yes", "love" and "air" are artists, too, but seldom meant
        if phrase in STOP_WORDS and (self.role not in ("like", "by") or artist is None):
            return False
        if self.role in ("like", "unlike", "by") and artist is not None:
            return self._take_artist(artist)
        return (
            self._take_version(phrase)
            or self._take_genre(phrase)
            or self._take_sound(phrase)
            or (artist is not None and self._take_artist(artist))
        )

    def _take_version(self, phrase: str) -> bool:
        if self.role != "not" or phrase not in VERSION_WORDS:
            return False
        self._add("without", VERSION_WORDS[phrase])
        return True

    def _take_genre(self, phrase: str) -> bool:
        if phrase in SOUND_WORDS and phrase not in self.vocabulary.genres:
            return False
        found = self.vocabulary.genres_called(phrase)
        if not found and self.vocabulary.is_genre(phrase):
            found = self.vocabulary.wider_genre(phrase)
            if not found:
                self.notes.append(f"No track here is of the genre {phrase!r}.")
                self.names_subject = True
                return True
            self.notes.append(f"No track here is {phrase!r}; {found[0]!r} is taken instead.")
        for name in found:
            self._add("not_genres" if self.role in ("not", "unlike") else "genres", name)
        return bool(found)

    def _take_sound(self, phrase: str) -> bool:
        sound = SOUND_WORDS.get(phrase)
        if sound is None:
            return False
        if self.role in ("not", "unlike") and not self.is_after_comma:  # "no rock, calm"
            return self._sounds.apply_opposite(sound)
        if phrase in NOT_KNOWN_HERE:
            note = f"{NOT_KNOWN_HERE[phrase]}; what is played most here is taken."
            if not any("is played most here" in told for told in self.notes):
                self.notes.append(note)
        if sound.moods or sound.not_moods or sound.is_occasion:
            self.names_subject = True
        self._sounds.apply(sound, phrase)
        return True

    def _take_artist(self, name: str) -> bool:
        if self.role == "by" and self.is_after_song:
            self.seeds["songs"][-1] += f" by {name}"
        elif self.role == "like":
            self._seed("artists", name)
        elif self.role == "unlike":
            self._seed("avoid", name)
        else:
            self._add("not_artists" if self.role == "not" else "artists", name)
        return True

    def _take_quoted(self, name: str) -> None:
        artist = self.vocabulary.artist_called(name)
        if artist is not None:
            self._take_artist(artist)
        elif self.vocabulary.genres_called(name):
            self._take_genre(normalise_search(name))
        else:
            self._seed("songs", name)

    def _read_unknown(self, words: Sequence["_Word"], at: int) -> int:
        """Take a run of words that nothing explains: a misspelt name, a title, or nothing."""
        length = self._run_length(words, at)
        if self.role == "like":
            length = self._title_length(words, at) or length
        phrase = _phrase(words, at, length)
        if self._take_misspelt_artist(phrase):
            return length
        meant = Slips.of(self.vocabulary.genres).meant_by(words[at].plain)
        if meant is not None and self._take_name(meant, 1):
            self.notes.append(f"{words[at].raw!r} was read as {meant!r}.")
            return 1
        if self.role == "like" and length <= _LONGEST_PHRASE:
            self._seed("songs", phrase)
            return length
        self.lost.append(words[at].raw)
        return 1

    def _run_length(self, words: Sequence["_Word"], at: int) -> int:
        length = 1
        while at + length < len(words) and not self._starts_something(words, at + length):
            length += 1
        return length

    def _title_length(self, words: Sequence["_Word"], at: int) -> int:
        """Return how many words may be a title, 0 for words that only carry the request."""
        if words[at].plain in NOUNS:
            return 0
        length = self._run_length(words, at)
        while length and words[at + length - 1].plain in STOP_WORDS:
            length -= 1  # "like Thunderstruck for my ..."
        return length

    def _take_misspelt_artist(self, phrase: str) -> bool:
        if self.role in ("", "not") and is_ordinary(phrase):
            return False
        artist = self.vocabulary.artist_like(phrase)
        if artist is None:
            return False
        if artist_key(artist) != artist_key(phrase):
            self.notes.append(f"{phrase!r} was read as {artist!r}.")
        return self._take_artist(artist)

    def _starts_something(self, words: Sequence["_Word"], at: int) -> bool:
        word = words[at]
        if word.ends_phrase or word.is_connector or word.raw.startswith(_QUOTE_MARK):
            return True
        if word.plain in STOP_WORDS or word.plain in SOUND_WORDS:
            return self.role != "like" or word.plain in NOUNS or word.plain in SOUND_WORDS
        tables = (LIKE_WORDS, BY_WORDS, NOT_WORDS)
        return any(word.plain in table for table in tables) or bool(
            self.vocabulary.genres_called(word.plain)
        )

    def _add(self, name: str, value: str) -> None:
        kept = self.values.setdefault(name, [])
        if value not in kept:
            kept.append(value)

    def _seed(self, name: str, value: str) -> None:
        kept = self.seeds.setdefault(name, [])
        if value not in kept:
            kept.append(value)


@dataclass(frozen=True, slots=True)
class _Word:
    raw: str
    plain: str

    @classmethod
    def of(cls, token: str) -> "_Word":
        return cls(token, normalise_search(token.removesuffix("'s")))

    @property
    def is_connector(self) -> bool:
        return self.raw == "," or self.plain in CONNECTORS or (not self.plain and self.raw == "&")

    @property
    def ends_phrase(self) -> bool:
        return self.raw in "|;:!?()." or (not self.plain and not self.is_connector)


def _shared(plan: Plan, each: int) -> Plan:
    """Return a plan that finds as many tracks of each of the genres, or else of the artists."""
    said = plan.attributes
    for name in ("genres", "artists"):
        named = getattr(said, name)
        if len(named) > 1:
            parts = [said.model_copy(update={name: [one]}) for one in named]
            shared = plan.with_calls(parts[0])
            count = min(each * len(parts), MOST_TRACKS)
            return shared.model_copy(update={"also": parts[1:], "each": each, "count": count})
    return plan if plan.count else plan.model_copy(update={"count": each})


def _phrase(words: Sequence[_Word], at: int, length: int) -> str:
    """Return some words as one name, "" where something in between parts them."""
    part = words[at : at + length]
    if len(part) < length or any(word.ends_phrase for word in part):
        return ""
    if part[0].raw == "," or part[-1].raw == ",":
        return ""
    return " ".join(word.plain for word in part if word.plain)
