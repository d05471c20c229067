"""Name clusters by what distinguishes them, without any model."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, count

from menura.kernel.errors import MenuraError
from menura.sessions.labels import MOST_WORDS, clean_label
from menura.sessions.ports import ClusterDescription, HeardClip
from menura.sessions.prompt import read_prompt
from menura.sessions.traits import CLEAR, GROUPS, LONGEST_WORD, Trait, find_traits
from menura.studio import StructuredPrompt
from menura.studio.requests import GENRES, understand

_LAST_RESORT = "clips"
_SURE_GENRE = 0.5  # below it the genre is only a guess of the reader's
_MOST_TRAITS = 8  # to combine: with two moods 175 labels of up to three words
_MOST_MOODS = 2
_LEAST_SHARE = 0.5  # of the clips that a genre must be that of
_GENRE_WORDS = 2  # at least one word is left to tell clusters apart
_SHORT_NAMES = (
    (re.compile(r"\bdrum (?:and|n) bass\b"), "dnb"),
    (re.compile(r"\blo ?fi(?: hip hop)?\b"), "lofi"),
    (re.compile(r"\brhythm and blues\b"), "rnb"),
)
_NUMERALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class BuiltinClusterNamingProvider:
    """Say tempo, brightness, density, energy, mode and instruments where they stand out.

    Up to three words: what stands out most, then an instrument that only this cluster has, then
    the genre: *dark sparse techno*, *bright arps house*. Equal input gives equal labels.
    """

    def name_cluster(self, prompts: list[str]) -> str:
        """Return moods and style of the prompts; the first that can be read decides."""
        for reading in _read_all(prompts):
            style = _short(reading.style) or _short(_genre_of(reading))
            moods = [mood for mood in reading.moods[:1] if mood not in style]
            label = clean_label(" ".join([*moods, style]))
            if label is not None:
                return label
        briefs = (clean_label(read_prompt(prompt).brief) for prompt in prompts)
        return next((label for label in briefs if label is not None), _LAST_RESORT)

    def name_described(self, cluster: ClusterDescription) -> str:
        """Return a label that no cluster of the batch has.

        Notes
        -----
        If the most distinguishing words are taken, the next ones are used; when all of them are,
        a numeral is added.
        """
        taken = {" ".join(label.lower().split()) for label in cluster.taken}
        first = None
        for label in _labels(cluster):
            if label not in taken:
                return label
            first = first or label
        stem = (first or self.name_cluster(list(cluster.prompts))).split()
        if first is None and " ".join(stem) not in taken:
            return " ".join(stem)
        # long words leave no room beside them: the words of this room are short, a brief's may not
        stem = [word for word in stem[: MOST_WORDS - 1] if len(word) <= LONGEST_WORD] or [
            _LAST_RESORT
        ]
        numbered = (" ".join([*stem, numeral]) for numeral in _numerals())
        return next(label for label in numbered if label not in taken)


def _labels(cluster: ClusterDescription) -> Iterator[str]:
    """Yield labels, the most distinguishing first, the genre alone last."""
    genre = _genre_words(cluster)
    room = MOST_WORDS - len(genre)
    found = find_traits(cluster.clips, cluster.others)[:_MOST_TRAITS]
    traits = [trait for trait in found if trait.word not in genre]
    clear = [trait for trait in traits if trait.size >= CLEAR]
    yield from _combined(clear, genre, room)
    # last, because all clusters of a batch share the prompt, and because reading one takes a while
    known = {trait.group for trait in traits}
    moods = [mood for mood in _moods(cluster.prompts) if mood.group not in known]
    said = [*traits, *(mood for mood in moods[:_MOST_MOODS] if mood.word not in genre)]
    if not clear:
        yield from _combined(said, genre, 1)
    yield from _combined(said, genre, room)
    if genre:
        yield " ".join(genre)


def _moods(prompts: Sequence[str]) -> list[Trait]:
    """Return the moods of prompts as traits of no size."""
    moods = [mood for reading in _read_all(prompts) for mood in reading.moods]
    words = dict.fromkeys(word for mood in moods if (word := clean_label(mood)) and " " not in word)
    return [Trait(word, GROUPS.get(word, "mood"), 0.0) for word in words]


def _combined(traits: Sequence[Trait], genre: Sequence[str], room: int) -> Iterator[str]:
    """Yield labels of as many traits as there is room for, then of fewer."""
    groups = len({trait.group for trait in traits})
    for number in range(min(room, groups), 0, -1):
        for chosen in combinations(traits, number):
            if len({trait.group for trait in chosen}) == number:
                words = [trait.word for trait in sorted(chosen, key=lambda trait: trait.is_noun)]
                yield " ".join([*words, *genre])


def _genre_words(cluster: ClusterDescription) -> list[str]:
    """Return one or two words for the genre of most of the clips, or none."""
    titles = [clip.manifest.genre or _prompted_genre(clip) for clip in cluster.clips]
    known = Counter(_short(title) for title in titles if title)
    if not known:
        return []
    title, number = known.most_common(1)[0]
    if number < _LEAST_SHARE * len(titles):
        return []
    return [word for word in title.split()[-_GENRE_WORDS:] if len(word) <= LONGEST_WORD]


def _prompted_genre(clip: HeardClip) -> str | None:
    return next((_genre_of(reading) for reading in _read_all([clip.manifest.prompt])), None)


def _genre_of(reading: StructuredPrompt) -> str | None:
    """Return the title of the genre that a prompt names."""
    if reading.genre is None or reading.confidence.get("genre", 0.0) < _SURE_GENRE:
        return None
    return GENRES[reading.genre].title


def _read_all(prompts: Sequence[str]) -> list[StructuredPrompt]:
    """Return the readings of those prompts that ask for music."""
    briefs = dict.fromkeys(read_prompt(prompt).brief for prompt in prompts)
    return [reading for brief in briefs if (reading := _read(brief)) is not None]


@lru_cache(maxsize=16)  # every clip of a session has the same brief
def _read(brief: str) -> StructuredPrompt | None:
    try:
        return understand(brief)
    except MenuraError:  # empty, too long or not about music: there are other words
        return None


def _short(name: str | None) -> str:
    """Return a name of a genre in words that fit a label; of a blend the genre it is a kind of."""
    main = (name or "").lower().split(" with ")[0]
    words = " ".join(re.findall("[a-z0-9]+", main.replace("&", "n")))
    for pattern, short in _SHORT_NAMES:
        words = pattern.sub(short, words)
    return words


def _numerals() -> Iterator[str]:
    yield from _NUMERALS
    yield from (str(number) for number in count(len(_NUMERALS) + 2))
