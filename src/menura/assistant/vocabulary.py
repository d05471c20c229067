"""Know the names that occur on the shelf, however people write them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from menura.assistant.artist_names import artist_key
from menura.assistant.genre_words import SPELLINGS
from menura.catalogue import normalise_search
from menura.discover import Shelf

_SHORTEST_GUESSED = 5  # letters of a name that may be misspelt
_LEAST_ALIKE = 86.0  # percent of letters in place; "metalica" has 94 to "metallica"


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The genres and artists that are there.

    Attributes
    ----------
    genres : mapping
        As written on the shelf, by normalised name.
    artists : mapping
        As written on the shelf, by the key that `artist_key` makes.
    """

    genres: Mapping[str, str]
    artists: Mapping[str, str]
    moods: Sequence[str]

    def genres_called(self, name: str) -> tuple[str, ...]:
        """Return what the shelf calls a genre: all of its spellings that occur, or none.

        A genre occurs where it is part of one, too: "metal" where there is "heavy metal".
        """
        wanted = normalise_search(name)
        spellings = (wanted, *(one for one in SPELLINGS.get(wanted, ()) if one != wanted))
        found = [self.genres.get(one, one) for one in spellings if self._has_genre(one)]
        return tuple(found)

    def wider_genre(self, name: str) -> tuple[str, ...]:
        """Return what is here of the genre that a name is a kind of: "rock" of "hard rock"."""
        words = normalise_search(name).split()
        ends = [words[start:] for start in range(1, len(words))]
        starts = [words[:end] for end in range(len(words) - 1, 0, -1)]
        for part in (*ends, *starts):
            if found := self.genres_called(" ".join(part)):
                return found
        return ()

    def artist_called(self, name: str) -> str | None:
        """Return an artist's name as the shelf writes it."""
        return self.artists.get(artist_key(name))

    def artist_like(self, name: str) -> str | None:
        """Return the artist whose name a misspelt one stands for."""
        from rapidfuzz import fuzz, process

        key = artist_key(name)
        if len(key) < _SHORTEST_GUESSED:
            return None
        near = process.extract(
            key, self._keys, scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE, limit=4
        )
        alike = [(-score, found) for found, score, _ in near if found[0] == key[0]]
        return self.artists[min(alike)[1]] if alike else None

    @staticmethod
    def is_genre(name: str) -> bool:
        """Tell whether a genre is called so, here or elsewhere."""
        return name in SPELLINGS

    def _has_genre(self, name: str) -> bool:
        return name in self.genres or f" {name} " in self._all_genres

    @cached_property
    def _all_genres(self) -> str:
        return f" {'  '.join(self.genres)} "

    @cached_property
    def _keys(self) -> list[str]:
        return sorted(self.artists)


_KEPT: WeakKeyDictionary[Shelf, Vocabulary] = WeakKeyDictionary()


def vocabulary_of(shelf: Shelf) -> Vocabulary:
    """Return the names on a shelf; kept as long as the shelf, which never changes."""
    known = _KEPT.get(shelf)
    if known is None:
        names = (*shelf.genres.names, *shelf.tags.names)
        known = Vocabulary(
            genres={normalise_search(name): name for name in reversed(names)},
            artists={artist_key(name): name for name in reversed(shelf.artists)},
            moods=tuple(shelf.mood_names),
        )
        _KEPT[shelf] = known
    return known
